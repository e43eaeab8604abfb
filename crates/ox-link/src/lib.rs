//! The frames between core and worker, and their codec.
//! Two sockets: the link carries frames both ways without waiting; the question socket carries one
//! blocking question and its answer at a time. What the frames mean is decided elsewhere.

mod codec;
pub mod descriptors;
mod frame;
mod question;
mod transfer;

pub use codec::{FrameBuffer, LinkError, MAX_FRAME};
pub use frame::{Call, Command, Outcome, ToCore, ToWorker};
pub use question::{Answer, Question, read_answer, read_question, write_answer, write_question};
pub use transfer::{AHEAD, CHUNK, Transfer, Way};

/// Descriptor of the link in the worker.
pub const LINK_FD: i32 = 3;
/// Descriptor of the question socket in the worker.
pub const QUESTION_FD: i32 = 4;
/// Descriptor to which the worker's `faulthandler` writes its stacks.
pub const TRACE_FD: i32 = 5;
