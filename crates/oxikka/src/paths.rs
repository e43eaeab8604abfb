//! Where things are: the data folder and what is in it, and the parts of the installation.
//! Nothing is created here.

use std::path::{Path, PathBuf};

use anyhow::Context;
use ox_userbot::WorkerProgram;

use crate::failure::hinted;

const WORKER: &str = "oxikka-worker";
const WORKER_VARIABLE: &str = "OXIKKA_WORKER";
const SHIM_VARIABLE: &str = "OXIKKA_SHIM";
const MODULES_VARIABLE: &str = "OXIKKA_MODULES";

/// The folders of this installation and of its user.
#[derive(Clone, Debug)]
pub struct Paths {
    /// Accounts, settings, modules; belongs to the user.
    pub data: PathBuf,
    /// What can be fetched again.
    pub cache: PathBuf,
    /// Where this program's file lies.
    programs: PathBuf,
}

impl Paths {
    /// `data` is what `--data` or `OXIKKA_DATA` named; without it the user's usual folder is taken.
    pub fn new(data: Option<PathBuf>) -> anyhow::Result<Self> {
        let data = match data {
            Some(folder) => folder,
            None => user_folder("XDG_DATA_HOME", ".local/share")?,
        };
        let data = std::path::absolute(&data).with_context(|| format!("cannot use `{}`", data.display()))?;
        let program = std::env::current_exe().context("this program's own file cannot be found")?;
        let programs = program.parent().map(Path::to_owned).unwrap_or_default();
        Ok(Self { data, cache: user_folder("XDG_CACHE_HOME", ".cache")?, programs })
    }

    /// Keys, sessions, the module database. The worker must find it empty.
    pub fn store(&self) -> PathBuf {
        self.data.join("store")
    }

    /// The folder in which the modules of an account live: their current directory and temporary files.
    pub fn worker_home(&self, account: i64) -> PathBuf {
        self.data.join("worker").join(account.to_string())
    }

    /// The same folders of all other accounts, those that left files behind among them.
    pub fn other_homes(&self, own: i64, known: impl Iterator<Item = i64>) -> anyhow::Result<Vec<PathBuf>> {
        let folder = self.data.join("worker");
        let mut homes: Vec<PathBuf> = known.map(|id| self.worker_home(id)).collect();
        if folder.is_dir() {
            let entries = std::fs::read_dir(&folder);
            let entries = entries.with_context(|| format!("cannot read `{}`", folder.display()))?;
            homes.extend(
                entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_dir()),
            );
        }
        homes.retain(|home| *home != self.worker_home(own));
        homes.sort();
        homes.dedup();
        Ok(homes)
    }

    /// The worker program: named by a variable, beside this one, or on `PATH`.
    pub fn worker(&self) -> anyhow::Result<PathBuf> {
        if let Some(named) = std::env::var_os(WORKER_VARIABLE).map(PathBuf::from) {
            return if named.is_file() {
                Ok(named)
            } else {
                let text = format!("`{WORKER_VARIABLE}` names `{}`, which is not there", named.display());
                Err(hinted(text, format!("unset it, or let it name the program `{WORKER}`")))
            };
        }
        // Tests run from a folder below the one that holds the programs.
        let beside = [self.programs.join(WORKER), self.programs.join("..").join(WORKER)];
        beside.into_iter().find(|path| path.is_file()).or_else(|| which::which(WORKER).ok()).ok_or_else(
            || {
                let text = format!("`{WORKER}` is not beside this program (`{}`)", self.programs.display());
                hinted(text, "build it with `cargo build -p ox-worker`, or run the installer again")
            },
        )
    }

    /// The folder `python_shim`, where it is not left to the worker to find it.
    pub fn shim(&self) -> Option<PathBuf> {
        self.part(SHIM_VARIABLE, "python_shim", "_ox")
    }

    /// The folder of the built-in modules.
    pub fn modules(&self) -> Option<PathBuf> {
        self.part(MODULES_VARIABLE, "modules", "langpacks")
    }

    /// The worker as it is started for modules that live in `home`.
    pub fn worker_program(&self, home: PathBuf) -> anyhow::Result<WorkerProgram> {
        let path = self.worker()?;
        let programs = [Some(path.clone()), std::env::current_exe().ok()];
        let readonly = programs.into_iter().chain([self.shim(), self.modules()]);
        Ok(WorkerProgram {
            shim: self.shim(),
            modules: self.modules(),
            hide: vec![self.store()],
            readonly: readonly.flatten().collect(),
            path,
            home,
        })
    }

    /// A folder of the installation; `inside` is what must be in it.
    fn part(&self, variable: &str, name: &str, inside: &str) -> Option<PathBuf> {
        let named = std::env::var_os(variable).map(PathBuf::from);
        let installed = self.programs.join("../share/oxikka").join(name);
        let source = self.programs.ancestors().skip(1).map(|folder| folder.join(name));
        named
            .into_iter()
            .chain([installed])
            .chain(source)
            .find(|folder| folder.join(inside).is_dir())
            .and_then(|folder| folder.canonicalize().ok())
    }
}

/// `$VARIABLE/oxikka`, or `~/USUAL/oxikka`.
fn user_folder(variable: &str, usual: &str) -> anyhow::Result<PathBuf> {
    let base = match std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute()) {
        Some(base) => base,
        None => std::env::home_dir()
            .filter(|home| home.is_absolute())
            .ok_or_else(|| hinted("there is no home folder", "name a folder with `--data DIR`"))?
            .join(usual),
    };
    Ok(base.join("oxikka"))
}
