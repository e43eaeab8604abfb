//! Messages: one record each, with a copy per person (private chats, basic groups) or one for all (channels).
//! Posting, editing, deleting, pinning. Who may write is in `permissions`, who has read in `reading`, threads in `forums`.

use std::collections::BTreeMap;

use grammers_tl_types::enums;

use super::State;
use super::files::Media;
use super::peers::Peer;
use super::text;
use super::updates::Event;
use crate::rpc::{Answer, Link, Refusal};
use crate::session::unix_seconds;

/// Index of a record.
pub(crate) type Uid = usize;

/// Where a message was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Between two people; both are the same in Saved Messages.
    Private(i64, i64),
    Group(i64),
    Channel(i64),
}

/// Where a forwarded message comes from.
#[derive(Clone, Debug)]
pub(crate) struct Forward {
    pub from: Option<Peer>,
    /// The name alone of somebody who does not want to be linked to.
    pub name: Option<String>,
    pub date: i32,
    pub post: Option<i32>,
    /// Kept in Saved Messages only.
    pub saved: Option<(Peer, i32)>,
}

/// The quoted part of what is answered, with its formatting.
pub(crate) type Quote = (String, Option<Vec<enums::MessageEntity>>);

/// What a message answers.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub uid: Uid,
    pub quote: Option<Quote>,
}

/// A message, seen from nowhere.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "the switches that a client sees, each by itself")]
pub(crate) struct Record {
    pub place: Place,
    pub author: i64,
    pub date: i32,
    pub text: String,
    pub entities: Vec<enums::MessageEntity>,
    pub media: Option<Media>,
    pub forward: Option<Forward>,
    pub reply: Option<Reply>,
    pub edited: Option<i32>,
    pub pinned: bool,
    pub silent: bool,
    pub action: Option<enums::MessageAction>,
    pub markup: Option<enums::ReplyMarkup>,
    pub via_bot: Option<i64>,
    pub album: Option<i64>,
    pub mentions: Vec<i64>,
    /// Whether a broadcast channel speaks, not its author.
    pub post: bool,
    /// Who speaks instead of the author: the channel whose post is discussed here.
    pub voice: Option<Peer>,
    pub views: i32,
    /// The channel's id of the message that this one is filed under: a topic, or what a chain of answers began with.
    pub thread: Option<i32>,
    /// Who has heard its voice or looked at what mentions her.
    pub heard: Vec<i64>,
    /// Whether it has been, or still is, waiting for its date.
    pub scheduled: bool,
    pub noforwards: bool,
    /// Seconds after which it deletes itself.
    pub ttl: Option<i32>,
    /// Who reacted, and how, in order.
    pub reactions: Vec<(i64, enums::Reaction)>,
    /// Person and her id of the message; the channel's id of it with person 0.
    pub copies: Vec<(i64, i32)>,
}

/// A message to be written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub text: String,
    pub entities: Vec<enums::MessageEntity>,
    pub media: Option<Media>,
    pub forward: Option<Forward>,
    pub reply_to: Option<i32>,
    /// The topic or thread that it was written into.
    pub top: Option<i32>,
    pub quote: Option<Quote>,
    pub silent: bool,
    pub noforwards: bool,
    pub action: Option<enums::MessageAction>,
    pub markup: Option<enums::ReplyMarkup>,
    pub via_bot: Option<i64>,
    pub album: Option<i64>,
    pub random_id: i64,
}

/// Where a change stands in the update log of whoever made it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stamp {
    pub pts: i32,
    pub count: i32,
}

/// A message just written, as its author sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Posted {
    pub uid: Uid,
    pub id: i32,
    pub stamp: Stamp,
}

impl Record {
    /// The id under which a viewer finds the message; channels have one for everybody.
    pub fn id_for(&self, viewer: i64) -> Option<i32> {
        let owner = if matches!(self.place, Place::Channel(_)) { 0 } else { viewer };
        self.copies.iter().find(|(person, _)| *person == owner).map(|(_, id)| *id)
    }

    /// The chat as a viewer calls it.
    pub fn peer_for(&self, viewer: i64) -> Peer {
        match self.place {
            Place::Private(a, b) => Peer::User(if a == viewer { b } else { a }),
            Place::Group(id) => Peer::Group(id),
            Place::Channel(id) => Peer::Channel(id),
        }
    }

    /// Who speaks.
    pub fn speaker(&self) -> Peer {
        match self.place {
            Place::Channel(id) if self.post => Peer::Channel(id),
            _ => self.voice.unwrap_or(Peer::User(self.author)),
        }
    }
}

pub(crate) fn place(author: i64, peer: Peer) -> Place {
    match peer {
        Peer::User(other) => Place::Private(author, other),
        Peer::Group(id) => Place::Group(id),
        Peer::Channel(id) => Place::Channel(id),
    }
}

fn missing() -> Refusal {
    Refusal::bad("MESSAGE_ID_INVALID")
}

impl State {
    /// The messages of a chat as `viewer` has them, by id.
    pub fn messages_of(&self, viewer: i64, peer: Peer) -> Option<&BTreeMap<i32, Uid>> {
        match peer {
            Peer::Channel(id) => self.channels.get(&id).map(|channel| &channel.messages),
            peer => self.people.get(&viewer)?.dialogs.get(&peer).map(|dialog| &dialog.ids),
        }
    }

    /// The record behind a viewer's message id in a chat.
    pub fn found(&self, viewer: i64, peer: Peer, id: i32) -> Answer<Uid> {
        self.messages_of(viewer, peer).and_then(|ids| ids.get(&id)).copied().ok_or_else(missing)
    }

    /// Writes a message and tells everybody concerned, except the session it came from.
    pub fn post(&mut self, author: i64, peer: Peer, draft: Draft, origin: Option<&Link>) -> Answer<Posted> {
        if draft.action.is_none() {
            self.may_write(author, peer, &draft)?;
        }
        let random_id = draft.random_id;
        if random_id != 0 && self.people.get(&author).is_some_and(|a| a.sent.contains_key(&random_id)) {
            return Err(Refusal::new(500, "RANDOM_ID_DUPLICATE"));
        }
        let record = self.record(author, peer, draft)?;
        let posted = self.publish(record, origin)?;
        self.remember(author, random_id, posted.uid);
        Ok(posted)
    }

    /// Keeps the number under which a client sent a message, against sending it twice.
    pub fn remember(&mut self, author: i64, random_id: i64, uid: Uid) {
        if random_id != 0
            && let Some(resident) = self.people.get_mut(&author)
        {
            resident.sent.insert(random_id, uid);
        }
    }

    /// Gives a finished record to everybody concerned, except the session it came from.
    pub fn publish(&mut self, mut record: Record, origin: Option<&Link>) -> Answer<Posted> {
        let (author, place) = (record.author, record.place);
        record.ttl = self.period_of(place).filter(|_| record.action.is_none());
        let uid = self.records.len();
        if let Some(super::files::Media::Poll(poll)) = record.media
            && let Some(poll) = self.polls.get_mut(&poll)
        {
            poll.shown.push(uid);
        }
        self.records.push(record);
        self.wind(uid);
        let stamp = self.deliver(uid, origin);
        if let Place::Channel(id) = place
            && let Some(channel) = self.channels.get_mut(&id)
        {
            channel.last_posts.insert(author, unix_seconds());
        }
        self.touch();
        let id = self.records[uid].id_for(author).ok_or_else(missing)?;
        self.discuss(uid, id);
        Ok(Posted { uid, id, stamp })
    }

    /// What a draft becomes; nobody has a copy of it yet.
    pub fn record(&self, author: i64, peer: Peer, draft: Draft) -> Answer<Record> {
        let (body, entities) = text::prepare(self, &draft.text, draft.entities);
        if draft.action.is_none() && draft.media.is_none() && body.is_empty() {
            return Err(Refusal::bad("MESSAGE_EMPTY"));
        }
        self.measure(author, &body, draft.media.as_ref())?;
        let reply = draft
            .reply_to
            .and_then(|id| self.found(author, peer, id).ok())
            .map(|uid| Reply { uid, quote: draft.quote });
        let post = match peer {
            Peer::Channel(id) => self.channels.get(&id).is_some_and(|channel| channel.broadcast),
            _ => false,
        };
        let mut mentions = text::mentioned(self, &body, &entities);
        let thread = self.thread_of(peer, reply.as_ref(), draft.top.or(draft.reply_to));
        // A message into a topic answers the message that opened it, but means nobody by that.
        let filed = |reply: &&Reply| thread.is_none() || self.records[reply.uid].id_for(author) != thread;
        let forum = matches!(peer, Peer::Channel(id) if self.channels.get(&id).is_some_and(|c| c.forum));
        if let Some(reply) = reply.as_ref().filter(|reply| !forum || filed(reply)) {
            mentions.push(self.records[reply.uid].author);
        }
        let alone = matches!(peer, Peer::User(_)) || post;
        Ok(Record {
            place: place(author, peer),
            author,
            date: unix_seconds(),
            text: body,
            entities,
            media: draft.media,
            forward: draft.forward,
            reply,
            edited: None,
            pinned: false,
            silent: draft.silent,
            action: draft.action,
            markup: draft.markup,
            via_bot: draft.via_bot,
            album: draft.album,
            mentions: if alone { Vec::new() } else { mentions },
            post,
            voice: self.mask_of(author, peer),
            views: i32::from(post),
            thread,
            heard: Vec::new(),
            scheduled: false,
            noforwards: draft.noforwards,
            ttl: None,
            reactions: Vec::new(),
            copies: Vec::with_capacity(2),
        })
    }

    /// Refuses what is too long: 4096 letters are a message, 1024 what stands beside a file, but with Telegram Premium.
    pub fn measure(&self, author: i64, text: &str, media: Option<&Media>) -> Answer<()> {
        let letters = text.encode_utf16().count();
        let caption = matches!(media, Some(Media::Photo { .. } | Media::Document { .. }));
        if letters > 4096 {
            return Err(Refusal::bad(if caption { "MEDIA_CAPTION_TOO_LONG" } else { "MESSAGE_TOO_LONG" }));
        }
        if caption && letters > 1024 && !self.resident(author).is_some_and(|author| author.premium) {
            return Err(Refusal::bad("MEDIA_CAPTION_TOO_LONG"));
        }
        Ok(())
    }

    /// Gives everybody concerned a copy; the stamp is the author's (the channel's, in a channel).
    fn deliver(&mut self, uid: Uid, origin: Option<&Link>) -> Stamp {
        let (place, author) = (self.records[uid].place, self.records[uid].author);
        let viewers = match place {
            Place::Channel(id) => return self.deliver_in_channel(id, uid, origin),
            Place::Private(a, b) if a == b => vec![a],
            Place::Private(a, b) => vec![a, b],
            Place::Group(id) => self.members(Peer::Group(id)),
        };
        let mut stamp = Stamp::default();
        // All copies exist before anybody hears of the message: a reply names each viewer's own id.
        for viewer in &viewers {
            self.copy(*viewer, uid);
        }
        for viewer in viewers {
            let given = self.emit(viewer, Event::New(uid), 1, origin);
            if viewer == author {
                stamp = given;
            }
        }
        stamp
    }

    fn copy(&mut self, viewer: i64, uid: Uid) {
        let record = &mut self.records[uid];
        let peer = record.peer_for(viewer);
        let Some(resident) = self.people.get_mut(&viewer) else { return };
        resident.last_id += 1;
        let id = resident.last_id;
        record.copies.push((viewer, id));
        resident.mailbox.insert(id, uid);
        let dialog = resident.dialogs.entry(peer).or_default();
        dialog.ids.insert(id, uid);
        if record.author == viewer {
            dialog.read_up_to(id);
            dialog.unread = 0;
        } else {
            dialog.unread += 1;
            dialog.unread_mentions += i32::from(record.mentions.contains(&viewer));
        }
    }

    fn deliver_in_channel(&mut self, id: i64, uid: Uid, origin: Option<&Link>) -> Stamp {
        let Some(channel) = self.channels.get_mut(&id) else { return Stamp::default() };
        channel.last_id += 1;
        let message_id = channel.last_id;
        channel.messages.insert(message_id, uid);
        let record = &mut self.records[uid];
        record.copies.push((0, message_id));
        if let Some(thread) = record.thread {
            channel.threads.entry(thread).or_default().insert(message_id);
        }
        for member in channel.members.keys() {
            let Some(resident) = self.people.get_mut(member) else { continue };
            let dialog = resident.dialogs.entry(Peer::Channel(id)).or_default();
            if record.author == *member {
                dialog.read_up_to(message_id);
                dialog.unread = 0;
            } else {
                dialog.unread += 1;
                dialog.unread_mentions += i32::from(record.mentions.contains(member));
            }
        }
        self.emit_in_channel(id, Event::New(uid), 1, origin)
    }

    /// Tells everybody who has the message about an event of it; the stamp is `actor`'s.
    pub fn spread(
        &mut self,
        actor: i64,
        uid: Uid,
        origin: Option<&Link>,
        event: impl Fn(&Record, i64, i32) -> Event,
    ) -> Stamp {
        let record = &self.records[uid];
        if let Place::Channel(id) = record.place {
            let Some(message_id) = record.id_for(actor) else { return Stamp::default() };
            let event = event(record, actor, message_id);
            return self.emit_in_channel(id, event, 1, origin);
        }
        let mut stamp = Stamp::default();
        for (viewer, message_id) in self.records[uid].copies.clone() {
            let event = event(&self.records[uid], viewer, message_id);
            let given = self.emit(viewer, event, 1, origin);
            if viewer == actor {
                stamp = given;
            }
        }
        stamp
    }

    /// Says that the record has been changed by its author, now.
    pub fn edited(&mut self, actor: i64, uid: Uid, origin: Option<&Link>) -> Stamp {
        self.records[uid].edited = Some(unix_seconds());
        let stamp = self.spread(actor, uid, origin, |_, _, _| Event::Edited(uid));
        self.touch();
        stamp
    }

    /// Deletes messages from a private chat or basic group by the actor's ids: for everybody, or for her only.
    pub fn delete(&mut self, actor: i64, ids: &[i32], for_all: bool, origin: Option<&Link>) -> Stamp {
        let mut gone: BTreeMap<i64, Vec<i32>> = BTreeMap::new();
        for id in ids {
            let uid = self.people.get(&actor).and_then(|person| person.mailbox.get(id));
            let Some(uid) = uid.copied() else { continue };
            let own = self.records[uid].author == actor;
            let everywhere = for_all
                && match self.records[uid].place {
                    Place::Group(group) => own || self.groups.get(&group).is_some_and(|g| g.rules(actor)),
                    _ => true,
                };
            let copies = self.records[uid].copies.clone();
            for (person, copy) in copies {
                if everywhere || person == actor {
                    self.remove(person, uid, copy);
                    gone.entry(person).or_default().push(copy);
                }
            }
        }
        let mut stamp = Stamp { pts: self.people.get(&actor).map_or(0, |p| p.pts), count: 0 };
        for (person, ids) in gone {
            let count = ids.len() as i32;
            let given = self.emit(person, Event::Deleted(ids), count, origin);
            if person == actor {
                stamp = given;
            }
        }
        self.touch();
        stamp
    }

    fn remove(&mut self, person: i64, uid: Uid, id: i32) {
        let record = &mut self.records[uid];
        record.copies.retain(|(owner, _)| *owner != person);
        let peer = record.peer_for(person);
        let incoming = record.author != person;
        let Some(resident) = self.people.get_mut(&person) else { return };
        resident.mailbox.remove(&id);
        let Some(dialog) = resident.dialogs.get_mut(&peer) else { return };
        dialog.ids.remove(&id);
        dialog.pinned_messages.remove(&id);
        if incoming && id > dialog.read_inbox {
            dialog.unread = (dialog.unread - 1).max(0);
        }
    }

    /// Deletes messages of a channel. Those who do not rule it may delete their own only.
    pub fn delete_in_channel(
        &mut self,
        actor: i64,
        id: i64,
        ids: &[i32],
        origin: Option<&Link>,
    ) -> Answer<Stamp> {
        let channel = self.channels.get_mut(&id).ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
        let rules = channel.may(actor, |rights| rights.delete_messages);
        let known = ids.iter().filter_map(|id| Some((*id, *channel.messages.get(id)?)));
        let gone: Vec<(i32, Uid)> = known.collect();
        if !rules && gone.iter().any(|(_, uid)| self.records[*uid].author != actor) {
            return Err(Refusal::new(403, "MESSAGE_DELETE_FORBIDDEN"));
        }
        for (message_id, uid) in &gone {
            channel.messages.remove(message_id);
            channel.pinned_messages.remove(message_id);
            let thread = self.records[*uid].thread.and_then(|thread| channel.threads.get_mut(&thread));
            thread.map(|ids| ids.remove(message_id));
            self.records[*uid].copies.clear();
        }
        let ids: Vec<i32> = gone.into_iter().map(|(id, _)| id).collect();
        let count = ids.len() as i32;
        let stamp = match count {
            0 => Stamp { pts: channel.pts, count },
            _ => self.emit_in_channel(id, Event::Deleted(ids), count, origin),
        };
        self.touch();
        Ok(stamp)
    }

    /// Pins or unpins a message for everybody in its chat.
    pub fn pin(&mut self, actor: i64, uid: Uid, pinned: bool, origin: Option<&Link>) -> Stamp {
        self.records[uid].pinned = pinned;
        let set = |ids: &mut std::collections::BTreeSet<i32>, id: i32| match pinned {
            true => ids.insert(id),
            false => ids.remove(&id),
        };
        let copies = self.records[uid].copies.clone();
        for (person, id) in copies {
            if let Place::Channel(channel) = self.records[uid].place {
                if let Some(channel) = self.channels.get_mut(&channel) {
                    set(&mut channel.pinned_messages, id);
                }
                continue;
            }
            let peer = self.records[uid].peer_for(person);
            if let Some(dialog) = self.dialog(person, peer) {
                set(&mut dialog.pinned_messages, id);
            }
        }
        let stamp = self.spread(actor, uid, origin, |record, viewer, id| Event::Pinned {
            peer: record.peer_for(viewer),
            ids: vec![id],
            pinned,
        });
        self.touch();
        stamp
    }
}
