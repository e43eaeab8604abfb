//! One program under measurement: ours with its worker, or the peer's script.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use ox_client::{Options, Server, adopt_key};
use ox_local_dc::{LocalDc, World};
use ox_store::{AccountRow, Store};
use tempfile::TempDir;

use crate::process;

const PATIENCE: Duration = Duration::from_mins(2);
/// What both say when they are.
const READY: &str = "is online";
const PEER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../compat-tests/oracle/bench_peer.py");

/// What was measured of one program.
pub struct Sample {
    /// Seconds of CPU from the start to the first answer.
    pub start_cpu: f64,
    /// MiB of all its processes.
    pub memory: f64,
    /// Seconds of CPU for each message.
    pub message_cpu: f64,
}

/// A running program; dropping it ends it.
pub struct Runner {
    child: Child,
    _data: TempDir,
}

impl Runner {
    /// `oxikka run` with an account that is logged in.
    pub fn oxikka(program: &Path, datacentre: &LocalDc, person: i64) -> anyhow::Result<Self> {
        let data = tempfile::tempdir()?;
        {
            let store = Store::open(&data.path().join("store"))?;
            store.put_account(&AccountRow {
                id: person,
                name: "Alice".to_owned(),
                ..AccountRow::default()
            })?;
            let store = store.account(person);
            let server = Server {
                address: datacentre.address(),
                public_key_pem: datacentre.public_key_pem().to_owned(),
            };
            let options =
                Options { server: Some(server), ..Options::new(1, "0123456789abcdef0123456789abcdef") };
            adopt_key(&store, &options, datacentre.world().authorize_key(person))?;
            store.set("oxikka.security", "owner", &format!("[{person}]"))?;
            store.flush()?;
        }
        let mut command = Command::new(program);
        command.arg("--data").arg(data.path()).arg("run");
        Self::start(command, data)
    }

    /// The peer's script with the same kind of key.
    pub fn peer(python: &Path, datacentre: &LocalDc, person: i64) -> anyhow::Result<Self> {
        let mut key = String::new();
        for byte in datacentre.world().authorize_key(person) {
            write!(key, "{byte:02x}")?;
        }
        let address = datacentre.address();
        let mut command = Command::new(python);
        command.arg(PEER).arg(address.ip().to_string()).arg(address.port().to_string()).arg(key);
        Self::start(command, tempfile::tempdir()?)
    }

    fn start(mut command: Command, data: TempDir) -> anyhow::Result<Self> {
        let name = command.get_program().to_owned();
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        Ok(Self { child: child.with_context(|| format!("cannot start {}", name.display()))?, _data: data })
    }

    /// Waits until it says that it is ready.
    pub async fn ready(&mut self) -> anyhow::Result<()> {
        let output = self.child.stdout.take().context("it has no output")?;
        let (ready, wait) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let mut ready = Some(ready);
            // To its end, so that the program never waits for a reader.
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if line.contains(READY)
                    && let Some(ready) = ready.take()
                {
                    let _ = ready.send(());
                }
            }
        });
        tokio::time::timeout(PATIENCE, wait).await.context("it takes too long")?.context("it ended")
    }

    /// Types `.ping` and waits until it is edited.
    pub async fn ping(&self, world: &World, person: i64, friend: i64) -> anyhow::Result<()> {
        let mut changed = world.changed();
        let id = world.send_as(person, friend, ".ping")?;
        let answered = changed.wait_for(|_| {
            let line = world.history(person, friend).into_iter().find(|line| line.id == id);
            line.is_some_and(|line| line.text.contains("Pong"))
        });
        match tokio::time::timeout(PATIENCE, answered).await {
            Ok(Ok(_)) => Ok(()),
            _ => bail!("it does not answer `.ping`"),
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

    /// Asks it to end, and waits.
    pub async fn end(mut self) {
        drop(self.child.stdin.take());
        // SAFETY: plain integers; the child is not reaped yet.
        unsafe { libc::kill(self.child.id() as i32, libc::SIGTERM) };
        let mut child = self.child;
        let _ = tokio::task::spawn_blocking(move || child.wait()).await;
    }
}
