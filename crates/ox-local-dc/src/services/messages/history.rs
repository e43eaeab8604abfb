//! Reading messages back: by id, by page, by search; read marks and typing.
//! Out of scope: search across chats by date ranges of other kinds than given, topics, saved dialogs, reactions.

use grammers_tl_types::{enums, functions as f, types};

use super::send::affected;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::State;
use crate::world::files::Media;
use crate::world::messages::{Record, Uid};
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(get_messages);
    table.serve(get_channel_messages);
    table.serve(get_history);
    table.serve(search);
    table.serve(search_global);
    table.serve(read_history);
    table.serve(read_channel_history);
    table.serve(read_message_contents);
    table.serve(read_channel_message_contents);
    table.serve(set_typing);
    table.serve(get_messages_views);
}

/// Messages in one answer at most.
const LONGEST_PAGE: i32 = 100;

fn listed(
    call: &Call,
    messages: Vec<enums::Message>,
    count: usize,
    peer: Option<Peer>,
    mentioned: &Mentioned,
) -> enums::messages::Messages {
    let (users, chats) = call.world.gather(call.me, mentioned);
    let (count, topics) = (count as i32, Vec::new());
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
struct Window {
    offset_id: i32,
    offset_date: i32,
    add_offset: i32,
    limit: i32,
    max_id: i32,
    min_id: i32,
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

fn page(
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
    listed(call, messages, count, Some(peer), &mentioned)
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

/// Whether a message is of the kind that a filter asks for.
fn passes(world: &State, viewer: i64, filter: &enums::MessagesFilter, record: &Record) -> bool {
    use enums::MessagesFilter as Filter;
    let attributes = || record.media.as_ref().map(|media| world.files.attributes_of(media));
    let has = |check: fn(&enums::DocumentAttribute) -> bool| {
        attributes().is_some_and(|attributes| attributes.iter().any(check))
    };
    let photo = matches!(record.media, Some(Media::Photo { .. }));
    let document = matches!(record.media, Some(Media::Document { .. }));
    let video = || has(|a| matches!(a, enums::DocumentAttribute::Video(v) if !v.round_message));
    let link = |entity: &enums::MessageEntity| {
        matches!(entity, enums::MessageEntity::Url(_) | enums::MessageEntity::TextUrl(_))
    };
    let plain = match &record.media {
        Some(Media::Plain(media)) => Some(&**media),
        _ => None,
    };
    match filter {
        Filter::InputMessagesFilterEmpty => true,
        Filter::InputMessagesFilterPhotos => photo,
        Filter::InputMessagesFilterVideo => video(),
        Filter::InputMessagesFilterPhotoVideo => photo || video(),
        Filter::InputMessagesFilterDocument => document,
        Filter::InputMessagesFilterUrl => record.entities.iter().any(link),
        Filter::InputMessagesFilterGif => has(|a| matches!(a, enums::DocumentAttribute::Animated)),
        Filter::InputMessagesFilterVoice => {
            has(|a| matches!(a, enums::DocumentAttribute::Audio(audio) if audio.voice))
        }
        Filter::InputMessagesFilterMusic => {
            has(|a| matches!(a, enums::DocumentAttribute::Audio(audio) if !audio.voice))
        }
        Filter::InputMessagesFilterRoundVideo => {
            has(|a| matches!(a, enums::DocumentAttribute::Video(v) if v.round_message))
        }
        Filter::InputMessagesFilterRoundVoice => has(|a| match a {
            enums::DocumentAttribute::Video(video) => video.round_message,
            enums::DocumentAttribute::Audio(audio) => audio.voice,
            _ => false,
        }),
        Filter::InputMessagesFilterMyMentions => record.mentions.contains(&viewer),
        Filter::InputMessagesFilterPinned => record.pinned,
        Filter::InputMessagesFilterContacts => matches!(plain, Some(enums::MessageMedia::Contact(_))),
        Filter::InputMessagesFilterGeo => matches!(plain, Some(enums::MessageMedia::Geo(_))),
        _ => false,
    }
}

fn search(call: &mut Call, request: f::messages::Search) -> Answer<enums::messages::Messages> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let from = request.from_id.as_ref().map(|from| call.world.input_peer(call.me, from)).transpose()?;
    let query = request.q.to_lowercase();
    let window = Window {
        offset_id: request.offset_id,
        offset_date: 0,
        add_offset: request.add_offset,
        limit: request.limit,
        max_id: request.max_id,
        min_id: request.min_id,
    };
    let (world, me) = (&*call.world, call.me);
    let wanted = |record: &Record| {
        (query.is_empty() || record.text.to_lowercase().contains(&query))
            && from.is_none_or(|from| record.speaker() == from)
            && (request.min_date == 0 || record.date > request.min_date)
            && (request.max_date == 0 || record.date < request.max_date)
            && passes(world, me, &request.filter, record)
    };
    let ids = world.messages_of(me, peer).into_iter().flatten();
    let count = ids.filter(|(_, uid)| wanted(&world.records[**uid])).count();
    Ok(page(call, peer, window, count, wanted))
}

fn search_global(call: &mut Call, request: f::messages::SearchGlobal) -> Answer<enums::messages::Messages> {
    let (world, me) = (&*call.world, call.me);
    let query = request.q.to_lowercase();
    let dialogs = world.resident(me).into_iter().flat_map(|me| me.dialogs.keys());
    let uids = dialogs.filter_map(|peer| world.messages_of(me, *peer)).flat_map(|ids| ids.values());
    let mut uids: Vec<Uid> = uids
        .copied()
        .filter(|uid| {
            let record = &world.records[*uid];
            record.text.to_lowercase().contains(&query) && passes(world, me, &request.filter, record)
        })
        .collect();
    // Records are numbered in the order in which they were written.
    uids.sort_unstable_by(|left, right| right.cmp(left));
    let count = uids.len();
    let mut mentioned = Mentioned::default();
    let render = |uid: &Uid| world.render(me, *uid, &mut mentioned);
    let limit = request.limit.clamp(0, LONGEST_PAGE) as usize;
    let messages = uids.iter().take(limit).filter_map(render).collect();
    Ok(listed(call, messages, count, None, &mentioned))
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

fn read_message_contents(
    call: &mut Call,
    _: f::messages::ReadMessageContents,
) -> Answer<enums::messages::AffectedMessages> {
    let pts = call.world.resident(call.me).map_or(0, |me| me.pts);
    Ok(types::messages::AffectedMessages { pts, pts_count: 0 }.into())
}

fn read_channel_message_contents(call: &mut Call, request: f::channels::ReadMessageContents) -> Answer<bool> {
    call.world.input_channel(call.me, &request.channel).map(|_| true)
}

fn set_typing(call: &mut Call, request: f::messages::SetTyping) -> Answer<bool> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let from_id = Peer::User(call.me).tl();
    let action = request.action;
    let update: enums::Update = match peer {
        Peer::User(_) => types::UpdateUserTyping { user_id: call.me, top_msg_id: None, action }.into(),
        Peer::Group(chat_id) => types::UpdateChatUserTyping { chat_id, from_id, action }.into(),
        Peer::Channel(channel_id) => {
            types::UpdateChannelUserTyping { channel_id, top_msg_id: None, from_id, action }.into()
        }
    };
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::User(call.me));
    for member in call.world.members(peer) {
        if member != call.me {
            call.world.tell(member, update.clone(), &mentioned, None);
        }
    }
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
        views.push(types::MessageViews { views: seen, forwards: None, replies: None }.into());
    }
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::messages::MessageViews { views, chats, users }.into())
}
