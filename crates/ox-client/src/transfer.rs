//! Files in parts, several in flight over several connections: `upload` and `download`, in order for whoever
//! gives or takes the bytes, in bounded memory. Where bytes come from and go to is the user's of this file.

mod connection;
mod download;
mod lanes;
mod parts;
mod payload;
mod upload;

use std::collections::VecDeque;

use tokio::task::JoinHandle;

pub use download::{Download, Piece, Pieces};
pub(crate) use lanes::Lanes;
pub use upload::{Sending, Upload};

/// Bytes of one transfer that are in flight at most.
const WINDOW: usize = 3 << 20;
/// Parts of one transfer that are in flight at most; small parts do not fill the window.
const MOST_PARTS: usize = 12;

/// What a caller would wait for, as for any other call.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Waits up to this many seconds are slept, longer ones are errors.
    pub flood_threshold: u32,
    /// How often a part that the server had trouble with is asked for again.
    pub retries: u32,
}

/// How many parts of this size may be in flight.
fn in_flight(part: usize) -> usize {
    (WINDOW / part.max(1)).clamp(1, MOST_PARTS)
}

/// Tasks in the order in which they were started; dropping it ends them.
struct Flight<T>(VecDeque<JoinHandle<T>>);

impl<T> Flight<T> {
    fn new() -> Self {
        Self(VecDeque::new())
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    /// What the oldest one brought; `None` when none is left. Safe to cancel.
    async fn next(&mut self) -> Option<T> {
        loop {
            let oldest = self.0.front_mut()?.await;
            self.0.pop_front();
            match oldest {
                Ok(value) => return Some(value),
                Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                // Nobody but us ends them: the runtime is going down.
                Err(_) => {}
            }
        }
    }
}

impl<T: Send + 'static> Flight<T> {
    fn start(&mut self, work: impl Future<Output = T> + Send + 'static) {
        self.0.push_back(tokio::spawn(work));
    }
}

impl<T> Drop for Flight<T> {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}
