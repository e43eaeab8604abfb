//! One file per subcommand.

pub mod doctor;
pub mod python;
pub mod run;
