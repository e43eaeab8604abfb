//! What administrators did to a channel, for its log: bans, rights, edits, deletions, titles, topics, settings.
//! Actions are kept as they looked to whoever did them. The method lives in `services::admin_log`.

use grammers_tl_types::enums;

use super::State;
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
}
