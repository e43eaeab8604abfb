//! Why the worker could not: one enum, and its way into Python.
//! What Telegram refused is not an error here; it reaches modules through the factory that link.py sets.

use std::path::PathBuf;

use pyo3::exceptions::{PyConnectionError, PyEOFError, PyValueError};
use pyo3::{PyErr, create_exception};
use thiserror::Error;

create_exception!(
    _ox.native,
    CoreError,
    pyo3::exceptions::PyRuntimeError,
    "The core answered that it could not."
);
create_exception!(
    _ox.native,
    UnknownConstructor,
    PyValueError,
    "Bytes name a constructor that the schema lacks."
);

/// What can go wrong in the worker's own work.
#[derive(Debug, Error)]
pub enum WorkerError {
    #[error("no subcommand\nhint: `run`, `python` or `doctor`")]
    NoCommand,
    #[error("unknown subcommand `{0}`\nhint: `run`, `python` or `doctor`")]
    UnknownCommand(String),
    #[error("unknown option `{0}`")]
    UnknownOption(String),
    #[error("option `{0}` needs a value")]
    NoValue(String),
    #[error("the folder `python_shim` was not found\nhint: set OXIKKA_SHIM to it")]
    NoShim,
    #[error("`{}` is not a virtual environment", .0.display())]
    NotAVenv(PathBuf),
    #[error(
        "the virtual environment `{}` belongs to the interpreter in `{}`, this worker to `{}`\nhint: make it anew with `{} -m venv`",
        venv.display(), home.display(), crate::baked::EXECUTABLE, crate::baked::EXECUTABLE
    )]
    ForeignVenv { venv: PathBuf, home: PathBuf },
    #[error("a path or argument holds a NUL byte")]
    Nul,
    #[error("python did not start: {0}")]
    Start(String),
    #[error("descriptor {0} is not a socket\nhint: the worker is started by `oxikka`, not by hand")]
    NotASocket(i32),
    #[error("not connected to a core\nhint: offline python has no account behind it")]
    Offline,
    #[error("the core closed the link")]
    Closed,
    #[error("the link broke: {0}")]
    Socket(#[from] std::io::Error),
    #[error("the link brought nonsense: {0}")]
    Frame(#[from] ox_link::LinkError),
    #[error("`{0}` is not a requirement")]
    Requirement(String),
    #[error("tool for packages failed to start: {0}")]
    Installer(std::io::Error),
    #[error("bytes end in the middle of a value")]
    Short,
}

impl From<WorkerError> for PyErr {
    fn from(error: WorkerError) -> PyErr {
        let text = error.to_string();
        match error {
            WorkerError::Offline | WorkerError::Closed | WorkerError::Socket(_) => {
                PyConnectionError::new_err(text)
            }
            WorkerError::Frame(_) | WorkerError::Requirement(_) => PyValueError::new_err(text),
            WorkerError::Short => PyEOFError::new_err(text),
            _ => CoreError::new_err(text),
        }
    }
}
