//! `oxikka python`: the worker's interpreter, like `python`. This process becomes it, so that input, output,
//! signals and the exit code are its own.

use std::{ffi::OsString, os::unix::process::CommandExt, process::ExitCode};

use anyhow::Context;
use clap::Args;

use crate::paths::Paths;

/// Arguments of `oxikka python`.
#[derive(Args, Debug)]
#[command(disable_help_flag = true)]
pub struct PythonArgs {
    /// What `python` would get: `-c CODE`, `-m MODULE`, a file and its arguments; nothing for a prompt
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
    args: Vec<OsString>,
}

/// Replaces this process by the interpreter; returns only when that fails.
pub fn run(args: PythonArgs, paths: &Paths) -> anyhow::Result<ExitCode> {
    let program = paths.worker()?;
    let mut command = std::process::Command::new(&program);
    command.arg("python").args(args.args);
    if let Some(shim) = paths.shim() {
        command.env("OXIKKA_SHIM", shim);
    }
    Err(command.exec()).with_context(|| format!("cannot start `{}`", program.display()))
}
