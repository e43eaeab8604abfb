//! The playground's terminal: who types where, what the chats show, how other clients join.
//! The world itself is the stage's.

mod door;
mod line;
mod terminal;

pub use door::Door;
pub use terminal::Terminal;
