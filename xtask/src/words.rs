//! Words that stay where they belong: the past's names in quarantine, a machine's paths nowhere.

use crate::Finding;
use crate::tree::{File, Tree};

/// Names of other programs, in small letters, as one finds them in identifiers too.
const QUARANTINED: [&str; 6] =
    ["hikka", "heroku", "friendly-telegram", "friendly_telegram", "geek", "telethon"];

/// Beginnings of paths where they are at home.
const AT_HOME: [&str; 11] = [
    "python_shim/",
    "crates/ox-worker/src/loader",
    "crates/ox-tl/src/names.rs",
    "crates/ox-migrate/",
    "compat-tests/",
    "docs/",
    // Built-in modules use the names that a stranger's module uses.
    "modules/",
    "README.md",
    "Makefile",
    "xtask/src/words.rs",
    "ruff.toml",
];

/// Folders, anywhere, where they are at home.
const HOME_FOLDERS: [&str; 2] = ["/tests/", "/bench/"];

/// Every line with a quarantined word, or with a path of this machine.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let home = std::env::var("HOME").unwrap_or_default();
    let root = tree.root.to_string_lossy().into_owned();
    let machine: Vec<String> =
        [home, root].into_iter().filter(|path| path.len() > 1).map(|path| path + "/").collect();
    let quarantined = tree.files.iter().filter(|file| !at_home(&file.path)).flat_map(|file| {
        lines_with(file, |line| {
            let line = line.to_lowercase();
            // Our own name ends like one of theirs.
            let line = line.replace("oxikka", "");
            QUARANTINED
                .iter()
                .find(|word| line.contains(**word))
                .map(|word| format!("the word `{word}` belongs in quarantine"))
        })
    });
    let paths = tree.files.iter().filter(|file| file.path != "Cargo.lock").flat_map(|file| {
        lines_with(file, |line| {
            machine
                .iter()
                .find(|path| line.contains(*path))
                .map(|path| format!("`{path}` is a path of this machine"))
        })
    });
    quarantined.chain(paths).collect()
}

fn at_home(path: &str) -> bool {
    AT_HOME.iter().any(|start| path.starts_with(start))
        || HOME_FOLDERS.iter().any(|folder| path.contains(folder))
}

fn lines_with(file: &File, judge: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    let numbered = file.text.lines().enumerate();
    numbered
        .filter_map(|(index, line)| Some(Finding::new(format!("{}:{}", file.path, index + 1), judge(line)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn found(path: &str, text: &str) -> usize {
        let file = File { path: path.to_owned(), text: text.to_owned() };
        check(&Tree { root: PathBuf::from("/"), files: vec![file] }).len()
    }

    #[test]
    fn a_quarantined_word_is_found_where_it_does_not_belong() {
        let cases = [
            ("crates/ox-store/src/lib.rs", "// as in Hikka\n", 1),
            ("crates/ox-store/src/lib.rs", "// oxikka\n", 0),
            ("crates/ox-store/tests/it/main.rs", "// as in Hikka\n", 0),
            ("python_shim/hikka/loader.py", "import hikka\n", 0),
        ];
        for (path, text, expected) in cases {
            assert_eq!(found(path, text), expected, "{path}: {text}");
        }
    }
}
