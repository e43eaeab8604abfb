//! `users.*`: people as the caller sees them.
//! Songs are in `music`. Out of scope: secure values, requirements to contact.

use grammers_tl_types::enums::{self, PrivacyKey};
use grammers_tl_types::{functions as f, types};

use crate::rpc::{Answer, Call, Table};
use crate::world::peers::{Mentioned, Peer};
use crate::world::shapes;

pub(crate) fn register(table: &mut Table) {
    table.serve(get_users);
    table.serve(get_full_user);
}

fn get_users(call: &mut Call, request: f::users::GetUsers) -> Answer<Vec<enums::User>> {
    let world = &*call.world;
    let user = |input: &enums::InputUser| match world.input_user(call.me, input) {
        Ok(id) => world.user(call.me, id),
        Err(_) => types::UserEmpty { id: asked(input) }.into(),
    };
    Ok(request.id.iter().map(user).collect())
}

fn asked(input: &enums::InputUser) -> i64 {
    match input {
        enums::InputUser::User(user) => user.user_id,
        _ => 0,
    }
}

fn get_full_user(call: &mut Call, request: f::users::GetFullUser) -> Answer<enums::users::UserFull> {
    let id = call.world.input_user(call.me, &request.id)?;
    let mut full = shapes::user_full();
    full.id = id;
    full.can_pin_message = true;
    if let Some(resident) = call.world.resident(id) {
        let shows = |key| call.world.allows(id, call.me, &key);
        if shows(PrivacyKey::About) {
            full.about.clone_from(&resident.about);
        }
        if shows(PrivacyKey::Birthday) {
            full.birthday.clone_from(&resident.birthday);
        }
        let photo = resident.photos.last().filter(|_| shows(PrivacyKey::ProfilePhoto));
        full.profile_photo = photo.map(|photo| call.world.files.render_photo(*photo));
        full.voice_messages_forbidden = !shows(PrivacyKey::VoiceMessages);
        full.private_forward_name = (!shows(PrivacyKey::Forwards)).then(|| resident.full_name());
        full.read_dates_private = !resident.bot && !shows(PrivacyKey::StatusTimestamp);
    }
    full.saved_music = super::music::first(call, id);
    if id != call.me {
        full.common_chats_count =
            i32::try_from(call.world.common_groups(call.me, id).len()).unwrap_or(i32::MAX);
    }
    if let Some(me) = call.world.resident(call.me) {
        full.blocked = me.blocked.contains(&id);
        full.ttl_period = call.world.period(call.me, Peer::User(id));
        let pins = me.dialogs.get(&Peer::User(id)).map(|dialog| &dialog.pinned_messages);
        full.pinned_msg_id = pins.and_then(|pins| pins.last().copied());
    }
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::User(id));
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::users::UserFull { full_user: full.into(), chats, users }.into())
}
