//! The state behind the main loop. What an update, a frame, a death or a tick does to it is in the files below.

mod asking;
mod frames;
mod health;
mod limiting;
mod resting;
mod updates;
mod visiting;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, atomic::AtomicU64},
    time::Instant,
};

use ox_client::{Account, Update};
use ox_dispatch::{Facts, Interests, Limiter, Registry};
use ox_link::ToWorker;
use ox_store::AccountStore;
use tokio::sync::{broadcast, mpsc};

use crate::{
    approval::Approvals,
    calls::Calls,
    deaths::Deaths,
    descriptors::OwnFiles,
    event::Event,
    facts,
    flusher::{self, Waiter},
    guests::{Guests, Telling},
    idle::Idle,
    link::Sender,
    mask::Mask,
    notice,
    pulse::Pulse,
    rights::{Learned, Rights},
    transfers::Transfers,
    userbot::{Limits, StartMode, UserbotError, UserbotOptions},
    usernames,
    waiting::Waiting,
    worker::{Worker, WorkerProgram},
};

/// Code of the errors that say «you may not».
const FORBIDDEN: i32 = 403;
/// The number of the account's own client on the link.
const ACCOUNT: u32 = 0;

pub struct Running {
    pub program: WorkerProgram,
    pub store: AccountStore,
    pub finished: mpsc::UnboundedReceiver<u64>,
    pub learned: mpsc::UnboundedReceiver<Learned>,
    pub telling: Telling,
    guests: Guests,
    rights: Rights,
    limiter: Limiter,
    born: Instant,
    account: Account,
    mode: StartMode,
    limits: Limits,
    memory_limit: u64,
    me: Vec<u8>,
    my_id: i64,
    usernames: Vec<String>,
    events: broadcast::Sender<Event>,
    facts: Facts,
    registry: Registry,
    modules: HashMap<u32, String>,
    watchers: BTreeSet<u32>,
    calls: Calls,
    transfers: Transfers,
    approvals: Approvals,
    mask: Mask,
    to_worker: Option<(Sender, mpsc::UnboundedSender<Waiter>)>,
    ready: bool,
    at: Option<String>,
    waiting: Waiting<Update>,
    deaths: Deaths,
    left_out: BTreeSet<String>,
    pulse: Pulse,
    idle: Idle,
    update_frames: Arc<AtomicU64>,
}

impl Running {
    pub async fn new(
        options: &UserbotOptions,
        events: broadcast::Sender<Event>,
    ) -> Result<Self, UserbotError> {
        let me = options.account.me().await?;
        let (calls, finished) = Calls::new(options.account.clone());
        let own_files = OwnFiles::of(&options.worker);
        let transfers = Transfers::new(own_files, calls.done());
        let (rights, learned) = Rights::new(options.account.clone(), options.store.clone());
        let my_id = options.account.id();
        let usernames = usernames::of_user(&me);
        let (guests, telling) = Guests::new(visiting::owner(my_id, &me), options.store.clone());
        Ok(Self {
            program: options.worker.clone(),
            store: options.store.clone(),
            finished,
            learned,
            telling,
            guests,
            rights,
            limiter: Limiter::default(),
            born: Instant::now(),
            account: options.account.clone(),
            mode: options.mode.clone(),
            limits: options.limits,
            memory_limit: options.limits.memory.unwrap_or_else(crate::memory::default_limit),
            mask: Mask::of_account(&me, &options.store),
            me,
            my_id,
            facts: facts::read(&options.store, my_id, &usernames)?,
            usernames,
            events,
            registry: Registry::new(Interests::default()),
            modules: HashMap::new(),
            watchers: BTreeSet::new(),
            calls,
            transfers,
            approvals: Approvals::default(),
            to_worker: None,
            ready: false,
            at: None,
            waiting: Waiting::default(),
            deaths: Deaths::default(),
            left_out: BTreeSet::new(),
            pulse: Pulse::default(),
            idle: Idle::default(),
            update_frames: Arc::default(),
        })
    }

    /// How many updates have woken the worker.
    pub fn update_frames(&self) -> Arc<AtomicU64> {
        self.update_frames.clone()
    }

    /// Tells listeners, and the log.
    pub fn tell(&self, event: Event) {
        let _ = self.events.send(self.mask.event(event));
    }

    /// A new worker runs: its frames go here from now on.
    pub fn attach(&mut self, worker: &Worker) {
        let waiters = flusher::open(self.store.clone(), worker.sender.clone());
        self.to_worker = Some((worker.sender.clone(), waiters));
        self.pulse = Pulse::new();
    }

    /// A line in Saved Messages and in the terminal.
    fn tell_owner(&self, key: &str, values: &[(&str, &str)]) {
        let text = notice::text(&facts::languages(&self.store), key, values);
        self.tell(Event::Notice(text.clone()));
        if self.mode == StartMode::Run {
            notice::send(&self.account, &text);
        }
    }

    pub fn call_finished(&mut self, number: u64) {
        self.idle.disturb();
        self.calls.finished(number);
        self.transfers.finished(number);
    }

    pub fn ask_to_stop(&self) {
        if let Some((worker, _)) = &self.to_worker {
            worker.send(ToWorker::Stop);
        }
    }

    /// Makes everything stored durable.
    pub fn flush(&self) {
        if let Err(error) = self.store.flush() {
            tracing::error!(%error, "the store could not be made durable");
        }
    }
}
