//! The walls around Python: raised once, single-threaded, before the interpreter starts.
//! Each wall stands or says why it does not; raising never fails as a whole, and judging the report is
//! the core's job. The core's own half (`PR_SET_DUMPABLE=0`) is not here.

mod capabilities;
mod devices;
mod landlock;
mod namespace;
mod plan;
mod process;
mod refusal;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use plan::Plan;
pub use refusal::Refusal;

/// What the walls are to keep from the worker, and the one folder that is its own.
#[derive(Debug, Clone, Default)]
pub struct WallOptions {
    /// Folders (or existing files) that must not be seen: the core's keys and store.
    pub hide: Vec<PathBuf>,
    /// Existing folders (or files) that may be read and executed only: the programs' own files.
    pub readonly: Vec<PathBuf>,
    /// The worker's existing own folder; it stays open even inside a hidden or read-only one.
    pub home: PathBuf,
}

/// One wall, and why it is missing when it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wall {
    /// `descriptors`, `namespace`, `no_new_privs`, `capabilities`, `landlock`, `scopes`, `oom` or `home`.
    pub name: String,
    /// Whether it stands.
    pub standing: bool,
    /// Why it does not stand.
    pub reason: Option<String>,
}

/// Every wall in the order in which it was raised.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallReport {
    /// One entry per wall, always all of them.
    pub walls: Vec<Wall>,
}

impl WallReport {
    fn note(&mut self, name: &str, outcome: Result<(), Refusal>) -> bool {
        let reason = outcome.err().map(|refusal| refusal.to_string());
        let standing = reason.is_none();
        self.walls.push(Wall { name: name.to_owned(), standing, reason });
        standing
    }
}

/// Raises every wall that the kernel allows. Call it once, before any other thread exists.
pub fn raise(options: &WallOptions) -> WallReport {
    let mut report = WallReport::default();
    report.note("descriptors", process::close_descriptors());
    report.note("oom", process::prefer_to_be_killed());

    let root = process::is_root();
    let plan = Plan::resolve(options, root);
    let namespace = match &plan {
        Ok(plan) => namespace::raise(plan),
        Err(refusal) => Err(refusal.clone()),
    };
    let own_user_namespace = matches!(namespace, Ok(namespace::Kind::User));
    let hidden = report.note("namespace", namespace.map(drop));
    report.note("home", process::settle(&options.home));
    report.note("no_new_privs", process::no_new_privs());
    report.note("capabilities", capabilities::drop(own_user_namespace));

    let files = match &plan {
        Ok(plan) if !hidden => landlock::Files::Siblings(plan),
        _ => landlock::Files::Everything,
    };
    let landlock = landlock::raise(&files);
    report.note("landlock", landlock.files.and_then(|()| plan.map(drop)));
    report.note("scopes", landlock.scopes);
    report
}
