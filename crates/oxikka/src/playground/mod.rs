//! The playground's terminal: who types where, and what the chats show.
//! The world itself is the stage's.

mod line;
mod terminal;

pub use terminal::Terminal;
