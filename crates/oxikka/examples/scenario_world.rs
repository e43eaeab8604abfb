//! A world for the scenarios: writes its public key to the path in the first argument, prints its address, then obeys
//! the data centre's console, and one command more: `account ID FOLDER MODULE_FILE CLASS` fills a folder with which
//! `oxikka --data FOLDER run` is logged in as that person and loads that module.

use std::io::{BufRead, Write};
use std::path::Path;

use anyhow::Context;
use ox_local_dc::{LocalDc, console};

#[path = "shared/furnish.rs"]
mod furnish;

use furnish::furnish;

fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).context("usage: scenario_world PEM_PATH")?;
    let datacentre = LocalDc::start(ox_local_dc::Options::default())?;
    std::fs::write(&path, datacentre.public_key_pem())?;
    let mut output = std::io::stdout();
    writeln!(output, "{}", datacentre.address())?;
    output.flush()?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let answer = match words[..] {
            ["account", id, folder, module, class] => match account(&datacentre, id, folder, module, class) {
                Ok(()) => "ok".to_owned(),
                Err(error) => format!("error {error:#}"),
            },
            _ => console::obey(&datacentre, &line),
        };
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

fn account(datacentre: &LocalDc, id: &str, folder: &str, module: &str, class: &str) -> anyhow::Result<()> {
    let person: i64 = id.parse().context("the id is not a number")?;
    let source = std::fs::read_to_string(module).with_context(|| format!("cannot read `{module}`"))?;
    furnish(Path::new(folder), datacentre, person, [(class.to_owned(), source)])
}
