//! `cargo xtask tidy`: the rules of the house that no compiler checks, each in its file.
//! Only finds; nothing is changed here.

mod graph;
mod headers;
mod langpacks;
mod levels;
mod manifest;
mod schema;
mod tree;
mod words;
mod wrappers;

use std::process::ExitCode;

use anyhow::Context;

use tree::Tree;

/// Where, and what is wrong there.
pub struct Finding {
    place: String,
    words: String,
}

impl Finding {
    /// `place` is a path, `path:line` or the name of a crate.
    pub fn new(place: impl Into<String>, words: impl Into<String>) -> Self {
        Self { place: place.into(), words: words.into() }
    }
}

fn main() -> anyhow::Result<ExitCode> {
    if std::env::args().nth(1).as_deref() == Some("tidy") {
        return tidy();
    }
    eprintln!("usage: cargo xtask tidy");
    Ok(ExitCode::from(2))
}

fn tidy() -> anyhow::Result<ExitCode> {
    let metadata = cargo_metadata::MetadataCommand::new().exec().context("`cargo metadata` failed")?;
    let tree = Tree::read(metadata.workspace_root.as_std_path())?;
    let graph = graph::Graph::new(&metadata);
    let findings: Vec<Finding> = [
        headers::check(&tree),
        words::check(&tree),
        levels::check(&graph),
        wrappers::check(&graph, &tree),
        manifest::check(&tree),
        schema::check(&graph, &tree),
        langpacks::check(&tree),
    ]
    .into_iter()
    .flatten()
    .collect();
    for finding in &findings {
        println!("{}: {}", finding.place, finding.words);
    }
    println!("tidy: {} files, {} findings", tree.files.len(), findings.len());
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
