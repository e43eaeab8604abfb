//! What the worker wants to hear of, as it says it: the JSON of an Interests frame. Indexes over it are `registry`'s.
//! Every frame replaces the one before it completely.

use serde::Deserialize;

use crate::tags::Tags;

/// Everything that is registered in the worker. Ids are unique across kinds and grow with registration.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Interests {
    /// Commands of modules.
    pub commands: Vec<CommandInterest>,
    /// Watchers of modules.
    pub watchers: Vec<WatcherInterest>,
    /// Event builders.
    pub events: Vec<EventInterest>,
    /// Handlers of raw updates.
    pub raw: Vec<RawInterest>,
    /// Marked ids of chats in which a conversation is open.
    pub conversations: Vec<i64>,
    /// What the worker decides itself.
    pub decides: Decides,
}

/// What the worker decides itself, because modules put functions of their own in the place of the host's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Decides {
    /// Which messages are commands.
    pub commands: Option<Asks>,
    /// Which watchers get a message or chat action.
    pub watchers: bool,
}

/// Of which messages the worker is asked whether they are commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Asks {
    /// Of those that begin with the prefix.
    Words,
    /// Of every one that is no forward.
    Messages,
}

/// One command.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct CommandInterest {
    /// Its id.
    pub id: u32,
    /// The word after the prefix.
    pub name: String,
    /// Other words for it, from its decorator.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The module it belongs to.
    #[serde(default)]
    pub module: String,
    /// The path of the module's source, by which settings may name it.
    #[serde(default)]
    pub path: String,
    /// The name of the function behind it.
    #[serde(default)]
    pub function: String,
    /// Who may run it, as the mask of its decorators.
    #[serde(default)]
    pub security: Option<u32>,
    /// It costs others more of what they may do in a while.
    #[serde(default)]
    pub ratelimit: bool,
    /// Conditions on the message.
    #[serde(default)]
    pub tags: Tags,
}

/// One watcher.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct WatcherInterest {
    /// Its id.
    pub id: u32,
    /// The module it belongs to.
    #[serde(default)]
    pub module: String,
    /// The path of the module's source, by which settings may name it.
    #[serde(default)]
    pub path: String,
    /// The name under which the module is shown.
    #[serde(default)]
    pub title: String,
    /// Conditions on the message.
    #[serde(default)]
    pub tags: Tags,
}

/// One event builder with the filters that need no Python.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct EventInterest {
    /// Its id.
    pub id: u32,
    /// What it builds.
    pub kind: EventKind,
    /// Marked ids; all chats when `None`.
    #[serde(default)]
    pub chats: Option<Vec<i64>>,
    /// `chats` are the ones to leave out.
    #[serde(default)]
    pub blacklist_chats: bool,
    /// Only incoming messages, when true.
    #[serde(default)]
    pub incoming: Option<bool>,
    /// Only own messages, when true.
    #[serde(default)]
    pub outgoing: Option<bool>,
    /// Marked ids of senders; all when `None`.
    #[serde(default)]
    pub from_users: Option<Vec<i64>>,
    /// Only forwards, or none.
    #[serde(default)]
    pub forwards: Option<bool>,
}

/// The kinds of events that can be built from updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[allow(missing_docs, reason = "the names are the client library's own")]
pub enum EventKind {
    NewMessage,
    MessageEdited,
    MessageDeleted,
    MessageRead,
    ChatAction,
    UserUpdate,
    CallbackQuery,
    InlineQuery,
    Album,
}

/// One handler of raw updates.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct RawInterest {
    /// Its id.
    pub id: u32,
    /// Constructor ids of updates; all when `None`.
    #[serde(default)]
    pub constructors: Option<Vec<u32>>,
}
