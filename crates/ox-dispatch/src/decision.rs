//! What dispatch answers: data only. Who carries it out lives elsewhere.

use crate::ratelimit::Charge;
use crate::security::rights::Need;

/// The id that stands for: the worker decides. No handler has it.
pub const ASKED: u32 = u32::MAX;

/// Where an update goes. The empty decision holds no memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// Handler ids in calling order: event builders and raw handlers as they were registered, then watchers.
    pub targets: Vec<u32>,
    /// Watchers among `targets` that hear of the message only if the worker, which looks closer, does not run the command.
    pub unless_run: Vec<u32>,
    /// The command to run. With the id [`ASKED`] and the typed word for a name: the worker decides whether it is one.
    pub command: Option<Command>,
    /// What has to be asked before it is known whether a command runs. Until then `targets` lacks the watchers for which
    /// that makes a difference.
    pub needs: Option<Need>,
    /// The message was escaped by a doubled prefix: this is the text it shall be edited to.
    pub unescape: Option<String>,
    /// A conversation is open in the update's chat.
    pub conversation: bool,
}

/// A recognised command that may run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// The handler's id.
    pub id: u32,
    /// Its name, aliases resolved.
    pub name: String,
    /// The message text as the handler sees it: prefix, name, rest.
    pub text: String,
    /// What filters its answer, as it was typed: `| grep …`; mostly empty.
    pub filter: String,
    /// Who pays for it; `None` for owners.
    pub charge: Option<Charge>,
}

impl Decision {
    /// Whether the worker has to see the update. An escape alone is the core's work.
    pub fn wakes_worker(&self) -> bool {
        self.conversation || self.command.is_some() || !self.targets.is_empty()
    }

    /// Whether nobody wants the update at all.
    pub fn is_empty(&self) -> bool {
        !self.wakes_worker() && self.unescape.is_none() && self.needs.is_none()
    }
}
