//! Which updates are results of our own calls, so that they never reach a handler: grammers puts a result into
//! its update stream like any other update, because the sequence numbers count it. It resolves the call *first*,
//! so whoever takes an update out can look at all unresolved calls: the one that it belongs to is then ready.
//! A call whose connection broke may have been carried out all the same and come back later: see `sending`.

mod sending;

use std::collections::{HashMap, HashSet, VecDeque};
use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{self as tl, Deserializable, Identifiable, Serializable, enums};

use sending::Sendings;
pub use sending::{Sending, Wire};

use crate::pool::Failure;

type Answer = Result<Vec<u8>, Failure>;
type Call = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// How many results are remembered; a difference reaches back no further than a reconnection.
const REMEMBERED: usize = 1 << 16;

/// What our own calls have done.
#[derive(Default)]
pub struct Own {
    flights: Mutex<Flights>,
    seen: Mutex<Seen>,
    sendings: Sendings,
}

/// The unresolved calls, by a number of their own.
#[derive(Default)]
struct Flights {
    next: u64,
    all: HashMap<u64, Arc<Flight>>,
}

/// One unresolved call. Whoever polls it first to its end learns from the answer.
struct Flight {
    stage: Mutex<Stage>,
}

enum Stage {
    Flying { call: Call, waker: Option<Waker> },
    Landed(Answer),
    Gone,
}

/// How an update is recognized.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Mark {
    /// Its place in a sequence: 0 for the account's own, otherwise the channel's id.
    Place(i64, i32),
    /// A message: 0 for everything outside channels, where ids are the account's.
    Message(i64, i32),
    /// Whatever has neither: a hash of its bytes.
    Bytes(u64),
}

#[derive(Default)]
struct Seen {
    marks: HashSet<Mark>,
    order: VecDeque<Mark>,
}

impl Own {
    /// Runs a call whose result may be updates.
    pub async fn fly(self: &Arc<Self>, call: impl Future<Output = Answer> + Send + 'static) -> Answer {
        // Not constrained: a task out of budget would look unresolved.
        let call = Box::pin(tokio::task::unconstrained(call));
        let flight = Arc::new(Flight { stage: Mutex::new(Stage::Flying { call, waker: None }) });
        let number = {
            let mut flights = lock(&self.flights);
            flights.next += 1;
            let number = flights.next;
            flights.all.insert(number, flight.clone());
            number
        };
        // When the caller goes away, the call stays and is looked at by `settle`.
        let answer = std::future::poll_fn(|context| self.poll(&flight, context)).await;
        lock(&self.flights).all.remove(&number);
        answer
    }

    /// Remembers that a logical call may send messages, until the returned guard is dropped.
    pub fn sending(self: &Arc<Self>, body: &[u8], me: i64) -> Option<Sending> {
        self.sendings.begin(body, me)
    }

    /// Learns from every call that has an answer by now. To be called for each thing taken out of the
    /// stream, before looking at its updates.
    pub fn settle(&self) {
        let flights: Vec<_> =
            lock(&self.flights).all.iter().map(|(number, flight)| (*number, flight.clone())).collect();
        for (number, flight) in flights {
            if self.land(&flight) {
                lock(&self.flights).all.remove(&number);
            }
        }
    }

    /// Whether an update, pushed or fetched in a difference, is the result of a call of ours. Waits when
    /// that is not yet known.
    pub async fn is_ours(
        &self,
        update: &enums::Update,
        (users, chats): (&[enums::User], &[enums::Chat]),
        fetched: bool,
    ) -> bool {
        if self.knows(update) {
            return true;
        }
        match outgoing(update) {
            Some(message) => {
                self.sendings.decided(message, fetched).await;
                self.knows(update) || self.sendings.claims(message, users, chats)
            }
            None => false,
        }
    }

    fn poll(&self, flight: &Flight, context: &mut Context) -> Poll<Answer> {
        let mut stage = lock(&flight.stage);
        if let Stage::Flying { call, waker } = &mut *stage {
            match call.as_mut().poll(context) {
                Poll::Pending => {
                    *waker = Some(context.waker().clone());
                    return Poll::Pending;
                }
                Poll::Ready(answer) => {
                    self.learn(&answer);
                    *stage = Stage::Landed(answer);
                }
            }
        }
        match std::mem::replace(&mut *stage, Stage::Gone) {
            Stage::Landed(answer) => Poll::Ready(answer),
            _ => Poll::Pending,
        }
    }

    /// Looks at a call from the stream's side; true when it needs no more looking.
    fn land(&self, flight: &Arc<Flight>) -> bool {
        let mut stage = lock(&flight.stage);
        let Stage::Flying { call, waker } = &mut *stage else { return true };
        let other = waker.clone().unwrap_or_else(|| Waker::noop().clone());
        let Poll::Ready(answer) = call.as_mut().poll(&mut Context::from_waker(&other)) else {
            return false;
        };
        self.learn(&answer);
        *stage = Stage::Landed(answer);
        drop(stage);
        other.wake();
        true
    }

    /// Marks the updates in a call's answer.
    fn learn(&self, answer: &Answer) {
        let Ok(body) = answer else { return };
        let updates = match u32::from_bytes(body) {
            Ok(tl::types::messages::InvitedUsers::CONSTRUCTOR_ID) => {
                enums::messages::InvitedUsers::from_bytes(body)
                    .ok()
                    .map(|enums::messages::InvitedUsers::Users(users)| users.updates)
            }
            Ok(tl::types::messages::ChatInviteJoinResultOk::CONSTRUCTOR_ID) => {
                match enums::messages::ChatInviteJoinResult::from_bytes(body) {
                    Ok(enums::messages::ChatInviteJoinResult::Ok(result)) => Some(result.updates),
                    _ => None,
                }
            }
            _ => enums::Updates::from_bytes(body).ok(),
        };
        let mut seen = lock(&self.seen);
        match updates {
            Some(enums::Updates::Updates(all)) => seen.add_all(&all.updates),
            Some(enums::Updates::Combined(all)) => seen.add_all(&all.updates),
            Some(enums::Updates::UpdateShort(one)) => seen.add_all(&[one.update]),
            Some(enums::Updates::UpdateShortSentMessage(sent)) => {
                seen.add(Mark::Place(0, sent.pts));
                seen.add(Mark::Message(0, sent.id));
            }
            _ => {}
        }
    }

    /// Marks what only our own calls can have put into the stream.
    pub fn learn_certain(&self, received: &UpdatesLike) {
        let mut seen = lock(&self.seen);
        match received {
            UpdatesLike::ShortSentMessage { update, .. } => {
                seen.add(Mark::Place(0, update.pts));
                seen.add(Mark::Message(0, update.id));
            }
            UpdatesLike::AffectedMessages(affected) => seen.add(Mark::Place(0, affected.pts)),
            UpdatesLike::AffectedChannelMessages { affected, channel_id, .. } => {
                seen.add(Mark::Place(*channel_id, affected.pts));
            }
            _ => {}
        }
    }

    fn knows(&self, update: &enums::Update) -> bool {
        let marks = marks(update);
        let seen = lock(&self.seen);
        marks.into_iter().flatten().any(|mark| seen.marks.contains(&mark))
    }
}

impl Seen {
    fn add_all(&mut self, updates: &[enums::Update]) {
        for mark in updates.iter().flat_map(marks).flatten() {
            self.add(mark);
        }
    }

    fn add(&mut self, mark: Mark) {
        if self.marks.insert(mark) {
            self.order.push_back(mark);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.marks.remove(&oldest);
        }
    }
}

/// What an update is recognized by: its place and message, or else its bytes.
fn marks(update: &enums::Update) -> [Option<Mark>; 2] {
    let place = place(update).map(|(channel, pts)| Mark::Place(channel, pts));
    let message = match update {
        enums::Update::NewMessage(new) => Some(message_id(&new.message)),
        enums::Update::NewChannelMessage(new) => Some(message_id(&new.message)),
        _ => None,
    };
    let message = message.map(|(channel, id)| Mark::Message(channel, id));
    if place.is_none() && message.is_none() {
        let mut hasher = DefaultHasher::new();
        update.to_bytes().hash(&mut hasher);
        return [Some(Mark::Bytes(hasher.finish())), None];
    }
    [place, message]
}

/// The sequence and the place in it. A difference's messages have no place of their own.
fn place(update: &enums::Update) -> Option<(i64, i32)> {
    use enums::Update as U;
    let place = match update {
        U::NewMessage(u) => (0, u.pts),
        U::EditMessage(u) => (0, u.pts),
        U::DeleteMessages(u) => (0, u.pts),
        U::ReadHistoryInbox(u) => (0, u.pts),
        U::ReadHistoryOutbox(u) => (0, u.pts),
        U::ReadMessagesContents(u) => (0, u.pts),
        U::WebPage(u) => (0, u.pts),
        U::PinnedMessages(u) => (0, u.pts),
        U::FolderPeers(u) => (0, u.pts),
        U::NewChannelMessage(u) => (message_id(&u.message).0, u.pts),
        U::EditChannelMessage(u) => (message_id(&u.message).0, u.pts),
        U::DeleteChannelMessages(u) => (u.channel_id, u.pts),
        U::PinnedChannelMessages(u) => (u.channel_id, u.pts),
        U::ChannelWebPage(u) => (u.channel_id, u.pts),
        _ => return None,
    };
    // Updates that count nothing share their place with others.
    (place.1 > 0 && counts(update)).then_some(place)
}

fn counts(update: &enums::Update) -> bool {
    use enums::Update as U;
    match update {
        U::ReadHistoryInbox(u) => u.pts_count > 0,
        U::ReadHistoryOutbox(u) => u.pts_count > 0,
        U::ReadMessagesContents(u) => u.pts_count > 0,
        U::WebPage(u) => u.pts_count > 0,
        U::ChannelWebPage(u) => u.pts_count > 0,
        U::PinnedMessages(u) => u.pts_count > 0,
        U::PinnedChannelMessages(u) => u.pts_count > 0,
        U::FolderPeers(u) => u.pts_count > 0,
        _ => true,
    }
}

/// The channel, or 0, and the message's id there.
fn message_id(message: &enums::Message) -> (i64, i32) {
    let (peer, id) = match message {
        enums::Message::Message(message) => (Some(&message.peer_id), message.id),
        enums::Message::Service(message) => (Some(&message.peer_id), message.id),
        enums::Message::Empty(message) => (message.peer_id.as_ref(), message.id),
    };
    match peer {
        Some(enums::Peer::Channel(channel)) => (channel.channel_id, id),
        _ => (0, id),
    }
}

/// The message of an update that we, or another session of ours, have sent.
fn outgoing(update: &enums::Update) -> Option<&enums::Message> {
    let message = match update {
        enums::Update::NewMessage(new) => &new.message,
        enums::Update::NewChannelMessage(new) => &new.message,
        _ => return None,
    };
    let out = match message {
        enums::Message::Message(message) => message.out,
        enums::Message::Service(message) => message.out,
        enums::Message::Empty(_) => false,
    };
    out.then_some(message)
}

/// Whether a function's answer may be, or contain, updates that grammers puts into the stream.
pub fn may_update(constructor: u32) -> bool {
    const RESULTS: [&str; 6] = [
        "Updates",
        "X",
        "messages.AffectedMessages",
        "messages.InvitedUsers",
        "messages.ChatInviteJoinResult",
        "ChatInviteJoinResult",
    ];
    ox_tl::by_id(constructor).is_none_or(|found| RESULTS.contains(&found.result))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
