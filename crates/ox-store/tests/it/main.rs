//! The store from outside: each rule on sled and on its memory twin, opening, and being killed.

mod database;
mod kill;
mod modules;
mod opening;
mod peers;
mod session;

use ox_store::{AccountStore, Store};

/// Runs a test on both engines.
fn on_both(test: impl Fn(AccountStore)) {
    test(Store::memory().account(1));
    let folder = tempfile::tempdir().unwrap();
    test(Store::open(folder.path()).unwrap().account(1));
}
