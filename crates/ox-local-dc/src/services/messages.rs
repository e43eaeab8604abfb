//! `messages.*`, by what they do: `send`, and further areas beside it.
//! Out of scope: secret chats, making sticker sets, stories, saved dialogs, quick replies.

pub(crate) mod dialogs;
pub(crate) mod drafts;
pub(crate) mod edit_data;
pub(crate) mod folders;
pub(crate) mod forward;
pub(crate) mod history;
pub(crate) mod marks;
pub(crate) mod media;
pub(crate) mod notices;
pub(crate) mod polls;
pub(crate) mod reactions;
pub(crate) mod readers;
pub(crate) mod scheduled;
pub(crate) mod search;
pub(crate) mod send;
pub(crate) mod shelves;
pub(crate) mod timers;

use crate::rpc::Table;

pub(crate) fn register(table: &mut Table) {
    dialogs::register(table);
    drafts::register(table);
    edit_data::register(table);
    folders::register(table);
    forward::register(table);
    history::register(table);
    marks::register(table);
    media::register(table);
    notices::register(table);
    polls::register(table);
    reactions::register(table);
    readers::register(table);
    scheduled::register(table);
    search::register(table);
    send::register(table);
    shelves::register(table);
    timers::register(table);
}
