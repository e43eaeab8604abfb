//! What the worker says, frame by frame: calls, values to store, controls, its interests, files.

use std::os::fd::OwnedFd;

use ox_dispatch::{ASKED, Interests, Registry};
use ox_link::{ToCore, ToWorker, Transfer};
use serde_json::Value;

use super::{Running, visiting};
use crate::{
    controls::{self, Wish},
    event::{Death, Event},
    facts,
    flusher::Waiter,
    start,
};

impl Running {
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
}
