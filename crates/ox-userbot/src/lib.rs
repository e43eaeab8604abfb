//! One running account: the life of an update, the supervisor of its worker, its limits.
//! Speaks to Telegram only through ox-client and to Python only through ox-link.

mod approval;
mod calls;
mod controls;
mod deaths;
mod descriptors;
mod event;
mod facts;
mod family;
mod firewall;
mod flusher;
mod guests;
mod idle;
mod link;
mod login_codes;
mod mask;
mod memory;
mod notice;
mod pages;
mod pulse;
mod questions;
mod request;
mod rights;
mod running;
mod start;
mod trace;
mod transfers;
mod userbot;
mod usernames;
mod waiting;
mod worker;

pub use event::{Death, Event};
pub use userbot::{Limits, StartMode, Userbot, UserbotError, UserbotOptions};
pub use worker::WorkerProgram;

/// Makes the calling process unreadable for others of its user (`/proc/PID/mem`, ptrace, core dumps).
/// The core calls it before it loads a key; an `exec` or a change of user undoes it.
pub fn harden_process() -> std::io::Result<()> {
    // SAFETY: prctl with plain integers touches no memory of ours.
    let result = unsafe { libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0) };
    if result == 0 { Ok(()) } else { Err(std::io::Error::last_os_error()) }
}
