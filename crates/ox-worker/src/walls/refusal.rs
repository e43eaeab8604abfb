//! Why a wall does not stand: the step that the kernel refused, and its answer.

use std::io;
use std::path::{Path, PathBuf};

/// One refused step. Cloneable, so that one cause can explain two missing walls.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A system call without a path failed.
    #[error("{step}: {}", describe(*errno))]
    Call { step: &'static str, errno: i32 },
    /// A system call on a path failed.
    #[error("{step} `{}`: {}", path.display(), describe(*errno))]
    Path { step: &'static str, path: PathBuf, errno: i32 },
    /// The kernel lacks it.
    #[error("this kernel has no {0}")]
    Absent(&'static str),
    /// The dress rehearsal in a child, or a library, failed; its own words.
    #[error("{0}")]
    Words(String),
}

impl Refusal {
    /// The calling thread's last OS error, at `step`.
    pub fn last(step: &'static str) -> Self {
        Self::call(step, &io::Error::last_os_error())
    }

    /// `error` at `step`.
    pub fn call(step: &'static str, error: &io::Error) -> Self {
        Self::Call { step, errno: error.raw_os_error().unwrap_or_default() }
    }

    /// `error` at `step` on `path`.
    pub fn path(step: &'static str, path: &Path, error: &io::Error) -> Self {
        Self::Path { step, path: path.to_owned(), errno: error.raw_os_error().unwrap_or_default() }
    }
}

fn describe(errno: i32) -> io::Error {
    io::Error::from_raw_os_error(errno)
}

/// Turns the `-1` of a system call into the refusal of `step`.
pub fn check(step: &'static str, returned: i64) -> Result<i64, Refusal> {
    if returned < 0 { Err(Refusal::last(step)) } else { Ok(returned) }
}
