//! The files of the working tree: those git knows and those it would add.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

/// One text file.
pub struct File {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
}

/// All of them.
pub struct Tree {
    pub root: PathBuf,
    pub files: Vec<File>,
}

impl Tree {
    /// Reads every file that is UTF-8; the others are data.
    pub fn read(root: &Path) -> anyhow::Result<Self> {
        let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let listed =
            Command::new("git").args(arguments).current_dir(root).output().context("git is missing")?;
        ensure!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
        let names = String::from_utf8(listed.stdout)?;
        let read = |name: &str| {
            let text = std::fs::read_to_string(root.join(name)).ok()?;
            Some(File { path: name.to_owned(), text })
        };
        let files = names.split_terminator('\0').filter_map(read).collect();
        Ok(Self { root: root.to_owned(), files })
    }

    /// The text of the file at `path`; empty when there is none.
    pub fn text(&self, path: &str) -> &str {
        self.files.iter().find(|file| file.path == path).map_or("", |file| &file.text)
    }

    /// Files whose name ends with `ending`.
    pub fn ending(&self, ending: &str) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |file| file.path.ends_with(ending))
    }
}
