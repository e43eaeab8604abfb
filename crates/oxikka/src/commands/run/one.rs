//! One account of `oxikka run`: connects, with patience while the network or a proxy is down, runs, says what happens.

use std::time::Duration;

use ox_client::{Account, ClientError, Incoming, Options, Server};
use ox_store::AccountStore;
use ox_userbot::{Death, Event, Limits, StartMode, Userbot, UserbotOptions, WorkerProgram};
use tokio::sync::{broadcast, broadcast::error::RecvError, watch};

use crate::failure::hinted;

/// Exit code of the dynamic loader when a shared library is missing.
const NO_LIBRARY: i32 = 127;
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What one account is run with.
pub struct One {
    pub name: String,
    /// What its lines begin with, where there are several accounts.
    pub label: Option<String>,
    pub store: AccountStore,
    pub worker: WorkerProgram,
    pub limits: Limits,
    /// Instead of the stored one.
    pub server: Option<Server>,
    /// Turns true when all are to stop.
    pub stopped: watch::Receiver<bool>,
    /// What is typed in the terminal.
    pub lines: broadcast::Receiver<String>,
}

impl One {
    /// Runs until all are stopped or the account ends.
    pub async fn run(mut self) -> anyhow::Result<()> {
        let mut options = Options::stored(&self.store)?;
        options.catch_up = true;
        options.server = self.server.take().or(options.server);
        self.say(&format!("connecting {} …", self.name));
        let Some((account, incoming)) = self.connect(options).await? else { return Ok(()) };
        self.say("loading modules …");
        let userbot = Userbot::start(UserbotOptions {
            account,
            incoming,
            store: self.store.clone(),
            worker: self.worker.clone(),
            mode: StartMode::Run,
            limits: self.limits,
        });
        let userbot = userbot.await?;
        self.live(userbot).await
    }

    /// Connects; while only the way there is broken, again and again. `None`: stopped meanwhile.
    async fn connect(&mut self, options: Options) -> Result<Option<(Account, Incoming)>, ClientError> {
        let mut pause = FIRST_PAUSE;
        let mut told = String::new();
        loop {
            let error = tokio::select! {
                connected = Account::connect(self.store.clone(), options.clone()) => match connected {
                    Ok(connected) => return Ok(Some(connected)),
                    Err(error) => error,
                },
                _ = self.stopped.wait_for(|stopped| *stopped) => return Ok(None),
            };
            if !may_pass(&error) {
                return Err(error);
            }
            let text = error.to_string().replace("\nhint: ", "; ");
            if text != told {
                self.say(&format!("{text}; trying again until it works"));
                told = text;
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = self.stopped.wait_for(|stopped| *stopped) => return Ok(None),
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Prints what happens until all are stopped or the account ends.
    async fn live(&mut self, userbot: Userbot) -> anyhow::Result<()> {
        let mut events = userbot.events();
        let mut loaded_once = false;
        loop {
            let event = tokio::select! {
                event = events.recv() => event,
                Ok(line) = self.lines.recv() => {
                    userbot.hear(&line);
                    continue;
                }
                _ = self.stopped.wait_for(|stopped| *stopped) => break,
            };
            match event {
                Ok(Event::Ready) => {
                    loaded_once = true;
                    self.say(&format!("{} is online; Ctrl-C stops", self.name));
                }
                Ok(Event::WorkerDied { death: Death::Exited(NO_LIBRARY), .. }) if !loaded_once => {
                    return Err(hinted(
                        "the worker cannot start: its Python library is missing",
                        "`oxikka doctor` says which one and how to get it",
                    ));
                }
                Ok(Event::AccountEnded(why)) => {
                    return Err(hinted(
                        format!("the account is offline: {why}"),
                        "run `oxikka login` if it was logged out",
                    ));
                }
                Ok(event) => self.tell(event),
                Err(RecvError::Lagged(missed)) => {
                    tracing::warn!(missed, "events came faster than they could be printed");
                }
                Err(RecvError::Closed) => {
                    return Err(hinted("the account ended", "start `oxikka run` again"));
                }
            }
        }
        userbot.stop().await;
        Ok(())
    }

    fn say(&self, text: &str) {
        match &self.label {
            Some(label) => println!("{label}: {text}"),
            None => println!("{text}"),
        }
    }

    fn tell(&self, event: Event) {
        match event {
            Event::Notice(text) => self.say(&text),
            Event::WorkerStarted { pid, .. } => tracing::debug!(pid, "the worker runs"),
            Event::WorkerDied { death, module } => tracing::warn!(%death, module, "the worker is gone"),
            Event::Stalled { seconds, module, place } => {
                tracing::warn!(seconds, module, place, "modules stand still");
            }
            Event::LeftOut { module } => tracing::warn!(module, "a module is left out"),
            Event::Log { level, module, text } => log(level, &module, &text),
            Event::Ready | Event::Report(_) | Event::AccountEnded(_) => {}
        }
    }
}

/// Whether a failure to connect may pass without anybody's doing.
fn may_pass(error: &ClientError) -> bool {
    match error {
        ClientError::Proxy(error) => !error.is_final(),
        ClientError::Connection(_) | ClientError::TimedOut(_) => true,
        _ => false,
    }
}

/// Levels are those of Python's logging.
fn log(level: u8, module: &str, text: &str) {
    match level {
        40.. => tracing::error!(module, "{text}"),
        30.. => tracing::warn!(module, "{text}"),
        20.. => tracing::info!(module, "{text}"),
        _ => tracing::debug!(module, "{text}"),
    }
}
