//! Which rooms may name a foreign crate, and that deny.toml says the same.

use std::collections::BTreeSet;

use crate::Finding;
use crate::graph::Graph;
use crate::tree::Tree;

/// A foreign crate and our only rooms that may depend on it directly.
const WRAPPED: [(&str, &[&str]); 10] = [
    ("pyo3", &["ox-worker"]),
    ("pyo3-async-runtimes", &["ox-worker"]),
    ("pyo3-build-config", &["ox-worker"]),
    ("grammers-client", &["ox-client"]),
    ("grammers-mtsender", &["ox-client"]),
    ("grammers-session", &["ox-client"]),
    ("grammers-tl-types", &["ox-client", "ox-local-dc"]),
    ("grammers-tl-parser", &["ox-tl"]),
    ("sled", &["ox-store"]),
    ("landlock", &["ox-worker"]),
];

/// The table against the graph and against deny.toml, where other foreign crates are parents too.
pub fn check(graph: &Graph, tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let deny = tree.text("deny.toml");
    for (name, rooms) in WRAPPED {
        let (ours, foreign): (BTreeSet<String>, BTreeSet<String>) =
            graph.parents(name).into_iter().partition(|parent| graph.members.contains(parent));
        for parent in ours.iter().filter(|parent| !rooms.contains(&parent.as_str())) {
            findings
                .push(Finding::new(parent, format!("may not depend on `{name}` (xtask/src/wrappers.rs)")));
        }
        let line = deny_line(name, ours.into_iter().chain(foreign).collect());
        if !deny.contains(&line) {
            findings.push(Finding::new("deny.toml", format!("expected the line\n{line}")));
        }
    }
    findings
}

fn deny_line(name: &str, parents: BTreeSet<String>) -> String {
    let parents: Vec<String> = parents.into_iter().map(|parent| format!("\"{parent}\"")).collect();
    format!("    {{ crate = \"{name}\", wrappers = [{}] }},", parents.join(", "))
}
