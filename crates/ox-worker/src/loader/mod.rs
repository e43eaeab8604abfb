//! What old modules call the things that we make: the one place in this crate where those names stand.

pub mod names;
