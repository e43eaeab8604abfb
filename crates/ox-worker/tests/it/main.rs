//! The built worker against real Python: as `python`, and with a core that the test plays.

mod aliases;
mod like_python;
mod link;
mod packages;
mod played_core;
mod tl;
mod worker;
