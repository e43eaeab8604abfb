//! Requests of modules on their way to Telegram, in the order in which they were made. Each waits by itself; its
//! answer goes back as one frame.

use std::{
    collections::HashMap,
    task::{Context, Waker},
};

use ox_client::{Account, InvokeError, Request};
use ox_link::{Call, Outcome, ToWorker};
use tokio::{sync::mpsc, task::AbortHandle};

use crate::{approval::Codes, link::Sender, login_codes, request::is_transfer};

/// The calls of one worker that are in flight.
pub struct Calls {
    account: Account,
    in_flight: HashMap<u64, AbortHandle>,
    done: mpsc::UnboundedSender<u64>,
}

impl Calls {
    /// The receiver gets the number of every call that has been answered.
    pub fn new(account: Account) -> (Self, mpsc::UnboundedReceiver<u64>) {
        let (done, finished) = mpsc::unbounded_channel();
        (Self { account, in_flight: HashMap::new(), done }, finished)
    }

    /// Where those who answer elsewhere tell that a number is done.
    pub fn done(&self) -> mpsc::UnboundedSender<u64> {
        self.done.clone()
    }

    /// Starts a call; its answer goes to `worker`, without codes of any kind. Files are handed on as they are.
    pub fn start(&mut self, call: Call, worker: Sender, codes: Codes) {
        let is_file = is_transfer(&call.body);
        let asks_telegram = !is_file && login_codes::is_about_telegram(&call.body);
        let account = self.account.clone();
        self.begin(call.call, worker, async move {
            let mut outcome = outcome(account.invoke(request(call)).await);
            if let Outcome::Done(bytes) = &mut outcome
                && !is_file
            {
                codes.hide(bytes);
                login_codes::hide(bytes, asks_telegram);
            }
            outcome
        });
    }

    /// Starts what answers a number; the answer goes to `worker`.
    pub fn begin(
        &mut self,
        number: u64,
        worker: Sender,
        answer: impl Future<Output = Outcome> + Send + 'static,
    ) {
        let done = self.done.clone();
        let mut answering = Box::pin(async move {
            let outcome = answer.await;
            worker.send(ToWorker::Answer { call: number, outcome });
            let _ = done.send(number);
        });
        // Looked at once before it becomes a task: that puts the request into the connection's queue now, behind
        // those made before, whichever thread runs the task. The task is looked at again, by its own waker.
        if answering.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            return;
        }
        let task = tokio::spawn(answering);
        self.in_flight.insert(number, task.abort_handle());
    }

    /// Forgets a call that has been answered.
    pub fn finished(&mut self, number: u64) {
        self.in_flight.remove(&number);
    }

    /// The caller is gone: the request is dropped if it has not left yet, its answer in any case.
    pub fn cancel(&mut self, number: u64) {
        if let Some(task) = self.in_flight.remove(&number) {
            task.abort();
        }
    }

    /// The worker is gone, and all its callers with it.
    pub fn cancel_all(&mut self) {
        for (_, task) in self.in_flight.drain() {
            task.abort();
        }
    }

    pub fn are_none(&self) -> bool {
        self.in_flight.is_empty()
    }
}

fn request(call: Call) -> Request {
    Request { dc: call.dc, body: call.body, flood_threshold: call.flood_threshold, retries: call.retries }
}

/// What became of a call, for the worker.
pub fn outcome(result: Result<Vec<u8>, InvokeError>) -> Outcome {
    match result {
        Ok(bytes) => Outcome::Done(bytes),
        Err(InvokeError::Rpc(error)) => {
            Outcome::Rpc { code: error.code, name: error.name, value: error.value }
        }
        Err(InvokeError::Client(error)) => Outcome::Failed(error.to_string()),
    }
}
