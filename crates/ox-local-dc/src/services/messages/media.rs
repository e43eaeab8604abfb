//! From what a client sends to what hangs on a message, and the methods that send it.
//! Out of scope: polls, games, invoices, stories, external addresses, paid media.

use grammers_tl_types::{enums, functions as f, types};

use super::send::{answered, sent};
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::files::Media;
use crate::world::messages::Draft;

pub(crate) fn register(table: &mut Table) {
    table.serve(send_media);
    table.serve(send_multi_media);
    table.serve(upload_media);
}

fn some_media(call: &mut Call, input: &enums::InputMedia) -> Answer<Media> {
    of(call, input)?.ok_or_else(|| Refusal::bad("MEDIA_EMPTY"))
}

fn send_media(call: &mut Call, request: f::messages::SendMedia) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    if request.schedule_date.is_some() {
        return Err(Refusal::bad("SCHEDULE_NOT_SERVED"));
    }
    let media = some_media(call, &request.media)?;
    let (reply_to, quote) = answered(request.reply_to);
    let draft = Draft {
        text: request.message,
        entities: request.entities.unwrap_or_default(),
        media: Some(media),
        reply_to,
        quote,
        silent: request.silent,
        markup: super::super::bots::markup_of(call, request.reply_markup),
        random_id: request.random_id,
        ..Draft::default()
    };
    let posted = call.world.post(call.me, peer, draft, Some(call.link))?;
    Ok(sent(call, &[(posted, request.random_id)]))
}

fn send_multi_media(call: &mut Call, request: f::messages::SendMultiMedia) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    if !(1..=10).contains(&request.multi_media.len()) {
        return Err(Refusal::bad("MULTI_MEDIA_TOO_LONG"));
    }
    let (reply_to, quote) = answered(request.reply_to);
    let album = Some(call.world.number());
    let mut posted = Vec::new();
    for enums::InputSingleMedia::Media(single) in request.multi_media {
        let draft = Draft {
            text: single.message,
            entities: single.entities.unwrap_or_default(),
            media: Some(some_media(call, &single.media)?),
            reply_to,
            quote: quote.clone(),
            silent: request.silent,
            album,
            random_id: single.random_id,
            ..Draft::default()
        };
        posted.push((call.world.post(call.me, peer, draft, Some(call.link))?, single.random_id));
    }
    Ok(sent(call, &posted))
}

fn upload_media(call: &mut Call, request: f::messages::UploadMedia) -> Answer<enums::MessageMedia> {
    call.world.input_peer(call.me, &request.peer)?;
    let media = some_media(call, &request.media)?;
    Ok(call.world.files.render(&media, call.world.setup.file_dc))
}

/// The media behind an input; `None` for the empty one.
pub(crate) fn of(call: &mut Call, input: &enums::InputMedia) -> Answer<Option<Media>> {
    use enums::InputMedia as Input;
    let media = match input {
        // A preview is optional, and this world has no web to look at.
        Input::Empty | Input::WebPage(_) => return Ok(None),
        Input::UploadedPhoto(photo) => {
            let id = call.world.number();
            let id = call.world.files.photo(id, call.me, &photo.file)?;
            let (spoiler, ttl) = (photo.spoiler, photo.ttl_seconds);
            Media::Photo { id, spoiler, ttl }
        }
        Input::Photo(photo) => {
            let id = call.world.files.input_photo(&photo.id)?;
            let (spoiler, ttl) = (photo.spoiler, photo.ttl_seconds);
            Media::Photo { id, spoiler, ttl }
        }
        Input::UploadedDocument(document) => {
            let id = call.world.number();
            let id = call.world.files.document(id, call.me, document)?;
            let (spoiler, ttl) = (document.spoiler, document.ttl_seconds);
            Media::Document { id, spoiler, ttl }
        }
        Input::Document(document) => {
            let id = call.world.files.input_document(&document.id)?;
            let (spoiler, ttl) = (document.spoiler, document.ttl_seconds);
            Media::Document { id, spoiler, ttl }
        }
        Input::Contact(contact) => Media::Plain(Box::new(
            types::MessageMediaContact {
                phone_number: contact.phone_number.clone(),
                first_name: contact.first_name.clone(),
                last_name: contact.last_name.clone(),
                vcard: contact.vcard.clone(),
                user_id: call.world.phones.get(&contact.phone_number).copied().unwrap_or(0),
            }
            .into(),
        )),
        Input::GeoPoint(point) => {
            Media::Plain(Box::new(types::MessageMediaGeo { geo: geo(&point.geo_point)? }.into()))
        }
        Input::Dice(dice) => Media::Plain(Box::new(
            types::MessageMediaDice {
                value: i32::from(crate::crypto::random::<1>()[0] % 6) + 1,
                emoticon: dice.emoticon.clone(),
                game_outcome: None,
            }
            .into(),
        )),
        _ => return Err(Refusal::bad("MEDIA_NOT_SERVED")),
    };
    Ok(Some(media))
}

fn geo(input: &enums::InputGeoPoint) -> Answer<enums::GeoPoint> {
    match input {
        enums::InputGeoPoint::Empty => Err(Refusal::bad("MEDIA_INVALID")),
        enums::InputGeoPoint::Point(point) => Ok(types::GeoPoint {
            long: point.long,
            lat: point.lat,
            access_hash: 0,
            accuracy_radius: point.accuracy_radius,
        }
        .into()),
    }
}
