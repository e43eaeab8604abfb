//! `oxikka compat`: which module files load, and what they register, each in a fresh offline world.

use std::{
    collections::BTreeSet,
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    thread::available_parallelism,
    time::Duration,
};

use anyhow::Context;
use clap::Args;
use tokio::task::JoinSet;

use crate::{
    compat::{Examination, Ledger, Outcome, Overlays, Row, examine},
    failure::hinted,
    paths::Paths,
};

/// Arguments of `oxikka compat`.
#[derive(Args, Debug)]
pub struct CompatArgs {
    /// Module files, or folders of them
    #[arg(required = true, value_name = "PATH")]
    files: Vec<PathBuf>,
    /// Write the results here; rows that are already there are kept
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// How many modules are looked at at a time [default: the number of processors]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Install the packages that modules miss, into a cache
    #[arg(long)]
    install: bool,
    /// Seconds for each module [default: 20, with `--install` 300]
    #[arg(long, value_name = "S")]
    timeout: Option<f64>,
    /// Most memory, in MiB, for each module
    #[arg(long, value_name = "MIB", default_value_t = 1024)]
    memory: u64,
    /// One line for each module that does not load
    #[arg(long, short)]
    verbose: bool,
}

/// Looks at every file; the exit code is 1 only when something of ours failed.
pub async fn run(args: CompatArgs, paths: &Paths) -> anyhow::Result<ExitCode> {
    paths.worker()?;
    let files = gather(&args.files)?;
    let mut ledger = Ledger::open(args.json.as_deref())?;
    let usual_limit = if args.install { 300.0 } else { 20.0 };
    let time_limit =
        Duration::try_from_secs_f64(args.timeout.unwrap_or(usual_limit)).context("`--timeout`")?;
    let examination = Examination {
        paths: paths.clone(),
        time_limit,
        memory_limit: args.memory << 20,
        overlays: args.install.then(|| Overlays::new(paths.cache.join("overlays"))),
    };
    let todo: Vec<PathBuf> =
        files.into_iter().filter(|file| !ledger.knows(&file.display().to_string())).collect();
    let jobs = args.jobs.map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from);
    let finished = look(todo, jobs, &examination, args.verbose, &mut ledger).await;
    ledger.write()?;
    println!("{}", ledger.summary());
    finished
}

/// Looks at the files, `jobs` at a time; Ctrl-C keeps what is finished.
async fn look(
    todo: Vec<PathBuf>,
    jobs: usize,
    examination: &Examination,
    verbose: bool,
    ledger: &mut Ledger,
) -> anyhow::Result<ExitCode> {
    const INTERRUPTED: u8 = 130;
    let (count, mut done) = (todo.len(), 0);
    let mut waiting = todo.into_iter();
    let mut running = JoinSet::new();
    loop {
        while running.len() < jobs
            && let Some(file) = waiting.next()
        {
            let examination = examination.clone();
            running.spawn(async move { (file.clone(), examine(file, &examination).await) });
        }
        let finished = tokio::select! {
            finished = running.join_next() => finished,
            _ = tokio::signal::ctrl_c() => return Ok(ExitCode::from(INTERRUPTED)),
        };
        let Some(finished) = finished else { return Ok(ExitCode::SUCCESS) };
        let (file, row) = finished?;
        let row = row.with_context(|| format!("`{}` could not be looked at", file.display()))?;
        done += 1;
        progress(&row, done, count, verbose);
        ledger.add(row)?;
    }
}

fn progress(row: &Row, done: usize, count: usize, verbose: bool) {
    let terminal = std::io::stderr().is_terminal();
    if terminal {
        eprint!("\r\x1b[K");
    }
    if verbose && row.outcome != Outcome::Loaded {
        println!("{}", complaint(row));
    }
    if terminal {
        eprint!("{done} of {count}: {}", row.path);
        if done == count {
            eprint!("\r\x1b[K");
        }
        // Progress that cannot be shown is no reason to stop.
        let _ = std::io::stderr().flush();
    }
}

fn complaint(row: &Row) -> String {
    let outcome = serde_json::to_value(row.outcome).unwrap_or_default();
    let why = match &row.error {
        Some(error) => format!("{}: {}", error.class, error.message.lines().next().unwrap_or_default()),
        None => row.missing.join(" "),
    };
    format!("{:<13} {}  {why}", outcome.as_str().unwrap_or_default(), row.path)
}

/// The `.py` files of the given paths and below, each once, in the order of their names.
fn gather(paths: &[PathBuf]) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    for path in paths {
        add(path, true, &mut files)?;
    }
    if files.is_empty() {
        return Err(hinted(
            "there is no `.py` file in these paths",
            "name a module file, or a folder of them",
        ));
    }
    Ok(files)
}

fn add(path: &Path, named: bool, files: &mut BTreeSet<PathBuf>) -> anyhow::Result<()> {
    let context = || format!("cannot read `{}`", path.display());
    if path.metadata().with_context(context)?.is_dir() {
        for entry in std::fs::read_dir(path).with_context(context)? {
            let entry = entry.with_context(context)?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            // Links inside a folder are not followed: they may lead round in circles.
            if !hidden && !entry.file_type().with_context(context)?.is_symlink() {
                add(&entry.path(), false, files)?;
            }
        }
    } else if named || path.extension().is_some_and(|extension| extension == "py") {
        files.insert(path.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_files_below_a_folder_are_found_once() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.py", "a/c.py", "a/readme.md", ".git/d.py"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let found = gather(&[folder.path().to_owned(), folder.path().join("b.py")]).unwrap();
        let names: Vec<_> =
            found.iter().map(|path| path.strip_prefix(folder.path()).unwrap().to_owned()).collect();
        assert_eq!(names, [PathBuf::from("a/c.py"), PathBuf::from("b.py")]);
        assert!(gather(&[folder.path().join(".git/none")]).is_err());
    }
}
