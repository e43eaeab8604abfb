//! One part of a file at the server: asked for until it comes. Waits stop all parts of a transfer, a file that
//! moved is followed, a lost connection is outlasted.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use super::Rules;
use super::lanes::Lanes;
use crate::flood::wait;
use crate::invoke::pause;
use crate::{ClientError, InvokeError};

/// How often a part is asked for again after a lost connection, with pauses that double.
const LOST_TIMES: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// How often a part waits as Telegram says; parts side by side are told to wait more often than one after the other.
const WAIT_TIMES: u32 = 40;

/// What the parts of one transfer have in common.
pub struct Parts {
    lanes: Arc<Lanes>,
    rules: Rules,
    dc: AtomicI32,
    /// Nothing is asked before.
    not_before: watch::Sender<Instant>,
}

impl Parts {
    /// Parts at a data centre; 0 is the account's own.
    pub fn new(lanes: Arc<Lanes>, rules: Rules, dc: i32) -> Self {
        Self { lanes, rules, dc: AtomicI32::new(dc), not_before: watch::Sender::new(Instant::now()) }
    }

    /// One request, by the rules.
    pub async fn ask(&self, body: Vec<u8>) -> Result<Vec<u8>, InvokeError> {
        let body = Arc::new(body);
        let (mut retries, mut lost, mut waits) = (self.rules.retries, 0, 0);
        loop {
            self.rest().await;
            let dc = self.dc.load(Ordering::Relaxed);
            let error = match self.lanes.call(dc, &body).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            match &error {
                InvokeError::Rpc(refusal) if refusal.name == "FILE_MIGRATE" => {
                    let new = refusal.value.and_then(|dc| i32::try_from(dc).ok()).filter(|new| *new != dc);
                    self.dc.store(new.ok_or(error)?, Ordering::Relaxed);
                    continue;
                }
                InvokeError::Rpc(refusal) if waits < WAIT_TIMES && wait(refusal).is_some() => {
                    waits += 1;
                    let Some(pause) = pause(&error, self.rules.flood_threshold) else { return Err(error) };
                    self.not_before.send_if_modified(|until| later(until, Instant::now() + pause));
                    continue;
                }
                InvokeError::Client(ClientError::Connection(_)) if lost < LOST_TIMES => {
                    tracing::debug!(%error, "a part of a file is asked for again");
                    sleep((FIRST_PAUSE * 2u32.pow(lost)).min(LONGEST_PAUSE)).await;
                    lost += 1;
                    continue;
                }
                _ => {}
            }
            match pause(&error, self.rules.flood_threshold) {
                Some(pause) if retries > 0 && error.rpc().is_some() => {
                    retries -= 1;
                    sleep(pause).await;
                }
                _ => return Err(error),
            }
        }
    }

    async fn rest(&self) {
        loop {
            let until = *self.not_before.borrow();
            if until <= Instant::now() {
                return;
            }
            sleep_until(until).await;
        }
    }
}

fn later(until: &mut Instant, new: Instant) -> bool {
    let is_later = new > *until;
    if is_later {
        *until = new;
    }
    is_later
}
