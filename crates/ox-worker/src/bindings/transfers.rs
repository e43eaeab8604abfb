//! What Python may do with files on their way: start one, send and take chunks. Cancelling is that of calls.

use std::os::fd::{BorrowedFd, OwnedFd, RawFd};

use ox_link::{ToCore, Transfer, Way};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::event_loop::{self, Pending};
use crate::{link, tl};

/// Adds the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("AHEAD", ox_link::AHEAD)?;
    module.add("CHUNK", ox_link::CHUNK)?;
    for function in [
        wrap_pyfunction!(upload, module)?,
        wrap_pyfunction!(download, module)?,
        wrap_pyfunction!(chunk, module)?,
        wrap_pyfunction!(taken, module)?,
    ] {
        module.add_function(function)?;
    }
    Ok(())
}

/// What all transfers have: who asks, the future, and the rules.
#[derive(FromPyObject)]
struct Start<'py> {
    /// Named in errors; has the location of a download.
    #[pyo3(item)]
    request: Bound<'py, PyAny>,
    #[pyo3(item)]
    future: Bound<'py, PyAny>,
    #[pyo3(item)]
    module: String,
    #[pyo3(item)]
    client: u32,
    #[pyo3(item)]
    threshold: u32,
    #[pyo3(item)]
    retries: u32,
    /// Bytes of one part.
    #[pyo3(item)]
    part: u32,
    /// (descriptor, first byte), or None for chunks.
    #[pyo3(item)]
    file: Option<(RawFd, u64)>,
}

/// Sends a file of so many bytes to Telegram as parts of the upload `id`; the transfer's number.
#[pyfunction]
fn upload(py: Python<'_>, start: Start<'_>, id: i64, size: u64, big: bool) -> PyResult<u64> {
    begin(py, start, Way::Up { id, size, big })
}

/// Fetches a file from Telegram; the transfer's number.
#[pyfunction]
#[pyo3(signature = (start, dc, location, offset, size = None))]
fn download(
    py: Python<'_>,
    start: Start<'_>,
    dc: i32,
    location: &Bound<'_, PyBytes>,
    offset: u64,
    size: Option<u64>,
) -> PyResult<u64> {
    begin(py, start, Way::Down { dc, location: location.as_bytes().to_vec(), offset, size })
}

fn begin(py: Python<'_>, start: Start<'_>, way: Way) -> PyResult<u64> {
    link::get()?;
    let file = start.file.map(|(fd, _)| duplicate(fd)).transpose()?;
    let call = event_loop::next_number();
    let (future, request) = (start.future.unbind(), start.request.unbind());
    event_loop::expect_answer(call, Pending { future, request, expected: tl::Expected::Object });
    let frame = ToCore::Transfer(Transfer {
        call,
        client: start.client,
        flood_threshold: start.threshold,
        retries: start.retries,
        module: start.module,
        part: start.part,
        descriptor: start.file.map(|(_, position)| position),
        way,
    });
    match file {
        Some(file) => event_loop::send_with(py, &frame, file)?,
        None => event_loop::send(py, &frame)?,
    }
    Ok(call)
}

/// Ours until it has left, whatever Python closes meanwhile.
fn duplicate(fd: RawFd) -> std::io::Result<OwnedFd> {
    if fd < 0 {
        return Err(std::io::Error::from_raw_os_error(libc::EBADF));
    }
    // SAFETY: borrowed for one system call, which says so if it is not open.
    unsafe { BorrowedFd::borrow_raw(fd) }.try_clone_to_owned()
}

/// The next bytes of an upload; no more than `AHEAD` may be without progress.
#[pyfunction]
fn chunk(py: Python<'_>, call: u64, bytes: &Bound<'_, PyBytes>) -> PyResult<()> {
    event_loop::send(py, &ToCore::Chunk { call, bytes: bytes.as_bytes().to_vec() })
}

/// So many bytes of a download have been taken.
#[pyfunction]
fn taken(py: Python<'_>, call: u64, total: u64) -> PyResult<()> {
    event_loop::send(py, &ToCore::Taken { call, total })
}
