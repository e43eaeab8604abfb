//! Songs that somebody shows on her profile.
//! Out of scope: how many there may be.

use grammers_tl_types::enums::{self, PrivacyKey};
use grammers_tl_types::{functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};

pub(crate) fn register(table: &mut Table) {
    table.serve(save_music);
    table.serve(get_saved_music);
    table.serve(get_saved_music_by_id);
}

fn song(call: &Call, input: &enums::InputDocument) -> Answer<i64> {
    use enums::DocumentAttribute::Audio;
    let invalid = || Refusal::bad("DOCUMENT_INVALID");
    let id = call.world.files.input_document(input).map_err(|_| invalid())?;
    let song = |attribute: &_| matches!(attribute, Audio(audio) if !audio.voice);
    if call.world.files.document_has(id, song) { Ok(id) } else { Err(invalid()) }
}

/// A new song comes first, or after one that is there.
fn save_music(call: &mut Call, request: f::account::SaveMusic) -> Answer<bool> {
    let id = song(call, &request.id)?;
    let after = request.after_id.as_ref().map(|after| song(call, after)).transpose()?;
    if let Some(me) = call.world.people.get_mut(&call.me) {
        let music = &mut me.collected.music;
        music.retain(|known| *known != id);
        if !request.unsave {
            let place = after.and_then(|after| music.iter().position(|known| *known == after));
            music.insert(place.map_or(0, |place| place + 1), id);
        }
    }
    let update: enums::Update = types::UpdateUser { user_id: call.me }.into();
    call.world.tell_acquainted(call.me, &update);
    call.world.touch();
    Ok(true)
}

/// What somebody shows to the caller.
fn shown(call: &Call, person: i64) -> Vec<i64> {
    let allowed = call.world.allows(person, call.me, &PrivacyKey::SavedMusic);
    let person = call.world.resident(person).filter(|_| allowed);
    person.map(|person| person.collected.music.clone()).unwrap_or_default()
}

/// The first of somebody's songs.
pub(super) fn first(call: &Call, person: i64) -> Option<enums::Document> {
    shown(call, person).first().map(|id| call.world.files.render_document(*id))
}

fn list(call: &Call, count: usize, ids: impl Iterator<Item = i64>) -> enums::users::SavedMusic {
    let documents = ids.map(|id| call.world.files.render_document(id)).collect();
    types::users::SavedMusic { count: count as i32, documents }.into()
}

fn get_saved_music(call: &mut Call, request: f::users::GetSavedMusic) -> Answer<enums::users::SavedMusic> {
    let person = call.world.input_user(call.me, &request.id)?;
    let ids = shown(call, person);
    let (offset, limit) = (request.offset.max(0) as usize, request.limit.clamp(0, 100) as usize);
    Ok(list(call, ids.len(), ids.iter().copied().skip(offset).take(limit)))
}

fn get_saved_music_by_id(
    call: &mut Call,
    request: f::users::GetSavedMusicById,
) -> Answer<enums::users::SavedMusic> {
    let person = call.world.input_user(call.me, &request.id)?;
    let ids = shown(call, person);
    let wanted = request.documents.iter().filter_map(|input| call.world.files.input_document(input).ok());
    let found: Vec<i64> = wanted.filter(|id| ids.contains(id)).collect();
    Ok(list(call, ids.len(), found.into_iter()))
}
