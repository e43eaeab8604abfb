//! The engines under the store: sled on disk, a map in memory; ordered bytes to bytes.
//! They know nothing of accounts or rows.

mod disk;
mod later;
mod memory;

use std::ops::ControlFlow;

pub use disk::Disk;
pub use memory::Memory;

use crate::StoreError;

/// A write of a batch: `None` removes.
pub type Write = (Vec<u8>, Option<Vec<u8>>);

/// What is called with each row of a scan.
pub type Visit<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> ControlFlow<()>;

/// Ordered rows with single-key writes. A write is seen by every later read; after a crash the rows
/// are those of some moment at or after the last [`Backend::flush`].
pub trait Backend: Send + Sync {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;
    fn set(&self, key: &[u8], value: &[u8]) -> Result<(), StoreError>;
    fn remove(&self, key: &[u8]) -> Result<(), StoreError>;
    /// All writes or none, also after a crash.
    fn apply(&self, writes: Vec<Write>) -> Result<(), StoreError>;
    /// Visits the rows whose key starts with `prefix`, in order, until told to stop.
    fn scan(&self, prefix: &[u8], visit: Visit) -> Result<(), StoreError>;
    /// The first key at or after `key`.
    fn seek(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;
    /// Returns when every earlier write is on disk.
    fn flush(&self) -> Result<(), StoreError>;
}
