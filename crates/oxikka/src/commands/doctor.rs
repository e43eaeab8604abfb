//! `oxikka doctor`: what this installation is made of, what is missing, and the cure.

use std::{path::Path, process::ExitCode, process::Stdio};

use anyhow::{Context, bail};
use clap::Args;
use ox_store::AccountRow;
use serde_json::Value;

use crate::{
    accounts::{self, described},
    paths::Paths,
    proxy,
};

/// Arguments of `oxikka doctor`.
#[derive(Args, Debug)]
pub struct DoctorArgs {
    /// Print what the worker says about itself, as JSON
    #[arg(long)]
    json: bool,
}

/// One line of the report.
struct Finding {
    ok: bool,
    name: String,
    text: String,
    cure: Option<String>,
}

/// Prints the report; the exit code is 1 when modules could not run here.
pub async fn run(args: DoctorArgs, paths: &Paths) -> anyhow::Result<ExitCode> {
    let worker = paths.worker()?;
    let report = ask(&worker, paths).await;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report?)?);
        return Ok(ExitCode::SUCCESS);
    }
    println!("oxikka {}", env!("CARGO_PKG_VERSION"));
    let mut findings = folders(paths, &worker);
    let runs = report.is_ok();
    match report {
        Ok(report) => findings.extend(interpreter(&report).into_iter().chain(walls(&report))),
        Err(error) => findings.push(Finding {
            ok: false,
            name: "worker".into(),
            text: format!("{error:#}"),
            cure: Some("build it for the Python of this machine: `cargo build -p ox-worker`".into()),
        }),
    }
    findings.push(installer());
    findings.extend(ways(paths));
    for finding in &findings {
        println!("{}", line(finding));
    }
    Ok(if runs { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn ask(worker: &Path, paths: &Paths) -> anyhow::Result<Value> {
    let home = tempfile::tempdir().context("cannot make a temporary folder")?;
    let program = paths.worker_program(home.path().to_owned())?;
    let mut command = tokio::process::Command::new(worker);
    command.arg("doctor").arg("--home").arg(home.path()).stdin(Stdio::null());
    for folder in &program.hide {
        command.arg("--hide").arg(folder);
    }
    for folder in &program.readonly {
        command.arg("--readonly").arg(folder);
    }
    let output = command.output().await.context("it cannot be started")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("it fails ({}): {}", output.status, said.trim().lines().next().unwrap_or("without a word"));
    }
    serde_json::from_slice(&output.stdout).context("its answer is not JSON")
}

fn folders(paths: &Paths, worker: &Path) -> Vec<Finding> {
    let part = |name: &str, folder: Option<std::path::PathBuf>, variable: &str| match folder {
        Some(folder) => good(name, folder.display().to_string()),
        None => Finding {
            ok: false,
            name: name.into(),
            text: "not found".into(),
            cure: Some(format!("run the installer again, or name the folder in `{variable}`")),
        },
    };
    vec![
        good("data", paths.data.display().to_string()),
        good("worker", worker.display().to_string()),
        part("shim", paths.shim(), "OXIKKA_SHIM"),
        part("modules", paths.modules(), "OXIKKA_MODULES"),
    ]
}

fn interpreter(report: &Value) -> Vec<Finding> {
    let text = |name: &str| report[name].as_str().unwrap_or("unknown").to_owned();
    vec![
        good("python", format!("{} ({})", text("python"), text("executable"))),
        good("libpython", text("libpython")),
        good("packages", text("site_packages")),
        good("layer", report["layer"].to_string()),
    ]
}

/// Each wall of the worker: whether it stands, or why not.
fn walls(report: &Value) -> Vec<Finding> {
    let Some(walls) = report["walls"].as_array() else {
        return vec![missing_wall("walls", "the worker does not say")];
    };
    let finding = |wall: &Value| {
        let name = format!("wall {}", wall["name"].as_str().unwrap_or("unnamed"));
        match (wall["standing"].as_bool(), wall["reason"].as_str()) {
            (Some(true), None) => good(&name, "stands".into()),
            (Some(true), Some(remark)) => good(&name, format!("stands; {remark}")),
            (_, reason) => missing_wall(&name, reason.unwrap_or("does not stand")),
        }
    };
    walls.iter().map(finding).collect()
}

fn missing_wall(name: &str, text: &str) -> Finding {
    let cure = "modules can reach more than they should on this machine; see docs/security.md";
    Finding { ok: false, name: name.into(), text: text.into(), cure: Some(cure.into()) }
}

fn installer() -> Finding {
    match which::which("uv") {
        Ok(path) => good("uv", path.display().to_string()),
        Err(_) => Finding {
            ok: false,
            name: "uv".into(),
            text: "not found; packages are installed with pip, slowly".into(),
            cure: Some("install it: https://docs.astral.sh/uv".into()),
        },
    }
}

/// How each account reaches Telegram.
fn ways(paths: &Paths) -> Vec<Finding> {
    if !paths.store().is_dir() {
        return Vec::new();
    }
    let told = accounts::open(paths).map(|(store, rows)| {
        let way = |row: &AccountRow| format!("{}: {}", described(row), proxy::shown(&store.account(row.id)));
        rows.iter().map(|row| good("account", way(row))).collect()
    });
    told.unwrap_or_else(|error| {
        let text = error.to_string().lines().next().unwrap_or_default().to_owned();
        vec![good("accounts", format!("not looked at: {text}"))]
    })
}

fn good(name: &str, text: String) -> Finding {
    Finding { ok: true, name: name.into(), text, cure: None }
}

fn line(finding: &Finding) -> String {
    let mark = if finding.ok { "ok" } else { "--" };
    let text = format!("  {mark}  {:<18} {}", finding.name, finding.text);
    match &finding.cure {
        Some(cure) => format!("{text}\n      {:<18} {cure}", ""),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_wall_that_does_not_stand_is_marked_and_has_a_cure() {
        let wall = |name: &str, standing: bool, reason: Option<&str>| json!({"name": name, "standing": standing, "reason": reason});
        let report =
            json!({"walls": [wall("landlock", true, None), wall("mounts", false, Some("not permitted"))]});
        let found = walls(&report);
        let lines: Vec<String> = found.iter().map(line).collect();
        assert_eq!(lines[0], "  ok  wall landlock      stands");
        assert!(lines[1].starts_with("  --  wall mounts        not permitted\n"), "{}", lines[1]);
    }
}
