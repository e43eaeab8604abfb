//! Marked ids: one number for a user, a basic group or a channel, as the client library and the Bot API write them.
//! Finding a peer's access hash is the store's work.

use crate::errors::DecodeError;
use crate::reader::Reader;
use crate::types;

/// Channels count downwards from here.
const CHANNEL_MARK: i64 = 1_000_000_000_000;

/// What a peer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeerKind {
    /// A person or a bot.
    User,
    /// A basic group.
    Chat,
    /// A broadcast channel or a supergroup.
    Channel,
}

/// The marked id: a user's own, a basic group's negated, a channel's with `-100` before it.
pub fn marked(kind: PeerKind, id: i64) -> i64 {
    match kind {
        PeerKind::User => id,
        PeerKind::Chat => id.wrapping_neg(),
        PeerKind::Channel => (-CHANNEL_MARK).wrapping_sub(id),
    }
}

/// The kind and bare id behind a marked id.
pub fn unmarked(marked: i64) -> (PeerKind, i64) {
    if marked >= 0 {
        (PeerKind::User, marked)
    } else if marked < -CHANNEL_MARK {
        (PeerKind::Channel, (-CHANNEL_MARK).wrapping_sub(marked))
    } else {
        (PeerKind::Chat, -marked)
    }
}

/// Reads a boxed `Peer` as its marked id.
pub fn read_peer(reader: &mut Reader<'_>) -> Result<i64, DecodeError> {
    let constructor = reader.constructor()?;
    let kind = match constructor.id {
        types::PEER_USER => PeerKind::User,
        types::PEER_CHAT => PeerKind::Chat,
        types::PEER_CHANNEL => PeerKind::Channel,
        _ => return Err(DecodeError::Unexpected { tl_name: constructor.tl_name, expected: "a peer" }),
    };
    Ok(marked(kind, reader.i64()?))
}
