//! The loop of the playground: lines in, chats out. At a pipe each line is played to its end before the next.

use std::{
    collections::{BTreeMap, HashMap},
    io::Write,
    path::Path,
    time::Duration,
};

use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin};

use crate::{chat::Memory, stage::Stage, transcript::Place};

use super::{
    Door,
    line::{self, Typed},
};

/// How long a command at a pipe may go without an effect.
const LINGER: Duration = Duration::from_secs(1);

/// Who sits at the playground.
pub struct Terminal {
    stage: Stage,
    who: String,
    place: Place,
    memories: HashMap<Place, Memory>,
    door: Option<Door>,
    interactive: bool,
}

impl Terminal {
    /// Alice, in her chat with bob; others come through the door. `interactive` shows a prompt.
    pub fn new(stage: Stage, door: Option<Door>, interactive: bool) -> Self {
        let who = "alice".to_owned();
        Self { stage, who, place: Place::Private, memories: HashMap::new(), door, interactive }
    }

    /// Loads a module file as alice would, in Saved Messages.
    pub async fn load(&mut self, path: &Path) -> anyhow::Result<()> {
        let command = format!("{}lm {}", self.stage.prefix(), path.display());
        self.stage.say("alice", Place::Saved, &command, None)?;
        self.rest(true).await;
        self.show();
        Ok(())
    }

    /// Runs until `/quit` or the end of the input, with a door until Ctrl-C; gives the stage back.
    pub async fn run(mut self) -> anyhow::Result<Stage> {
        if self.interactive {
            println!("{}\n", line::HELP);
        }
        if let Some(door) = &self.door {
            println!("{}", door.greeting(&self.stage));
        }
        let mut input = BufReader::new(tokio::io::stdin()).lines();
        while let Some(line) = self.next(&mut input).await? {
            if !self.interactive && !line.trim().is_empty() {
                println!("{}{line}", self.prompt());
            }
            let typed = line::read(&line);
            if typed == Typed::Quit {
                break;
            }
            let command = matches!(&typed, Typed::Say(text) if text.starts_with(self.stage.prefix()));
            self.obey(typed).await;
            if !self.interactive {
                self.rest(command).await;
                self.show();
            }
        }
        self.show_journal();
        self.unserved("was asked of Telegram and is not invented here:");
        Ok(self.stage)
    }

    /// The next line; meanwhile, changes are shown as they come. Behind a door the end of the input is none: it is
    /// Ctrl-C that ends what others have joined.
    async fn next(&mut self, input: &mut Lines<BufReader<Stdin>>) -> anyhow::Result<Option<String>> {
        let mut changed = self.stage.world.changed();
        changed.mark_changed();
        self.draw_prompt();
        let (watched, mut typed) = (self.interactive || self.door.is_some(), true);
        loop {
            tokio::select! {
                line = input.next_line(), if typed => match line? {
                    None if self.door.is_some() => typed = false,
                    line => return Ok(line),
                },
                _ = changed.changed(), if watched => {
                    changed.borrow_and_update();
                    self.show_above_prompt();
                }
                () = closed(&mut self.door) => return Ok(None),
            }
        }
    }

    async fn obey(&mut self, typed: Typed) {
        let done = match typed {
            Typed::Nothing | Typed::Quit => Ok(()),
            Typed::Say(text) => self.stage.say(&self.who, self.place, &text, None).map(drop),
            Typed::Reply { to, text } => self.stage.say(&self.who, self.place, &text, Some(&to)).map(drop),
            Typed::As(who) => {
                let known = self.stage.people().contains_key(&who);
                if known {
                    self.who = who;
                } else {
                    println!("there is no `{who}` here");
                }
                Ok(())
            }
            Typed::Chat(place) => {
                self.place = place;
                Ok(())
            }
            Typed::Who => {
                let people: Vec<&str> = self.stage.people().keys().map(String::as_str).collect();
                println!("{} in `{}`; there are {}", self.who, self.place.name(), people.join(", "));
                Ok(())
            }
            Typed::Unserved => {
                self.unserved("not invented here:");
                Ok(())
            }
            Typed::World(line) => {
                println!("{}", ox_local_dc::console::obey(self.stage.datacentre(), &line));
                Ok(())
            }
            Typed::Restart => self.stage.restart().await,
            Typed::Help => {
                println!("{}", line::HELP);
                Ok(())
            }
            Typed::Wrong(why) => {
                println!("{why}");
                Ok(())
            }
        };
        if let Err(error) = done {
            println!("{error:#}");
        }
    }

    /// Waits for rest. A command without an effect so far may be at work in a thread and gets a moment more.
    async fn rest(&self, command: bool) {
        let mut changed = self.stage.world.changed();
        let mut settled = self.stage.settle().await;
        let idle = !changed.has_changed().unwrap_or(true);
        if settled && command && idle && tokio::time::timeout(LINGER, changed.changed()).await.is_ok() {
            settled = self.stage.settle().await;
        }
        if !settled {
            println!("the userbot does not come to rest");
        }
    }

    /// Prints what changed in all chats; `true` when anything did.
    fn show(&mut self) -> bool {
        let mut any = false;
        for (name, place) in Place::NAMES {
            let lines = self.stage.lines(place);
            for entry in self.memories.entry(place).or_default().look(&lines) {
                let chat = if place == self.place { String::new() } else { format!("[{name}] ") };
                println!("{chat}{entry}");
                any = true;
            }
        }
        self.show_journal() || any
    }

    fn show_journal(&mut self) -> bool {
        let mut journal = self.stage.journal();
        if let Some(door) = &mut self.door {
            journal.extend(door.codes(&self.stage));
        }
        for line in &journal {
            println!("({line})");
        }
        !journal.is_empty()
    }

    fn show_above_prompt(&mut self) {
        if self.interactive {
            print!("\r\x1b[K");
        }
        self.show();
        self.draw_prompt();
    }

    fn prompt(&self) -> String {
        match self.place {
            Place::Private => format!("{}> ", self.who),
            place => format!("{} [{}]> ", self.who, place.name()),
        }
    }

    fn draw_prompt(&self) {
        if self.interactive {
            print!("{}", self.prompt());
            // A terminal that cannot be written to will fail at the next line too.
            let _ = std::io::stdout().flush();
        }
    }

    fn unserved(&self, title: &str) {
        let unserved: BTreeMap<String, u64> = self.stage.world.unserved();
        if !unserved.is_empty() {
            println!("{title}");
        }
        for (method, times) in unserved {
            println!("  {method} ({times})");
        }
    }
}

/// Waits until who opened the door closes it; for ever when there is none.
async fn closed(door: &mut Option<Door>) {
    match door {
        Some(door) => door.closed().await,
        None => std::future::pending().await,
    }
}
