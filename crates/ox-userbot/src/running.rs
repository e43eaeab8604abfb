//! The state behind the main loop: what an update, a frame, a death or a tick does to one account.

mod asking;
mod limiting;
mod resting;
mod visiting;

use std::{
    collections::{BTreeSet, HashMap},
    os::fd::OwnedFd,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use ox_client::{Account, Update};
use ox_dispatch::{ASKED, Decision, Facts, Interests, Limiter, Moment, Registry};
use ox_link::{Command, ToCore, ToWorker, Transfer};
use ox_store::AccountStore;
use serde_json::{Value, json};
use tokio::sync::{broadcast, mpsc};

use crate::{
    approval::Approvals,
    calls::Calls,
    controls::{self, Undecided, Wish},
    deaths::Deaths,
    descriptors::OwnFiles,
    event::{Death, Event},
    facts,
    flusher::{self, Waiter},
    guests::{Guests, Telling},
    idle::Idle,
    link::Sender,
    login_codes,
    mask::Mask,
    memory, notice, pages,
    pulse::{Beat, Pulse},
    rights::{Learned, Rights},
    start, trace,
    transfers::Transfers,
    userbot::{Limits, StartMode, UserbotError, UserbotOptions},
    usernames,
    waiting::Waiting,
    worker::{Worker, WorkerProgram},
};

/// A command that waited longer than this for the modules to come back is not run.
const TOO_OLD: Duration = Duration::from_mins(1);
/// Code of the errors that say «you may not».
const FORBIDDEN: i32 = 403;
/// The number of the account's own client on the link.
const ACCOUNT: u32 = 0;
/// The command that the core itself obeys while modules stand still.
const RESTART: &str = "restart";

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

    /// One update of the account; a death when its owner ends standing modules by it.
    pub fn update(&mut self, update: Update, now: Instant) -> Option<Death> {
        self.idle.disturb();
        if self.hears_answer(&update) {
            return None;
        }
        if self.pulse.is_standing() && self.is_command(&update, |name| name == RESTART) {
            return Some(Death::Asked);
        }
        if self.ready {
            self.dispatch(update, Part::All);
        } else {
            self.dispatch(update.clone(), Part::Awaited);
            self.waiting.push(update, now);
        }
        None
    }

    fn dispatch(&mut self, update: Update, part: Part) {
        let Some(decision) = self
            .decide(&update, &self.rights.moment())
            .and_then(|decision| self.paid(&update, decision, part, None))
        else {
            return;
        };
        match decision.needs.filter(|_| part.runs_commands()) {
            Some(need) => {
                let sent = decision.targets.clone();
                self.deliver(update.clone(), decision, part);
                self.rights.ask(need, update, sent);
            }
            None => self.deliver(update, decision, part),
        }
    }

    /// Telegram answered: the command, and those who wait to know whether it is one, get their update now.
    pub fn learn(&mut self, learned: Learned) {
        let Learned { update, sent, need, answer } = learned;
        self.idle.disturb();
        let editor = self.rights.learn(need, &answer);
        let moment = Moment { editor, may_ask: false, ..self.rights.moment() };
        let Some(mut decision) = self
            .decide(&update, &moment)
            .and_then(|decision| self.paid(&update, decision, Part::All, editor))
        else {
            return;
        };
        decision.targets.retain(|id| !sent.contains(id));
        decision.conversation = false;
        if self.ready {
            self.deliver(update, decision, Part::All);
        } else {
            tracing::info!("a command came while the modules went away and is not run");
        }
    }

    fn decide(&self, update: &Update, moment: &Moment<'_>) -> Option<Decision> {
        let decision = self.registry.decide(&update.update, &self.facts, moment);
        decision
            .inspect_err(|error| tracing::warn!(%error, "an update could not be read and is left out"))
            .ok()
    }

    fn deliver(&mut self, update: Update, decision: Decision, part: Part) {
        let Some((targets, command)) = self.wanted(decision, part) else { return };
        let Some((worker, _)) = &self.to_worker else { return };
        self.pulse
            .working(targets.last().or(command.as_ref().map(|c| &c.id)).and_then(|id| self.modules.get(id)));
        self.update_frames.fetch_add(1, Ordering::Relaxed);
        let Update { mut update, users, chats } = update;
        self.approvals.codes().hide(&mut update);
        login_codes::hide(&mut update, false);
        worker.send(ToWorker::Update { client: ACCOUNT, targets, command, update, users, chats });
    }

    /// What of a decision is for the worker now; `None` when it is not to be woken.
    fn wanted(&self, decision: Decision, part: Part) -> Option<(Vec<u32>, Option<Command>)> {
        let Decision { mut targets, unless_run, command, unescape, conversation, .. } = decision;
        let command = command.filter(|_| part.runs_commands());
        if command.is_none() {
            targets.retain(|id| !unless_run.contains(id));
        }
        match part {
            Part::All => {}
            Part::Awaited => targets.retain(|id| !self.watchers.contains(id)),
            Part::Held { .. } => targets.retain(|id| self.watchers.contains(id)),
        }
        let mut command = command.map(|c| Command { id: c.id, name: c.name, text: c.text, filter: c.filter });
        // The worker edits the message: it has the entities at hand.
        if let Some(text) = unescape.filter(|_| part.runs_commands()) {
            command = Some(Command { text, ..Command::default() });
        }
        let conversation = conversation && !matches!(part, Part::Held { .. });
        (conversation || command.is_some() || !targets.is_empty()).then_some((targets, command))
    }

    /// One frame of the worker; a death when it is to be ended.
    pub fn frame(&mut self, frame: ToCore) -> Option<Death> {
        self.pulse.alive();
        if !matches!(frame, ToCore::Alive { .. }) {
            self.idle.disturb();
        }
        match frame {
            ToCore::Hello { body } => self.hello(&body),
            ToCore::Interests { body } => self.interests(&body),
            ToCore::Call(call) => self.call(call),
            ToCore::Cancel { call } => {
                self.cancel(call);
                self.transfers.cancel(call);
            }
            ToCore::Store { ticket, owner, key, value } => {
                self.stored(ticket, &owner, &key, value.as_deref());
            }
            ToCore::Alive { .. } => self.probed(),
            ToCore::Log { level, module, text } => self.tell(Event::Log { level, module, text }),
            ToCore::Control { id, name, body, .. } => return self.control(id, &name, &body),
            ToCore::Transfer(transfer) => self.transfer(transfer, None),
            ToCore::Chunk { call, bytes } => return self.transfers.chunk(call, bytes),
            ToCore::Taken { call, total } => self.transfers.taken(call, total),
        }
        None
    }

    /// A file on its way, and its descriptor.
    pub fn transfer(&mut self, transfer: Transfer, file: Option<OwnedFd>) {
        self.pulse.alive();
        self.idle.disturb();
        let files = self.files_of(transfer.client);
        let Some((worker, _)) = &self.to_worker else { return };
        match files {
            Ok(files) => self.transfers.start(transfer, file, files, worker.clone()),
            Err(outcome) => worker.send(ToWorker::Answer { call: transfer.call, outcome }),
        }
    }

    /// A frame of a worker that is already dead: what it stored and said counts, nothing is answered.
    pub fn last_words(&mut self, frame: ToCore) {
        match frame {
            ToCore::Store { owner, key, value, .. } => self.stored(0, &owner, &key, value.as_deref()),
            ToCore::Log { level, module, text } => self.tell(Event::Log { level, module, text }),
            ToCore::Control { name, body, .. }
                if matches!(
                    name.as_str(),
                    "at" | "report" | "notice" | "peers" | "module.store" | "module.forget"
                ) =>
            {
                self.control(0, &name, &body);
            }
            _ => {}
        }
    }

    fn hello(&mut self, body: &str) {
        let hello: Value = serde_json::from_str(body).unwrap_or_default();
        let pid = hello["pid"].as_u64().unwrap_or_default() as u32;
        self.tell(Event::WorkerStarted { pid, hello });
        let config = start::config(
            self.my_id,
            &self.program.home,
            &self.facts,
            &self.store,
            &self.mode,
            &self.left_out,
        );
        if let Some((worker, _)) = &self.to_worker {
            worker.send(ToWorker::Start { config: config.to_string(), me: self.me.clone() });
        }
    }

    fn interests(&mut self, body: &str) {
        let interests: Interests = match serde_json::from_str(body) {
            Ok(interests) => interests,
            Err(error) => {
                tracing::error!(%error, "the worker's interests are unreadable; the old ones stay");
                return;
            }
        };
        self.watchers = interests.watchers.iter().map(|w| w.id).chain([ASKED]).collect();
        let commands = interests.commands.iter().map(|c| (c.id, c.module.clone()));
        let watchers = interests.watchers.iter().map(|w| (w.id, w.module.clone()));
        self.modules = commands.chain(watchers).collect();
        self.registry = Registry::new(interests);
    }

    fn stored(&mut self, ticket: u64, owner: &str, key: &str, value: Option<&str>) {
        let written = match value {
            Some(value) => self.store.set(owner, key, value),
            None => self.store.remove(owner, key),
        };
        if let Err(error) = written {
            tracing::error!(owner, key, %error, "a value could not be written");
            return;
        }
        if facts::concerns(owner) {
            match facts::read(&self.store, self.my_id, &self.usernames) {
                Ok(facts) => self.facts = facts,
                Err(error) => tracing::error!(%error, "settings cannot be read; the old ones stay"),
            }
        }
        if ticket != 0
            && let Some((_, waiters)) = &self.to_worker
        {
            let _ = waiters.send(Waiter::Ticket(ticket));
        }
    }

    fn control(&mut self, id: u64, name: &str, body: &str) -> Option<Death> {
        if name.starts_with(visiting::CONTROLS) {
            self.control_of_guest(id, name, body);
            return None;
        }
        let answer = match controls::carry_out(&self.store, name, body) {
            Ok(Wish::Answer(value)) => Ok(value),
            Ok(Wish::Ready) => {
                self.became_ready();
                Ok(Value::Null)
            }
            Ok(Wish::At(module)) => {
                self.at = module;
                Ok(Value::Null)
            }
            Ok(Wish::Report(report)) => {
                self.tell(Event::Report(report));
                Ok(Value::Null)
            }
            Ok(Wish::Notice(text)) => {
                self.tell(Event::Notice(text));
                Ok(Value::Null)
            }
            Ok(Wish::Restart) => return Some(Death::Asked),
            Ok(Wish::AskToJoin(join)) => {
                self.ask_to_join(id, &join);
                return None;
            }
            Ok(Wish::Decide(undecided)) => Ok(self.decided(*undecided)),
            Ok(Wish::Flush) => {
                if let Some((_, waiters)) = &self.to_worker {
                    let _ = waiters.send(Waiter::Control(id));
                }
                return None;
            }
            Err(error) => Err(error),
        };
        if let Err(error) = &answer {
            tracing::warn!(control = name, error, "a control was not carried out");
        }
        if id != 0
            && let Some((worker, _)) = &self.to_worker
        {
            let (ok, body) = answer.map_or_else(|e| (false, e), |value| (true, value.to_string()));
            worker.send(ToWorker::ControlAnswer { id, ok, body });
        }
        None
    }

    /// What the worker is told about an update that it decides on: ids of watchers, or the command's text and filter.
    fn decided(&mut self, undecided: Undecided) -> Value {
        let Undecided { update, command, arguments, free } = undecided;
        let moment = self.rights.moment();
        let decided = match command {
            None => self.registry.watchers(&update, &self.facts, &moment).map(|ids| json!(ids)),
            Some(command) => self
                .registry
                .admit(&update, command, &arguments, &self.facts, &moment)
                .map(|command| command.filter(|command| free || self.affords(command)))
                .map(|command| {
                    command.map_or(Value::Null, |c| json!({ "text": c.text, "filter": c.filter }))
                }),
        };
        decided
            .inspect_err(|error| tracing::warn!(%error, "the worker asks about an unreadable update"))
            .unwrap_or_default()
    }

    fn became_ready(&mut self) {
        pages::start_is_over();
        self.ready = true;
        self.at = None;
        let (held, dropped) = self.waiting.take();
        let now = Instant::now();
        let mut too_old = 0;
        for held in held {
            let fresh = now.duration_since(held.since) <= TOO_OLD;
            if !fresh && self.is_command(&held.update, |name| !name.is_empty()) {
                too_old += 1;
            }
            self.dispatch(held.update, Part::Held { run_command: fresh });
        }
        if too_old > 0 {
            self.tell_owner("command_too_old", &[("count", &too_old.to_string())]);
        }
        if dropped > 0 {
            self.tell_owner("updates_dropped", &[("count", &dropped.to_string())]);
        }
        self.tell(Event::Ready);
        // Who waited for rest during the start is not left to the next heartbeat.
        self.probe();
    }

    fn is_command(&self, update: &Update, wanted: impl Fn(&str) -> bool) -> bool {
        let moment = Moment { may_ask: false, ..self.rights.moment() };
        let decision = self.registry.decide(&update.update, &self.facts, &moment);
        decision.is_ok_and(|d| d.command.is_some_and(|c| wanted(&c.name)))
    }

    /// A line in Saved Messages and in the terminal.
    fn tell_owner(&self, key: &str, values: &[(&str, &str)]) {
        let text = notice::text(&facts::languages(&self.store), key, values);
        self.tell(Event::Notice(text.clone()));
        if self.mode == StartMode::Run {
            notice::send(&self.account, &text);
        }
    }

    /// The worker is gone. Returns how long to wait before the next one.
    pub fn worker_died(&mut self, death: &Death, started: Instant, now: Instant) -> Duration {
        let module = self.at.take().or_else(|| self.pulse.module(now));
        self.calls.cancel_all();
        self.transfers.cancel_all();
        self.guests.end_all();
        self.drop_questions();
        self.to_worker = None;
        self.ready = false;
        self.registry = Registry::new(Interests::default());
        self.tell(Event::WorkerDied { death: death.clone(), module: module.clone() });
        if *death == Death::Asked {
            return Duration::ZERO;
        }
        let how = death.to_string();
        match &module {
            Some(name) => self.tell_owner("worker_died_module", &[("death", &how), ("module", name)]),
            None => self.tell_owner("worker_died", &[("death", &how)]),
        }
        let verdict = self.deaths.record(module.as_deref(), started, now);
        if let Some(module) = verdict.leave_out {
            self.tell_owner("left_out", &[("module", &module)]);
            self.tell(Event::LeftOut { module: module.clone() });
            self.left_out.insert(module);
        }
        verdict.pause
    }

    /// Every probe tick: asks for a sign of life and draws conclusions when none comes.
    pub fn check_pulse(&mut self, worker: &Worker, now: Instant) -> Option<Death> {
        self.expire_questions(now);
        match self.pulse.check(now, self.limits.stall_report, self.limits.stall_restart) {
            Beat::Fine => worker.sender.send(ToWorker::Probe { nonce: 0 }),
            Beat::Missed => {}
            Beat::AskForStack => worker.ask_for_stack(),
            Beat::Report { seconds } => self.report_stall(worker, seconds, now),
            Beat::End { seconds } => return Some(Death::Stalled { seconds }),
        }
        None
    }

    fn report_stall(&self, worker: &Worker, seconds: u64, now: Instant) {
        let stack = worker.read_stack();
        tracing::warn!(seconds, "the module process stands still:\n{}", self.mask.apply(&stack));
        let place = trace::place(&stack).map(|p| format!("{}:{} {}", p.file, p.line, p.function));
        let module = self.at.clone().or_else(|| self.pulse.module(now));
        let count = seconds.to_string();
        let prefix = self.facts.prefix.as_str();
        match (&module, &place) {
            (None, None) => self.tell_owner("stalled", &[("seconds", &count), ("prefix", prefix)]),
            _ => self.tell_owner(
                "stalled_module",
                &[
                    ("seconds", &count),
                    ("prefix", prefix),
                    ("module", module.as_deref().unwrap_or("?")),
                    ("place", place.as_deref().unwrap_or("?")),
                ],
            ),
        }
        self.tell(Event::Stalled { seconds, module, place });
    }

    /// When to look again at what the worker uses; a worker over its limit is ended.
    pub fn check_memory(&mut self, worker: &mut Worker) -> Result<Duration, Death> {
        let limit = self.memory_limit;
        let used = worker.family.memory();
        let next = memory::next_look(used, limit);
        if used > limit { Err(Death::OverMemory { used, limit }) } else { Ok(next) }
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

    pub fn account_ended(&self, worker: &mut Worker) {
        worker.kill();
        self.flush();
        let why = self.account.ended().unwrap_or_else(|| "the connection was closed".to_owned());
        self.tell(Event::AccountEnded(why));
    }
}

/// Which part of a decision is carried out now.
#[derive(Clone, Copy)]
enum Part {
    All,
    /// Modules are still loading: only what one of them may be waiting for.
    Awaited,
    /// The rest, once they are loaded.
    Held {
        run_command: bool,
    },
}

impl Part {
    fn runs_commands(self) -> bool {
        matches!(self, Self::All | Self::Held { run_command: true })
    }
}
