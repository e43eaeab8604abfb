//! Starts Python as the `python` of a virtual environment (or of the baked interpreter) would start.
//! Who runs what in it is decided by the subcommands.

use std::ffi::{CStr, CString, OsString};
use std::mem::MaybeUninit;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

use pyo3::ffi;
use pyo3::prelude::*;

use crate::baked;
use crate::bindings;
use crate::errors::WorkerError;
use crate::walls::WallReport;

/// Name under which Python finds the native module.
pub const NATIVE: &str = "_ox.native";

/// A `PyConfig` that is cleared when it goes.
struct Config(ffi::PyConfig);

impl Config {
    fn new(executable: &Path) -> Result<Self, WorkerError> {
        let mut raw = MaybeUninit::<ffi::PyConfig>::zeroed();
        // SAFETY: the call fills the whole struct, which is plain integers and pointers.
        let mut config = unsafe {
            ffi::PyConfig_InitPythonConfig(raw.as_mut_ptr());
            Self(raw.assume_init())
        };
        let program = CString::new(executable.as_os_str().as_bytes()).map_err(|_| WorkerError::Nul)?;
        let raw = &raw mut config.0;
        // SAFETY: the fields belong to the config that is handed in beside them.
        let statuses = unsafe {
            [
                ffi::PyConfig_SetBytesString(raw, &raw mut (*raw).executable, program.as_ptr()),
                ffi::PyConfig_SetBytesString(raw, &raw mut (*raw).program_name, program.as_ptr()),
            ]
        };
        statuses.into_iter().try_for_each(check)?;
        Ok(config)
    }

    /// Arguments as `python` reads them; `arguments[0]` is the program.
    fn arguments(&mut self, arguments: &[CString]) -> Result<(), WorkerError> {
        let mut pointers: Vec<_> = arguments.iter().map(|a| a.as_ptr()).collect();
        // SAFETY: the pointers live longer than the call, which copies what they point to.
        check(unsafe {
            ffi::PyConfig_SetBytesArgv(&raw mut self.0, pointers.len() as isize, pointers.as_mut_ptr())
        })
    }

    fn start(&mut self) -> ffi::PyStatus {
        // SAFETY: the config was filled by the functions made for it.
        unsafe { ffi::Py_InitializeFromConfig(&raw const self.0) }
    }
}

impl Drop for Config {
    fn drop(&mut self) {
        // SAFETY: the config was initialised and is not used afterwards.
        unsafe { ffi::PyConfig_Clear(&raw mut self.0) }
    }
}

fn check(status: ffi::PyStatus) -> Result<(), WorkerError> {
    // SAFETY: reads the status; its message is a static string when there is one.
    unsafe {
        if ffi::PyStatus_Exception(status) == 0 {
            return Ok(());
        }
        let text = status.err_msg;
        let text = if text.is_null() { c"no reason given" } else { CStr::from_ptr(text) };
        Err(WorkerError::Start(text.to_string_lossy().into_owned()))
    }
}

/// Starts Python for `run`: no argument parsing, no signal handlers of its own. The GIL is released.
pub fn start(python_home: Option<&Path>) -> Result<(), WorkerError> {
    let mut config = Config::new(&baked::executable(python_home)?)?;
    config.0.parse_argv = 0;
    config.0.install_signal_handlers = 0;
    check(config.start())?;
    // SAFETY: this thread holds the GIL since the start.
    unsafe { ffi::PyEval_SaveThread() };
    Ok(())
}

/// Starts Python as `python ARGUMENTS` would; leaves for `--version` and wrong options. The GIL is held.
pub fn start_with_arguments(arguments: &[OsString]) -> Result<(), WorkerError> {
    let venv = std::env::var_os("VIRTUAL_ENV");
    let executable =
        baked::executable(venv.as_deref().map(Path::new)).unwrap_or_else(|_| baked::EXECUTABLE.into());
    let all = std::iter::once(executable.clone().into_os_string())
        .chain(arguments.iter().cloned())
        .map(|argument| CString::new(argument.into_vec()).map_err(|_| WorkerError::Nul))
        .collect::<Result<Vec<_>, _>>()?;
    let mut config = Config::new(&executable)?;
    config.0.parse_argv = 1;
    config.arguments(&all)?;
    let status = config.start();
    // SAFETY: the status is an error or a wish to leave; the call prints the one and obeys the other.
    unsafe {
        if ffi::PyStatus_Exception(status) != 0 {
            ffi::Py_ExitStatusException(status);
        }
    }
    Ok(())
}

/// Puts the shim on `sys.path` and the native module beside it, then imports `_ox`.
pub fn prepare<'py>(
    py: Python<'py>,
    shim: &Path,
    walls: Option<&WallReport>,
) -> PyResult<Bound<'py, PyModule>> {
    let sys = py.import("sys")?;
    sys.getattr("path")?.call_method1("insert", (0, shim.as_os_str()))?;
    let native = bindings::module(py);
    let walls = walls.and_then(|report| serde_json::to_string(&report.walls).ok());
    native.setattr(py, "WALLS", walls)?;
    sys.getattr("modules")?.set_item(NATIVE, native)?;
    py.import("_ox")
}
