//! Leaving: atexit functions, flushed streams, the link's last bytes, `_exit`.
//! `Py_FinalizeEx` aborts while other threads hold on to the interpreter, so it is never called in `run`.

use pyo3::prelude::*;

use crate::link;

/// Ends the process with this code after everything that asked to run at exit has run.
pub fn leave(py: Python<'_>, code: i32) -> ! {
    let at_exit = py.import("atexit").and_then(|atexit| atexit.call_method0("_run_exitfuncs"));
    if let Err(error) = at_exit {
        error.print(py);
    }
    link::finish(py);
    for stream in ["stdout", "stderr"] {
        // Best effort: a closed stream has nothing left to flush.
        let _ = py.import("sys").and_then(|sys| sys.getattr(stream)?.call_method0("flush"));
    }
    // SAFETY: `_exit` takes no pointers and does not return.
    unsafe { libc::_exit(code) }
}
