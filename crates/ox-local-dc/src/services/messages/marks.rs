//! What has been read, heard and looked at, who is typing, how often a post was seen.
//! Who has read when is told in `readers`. Out of scope: reactions as things to be read.

use grammers_tl_types::{enums, functions as f, types};

use super::history::{Window, page};
use super::send::affected;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::messages::{Record, Stamp, Uid};
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(read_history);
    table.serve(read_channel_history);
    table.serve(read_discussion);
    table.serve(read_message_contents);
    table.serve(read_channel_message_contents);
    table.serve(read_mentions);
    table.serve(read_reactions);
    table.serve(get_unread_mentions);
    table.serve(set_typing);
    table.serve(get_messages_views);
}

fn read_history(
    call: &mut Call,
    request: f::messages::ReadHistory,
) -> Answer<enums::messages::AffectedMessages> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    Ok(affected(call.world.read(call.me, peer, request.max_id, Some(call.link))))
}

fn read_channel_history(call: &mut Call, request: f::channels::ReadHistory) -> Answer<bool> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    call.world.read(call.me, Peer::Channel(id), request.max_id, Some(call.link));
    Ok(true)
}

fn read_discussion(call: &mut Call, request: f::messages::ReadDiscussion) -> Answer<bool> {
    let Peer::Channel(id) = call.world.input_peer(call.me, &request.peer)? else {
        return Err(Refusal::bad("PEER_ID_INVALID"));
    };
    call.world.read_thread(call.me, id, request.msg_id, request.read_max_id, Some(call.link));
    Ok(true)
}

fn read_message_contents(
    call: &mut Call,
    request: f::messages::ReadMessageContents,
) -> Answer<enums::messages::AffectedMessages> {
    let mut total = Stamp { pts: call.world.resident(call.me).map_or(0, |me| me.pts), count: 0 };
    for id in &request.id {
        let uid = call.world.resident(call.me).and_then(|me| me.mailbox.get(id)).copied();
        let Some(uid) = uid else { continue };
        let peer = call.world.records[uid].peer_for(call.me);
        let Stamp { pts, count } = call.world.hear(call.me, peer, &[uid], Some(call.link));
        total = Stamp { pts, count: total.count + count };
    }
    Ok(affected(total))
}

fn read_channel_message_contents(call: &mut Call, request: f::channels::ReadMessageContents) -> Answer<bool> {
    let peer = Peer::Channel(call.world.input_channel(call.me, &request.channel)?);
    let uids = request.id.iter().filter_map(|id| call.world.found(call.me, peer, *id).ok());
    let uids: Vec<Uid> = uids.collect();
    call.world.hear(call.me, peer, &uids, Some(call.link));
    Ok(true)
}

/// Whether a message mentions the caller and she has not looked at it.
fn mentions(call: &Call, record: &Record) -> bool {
    record.author != call.me && record.mentions.contains(&call.me) && !record.heard.contains(&call.me)
}

fn unread_mentions(call: &Call, peer: Peer) -> Vec<Uid> {
    let ids = call.world.messages_of(call.me, peer).into_iter().flatten();
    ids.map(|(_, uid)| *uid).filter(|uid| mentions(call, &call.world.records[*uid])).collect()
}

fn read_mentions(
    call: &mut Call,
    request: f::messages::ReadMentions,
) -> Answer<enums::messages::AffectedHistory> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let mut uids = unread_mentions(call, peer);
    if let Some(top) = request.top_msg_id {
        uids.retain(|uid| call.world.records[*uid].thread == Some(top));
    }
    let Stamp { pts, count: pts_count } = call.world.hear(call.me, peer, &uids, Some(call.link));
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}

/// Reactions are never unread here, so that there is nothing to be marked.
fn read_reactions(
    call: &mut Call,
    request: f::messages::ReadReactions,
) -> Answer<enums::messages::AffectedHistory> {
    let pts = match call.world.input_peer(call.me, &request.peer)? {
        Peer::Channel(id) => call.world.channels.get(&id).map_or(0, |channel| channel.pts),
        _ => call.world.resident(call.me).map_or(0, |me| me.pts),
    };
    Ok(types::messages::AffectedHistory { pts, pts_count: 0, offset: 0 }.into())
}

fn get_unread_mentions(
    call: &mut Call,
    request: f::messages::GetUnreadMentions,
) -> Answer<enums::messages::Messages> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let window = Window {
        offset_id: request.offset_id,
        offset_date: 0,
        add_offset: request.add_offset,
        limit: request.limit,
        max_id: request.max_id,
        min_id: request.min_id,
    };
    let count = unread_mentions(call, peer).len();
    Ok(page(call, peer, window, count, |record| mentions(call, record)))
}

fn set_typing(call: &mut Call, request: f::messages::SetTyping) -> Answer<bool> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    call.world.typing(call.me, peer, request.top_msg_id, &request.action);
    Ok(true)
}

fn get_messages_views(
    call: &mut Call,
    request: f::messages::GetMessagesViews,
) -> Answer<enums::messages::MessageViews> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    if request.id.len() > 100 {
        return Err(Refusal::bad("LIMIT_INVALID"));
    }
    let mut views = Vec::with_capacity(request.id.len());
    for id in &request.id {
        let seen = call.world.found(call.me, peer, *id).ok().map(|uid| {
            let record = &mut call.world.records[uid];
            record.views += i32::from(request.increment && record.post);
            record.views
        });
        let uid = call.world.found(call.me, peer, *id).ok();
        let replies = uid.and_then(|uid| call.world.replies(call.me, &call.world.records[uid]));
        views.push(types::MessageViews { views: seen, forwards: seen.map(|_| 0), replies }.into());
    }
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::messages::MessageViews { views, chats, users }.into())
}
