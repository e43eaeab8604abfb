//! Forums: turning a megagroup into one, opening, changing, pinning, listing and deleting topics.
//! Threads and how a topic looks are in `world::forums`. Out of scope: topics of bots' private chats, tabs.

use grammers_tl_types::{enums, functions as f, types};

use super::channels::{look_again, ruled};
use super::messages::send::sent;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::forums::{BLUE, GENERAL, Topic};
use crate::world::messages::{Draft, Posted, Stamp};
use crate::world::peers::{Channel, Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(toggle_forum);
    table.serve(create_forum_topic);
    table.serve(edit_forum_topic);
    table.serve(get_forum_topics);
    table.serve(get_forum_topics_by_id);
    table.serve(update_pinned_forum_topic);
    table.serve(reorder_pinned_forum_topics);
    table.serve(delete_topic_history);
}

/// Pinned topics at most.
const MOST_PINNED: usize = 5;
/// Characters of a title at most.
const LONGEST_TITLE: usize = 128;

fn toggle_forum(call: &mut Call, request: f::channels::ToggleForum) -> Answer<enums::Updates> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let me = call.me;
    let channel = ruled(call, id)?;
    if channel.broadcast || channel.linked.is_some() {
        return Err(Refusal::bad("CHAT_DISCUSSION_UNALLOWED"));
    }
    if channel.creator != me {
        return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
    }
    if channel.forum == request.enabled && channel.forum_tabs == request.tabs {
        return Err(Refusal::bad("CHAT_NOT_MODIFIED"));
    }
    begin(channel);
    (channel.forum, channel.forum_tabs) = (request.enabled, request.tabs);
    let new_value = request.enabled;
    call.world.note_deed(me, id, types::ChannelAdminLogEventActionToggleForum { new_value });
    call.world.tell_members(id, Some(call.link));
    Ok(look_again(call, id))
}

/// Makes a channel a forum with its general topic.
pub(super) fn begin(channel: &mut Channel) {
    let creator = channel.creator;
    channel.forum = true;
    // The first message of a chat belongs to the general topic and lends it its id.
    channel.last_id = channel.last_id.max(GENERAL);
    channel.topics.entry(GENERAL).or_insert_with(|| Topic::general(creator));
}

/// The forum behind a peer.
fn forum(call: &Call, input: &enums::InputPeer) -> Answer<i64> {
    let Peer::Channel(id) = call.world.input_peer(call.me, input)? else {
        return Err(Refusal::bad("CHANNEL_FORUM_MISSING"));
    };
    match call.world.channels.get(&id).is_some_and(|channel| channel.forum) {
        true => Ok(id),
        false => Err(Refusal::bad("CHANNEL_FORUM_MISSING")),
    }
}

fn title_of(title: &str) -> Answer<String> {
    match title.trim() {
        "" => Err(Refusal::bad("TOPIC_TITLE_EMPTY")),
        title if title.chars().count() > LONGEST_TITLE => Err(Refusal::bad("TOPIC_TITLE_INVALID")),
        title => Ok(title.to_owned()),
    }
}

fn announce(
    call: &mut Call,
    id: i64,
    top: Option<i32>,
    random_id: i64,
    action: impl Into<enums::MessageAction>,
) -> Answer<Posted> {
    let action = Some(action.into());
    let draft = Draft { action, top, reply_to: top, random_id, ..Draft::default() };
    call.world.post(call.me, Peer::Channel(id), draft, Some(call.link))
}

fn create_forum_topic(call: &mut Call, request: f::messages::CreateForumTopic) -> Answer<enums::Updates> {
    let id = forum(call, &request.peer)?;
    let title = title_of(&request.title)?;
    let allowed = call.world.channels.get(&id).is_some_and(|channel| {
        let open = channel.members.contains_key(&call.me) && !channel.forbidden.manage_topics;
        open || channel.may(call.me, |rights| rights.manage_topics)
    });
    if !allowed {
        return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
    }
    let action = types::MessageActionTopicCreate {
        title_missing: false,
        title: title.clone(),
        icon_color: request.icon_color.unwrap_or(BLUE),
        icon_emoji_id: request.icon_emoji_id,
    };
    let (icon_color, icon_emoji) = (action.icon_color, action.icon_emoji_id);
    let posted = announce(call, id, None, request.random_id, action)?;
    let fresh = Topic::general(call.me);
    let topic = Topic { id: posted.id, title, icon_color, icon_emoji, ..fresh };
    if let Some(channel) = call.world.channels.get_mut(&id) {
        channel.topics.insert(posted.id, topic);
    }
    if let Some(topic) = shown(call, id, posted.id) {
        call.world.note_deed(call.me, id, types::ChannelAdminLogEventActionCreateTopic { topic });
    }
    Ok(sent(call, &[(posted, request.random_id)]))
}

fn shown(call: &Call, id: i64, topic: i32) -> Option<enums::ForumTopic> {
    let channel = call.world.channels.get(&id)?;
    Some(call.world.topic(call.me, channel, channel.topics.get(&topic)?, &mut Mentioned::default()))
}

/// A topic that the caller may change: her own, or any with the right to manage topics.
fn managed<'a>(call: &'a mut Call, id: i64, topic: i32, right: bool) -> Answer<&'a mut Topic> {
    let me = call.me;
    let missing = || Refusal::bad("TOPIC_ID_INVALID");
    let channel = call.world.channels.get_mut(&id).ok_or_else(missing)?;
    let manages = channel.may(me, |rights| rights.manage_topics);
    let topic = channel.topics.get_mut(&topic).ok_or_else(missing)?;
    match manages || !right && topic.creator == me {
        true => Ok(topic),
        false => Err(Refusal::bad("CHAT_ADMIN_REQUIRED")),
    }
}

fn edit_forum_topic(call: &mut Call, request: f::messages::EditForumTopic) -> Answer<enums::Updates> {
    let id = forum(call, &request.peer)?;
    let title = request.title.as_deref().map(title_of).transpose()?;
    if request.hidden.is_some() && request.topic_id != GENERAL {
        return Err(Refusal::bad("TOPIC_HIDE_SEPARATELY"));
    }
    let before = shown(call, id, request.topic_id);
    let topic = managed(call, id, request.topic_id, false)?;
    let old = topic.clone();
    topic.title = title.clone().unwrap_or_else(|| topic.title.clone());
    if let Some(emoji) = request.icon_emoji_id {
        topic.icon_emoji = Some(emoji).filter(|emoji| *emoji != 0);
    }
    topic.hidden = request.hidden.unwrap_or(topic.hidden);
    // The general topic closes when it is hidden.
    topic.closed = request.closed.unwrap_or(topic.closed) || topic.hidden;
    let same = (&topic.title, topic.icon_emoji, topic.closed, topic.hidden)
        == (&old.title, old.icon_emoji, old.closed, old.hidden);
    if same {
        return Err(Refusal::bad("TOPIC_NOT_MODIFIED"));
    }
    let action = types::MessageActionTopicEdit {
        title,
        icon_emoji_id: request.icon_emoji_id,
        closed: request.closed,
        hidden: request.hidden,
    };
    let posted = announce(call, id, Some(request.topic_id), 0, action)?;
    if let (Some(prev_topic), Some(new_topic)) = (before, shown(call, id, request.topic_id)) {
        let action = types::ChannelAdminLogEventActionEditTopic { prev_topic, new_topic };
        call.world.note_deed(call.me, id, action);
    }
    Ok(sent(call, &[(posted, 0)]))
}

fn listed(call: &Call, id: i64, ids: &[i32], count: usize) -> Answer<enums::messages::ForumTopics> {
    let world = &*call.world;
    let channel = world.channels.get(&id).ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::Channel(id));
    let (mut topics, mut messages) = (Vec::new(), Vec::new());
    for topic in ids {
        let Some(known) = channel.topics.get(topic) else {
            topics.push(types::ForumTopicDeleted { id: *topic }.into());
            continue;
        };
        topics.push(world.topic(call.me, channel, known, &mut mentioned));
        let top = world.topic_messages(channel, *topic).last().copied();
        let top = top.and_then(|top| channel.messages.get(&top));
        messages.extend(top.and_then(|uid| world.render(call.me, *uid, &mut mentioned)));
    }
    let (users, chats) = world.gather(call.me, &mentioned);
    let (count, pts) = (count as i32, channel.pts);
    let order_by_create_date = false;
    Ok(types::messages::ForumTopics { order_by_create_date, count, topics, messages, chats, users, pts }
        .into())
}

/// Pinned topics first, then by their last message.
fn get_forum_topics(
    call: &mut Call,
    request: f::messages::GetForumTopics,
) -> Answer<enums::messages::ForumTopics> {
    let id = forum(call, &request.peer)?;
    let channel = call.world.channels.get(&id).ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
    let query = request.q.unwrap_or_default().to_lowercase();
    let named = channel.topics.values().filter(|topic| topic.title.to_lowercase().contains(&query));
    let mut ids: Vec<i32> = named.map(|topic| topic.id).collect();
    let top = |topic: &i32| call.world.topic_messages(channel, *topic).last().copied().unwrap_or(*topic);
    let pin = |topic: &i32| channel.pinned_topics.iter().position(|pinned| pinned == topic);
    ids.sort_by_key(|topic| (pin(topic).unwrap_or(usize::MAX), std::cmp::Reverse(top(topic))));
    let count = ids.len();
    let after = ids.iter().position(|topic| *topic == request.offset_topic && request.offset_topic != 0);
    let start = after.map_or(0, |at| at + 1);
    let limit = request.limit.clamp(0, 100) as usize;
    let page = &ids[start..(start + limit).min(count)];
    listed(call, id, page, count)
}

fn get_forum_topics_by_id(
    call: &mut Call,
    request: f::messages::GetForumTopicsById,
) -> Answer<enums::messages::ForumTopics> {
    let id = forum(call, &request.peer)?;
    if request.topics.is_empty() {
        return Err(Refusal::bad("TOPICS_EMPTY"));
    }
    listed(call, id, &request.topics, request.topics.len())
}

fn tell(call: &Call, id: i64, update: impl Into<enums::Update>) -> enums::Updates {
    let update = update.into();
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::Channel(id));
    for member in call.world.members(Peer::Channel(id)) {
        call.world.tell(member, update.clone(), &mentioned, Some(call.link));
    }
    call.world.touch();
    call.world.updates(call.me, vec![update], &mentioned)
}

fn update_pinned_forum_topic(
    call: &mut Call,
    request: f::messages::UpdatePinnedForumTopic,
) -> Answer<enums::Updates> {
    let id = forum(call, &request.peer)?;
    let topic_id = request.topic_id;
    let pinned = request.pinned;
    managed(call, id, topic_id, true)?;
    if let Some(channel) = call.world.channels.get_mut(&id) {
        if pinned && channel.pinned_topics.len() >= MOST_PINNED {
            return Err(Refusal::bad("PINNED_TOO_MUCH"));
        }
        channel.pinned_topics.retain(|topic| *topic != topic_id);
        if pinned {
            channel.pinned_topics.insert(0, topic_id);
        }
    }
    let peer = Peer::Channel(id).tl();
    Ok(tell(call, id, types::UpdatePinnedForumTopic { pinned, peer, topic_id }))
}

fn reorder_pinned_forum_topics(
    call: &mut Call,
    request: f::messages::ReorderPinnedForumTopics,
) -> Answer<enums::Updates> {
    let id = forum(call, &request.peer)?;
    for topic in &request.order {
        managed(call, id, *topic, true)?;
    }
    if let Some(channel) = call.world.channels.get_mut(&id) {
        let kept = channel.pinned_topics.iter().copied();
        let kept: Vec<i32> = kept.filter(|topic| !request.force && !request.order.contains(topic)).collect();
        channel.pinned_topics = request.order.iter().copied().chain(kept).collect();
    }
    let peer = Peer::Channel(id).tl();
    Ok(tell(call, id, types::UpdatePinnedForumTopics { peer, order: Some(request.order) }))
}

fn delete_topic_history(
    call: &mut Call,
    request: f::messages::DeleteTopicHistory,
) -> Answer<enums::messages::AffectedHistory> {
    let id = forum(call, &request.peer)?;
    let topic = request.top_msg_id;
    if topic == GENERAL {
        return Err(Refusal::bad("TOPIC_ID_INVALID"));
    }
    let deleted = shown(call, id, topic);
    managed(call, id, topic, false)?;
    let channel = call.world.channels.get(&id).ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
    if !channel.may(call.me, |rights| rights.delete_messages) {
        return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
    }
    let ids: Vec<i32> = call.world.topic_messages(channel, topic).into_iter().collect();
    let Stamp { pts, count: pts_count } = call.world.delete_in_channel(call.me, id, &ids, Some(call.link))?;
    if let Some(channel) = call.world.channels.get_mut(&id) {
        channel.topics.remove(&topic);
        channel.threads.remove(&topic);
        channel.pinned_topics.retain(|pinned| *pinned != topic);
    }
    if let Some(topic) = deleted {
        call.world.note_deed(call.me, id, types::ChannelAdminLogEventActionDeleteTopic { topic });
    }
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}
