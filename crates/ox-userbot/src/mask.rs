//! What nobody is to read in a log or a notice: the account's own secrets by their value, others by their shape or by the name
//! before them. The worker masks what it logs by the same rules (`_mask.py` in the shim); here it is done once more.

use ox_store::AccountStore;
use ox_tl::value::{Value, decode};

use crate::event::Event;

const HIDDEN: &str = "*****";
/// Shorter values would hide half of every text.
const SHORTEST: usize = 4;
const TOKEN_DIGITS: std::ops::RangeInclusive<usize> = 6..=12;
const TOKEN_REST: usize = 30;
const SESSION: usize = 200;

/// Words after which `=` or `:` is followed by something secret; in lower case.
const NAMES: [&str; 14] = [
    "password",
    "passwd",
    "passphrase",
    "api_hash",
    "apihash",
    "api_key",
    "apikey",
    "auth_key",
    "session",
    "session_string",
    "token",
    "secret",
    "phone",
    "phone_number",
];

/// The secrets of one account, by their values.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    values: Vec<String>,
}

impl Mask {
    /// The secrets of an account whose `User` has these TL bytes: the phone number and the application's hash.
    pub fn of_account(me: &[u8], store: &AccountStore) -> Self {
        let phone = match decode(me) {
            Ok(Value::Object(user)) => user.get("phone").and_then(|phone| match phone {
                Value::Text(phone) => Some(phone.clone()),
                _ => None,
            }),
            _ => None,
        };
        let hash = store.session().ok().flatten().map(|session| session.api_hash);
        Self::new(phone.into_iter().chain(hash))
    }

    /// Empty values and those that are too short to be secrets are left out.
    pub fn new(values: impl IntoIterator<Item = String>) -> Self {
        let mut values: Vec<String> = values.into_iter().filter(|value| value.len() >= SHORTEST).collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        Self { values }
    }

    /// An event as it may be shown.
    pub fn event(&self, event: Event) -> Event {
        match event {
            Event::Log { level, module, text } => Event::Log { level, module, text: self.apply(&text) },
            Event::Notice(text) => Event::Notice(self.apply(&text)),
            other => other,
        }
    }

    /// The text without secrets.
    pub fn apply(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for value in &self.values {
            if text.contains(value.as_str()) {
                text = text.replace(value.as_str(), HIDDEN);
            }
        }
        hide_named(&hide_shapes(&text))
    }
}

/// Bot tokens and session strings.
fn hide_shapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        out.push_str(if is_token(run) || is_session(run) { HIDDEN } else { run });
        rest = after;
    }
    out + rest
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':')
}

/// `123456789:AA…` as bots have it.
fn is_token(run: &str) -> bool {
    run.split_once(':').is_some_and(|(digits, rest)| {
        TOKEN_DIGITS.contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && rest.len() >= TOKEN_REST
    })
}

/// `1` and a long base64, as client libraries write a session.
fn is_session(run: &str) -> bool {
    run.starts_with('1') && run.len() > SESSION && !run.contains(':')
}

/// `password=…`, `"token": "…"`.
fn hide_named(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_letter) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        out.push_str(word);
        rest = after;
        if NAMES.contains(&word.to_ascii_lowercase().as_str())
            && let Some((between, value)) = assigned(after)
        {
            out.push_str(&after[..between]);
            out.push_str(HIDDEN);
            rest = &after[between + value..];
        }
    }
    out + rest
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

/// How long what stands between a name and its value is, and the value; `None` when there is none.
fn assigned(after: &str) -> Option<(usize, usize)> {
    let sign = after.trim_start_matches(['"', '\'', ' ']);
    let value = sign.strip_prefix(['=', ':'])?.trim_start_matches(' ');
    let between = after.len() - value.len();
    let length = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].find(quote).map_or(value.len(), |at| at + 2),
        '*' => return None,
        _ => value
            .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ')' | ']' | '}' | '"' | '\''))
            .unwrap_or(value.len()),
    };
    (length > 0).then_some((between, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mask = Mask::new(["79991234567".to_owned(), "0123456789abcdef".to_owned(), "ab".to_owned()]);
        assert_eq!(mask.apply(text), expected, "{text:?}");
    }

    #[test]
    fn the_accounts_own_values_are_hidden() {
        check("call +79991234567 about 0123456789abcdef", "call +***** about *****");
        check("about", "about");
    }

    #[test]
    fn secrets_are_known_by_their_shape() {
        check("the token 123456789:AAAAAAAAAABBBBBBBBBBCCCCCCCCCCDDDDD!", "the token *****!");
        check(&format!("session 1{} ends", "Ab-_".repeat(80)), "session ***** ends");
        check("12:30:45 and 1000:2", "12:30:45 and 1000:2");
    }

    #[test]
    fn secrets_are_known_by_their_names() {
        check("password='a b' x", "password=***** x");
        check(r#"{"token": "abc", "n": 1}"#, r#"{"token": *****, "n": 1}"#);
        check("api_hash: abc, x", "api_hash: *****, x");
        check("f(phone=123)", "f(phone=*****)");
        check("the token is old, tokens: 5, compass: north", "the token is old, tokens: 5, compass: north");
        check("password=", "password=");
        check("пароль token=ключ.", "пароль token=*****");
    }

    #[test]
    fn a_masked_text_stays_as_it_is() {
        let mask = Mask::default();
        for text in ["password=*****", "a: b", "", "🔐 token", "token:"] {
            assert_eq!(mask.apply(&mask.apply(text)), mask.apply(text));
        }
    }
}
