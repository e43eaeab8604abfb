//! What members of a channel may do: promoting, restricting, banning, and how a member looks to the caller.
//! Basic groups know only administrators: `chats`. Out of scope: passing on ownership.

use grammers_tl_types::{enums, functions as f, types};

use super::channels::look_again;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::session::unix_seconds;
use crate::world::peers::{Ban, Channel, Member, Peer, all_rights};
use crate::world::shapes;

pub(crate) fn register(table: &mut Table) {
    table.serve(edit_admin);
    table.serve(edit_banned);
    table.serve(delete_participant_history);
}

fn barred(id: i64, channel: &Channel, ban: &Ban) -> enums::ChannelParticipant {
    types::ChannelParticipantBanned {
        left: !channel.members.contains_key(&id),
        peer: Peer::User(id).tl(),
        kicked_by: ban.by,
        date: ban.date,
        banned_rights: ban.rights.clone().into(),
        rank: None,
    }
    .into()
}

/// Somebody in a channel, or banned from it, as the caller sees her.
pub(crate) fn participant(call: &Call, channel: &Channel, id: i64) -> Option<enums::ChannelParticipant> {
    if let Some(ban) = channel.ban_of(id) {
        return Some(barred(id, channel, ban));
    }
    let member = channel.members.get(&id)?;
    let Member { inviter, date, admin, rights, promoted_by, rank } = member.clone();
    Some(match () {
        () if id == channel.creator => {
            let admin_rights = all_rights().into();
            types::ChannelParticipantCreator { user_id: id, admin_rights, rank }.into()
        }
        () if admin => types::ChannelParticipantAdmin {
            can_edit: call.me == channel.creator || promoted_by == Some(call.me),
            is_self: id == call.me,
            user_id: id,
            inviter_id: (id == call.me).then_some(inviter),
            promoted_by: promoted_by.unwrap_or(channel.creator),
            date,
            admin_rights: rights.unwrap_or_else(all_rights).into(),
            rank,
        }
        .into(),
        () if id == call.me => types::ChannelParticipantSelf {
            via_request: false,
            user_id: id,
            inviter_id: inviter,
            date,
            subscription_until_date: None,
            rank,
        }
        .into(),
        () => types::ChannelParticipant { user_id: id, date, subscription_until_date: None, rank }.into(),
    })
}

/// Somebody as she stands, in a channel or out of it.
fn standing(call: &Call, id: i64, person: i64) -> enums::ChannelParticipant {
    let channel = call.world.channels.get(&id);
    let known = channel.and_then(|channel| participant(call, channel, person));
    known.unwrap_or_else(|| types::ChannelParticipantLeft { peer: Peer::User(person).tl() }.into())
}

/// A channel in which the caller has a right.
fn with_right<'a>(
    call: &'a Call,
    id: i64,
    right: fn(&types::ChatAdminRights) -> bool,
) -> Answer<&'a Channel> {
    let channel = call.world.channels.get(&id).filter(|channel| channel.may(call.me, right));
    channel.ok_or_else(|| Refusal::bad("CHAT_ADMIN_REQUIRED"))
}

fn edit_admin(call: &mut Call, request: f::channels::EditAdmin) -> Answer<enums::Updates> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let person = call.world.input_user(call.me, &request.user_id)?;
    let enums::ChatAdminRights::Rights(rights) = request.admin_rights;
    let admin = rights != shapes::admin_rights();
    let me = call.me;
    let channel = with_right(call, id, |rights| rights.add_admins)?;
    if person == channel.creator && me != channel.creator {
        return Err(Refusal::bad("USER_CREATOR"));
    }
    let promoter = channel.members.get(&person).filter(|member| member.admin).and_then(|m| m.promoted_by);
    if me != channel.creator && promoter.is_some_and(|promoter| promoter != me) {
        return Err(Refusal::bad("USER_ADMIN_INVALID"));
    }
    let prev_participant = standing(call, id, person);
    let channel = call.world.channels.get_mut(&id).ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
    let member = channel.members.get_mut(&person);
    let member = member.ok_or_else(|| Refusal::bad("USER_NOT_PARTICIPANT"))?;
    member.admin = admin;
    member.rights = admin.then_some(rights);
    member.promoted_by = admin.then_some(me);
    member.rank = request.rank.filter(|rank| admin && !rank.is_empty());
    let new_participant = standing(call, id, person);
    let deed = types::ChannelAdminLogEventActionParticipantToggleAdmin { prev_participant, new_participant };
    call.world.note_deed(me, id, deed);
    call.world.tell_membership(Peer::Channel(id), person);
    Ok(look_again(call, id))
}

fn edit_banned(call: &mut Call, request: f::channels::EditBanned) -> Answer<enums::Updates> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let Peer::User(person) = call.world.input_peer(call.me, &request.participant)? else {
        return Err(Refusal::bad("PARTICIPANT_ID_INVALID"));
    };
    let enums::ChatBannedRights::Rights(rights) = request.banned_rights;
    let until_date = rights.until_date;
    let free = rights == types::ChatBannedRights { until_date, ..shapes::banned_rights() };
    let out = rights.view_messages;
    let channel = with_right(call, id, |rights| rights.ban_users)?;
    if channel.rules(person) && (person == channel.creator || call.me != channel.creator) {
        return Err(Refusal::bad("USER_ADMIN_INVALID"));
    }
    let prev_participant = standing(call, id, person);
    let ban = Ban { rights, by: call.me, date: unix_seconds() };
    if let Some(channel) = call.world.channels.get_mut(&id) {
        match free {
            true => channel.banned.remove(&person),
            false => channel.banned.insert(person, ban),
        };
        if let Some(member) = channel.members.get_mut(&person) {
            (member.admin, member.rights) = (false, None);
        }
    }
    if out {
        call.world.leave_chat(Peer::Channel(id), person);
    } else {
        call.world.tell_membership(Peer::Channel(id), person);
    }
    let new_participant = standing(call, id, person);
    let deed = types::ChannelAdminLogEventActionParticipantToggleBan { prev_participant, new_participant };
    call.world.note_deed(call.me, id, deed);
    Ok(look_again(call, id))
}

fn delete_participant_history(
    call: &mut Call,
    request: f::channels::DeleteParticipantHistory,
) -> Answer<enums::messages::AffectedHistory> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let person = call.world.input_peer(call.me, &request.participant)?;
    let channel = with_right(call, id, |rights| rights.delete_messages)?;
    let by = |uid: &usize| call.world.records[*uid].speaker() == person;
    let ids: Vec<i32> = channel.messages.iter().filter(|(_, uid)| by(uid)).map(|(id, _)| *id).collect();
    let stamp = call.world.delete_in_channel(call.me, id, &ids, Some(call.link))?;
    Ok(types::messages::AffectedHistory { pts: stamp.pts, pts_count: stamp.count, offset: 0 }.into())
}
