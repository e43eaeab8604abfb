//! A data folder for `oxikka run`: an account that is logged in at a local data centre, and its modules.

use std::path::Path;

use ox_local_dc::LocalDc;
use ox_store::{ModuleRow, SourceHash, Store};

#[path = "../../src/stage/account.rs"]
mod account;

/// Fills the folder; a module is the name of its class and its source.
pub fn furnish(
    folder: &Path,
    datacentre: &LocalDc,
    person: i64,
    modules: impl IntoIterator<Item = (String, String)>,
) -> anyhow::Result<()> {
    let store = Store::open(&folder.join("store"))?;
    let key = datacentre.world().authorize_key(person);
    let (store, _) = account::log_in(datacentre, &store, (person, "Alice"), key)?;
    store.set("oxikka.security", "owner", &format!("[{person}]"))?;
    for (class, source) in modules {
        let row = ModuleRow {
            name: class.clone(),
            class,
            origin: "<string>".to_owned(),
            hash: SourceHash::default(),
            date: 0,
            packages: Vec::new(),
        };
        store.put_module(&row, source.as_bytes())?;
    }
    store.flush()?;
    Ok(())
}
