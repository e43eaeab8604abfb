//! How a failure reaches the person at the terminal: one line `error: …`, one line `hint: …`, an exit code.

use std::fmt;
use std::process::ExitCode;

/// A failure with its cure.
#[derive(Debug)]
struct Hinted {
    text: String,
    hint: String,
}

impl fmt::Display for Hinted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Hinted {}

/// An error that tells what to do about it.
pub fn hinted(text: impl Into<String>, hint: impl Into<String>) -> anyhow::Error {
    Hinted { text: text.into(), hint: hint.into() }.into()
}

/// Prints an error, its causes and its hint; the exit code is 1.
pub fn report(error: &anyhow::Error) -> ExitCode {
    eprintln!("{}", lines(error));
    ExitCode::FAILURE
}

/// An error, its causes and its hint in one line.
pub fn line(error: &anyhow::Error) -> String {
    lines(error).replace("\nhint: ", "; ")
}

fn lines(error: &anyhow::Error) -> String {
    let mut said = error.to_string();
    let mut causes = vec![first_line(&said).to_owned()];
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // Many errors repeat their cause in their own text.
        if !said.contains(&cause) {
            causes.push(first_line(&cause).to_owned());
        }
        said = cause;
    }
    let text = format!("error: {}", causes.join(": "));
    let hint =
        error.chain().find_map(|cause| cause.downcast_ref::<Hinted>()).map(|hinted| hinted.hint.clone());
    match hint.or_else(|| own_hint(error)) {
        Some(hint) => format!("{text}\nhint: {hint}"),
        None => text,
    }
}

/// Errors of other rooms carry their hint on lines of their own.
fn own_hint(error: &anyhow::Error) -> Option<String> {
    error.chain().find_map(|cause| {
        let text = cause.to_string();
        let (_, rest) = text.split_once('\n')?;
        let rest = rest.trim();
        (!rest.is_empty()).then(|| rest.strip_prefix("hint: ").unwrap_or(rest).to_owned())
    })
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn causes_follow_once_and_the_hint_has_its_own_line() {
        let check = |error: anyhow::Error, expected: &str| assert_eq!(lines(&error), expected);
        check(anyhow::anyhow!("no"), "error: no");
        check(hinted("no worker", "build it"), "error: no worker\nhint: build it");
        check(
            Err::<(), _>(hinted("no worker", "build it")).context("cannot start").unwrap_err(),
            "error: cannot start: no worker\nhint: build it",
        );
        check(anyhow::anyhow!("inner").context("outer: inner"), "error: outer: inner");
        check(
            anyhow::anyhow!("locked\nhint: close the other one"),
            "error: locked\nhint: close the other one",
        );
    }
}
