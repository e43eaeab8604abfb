//! `chatlists.*`: folders that are shared by a link: exporting, looking, joining, what came later, leaving.
//! A folder is a filter of the list of chats: `messages::folders`. Out of scope: how many there may be, hiding what
//! came later for longer than until it is asked for again.

use std::collections::BTreeMap;

use grammers_tl_types::{enums, functions as f, types};

use super::auth::hex;
use super::invites::SPREAD;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::State;
use crate::world::peers::{Mentioned, Peer};

const ADDRESS: &str = "https://t.me/addlist/";

pub(crate) fn register(table: &mut Table) {
    table.serve(export_chatlist_invite);
    table.serve(edit_exported_invite);
    table.serve(delete_exported_invite);
    table.serve(get_exported_invites);
    table.serve(check_chatlist_invite);
    table.serve(join_chatlist_invite);
    table.serve(get_chatlist_updates);
    table.serve(join_chatlist_updates);
    table.serve(hide_chatlist_updates);
    table.serve(get_leave_chatlist_suggestions);
    table.serve(leave_chatlist);
}

/// Links to folders, and who joined which of her folders by which.
#[derive(Default)]
pub(crate) struct Chatlists {
    links: BTreeMap<String, Link>,
    /// By person and folder.
    joined: BTreeMap<(i64, i32), String>,
}

/// A link to chats of a folder.
#[derive(Clone)]
struct Link {
    slug: String,
    owner: i64,
    folder: i32,
    title: String,
    peers: Vec<Peer>,
}

impl Link {
    fn shown(&self) -> enums::ExportedChatlistInvite {
        let peers = self.peers.iter().map(|peer| peer.tl()).collect();
        types::ExportedChatlistInvite {
            title: self.title.clone(),
            url: format!("{ADDRESS}{}", self.slug),
            peers,
        }
        .into()
    }
}

fn folder_of(chatlist: &enums::InputChatlist) -> i32 {
    let enums::InputChatlist::DialogFilter(chatlist) = chatlist;
    chatlist.filter_id
}

fn filter(call: &Call, id: i32) -> Answer<enums::DialogFilter> {
    let found = call.world.resident(call.me).and_then(|me| me.filters.get(&id)).cloned();
    found.ok_or_else(|| Refusal::bad("FILTER_ID_INVALID"))
}

/// A folder of the caller's that is, or can be, shared: it names its chats, and nothing else.
fn shared(call: &Call, id: i32) -> Answer<types::DialogFilterChatlist> {
    match filter(call, id)? {
        enums::DialogFilter::Chatlist(list) => Ok(list),
        enums::DialogFilter::Filter(filter) => {
            let kinds = [filter.contacts, filter.non_contacts, filter.groups, filter.broadcasts, filter.bots];
            let but = [filter.exclude_muted, filter.exclude_read, filter.exclude_archived];
            if kinds.contains(&true) || but.contains(&true) || !filter.exclude_peers.is_empty() {
                return Err(Refusal::bad("FILTER_NOT_SUPPORTED"));
            }
            Ok(types::DialogFilterChatlist {
                has_my_invites: true,
                title_noanimate: filter.title_noanimate,
                id,
                title: filter.title,
                emoticon: filter.emoticon,
                color: filter.color,
                pinned_peers: filter.pinned_peers,
                include_peers: filter.include_peers,
            })
        }
        enums::DialogFilter::Default => Err(Refusal::bad("FILTER_ID_INVALID")),
    }
}

/// A folder that the caller joined by a link, and the link.
fn joined(call: &Call, id: i32) -> Answer<(types::DialogFilterChatlist, Link)> {
    let enums::DialogFilter::Chatlist(list) = filter(call, id)? else {
        return Err(Refusal::bad("FILTER_NOT_SUPPORTED"));
    };
    let slug = call.world.chatlists.joined.get(&(call.me, id));
    let link = slug.and_then(|slug| call.world.chatlists.links.get(slug)).cloned();
    Ok((list, link.ok_or_else(|| Refusal::bad("INPUT_CHATLIST_INVALID"))?))
}

/// Puts a folder among the caller's; tells her other sessions, and gives what this one is told.
fn keep(call: &mut Call, list: types::DialogFilterChatlist) -> enums::Update {
    let (id, filter) = (list.id, enums::DialogFilter::from(list));
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.filters.insert(id, filter.clone());
    }
    told(call, id, Some(filter))
}

fn told(call: &Call, id: i32, filter: Option<enums::DialogFilter>) -> enums::Update {
    let update: enums::Update = types::UpdateDialogFilter { id, filter }.into();
    call.world.tell(call.me, update.clone(), &Mentioned::default(), Some(call.link));
    call.world.touch();
    update
}

/// Chats to which the caller may invite others.
fn offered(call: &Call, inputs: &[enums::InputPeer]) -> Answer<Vec<Peer>> {
    let peers = inputs.iter().map(|input| call.world.input_peer(call.me, input));
    let peers = peers.collect::<Answer<Vec<Peer>>>()?;
    let may = |peer: &Peer| match peer {
        Peer::User(_) => false,
        Peer::Group(id) => call.world.groups.get(id).is_some_and(|group| group.rules(call.me)),
        Peer::Channel(id) => {
            call.world.channels.get(id).is_some_and(|c| c.public() || c.may(call.me, |r| r.invite_users))
        }
    };
    let peers: Vec<Peer> = peers.into_iter().filter(may).collect();
    if peers.is_empty() { Err(Refusal::bad("PEERS_LIST_EMPTY")) } else { Ok(peers) }
}

fn export_chatlist_invite(
    call: &mut Call,
    request: f::chatlists::ExportChatlistInvite,
) -> Answer<enums::chatlists::ExportedChatlistInvite> {
    let folder = folder_of(&request.chatlist);
    let list = types::DialogFilterChatlist { has_my_invites: true, ..shared(call, folder)? };
    let peers = offered(call, &request.peers)?;
    let slug = hex(&call.world.number().wrapping_mul(SPREAD).to_be_bytes());
    let link = Link { slug: slug.clone(), owner: call.me, folder, title: request.title, peers };
    let invite = link.shown();
    call.world.chatlists.links.insert(slug, link);
    keep(call, list.clone());
    Ok(types::chatlists::ExportedChatlistInvite { filter: list.into(), invite }.into())
}

fn slug_of(slug: &str) -> Answer<&str> {
    let slug = slug.rsplit('/').next().unwrap_or(slug);
    if slug.is_empty() { Err(Refusal::bad("INVITE_SLUG_EMPTY")) } else { Ok(slug) }
}

fn linked(call: &Call, slug: &str) -> Answer<Link> {
    let link = call.world.chatlists.links.get(slug_of(slug)?);
    link.cloned().ok_or_else(|| Refusal::bad("INVITE_SLUG_EXPIRED"))
}

/// The caller's own link to one of her folders.
fn own(call: &Call, chatlist: &enums::InputChatlist, slug: &str) -> Answer<Link> {
    let folder = folder_of(chatlist);
    shared(call, folder)?;
    let link = linked(call, slug)?;
    let mine = link.owner == call.me && link.folder == folder;
    if mine { Ok(link) } else { Err(Refusal::bad("INVITE_SLUG_EXPIRED")) }
}

fn edit_exported_invite(
    call: &mut Call,
    request: f::chatlists::EditExportedInvite,
) -> Answer<enums::ExportedChatlistInvite> {
    let mut link = own(call, &request.chatlist, &request.slug)?;
    link.title = request.title.unwrap_or(link.title);
    if let Some(peers) = &request.peers {
        link.peers = offered(call, peers)?;
    }
    let shown = link.shown();
    call.world.chatlists.links.insert(link.slug.clone(), link);
    Ok(shown)
}

fn delete_exported_invite(call: &mut Call, request: f::chatlists::DeleteExportedInvite) -> Answer<bool> {
    let link = own(call, &request.chatlist, &request.slug)?;
    call.world.chatlists.links.remove(&link.slug);
    Ok(true)
}

fn mentioned(peers: &[Peer]) -> Mentioned {
    let mut mentioned = Mentioned::default();
    peers.iter().for_each(|peer| mentioned.add(*peer));
    mentioned
}

fn get_exported_invites(
    call: &mut Call,
    request: f::chatlists::GetExportedInvites,
) -> Answer<enums::chatlists::ExportedInvites> {
    let folder = folder_of(&request.chatlist);
    shared(call, folder)?;
    let links = call.world.chatlists.links.values();
    let links: Vec<&Link> = links.filter(|link| link.owner == call.me && link.folder == folder).collect();
    let peers: Vec<Peer> = links.iter().flat_map(|link| link.peers.iter().copied()).collect();
    let (users, chats) = call.world.gather(call.me, &mentioned(&peers));
    let invites = links.into_iter().map(Link::shown).collect();
    Ok(types::chatlists::ExportedInvites { invites, chats, users }.into())
}

fn tl(peers: &[Peer]) -> Vec<enums::Peer> {
    peers.iter().map(|peer| peer.tl()).collect()
}

/// Chats of a link in which somebody is, and those in which she is not.
fn sides(world: &State, person: i64, link: &Link) -> (Vec<Peer>, Vec<Peer>) {
    link.peers.iter().copied().partition(|peer| world.members(*peer).contains(&person))
}

fn check_chatlist_invite(
    call: &mut Call,
    request: f::chatlists::CheckChatlistInvite,
) -> Answer<enums::chatlists::ChatlistInvite> {
    let link = linked(call, &request.slug)?;
    let (users, chats) = call.world.gather(call.me, &mentioned(&link.peers));
    let known = call.world.chatlists.joined.iter();
    let mine = known.filter(|((person, _), slug)| *person == call.me && **slug == link.slug);
    if let Some(((_, filter_id), _)) = { mine }.next() {
        let (there, missing) = sides(call.world, call.me, &link);
        let (missing_peers, already_peers) = (tl(&missing), tl(&there));
        return Ok(types::chatlists::ChatlistInviteAlready {
            filter_id: *filter_id,
            missing_peers,
            already_peers,
            chats,
            users,
        }
        .into());
    }
    let folder = call.world.resident(link.owner).and_then(|owner| owner.filters.get(&link.folder));
    let title = match folder {
        Some(enums::DialogFilter::Chatlist(list)) => list.title.clone(),
        _ => types::TextWithEntities { text: link.title.clone(), entities: Vec::new() }.into(),
    };
    let peers = tl(&link.peers);
    Ok(types::chatlists::ChatlistInvite {
        title_noanimate: false,
        title,
        emoticon: None,
        peers,
        chats,
        users,
    }
    .into())
}

/// The chats of a link that a client names; it knows them from the link only.
fn chosen(call: &Call, link: &Link, inputs: &[enums::InputPeer]) -> Answer<Vec<Peer>> {
    let peer = |input: &enums::InputPeer| {
        let peer = match input {
            enums::InputPeer::Chat(chat) => Some(Peer::Group(chat.chat_id)),
            enums::InputPeer::Channel(channel) => {
                let peer = Peer::Channel(channel.channel_id);
                Some(peer).filter(|peer| call.world.access_hash(call.me, *peer) == channel.access_hash)
            }
            _ => None,
        };
        peer.filter(|peer| link.peers.contains(peer)).ok_or_else(|| Refusal::bad("PEER_ID_INVALID"))
    };
    inputs.iter().map(peer).collect()
}

fn addressed(call: &Call, peer: Peer) -> enums::InputPeer {
    let access_hash = call.world.access_hash(call.me, peer);
    match peer {
        Peer::User(user_id) => types::InputPeerUser { user_id, access_hash }.into(),
        Peer::Group(chat_id) => types::InputPeerChat { chat_id }.into(),
        Peer::Channel(channel_id) => types::InputPeerChannel { channel_id, access_hash }.into(),
    }
}

/// Lets the caller into chats of a link and puts them into her folder.
fn enter(
    call: &mut Call,
    mut list: types::DialogFilterChatlist,
    link: &Link,
    peers: &[Peer],
) -> enums::Updates {
    for peer in peers {
        call.world.enter_chat(*peer, call.me, link.owner);
        let input = addressed(call, *peer);
        if !list.include_peers.contains(&input) {
            list.include_peers.push(input);
        }
    }
    let update = keep(call, list);
    call.world.updates(call.me, vec![update], &mentioned(peers))
}

fn join_chatlist_invite(
    call: &mut Call,
    request: f::chatlists::JoinChatlistInvite,
) -> Answer<enums::Updates> {
    let link = linked(call, &request.slug)?;
    let peers = chosen(call, &link, &request.peers)?;
    if peers.is_empty() {
        return Err(Refusal::bad("FILTER_INCLUDE_EMPTY"));
    }
    let me = call.world.resident(call.me);
    let free = (2..=255).find(|id| me.is_none_or(|me| !me.filters.contains_key(id)));
    let id = free.ok_or_else(|| Refusal::bad("CHATLISTS_TOO_MUCH"))?;
    let list = types::DialogFilterChatlist {
        has_my_invites: false,
        title_noanimate: false,
        id,
        title: types::TextWithEntities { text: link.title.clone(), entities: Vec::new() }.into(),
        emoticon: None,
        color: None,
        pinned_peers: Vec::new(),
        include_peers: Vec::new(),
    };
    call.world.chatlists.joined.insert((call.me, id), link.slug.clone());
    Ok(enter(call, list, &link, &peers))
}

fn get_chatlist_updates(
    call: &mut Call,
    request: f::chatlists::GetChatlistUpdates,
) -> Answer<enums::chatlists::ChatlistUpdates> {
    let (_, link) = joined(call, folder_of(&request.chatlist))?;
    let (_, missing) = sides(call.world, call.me, &link);
    let (users, chats) = call.world.gather(call.me, &mentioned(&missing));
    Ok(types::chatlists::ChatlistUpdates { missing_peers: tl(&missing), chats, users }.into())
}

fn join_chatlist_updates(
    call: &mut Call,
    request: f::chatlists::JoinChatlistUpdates,
) -> Answer<enums::Updates> {
    let (list, link) = joined(call, folder_of(&request.chatlist))?;
    let peers = chosen(call, &link, &request.peers)?;
    match peers.is_empty() {
        true => Err(Refusal::bad("FILTER_INCLUDE_EMPTY")),
        false => Ok(enter(call, list, &link, &peers)),
    }
}

fn hide_chatlist_updates(call: &mut Call, request: f::chatlists::HideChatlistUpdates) -> Answer<bool> {
    joined(call, folder_of(&request.chatlist)).map(|_| true)
}

/// Those of the link's chats in which the caller is.
fn get_leave_chatlist_suggestions(
    call: &mut Call,
    request: f::chatlists::GetLeaveChatlistSuggestions,
) -> Answer<Vec<enums::Peer>> {
    let (_, link) = joined(call, folder_of(&request.chatlist))?;
    Ok(tl(&sides(call.world, call.me, &link).0))
}

/// The folder goes, and with it the chats that are named.
fn leave_chatlist(call: &mut Call, request: f::chatlists::LeaveChatlist) -> Answer<enums::Updates> {
    let id = folder_of(&request.chatlist);
    let (_, link) = joined(call, id)?;
    let peers = chosen(call, &link, &request.peers)?;
    for peer in &peers {
        call.world.leave_chat(*peer, call.me);
    }
    call.world.chatlists.joined.remove(&(call.me, id));
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.filters.remove(&id);
    }
    let update = told(call, id, None);
    Ok(call.world.updates(call.me, vec![update], &mentioned(&peers)))
}
