//! Public names of people and channels: the one of their own, and switching and ordering those that were bought.
//! Out of scope: buying (a test gives them), names of bots that their owner switches.

use grammers_tl_types::{enums, functions as f, types};

use super::channels::ruled;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::peers::Peer;

pub(crate) fn register(table: &mut Table) {
    table.serve(update_own);
    table.serve(check_own);
    table.serve(toggle_own);
    table.serve(reorder_own);
    table.serve(update_channels);
    table.serve(check_channels);
    table.serve(toggle_channels);
    table.serve(reorder_channels);
    table.serve(deactivate_all);
    table.serve(get_admined_public_channels);
}

/// Whether a username is well-formed.
fn valid(username: &str) -> bool {
    let length = username.len();
    let plain = username.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (5..=32).contains(&length) && plain && username.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn free(call: &Call, username: &str) -> Answer<bool> {
    match valid(username) {
        true => Ok(!call.world.usernames.contains_key(&username.to_lowercase())),
        false => Err(Refusal::bad("USERNAME_INVALID")),
    }
}

/// Whether `username` can take the place of `now`.
fn check_change(now: &str, username: &str) -> Answer<()> {
    match () {
        () if !username.is_empty() && !valid(username) => Err(Refusal::bad("USERNAME_INVALID")),
        () if now == username => Err(Refusal::bad("USERNAME_NOT_MODIFIED")),
        () => Ok(()),
    }
}

fn told(call: &Call) -> bool {
    call.world.tell_name(call.me, Some(call.link));
    true
}

fn update_own(call: &mut Call, request: f::account::UpdateUsername) -> Answer<enums::User> {
    let now = call.world.resident(call.me).and_then(|me| me.username.clone()).unwrap_or_default();
    check_change(&now, &request.username)?;
    call.world.name(Peer::User(call.me), Some(&request.username))?;
    told(call);
    Ok(call.world.user(call.me, call.me))
}

fn check_own(call: &mut Call, request: f::account::CheckUsername) -> Answer<bool> {
    free(call, &request.username)
}

fn toggle_own(call: &mut Call, request: f::account::ToggleUsername) -> Answer<bool> {
    call.world.toggle_name(Peer::User(call.me), &request.username, request.active)?;
    Ok(told(call))
}

fn reorder_own(call: &mut Call, request: f::account::ReorderUsernames) -> Answer<bool> {
    call.world.order_names(Peer::User(call.me), &request.order)?;
    Ok(told(call))
}

/// The channel, for who may change it.
fn own_channel(call: &mut Call, input: &enums::InputChannel) -> Answer<i64> {
    let id = call.world.input_channel(call.me, input)?;
    ruled(call, id)?;
    Ok(id)
}

fn update_channels(call: &mut Call, request: f::channels::UpdateUsername) -> Answer<bool> {
    let id = own_channel(call, &request.channel)?;
    let prev_value = ruled(call, id)?.username.clone().unwrap_or_default();
    check_change(&prev_value, &request.username)?;
    call.world.name(Peer::Channel(id), Some(&request.username))?;
    let new_value = request.username;
    let deed = types::ChannelAdminLogEventActionChangeUsername { prev_value, new_value };
    call.world.note_deed(call.me, id, deed);
    call.world.tell_members(id, Some(call.link));
    Ok(true)
}

fn check_channels(call: &mut Call, request: f::channels::CheckUsername) -> Answer<bool> {
    free(call, &request.username)
}

fn toggle_channels(call: &mut Call, request: f::channels::ToggleUsername) -> Answer<bool> {
    let id = own_channel(call, &request.channel)?;
    call.world.toggle_name(Peer::Channel(id), &request.username, request.active)?;
    call.world.tell_members(id, Some(call.link));
    Ok(true)
}

fn reorder_channels(call: &mut Call, request: f::channels::ReorderUsernames) -> Answer<bool> {
    let id = own_channel(call, &request.channel)?;
    call.world.order_names(Peer::Channel(id), &request.order)?;
    call.world.tell_members(id, Some(call.link));
    Ok(true)
}

fn deactivate_all(call: &mut Call, request: f::channels::DeactivateAllUsernames) -> Answer<bool> {
    let id = own_channel(call, &request.channel)?;
    if !call.world.silence_names(Peer::Channel(id))? {
        return Err(Refusal::bad("CHAT_NOT_MODIFIED"));
    }
    call.world.tell_members(id, Some(call.link));
    Ok(true)
}

/// Those that the caller made; the limit of public names is never reached.
fn get_admined_public_channels(
    call: &mut Call,
    request: f::channels::GetAdminedPublicChannels,
) -> Answer<enums::messages::Chats> {
    let me = call.me;
    let wanted = !request.by_location && !request.for_personal;
    let own =
        call.world.channels.values().filter(|channel| wanted && channel.creator == me && channel.public());
    let mut ids: Vec<i64> = own.map(|channel| channel.id).collect();
    ids.sort_unstable();
    let chats = ids.into_iter().filter_map(|id| call.world.chat(me, Peer::Channel(id))).collect();
    Ok(types::messages::Chats { chats }.into())
}
