//! Plays a case: sets the stage, loads the modules, does what people do, compares what the chats show then.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::Context;
use regex_lite::Regex;

use crate::{chat::Memory, paths::Paths, stage::Stage};

use super::{Case, Deed, Place, SourceFile, Step, Talk, difference};

/// A module that is not loaded by then, packages included, is not going to be.
const LOAD_LIMIT: Duration = Duration::from_mins(1);

/// How a case ended.
#[derive(Debug)]
pub enum Verdict {
    Passed,
    /// On which line, what was different.
    Failed {
        line: usize,
        what: String,
    },
}

struct Player<'a> {
    case: &'a Case,
    stage: Stage,
    memories: HashMap<Place, Memory>,
}

/// Plays a case in a world of its own. The error is ours, never the case's.
pub async fn play(case: &Case, paths: &Paths) -> anyhow::Result<Verdict> {
    let places = case.talks.iter().map(|talk| talk.place).collect();
    let stage = Stage::set(paths, &case.setting, &places, None).await?;
    let mut player = Player { case, stage, memories: HashMap::new() };
    let mut verdict = player.run().await?;
    if let Verdict::Failed { what, .. } = &mut verdict {
        let journal = player.stage.journal().into_iter();
        let journal =
            journal.map(|line| format!("    log: {}\n", line.trim_end().replace('\n', "\n         ")));
        let unserved = player.stage.world.unserved().into_iter().map(|(method, times)| {
            format!("    the data centre does not serve `{method}` (asked {times} times)\n")
        });
        what.extend(journal.chain(unserved));
    }
    player.stage.strike().await;
    Ok(verdict)
}

impl Player<'_> {
    async fn run(&mut self) -> anyhow::Result<Verdict> {
        for file in &self.case.files {
            std::fs::write(self.stage.home().join(&file.name), &file.source)?;
        }
        for file in self.case.files.iter().filter(|file| file.load) {
            if let Some(what) = self.load(file).await? {
                return Ok(Verdict::Failed { line: file.line, what });
            }
        }
        for (_, place) in Place::NAMES {
            let lines = self.stage.lines(place);
            self.memories.entry(place).or_default().look(&lines);
        }
        self.stage.break_things(&self.case.setting.faults);
        for talk in &self.case.talks {
            for step in &talk.steps {
                if let Some((line, what)) = self.step(talk, step).await? {
                    return Ok(Verdict::Failed { line, what });
                }
            }
        }
        Ok(Verdict::Passed)
    }

    /// Loads a module as its owner would; the text of what went wrong, if it did.
    async fn load(&mut self, file: &SourceFile) -> anyhow::Result<Option<String>> {
        let before = self.stage.installed()?;
        let command = format!("{}lm {}", self.stage.prefix(), file.name);
        let id = self.stage.say("alice", Place::Saved, &command, None)?;
        let deadline = Instant::now() + LOAD_LIMIT;
        let mut changed = self.stage.world.changed();
        loop {
            changed.borrow_and_update();
            let mut settled = self.stage.settle().await;
            if self.stage.installed()? != before {
                // The module is stored before its commands are known.
                settled = self.stage.settle().await;
                if settled {
                    return Ok(None);
                }
            }
            let answer = self.stage.lines(Place::Saved).into_iter().find(|line| line.id == id);
            let answer = answer.map(|line| line.text).unwrap_or_default();
            let left = deadline.saturating_duration_since(Instant::now());
            // The file is read and packages are installed beside the loop: rest alone does not mean that it is over.
            let over = !settled || answer != command && !answer.ends_with('…');
            if over || tokio::time::timeout(left, changed.changed()).await.is_err() {
                return Ok(Some(format!("    `{}` was not loaded: {answer}\n", file.name)));
            }
        }
    }

    async fn step(&mut self, talk: &Talk, step: &Step) -> anyhow::Result<Option<(usize, String)>> {
        for deed in &step.deeds {
            if let Err(error) = self.act(talk.place, deed).await {
                return Ok(Some((step.line, format!("    {error:#}\n"))));
            }
        }
        let deadline = Instant::now() + self.case.setting.patience;
        let mut changed = self.stage.world.changed();
        loop {
            changed.borrow_and_update();
            let settled = self.stage.settle().await;
            let lines = self.stage.lines(talk.place);
            let memory = self.memories.entry(talk.place).or_default();
            let seen = memory.changes(&lines);
            if step.expected.is_empty() || difference::agree(&step.expected, &seen) {
                memory.look(&lines);
                return Ok(None);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if !settled || tokio::time::timeout(left, changed.changed()).await.is_err() {
                let mut what = difference::show(&step.expected, &seen);
                if !settled {
                    what += "    the userbot does not come to rest\n";
                }
                return Ok(Some((step.line, what)));
            }
        }
    }

    async fn act(&mut self, place: Place, deed: &Deed) -> anyhow::Result<()> {
        match deed {
            Deed::Say { who, reply_to, topic, text } => {
                let text = self.looked_up(text)?;
                let id = match topic {
                    Some(topic) => self.stage.say_in_topic(who, place, topic, &text)?,
                    None => self.stage.say(who, place, &text, reply_to.as_deref())?,
                };
                self.typed(who, place, id, &text);
                Ok(())
            }
            Deed::Send { who, file, caption } => {
                let found = self.case.files.iter().find(|known| known.name == *file);
                let bytes =
                    found.map_or_else(|| b"invented".to_vec(), |file| file.source.clone().into_bytes());
                let id = self.stage.send_file(who, place, file, bytes, caption)?;
                self.typed(who, place, id, caption);
                Ok(())
            }
            Deed::Edit { who, before, text } => self.stage.edit(who, place, before, text),
            Deed::Delete { who, text } => self.stage.delete(who, place, text),
            Deed::Restart => self.stage.restart().await,
        }
    }

    /// What is typed, with `{/REGEX/}` as the newest text in alice's chats that matches: somebody reads it there and types it.
    fn looked_up(&self, text: &str) -> anyhow::Result<String> {
        let Some((before, rest)) = text.split_once("{/") else { return Ok(text.to_owned()) };
        let (pattern, after) = rest.split_once("/}").context("`{/` without `/}`")?;
        let wanted = Regex::new(pattern)?;
        let chats = Place::NAMES.into_iter().map(|(_, place)| self.stage.lines(place));
        let found = chats
            .filter_map(|lines| {
                lines.into_iter().rev().find_map(|line| Some(wanted.find(&line.text)?.as_str().to_owned()))
            })
            .next_back();
        let found = found.with_context(|| format!("no message has `{pattern}`"))?;
        Ok(format!("{before}{found}{after}"))
    }

    /// Alice's own numbering is the one in which chats are looked at.
    fn typed(&mut self, who: &str, place: Place, id: i32, text: &str) {
        if who == "alice" {
            self.memories.entry(place).or_default().typed(id, who, text);
        }
    }
}
