//! The program: reads its arguments, starts the log and the loop, runs one subcommand, reports its failure.
//! Each subcommand lives in `commands`; what several of them share stands beside it.

mod accounts;
mod args;
mod chat;
mod commands;
mod compat;
mod failure;
mod logging;
mod paths;
mod playground;
mod proxy;
mod stage;
mod transcript;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use paths::Paths;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    logging::start(arguments.command.usual_log());
    match run(arguments) {
        Ok(code) => code,
        Err(error) => failure::report(&error),
    }
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let paths = Paths::new(arguments.data)?;
    if let Command::Python(args) = arguments.command {
        return commands::python::run(args, &paths);
    }
    ox_userbot::harden_process()?;
    // One thread: accounts live in small steps, and waking another thread for each costs more than the step. It also
    // takes its tasks in turn, so that what was sent before is handled before: rest can be told.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let result = runtime.block_on(dispatch(arguments.command, &paths));
    // A reader that waits for the terminal cannot be cancelled; the program does not wait for it.
    runtime.shutdown_background();
    result
}

async fn dispatch(command: Command, paths: &Paths) -> anyhow::Result<ExitCode> {
    match command {
        Command::Run(args) => commands::run::run(args, paths).await,
        Command::Login(args) => commands::login::run(args, paths).await,
        Command::Accounts(args) => commands::accounts::run(&args, paths),
        Command::Logout(args) => commands::logout::run(args, paths).await,
        Command::Playground(args) => commands::playground::run(args, paths).await,
        Command::Test(args) => commands::test::run(args, paths).await,
        Command::Compat(args) => commands::compat::run(args, paths).await,
        Command::Modules(args) => commands::modules::run(&args, paths),
        Command::Doctor(args) => commands::doctor::run(args, paths).await,
        Command::Python(args) => commands::python::run(args, paths),
    }
}
