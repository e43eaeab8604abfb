//! Makes writes durable off the main loop, many at a time, and says so to whoever waits.

use ox_link::ToWorker;
use ox_store::AccountStore;
use tokio::sync::mpsc;

use crate::link::Sender;

/// Who waits for a write to be on disk.
#[derive(Debug)]
pub enum Waiter {
    /// A write with a ticket.
    Ticket(u64),
    /// The control `flush` with this id.
    Control(u64),
}

const BATCH: usize = 1024;

/// Starts the task. What was stored before a waiter is sent is on disk when it is answered.
pub fn open(store: AccountStore, worker: Sender) -> mpsc::UnboundedSender<Waiter> {
    let (sender, mut waiters) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut batch = Vec::new();
        while waiters.recv_many(&mut batch, BATCH).await > 0 {
            let store = store.clone();
            let flushed = tokio::task::spawn_blocking(move || store.flush().map_err(|e| e.to_string())).await;
            let result = flushed.unwrap_or_else(|e| Err(e.to_string()));
            for waiter in batch.drain(..) {
                answer(&worker, waiter, &result);
            }
        }
    });
    sender
}

fn answer(worker: &Sender, waiter: Waiter, result: &Result<(), String>) {
    match (waiter, result) {
        (Waiter::Ticket(ticket), Ok(())) => worker.send(ToWorker::Stored { ticket }),
        (Waiter::Ticket(ticket), Err(error)) => {
            tracing::error!(ticket, error, "a write could not be made durable");
        }
        (Waiter::Control(id), Ok(())) => {
            worker.send(ToWorker::ControlAnswer { id, ok: true, body: "null".into() });
        }
        (Waiter::Control(id), Err(error)) => {
            worker.send(ToWorker::ControlAnswer { id, ok: false, body: error.clone() });
        }
    }
}
