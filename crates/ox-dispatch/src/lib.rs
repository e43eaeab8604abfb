//! Which handlers an update reaches: commands, watchers, event builders, raw handlers, open conversations.
//! Pure: bytes, facts and the time in, a decision out. No I/O, no clock, no Python. A verdict may let too much through, never too little;
//! commands are the exception: who may not run one is refused here.

mod command;
mod decision;
mod event;
mod facts;
mod grep;
mod interest;
mod layout;
mod message;
mod pattern;
mod ratelimit;
mod registry;
mod security;
mod tags;

pub use decision::{ASKED, Command, Decision};
pub use facts::{Facts, WatcherRule};
pub use interest::{
    Asks, CommandInterest, Decides, EventInterest, EventKind, Interests, RawInterest, WatcherInterest,
};
pub use ratelimit::{Charge, Limiter};
pub use registry::Registry;
pub use security::Security;
pub use security::groups::Group;
pub use security::mask::Mask;
pub use security::rights::{Moment, Need, Standing, Standings};
pub use security::rules::{Rule, Rules, Scope};
pub use tags::{Tag, Tags};
