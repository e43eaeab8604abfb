//! `oxikka playground`: alice's userbot on an invented Telegram, with a terminal to type at it.

use std::{collections::BTreeSet, io::IsTerminal, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;

use crate::{
    paths::Paths,
    playground::{Door, Terminal},
    stage::Stage,
    transcript::Setting,
};

/// Arguments of `oxikka playground`.
#[derive(Args, Debug)]
pub struct PlaygroundArgs {
    /// Module files to load at the start
    #[arg(value_name = "FILE.py")]
    modules: Vec<PathBuf>,
    /// What commands begin with
    #[arg(long, value_name = "CHARACTER")]
    prefix: Option<String>,
    /// Language of texts: en or ru
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
    /// Let other clients join at this port of 127.0.0.1 (0 for a free one), until `/quit` or Ctrl-C
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Where to write the public key that they need [default: a temporary file]
    #[arg(long, value_name = "PUBLIC.pem", requires = "port")]
    server_key: Option<PathBuf>,
}

/// Runs until `/quit` or the end of the input; while others may join, until Ctrl-C.
pub async fn run(args: PlaygroundArgs, paths: &Paths) -> anyhow::Result<ExitCode> {
    let setting = Setting { prefix: args.prefix, language: args.language, ..Setting::default() };
    let interactive = std::io::stdin().is_terminal();
    if interactive {
        println!("starting alice's userbot on an invented Telegram …");
    }
    let stage = Stage::set(paths, &setting, &BTreeSet::new(), args.port).await?;
    let door = args.port.map(|_| Door::open(&stage, args.server_key.as_deref())).transpose()?;
    let mut terminal = Terminal::new(stage, door, interactive);
    for module in &args.modules {
        let path = module.canonicalize().with_context(|| format!("cannot read `{}`", module.display()))?;
        terminal.load(&path).await?;
    }
    let stage = terminal.run().await?;
    stage.strike().await;
    Ok(ExitCode::SUCCESS)
}
