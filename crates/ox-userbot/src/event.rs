//! What a running userbot tells those who started it.

use std::fmt;

use serde_json::Value;

/// How a worker ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Death {
    /// It left by itself with this exit code.
    Exited(i32),
    /// A signal ended it.
    Killed(i32),
    /// It used more memory than it may (bytes).
    OverMemory { used: u64, limit: u64 },
    /// Its loop stood still for too long (seconds).
    Stalled { seconds: u64 },
    /// It sent what is not a frame.
    Garbled(String),
    /// Somebody asked for a restart.
    Asked,
}

impl fmt::Display for Death {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MIB: u64 = 1 << 20;
        match self {
            Self::Exited(code) => write!(f, "left with exit code {code}"),
            Self::Killed(signal) => write!(f, "was ended by signal {signal}"),
            Self::OverMemory { used, limit } => {
                write!(f, "used {} MiB of memory, its limit is {} MiB", used / MIB, limit / MIB)
            }
            Self::Stalled { seconds } => write!(f, "stood still for {seconds} s"),
            Self::Garbled(what) => write!(f, "sent what is not a frame: {what}"),
            Self::Asked => write!(f, "was asked to restart"),
        }
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A worker process runs; its modules are not loaded yet. The value is its Hello.
    WorkerStarted { pid: u32, hello: Value },
    /// Modules are loaded and updates flow.
    Ready,
    /// What a compat worker found out about its module.
    Report(Value),
    /// A line for the owner's terminal.
    Notice(String),
    /// A log record of a module.
    Log { level: u8, module: String, text: String },
    /// The worker is gone; `module` is the one that was at work, where that is known.
    WorkerDied { death: Death, module: Option<String> },
    /// The worker's loop stands still; `place` is the module's file and line, where that is known.
    Stalled { seconds: u64, module: Option<String>, place: Option<String> },
    /// A module that ended the worker too often is not loaded any more.
    LeftOut { module: String },
    /// The account itself stopped: logged out, or the stream of updates ended.
    AccountEnded(String),
}
