//! The data centre from outside: a small raw client for what a well-behaved one never does, and the real client
//! library of other userbots as a peer for everything else (`peers`).

mod albums;
mod areas;
mod calls;
mod chatlists;
mod client;
mod colours;
mod faults;
mod handshake;
mod history;
mod joining;
mod leaving;
mod notices;
mod peers;
mod people;
mod privacy;
mod readers;
mod stickers;
mod timers;
mod updates;
mod webapps;
mod wire;
