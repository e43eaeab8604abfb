//! From what a client sends to what hangs on a message, and the methods that send it.
//! Out of scope: games, invoices, stories, paid media, to-do lists; addresses of the web lead nowhere here.

use grammers_tl_types::{enums, functions as f, types};

use super::send::{Answered, Delivered, Letter, answered, deliver, sent};
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::services::auth::digits;
use crate::world::files::Media;
use crate::world::messages::Draft;
use crate::world::peers::Mentioned;
use crate::world::polls::Poll;
use crate::world::schedule;

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
    let letter = Letter {
        text: request.message,
        entities: request.entities,
        media: Some(some_media(call, &request.media)?),
        reply_to: request.reply_to,
        silent: request.silent,
        noforwards: request.noforwards,
        markup: request.reply_markup,
        random_id: request.random_id,
        clear_draft: request.clear_draft,
        date: request.schedule_date,
    };
    Ok(match deliver(call, peer, letter)? {
        Delivered::Kept(updates) => *updates,
        Delivered::Now(posted) => sent(call, &[(posted, request.random_id)]),
    })
}

fn send_multi_media(call: &mut Call, request: f::messages::SendMultiMedia) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    if !(1..=10).contains(&request.multi_media.len()) {
        return Err(Refusal::bad("MULTI_MEDIA_TOO_LONG"));
    }
    let Answered { reply_to, top, quote } = answered(request.reply_to);
    let album = Some(call.world.number());
    let mut drafts = Vec::new();
    for enums::InputSingleMedia::Media(single) in request.multi_media {
        drafts.push(Draft {
            text: single.message,
            entities: single.entities.unwrap_or_default(),
            media: Some(some_media(call, &single.media)?),
            reply_to,
            top,
            quote: quote.clone(),
            silent: request.silent,
            noforwards: request.noforwards,
            album,
            random_id: single.random_id,
            ..Draft::default()
        });
    }
    if request.clear_draft {
        super::drafts::clear(call, peer, top);
    }
    if let Some(date) = schedule::waits(request.schedule_date)? {
        return super::scheduled::keep(call, peer, drafts, date);
    }
    let mut posted = Vec::new();
    for draft in drafts {
        let random_id = draft.random_id;
        posted.push((call.world.post(call.me, peer, draft, Some(call.link))?, random_id));
    }
    Ok(sent(call, &posted))
}

fn upload_media(call: &mut Call, request: f::messages::UploadMedia) -> Answer<enums::MessageMedia> {
    call.world.input_peer(call.me, &request.peer)?;
    let media = some_media(call, &request.media)?;
    Ok(call.world.media(call.me, &media, &mut Mentioned::default()))
}

/// The media behind an input; `None` for the empty one.
pub(crate) fn of(call: &mut Call, input: &enums::InputMedia) -> Answer<Option<Media>> {
    use enums::InputMedia as Input;
    let media = match input {
        // A preview is optional, and this world has no web to look at.
        Input::Empty | Input::WebPage(_) => return Ok(None),
        Input::UploadedPhoto(photo) => {
            let id = call.world.number();
            let id = call.world.files.photo(id, call.world.origin(call.me), &photo.file)?;
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
            let id = call.world.files.document(id, call.world.origin(call.me), document)?;
            let (spoiler, ttl) = (document.spoiler, document.ttl_seconds);
            Media::Document { id, spoiler, ttl }
        }
        Input::Document(document) => {
            let id = call.world.files.input_document(&document.id)?;
            let (spoiler, ttl) = (document.spoiler, document.ttl_seconds);
            Media::Document { id, spoiler, ttl }
        }
        Input::PhotoExternal(_) | Input::DocumentExternal(_) => {
            return Err(Refusal::bad("EXTERNAL_URL_INVALID"));
        }
        Input::Poll(poll) => {
            let id = call.world.number();
            let poll = Poll::of(id, call.me, poll)?;
            call.world.polls.insert(id, poll);
            Media::Poll(id)
        }
        input => Media::Plain(Box::new(plain(call, input)?)),
    };
    Ok(Some(media))
}

/// Media that need no file.
fn plain(call: &mut Call, input: &enums::InputMedia) -> Answer<enums::MessageMedia> {
    use enums::InputMedia as Input;
    Ok(match input {
        Input::Contact(contact) => types::MessageMediaContact {
            phone_number: contact.phone_number.clone(),
            first_name: contact.first_name.clone(),
            last_name: contact.last_name.clone(),
            vcard: contact.vcard.clone(),
            user_id: call.world.phones.get(&digits(&contact.phone_number)).copied().unwrap_or(0),
        }
        .into(),
        Input::GeoPoint(point) => types::MessageMediaGeo { geo: geo(&point.geo_point)? }.into(),
        Input::GeoLive(live) => types::MessageMediaGeoLive {
            geo: geo(&live.geo_point)?,
            heading: live.heading,
            period: if live.stopped { 0 } else { live.period.unwrap_or(0) },
            proximity_notification_radius: live.proximity_notification_radius,
        }
        .into(),
        Input::Venue(venue) => types::MessageMediaVenue {
            geo: geo(&venue.geo_point)?,
            title: venue.title.clone(),
            address: venue.address.clone(),
            provider: venue.provider.clone(),
            venue_id: venue.venue_id.clone(),
            venue_type: venue.venue_type.clone(),
        }
        .into(),
        Input::Dice(dice) => types::MessageMediaDice {
            value: thrown(call, &dice.emoticon)?,
            emoticon: dice.emoticon.clone(),
            game_outcome: None,
        }
        .into(),
        _ => return Err(Refusal::bad("MEDIA_NOT_SERVED")),
    })
}

/// What a die shows. Equal worlds throw equally.
fn thrown(call: &mut Call, emoticon: &str) -> Answer<i32> {
    let sides = match emoticon.trim_end_matches('\u{fe0f}') {
        "\u{1f3b2}" | "\u{1f3af}" | "\u{1f3b3}" => 6,
        "\u{1f3c0}" | "\u{26bd}" => 5,
        "\u{1f3b0}" => 64,
        _ => return Err(Refusal::bad("EMOTICON_INVALID")),
    };
    Ok((call.world.number() % sides) as i32 + 1)
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
