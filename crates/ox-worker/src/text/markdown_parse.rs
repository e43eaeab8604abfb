//! Markdown to text and entities: pairs of marks and links, nothing nested inside code, no escapes.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyType};

use super::entity::{Extra, Kind, Span};
use super::utf16;
use crate::tl::Class;

/// What is taken for a link.
pub enum Links<'py> {
    /// `[words](address)`.
    Usual,
    /// A compiled pattern with two groups.
    Pattern(Bound<'py, PyAny>),
}

/// A mark and the entity that it makes: of a kind, or whatever a call with offset and length returns.
struct Delimiter<'py> {
    mark: Vec<u32>,
    kind: Kind,
    class: Option<Bound<'py, PyAny>>,
}

const USUAL: [(&str, Kind); 5] =
    [("```", Kind::Pre), ("**", Kind::Bold), ("__", Kind::Italic), ("~~", Kind::Strike), ("`", Kind::Code)];

/// One place where a link was found: its end, its words, its address.
struct Link {
    end: usize,
    words: std::ops::Range<usize>,
    address: std::ops::Range<usize>,
}

/// Text and entities of Markdown; other marks are given as a dict of mark and class.
pub fn parse<'py>(
    message: &Bound<'py, PyString>,
    delimiters: Option<&Bound<'py, PyDict>>,
    links: &Links<'py>,
) -> PyResult<(Bound<'py, PyString>, Bound<'py, PyList>)> {
    let py = message.py();
    let mut parser =
        Parser { text: utf16::split(message)?, found: Vec::new(), delimiters: marks(delimiters)? };
    let mut at = 0;
    while at < parser.text.len() {
        at = match parser.mark(at) {
            Marked::Taken { next } => next,
            Marked::Unclosed => at + 1,
            Marked::Not => match find_link(py, &parser.text, at, links)? {
                Some(link) => parser.take_link(py, at, &link)?,
                None => at + 1,
            },
        };
    }
    parser.finish(py)
}

fn marks<'py>(delimiters: Option<&Bound<'py, PyDict>>) -> PyResult<Vec<Delimiter<'py>>> {
    let Some(delimiters) = delimiters else {
        let usual = USUAL.iter().map(|(mark, kind)| Delimiter {
            mark: mark.bytes().map(u32::from).collect(),
            kind: *kind,
            class: None,
        });
        return Ok(usual.collect());
    };
    let mut marks = Vec::with_capacity(delimiters.len());
    for (mark, class) in delimiters {
        let mark = utf16::split(mark.cast::<PyString>()?)?;
        marks.push(match known(&class)? {
            Some(kind) => Delimiter { mark, kind, class: None },
            None => Delimiter { mark, kind: Kind::Bold, class: Some(class) },
        });
    }
    // Longer marks first, so that ``` is not taken for a `.
    marks.sort_by_key(|delimiter| std::cmp::Reverse(delimiter.mark.len()));
    Ok(marks)
}

/// The kind of a class that needs nothing but its place.
fn known(class: &Bound<'_, PyAny>) -> PyResult<Option<Kind>> {
    let Ok(ty) = class.cast::<PyType>() else {
        return Ok(None);
    };
    let kind =
        if Class::of_type(ty.as_type_ptr()).is_some() { Kind::of_class(ty.name()?.to_str()?) } else { None };
    let simple = |kind: &Kind| {
        matches!(
            kind,
            Kind::Bold
                | Kind::Italic
                | Kind::Underline
                | Kind::Strike
                | Kind::Spoiler
                | Kind::Code
                | Kind::Pre
        )
    };
    Ok(kind.filter(simple))
}

/// What stands at a place.
enum Marked {
    Not,
    /// A mark without its end.
    Unclosed,
    /// A pair of marks that is gone now, and where to go on.
    Taken {
        next: usize,
    },
}

struct Parser<'py> {
    text: Vec<u32>,
    /// With the class to call, if the span's kind does not say it all.
    found: Vec<(Span<'py>, Option<Bound<'py, PyAny>>)>,
    delimiters: Vec<Delimiter<'py>>,
}

impl<'py> Parser<'py> {
    /// Takes a pair of marks away.
    fn mark(&mut self, at: usize) -> Marked {
        let rest = &self.text[at..];
        let here =
            |delimiter: &&Delimiter<'_>| !delimiter.mark.is_empty() && rest.starts_with(&delimiter.mark);
        let Some(delimiter) = self.delimiters.iter().find(here) else {
            return Marked::Not;
        };
        let width = delimiter.mark.len();
        let (kind, class) = (delimiter.kind, delimiter.class.clone());
        // At least one unit between the marks.
        let from = at + width + 1;
        let length = self
            .text
            .get(from..)
            .and_then(|rest| rest.windows(width).position(|window| window == delimiter.mark));
        let Some(end) = length.map(|length| from + length) else {
            return Marked::Unclosed;
        };
        self.text.drain(end..end + width);
        self.text.drain(at..at + width);
        let (start, stop, size) = (at as i64, end as i64, width as i64);
        for (entity, _) in &mut self.found {
            if entity.offset + entity.length > start {
                let outer = entity.offset <= start && entity.offset + entity.length >= stop + size;
                entity.length -= if outer { size * 2 } else { size };
            }
        }
        let verbatim = matches!(kind, Kind::Code | Kind::Pre);
        self.found
            .push((Span { kind, offset: start, length: stop - start - size, extra: Extra::None }, class));
        Marked::Taken { next: if verbatim { end - width } else { at } }
    }

    /// Leaves only a link's words in the text.
    fn take_link(&mut self, py: Python<'py>, at: usize, link: &Link) -> PyResult<usize> {
        let address = utf16::joined(py, &self.text[link.address.clone()])?;
        let words = self.text[link.words.clone()].to_vec();
        let (length, removed) = (words.len(), (link.end - at - words.len()) as i64);
        self.text.splice(at..link.end, words);
        for (entity, _) in &mut self.found {
            if entity.offset + entity.length > at as i64 {
                entity.length -= removed;
            }
        }
        let span = Span {
            kind: Kind::TextUrl,
            offset: at as i64,
            length: length as i64,
            extra: Extra::Value(address.into_any()),
        };
        self.found.push((span, None));
        Ok(at + length)
    }

    fn finish(mut self, py: Python<'py>) -> PyResult<(Bound<'py, PyString>, Bound<'py, PyList>)> {
        let entities = PyList::empty(py);
        let (text, left) = utf16::strip(&self.text);
        self.found.retain_mut(|(span, _)| span.strip(left, text.len()));
        for (mut span, class) in self.found {
            if span.kind == Kind::Pre {
                span.extra = Extra::Value(PyString::new(py, "").into_any());
            }
            entities.append(match class {
                Some(class) => class.call1((span.offset, span.length))?,
                None => span.object(py)?,
            })?;
        }
        Ok((utf16::joined(py, text)?, entities))
    }
}

fn find_link(py: Python<'_>, text: &[u32], at: usize, links: &Links<'_>) -> PyResult<Option<Link>> {
    let Links::Pattern(pattern) = links else {
        return Ok(usual_link(text, at));
    };
    let found = pattern.call_method1("match", (utf16::as_is(py, text)?, at))?;
    if found.is_none() {
        return Ok(None);
    }
    let group = |number: usize| -> PyResult<std::ops::Range<usize>> {
        let (start, end): (usize, usize) = found.call_method1("span", (number,))?.extract()?;
        Ok(start..end)
    };
    Ok(Some(Link { end: group(0)?.end, words: group(1)?, address: group(2)? }))
}

/// `[words](address)`: the first `]` must meet a `(`.
fn usual_link(text: &[u32], at: usize) -> Option<Link> {
    let find = |start: usize, wanted: u8| {
        text[start..].iter().position(|unit| *unit == u32::from(wanted)).map(|offset| start + offset)
    };
    if text[at] != u32::from(b'[') {
        return None;
    }
    let words_end = find(at + 1, b']')?;
    if text.get(words_end + 1) != Some(&u32::from(b'(')) {
        return None;
    }
    let address_end = find(words_end + 2, b')')?;
    Some(Link { end: address_end + 1, words: at + 1..words_end, address: words_end + 2..address_end })
}
