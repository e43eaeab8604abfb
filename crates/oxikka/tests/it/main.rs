//! The program as a whole: whole userbots against the local data centre.

mod attacks;
mod command_line;
mod scene;
mod updates;
