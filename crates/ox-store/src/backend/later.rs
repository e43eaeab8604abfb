//! A thread that makes writes durable soon after them and sleeps while there are none: the engine's own
//! flusher wakes its whole pool and syncs the file twice a second, written or not.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// Writes of this long travel together.
const SOON: Duration = Duration::from_millis(500);

/// The thread; dropping it ends it without a last flush.
pub struct Later {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Clean,
    Written,
    Ended,
}

impl Later {
    /// `flush` is called within half a second of a write.
    pub fn start(flush: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let shared = Arc::<Shared>::default();
        let waiting = shared.clone();
        let thread = Builder::new().name("flusher".to_owned()).spawn(move || {
            while waiting.written() {
                flush();
            }
        })?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Something was written.
    pub fn wrote(&self) {
        let mut state = self.shared.lock();
        if *state == State::Clean {
            *state = State::Written;
            self.shared.changed.notify_one();
        }
    }
}

impl Drop for Later {
    fn drop(&mut self) {
        *self.shared.lock() = State::Ended;
        self.shared.changed.notify_one();
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a write, and for those that follow it at once; false at the end.
    fn written(&self) -> bool {
        let state = self.changed.wait_while(self.lock(), |state| *state == State::Clean);
        let state = state.unwrap_or_else(PoisonError::into_inner);
        let soon = self.changed.wait_timeout_while(state, SOON, |state| *state != State::Ended);
        let (mut state, _) = soon.unwrap_or_else(PoisonError::into_inner);
        let goes_on = *state != State::Ended;
        if goes_on {
            *state = State::Clean;
        }
        goes_on
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{TryRecvError, channel};

    use super::*;

    #[test]
    fn a_write_is_followed_by_a_flush_and_rest_by_none() {
        let (flushed, seen) = channel();
        let later = Later::start(move || flushed.send(()).unwrap()).unwrap();
        later.wrote();
        later.wrote();
        seen.recv().unwrap();
        assert_eq!(seen.try_recv(), Err(TryRecvError::Empty));
        later.wrote();
        seen.recv().unwrap();
        drop(later);
        assert_eq!(seen.try_recv(), Err(TryRecvError::Disconnected));
    }

    #[test]
    fn its_end_waits_for_nothing() {
        let later = Later::start(|| ()).unwrap();
        later.wrote();
        drop(later);
    }
}
