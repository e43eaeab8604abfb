//! `account.*TakeoutSession` and what is given out in a takeout only: saved contacts, left channels, ranges of messages.
//! Calls wrapped in a takeout are served as others are, once its id is right. Out of scope: what was not asked for at
//! the beginning is given out all the same, there is one range of messages, and nobody waits a day.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(init_takeout_session);
    table.serve(finish_takeout_session);
    table.serve(get_saved);
    table.serve(get_left_channels);
    table.serve(get_split_ranges);
}

/// One takeout at a time: a new one ends the one before.
fn init_takeout_session(
    call: &mut Call,
    _: f::account::InitTakeoutSession,
) -> Answer<enums::account::Takeout> {
    let id = call.world.number();
    let me = call.world.people.get_mut(&call.me).ok_or_else(inside)?;
    me.takeout = Some(id);
    Ok(types::account::Takeout { id }.into())
}

fn inside() -> Refusal {
    Refusal::new(403, "TAKEOUT_REQUIRED")
}

fn required(call: &Call) -> Answer<()> {
    if call.takeout { Ok(()) } else { Err(inside()) }
}

fn finish_takeout_session(call: &mut Call, _: f::account::FinishTakeoutSession) -> Answer<bool> {
    required(call)?;
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.takeout = None;
    }
    Ok(true)
}

/// Contacts with a number, as her address book would have them.
fn get_saved(call: &mut Call, _: f::contacts::GetSaved) -> Answer<Vec<enums::SavedContact>> {
    required(call)?;
    let world = &*call.world;
    let contacts = world.resident(call.me).map(|me| me.contacts.clone()).unwrap_or_default();
    let saved = contacts.iter().filter_map(|id| {
        let person = world.resident(*id)?;
        let contact = types::SavedPhoneContact {
            phone: person.phone.clone()?,
            first_name: person.first_name.clone(),
            last_name: person.last_name.clone().unwrap_or_default(),
            date: 0,
        };
        Some(contact.into())
    });
    Ok(saved.collect())
}

fn get_left_channels(
    call: &mut Call,
    request: f::channels::GetLeftChannels,
) -> Answer<enums::messages::Chats> {
    required(call)?;
    let left = call.world.channels.values().filter(|channel| channel.former.contains(&call.me));
    let mut ids: Vec<i64> = left.map(|channel| channel.id).collect();
    ids.sort_unstable();
    let mut mentioned = Mentioned::default();
    for id in ids.iter().skip(request.offset.max(0) as usize).take(100) {
        mentioned.add(Peer::Channel(*id));
    }
    let (_, chats) = call.world.gather(call.me, &mentioned);
    match chats.len() == ids.len() {
        true => Ok(types::messages::Chats { chats }.into()),
        false => Ok(types::messages::ChatsSlice { count: ids.len() as i32, chats }.into()),
    }
}

fn get_split_ranges(call: &mut Call, _: f::messages::GetSplitRanges) -> Answer<Vec<enums::MessageRange>> {
    required(call)?;
    let max_id = call.world.resident(call.me).map_or(0, |me| me.last_id);
    Ok(vec![types::MessageRange { min_id: 1, max_id }.into()])
}
