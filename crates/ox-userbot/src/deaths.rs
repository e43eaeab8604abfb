//! How often workers died, with which module at work: how long to wait before the next start and
//! which module to leave out. Pure: time is handed in.

use std::time::{Duration, Instant};

/// A worker that lived this long starts with a clean sheet.
const GOOD_LIFE: Duration = Duration::from_mins(2);
/// Deaths in a row with the same module at work until it is left out.
const TOO_OFTEN: u32 = 3;
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// What to do after a death.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    pub pause: Duration,
    pub leave_out: Option<String>,
}

#[derive(Debug, Default)]
pub struct Deaths {
    in_a_row: u32,
    module: Option<String>,
    same_module: u32,
}

impl Deaths {
    /// Counts the death of a worker that started at `started`.
    pub fn record(&mut self, module: Option<&str>, started: Instant, now: Instant) -> Verdict {
        if now.duration_since(started) > GOOD_LIFE {
            *self = Self::default();
        }
        self.in_a_row += 1;
        if module.is_some() && self.module.as_deref() == module {
            self.same_module += 1;
        } else {
            self.module = module.map(str::to_owned);
            self.same_module = 1;
        }
        let leave_out = match &self.module {
            Some(name) if self.same_module >= TOO_OFTEN => Some(name.clone()),
            _ => None,
        };
        if leave_out.is_some() {
            *self = Self::default();
            return Verdict { pause: Duration::ZERO, leave_out };
        }
        Verdict { pause: pause(self.in_a_row), leave_out }
    }
}

/// The first restart is immediate, later ones wait 1, 2, 4 … 60 s.
fn pause(deaths_in_a_row: u32) -> Duration {
    match deaths_in_a_row {
        0 | 1 => Duration::ZERO,
        n => Duration::from_secs(1 << (n - 2).min(6)).min(LONGEST_PAUSE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_restart_is_immediate_and_the_pause_grows_to_a_minute() {
        let start = Instant::now();
        let mut deaths = Deaths::default();
        let pauses: Vec<u64> = (0..9).map(|_| deaths.record(None, start, start).pause.as_secs()).collect();
        assert_eq!(pauses, [0, 1, 2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn a_long_life_clears_the_sheet() {
        let start = Instant::now();
        let mut deaths = Deaths::default();
        deaths.record(Some("Bad"), start, start);
        deaths.record(Some("Bad"), start, start);
        let later = start + GOOD_LIFE + Duration::from_secs(1);
        assert_eq!(
            deaths.record(Some("Bad"), start, later),
            Verdict { pause: Duration::ZERO, leave_out: None }
        );
    }

    #[test]
    fn the_module_at_work_in_three_deaths_in_a_row_is_left_out() {
        let start = Instant::now();
        let mut deaths = Deaths::default();
        let verdicts: Vec<Option<String>> = ["Bad", "Other", "Bad", "Bad", "Bad"]
            .into_iter()
            .map(|name| deaths.record(Some(name), start, start).leave_out)
            .collect();
        assert_eq!(verdicts, [None, None, None, None, Some("Bad".to_owned())]);
    }
}
