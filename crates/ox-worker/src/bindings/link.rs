//! What Python may do with the link: call, cancel, store, control, log.

use ox_link::{Call, ToCore};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::event_loop::{self, Pending};
use crate::{link, tl};

/// Adds the link's functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    for function in [
        wrap_pyfunction!(attach, module)?,
        wrap_pyfunction!(link_fd, module)?,
        wrap_pyfunction!(drain, module)?,
        wrap_pyfunction!(flush, module)?,
        wrap_pyfunction!(woken, module)?,
        wrap_pyfunction!(buffered, module)?,
        wrap_pyfunction!(in_flight, module)?,
        wrap_pyfunction!(hello, module)?,
        wrap_pyfunction!(call, module)?,
        wrap_pyfunction!(cancel, module)?,
        wrap_pyfunction!(store, module)?,
        wrap_pyfunction!(control, module)?,
        wrap_pyfunction!(log, module)?,
        wrap_pyfunction!(interests, module)?,
    ] {
        module.add_function(function)?;
    }
    Ok(())
}

/// Binds the link to the running loop. Callbacks: update, `client_update`, `client_ended`, start, stop,
/// closed, `rpc_error`.
#[pyfunction]
#[pyo3(pass_module)]
fn attach(
    module: &Bound<'_, PyModule>,
    asyncio: &Bound<'_, PyAny>,
    callbacks: &Bound<'_, PyDict>,
) -> PyResult<()> {
    let own = |name: &str| module.getattr(name).map(Bound::unbind);
    event_loop::attach(module.py(), asyncio, callbacks, own("flush")?, own("woken")?, own("drain")?)
}

/// Descriptor of the link; `ConnectionError` without a core.
#[pyfunction]
fn link_fd() -> PyResult<i32> {
    Ok(link::get()?.fd())
}

/// Reads and handles every frame that is ready.
#[pyfunction]
fn drain(py: Python<'_>) -> PyResult<()> {
    event_loop::drain(py)
}

/// Writes what is buffered, as far as the socket takes it.
#[pyfunction]
fn flush(py: Python<'_>) -> PyResult<()> {
    event_loop::flush_now(py)
}

#[pyfunction]
fn woken(py: Python<'_>) -> PyResult<()> {
    event_loop::woken(py)
}

/// Bytes that wait for the core to take them.
#[pyfunction]
fn buffered() -> PyResult<usize> {
    Ok(link::get()?.buffered())
}

/// Calls that have no answer yet.
#[pyfunction]
fn in_flight() -> usize {
    event_loop::calls_in_flight()
}

/// The first frame.
#[pyfunction]
fn hello(py: Python<'_>, body: String) -> PyResult<()> {
    event_loop::send(py, &ToCore::Hello { body })
}

/// Sends a request (object or bytes) and returns the call's number; the future is resolved on the loop.
/// `client` 0 is the account's own, others are modules'; a `raw` answer is its bytes.
#[pyfunction]
#[pyo3(signature = (request, future, module = "", dc = 0, threshold = 60, retries = 5, client = 0, raw = false))]
#[allow(clippy::too_many_arguments, reason = "named arguments in Python")]
fn call(
    request: &Bound<'_, PyAny>,
    future: &Bound<'_, PyAny>,
    module: &str,
    dc: i32,
    threshold: u32,
    retries: u32,
    client: u32,
    raw: bool,
) -> PyResult<u64> {
    let py = request.py();
    link::get()?;
    let (body, expected) = tl::encode_request(request)?;
    let expected = if raw { tl::Expected::Raw } else { expected };
    let call = event_loop::next_number();
    let pending = Pending { future: future.clone().unbind(), request: request.clone().unbind(), expected };
    event_loop::expect_answer(call, pending);
    let frame =
        Call { call, client, dc, flood_threshold: threshold, retries, module: module.to_owned(), body };
    event_loop::send(py, &ToCore::Call(frame))?;
    Ok(call)
}

/// The caller is gone: tells the core, unless the answer has come already.
#[pyfunction]
fn cancel(py: Python<'_>, call: u64) -> PyResult<()> {
    if event_loop::forget_call(call) { event_loop::send(py, &ToCore::Cancel { call }) } else { Ok(()) }
}

/// One write to the database; `json` None removes. With a future the core answers when it is on disk.
#[pyfunction]
#[pyo3(signature = (owner, key, json, future = None))]
fn store(
    py: Python<'_>,
    owner: String,
    key: String,
    json: Option<String>,
    future: Option<Py<PyAny>>,
) -> PyResult<()> {
    link::get()?;
    let ticket = ticket_for(future);
    event_loop::send_now(py, &ToCore::Store { ticket, owner, key, value: json })
}

/// A rare frame; with a future its answer is JSON text, or `CoreError`.
#[pyfunction]
#[pyo3(signature = (name, json, future = None, module = ""))]
fn control(
    py: Python<'_>,
    name: String,
    json: String,
    future: Option<Py<PyAny>>,
    module: &str,
) -> PyResult<()> {
    link::get()?;
    let id = ticket_for(future);
    event_loop::send(py, &ToCore::Control { id, module: module.to_owned(), name, body: json })
}

/// A log line; level as in `logging`.
#[pyfunction]
fn log(py: Python<'_>, level: u8, module: String, text: String) -> PyResult<()> {
    event_loop::send(py, &ToCore::Log { level, module, text })
}

/// Complete replacement of what this worker wants to see.
#[pyfunction]
fn interests(py: Python<'_>, body: String) -> PyResult<()> {
    event_loop::send(py, &ToCore::Interests { body })
}

fn ticket_for(future: Option<Py<PyAny>>) -> u64 {
    future.map_or(0, |future| {
        let number = event_loop::next_number();
        event_loop::expect_ticket(number, future);
        number
    })
}
