//! `oxikka test`: plays transcripts, prints one line for each case and the difference for those that fail.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context;
use clap::Args;
use tokio::{sync::Semaphore, task::JoinHandle};

use crate::{
    failure::hinted,
    paths::Paths,
    transcript::{self, Case, Verdict},
};

/// Arguments of `oxikka test`.
#[derive(Args, Debug)]
pub struct TestArgs {
    /// Transcripts (Markdown files), or folders of them
    #[arg(required = true, value_name = "FILE.md")]
    files: Vec<PathBuf>,
    /// Only cases whose title contains this
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// How many cases are played at a time; as many as there are processors by default
    #[arg(long, short, value_name = "N", default_value_t = processors(), value_parser = clap::value_parser!(u16).range(1..))]
    jobs: u16,
    /// List the cases and do not play them
    #[arg(long)]
    list: bool,
}

fn processors() -> u16 {
    std::thread::available_parallelism().map_or(2, |count| u16::try_from(count.get()).unwrap_or(u16::MAX))
}

type Played = (anyhow::Result<Verdict>, Duration);

/// Plays everything; the exit code is 1 when a case failed or a transcript is malformed.
pub async fn run(args: TestArgs, paths: &Paths) -> anyhow::Result<ExitCode> {
    let (cases, malformed) = gather(&args)?;
    if args.list {
        for case in &cases {
            println!("{}", name(case));
        }
        return Ok(if malformed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    paths.worker()?;
    let (mut failed, started) = (0, Instant::now());
    let count = cases.len();
    for (case, playing) in start(cases, paths, usize::from(args.jobs)) {
        let (verdict, took) = playing.await?;
        failed += usize::from(!report(&case, verdict, took));
    }
    println!("{}", summary(count, failed, malformed, started.elapsed()));
    Ok(if failed + malformed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn gather(args: &TestArgs) -> anyhow::Result<(Vec<Case>, usize)> {
    let mut files = Vec::new();
    for path in &args.files {
        add_files(path, &mut files)?;
    }
    let (mut cases, mut malformed) = (Vec::new(), 0);
    for path in files {
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        match transcript::read(&path, &text) {
            Ok(found) => cases.extend(found),
            Err(error) => {
                malformed += 1;
                println!("BAD  {}:{}: {}", path.display(), error.line, error.what);
            }
        }
    }
    if let Some(wanted) = &args.only {
        cases.retain(|case| case.title.contains(wanted));
    }
    if cases.is_empty() && malformed == 0 {
        return Err(hinted("there is no case to play", "`--list` shows the cases of a file"));
    }
    Ok((cases, malformed))
}

/// A file, or the Markdown files below a folder, in the order of their names.
fn add_files(path: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = std::fs::read_dir(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() || entry.extension().is_some_and(|extension| extension == "md") {
            add_files(&entry, files)?;
        }
    }
    Ok(())
}

fn start(cases: Vec<Case>, paths: &Paths, jobs: usize) -> Vec<(Arc<Case>, JoinHandle<Played>)> {
    let places = Arc::new(Semaphore::new(jobs));
    let start_one = |case: Case| {
        let (case, paths, places) = (Arc::new(case), paths.clone(), places.clone());
        let playing = {
            let case = case.clone();
            tokio::spawn(async move {
                // The semaphore is never closed; without a place the case would only be played earlier.
                let _place = places.acquire_owned().await;
                let started = Instant::now();
                (transcript::play(&case, &paths).await, started.elapsed())
            })
        };
        (case, playing)
    };
    cases.into_iter().map(start_one).collect()
}

/// Prints how a case ended; `true` when it passed.
fn report(case: &Case, verdict: anyhow::Result<Verdict>, took: Duration) -> bool {
    let seconds = took.as_secs_f64();
    match verdict {
        Ok(Verdict::Passed) => {
            println!("ok   {} ({seconds:.1} s)", name(case));
            true
        }
        Ok(Verdict::Failed { line, what }) => {
            println!("FAIL {} ({seconds:.1} s)", name(case));
            print!("  {}:{line}: not as expected\n{what}", case.path.display());
            false
        }
        Err(error) => {
            println!("FAIL {}\n  cannot be played: {error:#}", name(case));
            false
        }
    }
}

fn name(case: &Case) -> String {
    let title = if case.title.is_empty() { "(no heading)" } else { &case.title };
    format!("{}:{}: {title}", case.path.display(), case.line)
}

fn summary(count: usize, failed: usize, malformed: usize, took: Duration) -> String {
    let passed = format!("{} of {count} cases passed in {:.1} s", count - failed, took.as_secs_f64());
    if malformed == 0 { passed } else { format!("{passed}; {malformed} malformed transcripts") }
}
