//! Decisions about updates as they come from the network: bytes in, verdict out.

mod allocation;
mod asked;
mod commands;
mod draft;
mod events;
mod facts;
mod patterns;
mod ratelimit;
mod security;
mod tags;
mod watchers;
