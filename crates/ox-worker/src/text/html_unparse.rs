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
    if utf16::has_surrogates(text)? {
        return Err(refusal(text));
    }
    entities.sort_by_key(|entity| entity.offset);
    let paired = units.len() != text.len()?;
    let mut nested =
        Nested { py: text.py(), text: &units, paired, dialect, out: Vec::with_capacity(units.len() * 2) };
    nested.level(&entities, 0, None, 0)?;
    utf16::as_is(text.py(), &nested.out)
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
    let special = |unit: &u32| matches!(unit, 0x26 | 0x3c | 0x3e) || (quotes && matches!(unit, 0x22 | 0x27));
    let mut rest = piece;
    while let Some(at) = rest.iter().position(special) {
        out.extend_from_slice(&rest[..at]);
        let reference = match rest[at] {
            0x26 => "&amp;",
            0x3c => "&lt;",
            0x3e => "&gt;",
            0x22 => "&quot;",
            _ => "&#x27;",
        };
        push(out, reference);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
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
    /// Whether it has surrogate pairs.
    paired: bool,
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
            self.entity(entity, inner, depth)?;
        }
        if at < end {
            self.quote(at, end)?;
        }
        Ok(())
    }

    fn quote(&mut self, start: i64, end: i64) -> PyResult<()> {
        let piece = utf16::slice(self.text, start, end);
        if !self.paired {
            escape(&mut self.out, piece, false);
            return Ok(());
        }
        let mut joined = Vec::with_capacity(piece.len());
        utf16::push_joined(&mut joined, piece).map_err(|utf16::Lone| utf16::decode_error(self.py, piece))?;
        escape(&mut self.out, &joined, false);
        Ok(())
    }

    /// One entity with what is inside.
    fn entity(&mut self, entity: &Seen<'py>, inner: &[Seen<'py>], depth: usize) -> PyResult<()> {
        let (custom, opening) = (self.dialect.custom_emojis, self.out.len());
        let closing = match entity.kind {
            Some(Kind::Bold) => self.open("<b>", "</b>"),
            Some(Kind::Italic) => self.open("<i>", "</i>"),
            Some(Kind::Spoiler) => self.open("<tg-spoiler>", "</tg-spoiler>"),
            Some(Kind::Code) => self.open("<code>", "</code>"),
            Some(Kind::Underline) => self.open("<u>", "</u>"),
            Some(Kind::Strike) => self.open("<s>", "</s>"),
            Some(Kind::Blockquote) if entity.field("collapsed")?.is_truthy()? => {
                self.open("<blockquote expandable>", "</blockquote>")
            }
            Some(Kind::Blockquote) => self.open("<blockquote>", "</blockquote>"),
            Some(Kind::Pre) => self.block(entity)?,
            Some(Kind::MentionName) => {
                self.valued("<a href=\"tg://user?id=", entity, "user_id", "\">", "</a>")?
            }
            Some(Kind::TextUrl) => self.valued("<a href=\"", entity, "url", "\">", "</a>")?,
            Some(Kind::CustomEmoji) if custom => {
                self.valued("<emoji document_id=", entity, "document_id", ">", "</emoji>")?
            }
            Some(Kind::FormattedDate) => self.date(entity)?,
            _ => "",
        };
        let start = self.out.len();
        self.level(inner, entity.offset, Some(entity.end()), depth + 1)?;
        match entity.kind {
            Some(Kind::Url) => self.link("", start),
            Some(Kind::Email) => self.link("mailto:", start),
            // Quirk: what has no tag is escaped a second time.
            _ if closing.is_empty() => {
                let value = self.out.split_off(start);
                escape(&mut self.out, &value, false);
            }
            Some(kind) if is_plain(kind) && is_lone_emoji(&self.out[start..]) => {
                self.out.drain(opening..start);
            }
            _ => push(&mut self.out, closing),
        }
        Ok(())
    }

    /// Appends an opening tag and hands on the closing one.
    fn open(&mut self, tag: &str, closing: &'static str) -> &'static str {
        push(&mut self.out, tag);
        closing
    }

    fn valued(
        &mut self,
        before: &str,
        entity: &Seen<'py>,
        field: &str,
        after: &str,
        closing: &'static str,
    ) -> PyResult<&'static str> {
        push(&mut self.out, before);
        push_value(&mut self.out, &entity.field(field)?)?;
        Ok(self.open(after, closing))
    }

    fn block(&mut self, entity: &Seen<'py>) -> PyResult<&'static str> {
        if entity.field("language")?.is_truthy()? {
            return self.valued("<pre><code class=\"language-", entity, "language", "\">", "</code></pre>");
        }
        Ok(self.open("<pre>", "</pre>"))
    }

    /// What was appended since `start` becomes a link to itself.
    fn link(&mut self, before: &str, start: usize) {
        let value = self.out.split_off(start);
        push(&mut self.out, "<a href=\"");
        push(&mut self.out, before);
        self.out.extend_from_slice(&value);
        push(&mut self.out, "\">");
        self.out.extend_from_slice(&value);
        push(&mut self.out, "</a>");
    }

    fn date(&mut self, entity: &Seen<'py>) -> PyResult<&'static str> {
        let moment = entity.field("date")?.call_method0(intern!(self.py, "isoformat"))?;
        push(&mut self.out, "<date date=\"");
        push_value(&mut self.out, &moment)?;
        push(&mut self.out, "\"");
        for flag in DATE_FLAGS {
            if entity.field(flag)?.is_truthy()? {
                push(&mut self.out, &format!(" {}", flag.replace('_', "-")));
            }
        }
        Ok(self.open(">", "</date>"))
    }
}

/// Entities that say nothing but their kind.
fn is_plain(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Bold
            | Kind::Italic
            | Kind::Spoiler
            | Kind::Code
            | Kind::Underline
            | Kind::Strike
            | Kind::Blockquote
    )
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
