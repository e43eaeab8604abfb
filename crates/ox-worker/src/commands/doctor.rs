//! `oxikka-worker doctor`: one JSON object about the interpreter, its folders and the walls.

use std::process::ExitCode;

use pyo3::prelude::*;
use serde_json::json;

use crate::args::RunOptions;
use crate::errors::WorkerError;
use crate::{baked, interpreter, walls};

/// Prints the object and leaves with 0, also when walls are missing: judging is the core's job.
pub fn main(options: &RunOptions) -> Result<ExitCode, WorkerError> {
    let shim = baked::shim_dir()?;
    let walls = options.walls().map(|options| walls::raise(&options));
    interpreter::start(options.python_home.as_deref())?;
    let report = Python::attach(|py| -> PyResult<_> {
        let sys = py.import("sys")?;
        let text = |name: &str| sys.getattr(name)?.extract::<String>();
        let purelib: String = py.import("sysconfig")?.call_method1("get_path", ("purelib",))?.extract()?;
        Ok(json!({
            "python": baked::VERSION,
            "executable": text("executable")?,
            "base_executable": baked::EXECUTABLE,
            "libpython": baked::LIBRARY_DIR,
            "prefix": text("prefix")?,
            "site_packages": purelib,
            "shim": shim,
            "layer": ox_tl::LAYER,
            "walls": walls.map(|report| report.walls),
        }))
    });
    let report = report.map_err(|error| WorkerError::Start(error.to_string()))?;
    println!("{report}");
    Ok(ExitCode::SUCCESS)
}
