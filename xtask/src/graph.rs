//! The resolved crates and who depends on whom, as `cargo metadata` tells.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use cargo_metadata::{DependencyKind, Metadata};

/// Names of crates that another depends on.
type Names = BTreeSet<String>;

/// Crates by name; versions of one crate are one node.
pub struct Graph {
    /// Members of the workspace.
    pub members: Names,
    /// What each crate needs to be built and run.
    pub needs: BTreeMap<String, Names>,
    /// What the tests of a member need besides.
    pub tests_need: BTreeMap<String, Names>,
    /// Where each crate's files lie.
    pub folders: BTreeMap<String, PathBuf>,
}

impl Graph {
    /// Reads the resolved graph; features are those of the whole workspace.
    pub fn new(metadata: &Metadata) -> Self {
        let mut graph = Self {
            members: metadata.workspace_packages().iter().map(|package| package.name.to_string()).collect(),
            needs: BTreeMap::new(),
            tests_need: BTreeMap::new(),
            folders: BTreeMap::new(),
        };
        for package in &metadata.packages {
            let folder = package.manifest_path.parent().map(|folder| folder.as_std_path().to_owned());
            graph.folders.insert(package.name.to_string(), folder.unwrap_or_default());
        }
        for node in metadata.resolve.iter().flat_map(|resolve| &resolve.nodes) {
            let name = metadata[&node.id].name.to_string();
            for dependency in &node.deps {
                let other = metadata[&dependency.pkg].name.to_string();
                let real = dependency.dep_kinds.iter().any(|kind| kind.kind != DependencyKind::Development);
                let map = if real { &mut graph.needs } else { &mut graph.tests_need };
                map.entry(name.clone()).or_default().insert(other);
            }
        }
        graph
    }

    /// Everything that `name` needs, near and far.
    pub fn reach(&self, name: &str) -> Names {
        let mut reached = Names::new();
        let mut open = vec![name.to_owned()];
        while let Some(name) = open.pop() {
            let new = self.needs.get(&name).into_iter().flatten().filter(|other| !reached.contains(*other));
            let new: Vec<String> = new.cloned().collect();
            reached.extend(new.iter().cloned());
            open.extend(new);
        }
        reached
    }

    /// Everyone who names `name` as a dependency, tests included.
    pub fn parents(&self, name: &str) -> Names {
        let maps = self.needs.iter().chain(&self.tests_need);
        maps.filter(|(_, others)| others.contains(name)).map(|(parent, _)| parent.clone()).collect()
    }
}
