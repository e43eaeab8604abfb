//! Installs packages into a folder with uv, else with pip of the linked interpreter, else with pip of a small venv.
//! Runs on tokio; every line of output goes to a callback as it comes.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::Command;

use crate::baked;
use crate::errors::WorkerError;

/// What became of one installation.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub ok: bool,
    /// "name==version" of what is new.
    pub installed: Vec<String>,
    /// Everything the tool said.
    pub log: String,
}

enum Tool {
    Uv(PathBuf),
    Pip(PathBuf),
}

/// What to install, where, and which versions of anything are out of the question.
#[derive(Debug)]
pub struct Order {
    pub packages: Vec<String>,
    pub constraints: Vec<String>,
    pub target: PathBuf,
}

/// Installs and waits; the tool is killed when the future is dropped. One order at a time for a target.
pub async fn install(order: &Order, mut on_line: impl FnMut(&str)) -> Result<Report, WorkerError> {
    let Order { packages, constraints, target } = order;
    if let Some(bad) = packages.iter().chain(constraints).find(|package| package.starts_with('-')) {
        return Err(WorkerError::Requirement(bad.clone()));
    }
    if packages.is_empty() {
        return Ok(Report { ok: true, ..Report::default() });
    }
    let tool = choose(target).await?;
    let mut command = command(&tool);
    if !constraints.is_empty() {
        let file = target.with_file_name("constraints.txt");
        tokio::fs::write(&file, constraints.join("\n")).await.map_err(WorkerError::Installer)?;
        command.arg("-c").arg(file);
    }
    command.arg("--target").arg(target).arg("--").args(packages);
    let mut child = command.spawn().map_err(WorkerError::Installer)?;
    let mut report = Report::default();
    let mut lines = tokio::sync::mpsc::channel(64);
    let readers = [
        child.stdout.take().map(|out| tokio::spawn(read_lines(out, lines.0.clone()))),
        child.stderr.take().map(|err| tokio::spawn(read_lines(err, lines.0.clone()))),
    ];
    drop(lines.0);
    while let Some(line) = lines.1.recv().await {
        on_line(&line);
        report.installed.extend(installed(&line));
        report.log.push_str(&line);
        report.log.push('\n');
    }
    for reader in readers.into_iter().flatten() {
        // A reader cannot panic, and is never aborted.
        let _ = reader.await;
    }
    report.ok = child.wait().await.map_err(WorkerError::Installer)?.success();
    Ok(report)
}

async fn read_lines(from: impl AsyncRead + Unpin, to: tokio::sync::mpsc::Sender<String>) {
    let mut lines = BufReader::new(from).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if to.send(line).await.is_err() {
            return;
        }
    }
}

async fn choose(target: &Path) -> Result<Tool, WorkerError> {
    if let Ok(uv) = which::which("uv") {
        return Ok(Tool::Uv(uv));
    }
    let base = PathBuf::from(baked::EXECUTABLE);
    if succeeds(Command::new(&base).args(["-c", "import pip"])).await {
        return Ok(Tool::Pip(base));
    }
    let venv = target.with_file_name("pip-venv");
    let python = venv.join("bin/python");
    if !python.exists() && !succeeds(Command::new(&base).args(["-m", "venv"]).arg(&venv)).await {
        let error = std::io::Error::other("neither uv, nor pip, nor ensurepip is there");
        return Err(WorkerError::Installer(error));
    }
    Ok(Tool::Pip(python))
}

async fn succeeds(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().await;
    status.is_ok_and(|status| status.success())
}

fn command(tool: &Tool) -> Command {
    let mut command = match tool {
        Tool::Uv(uv) => {
            let mut command = Command::new(uv);
            command.args(["pip", "install", "--no-progress", "--python", baked::EXECUTABLE]);
            command
        }
        Tool::Pip(python) => {
            let mut command = Command::new(python);
            command.args(["-m", "pip", "install", "--upgrade", "--no-input", "--progress-bar", "off"]);
            command.args(["--disable-pip-version-check", "--no-warn-script-location"]);
            command
        }
    };
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// What a line says was installed: uv's ` + name==1.0`, pip's `Successfully installed name-1.0 …`.
fn installed(line: &str) -> Vec<String> {
    if let Some(package) = line.trim_start().strip_prefix("+ ") {
        return vec![package.trim().to_owned()];
    }
    let Some(packages) = line.trim().strip_prefix("Successfully installed ") else {
        return Vec::new();
    };
    packages
        .split_whitespace()
        .filter_map(|word| word.rsplit_once('-'))
        .map(|(name, version)| format!("{name}=={version}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tools_say_what_they_installed() {
        let check = |line: &str, expected: &[&str]| assert_eq!(installed(line), expected, "{line:?}");
        check(" + requests==2.32.0", &["requests==2.32.0"]);
        check("Successfully installed typing-extensions-4.0 x-1", &["typing-extensions==4.0", "x==1"]);
        check("Collecting requests", &[]);
    }
}
