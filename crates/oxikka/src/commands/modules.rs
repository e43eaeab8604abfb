//! `oxikka modules`: the installed modules of each account, from the lock file in the store. What an address has now is
//! fetched and compared by the worker's interpreter; nothing is installed without a yes.

use std::{
    io::{BufRead, IsTerminal, Write},
    process::{ExitCode, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::Context;
use clap::{Args, Subcommand};
use ox_store::{AccountRow, ModuleRow, Store};
use serde::Deserialize;
use serde_json::json;

use crate::{failure::hinted, paths::Paths};

/// Arguments of `oxikka modules`.
#[derive(Args, Debug)]
pub struct ModulesArgs {
    #[command(subcommand)]
    command: ModulesCommand,
}

#[derive(Debug, Subcommand)]
enum ModulesCommand {
    /// List the installed modules: where each came from, and the hash of what is kept
    List {
        /// Only this account (its id)
        #[arg(long)]
        account: Option<i64>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show what is new in modules that were downloaded, and take it after a yes
    Update {
        /// Only these (names or classes)
        #[arg(value_name = "MODULE")]
        modules: Vec<String>,
        /// Only this account (its id)
        #[arg(long)]
        account: Option<i64>,
        /// Take everything that is new without asking
        #[arg(long, short)]
        yes: bool,
    },
}

/// Lists what is installed, or brings it up to date.
pub fn run(args: &ModulesArgs, paths: &Paths) -> anyhow::Result<ExitCode> {
    match &args.command {
        ModulesCommand::List { account, json } => list(paths, *account, *json),
        ModulesCommand::Update { modules, account, yes } => update(paths, *account, modules, *yes),
    }
}

fn list(paths: &Paths, account: Option<i64>, json: bool) -> anyhow::Result<ExitCode> {
    let (_, accounts) = installed(paths, account)?;
    if json {
        let rows: Vec<_> =
            accounts.iter().map(|(a, modules)| json!({"account": a, "modules": modules})).collect();
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        for (account, modules) in &accounts {
            print!("{}", table(account, modules));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What an address has now.
#[derive(Deserialize)]
#[serde(untagged)]
enum Fresh {
    Failed { error: String },
    Found { source: String, difference: String },
}

fn update(paths: &Paths, account: Option<i64>, wanted: &[String], yes: bool) -> anyhow::Result<ExitCode> {
    let (store, accounts) = installed(paths, account)?;
    let mut failed = false;
    for (account, modules) in accounts {
        let account = store.account(account.id);
        for module in modules.into_iter().filter(|module| is_meant(module, wanted)) {
            let before = account.module_source(&module.hash)?.unwrap_or_default();
            match fetch(paths, &module, &String::from_utf8_lossy(&before))? {
                Fresh::Failed { error } => {
                    failed = true;
                    println!("{}: {error}", module.name);
                }
                Fresh::Found { difference, .. } if difference.is_empty() => {
                    println!("{}: nothing is new", module.name);
                }
                Fresh::Found { source, difference } => {
                    println!("{difference}");
                    if yes || confirmed(&module.name)? {
                        let date = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
                        let row = ModuleRow { date: date.try_into().unwrap_or_default(), ..module };
                        account.put_module(&row, source.as_bytes())?;
                        println!("{}: updated", row.name);
                    }
                }
            }
        }
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Whether a module came from an address and is one of those named; all are when none is.
fn is_meant(module: &ModuleRow, wanted: &[String]) -> bool {
    let named =
        |name: &String| [&module.name, &module.class].iter().any(|own| own.eq_ignore_ascii_case(name));
    let downloaded = ["https://", "http://"].iter().any(|scheme| module.origin.starts_with(scheme));
    downloaded && (wanted.is_empty() || wanted.iter().any(named))
}

fn fetch(paths: &Paths, module: &ModuleRow, source: &str) -> anyhow::Result<Fresh> {
    let program = paths.worker()?;
    let mut command = std::process::Command::new(&program);
    command.args(["python", "-m", "_ox.fresh"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    if let Some(shim) = paths.shim() {
        command.env("OXIKKA_SHIM", shim);
    }
    let mut child = command.spawn().with_context(|| format!("cannot start `{}`", program.display()))?;
    let question =
        json!({"name": module.name, "class": module.class, "origin": module.origin, "source": source});
    // Dropped at the end of the statement: the other side reads to the end.
    child
        .stdin
        .take()
        .context("the interpreter takes no input")?
        .write_all(question.to_string().as_bytes())?;
    let answer = child.wait_with_output()?;
    serde_json::from_slice(&answer.stdout).context("the interpreter gave no answer")
}

/// Asks on the terminal; without one the answer is no.
fn confirmed(name: &str) -> anyhow::Result<bool> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        println!("{name}: not updated; `--yes` takes what is shown");
        return Ok(false);
    }
    print!("Update {name}? [y/N] ");
    std::io::stdout().flush()?;
    let mut line = String::new();
    stdin.lock().read_line(&mut line)?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}

type Installed = Vec<(AccountRow, Vec<ModuleRow>)>;

fn installed(paths: &Paths, wanted: Option<i64>) -> anyhow::Result<(Store, Installed)> {
    let no_account = || hinted("there is no account here", "add one with `oxikka login`");
    if !paths.store().is_dir() {
        return Err(no_account());
    }
    let store = Store::open(&paths.store())?;
    let mut rows = Vec::new();
    for row in store.accounts()?.into_iter().filter(|row| wanted.is_none_or(|id| id == row.id)) {
        let modules = store.account(row.id).modules()?;
        rows.push((row, modules));
    }
    match (rows.is_empty(), wanted) {
        (false, _) => Ok((store, rows)),
        (true, Some(id)) => {
            Err(hinted(format!("there is no account {id}"), "`oxikka modules list` shows all"))
        }
        (true, None) => Err(no_account()),
    }
}

fn table(account: &AccountRow, modules: &[ModuleRow]) -> String {
    let width = modules.iter().map(|module| module.name.chars().count()).max().unwrap_or(0);
    let mut lines = vec![format!("{} ({}): {} modules", account.name, account.id, modules.len())];
    for module in modules {
        let hash = module.hash.to_string();
        lines.push(format!("  {:width$}  {}  {}", module.name, &hash[..12], module.origin));
        if !module.packages.is_empty() {
            lines.push(format!("  {:width$}  needs {}", "", module.packages.join(" ")));
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_downloaded_is_updated() {
        let module = |name: &str, origin: &str| ModuleRow {
            class: format!("{name}Mod"),
            name: name.into(),
            origin: origin.into(),
            hash: ox_store::SourceHash::default(),
            date: 0,
            packages: Vec::new(),
        };
        let check = |name: &str, origin: &str, wanted: &[&str], expected: bool| {
            let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
            assert_eq!(is_meant(&module(name, origin), &wanted), expected, "{name} {origin} {wanted:?}");
        };
        check("Cat", "https://example.org/cat.py", &[], true);
        check("Cat", "https://example.org/cat.py", &["dog", "catmod"], true);
        check("Cat", "https://example.org/cat.py", &["dog"], false);
        check("Cat", "file:///cat.py", &[], false);
        check("Cat", "<string>", &["cat"], false);
    }

    #[test]
    fn modules_stand_in_columns_with_their_packages_below() {
        let account = AccountRow { id: 7, name: "Alice".into(), ..AccountRow::default() };
        let module = |name: &str, packages: &[&str]| ModuleRow {
            class: format!("{name}Mod"),
            name: name.into(),
            origin: format!("https://example.org/{name}.py"),
            hash: ox_store::SourceHash([0xab; 32]),
            date: 0,
            packages: packages.iter().map(ToString::to_string).collect(),
        };
        let text = table(&account, &[module("Cat", &[]), module("Weather", &["aiohttp"])]);
        let expected = "Alice (7): 2 modules\n  \
            Cat      abababababab  https://example.org/Cat.py\n  \
            Weather  abababababab  https://example.org/Weather.py\n           \
            needs aiohttp\n";
        assert_eq!(text, expected);
    }
}
