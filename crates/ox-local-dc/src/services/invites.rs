//! Invitation links of groups and channels: making, listing, limiting and revoking them, entering by one, requests
//! to be let in. Out of scope: subscriptions, links shared by administrators, waiting lists told to bots.

use std::collections::BTreeMap;

use grammers_tl_types::{enums, functions as f, types};

use super::auth::hex;
use super::chats::announce;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::session::unix_seconds;
use crate::world::messages::Draft;
use crate::world::peers::{Mentioned, Peer, title_of};

pub(crate) fn register(table: &mut Table) {
    table.serve(export_chat_invite);
    table.serve(check_chat_invite);
    table.serve(import_chat_invite);
    table.serve(get_exported_chat_invites);
    table.serve(get_exported_chat_invite);
    table.serve(edit_exported_chat_invite);
    table.serve(delete_exported_chat_invite);
    table.serve(get_chat_invite_importers);
    table.serve(hide_chat_join_request);
    table.serve(hide_all_chat_join_requests);
}

/// Spreads numbers that follow one another over all of them (the golden ratio, odd).
pub(super) const SPREAD: i64 = 0x1e37_79b9_7f4a_7c15;

/// A link, and who came by it.
pub(crate) struct Invite {
    pub peer: Peer,
    pub link: types::ChatInviteExported,
    /// Date of entering, by person.
    pub entered: BTreeMap<i64, i32>,
    /// Date of asking, by person.
    pub asked: BTreeMap<i64, i32>,
}

impl Invite {
    fn shown(&self) -> enums::ExportedChatInvite {
        let count = |people: &BTreeMap<i64, i32>| Some(people.len() as i32).filter(|count| *count > 0);
        let (usage, requested) = (count(&self.entered), count(&self.asked));
        types::ChatInviteExported { usage, requested, ..self.link.clone() }.into()
    }

    /// Whether nobody can use it any more.
    fn is_over(&self) -> bool {
        let full = self.link.usage_limit.is_some_and(|limit| self.entered.len() as i32 >= limit);
        self.link.revoked || full || self.link.expire_date.is_some_and(|date| date <= unix_seconds())
    }
}

/// A chat into which the caller may invite by links.
fn inviting(call: &Call, input: &enums::InputPeer) -> Answer<Peer> {
    let peer = call.world.input_peer(call.me, input)?;
    let allowed = match peer {
        Peer::User(_) => false,
        Peer::Group(id) => call.world.groups.get(&id).is_some_and(|group| group.rules(call.me)),
        Peer::Channel(id) => {
            let channel = call.world.channels.get(&id);
            channel.is_some_and(|channel| channel.may(call.me, |rights| rights.invite_users))
        }
    };
    match allowed {
        true => Ok(peer),
        false => Err(Refusal::bad("CHAT_ADMIN_REQUIRED")),
    }
}

/// The hash at the end of a link.
fn hash_of(link: &str) -> &str {
    link.rsplit(['+', '/']).next().unwrap_or(link)
}

fn export_chat_invite(
    call: &mut Call,
    request: f::messages::ExportChatInvite,
) -> Answer<enums::ExportedChatInvite> {
    let peer = inviting(call, &request.peer)?;
    if request.request_needed && request.usage_limit.is_some() {
        return Err(Refusal::bad("USAGE_LIMIT_INVALID"));
    }
    // Equal worlds make equal links.
    let hash = hex(&call.world.number().wrapping_mul(SPREAD).to_be_bytes());
    let bare = request.expire_date.is_none() && request.usage_limit.is_none() && request.title.is_none();
    let link = types::ChatInviteExported {
        revoked: false,
        permanent: bare && !request.request_needed,
        request_needed: request.request_needed,
        link: format!("https://t.me/+{hash}"),
        admin_id: call.me,
        date: unix_seconds(),
        start_date: None,
        expire_date: request.expire_date,
        usage_limit: request.usage_limit,
        usage: None,
        requested: None,
        subscription_expired: None,
        title: request.title,
        subscription_pricing: None,
    };
    let invite = Invite { peer, link, entered: BTreeMap::new(), asked: BTreeMap::new() };
    let shown = invite.shown();
    call.world.invites.insert(hash, invite);
    Ok(shown)
}

/// A link that can still be used.
fn invited<'a>(call: &'a Call, hash: &str) -> Answer<&'a Invite> {
    let invite = call.world.invites.get(hash).ok_or_else(|| Refusal::bad("INVITE_HASH_INVALID"))?;
    match invite.is_over() && !invite.entered.contains_key(&call.me) {
        true => Err(Refusal::bad("INVITE_HASH_EXPIRED")),
        false => Ok(invite),
    }
}

fn check_chat_invite(call: &mut Call, request: f::messages::CheckChatInvite) -> Answer<enums::ChatInvite> {
    let invite = invited(call, &request.hash)?;
    let (peer, request_needed) = (invite.peer, invite.link.request_needed);
    let members = call.world.members(peer);
    if members.contains(&call.me) {
        let chat = call.world.chat(call.me, peer);
        let chat = chat.ok_or_else(|| Refusal::bad("INVITE_HASH_INVALID"))?;
        return Ok(types::ChatInviteAlready { chat }.into());
    }
    let channel = match peer {
        Peer::Channel(id) => call.world.channels.get(&id),
        _ => None,
    };
    Ok(types::ChatInvite {
        channel: channel.is_some(),
        broadcast: channel.is_some_and(|channel| channel.broadcast),
        public: channel.is_some_and(crate::world::peers::Channel::public),
        megagroup: channel.is_some_and(|channel| !channel.broadcast),
        request_needed,
        verified: false,
        scam: false,
        fake: false,
        can_refulfill_subscription: false,
        title: title_of(call.world, peer),
        about: channel.map(|channel| channel.about.clone()),
        photo: types::PhotoEmpty { id: 0 }.into(),
        participants_count: members.len() as i32,
        participants: None,
        color: 0,
        subscription_pricing: None,
        subscription_form_id: None,
        bot_verification: None,
    }
    .into())
}

fn import_chat_invite(
    call: &mut Call,
    request: f::messages::ImportChatInvite,
) -> Answer<enums::messages::ChatInviteJoinResult> {
    let invite = invited(call, &request.hash)?;
    let (peer, inviter_id, asks) = (invite.peer, invite.link.admin_id, invite.link.request_needed);
    if call.world.members(peer).contains(&call.me) {
        return Err(Refusal::bad("USER_ALREADY_PARTICIPANT"));
    }
    if let Some(invite) = call.world.invites.get_mut(&request.hash) {
        let people = if asks { &mut invite.asked } else { &mut invite.entered };
        people.insert(call.me, unix_seconds());
    }
    if asks {
        return Err(Refusal::bad("INVITE_REQUEST_SENT"));
    }
    call.world.enter_chat(peer, call.me, inviter_id);
    let updates = announce(call, peer, types::MessageActionChatJoinedByLink { inviter_id })?;
    Ok(types::messages::ChatInviteJoinResultOk { updates }.into())
}

fn users(call: &Call, people: impl IntoIterator<Item = i64>) -> Vec<enums::User> {
    let mut mentioned = Mentioned::default();
    people.into_iter().for_each(|person| mentioned.add(Peer::User(person)));
    call.world.gather(call.me, &mentioned).0
}

fn get_exported_chat_invites(
    call: &mut Call,
    request: f::messages::GetExportedChatInvites,
) -> Answer<enums::messages::ExportedChatInvites> {
    let peer = inviting(call, &request.peer)?;
    let admin = call.world.input_user(call.me, &request.admin_id)?;
    let links = call.world.invites.values().filter(|invite| {
        invite.peer == peer && invite.link.admin_id == admin && invite.link.revoked == request.revoked
    });
    let mut links: Vec<&Invite> = links.collect();
    links.sort_by_key(|invite| (std::cmp::Reverse(invite.link.date), &invite.link.link));
    let page = links.iter().take(request.limit.clamp(0, 100) as usize);
    let (invites, count) = (page.map(|invite| invite.shown()).collect(), links.len() as i32);
    Ok(types::messages::ExportedChatInvites { count, invites, users: users(call, [admin]) }.into())
}

/// A chat's own link.
fn known<'a>(call: &'a mut Call, input: &enums::InputPeer, link: &str) -> Answer<&'a mut Invite> {
    let peer = inviting(call, input)?;
    let invite = call.world.invites.get_mut(hash_of(link)).filter(|invite| invite.peer == peer);
    invite.ok_or_else(|| Refusal::bad("INVITE_HASH_EXPIRED"))
}

fn get_exported_chat_invite(
    call: &mut Call,
    request: f::messages::GetExportedChatInvite,
) -> Answer<enums::messages::ExportedChatInvite> {
    let invite = known(call, &request.peer, &request.link)?;
    let (invite, admin) = (invite.shown(), invite.link.admin_id);
    Ok(types::messages::ExportedChatInvite { invite, users: users(call, [admin]) }.into())
}

fn edit_exported_chat_invite(
    call: &mut Call,
    request: f::messages::EditExportedChatInvite,
) -> Answer<enums::messages::ExportedChatInvite> {
    let invite = known(call, &request.peer, &request.link)?;
    if invite.link.revoked {
        return Err(Refusal::bad("INVITE_REVOKED_MISSING"));
    }
    let link = &mut invite.link;
    link.revoked = request.revoked;
    link.expire_date =
        request.expire_date.map_or(link.expire_date, |date| Some(date).filter(|date| *date > 0));
    link.usage_limit = request.usage_limit.map_or(link.usage_limit, |limit| Some(limit).filter(|l| *l > 0));
    link.request_needed = request.request_needed.unwrap_or(link.request_needed);
    link.title = request.title.or_else(|| link.title.clone()).filter(|title| !title.is_empty());
    let (invite, admin) = (invite.shown(), invite.link.admin_id);
    Ok(types::messages::ExportedChatInvite { invite, users: users(call, [admin]) }.into())
}

fn delete_exported_chat_invite(
    call: &mut Call,
    request: f::messages::DeleteExportedChatInvite,
) -> Answer<bool> {
    known(call, &request.peer, &request.link)?;
    call.world.invites.remove(hash_of(&request.link));
    Ok(true)
}

fn get_chat_invite_importers(
    call: &mut Call,
    request: f::messages::GetChatInviteImporters,
) -> Answer<enums::messages::ChatInviteImporters> {
    let peer = inviting(call, &request.peer)?;
    let wanted = request.link.as_deref().map(hash_of);
    let links =
        call.world.invites.iter().filter(|(hash, invite)| {
            invite.peer == peer && wanted.is_none_or(|wanted| wanted == hash.as_str())
        });
    let people =
        links.flat_map(|(_, invite)| if request.requested { &invite.asked } else { &invite.entered });
    let mut people: Vec<(i64, i32)> = people.map(|(person, date)| (*person, *date)).collect();
    people.sort_by_key(|(person, date)| (std::cmp::Reverse(*date), *person));
    let count = people.len() as i32;
    people.truncate(request.limit.clamp(0, 100) as usize);
    let importer = |(user_id, date): &(i64, i32)| {
        types::ChatInviteImporter {
            requested: request.requested,
            via_chatlist: false,
            user_id: *user_id,
            date: *date,
            about: None,
            approved_by: None,
        }
        .into()
    };
    let importers = people.iter().map(importer).collect();
    let users = users(call, people.iter().map(|(person, _)| *person));
    Ok(types::messages::ChatInviteImporters { count, importers, users }.into())
}

/// Lets somebody in who asked, or does not.
fn hide_chat_join_request(
    call: &mut Call,
    request: f::messages::HideChatJoinRequest,
) -> Answer<enums::Updates> {
    let peer = inviting(call, &request.peer)?;
    let person = call.world.input_user(call.me, &request.user_id)?;
    decide(call, peer, request.approved, |_, asking| asking == person)
}

/// The same for everybody who asked, or who asked by one link.
fn hide_all_chat_join_requests(
    call: &mut Call,
    request: f::messages::HideAllChatJoinRequests,
) -> Answer<enums::Updates> {
    let peer = inviting(call, &request.peer)?;
    let wanted = request.link.as_deref().map(hash_of);
    decide(call, peer, request.approved, |hash, _| wanted.is_none_or(|wanted| wanted == hash))
}

/// Decides on all who asked by a link and are meant.
fn decide(
    call: &mut Call,
    peer: Peer,
    approved: bool,
    meant: impl Fn(&str, i64) -> bool,
) -> Answer<enums::Updates> {
    let mut decided = Vec::new();
    for (hash, invite) in call.world.invites.iter_mut().filter(|(_, invite)| invite.peer == peer) {
        let asking: Vec<i64> = invite.asked.keys().copied().filter(|person| meant(hash, *person)).collect();
        for person in asking {
            let date = invite.asked.remove(&person);
            if let Some(date) = date.filter(|_| approved) {
                invite.entered.insert(person, date);
            }
            decided.push(person);
        }
    }
    if decided.is_empty() {
        return Err(Refusal::bad("HIDE_REQUESTER_MISSING"));
    }
    decided.sort_unstable();
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    let channel =
        matches!(peer, Peer::Channel(id) if call.world.channels.get(&id).is_some_and(|c| c.broadcast));
    for person in decided.into_iter().filter(|_| approved) {
        let entered = call.world.enter_chat(peer, person, call.me);
        // Who enters a channel is told to nobody there; a group reads it from her.
        if entered && !channel {
            let action = Some(enums::MessageAction::ChatJoinedByRequest);
            call.world.post(person, peer, Draft { action, ..Draft::default() }, None)?;
        }
    }
    Ok(call.world.updates(call.me, Vec::new(), &mentioned))
}
