//! `photos.*`: profile photos of the caller, and whose they are.
//! Out of scope: video and emoji photos, fallback photos, suggestions to others.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(upload_profile_photo);
    table.serve(update_profile_photo);
    table.serve(delete_photos);
    table.serve(get_user_photos);
}

fn shown(call: &Call, photo: enums::Photo) -> enums::photos::Photo {
    let users = vec![call.world.user(call.me, call.me)];
    types::photos::Photo { photo, users }.into()
}

/// Tells others, and the caller's other sessions, to look at her again.
fn tell(call: &Call) {
    let update: enums::Update = types::UpdateUser { user_id: call.me }.into();
    call.world.tell_acquainted(call.me, &update);
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::User(call.me));
    call.world.tell(call.me, update, &mentioned, Some(call.link));
    call.world.touch();
}

fn upload_profile_photo(
    call: &mut Call,
    request: f::photos::UploadProfilePhoto,
) -> Answer<enums::photos::Photo> {
    let file = request.file.ok_or_else(|| Refusal::bad("PHOTO_FILE_MISSING"))?;
    let id = call.world.number();
    let id = call.world.files.photo(id, call.world.origin(call.me), &file)?;
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.photos.push(id);
    }
    tell(call);
    let photo = call.world.files.render_photo(id);
    Ok(shown(call, photo))
}

fn update_profile_photo(
    call: &mut Call,
    request: f::photos::UpdateProfilePhoto,
) -> Answer<enums::photos::Photo> {
    let chosen = match &request.id {
        enums::InputPhoto::Empty => None,
        input @ enums::InputPhoto::Photo(_) => Some(call.world.files.input_photo(input)?),
    };
    if let Some(me) = call.world.people.get_mut(&call.me) {
        match chosen {
            Some(id) => {
                me.photos.retain(|photo| *photo != id);
                me.photos.push(id);
            }
            None => {
                me.photos.pop();
            }
        }
    }
    tell(call);
    let photo = match chosen {
        Some(id) => call.world.files.render_photo(id),
        None => types::PhotoEmpty { id: 0 }.into(),
    };
    Ok(shown(call, photo))
}

fn delete_photos(call: &mut Call, request: f::photos::DeletePhotos) -> Answer<Vec<i64>> {
    let ids = request.id.iter().map(|input| call.world.files.input_photo(input));
    let ids = ids.collect::<Answer<Vec<i64>>>()?;
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.photos.retain(|photo| !ids.contains(photo));
    }
    tell(call);
    Ok(ids)
}

fn get_user_photos(call: &mut Call, request: f::photos::GetUserPhotos) -> Answer<enums::photos::Photos> {
    let id = call.world.input_user(call.me, &request.user_id)?;
    let world = &*call.world;
    let person = world.resident(id);
    let person = person.filter(|_| world.allows(id, call.me, &enums::PrivacyKey::ProfilePhoto));
    let ids = person.map(|person| person.photos.clone()).unwrap_or_default();
    let page = ids.iter().rev().skip(request.offset.max(0) as usize);
    let page = page.take(request.limit.clamp(0, 100) as usize);
    let photos: Vec<_> = page.map(|photo| world.files.render_photo(*photo)).collect();
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::User(id));
    let (users, _) = world.gather(call.me, &mentioned);
    if photos.len() == ids.len() {
        return Ok(types::photos::Photos { photos, users }.into());
    }
    let count = ids.len() as i32;
    Ok(types::photos::PhotosSlice { count, photos, users }.into())
}
