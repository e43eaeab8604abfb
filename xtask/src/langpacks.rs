//! The languages of the built-in modules say the same things.

use std::collections::BTreeSet;

use crate::Finding;
use crate::tree::Tree;

const FOLDER: &str = "modules/langpacks/";
const FIRST: &str = "modules/langpacks/en.yml";

/// Keys of every language against the English ones.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let english = keys(tree.text(FIRST));
    let others = tree.ending(".yml").filter(|file| file.path.starts_with(FOLDER) && file.path != FIRST);
    let mut findings = Vec::new();
    for file in others {
        let keys = keys(&file.text);
        let missing = english.difference(&keys).map(|key| format!("`{key}` is missing"));
        let strange = keys.difference(&english).map(|key| format!("`{key}` is not in {FIRST}"));
        findings.extend(missing.chain(strange).map(|words| Finding::new(&file.path, words)));
    }
    findings
}

/// `section.key` of each line; longer texts go on in deeper lines, which have no key.
fn keys(text: &str) -> BTreeSet<String> {
    let mut section = "";
    let mut keys = BTreeSet::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let Some((key, _)) = line.split_once(':') else { continue };
        match key.len() - key.trim_start().len() {
            0 => section = key,
            2 if !key.trim().contains([' ', '"']) => {
                keys.insert(format!("{section}.{}", key.trim()));
            }
            _ => {}
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_their_section() {
        let text = "# Texts\nhelp:\n  one: \"a: b\"\n  two: |\n    not: a key\nother:\n  one: x\n";
        let expected = ["help.one", "help.two", "other.one"].map(str::to_owned);
        assert_eq!(keys(text), expected.into());
    }
}
