//! The link on asyncio's loop: one drain per wake-up, one flush per turn, futures resolved by number.
//! Frames from other threads than the loop's wake it through an eventfd. What handlers do is Python's.

use std::collections::HashMap;
use std::os::fd::{OwnedFd, RawFd};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;

use ox_link::{Command, Outcome, ToCore, ToWorker};
use pyo3::exceptions::PyConnectionError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple};

use crate::errors::{CoreError, WorkerError};
use crate::link::{self, Flushed};
use crate::tl;

/// The running loop and what wakes it.
struct Attached {
    asyncio: Py<PyAny>,
    thread: ThreadId,
    wake: RawFd,
    flush: Py<PyAny>,
    callbacks: Py<PyDict>,
}

/// A call that awaits its answer.
pub struct Pending {
    pub future: Py<PyAny>,
    pub request: Py<PyAny>,
    pub expected: tl::Expected,
}

/// The number of the account's own client on the link.
const ACCOUNT: u32 = 0;

static ATTACHED: PyOnceLock<Attached> = PyOnceLock::new();
/// The loop calls `flush` when the socket takes bytes again.
static WRITER: AtomicBool = AtomicBool::new(false);
/// The loop's thread handles frames and flushes when they are done.
static DRAINING: AtomicBool = AtomicBool::new(false);
static NUMBERS: AtomicU64 = AtomicU64::new(1);
static CALLS: Mutex<Option<HashMap<u64, Pending>>> = Mutex::new(None);
static TICKETS: Mutex<Option<HashMap<u64, Py<PyAny>>>> = Mutex::new(None);

/// The next number for a call, ticket or control; never 0.
pub fn next_number() -> u64 {
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}

fn table<T>(mutex: &Mutex<Option<HashMap<u64, T>>>) -> MutexGuard<'_, Option<HashMap<u64, T>>> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn insert<T>(mutex: &Mutex<Option<HashMap<u64, T>>>, number: u64, value: T) {
    table(mutex).get_or_insert_default().insert(number, value);
}

fn remove<T>(mutex: &Mutex<Option<HashMap<u64, T>>>, number: u64) -> Option<T> {
    table(mutex).as_mut()?.remove(&number)
}

/// Remembers who awaits the answer to this call.
pub fn expect_answer(call: u64, pending: Pending) {
    insert(&CALLS, call, pending);
}

/// Remembers who awaits a stored ticket or a control's answer.
pub fn expect_ticket(number: u64, future: Py<PyAny>) {
    insert(&TICKETS, number, future);
}

/// Forgets a call; false when it has been answered or forgotten before.
pub fn forget_call(call: u64) -> bool {
    remove(&CALLS, call).is_some()
}

/// How many calls await an answer.
pub fn calls_in_flight() -> usize {
    table(&CALLS).as_ref().map_or(0, HashMap::len)
}

/// Binds the link to the running loop; called once, from the loop's thread.
pub fn attach(
    py: Python<'_>,
    asyncio: &Bound<'_, PyAny>,
    callbacks: &Bound<'_, PyDict>,
    flush: Py<PyAny>,
    woken: Py<PyAny>,
    drain: Py<PyAny>,
) -> PyResult<()> {
    let link = link::get()?;
    // SAFETY: eventfd takes no pointers.
    let wake = unsafe { libc::eventfd(0, libc::EFD_NONBLOCK | libc::EFD_CLOEXEC) };
    if wake < 0 {
        return Err(WorkerError::Socket(std::io::Error::last_os_error()).into());
    }
    asyncio.call_method1("add_reader", (wake, woken))?;
    asyncio.call_method1("add_reader", (link.fd(), drain))?;
    let attached = Attached {
        asyncio: asyncio.clone().unbind(),
        thread: std::thread::current().id(),
        wake,
        flush,
        callbacks: callbacks.clone().unbind(),
    };
    ATTACHED.get_or_init(py, || attached);
    flush_now(py)
}

/// Sends a frame at the end of the loop's turn, or when the frames that came are handled (or wakes the loop, from
/// another thread).
pub fn send(py: Python<'_>, frame: &ToCore) -> PyResult<()> {
    if link::get()?.push(frame) { arrange_flush(py) } else { Ok(()) }
}

/// As `send`, with a descriptor that goes along.
pub fn send_with(py: Python<'_>, frame: &ToCore, file: OwnedFd) -> PyResult<()> {
    if link::get()?.push_with(frame, file) { arrange_flush(py) } else { Ok(()) }
}

fn arrange_flush(py: Python<'_>) -> PyResult<()> {
    let Some(attached) = ATTACHED.get(py) else {
        return Ok(());
    };
    if attached.thread == std::thread::current().id() {
        if DRAINING.load(Ordering::Relaxed) {
            return Ok(());
        }
        let flush = attached.flush.bind(py);
        if attached.asyncio.bind(py).call_method1(pyo3::intern!(py, "call_soon"), (flush,)).is_ok() {
            return Ok(());
        }
        // A closed loop runs nothing any more: the bytes go out at once.
        return flush_now(py);
    }
    let one = 1u64;
    // SAFETY: an eventfd takes eight bytes.
    unsafe { libc::write(attached.wake, (&raw const one).cast(), 8) };
    Ok(())
}

/// Sends a frame without waiting for the end of the turn: what must survive a module that stands or dies.
pub fn send_now(py: Python<'_>, frame: &ToCore) -> PyResult<()> {
    link::get()?.push(frame);
    flush_now(py)
}

/// Another thread has pushed a frame.
pub fn woken(py: Python<'_>) -> PyResult<()> {
    if let Some(attached) = ATTACHED.get(py) {
        let mut count = 0u64;
        // SAFETY: an eventfd gives eight bytes.
        unsafe { libc::read(attached.wake, (&raw mut count).cast(), 8) };
    }
    flush_now(py)
}

/// Writes what fits; leaves the rest to the loop's writer.
pub fn flush_now(py: Python<'_>) -> PyResult<()> {
    let link = link::get()?;
    let flushed = link.flush()?;
    let Some(attached) = ATTACHED.get(py) else {
        return Ok(());
    };
    let asyncio = attached.asyncio.bind(py);
    if attached.thread != std::thread::current().id() {
        if flushed == Flushed::Part {
            asyncio.call_method1("call_soon_threadsafe", (attached.flush.bind(py),))?;
        }
        return Ok(());
    }
    let full = flushed == Flushed::Part;
    if WRITER.swap(full, Ordering::Relaxed) == full {
        return Ok(());
    }
    if full {
        asyncio.call_method1("add_writer", (link.fd(), attached.flush.bind(py)))?;
    } else {
        asyncio.call_method1("remove_writer", (link.fd(),))?;
    }
    Ok(())
}

/// Handles everything that is ready. Errors of one frame are reported, the others go on.
pub fn drain(py: Python<'_>) -> PyResult<()> {
    let link = link::get()?;
    let received = link.receive();
    let Some(attached) = ATTACHED.get(py) else {
        return Ok(());
    };
    let (frames, closed) = match received {
        Ok(received) => (received.frames, received.closed),
        Err(error) => {
            attached.report(py, "the link broke", &error.into());
            (Vec::new(), true)
        }
    };
    DRAINING.store(true, Ordering::Relaxed);
    for frame in frames {
        if let Err(error) = attached.handle(py, frame) {
            attached.report(py, "a frame from the core could not be handled", &error);
        }
    }
    DRAINING.store(false, Ordering::Relaxed);
    if link.buffered() > 0 && !closed {
        flush_now(py)?;
    }
    if closed {
        attached.asyncio.bind(py).call_method1("remove_reader", (link.fd(),))?;
        fail_everything(py);
        attached.callback(py, "closed", ())?;
    }
    Ok(())
}

/// Nobody will answer any more: whoever waits learns it.
fn fail_everything(py: Python<'_>) {
    let calls = table(&CALLS).take().unwrap_or_default();
    let tickets = table(&TICKETS).take().unwrap_or_default();
    let futures = calls.into_values().map(|pending| pending.future).chain(tickets.into_values());
    for future in futures {
        // Best effort: a future of a closed loop cannot be resolved, and nobody awaits it.
        let _ = settle(future.bind(py), Err(WorkerError::Closed.into()));
    }
}

/// Resolves a future, unless it is done or cancelled already.
fn settle(future: &Bound<'_, PyAny>, outcome: PyResult<Bound<'_, PyAny>>) -> PyResult<()> {
    let py = future.py();
    if future.call_method0(pyo3::intern!(py, "done"))?.is_truthy()? {
        return Ok(());
    }
    match outcome {
        Ok(value) => future.call_method1(pyo3::intern!(py, "set_result"), (value,))?,
        Err(error) => future.call_method1(pyo3::intern!(py, "set_exception"), (error,))?,
    };
    Ok(())
}

impl Attached {
    fn report(&self, py: Python<'_>, message: &str, error: &PyErr) {
        let context = PyDict::new(py);
        let told = context
            .set_item("message", message)
            .and_then(|()| context.set_item("exception", error.value(py)))
            .and_then(|()| self.asyncio.bind(py).call_method1("call_exception_handler", (context,)));
        if told.is_err() {
            error.print(py);
        }
    }

    fn callback<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        arguments: impl pyo3::call::PyCallArgs<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        match self.callbacks.bind(py).get_item(name)? {
            Some(callback) => callback.call1(arguments),
            None => Ok(py.None().into_bound(py)),
        }
    }

    fn handle(&self, py: Python<'_>, frame: ToWorker) -> PyResult<()> {
        match frame {
            ToWorker::Update { client, targets, command, update, users, chats } => {
                let update = tl::decode_boxed(py, &update)?;
                let users = decode_all(py, &users)?;
                let chats = decode_all(py, &chats)?;
                if client != ACCOUNT {
                    return self.callback(py, "client_update", (client, update, users, chats)).map(drop);
                }
                let targets = PyTuple::new(py, targets)?;
                let command = command.map(|Command { id, name, text, filter }| (id, name, text, filter));
                self.callback(py, "update", (update, users, chats, targets, command)).map(drop)
            }
            ToWorker::Answer { call, outcome } => match remove(&CALLS, call) {
                Some(pending) => self.answer(py, &pending, outcome),
                None => Ok(()),
            },
            ToWorker::Stored { ticket } => match remove(&TICKETS, ticket) {
                Some(future) => settle(future.bind(py), Ok(py.None().into_bound(py))),
                None => Ok(()),
            },
            ToWorker::ControlAnswer { id, ok, body } => match remove(&TICKETS, id) {
                Some(future) if ok => settle(future.bind(py), Ok(PyString::new(py, &body).into_any())),
                Some(future) => settle(future.bind(py), Err(CoreError::new_err(body))),
                None => Ok(()),
            },
            ToWorker::Progress { call, done } => self.callback(py, "progress", (call, done)).map(drop),
            ToWorker::Chunk { call, bytes } => {
                self.callback(py, "chunk", (call, PyBytes::new(py, &bytes))).map(drop)
            }
            ToWorker::Probe { nonce } => send(py, &ToCore::Alive { nonce }),
            ToWorker::Start { config, me } => {
                let me = tl::decode_boxed(py, &me)?;
                self.callback(py, "start", (config, me)).map(drop)
            }
            ToWorker::Stop => self.callback(py, "stop", ()).map(drop),
            ToWorker::Ended { client, outcome } => {
                let error = self.error(py, &py.None().into_bound(py), outcome);
                self.callback(py, "client_ended", (client, error.into_value(py))).map(drop)
            }
        }
    }

    fn answer(&self, py: Python<'_>, pending: &Pending, outcome: Outcome) -> PyResult<()> {
        let future = pending.future.bind(py);
        if future.call_method0(pyo3::intern!(py, "done"))?.is_truthy()? {
            return Ok(());
        }
        let outcome = match outcome {
            Outcome::Done(bytes) => tl::decode_answer(py, &bytes, pending.expected),
            refused => Err(self.error(py, pending.request.bind(py), refused)),
        };
        settle(future, outcome)
    }

    /// The exception for what is no answer.
    fn error(&self, py: Python<'_>, request: &Bound<'_, PyAny>, outcome: Outcome) -> PyErr {
        match outcome {
            Outcome::Rpc { code, name, value } => self
                .callback(py, "rpc_error", (request, code, name, value))
                .map_or_else(|e| e, PyErr::from_value),
            Outcome::Failed(text) => PyConnectionError::new_err(text),
            Outcome::Done(_) => PyConnectionError::new_err("disconnected"),
        }
    }
}

fn decode_all<'py>(py: Python<'py>, objects: &[Vec<u8>]) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for bytes in objects {
        list.append(tl::decode_boxed(py, bytes)?)?;
    }
    Ok(list)
}
