//! The workspace's manifest: each foreign dependency has its reason above it, and none is left unused.

use crate::Finding;
use crate::tree::Tree;

const MANIFEST: &str = "Cargo.toml";

/// Reasons and uses of the lines below `[workspace.dependencies]`.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let members: Vec<&str> = tree.ending("/Cargo.toml").map(|file| file.text.as_str()).collect();
    let mut findings = Vec::new();
    let mut above = "";
    for (index, line) in dependencies(tree.text(MANIFEST)) {
        let name = line.split([' ', '=']).next().unwrap_or_default();
        let own = line.contains("path = ");
        if !name.is_empty() && !line.starts_with('#') {
            if !own && !above.starts_with('#') {
                findings.push(Finding::new(
                    format!("{MANIFEST}:{index}"),
                    format!("`{name}` has no reason above it"),
                ));
            }
            let used = |text: &&str| {
                text.contains(&format!("\n{name}.workspace = true"))
                    || text.contains(&format!("\n{name} = {{ workspace = true"))
            };
            if !members.iter().any(used) {
                findings.push(Finding::new(format!("{MANIFEST}:{index}"), format!("nobody uses `{name}`")));
            }
        }
        above = line;
    }
    findings
}

fn dependencies(manifest: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = manifest.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines
        .skip_while(|(_, line)| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|(_, line)| !line.starts_with('['))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::File;

    #[test]
    fn a_dependency_without_reason_or_use_is_found() {
        let root = "[workspace.dependencies]\n# Why.\nserde = \"1\"\nlibc = \"0.2\"\n\n[profile.dev]\nopt-level = 1\n";
        let files = [(MANIFEST, root), ("crates/a/Cargo.toml", "[dependencies]\nlibc.workspace = true\n")];
        let files = files.map(|(path, text)| File { path: path.to_owned(), text: text.to_owned() });
        let found = check(&Tree { root: "/".into(), files: files.into() });
        let words: Vec<String> =
            found.into_iter().map(|finding| finding.place + " " + &finding.words).collect();
        assert_eq!(words, ["Cargo.toml:3 nobody uses `serde`", "Cargo.toml:4 `libc` has no reason above it"]);
    }
}
