//! `oxikka run`: brings the account online and its modules to life, until Ctrl-C or the account ends.

use std::{io::IsTerminal, net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use anyhow::Context;
use clap::Args;
use ox_client::{Account, Options, Server};
use ox_store::{AccountRow, AccountStore, Store};
use ox_userbot::{Death, Event, Limits, StartMode, Userbot, UserbotOptions};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::{broadcast::error::RecvError, mpsc},
};

use crate::{
    commands::login::{self, LoginArgs},
    failure::hinted,
    paths::Paths,
};

/// Exit code of the dynamic loader when a shared library is missing.
const NO_LIBRARY: i32 = 127;

/// Arguments of `oxikka run`.
#[derive(Args, Clone, Debug, Default)]
pub struct RunArgs {
    /// Which account, when there are several (its id)
    #[arg(long, value_name = "ID")]
    account: Option<i64>,
    /// Another server than Telegram's
    #[arg(long, value_name = "HOST:PORT", requires = "server_key")]
    server: Option<SocketAddr>,
    /// The other server's public RSA key
    #[arg(long, value_name = "PUBLIC.pem", requires = "server")]
    server_key: Option<PathBuf>,
    /// Most memory, in MiB, for modules and their children [default: 60 % of the machine's]
    #[arg(long, value_name = "MIB")]
    memory_limit: Option<u64>,
    /// Seconds after which a standing module process is ended
    #[arg(long, value_name = "SECONDS", default_value_t = 900)]
    stall_limit: u64,
}

pub async fn run(args: RunArgs, paths: &Paths) -> anyhow::Result<ExitCode> {
    let worker_path = paths.worker()?;
    tracing::debug!(worker = %worker_path.display(), "found the worker");
    let store = Store::open(&paths.store())?;
    let row = choose(&args, store, paths).await?;
    let store = Store::open(&paths.store())?.account(row.id);
    let options = options(&args, &store)?;
    println!("connecting {} …", row.name);
    let (account, incoming) = Account::connect(store.clone(), options).await?;
    let home = paths.worker_home(row.id);
    let limits = Limits {
        memory: args.memory_limit.map(|mib| mib << 20),
        stall_restart: Duration::from_secs(args.stall_limit),
        ..Limits::default()
    };
    let worker = paths.worker_program(home)?;
    println!("loading modules …");
    let userbot =
        Userbot::start(UserbotOptions { account, incoming, store, worker, mode: StartMode::Run, limits })
            .await?;
    live(userbot, &row).await
}

/// The account that was asked for, the only one, or one that logs in now.
async fn choose(args: &RunArgs, store: Store, paths: &Paths) -> anyhow::Result<AccountRow> {
    let mut rows = store.accounts()?;
    if rows.is_empty() {
        drop(store);
        println!("there is no account yet; logging one in");
        login::run(LoginArgs::for_server(args.server, args.server_key.clone()), paths).await?;
        rows = Store::open(&paths.store())?.accounts()?;
    }
    match args.account {
        Some(id) => rows
            .into_iter()
            .find(|row| row.id == id)
            .ok_or_else(|| hinted(format!("there is no account {id}"), "`oxikka login` adds one")),
        None if rows.len() > 1 => {
            let list: Vec<String> = rows.iter().map(|row| format!("{} ({})", row.id, row.name)).collect();
            Err(hinted("there are several accounts", format!("choose with `--account`: {}", list.join(", "))))
        }
        None => rows.pop().ok_or_else(|| hinted("there is no account", "run `oxikka login`")),
    }
}

fn options(args: &RunArgs, store: &AccountStore) -> anyhow::Result<Options> {
    let mut options = Options::stored(store)?;
    options.catch_up = true;
    if let (Some(address), Some(file)) = (args.server, &args.server_key) {
        let public_key_pem =
            std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
        options.server = Some(Server { address, public_key_pem });
    }
    Ok(options)
}

/// Prints what happens until a signal comes or the account ends.
async fn live(userbot: Userbot, row: &AccountRow) -> anyhow::Result<ExitCode> {
    let mut events = userbot.events();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut loaded_once = false;
    let mut typed = terminal();
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            Some(line) = typed.recv() => {
                userbot.hear(&line);
                continue;
            }
            _ = tokio::signal::ctrl_c() => break,
            _ = terminate.recv() => break,
        };
        match event {
            Ok(Event::Ready) => {
                loaded_once = true;
                println!("{} is online; Ctrl-C stops", row.name);
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
            Ok(event) => print(event),
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "events came faster than they could be printed");
            }
            Err(RecvError::Closed) => return Err(hinted("the account ended", "start `oxikka run` again")),
        }
    }
    println!("stopping …");
    userbot.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Lines typed in the terminal; none when there is no terminal. The thread ends with the process.
fn terminal() -> mpsc::UnboundedReceiver<String> {
    let (lines, typed) = mpsc::unbounded_channel();
    if std::io::stdin().is_terminal() {
        std::thread::spawn(move || {
            for line in std::io::stdin().lines().map_while(Result::ok) {
                if lines.send(line).is_err() {
                    return;
                }
            }
        });
    }
    typed
}

fn print(event: Event) {
    match event {
        Event::Notice(text) => println!("{text}"),
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

/// Levels are those of Python's logging.
fn log(level: u8, module: &str, text: &str) {
    match level {
        40.. => tracing::error!(module, "{text}"),
        30.. => tracing::warn!(module, "{text}"),
        20.. => tracing::info!(module, "{text}"),
        _ => tracing::debug!(module, "{text}"),
    }
}
