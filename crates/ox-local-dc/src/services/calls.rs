//! `phone.*`: voice chats of groups and channels: beginning, planning, naming, inviting to, ending one.
//! Nobody can join: what is spoken does not go through data centres. Out of scope: calls between people, conferences,
//! streams, recording, messages in a call.

use std::collections::HashMap;

use grammers_tl_types::{enums, functions as f, types};

use super::auth::hex;
use super::chats::announce;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::session::unix_seconds;
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(create_group_call);
    table.serve(start_scheduled_group_call);
    table.serve(get_group_call);
    table.serve(get_group_participants);
    table.serve(edit_group_call_title);
    table.serve(toggle_group_call_settings);
    table.serve(invite_to_group_call);
    table.serve(export_group_call_invite);
    table.serve(discard_group_call);
}

/// A voice chat may be planned so far ahead, in seconds.
const FARTHEST: i32 = 8 * 86_400;

/// A voice chat that goes on or is planned.
#[derive(Clone)]
pub(crate) struct GroupCall {
    id: i64,
    access_hash: i64,
    peer: Peer,
    title: Option<String>,
    /// Unix time for which it is planned; `None` once it has begun.
    planned: Option<i32>,
    began: i32,
    join_muted: bool,
    messages: bool,
    invited: Vec<i64>,
    version: i32,
}

/// All voice chats of the world.
#[derive(Default)]
pub(crate) struct Calls {
    open: HashMap<i64, GroupCall>,
    /// Those that have ended, with their access hashes.
    over: HashMap<i64, i64>,
}

impl Calls {
    /// The voice chat of a group or channel.
    pub fn of(&self, peer: Peer) -> Option<&GroupCall> {
        self.open.values().find(|call| call.peer == peer)
    }
}

impl GroupCall {
    pub fn has_begun(&self) -> bool {
        self.planned.is_none()
    }

    pub fn input(&self) -> enums::InputGroupCall {
        types::InputGroupCall { id: self.id, access_hash: self.access_hash }.into()
    }
}

/// Refuses those who may not lead voice chats.
fn check_leader(call: &Call, peer: Peer) -> Answer<()> {
    let may = match peer {
        Peer::User(_) => return Err(Refusal::bad("PEER_ID_INVALID")),
        Peer::Group(id) => call.world.groups.get(&id).is_some_and(|group| group.rules(call.me)),
        Peer::Channel(id) => {
            call.world.channels.get(&id).is_some_and(|c| c.may(call.me, |rights| rights.manage_call))
        }
    };
    if may { Ok(()) } else { Err(Refusal::bad("CHAT_ADMIN_REQUIRED")) }
}

/// The id of a voice chat that the caller may see.
fn known(call: &Call, input: &enums::InputGroupCall) -> Answer<i64> {
    let invalid = || Refusal::bad("GROUPCALL_INVALID");
    let enums::InputGroupCall::Call(input) = input else { return Err(invalid()) };
    if call.world.calls.over.get(&input.id) == Some(&input.access_hash) {
        return Err(Refusal::new(403, "GROUPCALL_FORBIDDEN"));
    }
    let found = call.world.calls.open.get(&input.id).filter(|found| found.access_hash == input.access_hash);
    let found = found.ok_or_else(invalid)?;
    match call.world.members(found.peer).contains(&call.me) {
        true => Ok(found.id),
        false => Err(invalid()),
    }
}

/// A voice chat that the caller leads.
fn led<'a>(call: &'a mut Call, input: &enums::InputGroupCall) -> Answer<&'a mut GroupCall> {
    let id = known(call, input)?;
    let invalid = || Refusal::bad("GROUPCALL_INVALID");
    check_leader(call, call.world.calls.open.get(&id).ok_or_else(invalid)?.peer)?;
    call.world.calls.open.get_mut(&id).ok_or_else(invalid)
}

fn shown(call: &Call, viewer: i64, known: &GroupCall) -> enums::GroupCall {
    let leads = match known.peer {
        Peer::Channel(id) => call.world.channels.get(&id).is_some_and(|c| c.may(viewer, |r| r.manage_call)),
        Peer::Group(id) => call.world.groups.get(&id).is_some_and(|group| group.rules(viewer)),
        Peer::User(_) => false,
    };
    types::GroupCall {
        join_muted: known.join_muted,
        can_change_join_muted: leads,
        join_date_asc: false,
        schedule_start_subscribed: false,
        can_start_video: true,
        record_video_active: false,
        rtmp_stream: false,
        listeners_hidden: false,
        conference: false,
        creator: false,
        messages_enabled: known.messages,
        can_change_messages_enabled: leads,
        min: false,
        id: known.id,
        access_hash: known.access_hash,
        participants_count: 0,
        title: known.title.clone(),
        stream_dc_id: None,
        record_start_date: None,
        schedule_date: known.planned,
        unmuted_video_count: None,
        unmuted_video_limit: 30,
        version: known.version,
        invite_link: None,
        send_paid_messages_stars: None,
        default_send_as: None,
    }
    .into()
}

/// Tells everybody in the chat how its voice chat stands; gives the caller's update.
fn tell(call: &Call, peer: Peer, look: impl Fn(i64) -> enums::GroupCall) -> enums::Updates {
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    let update = |viewer| -> enums::Update {
        types::UpdateGroupCall { live_story: false, peer: Some(peer.tl()), call: look(viewer) }.into()
    };
    for member in call.world.members(peer) {
        call.world.tell(member, update(member), &mentioned, Some(call.link));
    }
    call.world.touch();
    call.world.updates(call.me, vec![update(call.me)], &mentioned)
}

/// Two answers in one, the second's updates last.
fn joined(first: enums::Updates, second: enums::Updates) -> enums::Updates {
    match (first, second) {
        (enums::Updates::Updates(mut first), enums::Updates::Updates(second)) => {
            first.updates.extend(second.updates);
            first.into()
        }
        (first, _) => first,
    }
}

/// The service message, and the voice chat as it is now.
fn announced(call: &mut Call, id: i64, action: impl Into<enums::MessageAction>) -> Answer<enums::Updates> {
    let known = call.world.calls.open.get(&id).cloned().ok_or_else(|| Refusal::bad("GROUPCALL_INVALID"))?;
    let message = announce(call, known.peer, action)?;
    Ok(joined(message, tell(call, known.peer, |viewer| shown(call, viewer, &known))))
}

fn changed(call: &Call, id: i64) -> Answer<enums::Updates> {
    let known = call.world.calls.open.get(&id).ok_or_else(|| Refusal::bad("GROUPCALL_INVALID"))?;
    Ok(tell(call, known.peer, |viewer| shown(call, viewer, known)))
}

fn title_of(title: &str) -> Option<String> {
    Some(title.trim().to_owned()).filter(|title| !title.is_empty())
}

fn create_group_call(call: &mut Call, request: f::phone::CreateGroupCall) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    check_leader(call, peer)?;
    if request.rtmp_stream {
        return Err(Refusal::bad("RTMP_STREAM_NOT_SERVED"));
    }
    let now = unix_seconds();
    if request.schedule_date.is_some_and(|date| date <= now || date > now + FARTHEST) {
        return Err(Refusal::bad("SCHEDULE_DATE_INVALID"));
    }
    // Whoever asks again gets the one that there is.
    if let Some(open) = call.world.calls.of(peer).map(|open| open.id) {
        return changed(call, open);
    }
    let id = call.world.number();
    let made = GroupCall {
        id,
        access_hash: i64::from_le_bytes(crate::crypto::random()),
        peer,
        title: request.title.as_deref().and_then(title_of),
        planned: request.schedule_date,
        began: now,
        join_muted: false,
        messages: true,
        invited: Vec::new(),
        version: 1,
    };
    let input = made.input();
    call.world.calls.open.insert(id, made);
    match request.schedule_date {
        Some(schedule_date) => {
            announced(call, id, types::MessageActionGroupCallScheduled { call: input, schedule_date })
        }
        None => announced(call, id, types::MessageActionGroupCall { call: input, duration: None }),
    }
}

fn start_scheduled_group_call(
    call: &mut Call,
    request: f::phone::StartScheduledGroupCall,
) -> Answer<enums::Updates> {
    let led = led(call, &request.call)?;
    if led.planned.take().is_none() {
        return Err(Refusal::new(403, "GROUPCALL_ALREADY_STARTED"));
    }
    led.began = unix_seconds();
    led.version += 1;
    let (id, input) = (led.id, led.input());
    announced(call, id, types::MessageActionGroupCall { call: input, duration: None })
}

fn get_group_call(call: &mut Call, request: f::phone::GetGroupCall) -> Answer<enums::phone::GroupCall> {
    let id = known(call, &request.call)?;
    let known = call.world.calls.open.get(&id).ok_or_else(|| Refusal::bad("GROUPCALL_INVALID"))?;
    let mut mentioned = Mentioned::default();
    mentioned.add(known.peer);
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::phone::GroupCall {
        call: shown(call, call.me, known),
        participants: Vec::new(),
        participants_next_offset: String::new(),
        chats,
        users,
    }
    .into())
}

fn get_group_participants(
    call: &mut Call,
    request: f::phone::GetGroupParticipants,
) -> Answer<enums::phone::GroupParticipants> {
    let id = known(call, &request.call)?;
    let version = call.world.calls.open.get(&id).map_or(0, |known| known.version);
    Ok(types::phone::GroupParticipants {
        count: 0,
        participants: Vec::new(),
        next_offset: String::new(),
        chats: Vec::new(),
        users: Vec::new(),
        version,
    }
    .into())
}

fn edit_group_call_title(call: &mut Call, request: f::phone::EditGroupCallTitle) -> Answer<enums::Updates> {
    let led = led(call, &request.call)?;
    let title = title_of(&request.title);
    if led.title == title {
        return Err(Refusal::bad("GROUPCALL_NOT_MODIFIED"));
    }
    led.title = title;
    led.version += 1;
    let id = led.id;
    changed(call, id)
}

fn toggle_group_call_settings(
    call: &mut Call,
    request: f::phone::ToggleGroupCallSettings,
) -> Answer<enums::Updates> {
    let led = led(call, &request.call)?;
    let (muted, messages) = (request.join_muted, request.messages_enabled);
    let same = muted.is_none_or(|muted| muted == led.join_muted)
        && messages.is_none_or(|messages| messages == led.messages);
    if same && !request.reset_invite_hash {
        return Err(Refusal::bad("GROUPCALL_NOT_MODIFIED"));
    }
    led.join_muted = muted.unwrap_or(led.join_muted);
    led.messages = messages.unwrap_or(led.messages);
    led.version += 1;
    let id = led.id;
    changed(call, id)
}

fn invite_to_group_call(call: &mut Call, request: f::phone::InviteToGroupCall) -> Answer<enums::Updates> {
    let id = known(call, &request.call)?;
    let invalid = || Refusal::bad("GROUPCALL_INVALID");
    let mut users: Vec<i64> =
        request.users.iter().map(|user| call.world.input_user(call.me, user)).collect::<Answer<_>>()?;
    let open = call.world.calls.open.get_mut(&id).ok_or_else(invalid)?;
    users.retain(|user| !open.invited.contains(user));
    if users.is_empty() {
        return Err(Refusal::bad("USER_ALREADY_INVITED"));
    }
    open.invited.extend(&users);
    let (peer, input) = (open.peer, open.input());
    announce(call, peer, types::MessageActionInviteToGroupCall { call: input, users })
}

/// Only those with a name have a link.
fn export_group_call_invite(
    call: &mut Call,
    request: f::phone::ExportGroupCallInvite,
) -> Answer<enums::phone::ExportedGroupCallInvite> {
    let id = known(call, &request.call)?;
    let open = call.world.calls.open.get(&id).ok_or_else(|| Refusal::bad("GROUPCALL_INVALID"))?;
    let channel = match open.peer {
        Peer::Channel(id) => call.world.channels.get(&id),
        _ => None,
    };
    let named = channel.and_then(|channel| Some((channel, channel.username.as_ref()?)));
    let (channel, name) = named.ok_or_else(|| Refusal::new(403, "PUBLIC_CHANNEL_MISSING"))?;
    let kind = if channel.broadcast { "livestream" } else { "videochat" };
    let speaks = match request.can_self_unmute {
        true => format!("={}", hex(&open.access_hash.to_be_bytes())),
        false => String::new(),
    };
    Ok(types::phone::ExportedGroupCallInvite { link: format!("https://t.me/{name}?{kind}{speaks}") }.into())
}

fn discard_group_call(call: &mut Call, request: f::phone::DiscardGroupCall) -> Answer<enums::Updates> {
    if let enums::InputGroupCall::Call(input) = &request.call
        && call.world.calls.over.get(&input.id) == Some(&input.access_hash)
    {
        return Err(Refusal::bad("GROUPCALL_ALREADY_DISCARDED"));
    }
    let GroupCall { id, access_hash, peer, began, planned, .. } = led(call, &request.call)?.clone();
    call.world.calls.open.remove(&id);
    call.world.calls.over.insert(id, access_hash);
    let duration = if planned.is_some() { 0 } else { unix_seconds() - began };
    let end = tell(call, peer, |_| types::GroupCallDiscarded { id, access_hash, duration }.into());
    if planned.is_some() {
        return Ok(end);
    }
    let input = types::InputGroupCall { id, access_hash }.into();
    let message =
        announce(call, peer, types::MessageActionGroupCall { call: input, duration: Some(duration) })?;
    Ok(joined(message, end))
}
