//! `account.deleteAccount`: what is left of somebody who goes for ever. Her chats stay with the others.
//! Out of scope: accounts that end by themselves, the week of waiting (who has a password and does not give it is told
//! to wait, and nothing follows).

use grammers_tl_types::{enums, functions as f, types};

use super::password::settings::prove;
use crate::crypto::KeyId;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::peers::Peer;
use crate::world::people::Resident;

pub(crate) fn register(table: &mut Table) {
    table.serve(delete_account);
}

/// Seconds that Telegram waits for the owner of a password.
const WEEK: i32 = 604_800;

fn delete_account(call: &mut Call, request: f::account::DeleteAccount) -> Answer<bool> {
    let protected = call.world.resident(call.me).is_some_and(|me| me.verifier.is_some());
    match &request.password {
        None if protected => return Err(Refusal::new(420, format!("2FA_CONFIRM_WAIT_{WEEK}"))),
        Some(proof) => prove(call, proof)?,
        None => {}
    }
    let me = call.me;
    let keys: Vec<KeyId> = call.world.keys_of(me).map(|(id, _)| id).collect();
    call.world.name(Peer::User(me), None)?;
    call.world.silence_names(Peer::User(me))?;
    call.world.gifts.forget(Peer::User(me));
    call.world.stories.shelves.remove(&Peer::User(me));
    call.world.phones.retain(|_, person| *person != me);
    if let Some(gone) = call.world.people.get_mut(&me) {
        // Her copies of messages go with her, what others have of them stays.
        let (home, last_id, pts) = (gone.home, gone.last_id, gone.pts);
        *gone = Resident { deleted: true, home, last_id, pts, ..Resident::default() };
    }
    let update: enums::Update = types::UpdateUser { user_id: me }.into();
    call.world.tell_acquainted(me, &update);
    for other in call.world.people.values_mut() {
        other.contacts.remove(&me);
    }
    for key in keys {
        call.world.forget_key_person(key);
        call.world.key_row(key)?.ended = Some("USER_DEACTIVATED");
    }
    call.world.touch();
    Ok(true)
}
