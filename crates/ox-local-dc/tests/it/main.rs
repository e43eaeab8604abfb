//! The data centre from outside: a small raw client for what a well-behaved one never does, and the real client
//! library of other userbots as a peer for everything else (`peers`).

mod areas;
mod client;
mod faults;
mod handshake;
mod history;
mod notices;
mod peers;
mod people;
mod updates;
mod wire;
