//! `oxikka modules`: the installed modules of each account, from the lock file in the store.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use ox_store::{AccountRow, ModuleRow, Store};
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
}

/// Lists what is installed.
pub fn run(args: &ModulesArgs, paths: &Paths) -> anyhow::Result<ExitCode> {
    let ModulesCommand::List { account, json } = &args.command;
    let accounts = installed(paths, *account)?;
    if *json {
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

fn installed(paths: &Paths, wanted: Option<i64>) -> anyhow::Result<Vec<(AccountRow, Vec<ModuleRow>)>> {
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
        (false, _) => Ok(rows),
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
