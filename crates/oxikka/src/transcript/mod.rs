//! Transcripts: Markdown files in which a module's author writes modules, dialogues and what is expected.
//! The format is described in docs/transcripts.md. Reading knows nothing of running.

mod dialogue;
mod difference;
mod pattern;
mod play;
mod read;
mod setting;

use std::path::PathBuf;

pub use dialogue::{Deed, Expected, Message, Step};
pub use play::{Verdict, play};
pub use read::read;
pub use setting::{Fault, Setting};

/// One case: a section of a transcript with its own world.
#[derive(Clone, Debug)]
pub struct Case {
    /// The headings above it, joined by ` / `.
    pub title: String,
    /// The transcript, as it was named.
    pub path: PathBuf,
    /// Line of its heading.
    pub line: usize,
    pub setting: Setting,
    pub files: Vec<SourceFile>,
    pub talks: Vec<Talk>,
}

/// A fenced Python block with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    pub name: String,
    pub source: String,
    /// Line of the fence.
    pub line: usize,
    /// Whether it is loaded before the first dialogue, or only lies in the modules' folder.
    pub load: bool,
}

/// A fenced dialogue.
#[derive(Clone, Debug)]
pub struct Talk {
    pub place: Place,
    pub steps: Vec<Step>,
}

/// Where a dialogue takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The private chat of alice and bob.
    Private,
    /// A group of everybody.
    Group,
    /// Alice's Saved Messages.
    Saved,
    /// A supergroup of everybody; only where a case has one.
    Supergroup,
    /// A channel that everybody reads; only where a case has one.
    Channel,
}

impl Place {
    /// All places with the names they are written with.
    pub const NAMES: [(&'static str, Place); 5] = [
        ("bob", Place::Private),
        ("group", Place::Group),
        ("saved", Place::Saved),
        ("supergroup", Place::Supergroup),
        ("channel", Place::Channel),
    ];

    /// The place of that name.
    pub fn named(name: &str) -> Option<Place> {
        Self::NAMES.into_iter().find(|(known, _)| *known == name).map(|(_, place)| place)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.into_iter().find(|(_, place)| *place == self).map_or("", |(name, _)| name)
    }
}

/// A transcript that cannot be read: what is wrong, where, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    pub line: usize,
    pub what: String,
}

impl Malformed {
    fn new(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}
