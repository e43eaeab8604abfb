//! The main loop of one account: updates come in, decisions are made, frames go to the worker, calls
//! come back. The account outlives its worker. Read this file first.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use ox_client::{Account, Incoming};
use ox_link::ToCore;
use ox_store::AccountStore;
use serde_json::Value;
use thiserror::Error;
use tokio::{
    sync::{broadcast, mpsc, oneshot},
    task::JoinHandle,
    time::{MissedTickBehavior, interval, sleep_until},
};
use tracing::Instrument;

use crate::{
    event::{Death, Event},
    link::Received,
    running::Running,
    worker::{Heard, Worker, WorkerProgram},
};

/// Why an account could not be started.
#[derive(Debug, Error)]
pub enum UserbotError {
    #[error(transparent)]
    Worker(#[from] std::io::Error),
    #[error(transparent)]
    Client(#[from] ox_client::ClientError),
    #[error(transparent)]
    Store(#[from] ox_store::StoreError),
}

/// What the worker is started for.
#[derive(Clone, Debug, PartialEq)]
pub enum StartMode {
    /// Built-in and stored modules, commands, watchers.
    Run,
    /// Register one module and report; the value names it.
    Compat(Value),
}

/// How much of the machine a worker may take, and for how long it may stand still.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of memory of the worker and its children; `None` is 60 % of the machine's.
    pub memory: Option<u64>,
    /// A loop that stands this long is reported.
    pub stall_report: Duration,
    /// A loop that stands this long is ended.
    pub stall_restart: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: None, stall_report: Duration::from_secs(10), stall_restart: Duration::from_mins(15) }
    }
}

/// Everything that a running account needs.
pub struct UserbotOptions {
    pub account: Account,
    pub incoming: Incoming,
    pub store: AccountStore,
    pub worker: WorkerProgram,
    pub mode: StartMode,
    pub limits: Limits,
}

/// Handle of a running account; dropping it ends the worker.
pub struct Userbot {
    asks: mpsc::UnboundedSender<Ask>,
    events: broadcast::Sender<Event>,
    update_frames: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

pub(crate) enum Ask {
    Idle(oneshot::Sender<()>),
    Restart,
    Heard(String),
    Stop,
}

const EVENTS_KEPT: usize = 4096;
const PROBE_EVERY: Duration = Duration::from_secs(2);
/// How long a worker may take to unload its modules when it is asked to stop.
const FAREWELL: Duration = Duration::from_secs(5);

impl Userbot {
    /// Starts the worker and the main loop. The account must be logged in.
    pub async fn start(options: UserbotOptions) -> Result<Self, UserbotError> {
        let (events, _) = broadcast::channel(EVENTS_KEPT);
        let worker = Worker::spawn(&options.worker, &options.store)?;
        let running = Running::new(&options, events.clone()).await?;
        let (asks, asked) = mpsc::unbounded_channel();
        let update_frames = running.update_frames();
        let task = tokio::spawn(live(running, worker, options.incoming, asked).in_current_span());
        Ok(Self { asks, events, update_frames, task })
    }

    /// Everything that happens from now on; a listener that falls far behind misses the oldest.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// How many updates have woken a worker since the start.
    pub fn update_frames(&self) -> u64 {
        self.update_frames.load(Ordering::Relaxed)
    }

    /// Waits until the worker is ready, no call is in flight and its loop has nothing left to run now.
    /// Returns at once when the account has ended.
    pub async fn idle(&self) {
        let (done, wait) = oneshot::channel();
        if self.asks.send(Ask::Idle(done)).is_ok() {
            let _ = wait.await;
        }
    }

    /// Ends the worker and starts a new one.
    pub fn restart_worker(&self) {
        let _ = self.asks.send(Ask::Restart);
    }

    /// A line that the owner typed in the terminal: the answer to an open question, or nothing.
    pub fn hear(&self, line: &str) {
        let _ = self.asks.send(Ask::Heard(line.to_owned()));
    }

    /// Lets modules unload and writes become durable, then ends the worker.
    pub async fn stop(self) {
        let _ = self.asks.send(Ask::Stop);
        let _ = self.task.await;
    }

    /// Waits until the account ends by itself.
    pub async fn ended(&mut self) {
        let _ = (&mut self.task).await;
    }
}

/// What one turn of the loop decided about the worker.
enum Turn {
    Go,
    /// The worker is to be ended, for this reason.
    End(Death),
    /// The worker ended by itself.
    Ended(Death),
    Stop,
}

async fn live(
    mut running: Running,
    mut worker: Worker,
    mut incoming: Incoming,
    mut asked: mpsc::UnboundedReceiver<Ask>,
) {
    let mut probe = interval(PROBE_EVERY);
    probe.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut look = tokio::time::Instant::now();
    running.attach(&worker);
    loop {
        let turn = tokio::select! {
            heard = worker.next() => match heard {
                Heard::Said(Received::Frame(frame)) => {
                    if matches!(frame, ToCore::Hello { .. }) {
                        worker.family.learn_namespace();
                    }
                    running.frame(frame).map_or(Turn::Go, Turn::End)
                }
                Heard::Said(Received::WithFile(transfer, file)) => {
                    running.transfer(transfer, Some(file));
                    Turn::Go
                }
                Heard::Said(Received::Garbled(what)) => Turn::End(Death::Garbled(what)),
                Heard::Said(Received::End) => Turn::Ended(worker.wait().await),
                Heard::Died(death) => Turn::Ended(death),
            },
            update = incoming.next() => match update {
                Some(update) => running.update(update, Instant::now()).map_or(Turn::Go, Turn::End),
                None => return running.account_ended(&mut worker),
            },
            call = running.finished.recv() => {
                if let Some(number) = call {
                    running.call_finished(number);
                }
                Turn::Go
            },
            learned = running.learned.recv() => {
                if let Some(learned) = learned {
                    running.learn(learned);
                }
                Turn::Go
            },
            told = running.telling.recv() => {
                if let Some(told) = told {
                    running.learn_of_guest(told);
                }
                Turn::Go
            },
            ask = asked.recv() => match ask {
                Some(Ask::Idle(done)) => { running.wait_for_idle(done); Turn::Go }
                Some(Ask::Restart) => Turn::End(Death::Asked),
                Some(Ask::Heard(line)) => { running.hears_terminal(&line); Turn::Go }
                Some(Ask::Stop) | None => Turn::Stop,
            },
            _ = probe.tick() => running.check_pulse(&worker, Instant::now()).map_or(Turn::Go, Turn::End),
            () = sleep_until(look) => match running.check_memory(&mut worker) {
                Ok(pause) => { look = tokio::time::Instant::now() + pause; Turn::Go }
                Err(death) => Turn::End(death),
            },
        };
        let death = match turn {
            Turn::Go => continue,
            Turn::Stop => return farewell(running, worker).await,
            Turn::Ended(death) => {
                worker.kill();
                death
            }
            Turn::End(death) => {
                worker.kill();
                worker.wait().await;
                death
            }
        };
        drain(&mut running, &mut worker).await;
        match restart(&mut running, death, &worker, &mut incoming, &mut asked).await {
            Some(next) => worker = next,
            None => return,
        }
    }
}

/// Takes what a dead worker had already written: its stores count.
async fn drain(running: &mut Running, worker: &mut Worker) {
    while let Some(received @ (Received::Frame(_) | Received::WithFile(..))) = worker.frames.recv().await {
        if let Received::Frame(frame) = received {
            running.last_words(frame);
        }
    }
}

/// Starts the next worker, after a pause when workers die in a row. Updates go on being kept.
/// `None`: the account ended or was stopped meanwhile.
async fn restart(
    running: &mut Running,
    mut death: Death,
    old: &Worker,
    incoming: &mut Incoming,
    asked: &mut mpsc::UnboundedReceiver<Ask>,
) -> Option<Worker> {
    let mut started = old.started;
    loop {
        let pause = running.worker_died(&death, started, Instant::now());
        let until = tokio::time::Instant::now() + pause;
        loop {
            tokio::select! {
                () = sleep_until(until) => break,
                update = incoming.next() => drop(running.update(update?, Instant::now())),
                ask = asked.recv() => match ask? {
                    Ask::Idle(done) => running.wait_for_idle(done),
                    Ask::Restart => break,
                    Ask::Heard(_) => {}
                    Ask::Stop => return None,
                },
            }
        }
        match Worker::spawn(&running.program, &running.store) {
            Ok(worker) => {
                running.attach(&worker);
                return Some(worker);
            }
            Err(error) => {
                running.tell(Event::Notice(error.to_string()));
                (death, started) = (Death::Exited(-1), Instant::now());
            }
        }
    }
}

async fn farewell(mut running: Running, mut worker: Worker) {
    running.ask_to_stop();
    let leave = async {
        loop {
            tokio::select! {
                received = worker.frames.recv() => match received {
                    Some(Received::Frame(frame)) => drop(running.frame(frame)),
                    Some(Received::WithFile(..)) => {}
                    _ => return,
                },
                Some(told) = running.telling.recv() => running.learn_of_guest(told),
            }
        }
    };
    if tokio::time::timeout(FAREWELL, leave).await.is_err() {
        tracing::warn!("the worker did not leave within {} s and is ended", FAREWELL.as_secs());
    }
    worker.kill();
    worker.wait().await;
    drain(&mut running, &mut worker).await;
    running.flush();
}
