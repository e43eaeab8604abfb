//! The memory twin: for tests, logins that are not finished and playgrounds.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::{Backend, Visit, Write};
use crate::StoreError;

/// A sorted map behind a lock.
#[derive(Default)]
pub struct Memory {
    rows: RwLock<Rows>,
}

type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

impl Memory {
    fn read(&self) -> RwLockReadGuard<'_, Rows> {
        self.rows.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Rows> {
        self.rows.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend for Memory {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.read().get(key).cloned())
    }

    fn set(&self, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        self.write().insert(key.to_vec(), value.to_vec());
        Ok(())
    }

    fn remove(&self, key: &[u8]) -> Result<(), StoreError> {
        self.write().remove(key);
        Ok(())
    }

    fn apply(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        let mut rows = self.write();
        for (key, value) in writes {
            match value {
                Some(value) => rows.insert(key, value),
                None => rows.remove(&key),
            };
        }
        Ok(())
    }

    fn scan(&self, prefix: &[u8], visit: Visit) -> Result<(), StoreError> {
        for (key, value) in self.read().range(prefix.to_vec()..) {
            if !key.starts_with(prefix) || visit(key, value).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn seek(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.read().range(key.to_vec()..).next().map(|(key, _)| key.clone()))
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
