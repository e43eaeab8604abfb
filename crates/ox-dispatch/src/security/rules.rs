//! Targeted rules: this user, or everybody in this chat, may run one command or all of a module, for a while or for good.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::facts::fold;
use crate::message::bare;

/// What a rule opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One command, by its own name in lower case.
    Command(String),
    /// All commands of a module, by its class.
    Module(String),
    /// One inline command, in lower case.
    Inline(String),
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it opens.
    pub scope: Scope,
    /// Unix seconds from which on it no longer holds; `None` is never.
    pub expires: Option<i64>,
}

/// Rules by the bare id of whom they are for.
pub type Rules = BTreeMap<i64, Vec<Rule>>;

impl Rule {
    /// Reads `{"rule_type", "rule", "expires"}`; `None` when it is of another shape.
    pub fn from_json(json: &Value) -> Option<Self> {
        let name = json["rule"].as_str()?;
        let scope = match json["rule_type"].as_str()? {
            "command" => Scope::Command(fold(name)),
            "module" => Scope::Module(name.to_owned()),
            "inline" => Scope::Inline(fold(name)),
            _ => return None,
        };
        let expires = match &json["expires"] {
            Value::Null => 0,
            // A time that cannot be read is over.
            time => seconds(time).unwrap_or(1),
        };
        Some(Self { scope, expires: Some(expires).filter(|time| *time != 0) })
    }

    /// Whether it opens a command of a module now. `command` is in lower case.
    pub(crate) fn opens(&self, command: &str, module: &str, now: i64) -> bool {
        let meant = match &self.scope {
            Scope::Command(name) => name == command,
            Scope::Module(name) => name == module,
            Scope::Inline(_) => false,
        };
        meant && self.holds(now)
    }

    /// Whether it opens an inline command now. `command` is in lower case.
    pub(crate) fn opens_inline(&self, command: &str, now: i64) -> bool {
        matches!(&self.scope, Scope::Inline(name) if name == command) && self.holds(now)
    }

    fn holds(&self, now: i64) -> bool {
        self.expires.is_none_or(|expires| now < expires)
    }
}

/// Reads a list of rules with their `target`; those of another shape have no effect.
pub(crate) fn read(json: &Value) -> Rules {
    let mut rules = Rules::new();
    for item in json.as_array().into_iter().flatten() {
        if let (Some(target), Some(rule)) = (item["target"].as_i64(), Rule::from_json(item)) {
            rules.entry(bare(target)).or_default().push(rule);
        }
    }
    rules
}

fn seconds(json: &Value) -> Option<i64> {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a time in seconds fits by far, and the cast saturates"
    )]
    json.as_i64().or_else(|| json.as_f64().map(|seconds| seconds.ceil() as i64))
}
