//! The second wall: Landlock. Its domain keeps ptrace, signals and abstract sockets inside, for root too.
//! Beside a standing namespace every file is allowed; alone it allows everything beside the hidden paths.

use std::fs;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, BitFlags, CompatLevel, Compatible, LandlockStatus, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, Scope, path_beneath_rules,
};

use super::devices;
use super::plan::Plan;
use super::refusal::Refusal;

/// Which files the domain may reach.
pub enum Files<'a> {
    /// All; hiding is done, or given up, elsewhere.
    Everything,
    /// All but the hidden ones of this plan, by naming every neighbour on the way to them.
    Siblings(&'a Plan),
}

/// How the two halves fared.
pub struct Outcome {
    /// File rules and the ptrace domain (ABI 1).
    pub files: Result<(), Refusal>,
    /// Signals and abstract sockets (ABI 6).
    pub scopes: Result<(), Refusal>,
}

/// The newest interface whose rights this file was checked against.
const KNOWN: ABI = ABI::V6;

/// Restricts this process and all its children for ever.
pub fn raise(files: &Files<'_>) -> Outcome {
    let effective = match restrict(files) {
        Ok(LandlockStatus::Available { effective_abi, .. }) => effective_abi,
        Ok(_) => ABI::Unsupported,
        Err(error) => {
            let refusal = Refusal::Words(format!("landlock: {error}"));
            return Outcome { files: Err(refusal.clone()), scopes: Err(refusal) };
        }
    };
    let since = |abi, name| if effective < abi { Err(Refusal::Absent(name)) } else { Ok(()) };
    Outcome { files: since(ABI::V1, "Landlock"), scopes: since(ABI::V6, "Landlock scopes") }
}

fn restrict(files: &Files<'_>) -> Result<LandlockStatus, RulesetError> {
    let everything = AccessFs::from_all(KNOWN);
    // Device nodes are made by the owner's number on some file systems; nobody needs to make one.
    let full = everything & !(AccessFs::MakeBlock | AccessFs::MakeChar);
    let mut grants = Grants::default();
    match files {
        Files::Everything => grants.full.push("/".into()),
        Files::Siblings(plan) => grants.walk(Path::new("/"), plan, State::Open),
    }
    let readonly: BitFlags<AccessFs> = AccessFs::from_read(KNOWN);
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(everything)?
        .scope(Scope::from_all(KNOWN))?
        .create()?
        .add_rules(path_beneath_rules(&grants.full, full))?
        .add_rules(path_beneath_rules(&grants.readonly, readonly))?
        .restrict_self()?;
    Ok(status.landlock)
}

/// The allow-list: Landlock can only give, so a hidden folder's ancestors are given child by child.
/// The ancestors themselves get nothing: new entries directly inside them are not possible.
#[derive(Debug, Default, PartialEq, Eq)]
struct Grants {
    full: Vec<PathBuf>,
    readonly: Vec<PathBuf>,
}

/// What the nearest special ancestor says about a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Readonly,
    Hidden,
}

impl Grants {
    fn walk(&mut self, path: &Path, plan: &Plan, inherited: State) {
        let is = |list: &[PathBuf]| list.iter().any(|other| other == path);
        let state = match inherited {
            _ if path == plan.home => State::Open,
            _ if is(&plan.readonly) => State::Readonly,
            _ if is(&plan.hidden) => State::Hidden,
            _ if plan.private_devices && is_lost_device(path) => State::Hidden,
            inherited => inherited,
        };
        if path != plan.home && special_below(path, plan) {
            for child in children(path) {
                self.walk(&child, plan, state);
            }
            return;
        }
        match state {
            State::Open => self.full.push(path.to_owned()),
            State::Readonly => self.readonly.push(path.to_owned()),
            State::Hidden => {}
        }
    }
}

/// Invariant: `/proc` is never split, because the folders of processes to come cannot be named.
fn special_below(path: &Path, plan: &Plan) -> bool {
    if path == Path::new("/proc") {
        return false;
    }
    let devices = plan.private_devices && Path::new(devices::FOLDER).starts_with(path);
    let mut special = plan.hidden.iter().chain(&plan.readonly).chain([&plan.home]);
    devices || special.any(|other| other.starts_with(path) && other != path)
}

fn is_lost_device(path: &Path) -> bool {
    path.parent() == Some(Path::new(devices::FOLDER))
        && !path.file_name().and_then(|name| name.to_str()).is_some_and(devices::kept)
}

/// Real entries only: a link's target is given under its own name, or not at all.
fn children(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_symlink()))
        .map(|entry| entry.path())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(entries: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for entry in entries {
            fs::create_dir_all(folder.path().join(entry)).unwrap();
        }
        folder
    }

    fn grants(root: &Path, plan: &Plan) -> (Vec<String>, Vec<String>) {
        let mut grants = Grants::default();
        grants.walk(root, plan, State::Open);
        let names = |paths: Vec<PathBuf>| {
            let relative = |path: PathBuf| path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            let mut names: Vec<String> = paths.into_iter().map(relative).collect();
            names.sort();
            names
        };
        (names(grants.full), names(grants.readonly))
    }

    #[test]
    fn neighbours_of_a_hidden_folder_are_given_and_the_folder_is_not() {
        let folder = folder_with(&["data/store/keys", "data/workers/1", "data/other", "shim/a", "etc"]);
        let root = folder.path();
        let plan = Plan {
            hidden: vec![root.join("data/store")],
            readonly: vec![root.join("shim")],
            home: root.join("data/workers/1"),
            private_devices: false,
        };
        let (full, readonly) = grants(root, &plan);
        assert_eq!(full, ["data/other", "data/workers/1", "etc"]);
        assert_eq!(readonly, ["shim"]);
    }

    #[test]
    fn a_home_inside_a_hidden_folder_is_given_alone() {
        let folder = folder_with(&["data/store", "data/workers/1", "data/workers/2", "etc"]);
        let root = folder.path();
        let plan = Plan {
            hidden: vec![root.join("data")],
            readonly: vec![],
            home: root.join("data/workers/1"),
            private_devices: false,
        };
        assert_eq!(grants(root, &plan).0, ["data/workers/1", "etc"]);
    }
}
