//! The list of chats: dialogs, pinned ones, some by name; pinning a chat, clearing one.
//! Filters are kept as they come. Out of scope: the archive, drafts, notification settings, shared filters.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Table};
use crate::world::messages::{Stamp, Uid};
use crate::world::peers::{Mentioned, Peer};
use crate::world::shapes;

pub(crate) fn register(table: &mut Table) {
    table.serve(get_dialogs);
    table.serve(get_pinned_dialogs);
    table.serve(get_peer_dialogs);
    table.serve(toggle_dialog_pin);
    table.serve(mark_dialog_unread);
    table.serve(delete_history);
    table.serve(get_dialog_filters);
    table.serve(update_dialog_filter);
    table.serve(get_peer_settings);
}

/// A chat in the list.
struct Row {
    peer: Peer,
    pinned: bool,
    top: Option<(i32, Uid)>,
    date: i32,
}

/// Chats in one answer at most.
const LONGEST_PAGE: i32 = 100;

fn rows(call: &Call) -> Vec<Row> {
    let world = &*call.world;
    let Some(me) = world.resident(call.me) else { return Vec::new() };
    let row = |peer: &Peer, pinned: bool| {
        let top = world.messages_of(call.me, *peer).and_then(|ids| ids.last_key_value());
        let top = top.map(|(id, uid)| (*id, *uid));
        let date = match (top, peer) {
            (Some((_, uid)), _) => world.records[uid].date,
            // A person with whom nothing was written is not in the list.
            (None, Peer::User(_)) => return None,
            (None, Peer::Group(id)) => world.groups.get(id)?.date,
            (None, Peer::Channel(id)) => world.channels.get(id)?.date,
        };
        Some(Row { peer: *peer, pinned, top, date })
    };
    let listed = me.dialogs.iter().filter(|(peer, _)| match peer {
        Peer::Channel(id) => world.channels.get(id).is_some_and(|c| c.members.contains_key(&call.me)),
        _ => true,
    });
    let mut rows: Vec<Row> = listed.filter_map(|(peer, dialog)| row(peer, dialog.pinned)).collect();
    rows.sort_by_key(|row| {
        (!row.pinned, -row.date, std::cmp::Reverse(row.top.map(|(_, uid)| uid)), row.peer)
    });
    rows
}

struct Listed {
    dialogs: Vec<enums::Dialog>,
    messages: Vec<enums::Message>,
    chats: Vec<enums::Chat>,
    users: Vec<enums::User>,
}

fn render(call: &Call, rows: &[Row]) -> Listed {
    let mut mentioned = Mentioned::default();
    let (mut dialogs, mut messages) = (Vec::new(), Vec::new());
    for row in rows {
        mentioned.add(row.peer);
        dialogs.push(dialog(call, row));
        let message = row.top.and_then(|(_, uid)| call.world.render(call.me, uid, &mut mentioned));
        messages.extend(message);
    }
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Listed { dialogs, messages, chats, users }
}

fn dialog(call: &Call, row: &Row) -> enums::Dialog {
    let dialog = call.world.resident(call.me).and_then(|me| me.dialogs.get(&row.peer));
    let channel = match row.peer {
        Peer::Channel(id) => call.world.channels.get(&id),
        _ => None,
    };
    let read_outbox = dialog.map_or(0, |dialog| dialog.read_outbox);
    types::Dialog {
        pinned: row.pinned,
        unread_mark: dialog.is_some_and(|dialog| dialog.marked_unread),
        view_forum_as_messages: false,
        peer: row.peer.tl(),
        top_message: row.top.map_or(0, |(id, _)| id),
        read_inbox_max_id: dialog.map_or(0, |dialog| dialog.read_inbox),
        read_outbox_max_id: channel.map_or(read_outbox, |channel| channel.read_outbox),
        unread_count: dialog.map_or(0, |dialog| dialog.unread),
        unread_mentions_count: dialog.map_or(0, |dialog| dialog.unread_mentions),
        unread_reactions_count: 0,
        unread_poll_votes_count: 0,
        notify_settings: shapes::settings(),
        pts: channel.map(|channel| channel.pts),
        draft: None,
        folder_id: None,
        ttl_period: None,
    }
    .into()
}

fn get_dialogs(call: &mut Call, request: f::messages::GetDialogs) -> Answer<enums::messages::Dialogs> {
    let mut rows = rows(call);
    if request.folder_id.unwrap_or(0) != 0 {
        rows.clear();
    }
    if request.exclude_pinned {
        rows.retain(|row| !row.pinned);
    }
    let count = rows.len();
    let offset = call.world.input_peer(call.me, &request.offset_peer).ok();
    let after = offset.and_then(|peer| rows.iter().position(|row| row.peer == peer));
    let start = match after {
        Some(position) => position + 1,
        None if request.offset_date > 0 => {
            rows.iter().position(|row| !row.pinned && row.date < request.offset_date).unwrap_or(count)
        }
        None => 0,
    };
    let limit = request.limit.clamp(0, LONGEST_PAGE) as usize;
    let page = &rows[start..(start + limit).min(count)];
    let Listed { dialogs, messages, chats, users } = render(call, page);
    if start == 0 && page.len() == count {
        return Ok(types::messages::Dialogs { dialogs, messages, chats, users }.into());
    }
    let count = count as i32;
    Ok(types::messages::DialogsSlice { count, dialogs, messages, chats, users }.into())
}

fn by_peer(call: &Call, rows: &[Row]) -> enums::messages::PeerDialogs {
    let Listed { dialogs, messages, chats, users } = render(call, rows);
    let state = super::super::updates::state(call, None).into();
    types::messages::PeerDialogs { dialogs, messages, chats, users, state }.into()
}

fn get_pinned_dialogs(
    call: &mut Call,
    request: f::messages::GetPinnedDialogs,
) -> Answer<enums::messages::PeerDialogs> {
    let mut rows = rows(call);
    rows.retain(|row| row.pinned && request.folder_id == 0);
    Ok(by_peer(call, &rows))
}

fn get_peer_dialogs(
    call: &mut Call,
    request: f::messages::GetPeerDialogs,
) -> Answer<enums::messages::PeerDialogs> {
    let mut wanted = Vec::new();
    for input in &request.peers {
        if let enums::InputDialogPeer::Peer(input) = input {
            wanted.push(call.world.input_peer(call.me, &input.peer)?);
        }
    }
    let mut rows = rows(call);
    rows.retain(|row| wanted.contains(&row.peer));
    Ok(by_peer(call, &rows))
}

fn named(call: &Call, input: &enums::InputDialogPeer) -> Answer<Peer> {
    match input {
        enums::InputDialogPeer::Peer(input) => call.world.input_peer(call.me, &input.peer),
        _ => Err(crate::rpc::Refusal::bad("PEER_ID_INVALID")),
    }
}

fn toggle_dialog_pin(call: &mut Call, request: f::messages::ToggleDialogPin) -> Answer<bool> {
    let peer = named(call, &request.peer)?;
    if let Some(dialog) = call.world.dialog(call.me, peer) {
        dialog.pinned = request.pinned;
    }
    Ok(true)
}

fn mark_dialog_unread(call: &mut Call, request: f::messages::MarkDialogUnread) -> Answer<bool> {
    let peer = named(call, &request.peer)?;
    if let Some(dialog) = call.world.dialog(call.me, peer) {
        dialog.marked_unread = request.unread;
    }
    Ok(true)
}

fn delete_history(
    call: &mut Call,
    request: f::messages::DeleteHistory,
) -> Answer<enums::messages::AffectedHistory> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let ids = call.world.messages_of(call.me, peer).into_iter().flatten();
    let bounded = ids.map(|(id, _)| *id).filter(|id| request.max_id == 0 || *id <= request.max_id);
    let ids: Vec<i32> = bounded.collect();
    let Stamp { pts, count: pts_count } = call.world.delete(call.me, &ids, request.revoke, Some(call.link));
    if !request.just_clear
        && matches!(peer, Peer::User(_))
        && let Some(me) = call.world.people.get_mut(&call.me)
    {
        me.dialogs.remove(&peer);
    }
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}

fn get_peer_settings(
    call: &mut Call,
    request: f::messages::GetPeerSettings,
) -> Answer<enums::messages::PeerSettings> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    let (users, chats) = call.world.gather(call.me, &mentioned);
    let settings = shapes::peer_settings();
    Ok(types::messages::PeerSettings { settings, chats, users }.into())
}

fn get_dialog_filters(
    call: &mut Call,
    _: f::messages::GetDialogFilters,
) -> Answer<enums::messages::DialogFilters> {
    let kept = call.world.resident(call.me).into_iter().flat_map(|me| me.filters.values().cloned());
    let filters = std::iter::once(enums::DialogFilter::Default).chain(kept).collect();
    Ok(types::messages::DialogFilters { tags_enabled: false, filters }.into())
}

fn update_dialog_filter(call: &mut Call, request: f::messages::UpdateDialogFilter) -> Answer<bool> {
    if request.id < 2 {
        return Err(crate::rpc::Refusal::bad("FILTER_ID_INVALID"));
    }
    if let Some(me) = call.world.people.get_mut(&call.me) {
        match request.filter {
            Some(filter) => me.filters.insert(request.id, filter),
            None => me.filters.remove(&request.id),
        };
    }
    Ok(true)
}
