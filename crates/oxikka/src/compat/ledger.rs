//! The file of results: read to go on where a run was stopped, written so that a stop loses little.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::failure::hinted;

use super::{Row, Summary};

/// Rows are written to disk after so many new ones.
const EVERY: usize = 25;

/// All rows so far, by path.
pub struct Ledger {
    rows: BTreeMap<String, Row>,
    file: Option<PathBuf>,
    unwritten: usize,
}

#[derive(Deserialize)]
struct Stored {
    modules: Vec<Row>,
}

#[derive(Serialize)]
struct Written<'a> {
    modules: Vec<&'a Row>,
    summary: Summary,
}

impl Ledger {
    /// Starts with the rows of the file, if it is there.
    pub fn open(file: Option<&Path>) -> anyhow::Result<Self> {
        let rows = match file.map(std::fs::read) {
            Some(Ok(text)) if !text.is_empty() => {
                let stored: Stored = serde_json::from_slice(&text).map_err(|error| {
                    let path = file.unwrap_or(Path::new("")).display();
                    hinted(
                        format!("`{path}` holds no results of an earlier run: {error}"),
                        "name another file, or remove it",
                    )
                })?;
                stored.modules.into_iter().map(|row| (row.path.clone(), row)).collect()
            }
            Some(Err(error)) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).context("the results of the earlier run cannot be read");
            }
            _ => BTreeMap::new(),
        };
        Ok(Self { rows, file: file.map(Path::to_owned), unwritten: 0 })
    }

    /// Whether there is a row for this path.
    pub fn knows(&self, path: &str) -> bool {
        self.rows.contains_key(path)
    }

    /// Adds a row, and writes the file now and then.
    pub fn add(&mut self, row: Row) -> anyhow::Result<()> {
        self.rows.insert(row.path.clone(), row);
        self.unwritten += 1;
        if self.unwritten >= EVERY { self.write() } else { Ok(()) }
    }

    /// Writes the file: completely or not at all.
    pub fn write(&mut self) -> anyhow::Result<()> {
        self.unwritten = 0;
        let Some(file) = &self.file else { return Ok(()) };
        let written = Written { modules: self.rows.values().collect(), summary: self.summary() };
        let part = file.with_added_extension("part");
        let text = serde_json::to_vec_pretty(&written)?;
        std::fs::write(&part, text)
            .and_then(|()| std::fs::rename(&part, file))
            .with_context(|| format!("cannot write `{}`", file.display()))
    }

    /// Counts.
    pub fn summary(&self) -> Summary {
        Summary::of(self.rows.values())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::Outcome;

    #[test]
    fn a_second_run_goes_on_where_the_first_was_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("results.json");
        let mut first = Ledger::open(Some(&file)).unwrap();
        let row = Row { path: "a.py".into(), ..Row::silent(Outcome::Timeout, "Timeout", "10 s".into()) };
        first.add(row).unwrap();
        first.write().unwrap();
        let second = Ledger::open(Some(&file)).unwrap();
        assert!(second.knows("a.py"));
        assert!(!second.knows("b.py"));
        assert_eq!(second.summary(), first.summary());
    }

    #[test]
    fn a_file_with_something_else_in_it_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("notes.json");
        std::fs::write(&file, "[1]").unwrap();
        assert!(Ledger::open(Some(&file)).is_err());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "[1]");
    }
}
