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
