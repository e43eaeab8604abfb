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
/// How long a call that may have been carried out can claim a message.
const CLAIMED: Duration = Duration::from_secs(300);

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// Not sent, or refused: nothing can have happened.
    Idle,
    /// Sent, not answered.
    Sent,
    /// Sent, and the answer is lost: it may have been carried out.
    Lost,
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
}

/// The message that a call would send: where, and its text if that is known.
#[derive(Clone)]
struct Claim {
    /// Marked id; `None` may be anywhere.
    peer: Option<i64>,
    text: Option<String>,
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
        let entry = Arc::new(Entry { claim, wire: watch::Sender::new(Wire::Idle) });
        lock(&self.all).push(entry.clone());
        Some(Sending { entry, all: self.all.clone(), claims: self.claims.clone() })
    }

    /// Returns when every call that is out now and could have sent the message is decided.
    pub async fn decided(&self, message: &enums::Message) {
        let until = Instant::now() + HELD;
        let candidates: Vec<_> =
            lock(&self.all).iter().filter(|entry| entry.claim.fits(message, false)).cloned().collect();
        for entry in candidates {
            let mut wire = entry.wire.subscribe();
            drop(entry);
            let _ = timeout_at(until, wire.wait_for(|wire| *wire == Wire::Idle)).await;
        }
    }

    /// Whether a call that ended as lost has sent the message; each claims one.
    pub fn claims(&self, message: &enums::Message) -> bool {
        let mut claims = lock(&self.claims);
        let now = Instant::now();
        claims.retain(|(until, _)| *until > now);
        let found = claims.iter().position(|(_, claim)| claim.fits(message, true));
        found.is_some_and(|at| claims.remove(at).is_some())
    }
}

impl Sending {
    /// Says where the call stands.
    pub fn set(&self, wire: Wire) {
        self.entry.wire.send_replace(wire);
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        if *self.entry.wire.borrow() != Wire::Idle {
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
    let (peer, text) = match constructor {
        messages::SendMessage::CONSTRUCTOR_ID => {
            let request: messages::SendMessage = read(body)?;
            (Some(request.peer), Some(request.message))
        }
        messages::SendMedia::CONSTRUCTOR_ID => {
            let request: messages::SendMedia = read(body)?;
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
    Some(Claim { peer: peer.and_then(|peer| input_peer_id(&peer, me)), text })
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
