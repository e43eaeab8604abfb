//! Messages that wait for their date: each person's own, in numbers of their own, delivered by the event loop when
//! they are due. Methods live in `services::messages::scheduled`; administrators do not share a channel's.

use std::time::Duration;

use super::World;
use super::messages::{Draft, Posted, Uid};
use super::peers::{Mentioned, Peer};
use super::{State, messages};
use crate::rpc::{Answer, Link, Refusal};
use crate::session::unix_seconds;
use grammers_tl_types::types;

/// The date that stands for "when the other person is online".
pub(crate) const WHEN_ONLINE: i32 = 0x7fff_fffe;
/// A message that is due so soon is sent at once, in seconds.
const SOON: i32 = 10;
/// How far ahead a date may be, in seconds.
const FARTHEST: i32 = 366 * 86400;

/// Whether a message with this date has to wait.
pub(crate) fn waits(date: Option<i32>) -> Answer<Option<i32>> {
    let Some(date) = date else { return Ok(None) };
    match () {
        () if date == WHEN_ONLINE => Ok(Some(date)),
        () if date > unix_seconds() + FARTHEST => Err(Refusal::bad("SCHEDULE_DATE_TOO_LATE")),
        () => Ok(Some(date).filter(|date| *date > unix_seconds() + SOON)),
    }
}

impl State {
    /// Keeps a message for its date; gives its record.
    pub fn schedule(&mut self, author: i64, peer: Peer, draft: Draft, date: i32) -> Answer<Uid> {
        self.may_write(author, peer, &draft)?;
        let random_id = draft.random_id;
        if random_id != 0 && self.people.get(&author).is_some_and(|a| a.sent.contains_key(&random_id)) {
            return Err(Refusal::new(500, "RANDOM_ID_DUPLICATE"));
        }
        let mut record = self.record(author, peer, draft)?;
        (record.date, record.scheduled) = (date, true);
        let missing = || Refusal::bad("PEER_ID_INVALID");
        let uid = self.records.len();
        let me = self.people.get_mut(&author).ok_or_else(missing)?;
        me.last_scheduled += 1;
        let id = me.last_scheduled;
        me.scheduled.insert((peer, id), uid);
        let owner = if matches!(peer, Peer::Channel(_)) { 0 } else { author };
        record.copies.push((owner, id));
        self.records.push(record);
        self.remember(author, random_id, uid);
        self.alarm.notify_one();
        self.touch();
        Ok(uid)
    }

    /// Sends a waiting message now.
    pub fn send_scheduled(
        &mut self,
        author: i64,
        peer: Peer,
        id: i32,
        origin: Option<&Link>,
    ) -> Answer<Posted> {
        let invalid = || Refusal::bad("MESSAGE_ID_INVALID");
        let me = self.people.get_mut(&author).ok_or_else(invalid)?;
        let uid = me.scheduled.remove(&(peer, id)).ok_or_else(invalid)?;
        let mut record = self.records[uid].clone();
        (record.date, record.copies) = (unix_seconds(), Vec::new());
        self.publish(record, origin)
    }

    /// Sends everything whose date is not after `now`, tells the authors which waiting messages are gone, and deletes
    /// what has come to its end.
    fn deliver_due(&mut self, now: i32) {
        let mut due: Vec<(i32, i64, Peer, i32)> = Vec::new();
        for (author, resident) in &self.people {
            for ((peer, id), uid) in &resident.scheduled {
                let date = self.records[*uid].date;
                let online =
                    matches!(peer, Peer::User(other) if self.people.get(other).is_some_and(|o| o.online));
                if date <= now || date == WHEN_ONLINE && online {
                    due.push((date, *author, *peer, *id));
                }
            }
        }
        due.sort_unstable();
        for (_, author, peer, id) in due {
            let sent = self.send_scheduled(author, peer, id, None);
            self.tell_unscheduled(author, peer, vec![id], sent.ok().map(|sent| vec![sent.id]), None);
        }
        self.end_due(now);
    }

    /// Tells a person that messages wait no more: they were sent, or are gone.
    pub fn tell_unscheduled(
        &self,
        person: i64,
        peer: Peer,
        ids: Vec<i32>,
        sent: Option<Vec<i32>>,
        origin: Option<&Link>,
    ) {
        let update =
            types::UpdateDeleteScheduledMessages { peer: peer.tl(), messages: ids, sent_messages: sent };
        let mut mentioned = Mentioned::default();
        mentioned.add(peer);
        self.tell(person, update.into(), &mentioned, origin);
    }

    /// Seconds until something is due.
    fn next_due(&self) -> Option<u64> {
        let waiting = self.people.values().flat_map(|resident| resident.scheduled.values());
        let dates = waiting.map(|uid: &messages::Uid| self.records[*uid].date);
        let dates = dates.filter(|date| *date != WHEN_ONLINE);
        let next = dates.chain(self.timers.next()).min()?;
        Some((next - unix_seconds()).max(0) as u64)
    }
}

impl World {
    /// Delivers, and deletes, what would be due within so many seconds, now.
    pub fn deliver_due_within(&self, seconds: i32) {
        self.lock().deliver_due(unix_seconds().saturating_add(seconds));
    }

    /// Delivers waiting messages when they are due, for ever.
    pub(crate) async fn keep_dates(&self) {
        let alarm = self.lock().alarm.clone();
        loop {
            let next = self.lock().next_due();
            match next {
                // Nothing is due before the alarm says so.
                None => alarm.notified().await,
                Some(seconds) => {
                    let pause = tokio::time::sleep(Duration::from_secs(seconds));
                    tokio::select! { () = pause => {} () = alarm.notified() => {} }
                }
            }
            self.lock().deliver_due(unix_seconds());
        }
    }
}
