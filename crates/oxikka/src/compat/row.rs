//! What is known about one module file, in the shape in which it is written down.

use std::collections::BTreeMap;

use ox_userbot::Death;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a file fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Loaded,
    NeedsPackage,
    Failed,
    Timeout,
    Crashed,
    NoModule,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    #[serde(default)]
    pub path: String,
    pub outcome: Outcome,
    /// `"ok"`, `{"class", "message"}`, or null where it never came to that.
    #[serde(default)]
    pub ready: Value,
    #[serde(default)]
    pub error: Option<Failure>,
    /// Packages that are not there, or names that ours do not have.
    #[serde(default)]
    pub missing: Vec<String>,
    #[serde(default)]
    pub class: Option<String>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub commands: Vec<String>,
    #[serde(default)]
    pub watchers: u32,
    #[serde(default)]
    pub inline_handlers: Vec<String>,
    #[serde(default)]
    pub callback_handlers: Vec<String>,
    /// `[name, interval in seconds, autostart]`.
    #[serde(default)]
    pub loops: Vec<Value>,
    #[serde(default)]
    pub config: Vec<String>,
}

/// Why a file did not load.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub class: String,
    pub message: String,
    #[serde(default)]
    pub line: Option<u32>,
}

/// How many files fared how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub modules: usize,
    /// Of those that loaded, how many became ready without an error.
    pub ready: usize,
    #[serde(flatten)]
    pub outcomes: BTreeMap<Outcome, usize>,
}

impl Row {
    /// A file that never reported.
    pub fn silent(outcome: Outcome, class: &str, message: String) -> Self {
        Self {
            path: String::new(),
            outcome,
            ready: Value::Null,
            error: Some(Failure { class: class.to_owned(), message, line: None }),
            missing: Vec::new(),
            class: None,
            name: None,
            commands: Vec::new(),
            watchers: 0,
            inline_handlers: Vec::new(),
            callback_handlers: Vec::new(),
            loops: Vec::new(),
            config: Vec::new(),
        }
    }

    /// A file whose worker ended before it reported.
    pub fn of_death(death: &Death) -> Self {
        match death {
            Death::Stalled { seconds } => {
                Self::silent(Outcome::Timeout, "Stalled", format!("stood still for {seconds} s"))
            }
            other => Self::silent(Outcome::Crashed, "WorkerDied", format!("the worker {other}")),
        }
    }
}

impl Summary {
    /// Counts.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Self {
        let mut summary = Self::default();
        for row in rows {
            summary.modules += 1;
            summary.ready += usize::from(row.ready == "ok");
            *summary.outcomes.entry(row.outcome).or_default() += 1;
        }
        summary
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = |outcome| self.outcomes.get(&outcome).copied().unwrap_or(0);
        write!(f, "{} modules: {} loaded ({} ready)", self.modules, of(Outcome::Loaded), self.ready)?;
        for (outcome, words) in [
            (Outcome::NeedsPackage, "need packages"),
            (Outcome::Failed, "failed"),
            (Outcome::Timeout, "timed out"),
            (Outcome::Crashed, "crashed"),
            (Outcome::NoModule, "without a module"),
        ] {
            match of(outcome) {
                0 => {}
                count => write!(f, ", {count} {words}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_report_of_the_worker_is_a_row_and_is_written_in_full() {
        let report = json!({"outcome": "needs_package", "missing": ["numpy"], "error": null});
        let row: Row = serde_json::from_value(report).unwrap();
        let written = serde_json::to_value(&row).unwrap();
        assert_eq!(written["missing"], json!(["numpy"]));
        for key in [
            "path",
            "ready",
            "error",
            "class",
            "name",
            "commands",
            "watchers",
            "inline_handlers",
            "loops",
            "config",
        ] {
            assert!(written.get(key).is_some(), "{key}");
        }
    }

    #[test]
    fn the_summary_counts_and_names_only_what_there_is() {
        let loaded =
            Row { ready: json!("ok"), error: None, ..Row::silent(Outcome::Loaded, "", String::new()) };
        let crashed = Row::of_death(&Death::Exited(3));
        let summary = Summary::of([&loaded, &loaded, &crashed]);
        assert_eq!(summary.to_string(), "3 modules: 2 loaded (2 ready), 1 crashed");
        let written = serde_json::to_value(&summary).unwrap();
        assert_eq!(written, json!({"modules": 3, "ready": 2, "loaded": 2, "crashed": 1}));
        assert_eq!(crashed.error.unwrap().message, "the worker left with exit code 3");
    }
}
