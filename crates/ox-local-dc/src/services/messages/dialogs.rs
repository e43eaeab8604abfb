//! The list of chats: dialogs, pinned ones, some by name; pinning a chat, clearing one.
//! The archive and filters live in `folders`. Out of scope: notification settings, communities.

use std::cmp::Reverse;

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Table};
use crate::world::messages::{Stamp, Uid};
use crate::world::peers::{Mentioned, Peer};
use crate::world::people::Dialog;
use crate::world::shapes;

pub(crate) fn register(table: &mut Table) {
    table.serve(get_dialogs);
    table.serve(get_pinned_dialogs);
    table.serve(get_peer_dialogs);
    table.serve(toggle_dialog_pin);
    table.serve(mark_dialog_unread);
    table.serve(delete_history);
    table.serve(reorder_pinned_dialogs);
    table.serve(get_dialog_unread_marks);
    table.serve(get_peer_settings);
}

/// A chat in the list.
struct Row {
    peer: Peer,
    pinned: bool,
    pin_order: i64,
    archived: bool,
    top: Option<(i32, Uid)>,
    date: i32,
}

/// Chats in one answer at most.
const LONGEST_PAGE: i32 = 100;

fn rows(call: &Call) -> Vec<Row> {
    let world = &*call.world;
    let Some(me) = world.resident(call.me) else { return Vec::new() };
    let row = |peer: &Peer, dialog: &Dialog| {
        let top = world.messages_of(call.me, *peer).and_then(|ids| ids.last_key_value());
        let top = top.map(|(id, uid)| (*id, *uid));
        let draft = me.drafts.get(&(*peer, None)).map(|draft| draft.date);
        let date = match (top, peer) {
            (Some((_, uid)), _) => world.records[uid].date.max(draft.unwrap_or(0)),
            (None, Peer::User(_)) if draft.is_some() => draft?,
            // A person with whom nothing was written is not in the list.
            (None, Peer::User(_)) => return None,
            (None, Peer::Group(id)) => world.groups.get(id)?.date,
            (None, Peer::Channel(id)) => world.channels.get(id)?.date,
        };
        let Dialog { pinned, pin_order, archived, .. } = *dialog;
        Some(Row { peer: *peer, pinned, pin_order, archived, top, date })
    };
    let listed = me.dialogs.iter().filter(|(peer, _)| match peer {
        Peer::Channel(id) => world.channels.get(id).is_some_and(|c| c.members.contains_key(&call.me)),
        _ => true,
    });
    let mut rows: Vec<Row> = listed.filter_map(|(peer, dialog)| row(peer, dialog)).collect();
    rows.sort_by_key(|row| {
        let (top, peer) = (Reverse(row.top.map(|(_, uid)| uid)), Reverse(row.peer));
        (!row.pinned, -row.pin_order, -row.date, top, peer)
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
    let drafts = call.world.resident(call.me).map(|me| &me.drafts);
    let draft = drafts.and_then(|drafts| drafts.get(&(row.peer, None)));
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
        draft: draft.cloned().map(Into::into),
        folder_id: row.archived.then_some(1),
        ttl_period: call.world.period(call.me, row.peer),
    }
    .into()
}

fn get_dialogs(call: &mut Call, request: f::messages::GetDialogs) -> Answer<enums::messages::Dialogs> {
    let mut rows = rows(call);
    if let Some(folder) = request.folder_id {
        rows.retain(|row| i32::from(row.archived) == folder);
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
    rows.retain(|row| row.pinned && request.folder_id == i32::from(row.archived));
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

/// Tells the caller's other sessions.
fn tell(call: &Call, peer: Peer, update: impl Into<enums::Update>) {
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    call.world.tell(call.me, update.into(), &mentioned, Some(call.link));
    call.world.touch();
}

fn boxed(peer: Peer) -> enums::DialogPeer {
    types::DialogPeer { peer: peer.tl() }.into()
}

fn toggle_dialog_pin(call: &mut Call, request: f::messages::ToggleDialogPin) -> Answer<bool> {
    let peer = named(call, &request.peer)?;
    let order = call.world.number();
    let Some(dialog) = call.world.dialog(call.me, peer) else { return Ok(false) };
    (dialog.pinned, dialog.pin_order) = (request.pinned, if request.pinned { order } else { 0 });
    let folder_id = dialog.archived.then_some(1);
    let pinned = request.pinned;
    tell(call, peer, types::UpdateDialogPinned { pinned, folder_id, peer: boxed(peer) });
    Ok(true)
}

fn reorder_pinned_dialogs(call: &mut Call, request: f::messages::ReorderPinnedDialogs) -> Answer<bool> {
    let order = request.order.iter().map(|input| named(call, input)).collect::<Answer<Vec<Peer>>>()?;
    if let Some(me) = call.world.people.get_mut(&call.me) {
        for (peer, dialog) in &mut me.dialogs {
            if i32::from(dialog.archived) != request.folder_id {
                continue;
            }
            let place = order.iter().position(|other| other == peer);
            dialog.pinned = place.is_some() || dialog.pinned && !request.force;
            dialog.pin_order = place.map_or(0, |place| (order.len() - place) as i64);
        }
    }
    let folder_id = Some(request.folder_id).filter(|folder| *folder != 0);
    let order = Some(order.into_iter().map(boxed).collect());
    tell(call, Peer::User(call.me), types::UpdatePinnedDialogs { folder_id, order });
    Ok(true)
}

fn mark_dialog_unread(call: &mut Call, request: f::messages::MarkDialogUnread) -> Answer<bool> {
    let peer = named(call, &request.peer)?;
    if let Some(dialog) = call.world.dialog(call.me, peer) {
        dialog.marked_unread = request.unread;
    }
    let unread = request.unread;
    tell(call, peer, types::UpdateDialogUnreadMark { unread, peer: boxed(peer), saved_peer_id: None });
    Ok(true)
}

fn get_dialog_unread_marks(
    call: &mut Call,
    _: f::messages::GetDialogUnreadMarks,
) -> Answer<Vec<enums::DialogPeer>> {
    let dialogs = call.world.resident(call.me).into_iter().flat_map(|me| &me.dialogs);
    Ok(dialogs.filter(|(_, dialog)| dialog.marked_unread).map(|(peer, _)| boxed(*peer)).collect())
}

fn delete_history(
    call: &mut Call,
    request: f::messages::DeleteHistory,
) -> Answer<enums::messages::AffectedHistory> {
    let listed = |peer: &Peer| call.world.resident(call.me).is_some_and(|me| me.dialogs.contains_key(peer));
    // A group that one has left is in the list until its history is deleted.
    let left = match &request.peer {
        enums::InputPeer::Chat(chat) => Some(Peer::Group(chat.chat_id)).filter(listed),
        _ => None,
    };
    let peer = left.map_or_else(|| call.world.input_peer(call.me, &request.peer), Ok)?;
    let ids = call.world.messages_of(call.me, peer).into_iter().flatten();
    let bounded = ids.map(|(id, _)| *id).filter(|id| request.max_id == 0 || *id <= request.max_id);
    let ids: Vec<i32> = bounded.collect();
    let Stamp { pts, count: pts_count } = call.world.delete(call.me, &ids, request.revoke, Some(call.link));
    if !request.just_clear
        && (matches!(peer, Peer::User(_)) || left.is_some() && !call.world.members(peer).contains(&call.me))
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
