//! The lock file of modules: which ones an account runs, from where, and their source by content hash.
//! Nothing is fetched or parsed here. A source is kept as long as one account's row names it.

use std::fmt;
use std::ops::ControlFlow;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::layout::{self, Table};
use crate::session::{from_hex, hex};
use crate::{AccountStore, StoreError};

/// SHA-256 of a module's source; 64 hexadecimal digits as text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SourceHash(pub [u8; 32]);

/// One installed module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleRow {
    /// The class that the module defines; one row per class.
    pub class: String,
    /// The name that is shown.
    pub name: String,
    /// Where it came from: an address, a file, a message.
    pub origin: String,
    /// Filled by [`AccountStore::put_module`].
    #[serde(default)]
    pub hash: SourceHash,
    /// When it was installed, in seconds since 1970.
    pub date: i64,
    /// The requirements that were installed for it.
    #[serde(default)]
    pub packages: Vec<String>,
}

impl AccountStore {
    /// The installed modules, by class.
    pub fn modules(&self) -> Result<Vec<ModuleRow>, StoreError> {
        self.store.rows(&layout::account(Table::Module, self.id))
    }

    /// A source by its hash.
    pub fn module_source(&self, hash: &SourceHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.backend().get(&layout::source(&hash.0))
    }

    /// Installs or replaces a module: its row and source together or not at all, and durably.
    pub fn put_module(&self, row: &ModuleRow, source: &[u8]) -> Result<SourceHash, StoreError> {
        let _one_step = self.exclusive();
        let hash = SourceHash(layout::hash(source));
        let key = layout::named(Table::Module, self.id, &row.class);
        let old: Option<ModuleRow> = self.store.row(&key)?;
        let row = ModuleRow { hash, ..row.clone() };
        let value = self.store.encode(&key, &row)?;
        self.backend().apply(vec![(layout::source(&hash.0), Some(source.to_vec())), (key, Some(value))])?;
        if let Some(old) = old.filter(|old| old.hash != hash) {
            self.sweep(&old.hash)?;
        }
        self.flush()?;
        Ok(hash)
    }

    /// Uninstalls a module; false when there was none of this class.
    pub fn forget_module(&self, class: &str) -> Result<bool, StoreError> {
        let _one_step = self.exclusive();
        let key = layout::named(Table::Module, self.id, class);
        let Some(row) = self.store.row::<ModuleRow>(&key)? else { return Ok(false) };
        self.backend().remove(&key)?;
        self.sweep(&row.hash)?;
        self.flush()?;
        Ok(true)
    }

    fn sweep(&self, hash: &SourceHash) -> Result<(), StoreError> {
        let mut used = false;
        let text = hash.to_string();
        self.backend().scan(&layout::table(Table::Module), &mut |_, value| {
            used = value.windows(text.len()).any(|window| window == text.as_bytes());
            if used { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if used { Ok(()) } else { self.backend().remove(&layout::source(&hash.0)) }
    }
}

impl fmt::Display for SourceHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for SourceHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SourceHash({self})")
    }
}

/// The text was not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a source hash is 64 hexadecimal digits")]
pub struct NotAHash;

impl FromStr for SourceHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        from_hex(text).map(Self).ok_or(NotAHash)
    }
}

impl Serialize for SourceHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SourceHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
