//! The program as a whole: whole userbots against the local data centre.

#[path = "../../src/stage/account.rs"]
mod account;
mod accounts;
mod attacks;
mod command_line;
mod playground;
mod program;
mod scene;
mod updates;
