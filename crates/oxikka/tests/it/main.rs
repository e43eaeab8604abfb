//! The program as a whole: whole userbots against the local data centre.

mod attacks;
mod scene;
