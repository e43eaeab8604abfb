//! One file: its world, its worker, its time and memory, its outcome.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use ox_userbot::{Event, Limits, StartMode, Userbot, UserbotOptions};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use crate::{
    paths::Paths,
    stage::{Offline, person},
};

use super::{
    Outcome, Overlays, Row,
    overlay::{lend, required},
};

/// A module that misses one package after another is given up after so many installations.
const INSTALL_ROUNDS: usize = 4;

/// How files are looked at.
#[derive(Clone)]
pub struct Examination {
    pub paths: Paths,
    pub time_limit: Duration,
    /// Bytes of memory.
    pub memory_limit: u64,
    /// Where packages may be installed; `None` does not install.
    pub overlays: Option<Overlays>,
}

/// The row of one file. An error is ours, never the file's.
pub async fn examine(file: PathBuf, examination: &Examination) -> anyhow::Result<Row> {
    let bytes = std::fs::read(&file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let path = file.display().to_string();
    let Ok(source) = String::from_utf8(bytes) else {
        return Ok(Row {
            path,
            ..Row::silent(Outcome::Failed, "UnicodeDecodeError", "not a text in UTF-8".into())
        });
    };
    let mut row = attempt(&path, &source, examination, None).await?;
    if let Some(overlays) = examination.overlays.as_ref().filter(|_| row.outcome == Outcome::NeedsPackage) {
        let mut wanted = required(&source);
        wanted.extend(row.missing.iter().cloned());
        let (overlay, _turn) = overlays.take(&wanted).await?;
        // The worker installs what the file names, or the one package that it misses; so several rounds may be needed.
        for _ in 0..INSTALL_ROUNDS {
            let before = row.missing.clone();
            row = attempt(&path, &source, examination, Some(&overlay)).await?;
            if row.outcome != Outcome::NeedsPackage || row.missing == before {
                break;
            }
        }
    }
    Ok(Row { path, ..row })
}

async fn attempt(
    path: &str,
    source: &str,
    examination: &Examination,
    overlay: Option<&Path>,
) -> anyhow::Result<Row> {
    let home = tempfile::Builder::new().prefix("oxikka-compat-").tempdir().context("cannot make a folder")?;
    if let Some(overlay) = overlay {
        lend(overlay, home.path())?;
    }
    let (offline, ()) =
        Offline::start(person("alice"), ox_local_dc::Options::default(), |_, _, _| Ok(())).await?;
    let Offline { datacentre, account, incoming, store } = offline;
    let userbot = Userbot::start(UserbotOptions {
        account: account.clone(),
        incoming,
        store,
        worker: examination.paths.worker_program(home.path().to_owned())?,
        mode: StartMode::Compat(json!({"path": path, "source": source, "install": overlay.is_some()})),
        limits: Limits { memory: Some(examination.memory_limit), ..Limits::default() },
    })
    .await?;
    let row = tokio::time::timeout(examination.time_limit, outcome(&userbot)).await.unwrap_or_else(|_| {
        let seconds = examination.time_limit.as_secs_f64();
        Ok(Row::silent(Outcome::Timeout, "Timeout", format!("nothing was reported within {seconds} s")))
    });
    // Not asked to stop: a module that hangs would not hear it. Its process group ends with the handle.
    drop(userbot);
    account.close();
    drop(datacentre);
    row
}

/// Waits for the report, or for the worker's end.
async fn outcome(userbot: &Userbot) -> anyhow::Result<Row> {
    let mut events = userbot.events();
    loop {
        match events.recv().await {
            Ok(Event::Report(report)) => {
                return serde_json::from_value(report).context("the worker's report is unreadable");
            }
            Ok(Event::WorkerDied { death, .. }) => return Ok(Row::of_death(&death)),
            Ok(Event::AccountEnded(why)) => anyhow::bail!("the invented account ended: {why}"),
            Err(RecvError::Closed) => anyhow::bail!("the userbot ended without a word"),
            Ok(_) | Err(RecvError::Lagged(_)) => {}
        }
    }
}
