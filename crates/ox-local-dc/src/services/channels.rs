//! `channels.*`: channels and megagroups: making, looking, joining, leaving, members, rights, titles, deletions.
//! Rights and bans are in `rights`, what a chat forbids in `settings`, topics in `forums`. Out of scope: statistics.

use grammers_tl_types::{enums, functions as f, types};

use super::chats::announce;
use super::forums::begin;
use super::messages::send::affected;
use super::rights::participant;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::peers::{Channel, Member, Mentioned, Peer};
use crate::world::shapes;

pub(crate) fn register(table: &mut Table) {
    table.serve(create_channel);
    table.serve(get_channels);
    table.serve(get_full_channel);
    table.serve(get_participants);
    table.serve(get_participant);
    table.serve(join_channel);
    table.serve(leave_channel);
    table.serve(invite_to_channel);
    table.serve(delete_messages);
    table.serve(edit_title);
    table.serve(edit_photo);
    table.serve(delete_channel);
}

/// A channel that the caller may change.
pub(crate) fn ruled<'a>(call: &'a mut Call, id: i64) -> Answer<&'a mut Channel> {
    let me = call.me;
    let channel = call.world.channels.get_mut(&id).filter(|channel| channel.rules(me));
    channel.ok_or_else(|| Refusal::bad("CHAT_ADMIN_REQUIRED"))
}

/// Updates that only say: look at this channel again.
pub(crate) fn look_again(call: &Call, id: i64) -> enums::Updates {
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::Channel(id));
    let update = types::UpdateChannel { channel_id: id }.into();
    call.world.updates(call.me, vec![update], &mentioned)
}

fn create_channel(call: &mut Call, request: f::channels::CreateChannel) -> Answer<enums::Updates> {
    if request.title.trim().is_empty() {
        return Err(Refusal::bad("CHAT_TITLE_EMPTY"));
    }
    let broadcast = !request.megagroup;
    let peer = call.world.create_channel(call.me, &request.title, broadcast, &[call.me]);
    if let Peer::Channel(id) = peer
        && let Some(channel) = call.world.channels.get_mut(&id)
    {
        channel.about = request.about;
        if request.forum && !broadcast {
            begin(channel);
        }
    }
    announce(call, peer, types::MessageActionChannelCreate { title: request.title })
}

fn get_channels(call: &mut Call, request: f::channels::GetChannels) -> Answer<enums::messages::Chats> {
    let mut chats = Vec::new();
    for input in &request.id {
        match call.world.input_channel(call.me, input) {
            Ok(id) => chats.extend(call.world.chat(call.me, Peer::Channel(id))),
            // A channel that was left is still shown, as forbidden.
            Err(refusal) if refusal.text == "CHANNEL_PRIVATE" => {
                if let enums::InputChannel::Channel(channel) = input {
                    chats.extend(call.world.chat(call.me, Peer::Channel(channel.channel_id)));
                }
            }
            Err(refusal) => return Err(refusal),
        }
    }
    Ok(types::messages::Chats { chats }.into())
}

fn get_full_channel(
    call: &mut Call,
    request: f::channels::GetFullChannel,
) -> Answer<enums::messages::ChatFull> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let mut full = shapes::channel_full();
    full.id = id;
    full.ttl_period = call.world.period(call.me, Peer::Channel(id));
    full.call = call.world.calls.of(Peer::Channel(id)).map(super::calls::GroupCall::input);
    if let Some(channel) = call.world.channels.get(&id) {
        let rules = channel.rules(call.me);
        full.about.clone_from(&channel.about);
        full.can_view_participants = !channel.broadcast || rules;
        full.can_set_username = rules;
        full.can_view_stats = rules;
        full.stats_dc = rules.then(|| call.world.home_of(channel.creator));
        full.participants_count = Some(channel.members.len() as i32);
        full.admins_count = rules.then(|| admins(channel).count() as i32);
        full.read_outbox_max_id = channel.read_outbox;
        full.pinned_msg_id = channel.pinned_messages.last().copied();
        full.pts = channel.pts;
        full.kicked_count = rules.then(|| kicked(channel, true));
        full.banned_count = rules.then(|| kicked(channel, false));
        full.slowmode_seconds = Some(channel.slow).filter(|seconds| *seconds > 0);
        let next = channel.last_posts.get(&call.me).map(|last| last + channel.slow);
        full.slowmode_next_send_date = next.filter(|_| channel.slow > 0 && !rules);
        full.linked_chat_id = channel.linked;
        full.hidden_prehistory = channel.hidden_history;
        if let Some(photo) = channel.photo {
            full.chat_photo = call.world.files.render_photo(photo);
        }
    }
    let me = call.world.resident(call.me);
    full.has_scheduled = me.is_some_and(|me| me.scheduled.keys().any(|(peer, _)| *peer == Peer::Channel(id)));
    if let Some(dialog) = me.and_then(|me| me.dialogs.get(&Peer::Channel(id))) {
        full.folder_id = dialog.archived.then_some(1);
        full.read_inbox_max_id = dialog.read_inbox;
        full.unread_count = dialog.unread;
    }
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::Channel(id));
    full.linked_chat_id.into_iter().for_each(|linked| mentioned.add(Peer::Channel(linked)));
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::messages::ChatFull { full_chat: full.into(), chats, users }.into())
}

/// How many are banned from reading, or only from writing.
fn kicked(channel: &Channel, reading: bool) -> i32 {
    channel.banned.values().filter(|ban| ban.rights.view_messages == reading).count() as i32
}

pub(crate) fn admins(channel: &Channel) -> impl Iterator<Item = (&i64, &Member)> {
    channel.members.iter().filter(|(person, _)| channel.rules(**person))
}

/// The ids that a filter asks for, in order.
fn filtered(call: &Call, channel: &Channel, filter: &enums::ChannelParticipantsFilter) -> Vec<i64> {
    use enums::ChannelParticipantsFilter as Filter;
    let matches = |id: &i64, query: &str| {
        let query = query.to_lowercase();
        call.world.resident(*id).is_some_and(|person| {
            let named = person.full_name().to_lowercase().contains(&query);
            named || person.username.as_ref().is_some_and(|name| name.to_lowercase().contains(&query))
        })
    };
    let bot = |id: &i64| call.world.resident(*id).is_some_and(|person| person.bot);
    let known = |id: &i64| call.world.resident(call.me).is_some_and(|me| me.contacts.contains(id));
    let members = channel.members.keys().copied();
    match filter {
        Filter::ChannelParticipantsRecent => members.collect(),
        Filter::ChannelParticipantsAdmins => admins(channel).map(|(id, _)| *id).collect(),
        Filter::ChannelParticipantsBots => members.filter(bot).collect(),
        Filter::ChannelParticipantsSearch(search) => members.filter(|id| matches(id, &search.q)).collect(),
        Filter::ChannelParticipantsContacts(search) => {
            members.filter(|id| known(id) && matches(id, &search.q)).collect()
        }
        Filter::ChannelParticipantsMentions(search) => {
            let query = search.q.clone().unwrap_or_default();
            members.filter(|id| matches(id, &query)).collect()
        }
        Filter::ChannelParticipantsKicked(search) => {
            let kicked = channel.banned.iter().filter(|(_, ban)| ban.rights.view_messages);
            kicked.map(|(id, _)| *id).filter(|id| matches(id, &search.q)).collect()
        }
        Filter::ChannelParticipantsBanned(search) => {
            let banned = channel.banned.iter().filter(|(_, ban)| !ban.rights.view_messages);
            banned.map(|(id, _)| *id).filter(|id| matches(id, &search.q)).collect()
        }
    }
}

fn get_participants(
    call: &mut Call,
    request: f::channels::GetParticipants,
) -> Answer<enums::channels::ChannelParticipants> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let invalid = || Refusal::bad("CHANNEL_INVALID");
    let channel = call.world.channels.get(&id).ok_or_else(invalid)?;
    if channel.broadcast && !channel.rules(call.me) {
        return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
    }
    let outside = matches!(
        request.filter,
        enums::ChannelParticipantsFilter::ChannelParticipantsKicked(_)
            | enums::ChannelParticipantsFilter::ChannelParticipantsBanned(_)
    );
    if outside && !channel.rules(call.me) {
        return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
    }
    if request.limit < 0 || request.offset < 0 {
        return Err(Refusal::bad("LIMIT_INVALID"));
    }
    let ids = filtered(call, channel, &request.filter);
    let count = ids.len() as i32;
    let (offset, limit) = (request.offset.max(0) as usize, request.limit.clamp(0, 200) as usize);
    let mut mentioned = Mentioned::default();
    let page = ids.iter().skip(offset).take(limit);
    let participants = page.filter_map(|id| {
        mentioned.add(Peer::User(*id));
        participant(call, channel, *id)
    });
    let participants = participants.collect();
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::channels::ChannelParticipants { count, participants, chats, users }.into())
}

fn get_participant(
    call: &mut Call,
    request: f::channels::GetParticipant,
) -> Answer<enums::channels::ChannelParticipant> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let Peer::User(person) = call.world.input_peer(call.me, &request.participant)? else {
        return Err(Refusal::bad("PARTICIPANT_ID_INVALID"));
    };
    let channel = call.world.channels.get(&id);
    let participant = channel.and_then(|channel| participant(call, channel, person));
    let participant = participant.ok_or_else(|| Refusal::bad("USER_NOT_PARTICIPANT"))?;
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::User(person));
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::channels::ChannelParticipant { participant, chats, users }.into())
}

fn join_channel(
    call: &mut Call,
    request: f::channels::JoinChannel,
) -> Answer<enums::messages::ChatInviteJoinResult> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let channel = call.world.channels.get(&id);
    let banned = channel.and_then(|channel| channel.ban_of(call.me));
    if banned.is_some_and(|ban| ban.rights.view_messages) {
        return Err(Refusal::bad("CHANNEL_PRIVATE"));
    }
    if !call.world.enter_chat(Peer::Channel(id), call.me, call.me) {
        return Err(Refusal::bad("USER_ALREADY_PARTICIPANT"));
    }
    let updates = look_again(call, id);
    Ok(types::messages::ChatInviteJoinResultOk { updates }.into())
}

fn leave_channel(call: &mut Call, request: f::channels::LeaveChannel) -> Answer<enums::Updates> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    if !call.world.leave_chat(Peer::Channel(id), call.me) {
        return Err(Refusal::bad("USER_NOT_PARTICIPANT"));
    }
    Ok(look_again(call, id))
}

fn invite_to_channel(
    call: &mut Call,
    request: f::channels::InviteToChannel,
) -> Answer<enums::messages::InvitedUsers> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let broadcast = call.world.channels.get(&id).is_some_and(|channel| channel.broadcast);
    if broadcast {
        ruled(call, id)?;
    }
    let peer = Peer::Channel(id);
    let mut invited = Vec::new();
    for input in &request.users {
        invited.push(call.world.input_user(call.me, input)?);
    }
    let (invited, missing_invitees) = super::chats::willing(call, invited);
    let mut entered = Vec::new();
    for person in invited {
        if call.world.enter_chat(peer, person, call.me) {
            entered.push(person);
        }
    }
    let updates = match broadcast || entered.is_empty() {
        true => look_again(call, id),
        false => announce(call, peer, types::MessageActionChatAddUser { users: entered })?,
    };
    Ok(types::messages::InvitedUsers { updates, missing_invitees }.into())
}

fn delete_messages(
    call: &mut Call,
    request: f::channels::DeleteMessages,
) -> Answer<enums::messages::AffectedMessages> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    super::admin_log::note_deletions(call, id, &request.id);
    let stamp = call.world.delete_in_channel(call.me, id, &request.id, Some(call.link))?;
    Ok(affected(stamp))
}

fn edit_title(call: &mut Call, request: f::channels::EditTitle) -> Answer<enums::Updates> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let channel = ruled(call, id)?;
    if channel.title == request.title {
        return Err(Refusal::bad("CHAT_NOT_MODIFIED"));
    }
    let prev_value = std::mem::replace(&mut channel.title, request.title.clone());
    let new_value = request.title.clone();
    let deed = types::ChannelAdminLogEventActionChangeTitle { prev_value, new_value };
    call.world.note_deed(call.me, id, deed);
    let action = types::MessageActionChatEditTitle { title: request.title };
    announce(call, Peer::Channel(id), action)
}

fn edit_photo(call: &mut Call, request: f::channels::EditPhoto) -> Answer<enums::Updates> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    ruled(call, id)?;
    let photo = super::chats::chosen_photo(call, &request.photo)?;
    ruled(call, id)?.photo = photo;
    super::chats::announce_photo(call, Peer::Channel(id), photo)
}

fn delete_channel(call: &mut Call, request: f::channels::DeleteChannel) -> Answer<enums::Updates> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    ruled(call, id)?;
    let peer = Peer::Channel(id);
    call.world.name(peer, None)?;
    for member in call.world.members(peer) {
        call.world.leave_chat(peer, member);
    }
    Ok(look_again(call, id))
}
