//! Text and entities to HTML, in either dialect, oddities included: both are compared with their originals.

use pyo3::exceptions::{PyRecursionError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::entity::{DATE_FLAGS, Kind, Seen};
use super::insert::{self, Mark};
use super::utf16::{self, push};
use super::{Dialect, entity};

/// Deepest nesting of entities; Python gives up a little later.
const MAX_DEPTH: usize = 250;

/// HTML of a text and its entities.
pub fn unparse<'py>(
    text: &Bound<'py, PyString>,
    entities: Option<&Bound<'py, PyAny>>,
    dialect: Dialect,
) -> PyResult<Bound<'py, PyString>> {
    let units = utf16::split(text)?;
    let mut entities = entity::read_all(entities)?;
    if !dialect.userbots {
        return if entities.is_empty() { escaped(text) } else { inserted(text.py(), &units, &entities) };
    }
    if has_surrogate(text)? {
        return Err(refusal(text));
    }
    entities.sort_by_key(|entity| entity.offset);
    let mut nested =
        Nested { py: text.py(), text: &units, dialect, out: Vec::with_capacity(units.len() * 2) };
    nested.level(&entities, 0, None, 0)?;
    utf16::as_is(text.py(), &nested.out)
}

fn has_surrogate(text: &Bound<'_, PyString>) -> PyResult<bool> {
    let mut characters = Vec::new();
    if !text.call_method0(intern!(text.py(), "isascii"))?.is_truthy()? {
        utf16::push_characters(&mut characters, text)?;
    }
    Ok(characters.iter().any(|unit| utf16::is_surrogate(*unit)))
}

/// What Python's encoder says about surrogates in a text.
fn refusal(text: &Bound<'_, PyString>) -> PyErr {
    match text.call_method1("encode", ("utf-16-le",)) {
        Err(error) => error,
        Ok(_) => PyValueError::new_err("surrogates in a text"),
    }
}

/// Appends a piece of text with `&`, `<` and `>` escaped, and quotes too if asked.
fn escape(out: &mut Vec<u32>, piece: &[u32], quotes: bool) {
    for &unit in piece {
        match unit {
            0x26 => push(out, "&amp;"),
            0x3c => push(out, "&lt;"),
            0x3e => push(out, "&gt;"),
            0x22 if quotes => push(out, "&quot;"),
            0x27 if quotes => push(out, "&#x27;"),
            _ => out.push(unit),
        }
    }
}

fn escaped<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyString>> {
    let (mut characters, mut out) = (Vec::new(), Vec::new());
    utf16::push_characters(&mut characters, text)?;
    escape(&mut out, &characters, true);
    utf16::as_is(text.py(), &out)
}

/// Appends a value as an f-string shows it.
fn push_value(out: &mut Vec<u32>, value: &Bound<'_, PyAny>) -> PyResult<()> {
    match value.cast::<PyString>() {
        Ok(text) => utf16::push_characters(out, text),
        Err(_) => utf16::push_characters(out, &value.str()?),
    }
}

fn from_text(text: &str) -> Vec<u32> {
    text.chars().map(u32::from).collect()
}

/// The client library's dialect: tags are inserted, quotes escaped, what has no tag is left out.
fn inserted<'py>(py: Python<'py>, text: &[u32], entities: &[Seen<'py>]) -> PyResult<Bound<'py, PyString>> {
    let mut marks: Vec<Mark> = Vec::with_capacity(entities.len() * 2);
    for (place, entity) in entities.iter().enumerate() {
        if let Some((before, after)) = tags(text, entity)? {
            insert::around(&mut marks, place, entity.offset..entity.end(), before, after);
        }
    }
    utf16::joined(py, &insert::insert(text, marks, Some(|out, piece| escape(out, piece, true))))
}

fn tags(text: &[u32], entity: &Seen<'_>) -> PyResult<Option<(Vec<u32>, Vec<u32>)>> {
    let covered = || utf16::slice(text, entity.offset, entity.end());
    let linked = |before: &str, address: &[u32]| {
        let mut tag = from_text(before);
        tag.extend_from_slice(address);
        push(&mut tag, "\">");
        (tag, from_text("</a>"))
    };
    let valued = |before: &str, name: &str, after: &str| -> PyResult<Vec<u32>> {
        let mut tag = from_text(before);
        push_value(&mut tag, &entity.field(name)?)?;
        push(&mut tag, after);
        Ok(tag)
    };
    let plain = |tag: &str| (from_text(&format!("<{tag}>")), from_text(&format!("</{tag}>")));
    Ok(Some(match entity.kind {
        Some(Kind::Bold) => plain("strong"),
        Some(Kind::Italic) => plain("em"),
        Some(Kind::Code) => plain("code"),
        Some(Kind::Underline) => plain("u"),
        Some(Kind::Strike) => plain("del"),
        Some(Kind::Blockquote) if entity.field("collapsed")?.is_truthy()? => {
            (from_text("<blockquote expandable>"), from_text("</blockquote>"))
        }
        Some(Kind::Blockquote) => plain("blockquote"),
        // Quirk: the braces are the library's own slip, and its users' texts have them.
        Some(Kind::Pre) => (
            valued("<pre>\n    <code class='language-", "language", "'>\n        ")?,
            from_text("{}\n    </code>\n</pre>"),
        ),
        Some(Kind::Email) => linked("<a href=\"mailto:", covered()),
        Some(Kind::Url) => linked("<a href=\"", covered()),
        Some(Kind::TextUrl) => {
            let (mut address, mut escaped) = (Vec::new(), Vec::new());
            push_value(&mut address, &entity.field("url")?)?;
            escape(&mut escaped, &address, true);
            linked("<a href=\"", &escaped)
        }
        Some(Kind::MentionName) => (valued("<a href=\"tg://user?id=", "user_id", "\">")?, from_text("</a>")),
        Some(Kind::CustomEmoji) => {
            (valued("<tg-emoji emoji-id=\"", "document_id", "\">")?, from_text("</tg-emoji>"))
        }
        Some(Kind::Spoiler | Kind::FormattedDate) | None => return Ok(None),
    }))
}

/// The userbots' dialect: entities nest, and inner markup is part of what an outer one sees.
struct Nested<'t, 'py> {
    py: Python<'py>,
    text: &'t [u32],
    dialect: Dialect,
    out: Vec<u32>,
}

impl<'py> Nested<'_, 'py> {
    /// Appends the markup from `start` to `end`, whose entities are sorted by offset.
    /// Quirk: an end of 0 is the text's end; an entity that leaves its outer one is repeated after it.
    fn level(&mut self, entities: &[Seen<'py>], start: i64, end: Option<i64>, depth: usize) -> PyResult<()> {
        if depth > MAX_DEPTH {
            return Err(PyRecursionError::new_err("maximum recursion depth exceeded"));
        }
        let mut at = start;
        let end = end.filter(|end| *end != 0).unwrap_or(self.text.len() as i64);
        for (place, entity) in entities.iter().enumerate() {
            if entity.offset < at {
                continue;
            }
            if entity.offset > at {
                self.quote(at, entity.offset)?;
            }
            at = entity.end();
            let inner = &entities[place + 1..];
            let inner = &inner[..inner.partition_point(|other| other.offset < at)];
            let mark = self.out.len();
            self.level(inner, entity.offset, Some(at), depth + 1)?;
            let value = self.out.split_off(mark);
            self.apply(entity, &value)?;
        }
        if at < end {
            self.quote(at, end)?;
        }
        Ok(())
    }

    fn quote(&mut self, start: i64, end: i64) -> PyResult<()> {
        let piece = utf16::slice(self.text, start, end);
        let mut joined = Vec::with_capacity(piece.len());
        utf16::push_joined(&mut joined, piece).map_err(|utf16::Lone| utf16::decode_error(self.py, piece))?;
        escape(&mut self.out, &joined, false);
        Ok(())
    }

    fn wrap(&mut self, before: &str, value: &[u32], after: &str) {
        push(&mut self.out, before);
        self.out.extend_from_slice(value);
        push(&mut self.out, after);
    }

    fn link(&mut self, before: &str, address: &[u32], value: &[u32]) {
        push(&mut self.out, "<a href=\"");
        push(&mut self.out, before);
        self.out.extend_from_slice(address);
        self.wrap("\">", value, "</a>");
    }

    fn value_of(entity: &Seen<'py>, name: &str) -> PyResult<Vec<u32>> {
        let mut out = Vec::new();
        push_value(&mut out, &entity.field(name)?)?;
        Ok(out)
    }

    fn apply(&mut self, entity: &Seen<'py>, value: &[u32]) -> PyResult<()> {
        let tag = match entity.kind {
            Some(Kind::Bold) => "b",
            Some(Kind::Italic) => "i",
            Some(Kind::Spoiler) => "tg-spoiler",
            Some(Kind::Code) => "code",
            Some(Kind::Underline) => "u",
            Some(Kind::Strike) => "s",
            Some(Kind::Blockquote) => "blockquote",
            _ => return self.apply_rich(entity, value),
        };
        if is_lone_emoji(value) {
            self.out.extend_from_slice(value);
            return Ok(());
        }
        let folded = tag == "blockquote" && entity.field("collapsed")?.is_truthy()?;
        self.wrap(
            &format!("<{tag}{}>", if folded { " expandable" } else { "" }),
            value,
            &format!("</{tag}>"),
        );
        Ok(())
    }

    fn apply_rich(&mut self, entity: &Seen<'py>, value: &[u32]) -> PyResult<()> {
        match entity.kind {
            Some(Kind::Pre) if entity.field("language")?.is_truthy()? => {
                let language = Self::value_of(entity, "language")?;
                self.wrap("<pre><code class=\"language-", &language, "\">");
                self.wrap("", value, "</code></pre>");
            }
            Some(Kind::Pre) => self.wrap("<pre>", value, "</pre>"),
            Some(Kind::MentionName) => self.link("tg://user?id=", &Self::value_of(entity, "user_id")?, value),
            Some(Kind::TextUrl) => self.link("", &Self::value_of(entity, "url")?, value),
            Some(Kind::Url) => self.link("", value, value),
            Some(Kind::Email) => self.link("mailto:", value, value),
            Some(Kind::CustomEmoji) if self.dialect.custom_emojis => {
                let number = Self::value_of(entity, "document_id")?;
                self.wrap("<emoji document_id=", &number, ">");
                self.wrap("", value, "</emoji>");
            }
            Some(Kind::FormattedDate) => self.date(entity, value)?,
            // Quirk: what has no tag is escaped a second time.
            _ => escape(&mut self.out, value, false),
        }
        Ok(())
    }

    fn date(&mut self, entity: &Seen<'py>, value: &[u32]) -> PyResult<()> {
        let moment = entity.field("date")?.call_method0(intern!(self.py, "isoformat"))?;
        push(&mut self.out, "<date date=\"");
        push_value(&mut self.out, &moment)?;
        push(&mut self.out, "\"");
        for flag in DATE_FLAGS {
            if entity.field(flag)?.is_truthy()? {
                push(&mut self.out, &format!(" {}", flag.replace('_', "-")));
            }
        }
        self.wrap(">", value, "</date>");
        Ok(())
    }
}

/// One custom emoji and nothing else: markup around it would only get longer.
fn is_lone_emoji(value: &[u32]) -> bool {
    let rest = |value: &[u32], start: &str| {
        let found = value.get(..start.len())?;
        found.iter().zip(start.bytes()).all(|(unit, byte)| *unit == u32::from(byte)).then_some(start.len())
    };
    let Some(start) = rest(value, "<emoji document_id=") else {
        return false;
    };
    let digits = value[start..].iter().take_while(|unit| matches!(unit, 0x30..=0x39)).count();
    let value = &value[start + digits..];
    if digits == 0 || value.first() != Some(&u32::from(b'>')) {
        return false;
    }
    let text = value.iter().take_while(|unit| **unit != u32::from(b'<')).count();
    let value = &value[text..];
    // Quirk: a line break may follow.
    rest(value, "</emoji>").is_some_and(|end| matches!(value[end..], [] | [0x0a]))
}
