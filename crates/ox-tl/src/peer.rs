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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_put_on_and_taken_off() {
        let cases = [
            (PeerKind::User, 5, 5),
            (PeerKind::Chat, 5, -5),
            (PeerKind::Chat, 999_999_999_999, -999_999_999_999),
            (PeerKind::Channel, 5, -1_000_000_000_005),
            (PeerKind::Channel, 2_345_678_901, -1_002_345_678_901),
            (PeerKind::Channel, 997_852_516_352, -1_997_852_516_352),
        ];
        for (kind, id, expected) in cases {
            assert_eq!(marked(kind, id), expected);
            assert_eq!(unmarked(expected), (kind, id));
        }
    }

    #[test]
    fn hostile_ids_do_not_overflow() {
        for id in [i64::MIN, i64::MAX, 0, -1] {
            for kind in [PeerKind::User, PeerKind::Chat, PeerKind::Channel] {
                unmarked(marked(kind, id));
            }
        }
    }
}
