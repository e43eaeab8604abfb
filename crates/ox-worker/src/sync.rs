//! Blocking questions to the core, from any thread, with the GIL released while the answer is awaited.
//! Never runs the event loop: a handler may ask in the middle of ordinary synchronous code.

use std::os::fd::{FromRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, OnceLock, PoisonError};

use pyo3::prelude::*;

use crate::errors::{CoreError, WorkerError};
use crate::link::{self, close_on_exec, require_socket};

static QUESTIONS: OnceLock<Mutex<UnixStream>> = OnceLock::new();

/// Takes over the inherited descriptor.
pub fn adopt(fd: RawFd) -> Result<(), WorkerError> {
    require_socket(fd)?;
    close_on_exec(fd)?;
    // SAFETY: the core hands this descriptor over for us alone; nothing else owns it.
    let socket = unsafe { UnixStream::from_raw_fd(fd) };
    // Invariant: adopted once, at the start of `run`.
    let _ = QUESTIONS.set(Mutex::new(socket));
    Ok(())
}

/// Asks and waits. `question` is the JSON of an `ox_link::Question`; so is the answer JSON text.
#[pyfunction]
pub fn ask(py: Python<'_>, question: &str) -> PyResult<String> {
    let socket = QUESTIONS.get().ok_or(WorkerError::Offline)?;
    // What was said before the question leaves before it; a full socket is the loop's to finish.
    link::get()?.flush()?;
    let answer = py.detach(|| {
        let mut socket = socket.lock().unwrap_or_else(PoisonError::into_inner);
        ox_link::write_question(&mut *socket, question)?;
        ox_link::read_answer(&mut *socket)
    });
    answer.map_err(WorkerError::Socket)?.map_err(CoreError::new_err)
}
