//! One file for each subcommand: its arguments and its run.

pub mod accounts;
pub mod compat;
pub mod doctor;
pub mod login;
pub mod logout;
pub mod modules;
pub mod playground;
pub mod python;
pub mod run;
pub mod test;
