//! Topics of a forum, and the threads that answers make in any megagroup. A topic bears the id of the message that
//! opened it; `General` has id 1 and holds whatever is filed nowhere else. Methods live in `services::forums`.

use std::collections::BTreeSet;

use grammers_tl_types::{enums, types};

use super::State;
use super::messages::{Forward, Place, Record, Reply, Uid};
use super::peers::{Channel, Mentioned, Peer};
use super::shapes;
use crate::session::unix_seconds;

/// The topic that every forum has.
pub(crate) const GENERAL: i32 = 1;
/// The colour of a topic that did not choose one.
pub(crate) const BLUE: i32 = 0x6f_b9_f0;

/// A topic.
#[derive(Clone, Debug)]
pub(crate) struct Topic {
    pub id: i32,
    pub title: String,
    pub icon_color: i32,
    pub icon_emoji: Option<i64>,
    pub creator: i64,
    pub date: i32,
    pub closed: bool,
    pub hidden: bool,
    /// The highest message of it that somebody else than its author has read.
    pub read_outbox: i32,
}

impl Topic {
    /// The topic that a forum begins with.
    pub fn general(creator: i64) -> Topic {
        Topic {
            id: GENERAL,
            title: "General".to_owned(),
            icon_color: BLUE,
            icon_emoji: None,
            creator,
            date: unix_seconds(),
            closed: false,
            hidden: false,
            read_outbox: 0,
        }
    }
}

impl State {
    /// The topic of a message that is answered, or the topic that is named itself.
    pub fn filed_under(&self, channel: &Channel, id: i32) -> Option<i32> {
        if channel.topics.contains_key(&id) {
            return Some(id).filter(|id| *id != GENERAL);
        }
        self.records[*channel.messages.get(&id)?].thread
    }

    /// The thread that a message joins. `top` is what the client named: a topic, or the message that it answers.
    pub fn thread_of(&self, peer: Peer, reply: Option<&Reply>, top: Option<i32>) -> Option<i32> {
        let Peer::Channel(id) = peer else { return None };
        let channel = self.channels.get(&id).filter(|channel| !channel.broadcast)?;
        if channel.forum {
            return self.filed_under(channel, top?);
        }
        let answered = &self.records[reply?.uid];
        answered.thread.or_else(|| answered.id_for(0))
    }

    /// The messages of a topic, the one that opened it first.
    pub fn topic_messages(&self, channel: &Channel, topic: i32) -> BTreeSet<i32> {
        if topic == GENERAL {
            let general = |(_, uid): &(&i32, &Uid)| in_thread(channel, &self.records[**uid], GENERAL);
            return channel.messages.iter().filter(general).map(|(id, _)| *id).collect();
        }
        let mut ids = channel.threads.get(&topic).cloned().unwrap_or_default();
        if channel.messages.contains_key(&topic) {
            ids.insert(topic);
        }
        ids
    }

    /// A topic as `viewer` sees it.
    pub fn topic(
        &self,
        viewer: i64,
        channel: &Channel,
        topic: &Topic,
        seen: &mut Mentioned,
    ) -> enums::ForumTopic {
        let ids = self.topic_messages(channel, topic.id);
        let me = self.resident(viewer);
        let read = me.and_then(|me| me.read_threads.get(&(channel.id, topic.id))).copied().unwrap_or(0);
        let unread: Vec<&Record> = ids
            .range(read + 1..)
            .filter_map(|id| channel.messages.get(id))
            .map(|uid| &self.records[*uid])
            .filter(|record| record.author != viewer)
            .collect();
        let mentions = unread.iter().filter(|record| record.mentions.contains(&viewer));
        let mentions = mentions.filter(|record| !record.heard.contains(&viewer)).count();
        let draft = me.and_then(|me| me.drafts.get(&(Peer::Channel(channel.id), Some(topic.id))));
        seen.add(Peer::User(topic.creator));
        types::ForumTopic {
            my: topic.creator == viewer,
            closed: topic.closed,
            pinned: channel.pinned_topics.contains(&topic.id),
            short: false,
            hidden: topic.hidden,
            title_missing: false,
            id: topic.id,
            date: topic.date,
            peer: Peer::Channel(channel.id).tl(),
            title: topic.title.clone(),
            icon_color: topic.icon_color,
            icon_emoji_id: topic.icon_emoji,
            top_message: ids.last().copied().unwrap_or(topic.id),
            read_inbox_max_id: read,
            read_outbox_max_id: topic.read_outbox,
            unread_count: unread.len() as i32,
            unread_mentions_count: mentions as i32,
            unread_reactions_count: 0,
            unread_poll_votes_count: 0,
            from_id: Peer::User(topic.creator).tl(),
            notify_settings: shapes::settings(),
            draft: draft.cloned().map(Into::into),
        }
        .into()
    }

    /// The topics that a page of a forum's messages belongs to.
    pub fn topics_of(
        &self,
        viewer: i64,
        id: i64,
        uids: &[Uid],
        seen: &mut Mentioned,
    ) -> Vec<enums::ForumTopic> {
        let Some(channel) = self.channels.get(&id).filter(|channel| channel.forum) else { return Vec::new() };
        let of = |uid: &Uid| topic_of(channel, &self.records[*uid]);
        let topics: BTreeSet<i32> = uids.iter().map(of).collect();
        let topics = topics.iter().filter_map(|id| channel.topics.get(id));
        topics.map(|topic| self.topic(viewer, channel, topic, seen)).collect()
    }

    /// What has been answered to a message: in its thread, or in the discussion group of its channel.
    pub fn replies(&self, viewer: i64, record: &Record) -> Option<enums::MessageReplies> {
        let Peer::Channel(id) = record.peer_for(viewer) else { return None };
        let channel = self.channels.get(&id)?;
        let message = record.id_for(viewer)?;
        let (group, root) = match channel.broadcast {
            true => (self.channels.get(&channel.linked?)?, self.discussed(id, message)?),
            false => (channel, message),
        };
        let answers = group.threads.get(&root).filter(|answers| !answers.is_empty());
        if answers.is_none() && !channel.broadcast {
            return None;
        }
        let me = self.resident(viewer);
        let read = me.and_then(|me| me.read_threads.get(&(group.id, root))).copied();
        Some(
            types::MessageReplies {
                comments: channel.broadcast,
                replies: answers.map_or(0, BTreeSet::len) as i32,
                replies_pts: group.pts,
                recent_repliers: None,
                channel_id: channel.broadcast.then_some(group.id),
                max_id: answers.and_then(BTreeSet::last).copied(),
                read_max_id: read.filter(|_| channel.broadcast),
            }
            .into(),
        )
    }

    /// The copy of a channel's post in its discussion group.
    pub fn discussed(&self, channel: i64, post: i32) -> Option<i32> {
        let group = self.channels.get(&self.channels.get(&channel)?.linked?)?;
        let copy = |(_, uid): &(&i32, &Uid)| {
            let forward = self.records[**uid].forward.as_ref();
            forward.is_some_and(|forward| forward.saved == Some((Peer::Channel(channel), post)))
        };
        group.messages.iter().find(copy).map(|(id, _)| *id)
    }

    /// Carries a channel's post into its discussion group.
    pub fn discuss(&mut self, uid: Uid, post: i32) {
        let record = &self.records[uid];
        let Place::Channel(id) = record.place else { return };
        let group = self.channels.get(&id).filter(|channel| channel.broadcast).and_then(|c| c.linked);
        let Some(group) = group.filter(|_| record.action.is_none()) else { return };
        let origin = Peer::Channel(id);
        let forward = record.forward.clone().unwrap_or(Forward {
            from: Some(origin),
            name: None,
            date: record.date,
            post: Some(post),
            saved: None,
        });
        let copy = Record {
            place: Place::Channel(group),
            forward: Some(Forward { saved: Some((origin, post)), ..forward }),
            voice: Some(origin),
            post: false,
            pinned: false,
            copies: Vec::new(),
            ..record.clone()
        };
        // Refused only when its author is not there any more; then nobody discusses anything.
        let _ = self.publish(copy, None);
    }
}

/// The topic of a forum that a message is filed under; the message that opened one belongs to it.
fn topic_of(channel: &Channel, record: &Record) -> i32 {
    let known = |topic: &i32| channel.topics.contains_key(topic);
    record.thread.filter(known).or_else(|| record.id_for(0).filter(known)).unwrap_or(GENERAL)
}

/// Whether a message belongs to a thread of its channel.
pub(crate) fn in_thread(channel: &Channel, record: &Record, thread: i32) -> bool {
    match channel.forum && thread == GENERAL {
        true => topic_of(channel, record) == GENERAL,
        false => record.thread == Some(thread) || channel.forum && record.id_for(0) == Some(thread),
    }
}
