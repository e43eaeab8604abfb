//! `oxikka-worker run`: serves the core on the inherited sockets until it says stop.

use std::process::ExitCode;

use ox_link::{LINK_FD, QUESTION_FD, TRACE_FD};
use pyo3::prelude::*;

use crate::args::RunOptions;
use crate::errors::WorkerError;
use crate::{baked, exit, interpreter, link, sync, walls};

/// Returns only when Python could not be started; otherwise leaves the process itself.
pub fn main(options: &RunOptions) -> Result<ExitCode, WorkerError> {
    let shim = baked::shim_dir()?;
    let walls = options.walls().map(|options| walls::raise(&options));
    link::adopt(LINK_FD)?;
    sync::adopt(QUESTION_FD)?;
    // The core hands the trace descriptor over without a word; by hand it is usually missing.
    let trace_fd = options.trace_fd.or_else(|| link::close_on_exec(TRACE_FD).is_ok().then_some(TRACE_FD));
    interpreter::start(options.python_home.as_deref())?;
    Python::attach(|py| {
        let code = interpreter::prepare(py, &shim, walls.as_ref())
            .and_then(|_| py.import("_ox.boot"))
            .and_then(|boot| boot.call_method1("main", (trace_fd,)))
            .and_then(|code| code.extract::<i32>())
            .unwrap_or_else(|error| {
                error.print(py);
                1
            });
        exit::leave(py, code)
    })
}
