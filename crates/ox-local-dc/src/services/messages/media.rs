//! From what a client sends to what hangs on a message, and the methods that send it.
//! Out of scope: polls, games, invoices, stories, external addresses, paid media.

use grammers_tl_types::{enums, types};

use crate::rpc::{Answer, Call, Refusal};
use crate::world::files::Media;

/// The media behind an input; `None` for the empty one.
pub(crate) fn of(call: &mut Call, input: &enums::InputMedia) -> Answer<Option<Media>> {
    use enums::InputMedia as Input;
    let media = match input {
        Input::Empty => return Ok(None),
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
        Input::Contact(contact) => Media::Plain(
            types::MessageMediaContact {
                phone_number: contact.phone_number.clone(),
                first_name: contact.first_name.clone(),
                last_name: contact.last_name.clone(),
                vcard: contact.vcard.clone(),
                user_id: call.world.phones.get(&contact.phone_number).copied().unwrap_or(0),
            }
            .into(),
        ),
        Input::GeoPoint(point) => Media::Plain(
            types::MessageMediaGeo { geo: geo(&point.geo_point)? }.into(),
        ),
        Input::Dice(dice) => Media::Plain(
            types::MessageMediaDice {
                value: i32::from(crate::crypto::random::<1>()[0] % 6) + 1,
                emoticon: dice.emoticon.clone(),
                game_outcome: None,
            }
            .into(),
        ),
        // A preview is optional; this world has no web to look at.
        Input::WebPage(_) => return Ok(None),
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
