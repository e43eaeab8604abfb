//! Each file opens by saying what lives there, and none grows beyond what one reads in a sitting.

use crate::Finding;
use crate::tree::{File, Tree};

const HEADER_LINES: usize = 5;
const FILE_LINES: usize = 600;
const README_LINES: usize = 120;

/// Headers and lengths of Rust and Python files, and the README's length.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let rust = tree.ending(".rs").filter_map(|file| check_file(file, rust_header(&file.text)));
    let python = tree.ending(".py").filter_map(|file| check_file(file, python_header(&file.text)));
    let mut findings: Vec<Finding> = rust.chain(python).collect();
    let readme = tree.text("README.md").lines().count();
    if readme == 0 || readme > README_LINES {
        findings.push(Finding::new("README.md", format!("{readme} lines; 1 to {README_LINES} are wanted")));
    }
    findings
}

fn check_file(file: &File, header: usize) -> Option<Finding> {
    let lines = file.text.lines().count();
    let words = match header {
        _ if file.text.is_empty() => return None,
        0 => "does not open by saying what lives here".to_owned(),
        long if long > HEADER_LINES => format!("its header has {long} lines; {HEADER_LINES} are enough"),
        _ if lines > FILE_LINES => format!("{lines} lines; {FILE_LINES} is the limit"),
        _ => return None,
    };
    Some(Finding::new(&file.path, words))
}

/// Lines of the `//!` at the very beginning.
fn rust_header(text: &str) -> usize {
    text.lines().take_while(|line| line.starts_with("//!")).count()
}

/// Lines of the docstring, which only comments and blank lines may precede.
fn python_header(text: &str) -> usize {
    let before = |line: &&str| line.is_empty() || line.starts_with('#');
    let body: Vec<&str> = text.lines().skip_while(before).collect();
    let Some(first) = body.first().map(|line| line.trim_start_matches('r')) else { return 0 };
    let Some(quote) = ["\"\"\"", "'''"].into_iter().find(|quote| first.starts_with(quote)) else { return 0 };
    if first.len() > quote.len() && first[quote.len()..].contains(quote) {
        return 1;
    }
    let full = body.iter().skip(1).take_while(|line| !line.contains(quote));
    let closing_has_text =
        body.iter().skip(1).find(|line| line.contains(quote)).is_some_and(|line| line.trim() != quote);
    1 + full.filter(|line| !line.trim().is_empty()).count() + usize::from(closing_has_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_counted() {
        for (text, expected) in [("//! One.\n//! Two.\nuse x;\n", 2), ("use x;\n//! Late.\n", 0)] {
            assert_eq!(rust_header(text), expected, "{text}");
        }
        for (text, expected) in [
            ("\"\"\"One.\"\"\"\n", 1),
            ("#!/usr/bin/python\n\n\"\"\"One.\n\nTwo.\n\"\"\"\nimport os\n", 2),
            ("'''One.\nTwo.'''\n", 2),
            ("import os\n\"\"\"Late.\"\"\"\n", 0),
        ] {
            assert_eq!(python_header(text), expected, "{text}");
        }
    }
}
