//! What a chat forbids and how it behaves: default permissions, slow mode, protected contents, signatures, hidden
//! history, the discussion group of a channel. Out of scope: join requests, anti-spam, colours, boosts.

use grammers_tl_types::{enums, functions as f, types};

use super::channels::{look_again, ruled};
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(edit_chat_default_banned_rights);
    table.serve(toggle_slow_mode);
    table.serve(toggle_no_forwards);
    table.serve(toggle_signatures);
    table.serve(toggle_pre_history_hidden);
    table.serve(get_groups_for_discussion);
    table.serve(set_discussion_group);
}

/// Seconds that slow mode may last.
const PAUSES: [i32; 8] = [0, 5, 10, 30, 60, 300, 900, 3600];

fn admin_required() -> Refusal {
    Refusal::bad("CHAT_ADMIN_REQUIRED")
}

fn edit_chat_default_banned_rights(
    call: &mut Call,
    request: f::messages::EditChatDefaultBannedRights,
) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let enums::ChatBannedRights::Rights(rights) = request.banned_rights;
    let me = call.me;
    let (before, version) = match peer {
        Peer::Group(id) => {
            let group = call.world.groups.get_mut(&id).filter(|group| group.rules(me));
            let group = group.ok_or_else(admin_required)?;
            group.version += 1;
            (std::mem::replace(&mut group.forbidden, rights.clone()), group.version)
        }
        Peer::Channel(id) => {
            let channel = call.world.channels.get_mut(&id);
            let channel = channel.filter(|channel| channel.may(me, |rights| rights.ban_users));
            let channel = channel.ok_or_else(admin_required)?;
            (std::mem::replace(&mut channel.forbidden, rights.clone()), 0)
        }
        Peer::User(_) => return Err(Refusal::bad("PEER_ID_INVALID")),
    };
    if before == rights {
        return Err(Refusal::bad("CHAT_NOT_MODIFIED"));
    }
    if let Peer::Channel(id) = peer {
        let deed = types::ChannelAdminLogEventActionDefaultBannedRights {
            prev_banned_rights: before.into(),
            new_banned_rights: rights.clone().into(),
        };
        call.world.note_deed(me, id, deed);
    }
    let update: enums::Update = types::UpdateChatDefaultBannedRights {
        peer: peer.tl(),
        default_banned_rights: rights.into(),
        version,
    }
    .into();
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    for member in call.world.members(peer) {
        call.world.tell(member, update.clone(), &mentioned, Some(call.link));
    }
    call.world.touch();
    Ok(call.world.updates(me, vec![update], &mentioned))
}

/// Notes a change of a channel's setting and tells its members.
fn changed(call: &mut Call, id: i64, deed: impl Into<enums::ChannelAdminLogEventAction>) -> enums::Updates {
    call.world.note_deed(call.me, id, deed);
    call.world.tell_members(id, Some(call.link));
    look_again(call, id)
}

fn replace<T: PartialEq>(place: &mut T, value: T) -> Answer<T> {
    match *place == value {
        true => Err(Refusal::bad("CHAT_NOT_MODIFIED")),
        false => Ok(std::mem::replace(place, value)),
    }
}

fn toggle_slow_mode(call: &mut Call, request: f::channels::ToggleSlowMode) -> Answer<enums::Updates> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let new_value = request.seconds;
    if !PAUSES.contains(&new_value) {
        return Err(Refusal::bad("SECONDS_INVALID"));
    }
    let prev_value = replace(&mut ruled(call, id)?.slow, new_value)?;
    Ok(changed(call, id, types::ChannelAdminLogEventActionToggleSlowMode { prev_value, new_value }))
}

fn toggle_no_forwards(call: &mut Call, request: f::messages::ToggleNoForwards) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let (new_value, me) = (request.enabled, call.me);
    match peer {
        Peer::Channel(id) => {
            replace(&mut ruled(call, id)?.noforwards, new_value)?;
            Ok(changed(call, id, types::ChannelAdminLogEventActionToggleNoForwards { new_value }))
        }
        Peer::Group(id) => {
            let group = call.world.groups.get_mut(&id).filter(|group| group.creator == me);
            replace(&mut group.ok_or_else(admin_required)?.noforwards, new_value)?;
            let mut mentioned = Mentioned::default();
            mentioned.add(peer);
            let update = types::UpdateChat { chat_id: id }.into();
            Ok(call.world.updates(me, vec![update], &mentioned))
        }
        Peer::User(_) => Err(Refusal::bad("PEER_ID_INVALID")),
    }
}

fn toggle_signatures(call: &mut Call, request: f::channels::ToggleSignatures) -> Answer<enums::Updates> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let new_value = request.signatures_enabled;
    replace(&mut ruled(call, id)?.signatures, new_value)?;
    Ok(changed(call, id, types::ChannelAdminLogEventActionToggleSignatures { new_value }))
}

/// Kept and shown; new members see old messages all the same.
fn toggle_pre_history_hidden(
    call: &mut Call,
    request: f::channels::TogglePreHistoryHidden,
) -> Answer<enums::Updates> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let new_value = request.enabled;
    replace(&mut ruled(call, id)?.hidden_history, new_value)?;
    Ok(changed(call, id, types::ChannelAdminLogEventActionTogglePreHistoryHidden { new_value }))
}

fn get_groups_for_discussion(
    call: &mut Call,
    _: f::channels::GetGroupsForDiscussion,
) -> Answer<enums::messages::Chats> {
    let own = call.world.channels.values().filter(|channel| !channel.broadcast && channel.rules(call.me));
    let mut ids: Vec<i64> = own.map(|channel| channel.id).collect();
    ids.sort_unstable();
    let chats = ids.into_iter().filter_map(|id| call.world.chat(call.me, Peer::Channel(id))).collect();
    Ok(types::messages::Chats { chats }.into())
}

/// Either side may be empty, which parts the two.
fn set_discussion_group(call: &mut Call, request: f::channels::SetDiscussionGroup) -> Answer<bool> {
    let side = |input: &enums::InputChannel| match input {
        enums::InputChannel::Empty => Ok(None),
        input => call.world.input_channel(call.me, input).map(Some),
    };
    let (broadcast, group) = (side(&request.broadcast)?, side(&request.group)?);
    if broadcast.is_some_and(|id| !call.world.channels.get(&id).is_some_and(|c| c.broadcast)) {
        return Err(Refusal::bad("BROADCAST_ID_INVALID"));
    }
    if group.is_some_and(|id| call.world.channels.get(&id).is_none_or(|c| c.broadcast)) {
        return Err(Refusal::bad("MEGAGROUP_ID_INVALID"));
    }
    let known = [broadcast, group].into_iter().flatten();
    let first = known.clone().next().ok_or_else(|| Refusal::bad("LINK_NOT_MODIFIED"))?;
    let now = ruled(call, first)?.linked;
    if let (Some(broadcast), Some(group)) = (broadcast, group) {
        ruled(call, group)?.linked = Some(broadcast);
        ruled(call, broadcast)?.linked = Some(group);
    } else {
        let other = now.ok_or_else(|| Refusal::bad("LINK_NOT_MODIFIED"))?;
        for id in [first, other] {
            if let Some(channel) = call.world.channels.get_mut(&id) {
                channel.linked = None;
            }
        }
    }
    let deed = types::ChannelAdminLogEventActionChangeLinkedChat {
        prev_value: now.unwrap_or(0),
        new_value: ruled(call, first)?.linked.unwrap_or(0),
    };
    changed(call, first, deed);
    Ok(true)
}
