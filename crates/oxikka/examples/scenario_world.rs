//! A world for the scenarios: writes its public key to the path in the first argument, prints its address, then obeys
//! the data centre's console, and one command more: `account ID FOLDER MODULE_FILE CLASS` fills a folder with which
//! `oxikka --data FOLDER run` is logged in as that person and loads that module.

use std::io::{BufRead, Write};
use std::path::Path;

use anyhow::Context;
use ox_client::{Options, Server, adopt_key};
use ox_local_dc::{LocalDc, console};
use ox_store::{AccountRow, ModuleRow, SourceHash, Store};

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
            ["account", id, folder, module, class] => {
                match furnish(&datacentre, id, Path::new(folder), module, class) {
                    Ok(()) => "ok".to_owned(),
                    Err(error) => format!("error {error:#}"),
                }
            }
            _ => console::obey(&datacentre, &line),
        };
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

fn furnish(datacentre: &LocalDc, id: &str, folder: &Path, module: &str, class: &str) -> anyhow::Result<()> {
    let person: i64 = id.parse().context("the id is not a number")?;
    let store = Store::open(&folder.join("store"))?;
    store.put_account(&AccountRow { id: person, name: "Alice".to_owned(), ..AccountRow::default() })?;
    let store = store.account(person);
    let server =
        Server { address: datacentre.address(), public_key_pem: datacentre.public_key_pem().to_owned() };
    let options = Options { server: Some(server), ..Options::new(1, "0123456789abcdef0123456789abcdef") };
    adopt_key(&store, &options, datacentre.world().authorize_key(person))?;
    store.set("oxikka.security", "owner", &format!("[{person}]"))?;
    let row = ModuleRow {
        class: class.to_owned(),
        name: class.to_owned(),
        origin: "<file scenarios>".to_owned(),
        hash: SourceHash::default(),
        date: 0,
        packages: Vec::new(),
    };
    store.put_module(&row, &std::fs::read(module).with_context(|| format!("cannot read `{module}`"))?)?;
    store.flush()?;
    Ok(())
}
