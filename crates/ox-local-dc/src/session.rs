//! One MTProto session on one connection: message ids, sequence numbers, salts, containers.
//! What a session says lives in `rpc`; which bytes travel lives in `connection`. Unsent pushes die with their
//! connection: a client fetches the difference, as after any gap.

use std::collections::{HashSet, VecDeque};
use std::io::Read;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::crypto::{self, AuthKey, BACK, FRONT, KeyId};

/// Constructor of `msg_container`, which the typed schema leaves out.
pub(crate) const CONTAINER: u32 = 0x73f1_f8dc;
/// Constructor of `gzip_packed`, likewise.
pub(crate) const GZIP_PACKED: u32 = 0x3072_cfa1;
/// Constructor of `rpc_result`, likewise.
pub(crate) const RPC_RESULT: u32 = 0xf35c_6d01;

/// How many message ids a session remembers against repetition.
const REMEMBERED: usize = 4096;
/// Bytes of messages that travel in one container at most; a longer message travels alone.
const CONTAINER_BYTES: usize = 1 << 19;
/// Longest inflated `gzip_packed`, in bytes.
const LONGEST_INFLATED: u64 = 1 << 25;

/// Now, in seconds of Unix time.
pub(crate) fn unix_seconds() -> i32 {
    since_epoch().as_secs() as i32
}

fn since_epoch() -> std::time::Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// What a message of the server is, for its id and sequence number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nature {
    /// An answer that asks to be acknowledged.
    Answer,
    /// A service message.
    Notice,
    /// Something the client did not ask for.
    Push,
}

/// A message on its way out.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub nature: Nature,
    /// The request that this answers: the body travels in an `rpc_result`.
    pub request: Option<i64>,
    pub body: Vec<u8>,
}

impl Outgoing {
    /// What nobody waits for.
    pub fn new(nature: Nature, body: Vec<u8>) -> Outgoing {
        Outgoing { nature, request: None, body }
    }

    fn length(&self) -> usize {
        self.body.len() + if self.request.is_some() { 12 } else { 0 }
    }
}

/// The server's side of a session.
pub(crate) struct Session {
    pub id: i64,
    pub salt: i64,
    key: Box<AuthKey>,
    key_id: KeyId,
    answered: i32,
    last_id: i64,
    seen: HashSet<i64>,
    order: VecDeque<i64>,
}

impl Session {
    pub fn new(key: Box<AuthKey>, key_id: KeyId, id: i64, salt: i64) -> Session {
        let (seen, order) = Default::default();
        Session { id, salt, key, key_id, answered: 0, last_id: 0, seen, order }
    }

    /// Error code of `bad_msg_notification` for a client's message id, if it deserves one.
    pub fn fault_of(id: i64) -> Option<i32> {
        let (seconds, now) = (id >> 32, i64::from(unix_seconds()));
        match () {
            () if id & 3 != 0 => Some(18),
            () if seconds < now - 300 => Some(16),
            () if seconds > now + 30 => Some(17),
            () => None,
        }
    }

    /// Remembers a message id; `false` when it came before.
    pub fn first_time(&mut self, id: i64) -> bool {
        if !self.seen.insert(id) {
            return false;
        }
        self.order.push_back(id);
        if self.order.len() > REMEMBERED {
            self.order.pop_front().map(|oldest| self.seen.remove(&oldest));
        }
        true
    }

    /// State byte of `msgs_state_info`: 4 received, 1 nothing known.
    pub fn state_of(&self, id: i64) -> u8 {
        if self.seen.contains(&id) { 4 } else { 1 }
    }

    fn next_id(&mut self, nature: Nature) -> i64 {
        let now = since_epoch();
        let low = if nature == Nature::Push { 3 } else { 1 };
        let id = (now.as_secs() as i64) << 32 | i64::from(now.subsec_nanos()) << 2 & !3;
        self.last_id = id.max((self.last_id & !3) + 4) | low;
        self.last_id
    }

    fn next_sequence(&mut self, nature: Nature) -> i32 {
        if nature == Nature::Notice {
            return self.answered * 2;
        }
        self.answered += 1;
        self.answered * 2 - 1
    }

    fn message(&mut self, message: &Outgoing, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.next_id(message.nature).to_le_bytes());
        bytes.extend_from_slice(&self.next_sequence(message.nature).to_le_bytes());
        bytes.extend_from_slice(&(message.length() as u32).to_le_bytes());
        if let Some(request) = message.request {
            bytes.extend_from_slice(&RPC_RESULT.to_le_bytes());
            bytes.extend_from_slice(&request.to_le_bytes());
        }
        bytes.extend_from_slice(&message.body);
    }

    /// Packs as many of the waiting messages as fit one packet, oldest first; none when nothing waits.
    pub fn pack(&mut self, waiting: &mut VecDeque<Outgoing>) -> Option<Vec<u8>> {
        let mut size = 0;
        let count = waiting
            .iter()
            .take(100)
            .take_while(|message| {
                size += message.length() + 16;
                size <= CONTAINER_BYTES
            })
            .count()
            .max(1)
            .min(waiting.len());
        let mut plain = Vec::with_capacity(FRONT + size + 64 + BACK);
        plain.extend_from_slice(&[0; FRONT]);
        plain.extend_from_slice(&self.salt.to_le_bytes());
        plain.extend_from_slice(&self.id.to_le_bytes());
        match count {
            0 => return None,
            1 => {
                let message = waiting.pop_front()?;
                self.message(&message, &mut plain);
            }
            _ => {
                let mut body = Vec::with_capacity(size + 8);
                body.extend_from_slice(&CONTAINER.to_le_bytes());
                body.extend_from_slice(&(count as u32).to_le_bytes());
                for message in waiting.drain(..count) {
                    self.message(&message, &mut body);
                }
                self.message(&Outgoing::new(Nature::Notice, body), &mut plain);
            }
        }
        Some(crypto::seal(&self.key, self.key_id, plain))
    }
}

/// The messages of a `msg_container`'s body: id and bytes. `None` when it is cut short.
pub(crate) fn container(body: &[u8]) -> Option<Vec<(i64, &[u8])>> {
    let (count, mut rest) = body.split_first_chunk::<4>()?;
    let mut messages = Vec::new();
    for _ in 0..u32::from_le_bytes(*count) {
        let (id, tail) = rest.split_first_chunk::<8>()?;
        let (_sequence, tail) = tail.split_first_chunk::<4>()?;
        let (length, tail) = tail.split_first_chunk::<4>()?;
        let (message, tail) = tail.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        messages.push((i64::from_le_bytes(*id), message));
        rest = tail;
    }
    Some(messages)
}

/// What a `gzip_packed`'s bytes hold.
pub(crate) fn inflate(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let reader = flate2::read::GzDecoder::new(packed);
    reader.take(LONGEST_INFLATED).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// `gzip_packed` of a body, when that is shorter.
pub(crate) fn deflate(body: &[u8]) -> Option<Vec<u8>> {
    use grammers_tl_types::Serializable;
    use std::io::Write;
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(body).ok()?;
    let packed = writer.finish().ok()?;
    let mut bytes = GZIP_PACKED.to_le_bytes().to_vec();
    packed.serialize(&mut bytes);
    (bytes.len() < body.len()).then_some(bytes)
}
