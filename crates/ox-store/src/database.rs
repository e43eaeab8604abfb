//! The module database: owner, key, JSON text. One disk row per value, so that a write costs its own
//! size, whatever the owner holds.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::layout::{self, Table};
use crate::{AccountStore, StoreError};

impl AccountStore {
    /// The owners that have at least one value, shortest names first. Costs one look-up per owner.
    pub fn owners(&self) -> Result<Vec<String>, StoreError> {
        let prefix = layout::account(Table::Database, self.id);
        let mut owners = Vec::new();
        let mut next = Some(prefix.clone());
        while let Some(from) = next {
            let Some(key) = self.backend().seek(&from)?.filter(|key| key.starts_with(&prefix)) else { break };
            next = match layout::owner_of(&key) {
                Some((owner, end)) => {
                    owners.push(owner.to_owned());
                    layout::after(&key[..end])
                }
                None => layout::after(&key),
            };
        }
        Ok(owners)
    }

    /// All values of an owner.
    pub fn owner(&self, owner: &str) -> Result<BTreeMap<String, String>, StoreError> {
        let prefix = layout::owner(self.id, owner)?;
        let mut values = BTreeMap::new();
        self.backend().scan(&prefix, &mut |key, value| {
            values.insert(lossy(&key[prefix.len()..]), lossy(value));
            ControlFlow::Continue(())
        })?;
        Ok(values)
    }

    /// One value, as JSON text.
    pub fn get(&self, owner: &str, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.backend().get(&layout::value(self.id, owner, key)?)?.map(|value| lossy(&value)))
    }

    /// Stores one value. Writes take effect in the order of the calls; [`AccountStore::flush`] makes
    /// them durable.
    pub fn set(&self, owner: &str, key: &str, json: &str) -> Result<(), StoreError> {
        serde_json::from_str::<serde::de::IgnoredAny>(json).map_err(|source| StoreError::NotJson {
            owner: owner.to_owned(),
            key: key.to_owned(),
            source,
        })?;
        self.backend().set(&layout::value(self.id, owner, key)?, json.as_bytes())
    }

    /// Removes one value; nothing happens when there is none.
    pub fn remove(&self, owner: &str, key: &str) -> Result<(), StoreError> {
        self.backend().remove(&layout::value(self.id, owner, key)?)
    }
}

/// Keys and values were `&str` when they came in.
fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
