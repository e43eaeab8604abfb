//! Reading messages back: by id, by page, the answers of a thread or topic.
//! Searching is in `search`, read marks in `marks`. Out of scope: saved dialogs.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::State;
use crate::world::forums::in_thread;
use crate::world::messages::{Record, Uid};
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(get_messages);
    table.serve(get_channel_messages);
    table.serve(get_history);
    table.serve(get_replies);
    table.serve(get_discussion_message);
}

/// Messages in one answer at most.
pub(crate) const LONGEST_PAGE: i32 = 100;

pub(crate) fn listed(
    call: &Call,
    messages: Vec<enums::Message>,
    count: usize,
    peer: Option<Peer>,
    mentioned: &Mentioned,
) -> enums::messages::Messages {
    listed_with(call, messages, Vec::new(), count, peer, mentioned)
}

/// A page of messages, and the topics that they are filed under.
fn listed_with(
    call: &Call,
    messages: Vec<enums::Message>,
    topics: Vec<enums::ForumTopic>,
    count: usize,
    peer: Option<Peer>,
    mentioned: &Mentioned,
) -> enums::messages::Messages {
    let (users, chats) = call.world.gather(call.me, mentioned);
    let count = count as i32;
    if let Some(Peer::Channel(id)) = peer {
        let pts = call.world.channels.get(&id).map_or(0, |channel| channel.pts);
        return types::messages::ChannelMessages {
            inexact: false,
            pts,
            count,
            offset_id_offset: None,
            messages,
            topics,
            chats,
            users,
        }
        .into();
    }
    if messages.len() as i32 >= count {
        return types::messages::Messages { messages, topics, chats, users }.into();
    }
    types::messages::MessagesSlice {
        inexact: false,
        count,
        next_rate: None,
        offset_id_offset: None,
        search_flood: None,
        messages,
        topics,
        chats,
        users,
    }
    .into()
}

/// A missing message, as Telegram writes it.
fn nothing(id: i32) -> enums::Message {
    types::MessageEmpty { id, peer_id: None }.into()
}

fn by_ids(call: &Call, ids: &[enums::InputMessage], peer: Option<Peer>) -> enums::messages::Messages {
    let world = &*call.world;
    let of = |id: i32| match peer {
        Some(peer) => world.found(call.me, peer, id).ok(),
        None => world.resident(call.me)?.mailbox.get(&id).copied(),
    };
    let mut mentioned = Mentioned::default();
    let mut found = |input: &enums::InputMessage| {
        let (id, uid) = match input {
            enums::InputMessage::Id(message) => (message.id, of(message.id)),
            enums::InputMessage::ReplyTo(message) => {
                let reply = of(message.id).and_then(|uid| world.records[uid].reply.as_ref());
                (message.id, reply.map(|reply| reply.uid))
            }
            enums::InputMessage::Pinned => {
                let pinned = match peer {
                    Some(Peer::Channel(id)) => world.channels.get(&id).map(|c| &c.pinned_messages),
                    _ => None,
                };
                let last = pinned.and_then(|pinned| pinned.last().copied());
                (last.unwrap_or(0), last.and_then(of))
            }
            enums::InputMessage::CallbackQuery(message) => (message.id, of(message.id)),
        };
        uid.and_then(|uid| world.render(call.me, uid, &mut mentioned)).unwrap_or_else(|| nothing(id))
    };
    let messages: Vec<_> = ids.iter().map(&mut found).collect();
    let count = messages.len();
    listed(call, messages, count, peer, &mentioned)
}

fn get_messages(call: &mut Call, request: f::messages::GetMessages) -> Answer<enums::messages::Messages> {
    Ok(by_ids(call, &request.id, None))
}

fn get_channel_messages(
    call: &mut Call,
    request: f::channels::GetMessages,
) -> Answer<enums::messages::Messages> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    Ok(by_ids(call, &request.id, Some(Peer::Channel(id))))
}

/// Which part of a chat is wanted; zero means no bound.
#[derive(Clone, Copy, Default)]
pub(crate) struct Window {
    pub offset_id: i32,
    pub offset_date: i32,
    pub add_offset: i32,
    pub limit: i32,
    pub max_id: i32,
    pub min_id: i32,
}

impl Window {
    /// The wanted messages, newest first.
    fn of(self, world: &State, viewer: i64, peer: Peer, wanted: impl Fn(&Record) -> bool) -> Vec<Uid> {
        let Some(ids) = world.messages_of(viewer, peer) else { return Vec::new() };
        let start = match (self.offset_id, self.offset_date) {
            (0, 0) => i32::MAX,
            (0, date) => {
                let before = |(_, uid): &(&i32, &Uid)| world.records[**uid].date < date;
                ids.iter().rev().find(before).map_or(1, |(id, _)| id + 1)
            }
            (id, _) => id.max(1),
        };
        let bounded =
            |id: i32| (self.max_id == 0 || id < self.max_id) && (self.min_id == 0 || id > self.min_id);
        let fits = |(id, uid): &(&i32, &Uid)| bounded(**id) && wanted(&world.records[**uid]);
        let limit = self.limit.clamp(0, LONGEST_PAGE);
        let newer = (-self.add_offset).clamp(0, limit);
        let skipped = self.add_offset.max(0) as usize;
        let mut page: Vec<Uid> =
            ids.range(start..).filter(fits).take(newer as usize).map(|(_, uid)| *uid).collect();
        page.reverse();
        // What lies beyond the newer end of the chat is not made up for at the older end.
        let older = ids.range(..start).rev().filter(fits).skip(skipped);
        page.extend(older.take((limit - newer) as usize).map(|(_, uid)| *uid));
        page
    }
}

pub(crate) fn page(
    call: &Call,
    peer: Peer,
    window: Window,
    count: usize,
    wanted: impl Fn(&Record) -> bool,
) -> enums::messages::Messages {
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    let uids = window.of(call.world, call.me, peer, wanted);
    let render = |uid: &Uid| call.world.render(call.me, *uid, &mut mentioned);
    let messages = uids.iter().filter_map(render).collect();
    let topics = match peer {
        Peer::Channel(id) => call.world.topics_of(call.me, id, &uids, &mut mentioned),
        _ => Vec::new(),
    };
    listed_with(call, messages, topics, count, Some(peer), &mentioned)
}

fn get_history(call: &mut Call, request: f::messages::GetHistory) -> Answer<enums::messages::Messages> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let window = Window {
        offset_id: request.offset_id,
        offset_date: request.offset_date,
        add_offset: request.add_offset,
        limit: request.limit,
        max_id: request.max_id,
        min_id: request.min_id,
    };
    let count = call.world.messages_of(call.me, peer).map_or(0, std::collections::BTreeMap::len);
    Ok(page(call, peer, window, count, |_| true))
}

/// The thread behind a message: its own, or the one of the post's copy in the discussion group.
fn thread(call: &Call, peer: Peer, message: i32) -> Answer<(i64, i32)> {
    let invalid = || Refusal::bad("MSG_ID_INVALID");
    let Peer::Channel(id) = peer else { return Err(Refusal::bad("PEER_ID_INVALID")) };
    let channel = call.world.channels.get(&id).ok_or_else(invalid)?;
    if !channel.broadcast {
        let known = channel.messages.contains_key(&message) || channel.topics.contains_key(&message);
        return if known { Ok((id, message)) } else { Err(invalid()) };
    }
    let group = channel.linked.ok_or_else(invalid)?;
    let copy = call.world.discussed(id, message).ok_or_else(invalid)?;
    Ok((group, copy))
}

fn get_replies(call: &mut Call, request: f::messages::GetReplies) -> Answer<enums::messages::Messages> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let (id, top) = thread(call, peer, request.msg_id)?;
    let window = Window {
        offset_id: request.offset_id,
        offset_date: request.offset_date,
        add_offset: request.add_offset,
        limit: request.limit,
        max_id: request.max_id,
        min_id: request.min_id,
    };
    let world = &*call.world;
    let Some(channel) = world.channels.get(&id) else { return Err(Refusal::bad("CHANNEL_INVALID")) };
    let wanted = |record: &Record| in_thread(channel, record, top);
    let count = channel.messages.values().filter(|uid| wanted(&world.records[**uid])).count();
    Ok(page(call, Peer::Channel(id), window, count, wanted))
}

fn get_discussion_message(
    call: &mut Call,
    request: f::messages::GetDiscussionMessage,
) -> Answer<enums::messages::DiscussionMessage> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let (group, top) = thread(call, peer, request.msg_id)?;
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    let uid = call.world.found(call.me, Peer::Channel(group), top)?;
    let messages = call.world.render(call.me, uid, &mut mentioned).into_iter().collect();
    let answers = call.world.channels.get(&group).and_then(|channel| channel.threads.get(&top));
    let read = call.world.resident(call.me).and_then(|me| me.read_threads.get(&(group, top))).copied();
    let strange = |id: &&i32| {
        let uid = call.world.found(call.me, Peer::Channel(group), **id);
        uid.is_ok_and(|uid| call.world.records[uid].author != call.me)
    };
    let unread = answers.map_or(0, |ids| ids.range(read.unwrap_or(0) + 1..).filter(strange).count());
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::messages::DiscussionMessage {
        messages,
        max_id: answers.and_then(|ids| ids.last().copied()),
        read_inbox_max_id: read,
        read_outbox_max_id: None,
        unread_count: unread as i32,
        chats,
        users,
    }
    .into())
}
