//! The first word to a worker: which account, what for, which modules.

use std::{collections::BTreeSet, path::Path};

use ox_dispatch::Facts;
use ox_store::{AccountStore, ModuleRow};
use serde_json::{Value, json};

use crate::{facts, userbot::StartMode};

/// The Start frame's configuration. Modules in `left_out` are not named in it.
pub fn config(
    account: i64,
    home: &Path,
    facts: &Facts,
    store: &AccountStore,
    mode: &StartMode,
    left_out: &BTreeSet<String>,
) -> Value {
    let mut config = json!({
        "account": account,
        "home": home,
        "language": facts::languages(store).first().map_or("en", String::as_str),
        "prefix": facts.prefix,
        "version": env!("CARGO_PKG_VERSION"),
    });
    match mode {
        StartMode::Run => {
            config["mode"] = "run".into();
            config["modules"] = modules(store, left_out).into();
        }
        StartMode::Compat(module) => {
            config["mode"] = "compat".into();
            config["compat"] = module.clone();
        }
    }
    config
}

fn modules(store: &AccountStore, left_out: &BTreeSet<String>) -> Vec<Value> {
    let rows = store.modules().unwrap_or_else(|error| {
        tracing::error!(%error, "the lock file of modules cannot be read; starting without them");
        Vec::new()
    });
    rows.iter().filter(|row| !left_out.contains(&row.class)).filter_map(|row| module(store, row)).collect()
}

fn module(store: &AccountStore, row: &ModuleRow) -> Option<Value> {
    match store.module_source(&row.hash) {
        Ok(Some(source)) => Some(json!({
            "class": row.class, "name": row.name, "origin": row.origin,
            "source": String::from_utf8_lossy(&source), "packages": row.packages,
        })),
        Ok(None) => {
            tracing::error!(class = row.class, "the source of a stored module is missing; load it again");
            None
        }
        Err(error) => {
            tracing::error!(class = row.class, %error, "the source of a stored module cannot be read");
            None
        }
    }
}
