//! The log of what administrators did, with its filters. What is noted lives in `world::deeds`.
//! Out of scope: calls, invitations, boosts, sticker sets.

use grammers_tl_types::{enums, functions as f, types};

use super::channels::ruled;
use crate::rpc::{Answer, Call, Table};
use crate::world::deeds::Deed;
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(get_admin_log);
}

/// Notes what an administrator is about to delete; own messages are nobody's business.
pub(crate) fn note_deletions(call: &mut Call, id: i64, ids: &[i32]) {
    if !call.world.channels.get(&id).is_some_and(|c| c.may(call.me, |rights| rights.delete_messages)) {
        return;
    }
    let peer = Peer::Channel(id);
    for message in ids {
        let Ok(uid) = call.world.found(call.me, peer, *message) else { continue };
        if let Some(message) = call.world.look(call.me, peer, uid) {
            call.world.note_deed(call.me, id, types::ChannelAdminLogEventActionDeleteMessage { message });
        }
    }
}

/// Whether a restriction or its end keeps somebody from reading, or only from writing.
fn bars(participant: &enums::ChannelParticipant) -> bool {
    use enums::ChannelParticipant::Banned;
    use enums::ChatBannedRights::Rights;
    matches!(participant, Banned(banned) if matches!(&banned.banned_rights, Rights(rights) if rights.view_messages))
}

fn banned(participant: &enums::ChannelParticipant) -> bool {
    matches!(participant, enums::ChannelParticipant::Banned(_))
}

fn rules(participant: &enums::ChannelParticipant) -> bool {
    use enums::ChannelParticipant::{Admin, Creator};
    matches!(participant, Admin(_) | Creator(_))
}

/// Whether a filter asks for an action.
fn wanted(
    enums::ChannelAdminLogEventsFilter::Filter(filter): &enums::ChannelAdminLogEventsFilter,
    action: &enums::ChannelAdminLogEventAction,
) -> bool {
    use enums::ChannelAdminLogEventAction as Action;
    match action {
        Action::EditMessage(_) => filter.edit,
        Action::DeleteMessage(_) => filter.delete,
        Action::UpdatePinned(_) => filter.pinned,
        Action::SendMessage(_) => filter.send,
        Action::ParticipantJoin => filter.join,
        Action::ParticipantLeave => filter.leave,
        Action::ParticipantInvite(_) => filter.invite,
        Action::ParticipantToggleAdmin(toggle) => match rules(&toggle.new_participant) {
            true => filter.promote,
            false => filter.demote,
        },
        Action::ParticipantToggleBan(toggle) => {
            filter.kick && bars(&toggle.new_participant)
                || filter.unkick && bars(&toggle.prev_participant) && !bars(&toggle.new_participant)
                || filter.ban && banned(&toggle.new_participant)
                || filter.unban && banned(&toggle.prev_participant) && !banned(&toggle.new_participant)
        }
        Action::ChangeTitle(_)
        | Action::ChangeAbout(_)
        | Action::ChangeUsername(_)
        | Action::ChangePhoto(_) => filter.info,
        Action::ToggleForum(_) | Action::CreateTopic(_) | Action::EditTopic(_) | Action::DeleteTopic(_) => {
            filter.forums
        }
        _ => filter.settings,
    }
}

/// The texts of an action, for a search.
fn says(deed: &Deed, query: &str) -> bool {
    use enums::ChannelAdminLogEventAction as Action;
    let text = |message: &enums::Message| match message {
        enums::Message::Message(message) => message.message.to_lowercase(),
        _ => String::new(),
    };
    query.is_empty()
        || match &deed.action {
            Action::EditMessage(edit) => {
                text(&edit.prev_message).contains(query) || text(&edit.new_message).contains(query)
            }
            Action::DeleteMessage(deletion) => text(&deletion.message).contains(query),
            Action::ChangeTitle(title) => title.new_value.to_lowercase().contains(query),
            _ => false,
        }
}

/// Whom an action is about.
fn mention(action: &enums::ChannelAdminLogEventAction, mentioned: &mut Mentioned) {
    use enums::ChannelAdminLogEventAction as Action;
    let author = |message: &enums::Message| match message {
        enums::Message::Message(message) => message.from_id.as_ref().map(Peer::from),
        enums::Message::Service(message) => message.from_id.as_ref().map(Peer::from),
        enums::Message::Empty(_) => None,
    };
    let about = match action {
        Action::EditMessage(edit) => author(&edit.new_message),
        Action::DeleteMessage(deletion) => author(&deletion.message),
        Action::UpdatePinned(pin) => author(&pin.message),
        Action::ParticipantToggleAdmin(toggle) => member(&toggle.new_participant),
        Action::ParticipantToggleBan(toggle) => member(&toggle.prev_participant),
        _ => None,
    };
    if let Some(peer) = about {
        mentioned.add(peer);
    }
}

fn member(participant: &enums::ChannelParticipant) -> Option<Peer> {
    use enums::ChannelParticipant as P;
    Some(match participant {
        P::Participant(member) => Peer::User(member.user_id),
        P::ParticipantSelf(member) => Peer::User(member.user_id),
        P::Creator(member) => Peer::User(member.user_id),
        P::Admin(member) => Peer::User(member.user_id),
        P::Banned(member) => Peer::from(&member.peer),
        P::Left(member) => Peer::from(&member.peer),
    })
}

fn get_admin_log(
    call: &mut Call,
    request: f::channels::GetAdminLog,
) -> Answer<enums::channels::AdminLogResults> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let admins = request.admins.as_deref().unwrap_or_default();
    let admins =
        admins.iter().map(|input| call.world.input_user(call.me, input)).collect::<Answer<Vec<_>>>()?;
    let query = request.q.to_lowercase();
    let channel = ruled(call, id)?;
    let fits = |deed: &&Deed| {
        (request.max_id == 0 || deed.id < request.max_id)
            && deed.id > request.min_id
            && (request.admins.is_none() || admins.contains(&deed.by))
            && request.events_filter.as_ref().is_none_or(|filter| wanted(filter, &deed.action))
            && says(deed, &query)
    };
    let page = channel.deeds.iter().rev().filter(fits).take(request.limit.clamp(0, 100) as usize);
    let deeds: Vec<Deed> = page.cloned().collect();
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::Channel(id));
    let event = |deed: Deed| {
        mentioned.add(Peer::User(deed.by));
        mention(&deed.action, &mut mentioned);
        let Deed { id, date, by: user_id, action } = deed;
        types::ChannelAdminLogEvent { id, date, user_id, action }.into()
    };
    let events = deeds.into_iter().map(event).collect();
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::channels::AdminLogResults { events, chats, users }.into())
}
