//! Basic groups: making one, looking at it, who is in it, its title.
//! Out of scope: migration to a megagroup, rights of single members.

use grammers_tl_types::{enums, functions as f, types};

use super::messages::send::sent;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::messages::Draft;
use crate::world::peers::{Mentioned, Peer};
use crate::world::shapes;

pub(crate) fn register(table: &mut Table) {
    table.serve(create_chat);
    table.serve(get_chats);
    table.serve(get_full_chat);
    table.serve(add_chat_user);
    table.serve(delete_chat_user);
    table.serve(delete_chat);
    table.serve(edit_chat_title);
    table.serve(edit_chat_photo);
    table.serve(edit_chat_admin);
    table.serve(edit_chat_about);
    table.serve(get_common_chats);
}

/// Writes a service message into a chat; gives the updates for the caller.
pub(crate) fn announce(
    call: &mut Call,
    peer: Peer,
    action: impl Into<enums::MessageAction>,
) -> Answer<enums::Updates> {
    let draft = Draft { action: Some(action.into()), ..Draft::default() };
    let posted = call.world.post(call.me, peer, draft, Some(call.link))?;
    Ok(sent(call, &[(posted, 0)]))
}

fn create_chat(call: &mut Call, request: f::messages::CreateChat) -> Answer<enums::messages::InvitedUsers> {
    if request.title.trim().is_empty() {
        return Err(Refusal::bad("CHAT_TITLE_EMPTY"));
    }
    let mut invited = Vec::new();
    for input in &request.users {
        invited.push(call.world.input_user(call.me, input)?);
    }
    let (invited, missing) = willing(call, invited);
    let mut members = vec![call.me];
    members.extend(invited);
    members.dedup();
    let peer = call.world.create_group(call.me, &request.title, &members);
    let action = types::MessageActionChatCreate { title: request.title, users: members };
    let updates = announce(call, peer, action)?;
    Ok(types::messages::InvitedUsers { updates, missing_invitees: missing }.into())
}

/// Those who let the caller add them to chats, and the others as Telegram lists them.
pub(crate) fn willing(call: &Call, people: Vec<i64>) -> (Vec<i64>, Vec<enums::MissingInvitee>) {
    let lets = |person: &i64| call.world.allows(*person, call.me, &enums::PrivacyKey::ChatInvite);
    let (willing, others): (Vec<i64>, Vec<i64>) = people.into_iter().partition(lets);
    let missing = |user_id| {
        types::MissingInvitee { premium_would_allow_invite: false, premium_required_for_pm: false, user_id }
            .into()
    };
    (willing, others.into_iter().map(missing).collect())
}

fn get_chats(call: &mut Call, request: f::messages::GetChats) -> Answer<enums::messages::Chats> {
    let chat = |id: &i64| {
        call.world.member_group(call.me, *id)?;
        call.world.chat(call.me, Peer::Group(*id)).ok_or_else(|| Refusal::bad("CHAT_ID_INVALID"))
    };
    let chats = request.id.iter().map(chat).collect::<Answer<_>>()?;
    Ok(types::messages::Chats { chats }.into())
}

fn get_full_chat(call: &mut Call, request: f::messages::GetFullChat) -> Answer<enums::messages::ChatFull> {
    let id = call.world.member_group(call.me, request.chat_id)?;
    let invalid = || Refusal::bad("CHAT_ID_INVALID");
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::Group(id));
    let participants = call.world.participants(id, &mut mentioned).ok_or_else(invalid)?;
    let mut full = shapes::chat_full(&participants);
    full.id = id;
    full.ttl_period = call.world.period(call.me, Peer::Group(id));
    full.call = call.world.calls.of(Peer::Group(id)).map(super::calls::GroupCall::input);
    if let Some(group) = call.world.groups.get(&id) {
        full.about.clone_from(&group.about);
    }
    let me = call.world.resident(call.me);
    let pins = me.and_then(|me| me.dialogs.get(&Peer::Group(id))).map(|d| &d.pinned_messages);
    full.pinned_msg_id = pins.and_then(|pins| pins.last().copied());
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::messages::ChatFull { full_chat: full.into(), chats, users }.into())
}

fn add_chat_user(
    call: &mut Call,
    request: f::messages::AddChatUser,
) -> Answer<enums::messages::InvitedUsers> {
    let id = call.world.member_group(call.me, request.chat_id)?;
    let person = call.world.input_user(call.me, &request.user_id)?;
    let peer = Peer::Group(id);
    let (willing, missing_invitees) = willing(call, vec![person]);
    if willing.is_empty() {
        let updates = call.world.updates(call.me, Vec::new(), &Mentioned::default());
        return Ok(types::messages::InvitedUsers { updates, missing_invitees }.into());
    }
    if !call.world.enter_chat(peer, person, call.me) {
        return Err(Refusal::bad("USER_ALREADY_PARTICIPANT"));
    }
    let updates = announce(call, peer, types::MessageActionChatAddUser { users: vec![person] })?;
    Ok(types::messages::InvitedUsers { updates, missing_invitees: Vec::new() }.into())
}

fn delete_chat_user(call: &mut Call, request: f::messages::DeleteChatUser) -> Answer<enums::Updates> {
    let id = call.world.member_group(call.me, request.chat_id)?;
    let person = call.world.input_user(call.me, &request.user_id)?;
    let group = call.world.groups.get(&id);
    if !group.is_some_and(|group| group.members.contains_key(&person)) {
        return Err(Refusal::bad("USER_NOT_PARTICIPANT"));
    }
    if person != call.me && !group.is_some_and(|group| group.rules(call.me)) {
        return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
    }
    // The last message that who leaves can see is the one about her leaving.
    let peer = Peer::Group(id);
    let updates = announce(call, peer, types::MessageActionChatDeleteUser { user_id: person })?;
    call.world.leave_chat(peer, person);
    Ok(updates)
}

/// Ends a group for everybody, with all that was written in it. The answer tells nothing, so the caller is told, too.
fn delete_chat(call: &mut Call, request: f::messages::DeleteChat) -> Answer<bool> {
    let id = call.world.member_group(call.me, request.chat_id)?;
    if call.world.groups.get(&id).is_none_or(|group| group.creator != call.me) {
        return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
    }
    let peer = Peer::Group(id);
    for member in call.world.members(peer) {
        let ids: Vec<i32> =
            call.world.messages_of(member, peer).map(|ids| ids.keys().copied().collect()).unwrap_or_default();
        call.world.delete(member, &ids, false, None);
        call.world.leave_chat(peer, member);
        if let Some(member) = call.world.people.get_mut(&member) {
            member.dialogs.remove(&peer);
        }
        let mut mentioned = Mentioned::default();
        mentioned.add(peer);
        call.world.tell(member, types::UpdateChat { chat_id: id }.into(), &mentioned, None);
    }
    Ok(true)
}

fn ruled_group(call: &Call, id: i64) -> Answer<i64> {
    let id = call.world.member_group(call.me, id)?;
    match call.world.groups.get(&id).is_some_and(|group| group.rules(call.me)) {
        true => Ok(id),
        false => Err(Refusal::bad("CHAT_ADMIN_REQUIRED")),
    }
}

fn edit_chat_title(call: &mut Call, request: f::messages::EditChatTitle) -> Answer<enums::Updates> {
    let id = call.world.member_group(call.me, request.chat_id)?;
    if let Some(group) = call.world.groups.get_mut(&id) {
        if group.title == request.title {
            return Err(Refusal::bad("CHAT_NOT_MODIFIED"));
        }
        group.title.clone_from(&request.title);
        group.version += 1;
    }
    announce(call, Peer::Group(id), types::MessageActionChatEditTitle { title: request.title })
}

/// The photo that a client chose for a chat; `None` takes the old one away.
pub(crate) fn chosen_photo(call: &mut Call, input: &enums::InputChatPhoto) -> Answer<Option<i64>> {
    match input {
        enums::InputChatPhoto::Empty => Ok(None),
        enums::InputChatPhoto::Photo(photo) => call.world.files.input_photo(&photo.id).map(Some),
        enums::InputChatPhoto::InputChatUploadedPhoto(upload) => {
            let file = upload.file.as_ref().ok_or_else(|| Refusal::bad("PHOTO_FILE_MISSING"))?;
            let id = call.world.number();
            call.world.files.photo(id, call.world.origin(call.me), file).map(Some)
        }
    }
}

/// Writes that a chat's photo has changed.
pub(crate) fn announce_photo(call: &mut Call, peer: Peer, photo: Option<i64>) -> Answer<enums::Updates> {
    match photo.map(|photo| call.world.files.render_photo(photo)) {
        Some(photo) => announce(call, peer, types::MessageActionChatEditPhoto { photo }),
        None => announce(call, peer, enums::MessageAction::ChatDeletePhoto),
    }
}

fn edit_chat_photo(call: &mut Call, request: f::messages::EditChatPhoto) -> Answer<enums::Updates> {
    let id = call.world.member_group(call.me, request.chat_id)?;
    let photo = chosen_photo(call, &request.photo)?;
    if let Some(group) = call.world.groups.get_mut(&id) {
        group.photo = photo;
        group.version += 1;
    }
    announce_photo(call, Peer::Group(id), photo)
}

fn edit_chat_admin(call: &mut Call, request: f::messages::EditChatAdmin) -> Answer<bool> {
    let id = ruled_group(call, request.chat_id)?;
    let person = call.world.input_user(call.me, &request.user_id)?;
    let group = call.world.groups.get_mut(&id);
    let member = group.and_then(|group| group.members.get_mut(&person));
    member.ok_or_else(|| Refusal::bad("USER_NOT_PARTICIPANT"))?.admin = request.is_admin;
    Ok(true)
}

fn edit_chat_about(call: &mut Call, request: f::messages::EditChatAbout) -> Answer<bool> {
    match call.world.input_peer(call.me, &request.peer)? {
        Peer::Group(id) => {
            ruled_group(call, id)?;
            if let Some(group) = call.world.groups.get_mut(&id) {
                group.about = request.about;
            }
        }
        Peer::Channel(id) => {
            let channel = super::channels::ruled(call, id)?;
            channel.about = request.about;
        }
        Peer::User(_) => return Err(Refusal::bad("PEER_ID_INVALID")),
    }
    Ok(true)
}

fn get_common_chats(call: &mut Call, request: f::messages::GetCommonChats) -> Answer<enums::messages::Chats> {
    let other = call.world.input_user(call.me, &request.user_id)?;
    let world = &*call.world;
    let shared = world.common_groups(call.me, other).into_iter();
    let limit = request.limit.clamp(0, 100) as usize;
    let chats = shared.filter_map(|peer| world.chat(call.me, peer)).take(limit).collect();
    Ok(types::messages::Chats { chats }.into())
}
