//! `messages.*`, by what they do: `send`, and further areas beside it.
//! Out of scope: scheduled messages, drafts, reactions, polls, secret chats, stickers, topics.

pub(crate) mod media;
pub(crate) mod send;

use crate::rpc::Table;

pub(crate) fn register(table: &mut Table) {
    send::register(table);
}
