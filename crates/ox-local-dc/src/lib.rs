//! Telegram's data centres in one process: real MTProto on loopback, and a world of people, chats and files behind it.
//! It stands on typed grammers so that its codec is not the account's. For tests, benchmarks and the playground: nothing
//! outlives the process, and nothing here is a model of Telegram's limits beyond what a client can see.

#![allow(clippy::match_bool, reason = "two short arms of equal weight read better side by side")]

mod connection;
pub mod console;
mod crypto;
mod error;
mod faults;
mod handshake;
mod key;
mod layers;
mod record;
mod rpc;
mod server;
mod services;
mod session;
mod transport;
mod world;

pub use error::DcError;
pub use faults::Faults;
pub use server::{DATA_CENTRES, HOME_DC, LocalDc, Options};
pub use world::World;
pub use world::files::contents::pattern;
pub use world::stage::{Button, Click, Entity, Line, PendingClick, Person, StageError};
