//! Whether the worker's loop still turns, and which module was given something to do last. Pure: time is
//! handed in.

use std::time::{Duration, Instant};

/// A module that was given an update this recently may be what ended or holds up the worker.
const RECENT: Duration = Duration::from_secs(30);

/// What the clock says about the worker.
#[derive(Debug, PartialEq, Eq)]
pub enum Beat {
    /// Probe it.
    Fine,
    /// It owes an answer, but not for long enough to speak of.
    Missed,
    /// It stands: have it write its stack; the report comes with the next check.
    AskForStack,
    Report {
        seconds: u64,
    },
    End {
        seconds: u64,
    },
}

#[derive(Debug)]
pub struct Pulse {
    owed_since: Option<Instant>,
    stage: Stage,
    working: Option<(Instant, String)>,
}

#[derive(Debug, PartialEq, Eq)]
enum Stage {
    Turning,
    Asked,
    Reported,
}

impl Default for Pulse {
    fn default() -> Self {
        Self::new()
    }
}

impl Pulse {
    /// Of a worker that starts now.
    pub fn new() -> Self {
        Self { owed_since: None, stage: Stage::Turning, working: None }
    }

    /// A frame came: the loop turns.
    pub fn alive(&mut self) {
        self.owed_since = None;
        self.stage = Stage::Turning;
    }

    /// Whether the owner has been told that the loop stands.
    pub fn is_standing(&self) -> bool {
        self.stage == Stage::Reported
    }

    /// This module was just given an update.
    pub fn working(&mut self, module: Option<&String>) {
        if let Some(module) = module {
            self.working = Some((Instant::now(), module.clone()));
        }
    }

    /// The module that was given something to do recently.
    pub fn module(&self, now: Instant) -> Option<String> {
        let (since, module) = self.working.as_ref()?;
        let standing = self.owed_since.unwrap_or(now);
        (standing.duration_since(*since) < RECENT).then(|| module.clone())
    }

    /// Called at every tick.
    pub fn check(&mut self, now: Instant, report_after: Duration, end_after: Duration) -> Beat {
        let Some(since) = self.owed_since else {
            self.owed_since = Some(now);
            return Beat::Fine;
        };
        let standing = now.duration_since(since);
        let seconds = standing.as_secs();
        if standing >= end_after {
            return Beat::End { seconds };
        }
        if standing < report_after {
            return Beat::Missed;
        }
        match self.stage {
            Stage::Turning => {
                self.stage = Stage::Asked;
                Beat::AskForStack
            }
            Stage::Asked => {
                self.stage = Stage::Reported;
                Beat::Report { seconds }
            }
            Stage::Reported => Beat::Missed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    #[test]
    fn a_standing_loop_is_asked_for_its_stack_reported_once_and_ended_late() {
        let start = Instant::now();
        let mut pulse = Pulse::new();
        let mut beats = Vec::new();
        for tick in [0, 2, 10, 12, 14, 899, 900] {
            beats.push(pulse.check(start + seconds(tick), seconds(10), seconds(900)));
        }
        assert_eq!(
            beats,
            [
                Beat::Fine,
                Beat::Missed,
                Beat::AskForStack,
                Beat::Report { seconds: 12 },
                Beat::Missed,
                Beat::Missed,
                Beat::End { seconds: 900 }
            ]
        );
    }

    #[test]
    fn a_loop_stands_from_its_report_to_its_next_sign_of_life() {
        let start = Instant::now();
        let mut pulse = Pulse::new();
        let mut standing = Vec::new();
        for tick in [0, 10, 12] {
            pulse.check(start + seconds(tick), seconds(10), seconds(900));
            standing.push(pulse.is_standing());
        }
        pulse.alive();
        standing.push(pulse.is_standing());
        assert_eq!(standing, [false, false, true, false]);
    }

    #[test]
    fn any_frame_is_a_sign_of_life() {
        let start = Instant::now();
        let mut pulse = Pulse::new();
        pulse.check(start, seconds(10), seconds(900));
        pulse.alive();
        assert_eq!(pulse.check(start + seconds(11), seconds(10), seconds(900)), Beat::Fine);
    }

    #[test]
    fn the_module_given_something_last_is_the_suspect() {
        let mut pulse = Pulse::new();
        assert_eq!(pulse.module(Instant::now()), None);
        pulse.working(Some(&"Bad".to_owned()));
        assert_eq!(pulse.module(Instant::now()), Some("Bad".to_owned()));
        assert_eq!(pulse.module(Instant::now() + seconds(31)), None);
    }
}
