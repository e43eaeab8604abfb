//! Updates that came before the worker was ready: kept in order, bounded, with the time they came.

use std::{collections::VecDeque, time::Instant};

/// Updates kept while a worker starts; the oldest go first when there are more.
const BOUND: usize = 20_000;

/// One held update.
#[derive(Debug)]
pub struct Held<T> {
    pub update: T,
    pub since: Instant,
}

#[derive(Debug)]
pub struct Waiting<T> {
    held: VecDeque<Held<T>>,
    dropped: u64,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self { held: VecDeque::new(), dropped: 0 }
    }
}

impl<T> Waiting<T> {
    /// Keeps an update that came at `now`.
    pub fn push(&mut self, update: T, now: Instant) {
        if self.held.len() == BOUND {
            self.held.pop_front();
            self.dropped += 1;
        }
        self.held.push_back(Held { update, since: now });
    }

    /// Gives out everything in order, and how many were dropped.
    pub fn take(&mut self) -> (VecDeque<Held<T>>, u64) {
        (std::mem::take(&mut self.held), std::mem::take(&mut self.dropped))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_dropped_and_counted_beyond_the_bound() {
        let now = Instant::now();
        let mut waiting = Waiting::default();
        (0..BOUND + 3).for_each(|n| waiting.push(n, now));
        let (held, dropped) = waiting.take();
        assert_eq!((held.len(), held[0].update, dropped), (BOUND, 3, 3));
        assert_eq!(waiting.take().0.len(), 0);
    }
}
