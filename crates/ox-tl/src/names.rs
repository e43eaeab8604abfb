//! How Telethon spells the schema's names: classes, fields, dates. Shared with build.rs, so it uses nothing but std.
//! The tables that use these rules are made at build time; nothing here runs in the programs.

/// The class of a constructor: `p_q_inner_data` is `PQInnerData`, the function `messages.sendMessage` is `SendMessageRequest`.
/// `name` comes without its namespace.
pub fn class_name(name: &str, is_function: bool) -> String {
    let mut class = String::with_capacity(name.len() + 7);
    let mut after_underscore = true;
    for letter in name.chars() {
        if letter == '_' {
            after_underscore = true;
        } else if after_underscore {
            class.push(letter.to_ascii_uppercase());
            after_underscore = false;
        } else {
            class.push(letter);
        }
    }
    if is_function {
        class.push_str("Request");
    }
    class
}

/// The attribute of a field: Python's keyword and its habitual argument get another name.
pub fn field_name(tl_name: &str) -> &str {
    match tl_name {
        "self" => "is_self",
        "from" => "from_",
        other => other,
    }
}

/// Whether an `int` of this name is a moment in time (Unix seconds).
pub fn is_date(tl_name: &str) -> bool {
    matches!(tl_name, "expires" | "expires_at" | "was_online")
        || tl_name.split('_').any(|word| matches!(word, "date" | "until" | "since"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_camel_case() {
        let cases = [
            ("sendMessage", true, "SendMessageRequest"),
            ("inputPeerUser", false, "InputPeerUser"),
            ("p_q_inner_data", false, "PQInnerData"),
            ("server_DH_params_ok", false, "ServerDHParamsOk"),
            ("resPQ", false, "ResPQ"),
        ];
        for (name, is_function, expected) in cases {
            assert_eq!(class_name(name, is_function), expected);
        }
    }

    #[test]
    fn words_that_python_reserves_are_renamed() {
        for (name, expected) in [("self", "is_self"), ("from", "from_"), ("from_id", "from_id")] {
            assert_eq!(field_name(name), expected);
        }
    }

    #[test]
    fn only_whole_words_make_a_date() {
        for (name, expected) in [
            ("date", true),
            ("edit_date", true),
            ("until_date", true),
            ("valid_since", true),
            ("expires", true),
            ("expires_at", true),
            ("expires_in", false),
            ("was_online", true),
            ("update", false),
            ("dates", false),
        ] {
            assert_eq!(is_date(name), expected, "{name}");
        }
    }
}
