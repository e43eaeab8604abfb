//! Waits that Telegram has asked for, remembered per request constructor, so that the next call of the
//! same kind waits without asking.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ox_tl::RpcError;
use tokio::time::Instant;

/// Waits shorter than this are not waited for beforehand.
const IGNORED: u32 = 3;

/// What to do before a call.
#[derive(Debug, PartialEq, Eq)]
pub enum Before {
    Go,
    Sleep(Duration),
    /// Longer than the caller would wait; the rest in seconds.
    Refuse(u32),
}

/// The remembered waits of one account.
#[derive(Default)]
pub struct Flood {
    due: Mutex<HashMap<u32, Instant>>,
}

impl Flood {
    /// Whether a request may go now, when its caller is ready to wait `threshold` seconds.
    pub fn before(&self, constructor: u32, threshold: u32, now: Instant) -> Before {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(until) = due.get(&constructor) else { return Before::Go };
        let rest = until.saturating_duration_since(now);
        let seconds = rest.as_secs_f64().round() as u32;
        if seconds > IGNORED && seconds > threshold {
            return Before::Refuse(seconds);
        }
        due.remove(&constructor);
        if seconds <= IGNORED { Before::Go } else { Before::Sleep(rest) }
    }

    /// Remembers a refusal. A slow mode belongs to a chat, not to a kind of request.
    pub fn remember(&self, constructor: u32, error: &RpcError, now: Instant) {
        if let Some(seconds) = wait(error).filter(|_| error.name != "SLOWMODE_WAIT") {
            let until = now + Duration::from_secs(seconds.into());
            self.due.lock().unwrap_or_else(PoisonError::into_inner).insert(constructor, until);
        }
    }
}

/// The seconds of a refusal that asks to wait; at least one.
pub fn wait(error: &RpcError) -> Option<u32> {
    const NAMES: [&str; 4] = ["FLOOD_WAIT", "FLOOD_PREMIUM_WAIT", "SLOWMODE_WAIT", "FLOOD_TEST_PHONE_WAIT"];
    NAMES.contains(&&*error.name).then(|| error.value.unwrap_or(1).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remembered_wait_is_slept_refused_or_ignored() {
        let now = Instant::now();
        for (asked, threshold, passed, expected) in [
            (30, 60, 0, Before::Sleep(Duration::from_secs(30))),
            (30, 60, 10, Before::Sleep(Duration::from_secs(20))),
            (30, 29, 0, Before::Refuse(30)),
            (30, 0, 27, Before::Go),
            (30, 60, 40, Before::Go),
        ] {
            let flood = Flood::default();
            flood.remember(7, &RpcError::parse(420, &format!("FLOOD_WAIT_{asked}")), now);
            let later = now + Duration::from_secs(passed);
            assert_eq!(flood.before(7, threshold, later), expected, "{asked} {threshold} {passed}");
            assert_eq!(flood.before(8, threshold, later), Before::Go);
        }
    }

    #[test]
    fn a_slow_mode_is_not_remembered_for_other_chats() {
        let (flood, now) = (Flood::default(), Instant::now());
        flood.remember(7, &RpcError::parse(420, "SLOWMODE_WAIT_30"), now);
        assert_eq!(flood.before(7, 0, now), Before::Go);
    }

    #[test]
    fn only_waits_have_seconds() {
        for (text, seconds) in [
            ("FLOOD_WAIT_31", Some(31)),
            ("FLOOD_WAIT_0", Some(1)),
            ("FLOOD_PREMIUM_WAIT_9", Some(9)),
            ("SLOWMODE_WAIT_5", Some(5)),
            ("PEER_FLOOD", None),
            ("FILE_MIGRATE_2", None),
        ] {
            assert_eq!(wait(&RpcError::parse(420, text)), seconds, "{text}");
        }
    }
}
