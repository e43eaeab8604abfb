//! `contacts.*`: who knows whom, and finding people and channels by name or number.
//! Out of scope: top peers, birthdays, places, blocking for stories.

use grammers_tl_types::{enums, functions as f, types};

use super::auth::digits;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(resolve_username);
    table.serve(resolve_phone);
    table.serve(get_contacts);
    table.serve(add_contact);
    table.serve(import_contacts);
    table.serve(delete_contacts);
    table.serve(search);
    table.serve(block);
    table.serve(unblock);
    table.serve(get_blocked);
    table.serve(get_statuses);
    table.serve(get_contact_ids);
}

fn resolved(call: &Call, peer: Peer) -> enums::contacts::ResolvedPeer {
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    let (users, chats) = call.world.gather(call.me, &mentioned);
    types::contacts::ResolvedPeer { peer: peer.tl(), chats, users }.into()
}

fn resolve_username(
    call: &mut Call,
    request: f::contacts::ResolveUsername,
) -> Answer<enums::contacts::ResolvedPeer> {
    let name = request.username.trim_start_matches('@').to_lowercase();
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') || name.is_empty() {
        return Err(Refusal::bad("USERNAME_INVALID"));
    }
    let peer = call.world.named(&name);
    peer.map(|peer| resolved(call, peer)).ok_or_else(|| Refusal::bad("USERNAME_NOT_OCCUPIED"))
}

fn resolve_phone(
    call: &mut Call,
    request: f::contacts::ResolvePhone,
) -> Answer<enums::contacts::ResolvedPeer> {
    let person = call.world.phones.get(&digits(&request.phone)).copied();
    let found = |id: &i64| call.world.allows(*id, call.me, &enums::PrivacyKey::AddedByPhone);
    let person = person.filter(found).ok_or_else(|| Refusal::bad("PHONE_NOT_OCCUPIED"))?;
    Ok(resolved(call, Peer::User(person)))
}

fn get_contacts(call: &mut Call, _: f::contacts::GetContacts) -> Answer<enums::contacts::Contacts> {
    let world = &*call.world;
    let ids = world.resident(call.me).map(|me| me.contacts.clone()).unwrap_or_default();
    let mut mentioned = Mentioned::default();
    let contact = |id: &i64| {
        mentioned.add(Peer::User(*id));
        let mutual = world.resident(*id).is_some_and(|other| other.contacts.contains(&call.me));
        types::Contact { user_id: *id, mutual }.into()
    };
    let contacts: Vec<enums::Contact> = ids.iter().map(contact).collect();
    let (users, _) = world.gather(call.me, &mentioned);
    let saved_count = contacts.len() as i32;
    Ok(types::contacts::Contacts { contacts, saved_count, users }.into())
}

fn changed(call: &Call, people: &[i64]) -> enums::Updates {
    let mut mentioned = Mentioned::default();
    for id in people {
        mentioned.add(Peer::User(*id));
    }
    call.world.updates(call.me, Vec::new(), &mentioned)
}

fn add_contact(call: &mut Call, request: f::contacts::AddContact) -> Answer<enums::Updates> {
    let id = call.world.input_user(call.me, &request.id)?;
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.contacts.insert(id);
    }
    Ok(changed(call, &[id]))
}

fn delete_contacts(call: &mut Call, request: f::contacts::DeleteContacts) -> Answer<enums::Updates> {
    let mut ids = Vec::new();
    for input in &request.id {
        ids.push(call.world.input_user(call.me, input)?);
    }
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.contacts.retain(|id| !ids.contains(id));
    }
    Ok(changed(call, &ids))
}

fn import_contacts(
    call: &mut Call,
    request: f::contacts::ImportContacts,
) -> Answer<enums::contacts::ImportedContacts> {
    let (mut imported, mut mentioned) = (Vec::new(), Mentioned::default());
    for enums::InputContact::InputPhoneContact(contact) in &request.contacts {
        let user_id = call.world.phones.get(&digits(&contact.phone)).copied();
        let found = |id: &i64| call.world.allows(*id, call.me, &enums::PrivacyKey::AddedByPhone);
        let Some(user_id) = user_id.filter(found) else { continue };
        mentioned.add(Peer::User(user_id));
        if let Some(me) = call.world.people.get_mut(&call.me) {
            me.contacts.insert(user_id);
        }
        imported.push(types::ImportedContact { user_id, client_id: contact.client_id }.into());
    }
    let (users, _) = call.world.gather(call.me, &mentioned);
    Ok(types::contacts::ImportedContacts {
        imported,
        popular_invites: Vec::new(),
        retry_contacts: Vec::new(),
        users,
    }
    .into())
}

fn search(call: &mut Call, request: f::contacts::Search) -> Answer<enums::contacts::Found> {
    let query = request.q.trim_start_matches('@').to_lowercase();
    if query.is_empty() {
        return Err(Refusal::bad("SEARCH_QUERY_EMPTY"));
    }
    let world = &*call.world;
    let mine = |peer: &Peer| world.resident(call.me).is_some_and(|me| me.dialogs.contains_key(peer));
    let named =
        world.usernames.iter().filter(|(name, _)| name.contains(&query) && world.named(name).is_some());
    let mut found: Vec<Peer> = named.map(|(_, peer)| *peer).collect();
    found.sort_unstable();
    found.truncate(request.limit.clamp(0, 100) as usize);
    let mut mentioned = Mentioned::default();
    for peer in &found {
        mentioned.add(*peer);
    }
    let (my_results, results): (Vec<Peer>, Vec<Peer>) = found.into_iter().partition(mine);
    let (users, chats) = world.gather(call.me, &mentioned);
    let boxed = |peers: Vec<Peer>| peers.into_iter().map(Peer::tl).collect();
    let (my_results, results) = (boxed(my_results), boxed(results));
    Ok(types::contacts::Found { my_results, results, chats, users }.into())
}

fn set_blocked(call: &mut Call, input: &enums::InputPeer, blocked: bool) -> Answer<bool> {
    let Peer::User(id) = call.world.input_peer(call.me, input)? else {
        return Err(Refusal::bad("PEER_ID_INVALID"));
    };
    if let Some(me) = call.world.people.get_mut(&call.me) {
        match blocked {
            true => me.blocked.insert(id),
            false => me.blocked.remove(&id),
        };
    }
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::User(id));
    let (blocked_my_stories_from, peer_id) = (false, Peer::User(id).tl());
    let update = types::UpdatePeerBlocked { blocked, blocked_my_stories_from, peer_id };
    call.world.tell(call.me, update.into(), &mentioned, Some(call.link));
    call.world.touch();
    Ok(true)
}

fn block(call: &mut Call, request: f::contacts::Block) -> Answer<bool> {
    set_blocked(call, &request.id, true)
}

fn unblock(call: &mut Call, request: f::contacts::Unblock) -> Answer<bool> {
    set_blocked(call, &request.id, false)
}

fn get_blocked(call: &mut Call, request: f::contacts::GetBlocked) -> Answer<enums::contacts::Blocked> {
    let ids = call.world.resident(call.me).map(|me| me.blocked.clone()).unwrap_or_default();
    let mut mentioned = Mentioned::default();
    let page = ids.iter().skip(request.offset.max(0) as usize).take(request.limit.max(0) as usize);
    let blocked = page.map(|id| {
        mentioned.add(Peer::User(*id));
        types::PeerBlocked { peer_id: Peer::User(*id).tl(), date: 0 }.into()
    });
    let blocked: Vec<enums::PeerBlocked> = blocked.collect();
    let (users, chats) = call.world.gather(call.me, &mentioned);
    if blocked.len() < ids.len() {
        let count = ids.len() as i32;
        return Ok(types::contacts::BlockedSlice { count, blocked, chats, users }.into());
    }
    Ok(types::contacts::Blocked { blocked, chats, users }.into())
}

fn get_statuses(call: &mut Call, _: f::contacts::GetStatuses) -> Answer<Vec<enums::ContactStatus>> {
    let ids = call.world.resident(call.me).into_iter().flat_map(|me| &me.contacts);
    let status = |id: &i64| {
        call.world.resident(*id)?;
        let status = call.world.status_of(call.me, *id);
        Some(types::ContactStatus { user_id: *id, status }.into())
    };
    Ok(ids.filter_map(status).collect())
}

fn get_contact_ids(call: &mut Call, _: f::contacts::GetContactIds) -> Answer<Vec<i32>> {
    let ids = call.world.resident(call.me).into_iter().flat_map(|me| &me.contacts);
    Ok(ids.filter_map(|id| i32::try_from(*id).ok()).collect())
}
