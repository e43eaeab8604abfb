//! A core's folders with a secret in them, and a worker started among them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The number of `nobody`.
const NOBODY: u32 = 65534;
/// A worker's exit code: the attack was refused and should not have been.
pub const REFUSED: u8 = 2;

/// Which walls the worker is allowed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    AllWalls,
    /// Namespaces are made impossible first.
    LandlockAlone,
    /// The control: without walls the attacks go through, so that they prove something.
    NoWalls,
}

impl Mode {
    /// As the worker's argument and beside each attack's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::AllWalls => "all walls",
            Self::LandlockAlone => "landlock alone",
            Self::NoWalls => "no walls",
        }
    }
}

/// Whether this program is root.
pub fn is_root() -> bool {
    // SAFETY: no arguments, cannot fail.
    unsafe { libc::geteuid() == 0 }
}

/// Runs this whole program again as `nobody`, from a folder that `nobody` can read.
pub fn again_as_nobody(filter: &str) -> bool {
    let folder = open_folder();
    let program = folder.path().join("walls");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mut command = Command::new(program);
    command.arg(filter).current_dir("/").uid(NOBODY).gid(NOBODY);
    command.status().unwrap().success()
}

fn open_folder() -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("walls").tempdir_in("/tmp").unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// The folders of one run.
pub struct Stage {
    folder: tempfile::TempDir,
    mode: Mode,
}

impl Stage {
    /// `data/store/keys` (hidden), `data/worker` (home), `program/shim.py` (read-only), `neighbour`.
    pub fn set(mode: Mode) -> Self {
        let folder = open_folder();
        let root = folder.path();
        for path in ["data/store", "data/worker", "program", "neighbour"] {
            fs::create_dir_all(root.join(path)).unwrap();
        }
        fs::write(root.join("data/store/keys"), "auth key").unwrap();
        fs::write(root.join("program/shim.py"), "code").unwrap();
        fs::copy(std::env::current_exe().unwrap(), root.join("program/worker")).unwrap();
        Self { folder, mode }
    }

    /// Shown after each attack's name.
    pub fn name(&self) -> String {
        format!("{}, {}", if is_root() { "root" } else { "user" }, self.mode.name())
    }

    /// Starts a worker that raises its walls and tries one attack.
    pub fn run(&self, attack: &str) -> Result<(), Unlike> {
        let root = self.folder.path();
        let mut command = Command::new(root.join("program/worker"));
        command.args(["worker", attack]).arg(root).arg(std::process::id().to_string()).arg(self.mode.name());
        let output = command
            .current_dir(root.join("data"))
            .output()
            .map_err(|error| Unlike::Other(error.to_string()))?;
        if output.status.success() {
            return Ok(());
        }
        let words = [output.stdout, output.stderr].concat();
        let words = format!("{}: {}", output.status, String::from_utf8_lossy(&words));
        Err(if output.status.code() == Some(i32::from(REFUSED)) {
            Unlike::Refused(words)
        } else {
            Unlike::Other(words)
        })
    }
}

/// What a worker printed when its attack did not go as it must.
pub enum Unlike {
    /// It was refused and should not have been.
    Refused(String),
    /// It went through, a wall was missing, or the worker broke.
    Other(String),
}

impl Unlike {
    /// The worker's last words.
    pub fn words(&self) -> &str {
        match self {
            Self::Refused(words) | Self::Other(words) => words,
        }
    }
}

/// The same folders, seen by the worker.
pub struct Scene {
    pub root: PathBuf,
    pub core: i32,
}

impl Scene {
    pub fn store(&self) -> PathBuf {
        self.root.join("data/store")
    }

    pub fn keys(&self) -> PathBuf {
        self.store().join("keys")
    }

    pub fn program(&self, name: &str) -> PathBuf {
        self.root.join("program").join(name)
    }

    pub fn home(&self, name: &str) -> PathBuf {
        let home = self.root.join("data/worker");
        if name.is_empty() { home } else { home.join(Path::new(name)) }
    }
}
