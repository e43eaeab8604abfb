//! When a worker has nothing left to do: several probes in a row come back and nothing happened between.

use tokio::sync::oneshot;

/// Quiet probes in a row that prove it: a task made by one probe's turn runs before the next.
const QUIET_PROBES: u32 = 3;

/// Those who wait for quiet, and how quiet it has been.
#[derive(Debug, Default)]
pub struct Idle {
    waiters: Vec<oneshot::Sender<()>>,
    quiet_probes: u32,
    active: bool,
}

/// What to do about a probe that came back.
#[derive(Debug, PartialEq, Eq)]
pub enum After {
    /// Nobody waits.
    Nothing,
    /// Not sure yet.
    ProbeAgain,
    /// All waiters were told.
    Told,
}

impl Idle {
    /// Something happened.
    pub fn disturb(&mut self) {
        self.active = true;
    }

    /// Another waiter; probing starts over.
    pub fn wait(&mut self, done: oneshot::Sender<()>) {
        self.waiters.push(done);
        self.quiet_probes = 0;
        self.active = false;
    }

    /// A probe came back; `at_rest` says that modules are loaded and no call is in flight.
    pub fn probed(&mut self, at_rest: bool) -> After {
        if self.waiters.is_empty() {
            return After::Nothing;
        }
        let quiet = at_rest && !std::mem::take(&mut self.active);
        self.quiet_probes = if quiet { self.quiet_probes + 1 } else { 0 };
        if self.quiet_probes < QUIET_PROBES {
            return After::ProbeAgain;
        }
        self.quiet_probes = 0;
        for done in self.waiters.drain(..) {
            let _ = done.send(());
        }
        After::Told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiters_are_told_after_three_quiet_probes_in_a_row() {
        let mut idle = Idle::default();
        assert_eq!(idle.probed(true), After::Nothing);
        let (done, mut wait) = oneshot::channel();
        idle.wait(done);
        let mut steps = Vec::new();
        for (disturbed, at_rest) in [
            (false, true),
            (false, true),
            (true, true),
            (false, true),
            (false, false),
            (false, true),
            (false, true),
        ] {
            if disturbed {
                idle.disturb();
            }
            steps.push(idle.probed(at_rest));
            assert!(wait.try_recv().is_err(), "told too early");
        }
        assert!(steps.iter().all(|step| *step == After::ProbeAgain));
        assert_eq!(idle.probed(true), After::Told);
        assert_eq!(wait.try_recv(), Ok(()));
    }
}
