//! A worker's end and what comes before it: missed heartbeats, memory over the limit. Who is to blame is `deaths`'.

use std::time::{Duration, Instant};

use ox_dispatch::{Interests, Registry};
use ox_link::ToWorker;

use super::Running;
use crate::{
    event::{Death, Event},
    memory,
    pulse::Beat,
    trace,
    worker::Worker,
};

impl Running {
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

    pub fn account_ended(&self, worker: &mut Worker) {
        worker.kill();
        self.flush();
        let why = self.account.ended().unwrap_or_else(|| "the connection was closed".to_owned());
        self.tell(Event::AccountEnded(why));
    }
}
