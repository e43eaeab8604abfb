//! What build.rs knew: the interpreter linked against, and where the Python side lies.

use std::path::{Path, PathBuf};

use crate::errors::WorkerError;

/// Program of the interpreter that was linked; never a virtual environment's.
pub const EXECUTABLE: &str = env!("OX_PYTHON_EXECUTABLE");
/// Its version, "3.11.7".
pub const VERSION: &str = env!("OX_PYTHON_VERSION");
/// Folder of its shared library.
pub const LIBRARY_DIR: &str = env!("OX_PYTHON_LIBRARY_DIR");

const SHIM_SOURCE: &str = env!("OX_SHIM_SOURCE");
const SHIM_VARIABLE: &str = "OXIKKA_SHIM";

/// The folder with the Python side: `OXIKKA_SHIM`, else beside the program, else the source tree.
pub fn shim_dir() -> Result<PathBuf, WorkerError> {
    let named = std::env::var_os(SHIM_VARIABLE).map(PathBuf::from);
    let installed = std::env::current_exe()
        .ok()
        .and_then(|program| Some(program.parent()?.parent()?.join("share/oxikka/python_shim")));
    [named, installed, Some(PathBuf::from(SHIM_SOURCE))]
        .into_iter()
        .flatten()
        .find(|dir| dir.join("_ox").is_dir())
        .and_then(|dir| dir.canonicalize().ok())
        .ok_or(WorkerError::NoShim)
}

/// The program to be: the virtual environment's when one is given and fits, else the baked one.
pub fn executable(python_home: Option<&Path>) -> Result<PathBuf, WorkerError> {
    let Some(venv) = python_home else {
        return Ok(EXECUTABLE.into());
    };
    let config = std::fs::read_to_string(venv.join("pyvenv.cfg"))
        .map_err(|_| WorkerError::NotAVenv(venv.to_owned()))?;
    let home = venv_home(&config).ok_or_else(|| WorkerError::NotAVenv(venv.to_owned()))?;
    let ours = Path::new(EXECUTABLE).parent().and_then(|dir| dir.canonicalize().ok());
    if home.canonicalize().ok() != ours {
        return Err(WorkerError::ForeignVenv { venv: venv.to_owned(), home });
    }
    let venv = std::path::absolute(venv).map_err(|_| WorkerError::NotAVenv(venv.to_owned()))?;
    Ok(venv.join("bin/python"))
}

fn venv_home(config: &str) -> Option<PathBuf> {
    config
        .lines()
        .filter_map(|line| line.split_once('='))
        .find(|(key, _)| key.trim() == "home")
        .map(|(_, value)| PathBuf::from(value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_is_read_from_pyvenv_cfg() {
        let check = |config: &str, expected: Option<&str>| {
            assert_eq!(venv_home(config), expected.map(PathBuf::from), "{config:?}");
        };
        check("home = /usr/bin\nversion = 3.11.7\n", Some("/usr/bin"));
        check("include-system-site-packages = false\nhome=/opt/p/bin", Some("/opt/p/bin"));
        check("version = 3.11.7", None);
    }

    #[test]
    fn a_venv_of_another_interpreter_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("pyvenv.cfg"), "home = /nowhere/bin\n").unwrap();
        let error = executable(Some(dir.path())).unwrap_err();
        assert!(matches!(error, WorkerError::ForeignVenv { .. }), "{error}");
    }
}
