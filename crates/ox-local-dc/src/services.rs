//! What clients may ask for: one file per area of the API, whose header says what is in and what is out.
//! A method that no file registers is refused by name.

#![allow(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "the method table gives every handler the same shape"
)]

pub(crate) mod account;
pub(crate) mod admin_log;
pub(crate) mod auth;
pub(crate) mod bots;
pub(crate) mod calls;
pub(crate) mod channels;
pub(crate) mod chatlists;
pub(crate) mod chats;
pub(crate) mod colours;
pub(crate) mod contacts;
pub(crate) mod emails;
pub(crate) mod forums;
pub(crate) mod gifts;
pub(crate) mod help;
pub(crate) mod invites;
pub(crate) mod leaving;
pub(crate) mod messages;
pub(crate) mod music;
pub(crate) mod password;
pub(crate) mod photos;
pub(crate) mod privacy;
pub(crate) mod rights;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod stats;
pub(crate) mod stickers;
pub(crate) mod stories;
pub(crate) mod takeout;
pub(crate) mod transcribe;
pub(crate) mod updates;
pub(crate) mod upload;
pub(crate) mod usernames;
pub(crate) mod users;

use crate::rpc::Table;

/// Fills the method table.
pub(crate) fn register(table: &mut Table) {
    account::register(table);
    admin_log::register(table);
    auth::register(table);
    bots::register(table);
    calls::register(table);
    channels::register(table);
    chatlists::register(table);
    chats::register(table);
    colours::register(table);
    contacts::register(table);
    emails::register(table);
    forums::register(table);
    gifts::register(table);
    help::register(table);
    invites::register(table);
    leaving::register(table);
    messages::register(table);
    music::register(table);
    password::settings::register(table);
    photos::register(table);
    privacy::register(table);
    rights::register(table);
    sessions::register(table);
    settings::register(table);
    stats::register(table);
    stickers::register(table);
    stories::register(table);
    takeout::register(table);
    transcribe::register(table);
    updates::register(table);
    upload::register(table);
    usernames::register(table);
    users::register(table);
}
