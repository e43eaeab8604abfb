//! Every byte kept on disk: the module database, sessions, peers and the lock file of modules.
//! The disk format lives in `layout`, the engines (sled and its memory twin) in `backend`.
//! What the rows mean to Telegram or to a module is decided elsewhere.

mod backend;
mod database;
mod error;
mod layout;
mod modules;
mod open;
mod peers;
mod session;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use error::StoreError;
pub use modules::{ModuleRow, NotAHash, SourceHash};
pub use peers::{PeerKind, PeerRow};
pub use session::{
    AuthKey, ChannelRow, DcRow, DeviceRow, ProxyKind, ProxyRow, ServerRow, SessionRow, UpdatesRow,
};

use backend::Backend;
use layout::Table;

/// One store: the accounts of one data folder, or of one memory twin.
///
/// Cheap to clone; clones share the same rows. Calls are synchronous and short; only
/// [`Store::flush`] waits for the disk.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    backend: Box<dyn Backend>,
    path: PathBuf,
    /// Makes read-then-write sequences (peers, modules) one step.
    writes: std::sync::Mutex<()>,
    /// Held as long as the store is open; the last field, so that it is released last.
    _lock: Option<std::fs::File>,
}

/// What is listed about an account without opening its session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    /// Telegram's user id.
    pub id: i64,
    /// First and last name.
    pub name: String,
    #[serde(default)]
    pub username: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub bot: bool,
}

impl Store {
    /// Opens the store in a folder, creating both when there is nothing there.
    ///
    /// Fails, without changing anything, when another process holds the folder or when what is
    /// there is not a store that this version can read.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let (backend, lock) = open::disk(path)?;
        Ok(Self::with(Box::new(backend), path.to_owned(), Some(lock)))
    }

    /// A store that lives and dies with its last clone.
    pub fn memory() -> Self {
        Self::with(Box::new(backend::Memory::default()), PathBuf::from(":memory:"), None)
    }

    fn with(backend: Box<dyn Backend>, path: PathBuf, lock: Option<std::fs::File>) -> Self {
        Self { shared: Arc::new(Shared { backend, path, writes: std::sync::Mutex::default(), _lock: lock }) }
    }

    /// The folder, or `:memory:`.
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// The accounts, by id.
    pub fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        self.rows(&layout::table(Table::Account))
    }

    /// Adds an account to the list, or renames it.
    pub fn put_account(&self, row: &AccountRow) -> Result<(), StoreError> {
        self.put_row(&layout::account(Table::Account, row.id), row)
    }

    /// Forgets an account: its session, peers, database and lock file.
    pub fn forget_account(&self, id: i64) -> Result<(), StoreError> {
        let account = self.account(id);
        for module in account.modules()? {
            account.forget_module(&module.class)?;
        }
        for table in Table::OF_ACCOUNT {
            let mut keys = Vec::new();
            self.shared.backend.scan(&layout::account(table, id), &mut |key, _| {
                keys.push(key.to_vec());
                std::ops::ControlFlow::Continue(())
            })?;
            for key in keys {
                self.shared.backend.remove(&key)?;
            }
        }
        Ok(())
    }

    /// The rows of one account; it need not be listed yet.
    pub fn account(&self, id: i64) -> AccountStore {
        AccountStore { store: self.clone(), id }
    }

    /// Returns when every earlier write of this process is on disk. Blocks on the disk.
    pub fn flush(&self) -> Result<(), StoreError> {
        self.shared.backend.flush()
    }

    fn row<T: for<'a> Deserialize<'a>>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        match self.shared.backend.get(key)? {
            Some(bytes) => self.decode(key, &bytes).map(Some),
            None => Ok(None),
        }
    }

    fn rows<T: for<'a> Deserialize<'a>>(&self, prefix: &[u8]) -> Result<Vec<T>, StoreError> {
        let mut raw = Vec::new();
        self.shared.backend.scan(prefix, &mut |key, value| {
            raw.push((key.to_vec(), value.to_vec()));
            std::ops::ControlFlow::Continue(())
        })?;
        raw.iter().map(|(key, value)| self.decode(key, value)).collect()
    }

    fn put_row<T: Serialize>(&self, key: &[u8], row: &T) -> Result<(), StoreError> {
        self.shared.backend.set(key, &self.encode(key, row)?)
    }

    fn encode<T: Serialize>(&self, key: &[u8], row: &T) -> Result<Vec<u8>, StoreError> {
        serde_json::to_vec(row).map_err(|source| self.unreadable(key, source))
    }

    fn decode<T: for<'a> Deserialize<'a>>(&self, key: &[u8], value: &[u8]) -> Result<T, StoreError> {
        serde_json::from_slice(value).map_err(|source| self.unreadable(key, source))
    }

    fn unreadable(&self, key: &[u8], source: serde_json::Error) -> StoreError {
        StoreError::Row { path: self.shared.path.clone(), row: layout::describe(key), source }
    }
}

/// The rows of one account. Cheap to clone.
#[derive(Clone)]
pub struct AccountStore {
    store: Store,
    id: i64,
}

impl AccountStore {
    /// The accounts of the same store, this one among them.
    pub fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        self.store.accounts()
    }

    /// The account's id.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The store that this account is in.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// [`Store::flush`].
    pub fn flush(&self) -> Result<(), StoreError> {
        self.store.flush()
    }

    fn backend(&self) -> &dyn Backend {
        &*self.store.shared.backend
    }

    fn exclusive(&self) -> std::sync::MutexGuard<'_, ()> {
        self.store.shared.writes.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
