//! Finding messages: in a chat, in all chats, how many of a kind there are. Out of scope: hashtags of other people's
//! chats, calendars, saved reactions.

use grammers_tl_types::{enums, functions as f, types};

use super::history::{LONGEST_PAGE, Window, listed, page};
use crate::rpc::{Answer, Call, Table};
use crate::world::State;
use crate::world::files::Media;
use crate::world::forums::in_thread;
use crate::world::messages::{Record, Uid};
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(search);
    table.serve(search_global);
    table.serve(get_search_counters);
}

/// Whether a message is of the kind that a filter asks for.
fn passes(world: &State, viewer: i64, filter: &enums::MessagesFilter, record: &Record) -> bool {
    use enums::MessagesFilter as Filter;
    let attributes = || record.media.as_ref().map(|media| world.files.attributes_of(media));
    let has = |check: fn(&enums::DocumentAttribute) -> bool| {
        attributes().is_some_and(|attributes| attributes.iter().any(check))
    };
    let photo = matches!(record.media, Some(Media::Photo { .. }));
    let gif = || has(|a| matches!(a, enums::DocumentAttribute::Animated));
    let video = || !gif() && has(|a| matches!(a, enums::DocumentAttribute::Video(v) if !v.round_message));
    // What has a kind of its own is no plain file.
    let file = || {
        use enums::DocumentAttribute as A;
        let kind = has(|a| matches!(a, A::Video(_) | A::Audio(_) | A::Animated | A::Sticker(_)));
        matches!(record.media, Some(Media::Document { .. })) && !kind
    };
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
        Filter::InputMessagesFilterDocument => file(),
        Filter::InputMessagesFilterUrl => record.entities.iter().any(link),
        Filter::InputMessagesFilterGif => gif(),
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
        Filter::InputMessagesFilterGeo => {
            use enums::MessageMedia as Plain;
            matches!(plain, Some(Plain::Geo(_) | Plain::GeoLive(_) | Plain::Venue(_)))
        }
        Filter::InputMessagesFilterPoll => matches!(record.media, Some(Media::Poll(_))),
        Filter::InputMessagesFilterChatPhotos => {
            matches!(record.action, Some(enums::MessageAction::ChatEditPhoto(_)))
        }
        // Nobody calls anybody here.
        Filter::InputMessagesFilterPhoneCalls(_) => false,
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
            && threaded(world, peer, request.top_msg_id, record)
            && passes(world, me, &request.filter, record)
    };
    let ids = world.messages_of(me, peer).into_iter().flatten();
    let count = ids.filter(|(_, uid)| wanted(&world.records[**uid])).count();
    Ok(page(call, peer, window, count, wanted))
}

fn get_search_counters(
    call: &mut Call,
    request: f::messages::GetSearchCounters,
) -> Answer<Vec<enums::messages::SearchCounter>> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let (world, me) = (&*call.world, call.me);
    let counter = |filter: &enums::MessagesFilter| {
        let ids = world.messages_of(me, peer).into_iter().flatten();
        let fits = |record: &Record| {
            threaded(world, peer, request.top_msg_id, record) && passes(world, me, filter, record)
        };
        let count = ids.filter(|(_, uid)| fits(&world.records[**uid])).count() as i32;
        types::messages::SearchCounter { inexact: false, filter: filter.clone(), count }.into()
    };
    Ok(request.filters.iter().map(counter).collect())
}

/// Whether a message belongs to the wanted thread, if one is wanted.
fn threaded(world: &State, peer: Peer, top: Option<i32>, record: &Record) -> bool {
    let (Some(top), Peer::Channel(id)) = (top, peer) else { return true };
    world.channels.get(&id).is_some_and(|channel| in_thread(channel, record, top))
}

/// The chats that a search across all of them looks into.
fn searched(call: &Call, request: &f::messages::SearchGlobal, peer: Peer) -> bool {
    let dialog = call.world.resident(call.me).and_then(|me| me.dialogs.get(&peer));
    let folder = dialog.map_or(0, |dialog| i32::from(dialog.archived));
    let broadcast = match peer {
        Peer::Channel(id) => call.world.channels.get(&id).is_some_and(|channel| channel.broadcast),
        _ => false,
    };
    let user = matches!(peer, Peer::User(_));
    let kind = !(request.broadcasts_only || request.groups_only || request.users_only)
        || request.broadcasts_only && broadcast
        || request.groups_only && !broadcast && !user
        || request.users_only && user;
    kind && request.folder_id.is_none_or(|wanted| wanted == folder)
}

/// The next page of a search across chats begins after the record that `next_rate` names.
fn search_global(call: &mut Call, request: f::messages::SearchGlobal) -> Answer<enums::messages::Messages> {
    let (world, me) = (&*call.world, call.me);
    let query = request.q.to_lowercase();
    let dialogs = world.resident(me).into_iter().flat_map(|me| me.dialogs.keys());
    let dialogs = dialogs.filter(|peer| searched(call, &request, **peer));
    let uids = dialogs.filter_map(|peer| world.messages_of(me, *peer)).flat_map(|ids| ids.values());
    let fits = |record: &Record| {
        record.text.to_lowercase().contains(&query)
            && (request.min_date == 0 || record.date > request.min_date)
            && (request.max_date == 0 || record.date < request.max_date)
            && passes(world, me, &request.filter, record)
    };
    let mut uids: Vec<Uid> = uids.copied().filter(|uid| fits(&world.records[*uid])).collect();
    // Records are numbered in the order in which they were written.
    uids.sort_unstable_by(|left, right| right.cmp(left));
    let count = uids.len();
    let rate = request.offset_rate as usize;
    let limit = request.limit.clamp(0, LONGEST_PAGE) as usize;
    let rest = uids.iter().filter(|uid| rate == 0 || **uid < rate);
    let found: Vec<Uid> = rest.take(limit).copied().collect();
    let mut mentioned = Mentioned::default();
    let render = |uid: &Uid| world.render(me, *uid, &mut mentioned);
    let messages = found.iter().filter_map(render).collect();
    let more = found.last().filter(|last| uids.last() != Some(last));
    let mut answer = listed(call, messages, count, None, &mentioned);
    if let enums::messages::Messages::Slice(slice) = &mut answer {
        slice.next_rate = more.map(|uid| *uid as i32);
    }
    Ok(answer)
}
