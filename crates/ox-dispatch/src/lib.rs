//! Which handlers an update reaches: commands, watchers, event builders, raw handlers, open conversations.
//! Pure: bytes and facts in, a decision out. No I/O, no clock, no Python. A verdict may let too much through, never too little;
//! commands are the exception: who may not run one is refused here.

mod command;
mod decision;
mod event;
mod facts;
mod interest;
mod layout;
mod message;
mod registry;
mod tags;

pub use decision::{Command, Decision};
pub use facts::{Facts, WatcherRule};
pub use interest::{CommandInterest, EventInterest, EventKind, Interests, RawInterest, WatcherInterest};
pub use registry::Registry;
pub use tags::{Tag, Tags};
