//! The interests of one worker, indexed once, and the decision about each update.
//! Order of the answer: event builders and raw handlers as registered, then watchers.

use std::collections::{HashMap, HashSet};

use ox_tl::{DecodeError, MessageView, Reader, UpdateKind};

use crate::command::{self, Commands, Found, Known, Recognised};
use crate::decision::{ASKED, Command, Decision};
use crate::event::{self, Subject};
use crate::facts::{Facts, plain_path};
use crate::interest::{CommandInterest, EventInterest, Interests, WatcherInterest};
use crate::message::Message;
use crate::ratelimit::Charge;
use crate::security::rights::Moment;
use crate::tags::IsCommand;

/// Everything that a worker wants, ready to be asked.
#[derive(Debug, Default)]
pub struct Registry {
    commands: Commands,
    watchers: Vec<WatcherInterest>,
    asks_watchers: bool,
    events: Vec<EventInterest>,
    raw_of: HashMap<u32, Vec<u32>>,
    raw_of_all: Vec<u32>,
    conversations: HashSet<i64>,
}

impl Registry {
    /// Indexes the interests.
    pub fn new(interests: Interests) -> Self {
        let mut raw_of: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut raw_of_all = Vec::new();
        for raw in interests.raw {
            match raw.constructors {
                None => raw_of_all.push(raw.id),
                Some(constructors) => {
                    for constructor in constructors.into_iter().collect::<HashSet<_>>() {
                        raw_of.entry(constructor).or_default().push(raw.id);
                    }
                }
            }
        }
        Self {
            commands: Commands::new(interests.commands, interests.decides.commands),
            asks_watchers: interests.decides.watchers,
            watchers: interests.watchers.into_iter().map(with_plain_path).collect(),
            events: interests.events,
            raw_of,
            raw_of_all,
            conversations: interests.conversations.into_iter().collect(),
        }
    }

    /// Decides where one `Update` goes. An update that the schema does not know reaches raw handlers only; bytes that
    /// contradict the schema are an error.
    pub fn decide(&self, update: &[u8], facts: &Facts, moment: &Moment<'_>) -> Result<Decision, DecodeError> {
        let id = Reader::new(update).u32()?;
        if ox_tl::by_id(id).is_none() {
            return Ok(Decision {
                targets: self.builders_and_raw(id, &Subject::default(), None),
                ..Decision::default()
            });
        }
        match MessageView::parse(update)? {
            Some(view) => Ok(self.decide_message(id, &view, facts, moment)),
            None => Ok(self.decide_other(id, &Subject::of_update(update)?, facts)),
        }
    }

    /// The command of an update, when the worker looked it up and let its sender run it: lists, addresses, conditions and
    /// the filter of its answer are still to be heeded. `alias_arguments` stand between its name and what was typed behind.
    pub fn admit(
        &self,
        update: &[u8],
        interest: CommandInterest,
        alias_arguments: &str,
        facts: &Facts,
        moment: &Moment<'_>,
    ) -> Result<Option<Command>, DecodeError> {
        let Some(view) = MessageView::parse(update)? else { return Ok(None) };
        let message = Message::new(&view, facts.me);
        let known = Known::new(interest);
        let found = command::looked_up(&known, alias_arguments, &message, facts, moment);
        Ok(found.and_then(|found| admitted(&found, &message, facts)))
    }

    /// The watchers that an update reaches, when the worker asks. Those that depend on whether it is a command are among them
    /// where the worker has to find that out.
    pub fn watchers(
        &self,
        update: &[u8],
        facts: &Facts,
        moment: &Moment<'_>,
    ) -> Result<Vec<u32>, DecodeError> {
        let mut decision = Decision::default();
        let parsed = MessageView::parse(update)?;
        let subject = match &parsed {
            Some(view) => Subject::of_message(view),
            None => Subject::of_update(update)?,
        };
        let view = parsed.unwrap_or_else(|| service_in(subject.chat));
        let message = Message::new(&view, facts.me);
        let is_command = match self.commands.recognise(&message, facts, moment) {
            Recognised::Escaped(_) => IsCommand::No,
            Recognised::Needs(_) => IsCommand::Asked,
            _ if self.commands.asked(&message, facts).is_some() => IsCommand::Asked,
            Recognised::Command(found) if admitted(&found, &message, facts).is_some() => IsCommand::Asked,
            Recognised::Nothing | Recognised::Command(_) => IsCommand::No,
        };
        self.add_watchers(&mut decision, &message, is_command, facts);
        Ok(decision.targets)
    }

    fn decide_message(
        &self,
        id: u32,
        view: &MessageView<'_>,
        facts: &Facts,
        moment: &Moment<'_>,
    ) -> Decision {
        let message = Message::new(view, facts.me);
        let subject = Subject::of_message(view);
        let recognised = self.commands.recognise(&message, facts, moment);
        let mut decision = Decision {
            targets: self.builders_and_raw(id, &subject, Some(&message)),
            conversation: self.has_conversation(&subject),
            ..Decision::default()
        };
        let is_command = match recognised {
            Recognised::Escaped(text) => {
                decision.unescape = Some(text.to_owned());
                IsCommand::No
            }
            recognised => match (self.commands.asked(&message, facts), recognised) {
                (Some(name), _) => {
                    let asked = Command { id: ASKED, name, ..Command::default() };
                    decision.command = Some(asked).filter(|_| !view.forwarded);
                    IsCommand::Asked
                }
                (None, Recognised::Needs(need)) if !view.forwarded => {
                    decision.needs = Some(need);
                    IsCommand::Later
                }
                // Watchers hear of a forwarded command as of one; it does not run.
                (None, Recognised::Command(found)) if view.forwarded => {
                    known(admitted(&found, &message, facts).is_some())
                }
                (None, Recognised::Command(found)) => {
                    let affordable = |command: &Command| !moment.spent || command.charge.is_none();
                    decision.command = admitted(&found, &message, facts).filter(affordable);
                    known(decision.command.is_some())
                }
                (None, _) => IsCommand::No,
            },
        };
        if self.asks_watchers && subject.reaches_watchers() {
            decision.targets.push(ASKED);
        } else if subject.reaches_watchers() {
            self.add_watchers(&mut decision, &message, is_command, facts);
        }
        decision
    }

    fn decide_other(&self, id: u32, subject: &Subject, facts: &Facts) -> Decision {
        let mut decision = Decision {
            targets: self.builders_and_raw(id, subject, None),
            conversation: self.has_conversation(subject),
            ..Decision::default()
        };
        if self.asks_watchers && subject.reaches_watchers() {
            decision.targets.push(ASKED);
        } else if subject.reaches_watchers() {
            let view = service_in(subject.chat);
            self.add_watchers(&mut decision, &Message::new(&view, facts.me), IsCommand::No, facts);
        }
        decision
    }

    fn has_conversation(&self, subject: &Subject) -> bool {
        subject.chat.is_some_and(|chat| self.conversations.contains(&chat))
    }

    /// Ids grow with registration, so their order is that of registration across both kinds.
    fn builders_and_raw(&self, id: u32, subject: &Subject, message: Option<&Message<'_, '_>>) -> Vec<u32> {
        let builders = self
            .events
            .iter()
            .filter(|builder| event::wants(builder, subject, message))
            .map(|builder| builder.id);
        let raw = self.raw_of.get(&id).into_iter().flatten().chain(&self.raw_of_all).copied();
        let mut targets: Vec<u32> = builders.chain(raw).collect();
        targets.sort_unstable();
        targets
    }

    fn add_watchers(
        &self,
        decision: &mut Decision,
        message: &Message<'_, '_>,
        is_command: IsCommand,
        facts: &Facts,
    ) {
        let chat = message.bare_chat();
        if !facts.hears_chat(chat) {
            return;
        }
        let is_left_to_worker = is_command == IsCommand::Yes && decision.command.is_some();
        let is_command = if is_left_to_worker { IsCommand::Asked } else { is_command };
        let wanted = self.watchers.iter().filter(|watcher| {
            watcher.tags.admit(message, is_command)
                && facts.hears_module(chat, &watcher.module, &watcher.path)
                && facts.hears_watcher(watcher, message)
        });
        for watcher in wanted {
            decision.targets.push(watcher.id);
            if is_left_to_worker && !watcher.tags.admit(message, IsCommand::Yes) {
                decision.unless_run.push(watcher.id);
            }
        }
    }
}

fn known(is_command: bool) -> IsCommand {
    if is_command { IsCommand::Yes } else { IsCommand::No }
}

/// What watchers see of an event that carries no message.
fn service_in(chat: Option<i64>) -> MessageView<'static> {
    let mut view = MessageView::without_message(UpdateKind::New, chat.unwrap_or_default());
    view.service = true;
    view
}

/// The command, unless its own conditions or the owner's lists are against it.
fn admitted(found: &Found<'_>, message: &Message<'_, '_>, facts: &Facts) -> Option<Command> {
    let command = found.command;
    let interest = &command.interest;
    let wanted = facts.hears_module(message.bare_chat(), &interest.module, &command.path)
        && !facts.is_disabled(&command.folded, &interest.module, &command.path)
        && interest.tags.admit(message, IsCommand::Yes);
    wanted.then(|| {
        let line = found.line(facts.grep);
        let charge = Charge { user: message.sender, chat: message.view.peer, high: interest.ratelimit };
        Command {
            id: interest.id,
            name: interest.name.clone(),
            text: line.command,
            filter: line.filter,
            charge: (!facts.security.is_owner(message)).then_some(charge),
        }
    })
}

fn with_plain_path(watcher: WatcherInterest) -> WatcherInterest {
    WatcherInterest { path: plain_path(&watcher.path).to_owned(), ..watcher }
}
