//! sled, the only place that names it besides `open`.

use super::later::Later;
use super::{Backend, Visit, Write};
use crate::StoreError;

/// An open sled folder.
pub struct Disk {
    // Dropped first: its thread holds the database, too.
    later: Later,
    db: sled::Db,
}

impl Disk {
    /// Takes over a database whose own flusher is off.
    pub fn new(db: sled::Db) -> std::io::Result<Self> {
        let written = db.clone();
        // A failure is not lost: the engine gives it again to whoever writes or flushes next.
        let later = Later::start(move || drop(written.flush()))?;
        Ok(Self { later, db })
    }

    /// Whether there is no row at all.
    pub fn is_empty(&self) -> bool {
        self.db.is_empty()
    }
}

impl Backend for Disk {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.db.get(key)?.map(|value| value.to_vec()))
    }

    fn set(&self, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        self.db.insert(key, value)?;
        self.later.wrote();
        Ok(())
    }

    fn remove(&self, key: &[u8]) -> Result<(), StoreError> {
        self.db.remove(key)?;
        self.later.wrote();
        Ok(())
    }

    fn apply(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (key, value) in writes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        self.db.apply_batch(batch)?;
        self.later.wrote();
        Ok(())
    }

    fn scan(&self, prefix: &[u8], visit: Visit) -> Result<(), StoreError> {
        for row in self.db.scan_prefix(prefix) {
            let (key, value) = row?;
            if visit(&key, &value).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn seek(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.db.range(key..).keys().next().transpose()?.map(|key| key.to_vec()))
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.db.flush()?;
        Ok(())
    }
}
