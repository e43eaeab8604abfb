//! `oxikka-worker python …`: the embedded interpreter, used like `python`, with the shim importable.
//! No link: whatever needs an account says so.

use std::ffi::OsString;
use std::process::ExitCode;

use pyo3::ffi;
use pyo3::prelude::*;

use crate::errors::WorkerError;
use crate::{baked, interpreter};

/// Runs what the arguments say and returns Python's exit code.
pub fn main(arguments: &[OsString]) -> Result<ExitCode, WorkerError> {
    let shim = baked::shim_dir()?;
    interpreter::start_with_arguments(arguments)?;
    let prepared = Python::attach(|py| {
        interpreter::prepare(py, &shim, None).map(drop).inspect_err(|error| error.print(py))
    });
    if prepared.is_err() {
        return Ok(ExitCode::FAILURE);
    }
    // SAFETY: Python was started with parsed arguments and this thread holds the GIL.
    let code = unsafe { ffi::Py_RunMain() };
    Ok(ExitCode::from(code as u8))
}
