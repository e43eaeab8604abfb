//! One file for each subcommand: its arguments and its run.

pub mod compat;
pub mod doctor;
pub mod login;
pub mod modules;
pub mod playground;
pub mod python;
pub mod run;
pub mod test;
