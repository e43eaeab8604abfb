//! The lines of a `chat` block: what people do (`> alice: hi`) and what the chat is expected to show then.

use crate::chat::Entry;

use super::{Malformed, pattern::Pattern};

const MARKS: [&str; 3] = ["edited", "deleted", "pinned"];
const LONG_MARKS: [&str; 4] = ["file ", "reply to \"", "forwarded from ", "service "];
const MARKS_WRITTEN: &str = "`(edited)`, `(deleted)`, `(pinned)`, `(file NAME)`, `(reply to \"text\")`, \
    `(forwarded from NAME)` or `(service NAME)`";

/// What somebody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Say {
        who: String,
        reply_to: Option<String>,
        topic: Option<String>,
        text: String,
    },
    /// Sends a file of the transcript, or an invented one.
    Send {
        who: String,
        file: String,
        caption: String,
    },
    Edit {
        who: String,
        before: String,
        text: String,
    },
    Delete {
        who: String,
        text: String,
    },
    /// The worker is started again.
    Restart,
}

/// Deeds, and the changes of the chat that are expected after them.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Line of the first deed.
    pub line: usize,
    pub deeds: Vec<Deed>,
    pub expected: Vec<Expected>,
}

/// One expected line.
#[derive(Clone, Debug)]
pub enum Expected {
    /// `…`: any messages, or none.
    Anything {
        line: usize,
    },
    Message(Message),
}

/// One expected message.
#[derive(Clone, Debug)]
pub struct Message {
    pub line: usize,
    pub who: String,
    /// In any order.
    pub marks: Vec<Pattern>,
    pub text: Pattern,
}

impl Message {
    /// Whether this is the message that was expected.
    pub fn matches(&self, entry: &Entry) -> bool {
        let marked = |mark: &Pattern| entry.marks.iter().any(|seen| mark.matches(seen));
        self.who == entry.who
            && self.marks.len() == entry.marks.len()
            && self.marks.iter().all(marked)
            && self.text.matches(&entry.text)
    }
}

/// A line with the indented lines that belong to it.
struct Paragraph {
    line: usize,
    deed: bool,
    text: String,
}

/// The head of a line, before its text: `alice (edited) (file cat.jpg)`.
struct Head<'a> {
    who: &'a str,
    marks: Vec<&'a str>,
}

/// Reads a block whose first line is line `first` of the file.
pub fn read(block: &str, first: usize) -> Result<Vec<Step>, Malformed> {
    let mut steps: Vec<Step> = Vec::new();
    for paragraph in paragraphs(block, first)? {
        if paragraph.deed {
            let deed = read_deed(&paragraph)?;
            match steps.last_mut().filter(|step| step.expected.is_empty()) {
                Some(step) => step.deeds.push(deed),
                None => {
                    steps.push(Step { line: paragraph.line, deeds: vec![deed], expected: Vec::new() });
                }
            }
        } else {
            if steps.is_empty() {
                steps.push(Step { line: paragraph.line, ..Step::default() });
            }
            let expected = read_expected(&paragraph)?;
            // Invariant: a step was pushed above.
            steps.last_mut().into_iter().for_each(|step| step.expected.push(expected.clone()));
        }
    }
    if steps.is_empty() {
        return Err(Malformed::new(first, "this dialogue is empty; expected lines such as `> alice: .ping`"));
    }
    Ok(steps)
}

fn paragraphs(block: &str, first: usize) -> Result<Vec<Paragraph>, Malformed> {
    let mut all: Vec<Paragraph> = Vec::new();
    let mut blank = 0;
    for (line, raw) in (first..).zip(block.lines()) {
        let (deed, rest) = match raw.strip_prefix('>') {
            Some(rest) => (true, rest.strip_prefix(' ').unwrap_or(rest)),
            None => (false, raw),
        };
        if rest.trim().is_empty() {
            blank += 1;
            continue;
        }
        if let Some(more) = rest.strip_prefix("  ") {
            let Some(last) = all.last_mut().filter(|last| last.deed == deed) else {
                return Err(Malformed::new(
                    line,
                    "an indented line continues a message, but there is none above it",
                ));
            };
            last.text.extend(std::iter::repeat_n('\n', blank + 1));
            last.text += more;
        } else {
            all.push(Paragraph { line, deed, text: rest.trim_end().to_owned() });
        }
        blank = 0;
    }
    Ok(all)
}

fn read_deed(paragraph: &Paragraph) -> Result<Deed, Malformed> {
    if paragraph.text == "restart" {
        return Ok(Deed::Restart);
    }
    let (head, text) = split(paragraph)?;
    let who = head.who.to_owned();
    match (head.marks.as_slice(), text) {
        ([], Some(text)) => Ok(Deed::Say { who, reply_to: None, topic: None, text }),
        ([mark], text) => match (verb(mark), text) {
            (Some(("reply to", quoted)), Some(text)) => {
                Ok(Deed::Say { who, reply_to: Some(quoted), topic: None, text })
            }
            (Some(("in", topic)), Some(text)) => {
                Ok(Deed::Say { who, reply_to: None, topic: Some(topic), text })
            }
            (Some(("edits", before)), Some(text)) => Ok(Deed::Edit { who, before, text }),
            (Some(("deletes", text)), None) => Ok(Deed::Delete { who, text }),
            (None, text) => match mark.strip_prefix("file ") {
                Some(file) => {
                    Ok(Deed::Send { who, file: file.to_owned(), caption: text.unwrap_or_default() })
                }
                None => Err(malformed_deed(paragraph.line)),
            },
            _ => Err(malformed_deed(paragraph.line)),
        },
        _ => Err(malformed_deed(paragraph.line)),
    }
}

fn malformed_deed(line: usize) -> Malformed {
    Malformed::new(
        line,
        "expected `> NAME: text`, `> NAME (reply to \"text\"): text`, `> NAME (in \"TOPIC\"): text`, \
         `> NAME (file NAME): caption`, \
         `> NAME (edits \"text\"): text`, `> NAME (deletes \"text\")` or `> restart`",
    )
}

fn read_expected(paragraph: &Paragraph) -> Result<Expected, Malformed> {
    let line = paragraph.line;
    if paragraph.text == "…" {
        return Ok(Expected::Anything { line });
    }
    let (head, text) = split(paragraph)?;
    let pattern = |text: &str| Pattern::read(text).map_err(|what| Malformed::new(line, what));
    let mut marks = Vec::new();
    for mark in head.marks {
        let known = MARKS.contains(&mark) || LONG_MARKS.iter().any(|begin| mark.starts_with(begin));
        if !known {
            return Err(Malformed::new(line, format!("`({mark})` is no mark; expected {MARKS_WRITTEN}")));
        }
        marks.push(pattern(mark)?);
    }
    let text = pattern(&text.unwrap_or_default())?;
    Ok(Expected::Message(Message { line, who: head.who.to_owned(), marks, text }))
}

/// Splits `alice (mark) (mark): text`; the text is `None` without a colon.
fn split(paragraph: &Paragraph) -> Result<(Head<'_>, Option<String>), Malformed> {
    let text = paragraph.text.as_str();
    let malformed = || {
        let what =
            format!("`{}` is no line of a dialogue; expected `NAME: text`", crate::chat::first_line(text));
        Malformed::new(paragraph.line, what)
    };
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (who, mut rest) = text.split_at(end);
    if who.is_empty() {
        return Err(malformed());
    }
    let mut marks = Vec::new();
    while let Some(inner) = rest.strip_prefix(" (") {
        let end = end_of_mark(inner).ok_or_else(malformed)?;
        marks.push(&inner[..end]);
        rest = &inner[end + 1..];
    }
    let text = match rest.strip_prefix(':') {
        Some(text) => Some(text.strip_prefix(' ').unwrap_or(text).to_owned()),
        None if rest.is_empty() && !marks.is_empty() => None,
        None => return Err(malformed()),
    };
    Ok((Head { who, marks }, text))
}

/// Where a mark's closing bracket is; one inside quotation marks does not count.
fn end_of_mark(inner: &str) -> Option<usize> {
    match inner.find('"').filter(|quote| inner.find(')').is_none_or(|end| *quote < end)) {
        Some(_) => inner.find("\")").map(|at| at + 1),
        None => inner.find(')'),
    }
}

/// `("reply to", "hi")` of `reply to "hi"`.
fn verb(mark: &str) -> Option<(&str, String)> {
    let (verb, quoted) = mark.split_once(" \"")?;
    Some((verb, quoted.strip_suffix('"')?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_and_expected_lines_make_steps() {
        let steps = read(
            "> alice: .ping\nalice (edited): pong\n  second\n\n  fourth\n\n> bob (reply to \"po)ng\"): a\n>   b\n> restart\n…\n",
            10,
        )
        .unwrap();
        assert_eq!(steps.len(), 2);
        assert_eq!(
            steps[0].deeds,
            [Deed::Say { who: "alice".into(), reply_to: None, topic: None, text: ".ping".into() }]
        );
        let Expected::Message(message) = &steps[0].expected[0] else { panic!("a message was expected") };
        assert_eq!((message.line, message.text.written()), (11, "pong\nsecond\n\nfourth"));
        let said =
            Deed::Say { who: "bob".into(), reply_to: Some("po)ng".into()), topic: None, text: "a\nb".into() };
        assert_eq!(steps[1].deeds, [said, Deed::Restart]);
        assert!(matches!(steps[1].expected[..], [Expected::Anything { line: 19 }]));
    }

    #[test]
    fn marks_are_compared_in_any_order_and_completely() {
        let entry = |marks: &[&str]| Entry {
            id: 1,
            who: "bob".into(),
            marks: marks.iter().map(ToString::to_string).collect(),
            text: "x".into(),
        };
        let check = |line: &str, marks: &[&str], expected: bool| {
            let steps = read(line, 1).unwrap();
            let Expected::Message(message) = &steps[0].expected[0] else { panic!("a message was expected") };
            assert_eq!(message.matches(&entry(marks)), expected, "{line:?} against {marks:?}");
        };
        check("bob (edited) (file …/a.txt): x", &["file b/a.txt", "edited"], true);
        check("bob (reply to \"h…\"): x", &["reply to \"hi\""], true);
        check("bob (edited): x", &[], false);
        check("bob: x", &["edited"], false);
    }

    #[test]
    fn every_deed_is_read() {
        let check =
            |line: &str, expected: Deed| assert_eq!(read(line, 1).unwrap()[0].deeds, [expected], "{line:?}");
        let (who, text) = ("bob".to_owned(), "b".to_owned());
        check(
            "> bob (edits \"a\"): b",
            Deed::Edit { who: who.clone(), before: "a".into(), text: text.clone() },
        );
        check("> bob (deletes \"b\")", Deed::Delete { who: who.clone(), text: text.clone() });
        check("> bob (file a.py): b", Deed::Send { who: who.clone(), file: "a.py".into(), caption: text });
        check("> bob (file a.py)", Deed::Send { who, file: "a.py".into(), caption: String::new() });
        check(
            "> bob (in \"News\"): b",
            Deed::Say { who: "bob".into(), reply_to: None, topic: Some("News".into()), text: "b".into() },
        );
        check("> restart", Deed::Restart);
    }

    #[test]
    fn what_is_malformed_is_told_with_its_line() {
        let check = |block: &str, line: usize, part: &str| {
            let error = read(block, 5).unwrap_err();
            assert_eq!(error.line, line, "{block:?}: {error:?}");
            assert!(error.what.contains(part), "{block:?}: {error:?}");
        };
        check("", 5, "empty");
        check("> alice: hi\nhello", 6, "`hello` is no line");
        check("  indented", 5, "continues a message");
        check("> alice (shouts \"x\"): hi", 5, "expected `> NAME");
        check("alice (bold): hi", 5, "`(bold)` is no mark");
        check("alice (edited: hi", 5, "is no line");
        check("alice: /(/", 5, "not a regular expression");
    }
}
