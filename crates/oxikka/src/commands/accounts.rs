//! `oxikka accounts`: the stored accounts, without anything that is secret.

use std::process::ExitCode;

use clap::Args;
use ox_store::{AccountRow, Store};
use serde_json::json;

use crate::{accounts, paths::Paths, proxy};

/// Arguments of `oxikka accounts`.
#[derive(Args, Debug)]
pub struct AccountsArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// One account as it is shown.
struct Line {
    id: i64,
    name: String,
    phone: String,
    proxy: String,
    modules: usize,
}

/// Lists the accounts.
pub fn run(args: &AccountsArgs, paths: &Paths) -> anyhow::Result<ExitCode> {
    let (store, rows) = accounts::open(paths)?;
    let lines: Vec<Line> = rows.iter().map(|row| line(&store, row)).collect::<anyhow::Result<_>>()?;
    if args.json {
        let rows: Vec<_> = lines
            .iter()
            .map(|line| {
                let Line { id, name, phone, proxy, modules } = line;
                json!({"id": id, "name": name, "phone": phone, "proxy": proxy, "modules": modules})
            })
            .collect();
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        print!("{}", table(&lines));
    }
    Ok(ExitCode::SUCCESS)
}

fn line(store: &Store, row: &AccountRow) -> anyhow::Result<Line> {
    let account = store.account(row.id);
    let way = if account.session()?.is_some() { proxy::shown(&account) } else { "not logged in".into() };
    let username = row.username.as_ref().map_or_else(String::new, |username| format!(" @{username}"));
    Ok(Line {
        id: row.id,
        name: format!("{}{username}", row.name),
        phone: row.phone.as_deref().map_or_else(|| "-".into(), accounts::masked),
        proxy: way,
        modules: account.modules()?.len(),
    })
}

fn table(lines: &[Line]) -> String {
    let rows: Vec<[String; 5]> = lines
        .iter()
        .map(|line| {
            let modules = format!("{} module{}", line.modules, if line.modules == 1 { "" } else { "s" });
            [line.id.to_string(), line.name.clone(), line.phone.clone(), line.proxy.clone(), modules]
        })
        .collect();
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: [usize; 5] = std::array::from_fn(width);
    let text = |row: &[String; 5]| {
        let cells: Vec<String> =
            row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_stand_in_columns() {
        let line = |id, name: &str, proxy: &str, modules| Line {
            id,
            name: name.into(),
            phone: "+15···01".into(),
            proxy: proxy.into(),
            modules,
        };
        let lines = [line(7, "Alice @alice", "direct", 1), line(1000, "Bob", "socks5://h:1", 12)];
        let expected = "7     Alice @alice  +15···01  direct        1 module\n\
            1000  Bob           +15···01  socks5://h:1  12 modules\n";
        assert_eq!(table(&lines), expected);
    }
}
