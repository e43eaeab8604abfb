//! What can go wrong with the store, in words for the person at the terminal.

use std::path::PathBuf;

/// Why the store could not be opened, read or written. The cure stands on its own line.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder cannot be created, listed or locked.
    #[error("cannot use the data folder `{}`: {source}\nhint: check that the folder exists and belongs to you", path.display())]
    Folder { path: PathBuf, source: std::io::Error },
    /// Another process has the folder open.
    #[error("the data folder `{}` is in use{}\nhint: stop the other one first, or choose another folder", path.display(), holder(*process))]
    InUse { path: PathBuf, process: Option<u32> },
    /// There is something at this place that is not a store.
    #[error("`{}` does not hold an oxikka store: {found}\nhint: nothing was changed; choose another folder, or move these files away", path.display())]
    Foreign { path: PathBuf, found: String },
    /// The store was written by another format version.
    #[error("the store in `{}` has format {found}, and this version reads format {}\nhint: nothing was changed; start the version that wrote it, or choose another folder", path.display(), crate::layout::FORMAT)]
    Format { path: PathBuf, found: String },
    /// The store's files are damaged.
    #[error("the store in `{}` is damaged: {cause}\nhint: restore the folder from a copy, or move it away and log in again", path.display())]
    Damaged { path: PathBuf, cause: String },
    /// One row is not what it should be.
    #[error("the store in `{}` has an unreadable row ({row}): {source}\nhint: restore the folder from a copy, or move it away and log in again", path.display())]
    Row { path: PathBuf, row: String, source: serde_json::Error },
    /// A name is longer than the 65,535 bytes that a key can hold.
    #[error("a name of {0} bytes is too long for a key of the store (at most 65535)")]
    NameTooLong(usize),
    /// A value that should be JSON text is not.
    #[error("the value of `{key}` of `{owner}` is not JSON: {source}")]
    NotJson { owner: String, key: String, source: serde_json::Error },
    /// The engine failed to read or write.
    #[error("the store cannot be read or written: {0}\nhint: check the disk's free space and health")]
    Engine(#[from] sled::Error),
}

fn holder(process: Option<u32>) -> String {
    process.map_or_else(|| " by another process".to_owned(), |id| format!(" by process {id}"))
}
