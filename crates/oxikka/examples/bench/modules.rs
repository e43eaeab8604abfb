//! The module files that hosts are given: `compat-tests/bench/modules`, under as many class names as wanted.

use std::fs;
use std::path::Path;

use anyhow::Context;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../compat-tests/bench/modules");

/// A module as a host keeps it.
pub struct Source {
    pub class: String,
    pub text: String,
}

/// The modules beside the built-in ones in one run.
#[derive(Clone, Copy, Default)]
pub struct Load {
    pub watchers: usize,
    pub typical: usize,
}

impl Load {
    /// Their sources, and that of the command which every run asks.
    pub fn sources(self) -> anyhow::Result<Vec<Source>> {
        let mut all = copies("answer", "AnswerMod", 1)?;
        all.extend(copies("watch", "WatchMod", self.watchers)?);
        all.extend(copies("typical", "TypicalMod", self.typical)?);
        Ok(all)
    }
}

/// Copies of one file whose classes, names and commands are told apart by a number.
fn copies(stem: &str, class: &str, count: usize) -> anyhow::Result<Vec<Source>> {
    let path = Path::new(FOLDER).join(format!("{stem}.py"));
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let shown = class.trim_end_matches("Mod");
    let copy = |number: usize| {
        let mut text = text.replace(class, &format!("{shown}{number}Mod"));
        if number > 0 {
            text = text.replace(&format!("\"name\": \"{shown}\""), &format!("\"name\": \"{shown}{number}\""));
            for command in ["hi", "count", "note", "notes"] {
                text = text.replace(&format!("def {command}("), &format!("def {command}{number}("));
            }
        }
        Source { class: format!("{shown}{number}Mod"), text }
    };
    Ok((0..count).map(copy).collect())
}
