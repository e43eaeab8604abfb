//! The program as a whole: whole userbots against the local data centre.

mod accounts;
mod attacks;
mod command_line;
mod program;
mod scene;
mod updates;
