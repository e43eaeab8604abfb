//! Folders of packages that files with the same requirements share, one install at a time in each.

use std::{
    collections::{BTreeSet, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context;
use tokio::sync::OwnedMutexGuard;

/// The overlays below one folder; cheap to clone.
#[derive(Clone)]
pub struct Overlays {
    folder: PathBuf,
    busy: Arc<Mutex<HashMap<PathBuf, Arc<tokio::sync::Mutex<()>>>>>,
}

impl Overlays {
    /// `folder` is made when it is first needed.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, busy: Arc::default() }
    }

    /// The overlay for these requirements, and the right to install into it until the guard is dropped.
    pub async fn take(
        &self,
        requirements: &BTreeSet<String>,
    ) -> anyhow::Result<(PathBuf, OwnedMutexGuard<()>)> {
        // Invariant: the standard hasher without a seed; the name only has to be stable between runs of one build,
        // otherwise packages are fetched again.
        let mut hasher = DefaultHasher::new();
        requirements.hash(&mut hasher);
        let path = self.folder.join(format!("{:016x}", hasher.finish()));
        std::fs::create_dir_all(&path).with_context(|| format!("cannot make `{}`", path.display()))?;
        let lock =
            self.busy.lock().unwrap_or_else(PoisonError::into_inner).entry(path.clone()).or_default().clone();
        Ok((path, lock.lock_owned().await))
    }
}

/// Puts an overlay where a worker that lives in `home` looks for its packages.
pub fn lend(overlay: &Path, home: &Path) -> anyhow::Result<()> {
    std::os::unix::fs::symlink(overlay, home.join("packages")).context("cannot lend the overlay")
}

/// What the `# requires:` lines of a source name.
pub fn required(source: &str) -> BTreeSet<String> {
    let lines = source.lines().filter_map(|line| {
        let comment = line.trim_start().strip_prefix('#')?.trim_start();
        comment.strip_prefix("requires:")
    });
    lines.flat_map(str::split_whitespace).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_read_from_their_comments() {
        let check = |source: &str, expected: &[&str]| {
            assert_eq!(
                required(source).iter().map(String::as_str).collect::<Vec<_>>(),
                expected,
                "{source:?}"
            );
        };
        check("# requires: b a>=1\nimport a\n", &["a>=1", "b"]);
        check("#requires: a\n", &["a"]);
        check("x = 1  # no requires: here\n", &[]);
    }

    #[tokio::test]
    async fn the_same_requirements_share_one_folder() {
        let folder = tempfile::tempdir().unwrap();
        let overlays = Overlays::new(folder.path().to_owned());
        let set = |names: &[&str]| names.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
        let (first, guard) = overlays.take(&set(&["a", "b"])).await.unwrap();
        drop(guard);
        assert_eq!(overlays.take(&set(&["b", "a"])).await.unwrap().0, first);
        assert_ne!(overlays.take(&set(&["a"])).await.unwrap().0, first);
    }
}
