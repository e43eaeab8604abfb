//! Who has read what: marks of a chat in both directions, marks of a topic, contents that were heard or looked at.
//! How many messages are unread is counted when they are delivered, in `messages`.

use std::collections::BTreeSet;

use grammers_tl_types::{enums, types};

use super::State;
use super::messages::{Record, Stamp, Uid};
use super::peers::{Mentioned, Peer};
use super::updates::Event;
use crate::rpc::Link;

impl State {
    /// Marks a chat as read up to an id, and tells the other side.
    pub fn read(&mut self, reader: i64, peer: Peer, up_to: i32, origin: Option<&Link>) -> Stamp {
        let top = self.messages_of(reader, peer).and_then(|m| m.last_key_value()).map_or(0, |m| *m.0);
        let up_to = if up_to <= 0 { top } else { up_to.min(top) };
        let pts = self.people.get(&reader).map_or(0, |person| person.pts);
        let Some(dialog) = self.people.get(&reader).and_then(|p| p.dialogs.get(&peer)) else {
            return Stamp { pts, count: 0 };
        };
        let before = dialog.read_inbox;
        if up_to <= before {
            return Stamp { pts, count: 0 };
        }
        let incoming = |uid: &&Uid| self.records[**uid].author != reader;
        let messages = self.messages_of(reader, peer);
        let unread =
            messages.map_or(0, |ids| ids.range(up_to + 1..).filter(|(_, uid)| incoming(uid)).count());
        let newly_read: Vec<Uid> = messages
            .map(|ids| ids.range(before + 1..=up_to).map(|(_, uid)| uid).filter(incoming).copied().collect())
            .unwrap_or_default();
        if let Some(dialog) = self.dialog(reader, peer) {
            dialog.read_up_to(up_to);
            dialog.unread = unread as i32;
            dialog.marked_unread = false;
        }
        let stamp = self.tell_reader(reader, peer, up_to, unread as i32, origin);
        self.seen_by_other(reader, peer, &newly_read, up_to);
        self.touch();
        stamp
    }

    fn tell_reader(
        &mut self,
        reader: i64,
        peer: Peer,
        max_id: i32,
        still_unread: i32,
        origin: Option<&Link>,
    ) -> Stamp {
        let Peer::Channel(channel_id) = peer else {
            return self.emit(reader, Event::ReadInbox { peer, max_id, still_unread }, 1, origin);
        };
        let pts = self.channels.get(&channel_id).map_or(0, |channel| channel.pts);
        let update = types::UpdateReadChannelInbox {
            folder_id: None,
            channel_id,
            max_id,
            still_unread_count: still_unread,
            pts,
        };
        self.tell(reader, update.into(), &Mentioned::default(), origin);
        Stamp { pts, count: 0 }
    }

    fn seen_by_other(&mut self, reader: i64, peer: Peer, read: &[Uid], up_to: i32) {
        if let Peer::Channel(id) = peer {
            return self.seen_in_channel(id, read, up_to);
        }
        // Each author hears of the last of her own messages.
        let mut told = BTreeSet::new();
        for uid in read.iter().rev() {
            let author = self.records[*uid].author;
            if author == reader || !told.insert(author) {
                continue;
            }
            let Some(max_id) = self.records[*uid].id_for(author) else { continue };
            let peer = self.records[*uid].peer_for(author);
            let Some(dialog) = self.dialog(author, peer) else { continue };
            if max_id > dialog.read_outbox {
                dialog.read_outbox = max_id;
                self.emit(author, Event::ReadOutbox { peer, max_id }, 1, None);
            }
        }
    }

    fn seen_in_channel(&mut self, channel_id: i64, read: &[Uid], max_id: i32) {
        let Some(channel) = self.channels.get_mut(&channel_id) else { return };
        if channel.broadcast || read.is_empty() || max_id <= channel.read_outbox {
            return;
        }
        channel.read_outbox = max_id;
        let authors: BTreeSet<i64> = read.iter().map(|uid| self.records[*uid].author).collect();
        for author in authors {
            let update = types::UpdateReadChannelOutbox { channel_id, max_id };
            self.tell(author, update.into(), &Mentioned::default(), None);
        }
    }

    /// Marks a topic or thread as read up to an id, and tells the reader's other sessions and its authors.
    pub fn read_thread(
        &mut self,
        reader: i64,
        channel_id: i64,
        thread: i32,
        up_to: i32,
        origin: Option<&Link>,
    ) {
        let Some(me) = self.people.get_mut(&reader) else { return };
        let mark = me.read_threads.entry((channel_id, thread)).or_insert(0);
        if up_to <= *mark {
            return;
        }
        *mark = up_to;
        let update = types::UpdateReadChannelDiscussionInbox {
            channel_id,
            top_msg_id: thread,
            read_max_id: up_to,
            broadcast_id: None,
            broadcast_post: None,
        };
        self.tell(reader, update.into(), &Mentioned::default(), origin);
        self.thread_was_read(reader, channel_id, thread, up_to);
        self.touch();
    }

    fn thread_was_read(&mut self, reader: i64, channel_id: i64, thread: i32, up_to: i32) {
        let Some(channel) = self.channels.get(&channel_id) else { return };
        let ids = self.topic_messages(channel, thread);
        let read = ids.range(..=up_to).filter_map(|id| channel.messages.get(id));
        let authors: BTreeSet<i64> = read.map(|uid| self.records[*uid].author).collect();
        if let Some(topic) = self.channels.get_mut(&channel_id).and_then(|c| c.topics.get_mut(&thread)) {
            topic.read_outbox = topic.read_outbox.max(up_to);
        }
        for author in authors.into_iter().filter(|author| *author != reader) {
            let update = types::UpdateReadChannelDiscussionOutbox {
                channel_id,
                top_msg_id: thread,
                read_max_id: up_to,
            };
            self.tell(author, update.into(), &Mentioned::default(), None);
        }
    }

    /// Whether a record carries something to be heard: a voice note or a round video.
    pub fn audible(&self, record: &Record) -> bool {
        use enums::DocumentAttribute as Attribute;
        let attributes = record.media.as_ref().map_or(&[][..], |media| self.files.attributes_of(media));
        attributes.iter().any(|attribute| match attribute {
            Attribute::Audio(audio) => audio.voice,
            Attribute::Video(video) => video.round_message,
            _ => false,
        })
    }

    /// Whether a message still waits for `viewer` to hear it or to look at what mentions her; for its author,
    /// whether nobody has heard it yet.
    pub fn contents_unread(&self, viewer: i64, record: &Record) -> bool {
        if record.author == viewer {
            return self.audible(record) && record.heard.is_empty();
        }
        let concerns = record.mentions.contains(&viewer) || self.audible(record);
        concerns && !record.heard.contains(&viewer)
    }

    /// Marks contents as heard or looked at, by the reader's ids of one chat (of all her chats, without one).
    pub fn hear(&mut self, reader: i64, peer: Peer, uids: &[Uid], origin: Option<&Link>) -> Stamp {
        let mut heard = Vec::new();
        for uid in uids {
            let record = &self.records[*uid];
            if record.author == reader || !self.contents_unread(reader, record) {
                continue;
            }
            let (mentioned, audible) = (record.mentions.contains(&reader), self.audible(record));
            let author = record.author;
            heard.extend(record.id_for(reader));
            self.records[*uid].heard.push(reader);
            if mentioned && let Some(dialog) = self.dialog(reader, peer) {
                dialog.unread_mentions = (dialog.unread_mentions - 1).max(0);
            }
            if audible {
                let ids: Vec<i32> = self.records[*uid].id_for(author).into_iter().collect();
                self.tell_contents(author, peer, ids, None);
            }
        }
        self.touch();
        match heard.is_empty() {
            true => Stamp { pts: self.people.get(&reader).map_or(0, |me| me.pts), count: 0 },
            false => self.tell_contents(reader, peer, heard, origin),
        }
    }

    fn tell_contents(&mut self, person: i64, peer: Peer, ids: Vec<i32>, origin: Option<&Link>) -> Stamp {
        let Peer::Channel(channel_id) = peer else {
            let count = ids.len() as i32;
            return self.emit(person, Event::Contents(ids), count, origin);
        };
        let update = types::UpdateChannelReadMessagesContents {
            channel_id,
            top_msg_id: None,
            saved_peer_id: None,
            messages: ids,
        };
        self.tell(person, update.into(), &Mentioned::default(), origin);
        Stamp { pts: self.channels.get(&channel_id).map_or(0, |channel| channel.pts), count: 0 }
    }

    /// Tells the others of a chat what a person is doing.
    pub fn typing(&self, person: i64, peer: Peer, top: Option<i32>, action: &enums::SendMessageAction) {
        let (from_id, action) = (Peer::User(person).tl(), action.clone());
        let update: enums::Update = match peer {
            Peer::User(_) => types::UpdateUserTyping { user_id: person, top_msg_id: top, action }.into(),
            Peer::Group(chat_id) => types::UpdateChatUserTyping { chat_id, from_id, action }.into(),
            Peer::Channel(channel_id) => {
                types::UpdateChannelUserTyping { channel_id, top_msg_id: top, from_id, action }.into()
            }
        };
        let mut mentioned = Mentioned::default();
        mentioned.add(Peer::User(person));
        if !matches!(peer, Peer::User(_)) {
            mentioned.add(peer);
        }
        for member in self.members(peer).into_iter().filter(|member| *member != person) {
            self.tell(member, update.clone(), &mentioned, None);
        }
    }

    /// Tells everybody who knows a person or has written with her whether she is online.
    pub fn tell_status(&self, person: i64) {
        let tell = |viewer| {
            let status = self.status_of(viewer, person);
            types::UpdateUserStatus { user_id: person, status }.into()
        };
        self.tell_each_acquainted(person, tell);
    }

    /// Tells something about a person to everybody who knows her or has written with her.
    pub fn tell_acquainted(&self, person: i64, update: &enums::Update) {
        self.tell_each_acquainted(person, |_| update.clone());
    }

    fn tell_each_acquainted(&self, person: i64, update: impl Fn(i64) -> enums::Update) {
        let mut mentioned = Mentioned::default();
        mentioned.add(Peer::User(person));
        for (id, other) in &self.people {
            let knows = other.contacts.contains(&person) || other.dialogs.contains_key(&Peer::User(person));
            if *id != person && knows {
                self.tell(*id, update(*id), &mentioned, None);
            }
        }
    }
}
