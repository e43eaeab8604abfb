//! The names by which an account may be addressed, read from the TL bytes of its `User`.

use ox_tl::value::{Object, Value, decode};

/// Every active username, lower-case and without `@`. Bytes that are no `User` have none.
pub fn of_user(user: &[u8]) -> Vec<String> {
    let Ok(Value::Object(user)) = decode(user) else { return Vec::new() };
    let mut names: Vec<String> = text(&user, "username").into_iter().collect();
    if let Some(Value::Vector(more)) = user.get("usernames") {
        names.extend(more.iter().filter_map(active));
    }
    names.sort();
    names.dedup();
    names
}

fn active(username: &Value) -> Option<String> {
    let Value::Object(username) = username else { return None };
    (username.get("active") == Some(&Value::Flag(true))).then(|| text(username, "username")).flatten()
}

fn text(object: &Object, field: &str) -> Option<String> {
    match object.get(field) {
        Some(Value::Text(text)) => Some(text.to_lowercase()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use ox_tl::{by_tl_name, value::encode};

    use super::*;

    fn object(name: &str, fields: Vec<(&'static str, Value)>) -> Object {
        Object::build(by_tl_name(name).unwrap(), fields).unwrap()
    }

    #[test]
    fn active_usernames_are_found_and_retired_ones_are_not() {
        let extra = |name: &str, active| {
            Value::Object(object(
                "username",
                vec![("active", Value::Flag(active)), ("username", Value::Text(name.into()))],
            ))
        };
        let user = object(
            "user",
            vec![
                ("id", Value::Long(1)),
                ("username", Value::Text("Alice".into())),
                ("usernames", Value::Vector(vec![extra("wonder", true), extra("retired", false)])),
            ],
        );
        assert_eq!(of_user(&encode(&user).unwrap()), ["alice", "wonder"]);
        assert!(of_user(b"nonsense").is_empty());
    }
}
