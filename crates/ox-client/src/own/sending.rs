//! Calls that may send a message and of which it is not yet known whether they did. An outgoing message
//! that could be theirs is held back until they are decided, at most for a while.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use grammers_tl_types::{self as tl, Deserializable, Identifiable, enums};
use ox_tl::peer::{PeerKind, marked};
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::lock;

/// The longest that a message is held back.
const HELD: Duration = Duration::from_secs(30);
/// How long a call waits for its message in place of its lost answer.
const FOUND: Duration = Duration::from_secs(10);
/// How long a call that may have been carried out can claim a message.
const CLAIMED: Duration = Duration::from_mins(5);

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// Not sent, or refused: nothing can have happened.
    Idle,
    /// Sent, not answered.
    Sent,
    /// Sent at least once without an answer: it may have been carried out.
    Unsure,
    /// Carried out, but the answer is lost; its message is still to come.
    Done,
}

/// The calls that may be sending.
#[derive(Default)]
pub struct Sendings {
    all: Arc<Mutex<Vec<Arc<Entry>>>>,
    claims: Arc<Mutex<VecDeque<(Instant, Claim)>>>,
}

struct Entry {
    claim: Claim,
    wire: watch::Sender<Wire>,
    /// What the lost answer must have been.
    found: watch::Sender<Option<Box<enums::Updates>>>,
}

/// The message that a call would send: where, and its text if that is known.
#[derive(Clone)]
struct Claim {
    /// Marked id; `None` may be anywhere.
    peer: Option<i64>,
    text: Option<String>,
    random_id: i64,
}

/// One logical call, with all its retries. Dropping it ends it; one that ends as lost leaves a claim.
pub struct Sending {
    entry: Arc<Entry>,
    all: Arc<Mutex<Vec<Arc<Entry>>>>,
    claims: Arc<Mutex<VecDeque<(Instant, Claim)>>>,
}

impl Sendings {
    /// `None` when the body is a call that sends nothing.
    pub fn begin(&self, body: &[u8], me: i64) -> Option<Sending> {
        let claim = claim(body, me)?;
        let entry =
            Arc::new(Entry { claim, wire: watch::Sender::new(Wire::Idle), found: watch::Sender::new(None) });
        lock(&self.all).push(entry.clone());
        Some(Sending { entry, all: self.all.clone(), claims: self.claims.clone() })
    }

    /// Returns when every call that is out now and could have sent the message is decided. A server
    /// does not push a message to the session that sent it, so a pushed one is only held back for calls
    /// of an earlier session; a fetched one may be of any.
    pub async fn decided(&self, message: &enums::Message, fetched: bool) {
        let until = Instant::now() + HELD;
        let may_be = |entry: &&Arc<Entry>| {
            let wire = *entry.wire.borrow();
            (wire == Wire::Unsure || (fetched && wire == Wire::Sent)) && entry.claim.fits(message, false)
        };
        let candidates: Vec<_> = lock(&self.all).iter().filter(may_be).cloned().collect();
        for entry in candidates {
            let mut wire = entry.wire.subscribe();
            drop(entry);
            let _ = timeout_at(until, wire.wait_for(|wire| matches!(wire, Wire::Idle | Wire::Done))).await;
        }
    }

    /// Whether a call whose answer is lost has sent the message; each claims one. A call that still
    /// waits is given the message in the form of its answer.
    pub fn claims(&self, message: &enums::Message, users: &[enums::User], chats: &[enums::Chat]) -> bool {
        let waits = |entry: &&Arc<Entry>| {
            *entry.wire.borrow() == Wire::Done
                && entry.found.borrow().is_none()
                && entry.claim.fits(message, true)
        };
        if let Some(entry) = lock(&self.all).iter().find(waits) {
            let answer = answer(entry.claim.random_id, message, users, chats);
            entry.found.send_replace(Some(Box::new(answer)));
            return true;
        }
        let mut claims = lock(&self.claims);
        let now = Instant::now();
        claims.retain(|(until, _)| *until > now);
        let found = claims.iter().position(|(_, claim)| claim.fits(message, true));
        found.is_some_and(|at| claims.remove(at).is_some())
    }
}

impl Sending {
    /// Says where the call stands. Sending again does not make it sure.
    pub fn set(&self, wire: Wire) {
        self.entry.wire.send_modify(|now| {
            if !(*now == Wire::Unsure && wire == Wire::Sent) {
                *now = wire;
            }
        });
    }
}

impl Sending {
    /// The answer of a call that is done, made from its message; `None` when that does not come.
    pub async fn found(&self) -> Option<Box<enums::Updates>> {
        self.entry.claim.text.as_ref()?;
        let mut found = self.entry.found.subscribe();
        let found = timeout_at(Instant::now() + FOUND, found.wait_for(Option::is_some)).await;
        found.ok()?.ok()?.clone()
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        let claimed = self.entry.found.borrow().is_some();
        if *self.entry.wire.borrow() != Wire::Idle && !claimed {
            let until = Instant::now() + CLAIMED;
            lock(&self.claims).push_back((until, self.entry.claim.clone()));
        }
        lock(&self.all).retain(|entry| !Arc::ptr_eq(entry, &self.entry));
        self.entry.wire.send_replace(Wire::Idle);
    }
}

impl Claim {
    /// Whether the message could be (or, exactly, surely is) the one that was sent.
    fn fits(&self, message: &enums::Message, exactly: bool) -> bool {
        let (peer, text) = match message {
            enums::Message::Message(message) => (&message.peer_id, &*message.message),
            enums::Message::Service(message) => (&message.peer_id, ""),
            enums::Message::Empty(_) => return false,
        };
        match (self.peer, &self.text) {
            (Some(to), Some(sent)) if exactly => to == peer_id(peer) && sent.trim() == text.trim(),
            (Some(to), _) => to == peer_id(peer) && !exactly,
            (None, _) => !exactly,
        }
    }
}

/// What a request sends, or `None` for one that sends nothing.
fn claim(body: &[u8], me: i64) -> Option<Claim> {
    use tl::functions::{channels, messages};
    fn read<T: Identifiable + Deserializable>(body: &[u8]) -> Option<T> {
        T::from_bytes(body.get(4..)?).ok()
    }
    let constructor = u32::from_bytes(body).ok()?;
    let mut random_id = 0;
    let (peer, text) = match constructor {
        messages::SendMessage::CONSTRUCTOR_ID => {
            let request: messages::SendMessage = read(body)?;
            random_id = request.random_id;
            (Some(request.peer), Some(request.message))
        }
        messages::SendMedia::CONSTRUCTOR_ID => {
            let request: messages::SendMedia = read(body)?;
            random_id = request.random_id;
            (Some(request.peer), Some(request.message))
        }
        messages::SendMultiMedia::CONSTRUCTOR_ID => {
            (Some(read::<messages::SendMultiMedia>(body)?.peer), None)
        }
        messages::ForwardMessages::CONSTRUCTOR_ID => {
            (Some(read::<messages::ForwardMessages>(body)?.to_peer), None)
        }
        messages::SendInlineBotResult::CONSTRUCTOR_ID => {
            (Some(read::<messages::SendInlineBotResult>(body)?.peer), None)
        }
        // Whatever else answers with updates may come with a service message.
        messages::EditMessage::CONSTRUCTOR_ID
        | messages::SendReaction::CONSTRUCTOR_ID
        | messages::SaveDraft::CONSTRUCTOR_ID
        | channels::GetParticipants::CONSTRUCTOR_ID => return None,
        _ if ox_tl::by_id(constructor)?.result == "Updates" => (None, None),
        _ => return None,
    };
    Some(Claim { peer: peer.and_then(|peer| input_peer_id(&peer, me)), text, random_id })
}

/// The answer that a sending call gets: its random id's message id, and the message.
fn answer(
    random_id: i64,
    message: &enums::Message,
    users: &[enums::User],
    chats: &[enums::Chat],
) -> enums::Updates {
    let id = tl::types::UpdateMessageId { id: message.id(), random_id };
    let (message, pts, pts_count) = (message.clone(), 0, 0);
    let date = match &message {
        enums::Message::Message(message) => message.date,
        enums::Message::Service(message) => message.date,
        enums::Message::Empty(_) => 0,
    };
    let in_channel = match &message {
        enums::Message::Message(message) => matches!(message.peer_id, enums::Peer::Channel(_)),
        _ => false,
    };
    let new = if in_channel {
        tl::types::UpdateNewChannelMessage { message, pts, pts_count }.into()
    } else {
        tl::types::UpdateNewMessage { message, pts, pts_count }.into()
    };
    let updates = vec![id.into(), new];
    tl::types::Updates { updates, users: users.to_vec(), chats: chats.to_vec(), date, seq: 0 }.into()
}

fn input_peer_id(peer: &enums::InputPeer, me: i64) -> Option<i64> {
    Some(match peer {
        enums::InputPeer::PeerSelf => me,
        enums::InputPeer::User(user) => user.user_id,
        enums::InputPeer::UserFromMessage(user) => user.user_id,
        enums::InputPeer::Chat(chat) => marked(PeerKind::Chat, chat.chat_id),
        enums::InputPeer::Channel(channel) => marked(PeerKind::Channel, channel.channel_id),
        enums::InputPeer::ChannelFromMessage(channel) => marked(PeerKind::Channel, channel.channel_id),
        enums::InputPeer::Empty => return None,
    })
}

fn peer_id(peer: &enums::Peer) -> i64 {
    match peer {
        enums::Peer::User(user) => user.user_id,
        enums::Peer::Chat(chat) => marked(PeerKind::Chat, chat.chat_id),
        enums::Peer::Channel(channel) => marked(PeerKind::Channel, channel.channel_id),
    }
}
