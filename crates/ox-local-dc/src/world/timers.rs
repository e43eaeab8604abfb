//! Messages that delete themselves: the period of a chat, and what is due when.
//! The method that sets a period is in `services::messages::timers`.

use std::collections::{BTreeMap, HashMap};

use grammers_tl_types::types;

use super::State;
use super::messages::{Place, Uid, place};
use super::peers::{Mentioned, Peer};
use crate::rpc::Link;

/// A chat as nobody in particular sees it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Room {
    Private(i64, i64),
    Group(i64),
    Channel(i64),
}

/// Periods by chat, and messages by the date of their end.
#[derive(Default)]
pub(crate) struct Timers {
    periods: HashMap<Room, i32>,
    due: BTreeMap<i32, Vec<Uid>>,
}

fn room(place: Place) -> Room {
    match place {
        Place::Private(a, b) => Room::Private(a.min(b), a.max(b)),
        Place::Group(id) => Room::Group(id),
        Place::Channel(id) => Room::Channel(id),
    }
}

impl Timers {
    /// When the next message ends.
    pub fn next(&self) -> Option<i32> {
        self.due.keys().next().copied()
    }
}

impl State {
    /// Seconds after which new messages of a chat delete themselves.
    pub fn period(&self, viewer: i64, peer: Peer) -> Option<i32> {
        self.timers.periods.get(&room(place(viewer, peer))).copied()
    }

    /// Sets the period, 0 for none; `false` when it was so already.
    pub fn set_period(&mut self, viewer: i64, peer: Peer, seconds: i32) -> bool {
        let room = room(place(viewer, peer));
        match seconds {
            0 => self.timers.periods.remove(&room).is_some(),
            _ => self.timers.periods.insert(room, seconds) != Some(seconds),
        }
    }

    /// Tells everybody in a chat which period it has now.
    pub fn tell_period(&self, actor: i64, peer: Peer, origin: &Link) {
        let ttl_period = self.period(actor, peer);
        let mut people = self.members(peer);
        if let Peer::User(_) = peer {
            people.push(actor);
            people.dedup();
        }
        for person in people {
            let peer = match peer {
                Peer::User(_) if person != actor => Peer::User(actor),
                peer => peer,
            };
            let mut mentioned = Mentioned::default();
            mentioned.add(peer);
            let update = types::UpdatePeerHistoryTtl { peer: peer.tl(), ttl_period };
            self.tell(person, update.into(), &mentioned, Some(origin));
        }
    }

    /// Notes when a message that has just been written ends.
    pub fn wind(&mut self, uid: Uid) {
        if let Some(period) = self.records[uid].ttl {
            let due = self.records[uid].date.saturating_add(period);
            self.timers.due.entry(due).or_default().push(uid);
            self.alarm.notify_one();
        }
    }

    /// Deletes what has come to its end by `now`, for everybody.
    pub fn end_due(&mut self, now: i32) {
        let later = self.timers.due.split_off(&now.saturating_add(1));
        let over = std::mem::replace(&mut self.timers.due, later);
        for uid in over.into_values().flatten() {
            let copies = self.records[uid].copies.clone();
            match self.records[uid].place {
                Place::Channel(id) => self.end_in_channel(id, &copies),
                _ => {
                    for (person, id) in copies {
                        self.delete(person, &[id], false, None);
                    }
                }
            }
        }
    }

    fn end_in_channel(&mut self, id: i64, copies: &[(i64, i32)]) {
        let Some(creator) = self.channels.get(&id).map(|channel| channel.creator) else { return };
        let ids: Vec<i32> = copies.iter().map(|(_, id)| *id).collect();
        // Whoever made a channel may delete whatever is in it.
        let _ = self.delete_in_channel(creator, id, &ids, None);
    }

    /// The period that a message gets which is written now.
    pub fn period_of(&self, place: Place) -> Option<i32> {
        self.timers.periods.get(&room(place)).copied()
    }
}
