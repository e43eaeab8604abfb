//! Security groups: people who share rules.

use std::collections::BTreeSet;

use serde_json::Value;

use super::rules::Rule;

/// One group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Ids of its members.
    pub users: BTreeSet<i64>,
    /// What all of them may run.
    pub rules: Vec<Rule>,
}

/// Reads `{name: {"users": [ids], "permissions": [rules]}}`; what is of another shape has no effect.
pub(crate) fn read(json: &Value) -> Vec<Group> {
    let groups = json.as_object().into_iter().flat_map(|groups| groups.values());
    groups
        .map(|group| Group {
            users: items(&group["users"]).filter_map(Value::as_i64).collect(),
            rules: items(&group["permissions"]).filter_map(Rule::from_json).collect(),
        })
        .collect()
}

fn items(json: &Value) -> impl Iterator<Item = &Value> {
    json.as_array().into_iter().flatten()
}
