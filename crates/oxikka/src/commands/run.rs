//! `oxikka run`: brings accounts online and their modules to life, until Ctrl-C or until all have ended.
//! What happens to one of them is in `one`.

mod one;

use std::{io::IsTerminal, net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use anyhow::Context;
use clap::Args;
use ox_client::Server;
use ox_store::{AccountRow, Store};
use ox_userbot::Limits;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::{broadcast, watch},
    task::JoinSet,
};
use tracing::Instrument;

use crate::{
    accounts,
    commands::login::{self, LoginArgs},
    failure::{self, hinted},
    paths::Paths,
    proxy::ProxyChoice,
};

use one::One;

/// Lines typed in the terminal that an account may lag behind.
const LINES_KEPT: usize = 64;

/// Arguments of `oxikka run`.
#[derive(Args, Clone, Debug, Default)]
pub struct RunArgs {
    /// Only this account: its id, phone number or @username [default: all]
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    /// Reach Telegram through this proxy from now on: `socks5://…`, `http://…`, `tg://proxy?…`, or `none`
    #[arg(long, value_name = "URL")]
    proxy: Option<ProxyChoice>,
    /// Another server than Telegram's
    #[arg(long, value_name = "HOST:PORT", requires = "server_key")]
    server: Option<SocketAddr>,
    /// The other server's public RSA key
    #[arg(long, value_name = "PUBLIC.pem", requires = "server")]
    server_key: Option<PathBuf>,
    /// Most memory, in MiB, for one account's modules and their children [default: 60 % of the machine's]
    #[arg(long, value_name = "MIB")]
    memory_limit: Option<u64>,
    /// Seconds after which a standing module process is ended
    #[arg(long, value_name = "SECONDS", default_value_t = 900)]
    stall_limit: u64,
}

/// Runs every account that is meant. One that fails is told and does not end the others.
pub async fn run(args: RunArgs, paths: &Paths) -> anyhow::Result<ExitCode> {
    let worker_path = paths.worker()?;
    tracing::debug!(worker = %worker_path.display(), "found the worker");
    let (store, all) = stored(&args, paths).await?;
    let chosen = accounts::select(all.clone(), args.account.as_deref())?;
    let several = chosen.len() > 1;
    let server = server(&args)?;
    let (stop, stopped) = watch::channel(false);
    let (typed, lines) = broadcast::channel(LINES_KEPT);
    let mut terminate = signal(SignalKind::terminate())?;
    read_terminal(typed);
    let mut running = JoinSet::new();
    for (row, label) in chosen.iter().zip(accounts::labels(&chosen)) {
        let store = store.account(row.id);
        if let Some(choice) = &args.proxy {
            choice.keep(&store)?;
        }
        let span = if several { tracing::info_span!("account", name = label) } else { tracing::Span::none() };
        let one = One {
            worker: worker(row, &all, paths)?,
            limits: limits(&args),
            server: server.clone(),
            name: row.name.clone(),
            label: several.then(|| label.clone()),
            store,
            stopped: stopped.clone(),
            lines: lines.resubscribe(),
        };
        running.spawn(async move { (label, one.run().await) }.instrument(span));
    }
    drop((store, lines));
    let mut last = Ok(ExitCode::SUCCESS);
    loop {
        tokio::select! {
            ended = running.join_next() => match ended {
                None => return last,
                Some(ended) => {
                    let (label, outcome) = ended?;
                    match outcome {
                        Ok(()) => {}
                        Err(error) if several => {
                            eprintln!("{label}: {}", failure::line(&error));
                            last = Ok(ExitCode::FAILURE);
                        }
                        Err(error) => last = Err(error),
                    }
                }
            },
            _ = tokio::signal::ctrl_c() => stop_all(&stop),
            _ = terminate.recv() => stop_all(&stop),
        }
    }
}

fn stop_all(stop: &watch::Sender<bool>) {
    if !stop.send_replace(true) {
        println!("stopping …");
    }
}

/// The stored accounts, or one that logs in now.
async fn stored(args: &RunArgs, paths: &Paths) -> anyhow::Result<(Store, Vec<AccountRow>)> {
    let store = Store::open(&paths.store())?;
    let rows = store.accounts()?;
    if !rows.is_empty() {
        return Ok((store, rows));
    }
    drop(store);
    println!("there is no account yet; logging one in");
    let login = LoginArgs::meanwhile(args.server, args.server_key.clone(), args.proxy.clone());
    login::run(login, paths).await?;
    let store = Store::open(&paths.store())?;
    let rows = store.accounts()?;
    if rows.is_empty() { Err(hinted("there is no account", "run `oxikka login`")) } else { Ok((store, rows)) }
}

fn server(args: &RunArgs) -> anyhow::Result<Option<Server>> {
    let (Some(address), Some(file)) = (args.server, &args.server_key) else { return Ok(None) };
    let public_key_pem =
        std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    Ok(Some(Server { address, public_key_pem }))
}

fn limits(args: &RunArgs) -> Limits {
    Limits {
        memory: args.memory_limit.map(|mib| mib << 20),
        stall_restart: Duration::from_secs(args.stall_limit),
        ..Limits::default()
    }
}

/// An account's worker; the folders of all others are hidden from it.
fn worker(row: &AccountRow, all: &[AccountRow], paths: &Paths) -> anyhow::Result<ox_userbot::WorkerProgram> {
    let mut worker = paths.worker_program(paths.worker_home(row.id))?;
    worker.hide.extend(paths.other_homes(row.id, all.iter().map(|row| row.id))?);
    Ok(worker)
}

/// Sends on what is typed; nothing when there is no terminal. The thread ends with the process.
fn read_terminal(typed: broadcast::Sender<String>) {
    if std::io::stdin().is_terminal() {
        std::thread::spawn(move || {
            for line in std::io::stdin().lines().map_while(Result::ok) {
                if typed.send(line).is_err() {
                    return;
                }
            }
        });
    }
}
