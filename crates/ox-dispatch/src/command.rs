//! Recognises a command in a message: prefix, escape, keyboard layout, aliases, `@username`, and whether its sender may run it.
//! Who may is `security`'s to say; conditions of the command itself (tags, modules that are off) are `registry`'s.

use std::collections::HashMap;

use ox_tl::{MediaKind, UpdateKind};

use crate::facts::{Facts, fold, plain_path};
use crate::grep;
use crate::interest::{Asks, CommandInterest};
use crate::layout::Direction;
use crate::message::Message;
use crate::security::rights::{Moment, Need};
use crate::security::{Handler, Verdict};

/// The longest command with its `@username`, in bytes after folding; longer words are no commands.
const MAX_WORD: usize = 256;

/// All commands by their words.
#[derive(Debug, Default)]
pub(crate) struct Commands {
    /// Of which messages the worker is asked.
    pub asks: Option<Asks>,
    all: Vec<Known>,
    by_name: HashMap<String, usize>,
    by_alias: HashMap<String, usize>,
}

/// A command, and what settings call it.
#[derive(Debug)]
pub(crate) struct Known {
    pub interest: CommandInterest,
    /// Its name in lower case.
    pub folded: String,
    /// The path of its module without the package.
    pub path: String,
    /// `<path>.<function>`.
    key: String,
}

/// What a message's text is.
pub(crate) enum Recognised<'a> {
    /// No command, or one that this sender may not run here.
    Nothing,
    /// A doubled prefix: the text without the first one.
    Escaped(&'a str),
    /// A command that the sender may run.
    Command(Found<'a>),
    /// A command, if this says that the sender may run it.
    Needs(Need),
}

/// What is left of a message before its first word is looked up.
struct Line<'a> {
    /// What follows the prefix.
    text: &'a str,
    prefix: &'a str,
    layout: Option<Direction>,
}

/// The first word of a line, folded.
struct First<'a> {
    word: Word,
    /// Behind it, as it was typed.
    rest: &'a str,
}

/// A recognised command and what its text is made of.
pub(crate) struct Found<'a> {
    pub command: &'a Known,
    prefix: &'a str,
    /// Arguments that the owner's alias brings along.
    alias_arguments: &'a str,
    /// What follows the command's word, as it was typed.
    rest: &'a str,
    layout: Option<Direction>,
}

impl Found<'_> {
    /// The text as the handler shall see it, and the filter behind it when those are in use.
    pub fn line(&self, with_filters: bool) -> grep::Line {
        let text = self.text();
        if with_filters { grep::cut(text) } else { grep::Line { command: text, filter: String::new() } }
    }

    fn text(&self) -> String {
        let Self { command, prefix, alias_arguments, rest, layout } = self;
        let name = &command.interest.name;
        let mut text =
            String::with_capacity(prefix.len() + name.len() + alias_arguments.len() + rest.len() + 1);
        text.push_str(prefix);
        text.push_str(name);
        if !alias_arguments.is_empty() {
            text.push(' ');
            text.push_str(alias_arguments);
        }
        text.extend(rest.chars().map(|letter| meant(*layout, letter)));
        text
    }
}

impl Commands {
    /// A command registered later takes a name over, but no alias: built-in commands keep theirs.
    pub fn new(all: Vec<CommandInterest>, asks: Option<Asks>) -> Self {
        let mut by_name = HashMap::with_capacity(all.len());
        let mut by_alias = HashMap::new();
        for (at, command) in all.iter().enumerate() {
            by_name.insert(fold(&command.name), at);
            for alias in &command.aliases {
                by_alias.entry(fold(alias)).or_insert(at);
            }
        }
        Self { asks, all: all.into_iter().map(Known::new).collect(), by_name, by_alias }
    }

    /// Reads a message. Allocates nothing.
    pub fn recognise<'a>(
        &'a self,
        message: &Message<'_, 'a>,
        facts: &'a Facts,
        moment: &Moment<'_>,
    ) -> Recognised<'a> {
        let text = message.view.text;
        if text.is_empty() || !can_carry_command(message) || !facts.hears_chat(message.bare_chat()) {
            return Recognised::Nothing;
        }
        let prefix = facts.prefix_of(message.sender);
        if message.out
            && !message.view.forwarded
            && !is_edited_post(message)
            && let Some(unescaped) = escaped(text, prefix)
        {
            return Recognised::Escaped(unescaped);
        }
        let lookup = |name: &str| self.resolve(name, facts);
        let found = line(text, prefix).and_then(|line| line.find(lookup, message, facts, moment));
        let Some(found) = found else { return Recognised::Nothing };
        match facts.security.verdict(message, found.command.handler(), facts.me, moment) {
            Verdict::Allowed => Recognised::Command(found),
            Verdict::Refused => Recognised::Nothing,
            Verdict::Needs(need) => Recognised::Needs(need),
        }
    }

    /// The word of a message about which the worker is asked: empty when it is asked about the message as a whole.
    pub fn asked(&self, message: &Message<'_, '_>, facts: &Facts) -> Option<String> {
        let asks = self.asks?;
        let text = message.view.text;
        let is_text = !text.is_empty() && !message.view.service;
        if !is_text || message.view.update == UpdateKind::Scheduled {
            return None;
        }
        let first = line(text, facts.prefix_of(message.sender)).and_then(|line| line.first());
        let word = first.filter(|first| !first.word.as_str().is_empty());
        match asks {
            Asks::Messages => Some(word.map_or_else(String::new, |first| first.word.as_str().to_owned())),
            Asks::Words if can_carry_command(message) && facts.hears_chat(message.bare_chat()) => {
                word.map(|first| first.word.as_str().to_owned())
            }
            Asks::Words => None,
        }
    }

    /// A command's own name first, then the owner's aliases, then those of decorators.
    fn resolve<'a>(&'a self, name: &str, facts: &'a Facts) -> Option<(&'a Known, &'a str)> {
        if name.is_empty() {
            return None;
        }
        if let Some(at) = self.by_name.get(name) {
            return Some((&self.all[*at], ""));
        }
        if let Some(target) = facts.aliases.get(name) {
            let (target, arguments) =
                target.trim().split_once(char::is_whitespace).unwrap_or((target.trim(), ""));
            let target = Word::folded(target.chars())?;
            let at = self.by_name.get(target.as_str()).or_else(|| self.by_alias.get(target.as_str()));
            if let Some(at) = at {
                return Some((&self.all[*at], arguments.trim_start()));
            }
        }
        self.by_alias.get(name).map(|at| (&self.all[*at], ""))
    }
}

impl<'a> Line<'a> {
    fn first(&self) -> Option<First<'a>> {
        let typed = self.text.trim_start();
        let end = typed.find(char::is_whitespace).unwrap_or(typed.len());
        let (typed, rest) = typed.split_at(end);
        let word = Word::folded(typed.chars().map(|letter| meant(self.layout, letter)))?;
        Some(First { word, rest })
    }

    fn find(
        &self,
        lookup: impl Fn(&str) -> Option<(&'a Known, &'a str)>,
        message: &Message<'_, '_>,
        facts: &Facts,
        moment: &Moment<'_>,
    ) -> Option<Found<'a>> {
        let First { word, rest } = self.first()?;
        let (name, tag) = match word.as_str().split_once('@') {
            Some((name, tag)) => (name, Some(tag)),
            None => (word.as_str(), None),
        };
        let (command, alias_arguments) = lookup(name)?;
        is_addressed(name, command, tag, message, facts, moment).then_some(Found {
            command,
            prefix: self.prefix,
            alias_arguments,
            rest,
            layout: self.layout,
        })
    }
}

/// A command that the worker looked up, in the message that names it; `None` when the message is none for this account.
pub(crate) fn looked_up<'a>(
    command: &'a Known,
    alias_arguments: &'a str,
    message: &Message<'_, 'a>,
    facts: &'a Facts,
    moment: &Moment<'_>,
) -> Option<Found<'a>> {
    if !can_carry_command(message) || !facts.hears_chat(message.bare_chat()) {
        return None;
    }
    let prefix = facts.prefix_of(message.sender);
    line(message.view.text, prefix)?.find(|_| Some((command, alias_arguments)), message, facts, moment)
}

/// The text as it was typed when it begins with the prefix, else as it may have been meant.
fn line<'a>(text: &'a str, prefix: &'a str) -> Option<Line<'a>> {
    if let Some(text) = text.strip_prefix(prefix) {
        return Some(Line { text, prefix, layout: None });
    }
    let direction = Direction::of(prefix)?;
    let length = direction.mistyped(prefix, text)?;
    Some(Line { text: &text[length..], prefix, layout: Some(direction) })
}

impl Known {
    pub(crate) fn new(interest: CommandInterest) -> Self {
        let path = plain_path(&interest.path).to_owned();
        let key = format!("{path}.{}", interest.function);
        Self { folded: fold(&interest.name), path, key, interest }
    }

    fn handler(&self) -> Handler<'_> {
        Handler {
            command: &self.folded,
            module: &self.interest.module,
            key: &self.key,
            mask: self.interest.security,
        }
    }
}

/// Messages that are never commands, whatever they say. A reaction arrives as an edit and must not run a command again.
fn can_carry_command(message: &Message<'_, '_>) -> bool {
    let view = message.view;
    let files = [MediaKind::Sticker, MediaKind::Dice, MediaKind::Audio];
    !view.service
        && view.update != UpdateKind::Scheduled
        && !view.via_bot
        && !view.via_business_bot
        && !view.has_reactions
        && !view.media.is_some_and(|kind| files.contains(&kind))
}

/// Every editor of a channel may have done that, whoever wrote the post.
fn is_edited_post(message: &Message<'_, '_>) -> bool {
    message.view.post && message.view.update == UpdateKind::Edit
}

/// The text without its first prefix, when the prefix is doubled and something else follows. In the wrong keyboard layout, too.
fn escaped<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let without = |text: &'a str| match text.strip_prefix(prefix) {
        Some(rest) => Some(rest),
        None => Direction::of(prefix)?.mistyped(prefix, text).map(|length| &text[length..]),
    };
    let once = without(text)?;
    let sign = &text[..text.len() - once.len()];
    let twice = once.strip_prefix(sign)?;
    let only_sign = twice.chars().all(|letter| sign.contains(letter));
    (!only_sign).then_some(once)
}

/// Whether the command is meant for this account: by `@me`, by a username or id, by an answer to it or a mention, or where
/// no name is needed.
fn is_addressed(
    typed: &str,
    command: &Known,
    tag: Option<&str>,
    message: &Message<'_, '_>,
    facts: &Facts,
    moment: &Moment<'_>,
) -> bool {
    match tag {
        Some("me") => message.out,
        Some(tag) => {
            facts.usernames.iter().any(|username| username.eq_ignore_ascii_case(tag))
                || tag.parse() == Ok(facts.me)
        }
        None => {
            let user_is_excused = |sender| {
                facts.no_nickname_users.contains(&sender)
                    || facts.security.is_excused(
                        sender,
                        &command.folded,
                        &command.interest.module,
                        moment.now,
                    )
            };
            message.out
                || message.is_private()
                || message.view.mentioned
                || facts.no_nickname
                || facts.no_nickname_commands.contains(typed)
                || facts.no_nickname_commands.contains(&command.folded)
                || facts.no_nickname_chats.contains(&message.bare_chat())
                || message.sender.is_some_and(user_is_excused)
        }
    }
}

fn meant(layout: Option<Direction>, typed: char) -> char {
    layout.map_or(typed, |direction| direction.meant(typed))
}

/// A folded word on the stack.
struct Word {
    bytes: [u8; MAX_WORD],
    length: usize,
}

impl Word {
    fn folded(letters: impl Iterator<Item = char>) -> Option<Self> {
        let mut word = Self { bytes: [0; MAX_WORD], length: 0 };
        for letter in letters.flat_map(char::to_lowercase) {
            let end = word.length + letter.len_utf8();
            letter.encode_utf8(word.bytes.get_mut(word.length..end)?);
            word.length = end;
        }
        Some(word)
    }

    fn as_str(&self) -> &str {
        // Invariant: only whole letters are written.
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}
