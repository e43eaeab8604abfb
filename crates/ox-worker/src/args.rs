//! The worker's command line. Short and strict: only the core and `oxikka python` write it.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::errors::WorkerError;
use crate::walls::WallOptions;

/// What this process was started for.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Serve the core on the inherited sockets.
    Run(RunOptions),
    /// Behave like `python` with these arguments.
    Python(Vec<OsString>),
    /// Print what this worker is made of, as JSON.
    Doctor(RunOptions),
}

/// Options of `run` (and `doctor`, which shows what they lead to).
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RunOptions {
    /// Folders the worker must not see.
    pub hide: Vec<PathBuf>,
    /// Folders it may read and execute, not write.
    pub readonly: Vec<PathBuf>,
    /// Its own folder: working directory, temporary files, cache.
    pub home: Option<PathBuf>,
    /// A virtual environment to live in; the baked interpreter's own when absent.
    pub python_home: Option<PathBuf>,
    /// Descriptor that receives stacks on SIGUSR1.
    pub trace_fd: Option<i32>,
}

impl RunOptions {
    /// What the walls are to do; none are raised without a folder of our own.
    pub fn walls(&self) -> Option<WallOptions> {
        let home = self.home.clone()?;
        Some(WallOptions { hide: self.hide.clone(), readonly: self.readonly.clone(), home })
    }
}

/// Reads the arguments after the program's name.
pub fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Command, WorkerError> {
    let command = arguments.next().ok_or(WorkerError::NoCommand)?;
    match command.to_str() {
        Some("run") => parse_run(arguments).map(Command::Run),
        Some("doctor") => parse_run(arguments).map(Command::Doctor),
        Some("python") => Ok(Command::Python(arguments.collect())),
        _ => Err(WorkerError::UnknownCommand(command.to_string_lossy().into_owned())),
    }
}

fn parse_run(mut arguments: impl Iterator<Item = OsString>) -> Result<RunOptions, WorkerError> {
    let mut options = RunOptions::default();
    while let Some(name) = arguments.next() {
        let name = name.to_string_lossy().into_owned();
        let known = ["--hide", "--readonly", "--home", "--python-home", "--trace-fd"];
        if !known.contains(&name.as_str()) {
            return Err(WorkerError::UnknownOption(name));
        }
        let Some(value) = arguments.next() else {
            return Err(WorkerError::NoValue(name));
        };
        match name.as_str() {
            "--hide" => options.hide.push(value.into()),
            "--readonly" => options.readonly.push(value.into()),
            "--home" => options.home = Some(value.into()),
            "--python-home" => options.python_home = Some(value.into()),
            _ => {
                let fd = value.to_str().and_then(|text| text.parse().ok());
                options.trace_fd = Some(fd.ok_or(WorkerError::NoValue(name))?);
            }
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Result<Command, &str>) {
        let parsed = parse(line.split_whitespace().map(OsString::from));
        assert_eq!(parsed.map_err(|e| e.to_string()), expected.map_err(str::to_owned), "{line}");
    }

    #[test]
    fn options_of_run_are_read() {
        check(
            "run --hide /a --hide /b --readonly /c --home /d --python-home /v --trace-fd 5",
            Ok(Command::Run(RunOptions {
                hide: vec!["/a".into(), "/b".into()],
                readonly: vec!["/c".into()],
                home: Some("/d".into()),
                python_home: Some("/v".into()),
                trace_fd: Some(5),
            })),
        );
        check("run --hide", Err("option `--hide` needs a value"));
        check("run --trace-fd five", Err("option `--trace-fd` needs a value"));
        check("run --loud 1", Err("unknown option `--loud`"));
    }

    #[test]
    fn arguments_of_python_are_left_alone() {
        check(
            "python -c pass --home",
            Ok(Command::Python(["-c", "pass", "--home"].map(OsString::from).to_vec())),
        );
    }
}
