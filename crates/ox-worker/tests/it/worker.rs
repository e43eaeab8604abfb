//! Runs the built worker as `python` and looks at what came out.

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Command, Output, Stdio};

pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oxikka-worker"));
    command.env_remove("VIRTUAL_ENV").env_remove("PYTHONPATH").env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

pub fn python(arguments: &[impl AsRef<OsStr>], stdin: &str) -> Output {
    let mut child = program()
        .arg("python")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that never reads its input may close it first.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}

/// The code's assertions hold.
#[track_caller]
pub fn holds(code: &str) {
    let code = format!("import _ox\nfrom _ox import native\n{code}");
    let output = python(&["-c", &code], "");
    assert!(output.status.success(), "{}", text(&output.stderr));
}
