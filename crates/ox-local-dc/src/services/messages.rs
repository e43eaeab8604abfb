//! `messages.*`, by what they do: `send`, and further areas beside it.
//! Out of scope: scheduled messages, drafts, polls, secret chats, stickers, topics.

pub(crate) mod dialogs;
pub(crate) mod forward;
pub(crate) mod history;
pub(crate) mod media;
pub(crate) mod reactions;
pub(crate) mod send;

use crate::rpc::Table;

pub(crate) fn register(table: &mut Table) {
    dialogs::register(table);
    forward::register(table);
    history::register(table);
    media::register(table);
    reactions::register(table);
    send::register(table);
}
