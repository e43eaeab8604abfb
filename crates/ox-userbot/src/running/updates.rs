//! An update on its way: what is decided about it, what waits for an answer of Telegram, and what goes to the worker now.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use ox_client::Update;
use ox_dispatch::{Decision, Moment};
use ox_link::{Command, ToWorker};
use serde_json::{Value, json};

use super::{ACCOUNT, Running};
use crate::{
    controls::Undecided,
    event::{Death, Event},
    login_codes, pages,
    rights::Learned,
};

/// A command that waited longer than this for the modules to come back is not run.
const TOO_OLD: Duration = Duration::from_mins(1);
/// The command that the core itself obeys while modules stand still.
const RESTART: &str = "restart";

impl Running {
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

    pub(super) fn dispatch(&mut self, update: Update, part: Part) {
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

    pub(super) fn decide(&self, update: &Update, moment: &Moment<'_>) -> Option<Decision> {
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

    /// Modules are loaded: what came meanwhile is theirs now.
    pub(super) fn became_ready(&mut self) {
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

    /// What the worker is told about an update that it decides on: ids of watchers, or the command's text and filter.
    pub(super) fn decided(&mut self, undecided: Undecided) -> Value {
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
}

/// Which part of a decision is carried out now.
#[derive(Clone, Copy)]
pub(super) enum Part {
    All,
    /// Modules are still loading: only what one of them may be waiting for.
    Awaited,
    /// The rest, once they are loaded.
    Held {
        run_command: bool,
    },
}

impl Part {
    pub(super) fn runs_commands(self) -> bool {
        matches!(self, Self::All | Self::Held { run_command: true })
    }
}
