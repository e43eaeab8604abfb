//! One program under measurement: ours with its worker, the peer's script, or the real host in its launcher.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use ox_local_dc::{LocalDc, World};
use tempfile::TempDir;

use crate::furnish::furnish;
use crate::modules::Load;
use crate::process;

const PATIENCE: Duration = Duration::from_mins(2);
/// What all say when they are.
const READY: &str = "is online";
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../compat-tests/bench");
const COMMAND: &str = ".answer";
const ANSWER: &str = "Pong";

/// What is run.
pub enum Kind {
    Oxikka {
        program: PathBuf,
    },
    /// A script on the client library: a handler where hosts have a watcher.
    Client {
        python: PathBuf,
    },
    /// A host from a checkout, with a Python that has its requirements.
    Host {
        checkout: PathBuf,
        python: PathBuf,
    },
}

impl Kind {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Oxikka { .. } => "oxikka",
            Self::Client { .. } => "the client library",
            Self::Host { .. } => "the host",
        }
    }

    /// What is executed.
    pub fn program(&self) -> &Path {
        match self {
            Self::Oxikka { program } => program,
            Self::Client { python } | Self::Host { python, .. } => python,
        }
    }

    pub fn loads_modules(&self) -> bool {
        !matches!(self, Self::Client { .. })
    }

    /// Starts it as a person who has this load.
    pub fn start(&self, datacentre: &LocalDc, person: i64, load: Load) -> anyhow::Result<Runner> {
        let data = tempfile::tempdir()?;
        let mut command = match self {
            Self::Oxikka { program } => {
                let modules = load.sources()?.into_iter().map(|source| (source.class, source.text));
                furnish(data.path(), datacentre, person, modules)?;
                let mut command = Command::new(program);
                command.arg("--data").arg(data.path()).arg("run");
                command
            }
            Self::Client { python } => {
                let mut command = peer(python, "client_peer.py", datacentre, person)?;
                command.arg(load.watchers.to_string());
                command
            }
            Self::Host { checkout, python } => {
                let modules = data.path().join("modules");
                fs::create_dir(&modules)?;
                for source in load.sources()? {
                    fs::write(modules.join(format!("{}_{person}.py", source.class)), source.text)?;
                }
                let mut command = peer(python, "host_peer.py", datacentre, person)?;
                command.arg(person.to_string()).arg(data.path()).arg(checkout);
                command
            }
        };
        let name = command.get_program().to_owned();
        let started = Instant::now();
        // A host tells at length what it could not look up.
        let quiet = matches!(self, Self::Host { .. });
        command.stderr(if quiet { Stdio::null() } else { Stdio::inherit() });
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let child = child.with_context(|| format!("cannot start {}", name.display()))?;
        Ok(Runner { child, started, _data: data })
    }
}

/// A script of this bench, told the data centre's address and a key that is logged in.
fn peer(python: &Path, script: &str, datacentre: &LocalDc, person: i64) -> anyhow::Result<Command> {
    let mut key = String::new();
    for byte in datacentre.world().authorize_key(person) {
        write!(key, "{byte:02x}")?;
    }
    let address = datacentre.address();
    let mut command = Command::new(python);
    command.arg(Path::new(FOLDER).join(script));
    command.arg(address.ip().to_string()).arg(address.port().to_string()).arg(key);
    Ok(command)
}

/// A running program; [`Runner::end`] ends it, dropping it kills it.
pub struct Runner {
    child: Child,
    started: Instant,
    _data: TempDir,
}

impl Runner {
    /// Waits until it says that it is ready; gives the seconds since its start.
    pub async fn ready(&mut self) -> anyhow::Result<f64> {
        let output = self.child.stdout.take().context("it has no output")?;
        let (ready, wait) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let mut ready = Some(ready);
            // To its end, so that the program never waits for a reader.
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if line.contains(READY)
                    && let Some(ready) = ready.take()
                {
                    let _ = ready.send(Instant::now());
                }
            }
        });
        let ready = tokio::time::timeout(PATIENCE, wait).await.context("it takes too long")?;
        Ok(ready.context("it ended")?.duration_since(self.started).as_secs_f64())
    }

    /// Types the command from another session and waits until it is edited; gives the seconds that took.
    pub async fn ask(&self, world: &World, person: i64, friend: i64) -> anyhow::Result<f64> {
        let asked = Instant::now();
        let id = world.send_as(person, friend, COMMAND)?;
        let answered = world.until(|| {
            let lines = world.history(person, friend);
            lines.iter().rev().any(|line| line.id == id && line.text.contains(ANSWER))
        });
        match tokio::time::timeout(PATIENCE, answered).await {
            Ok(()) => Ok(asked.elapsed().as_secs_f64()),
            Err(_) => bail!("it does not answer `{COMMAND}`"),
        }
    }

    /// Seconds of CPU of all its processes since they started.
    pub fn cpu_seconds(&self) -> anyhow::Result<f64> {
        process::tree(self.child.id()).into_iter().map(process::cpu_seconds).sum()
    }

    /// Memory of all its processes; what they share with each other is counted once.
    pub fn memory_mib(&self) -> anyhow::Result<f64> {
        process::tree(self.child.id()).into_iter().map(process::pss_mib).sum()
    }

    /// How often all its threads were given the processor since they started.
    pub fn switches(&self) -> u64 {
        process::tree(self.child.id()).into_iter().map(process::switches).sum()
    }

    /// Asks it to end, and waits.
    pub async fn end(mut self) {
        drop(self.child.stdin.take());
        // SAFETY: plain integers; the child is not reaped yet.
        unsafe { libc::kill(self.child.id() as i32, libc::SIGTERM) };
        let _ = tokio::task::spawn_blocking(move || self.child.wait()).await;
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
