//! Our schema files are those of the typed crate in use, so that both sides read one layer.

use crate::Finding;
use crate::graph::Graph;
use crate::tree::Tree;

const FILES: [&str; 2] = ["api.tl", "mtproto.tl"];
const OURS: &str = "crates/ox-tl/schema";
const THEIRS: &str = "grammers-tl-types";

/// Byte by byte.
pub fn check(graph: &Graph, tree: &Tree) -> Vec<Finding> {
    let Some(folder) = graph.folders.get(THEIRS) else {
        return vec![Finding::new(OURS, format!("`{THEIRS}` is not in the graph"))];
    };
    let differs = |name: &&str| {
        let theirs = std::fs::read_to_string(folder.join("tl").join(name)).unwrap_or_default();
        theirs.is_empty() || theirs != tree.text(&format!("{OURS}/{name}"))
    };
    let words = |name: &str| Finding::new(format!("{OURS}/{name}"), format!("differs from that of {THEIRS}"));
    FILES.into_iter().filter(differs).map(words).collect()
}
