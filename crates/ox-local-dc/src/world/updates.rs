//! The update logs: one per person, one per channel, each with its pts; pushes to listening sessions, and what
//! the difference since a pts is. Events are rendered when they are told, never stored as TL.

use grammers_tl_types::{Serializable, enums, types};

use super::State;
use super::messages::{Stamp, Uid};
use super::peers::{Mentioned, Peer};
use crate::rpc::Link;
use crate::session::{Nature, Outgoing, unix_seconds};

/// What happened.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    New(Uid),
    Edited(Uid),
    /// Ids as the owner of the log knows them.
    Deleted(Vec<i32>),
    ReadInbox {
        peer: Peer,
        max_id: i32,
        still_unread: i32,
    },
    ReadOutbox {
        peer: Peer,
        max_id: i32,
    },
    Pinned {
        peer: Peer,
        ids: Vec<i32>,
        pinned: bool,
    },
    /// Voices heard and mentions looked at.
    Contents(Vec<i32>),
    /// Chats moved to the archive or back.
    Archived(Vec<(Peer, bool)>),
}

/// An event with the pts after it and how many it counts for.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub stamp: Stamp,
    pub event: Event,
}

/// A piece of a log, rendered.
pub(crate) struct Slice {
    pub messages: Vec<enums::Message>,
    pub others: Vec<enums::Update>,
    /// The pts that the reader has reached.
    pub pts: i32,
    /// Whether the log goes on after it.
    pub more: bool,
}

impl State {
    /// Logs an event for a person and pushes it to her sessions except the one it came from.
    pub fn emit(&mut self, person: i64, event: Event, count: i32, origin: Option<&Link>) -> Stamp {
        let Some(resident) = self.people.get_mut(&person) else { return Stamp::default() };
        resident.pts += count;
        let stamp = Stamp { pts: resident.pts, count };
        if !resident.listeners.is_empty() {
            let mut mentioned = Mentioned::default();
            if let Some(update) = self.update(person, None, stamp, &event, &mut mentioned) {
                self.tell(person, update, &mentioned, origin);
            }
        }
        if let Some(resident) = self.people.get_mut(&person) {
            resident.log.push(Logged { stamp, event });
        }
        stamp
    }

    /// Logs an event for a channel and pushes it to all members' sessions except the one it came from.
    pub fn emit_in_channel(&mut self, id: i64, event: Event, count: i32, origin: Option<&Link>) -> Stamp {
        let Some(channel) = self.channels.get_mut(&id) else { return Stamp::default() };
        channel.pts += count;
        channel.changed = unix_seconds();
        let stamp = Stamp { pts: channel.pts, count };
        let hears =
            |person: &&i64| self.people.get(person).is_some_and(|resident| !resident.listeners.is_empty());
        let members: Vec<i64> = channel.members.keys().filter(hears).copied().collect();
        for member in members {
            let mut mentioned = Mentioned::default();
            mentioned.add(Peer::Channel(id));
            if let Some(update) = self.update(member, Some(id), stamp, &event, &mut mentioned) {
                self.tell(member, update, &mentioned, origin);
            }
        }
        if let Some(channel) = self.channels.get_mut(&id) {
            channel.log.push(Logged { stamp, event });
        }
        stamp
    }

    /// Pushes an update that no log keeps.
    pub fn tell(&self, person: i64, update: enums::Update, mentioned: &Mentioned, except: Option<&Link>) {
        let Some(resident) = self.people.get(&person) else { return };
        if self.faults.withheld || resident.listeners.is_empty() {
            return;
        }
        let body = self.updates(person, vec![update], mentioned).to_bytes();
        for listener in &resident.listeners {
            let origin = except.is_some_and(|link| {
                (link.connection, link.session) == (listener.connection, listener.session)
            });
            if origin {
                continue;
            }
            for _ in 0..=self.faults.extra_copies {
                // A connection that has just closed is forgotten by its own task.
                let _ = listener.out.send(Outgoing::new(Nature::Push, body.clone()));
            }
        }
    }

    /// Updates with whom they mention, for `viewer`.
    pub fn updates(&self, viewer: i64, updates: Vec<enums::Update>, mentioned: &Mentioned) -> enums::Updates {
        let (users, chats) = self.gather(viewer, mentioned);
        types::Updates { updates, users, chats, date: unix_seconds(), seq: 0 }.into()
    }

    /// An event as an update for `viewer`; `None` when there is nothing left to tell.
    pub fn update(
        &self,
        viewer: i64,
        channel: Option<i64>,
        stamp: Stamp,
        event: &Event,
        mentioned: &mut Mentioned,
    ) -> Option<enums::Update> {
        let Stamp { pts, count: pts_count } = stamp;
        Some(match (channel, event) {
            (None, Event::New(uid)) => {
                let message = self.render(viewer, *uid, mentioned)?;
                types::UpdateNewMessage { message, pts, pts_count }.into()
            }
            (Some(_), Event::New(uid)) => {
                let message = self.render(viewer, *uid, mentioned)?;
                types::UpdateNewChannelMessage { message, pts, pts_count }.into()
            }
            (None, Event::Edited(uid)) => {
                let message = self.render(viewer, *uid, mentioned)?;
                types::UpdateEditMessage { message, pts, pts_count }.into()
            }
            (Some(_), Event::Edited(uid)) => {
                let message = self.render(viewer, *uid, mentioned)?;
                types::UpdateEditChannelMessage { message, pts, pts_count }.into()
            }
            (None, Event::Deleted(ids)) => {
                types::UpdateDeleteMessages { messages: ids.clone(), pts, pts_count }.into()
            }
            (Some(channel_id), Event::Deleted(ids)) => {
                let messages = ids.clone();
                types::UpdateDeleteChannelMessages { channel_id, messages, pts, pts_count }.into()
            }
            (None, Event::Pinned { peer, ids, pinned }) => {
                mentioned.add(*peer);
                let (pinned, messages) = (*pinned, ids.clone());
                let peer = peer.tl();
                types::UpdatePinnedMessages { pinned, peer, messages, pts, pts_count }.into()
            }
            (Some(channel_id), Event::Pinned { ids, pinned, .. }) => {
                let (pinned, messages) = (*pinned, ids.clone());
                types::UpdatePinnedChannelMessages { pinned, channel_id, messages, pts, pts_count }.into()
            }
            (_, Event::ReadInbox { peer, max_id, still_unread }) => {
                mentioned.add(*peer);
                types::UpdateReadHistoryInbox {
                    folder_id: None,
                    peer: peer.tl(),
                    top_msg_id: None,
                    max_id: *max_id,
                    still_unread_count: *still_unread,
                    pts,
                    pts_count,
                }
                .into()
            }
            (_, Event::ReadOutbox { peer, max_id }) => {
                mentioned.add(*peer);
                let (peer, max_id) = (peer.tl(), *max_id);
                types::UpdateReadHistoryOutbox { peer, max_id, pts, pts_count }.into()
            }
            (_, Event::Contents(ids)) => {
                let messages = ids.clone();
                types::UpdateReadMessagesContents { messages, pts, pts_count, date: None }.into()
            }
            (_, Event::Archived(moved)) => {
                let folder_peers =
                    moved.iter().map(|(peer, archived)| folder_peer(*peer, *archived, mentioned));
                let folder_peers = folder_peers.collect();
                types::UpdateFolderPeers { folder_peers, pts, pts_count }.into()
            }
        })
    }

    /// What a log tells `viewer` after `pts`, at most `limit` events of it.
    pub fn slice(
        &self,
        viewer: i64,
        channel: Option<i64>,
        pts: i32,
        limit: usize,
        mentioned: &mut Mentioned,
    ) -> Slice {
        let (log, now): (&[Logged], i32) = match channel {
            None => self.people.get(&viewer).map_or((&[], 0), |p| (&p.log, p.pts)),
            Some(id) => self.channels.get(&id).map_or((&[], 0), |c| (&c.log, c.pts)),
        };
        let rest = &log[log.partition_point(|entry| entry.stamp.pts <= pts)..];
        let told = &rest[..rest.len().min(limit)];
        let more = told.len() < rest.len();
        let reached = if more { told.last().map_or(now, |entry| entry.stamp.pts) } else { now };
        let (mut messages, mut others) = (Vec::new(), Vec::new());
        for entry in told {
            match &entry.event {
                Event::New(uid) => messages.extend(self.render(viewer, *uid, mentioned)),
                event => others.extend(self.update(viewer, channel, entry.stamp, event, mentioned)),
            }
        }
        Slice { messages, others, pts: reached, more }
    }
}

fn folder_peer(peer: Peer, archived: bool, mentioned: &mut Mentioned) -> enums::FolderPeer {
    mentioned.add(peer);
    types::FolderPeer { peer: peer.tl(), folder_id: i32::from(archived) }.into()
}
