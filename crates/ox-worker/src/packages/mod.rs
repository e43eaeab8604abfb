//! Packages that modules ask for: which ones, and how they come into the overlay folder.
//! Deciding when to install is the host's.

pub mod installer;
pub mod requirements;
