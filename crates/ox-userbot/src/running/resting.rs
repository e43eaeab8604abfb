//! When a running account is at rest: nothing is in flight and the worker has nothing left to run.

use ox_link::ToWorker;
use tokio::sync::oneshot;

use super::Running;
use crate::idle::After;

impl Running {
    /// Answers `done` once nothing is going on.
    pub fn wait_for_idle(&mut self, done: oneshot::Sender<()>) {
        self.idle.wait(done);
        if self.ready {
            self.probe();
        }
    }

    pub(super) fn probe(&self) {
        if let Some((worker, _)) = &self.to_worker {
            worker.send(ToWorker::Probe { nonce: 1 });
        }
    }

    pub(super) fn probed(&mut self) {
        let nothing_runs = self.calls.are_none() && self.transfers.are_none() && self.guests.are_quiet();
        if self.idle.probed(self.ready && nothing_runs && self.rights.is_quiet()) == After::ProbeAgain {
            self.probe();
        }
    }
}
