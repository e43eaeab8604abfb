//! The program `oxikka-worker`: the interpreter and everything Python, started by the core with two sockets.
//! No keys, no store. Each subcommand has its file in `commands`.

mod args;
mod baked;
mod bindings;
mod commands;
mod errors;
mod event_loop;
mod exit;
mod interpreter;
mod link;
mod loader;
mod packages;
mod sync;
mod text;
mod tl;
mod walls;

use std::process::ExitCode;

use crate::args::Command;

fn main() -> ExitCode {
    let outcome = match args::parse(std::env::args_os().skip(1)) {
        Ok(Command::Run(options)) => commands::run::main(&options),
        Ok(Command::Python(arguments)) => commands::python::main(&arguments),
        Ok(Command::Doctor(options)) => commands::doctor::main(&options),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("oxikka-worker: {error}");
            ExitCode::from(2)
        }
    }
}
