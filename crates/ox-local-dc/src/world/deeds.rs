//! What administrators did to a channel, for its log: bans, rights, edits, deletions, titles, topics, settings.
//! Actions are kept as they looked to whoever did them. The method lives in `services::admin_log`.

use grammers_tl_types::{enums, types};

use super::State;
use super::messages::Uid;
use super::peers::{Mentioned, Peer};
use crate::session::unix_seconds;

/// An entry of the log.
#[derive(Clone)]
pub(crate) struct Deed {
    pub id: i64,
    pub date: i32,
    pub by: i64,
    pub action: enums::ChannelAdminLogEventAction,
}

impl State {
    /// Writes a deed into a channel's log.
    pub fn note_deed(&mut self, by: i64, channel: i64, action: impl Into<enums::ChannelAdminLogEventAction>) {
        let action = action.into();
        if let Some(channel) = self.channels.get_mut(&channel) {
            let id = channel.deeds.len() as i64 + 1;
            channel.deeds.push(Deed { id, date: unix_seconds(), by, action });
        }
    }

    /// A channel's message as it looks to somebody now, to be compared with how it looks later.
    pub fn look(&self, viewer: i64, peer: Peer, uid: Uid) -> Option<enums::Message> {
        match peer {
            Peer::Channel(_) => self.render(viewer, uid, &mut Mentioned::default()),
            _ => None,
        }
    }

    /// Writes the edit of a channel's message into the log.
    pub fn note_edit(&mut self, by: i64, peer: Peer, uid: Uid, before: Option<enums::Message>) {
        let after = self.look(by, peer, uid);
        if let (Peer::Channel(id), Some(prev_message), Some(new_message)) = (peer, before, after) {
            self.note_deed(
                by,
                id,
                types::ChannelAdminLogEventActionEditMessage { prev_message, new_message },
            );
        }
    }
}
