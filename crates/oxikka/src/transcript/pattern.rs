//! Expected texts: plain with `…` for anything, or `/a regular expression/`.

use regex_lite::Regex;

const ANYTHING: char = '…';

/// What a text is compared with.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// Compared as it is; each `…` stands for anything, also for nothing and for several lines.
    Plain(String),
    /// Must match the whole text.
    Regex(String, Regex),
}

impl Pattern {
    /// Reads an expected text; the error says what is wrong with a regular expression.
    pub fn read(text: &str) -> Result<Self, String> {
        let inner = text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
        match inner.filter(|inner| !inner.is_empty()) {
            None => {
                Ok(Self::Plain(text.strip_prefix(r"\/").map_or(text.to_owned(), |rest| format!("/{rest}"))))
            }
            Some(inner) => Regex::new(&format!("^(?s:{inner})$"))
                .map(|regex| Self::Regex(text.to_owned(), regex))
                .map_err(|error| format!("`{text}` is not a regular expression: {error}")),
        }
    }

    /// Whether the text is what was expected. Spaces at the ends of lines do not count.
    pub fn matches(&self, text: &str) -> bool {
        let text = trimmed(text);
        match self {
            Self::Plain(plain) => pieces_follow(&trimmed(plain), &text),
            Self::Regex(_, regex) => regex.is_match(&text),
        }
    }

    /// The pattern as it was written.
    pub fn written(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Regex(text, _) => text,
        }
    }
}

fn trimmed(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// Whether the pieces between the `…` follow one another in `text`, the first at its start, the last at its end.
fn pieces_follow(plain: &str, text: &str) -> bool {
    let mut pieces = plain.split(ANYTHING);
    let first = pieces.next().unwrap_or_default();
    let Some(last) = pieces.next_back() else { return first == text };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, text: &str, expected: bool) {
        let pattern = Pattern::read(pattern).unwrap();
        assert_eq!(pattern.matches(text), expected, "{pattern:?} against {text:?}");
    }

    #[test]
    fn dots_stand_for_anything_in_between() {
        check("pong", "pong", true);
        check("pong", "pong ", true);
        check("pong", "ping", false);
        check("pong: … ms", "pong: 1.5 ms", true);
        check("pong: … ms", "pong: 1.5 s", false);
        check("…", "", true);
        check("a…b…c", "a1\n2b3c", true);
        check("a…a", "a", false);
        check("a…b…b", "ab", false);
    }

    #[test]
    fn slashes_make_a_regular_expression_of_the_whole_text() {
        check(r"/pong \d+/", "pong 12", true);
        check(r"/pong \d+/", "pong 12 ms", false);
        check(r"\/start/", "/start/", true);
        check("/", "/", true);
        assert!(Pattern::read("/(/").is_err());
    }
}
