//! Python's `html.parser` (3.10 to 3.13.5) fed once and never closed: what is unfinished at the end is not seen.
//! It hands data, start tags and end tags to a sink; comments and declarations vanish.

use std::ops::Range;

use pyo3::exceptions::PyAssertionError;
use pyo3::prelude::*;

use super::start_tag::{self, Attribute, is_letter};
use super::utf16::{self, is_space};

const OPEN: u32 = b'<' as u32;
const CLOSE: u32 = b'>' as u32;
const SLASH: u32 = b'/' as u32;

/// Receives what the markup holds. Names are as written: compare them with `is_name`.
pub trait Sink {
    /// Text with references in it.
    fn text(&mut self, data: &[u32]) -> PyResult<()>;
    /// Text to be taken as it is.
    fn raw(&mut self, data: &[u32]) -> PyResult<()>;
    fn start(&mut self, name: &[u32], attributes: &[Attribute], source: &[u32]) -> PyResult<()>;
    fn end(&mut self, name: &[u32]);
}

/// Whether a name, lower-cased, is this one.
pub fn is_name(name: &[u32], wanted: &str) -> bool {
    name.len() == wanted.len()
        && name.iter().zip(wanted.bytes()).all(|(unit, byte)| lower(*unit) == u32::from(byte))
}

/// Lower case as far as it can make a known name: ASCII, and the Kelvin sign.
fn lower(unit: u32) -> u32 {
    match unit {
        0x41..=0x5a => unit + 0x20,
        0x212a => 0x6b,
        _ => unit,
    }
}

/// Elements whose content is not markup.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verbatim {
    Script,
    Style,
}

impl Verbatim {
    fn of(name: &[u32]) -> Option<Self> {
        [Self::Script, Self::Style].into_iter().find(|element| is_name(name, element.name()))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Style => "style",
        }
    }

    /// `</name>` at a position, in any case that Python's expressions take for the same.
    fn closes_at(self, text: &[u32], at: usize) -> bool {
        if text.get(at..at + 2) != Some(&[OPEN, SLASH]) {
            return false;
        }
        let start = start_tag::skip_space(text, at + 2);
        let Some(name) = text.get(start..start + self.name().len()) else {
            return false;
        };
        let same = name.iter().zip(self.name().bytes()).all(|(unit, byte)| match (*unit, byte) {
            (0x17f, b's') | (0x130 | 0x131, b'i') => true,
            (unit, byte) => lower(unit) == u32::from(byte),
        });
        same && text.get(start_tag::skip_space(text, start + name.len())) == Some(&CLOSE)
    }
}

/// Reads markup into a sink.
pub fn read(py: Python<'_>, text: &[u32], sink: &mut impl Sink) -> PyResult<()> {
    Tokens { py, text, verbatim: None, sink }.read()
}

struct Tokens<'t, 'py, S> {
    py: Python<'py>,
    text: &'t [u32],
    verbatim: Option<Verbatim>,
    sink: &'t mut S,
}

impl<S: Sink> Tokens<'_, '_, S> {
    fn read(mut self) -> PyResult<()> {
        let mut at = 0;
        while at < self.text.len() {
            let Some(next) = self.data_end(at) else {
                return Ok(());
            };
            if at < next {
                let data = &self.text[at..next];
                if self.verbatim.is_none() { self.sink.text(data)? } else { self.sink.raw(data)? }
            }
            if next == self.text.len() {
                return Ok(());
            }
            match self.markup(next)? {
                Some(end) => at = end,
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// Where the data from here ends; None when it must wait for more, which never comes.
    fn data_end(&self, at: usize) -> Option<usize> {
        let text = self.text;
        if let Some(element) = self.verbatim {
            return (at..text.len()).find(|place| element.closes_at(text, *place));
        }
        if let Some(next) = find(text, at, OPEN) {
            return Some(next);
        }
        // A reference near the end might be cut in half.
        let near = at.max(text.len().saturating_sub(34));
        let reference = text[near..].iter().rposition(|unit| *unit == u32::from(b'&'));
        let whole = |unit: &u32| is_space(*unit) || *unit == u32::from(b';');
        let cut = reference.is_some_and(|place| !text[near + place..].iter().any(whole));
        (!cut).then_some(text.len())
    }

    /// What begins with `<`: where it ends, None when it is not whole.
    fn markup(&mut self, at: usize) -> PyResult<Option<usize>> {
        let text = self.text;
        Ok(match text.get(at + 1) {
            next if is_letter(next) => self.start_tag(at)?,
            Some(&SLASH) => self.end_tag(at)?,
            Some(0x21) if starts(text, at + 2, "--") => comment_end(text, at + 4),
            Some(0x3f) => find(text, at + 2, CLOSE).map(|end| end + 1),
            Some(0x21) => self.declaration(at)?,
            Some(_) => {
                self.sink.raw(&text[at..=at])?;
                Some(at + 1)
            }
            None => None,
        })
    }

    fn start_tag(&mut self, at: usize) -> PyResult<Option<usize>> {
        let text = self.text;
        let Some(end) = start_tag::end(text, at) else {
            return Ok(None);
        };
        let name_end = start_tag::name_end(text, at + 1);
        let name = &text[at + 1..name_end];
        let mut place = start_tag::skip_filling(text, name_end);
        let mut attributes = Vec::new();
        while place < end {
            let Some((attribute, next)) = start_tag::attribute(text, place) else {
                break;
            };
            attributes.push(attribute);
            place = next;
        }
        let closing = text.get(place..end).map_or(&[][..], |closing| utf16::strip(closing).0);
        let closed = *closing == [SLASH, CLOSE];
        if !closed && *closing != [CLOSE] {
            self.sink.raw(&text[at..end])?;
            return Ok(Some(end));
        }
        self.sink.start(name, &attributes, text)?;
        if closed {
            self.sink.end(name);
        } else if let Some(element) = Verbatim::of(name) {
            self.verbatim = Some(element);
        }
        Ok(Some(end))
    }

    fn end_tag(&mut self, at: usize) -> PyResult<Option<usize>> {
        let text = self.text;
        let Some(end) = find(text, at + 1, CLOSE).map(|end| end + 1) else {
            return Ok(None);
        };
        if let Some(name) = proper_end_tag(text, at) {
            let name = &text[name];
            if self.verbatim.is_some_and(|element| Verbatim::of(name) != Some(element)) {
                self.sink.raw(&text[at..end])?;
                return Ok(Some(end));
            }
            self.sink.end(name);
            self.verbatim = None;
            return Ok(Some(end));
        }
        if self.verbatim.is_some() {
            self.sink.raw(&text[at..end])?;
            return Ok(Some(end));
        }
        if !is_letter(text.get(at + 2)) {
            return Ok(find(text, at + 2, CLOSE).map(|end| end + 1));
        }
        let name_end = start_tag::name_end(text, at + 2);
        self.sink.end(&text[at + 2..name_end]);
        Ok(find(text, name_end, CLOSE).map(|end| end + 1))
    }

    fn declaration(&mut self, at: usize) -> PyResult<Option<usize>> {
        let text = self.text;
        if starts(text, at + 2, "[") {
            return self.marked_section(at);
        }
        let start = if text.get(at + 2..at + 9).is_some_and(|name| is_name(name, "doctype")) {
            at + 9
        } else {
            at + 2
        };
        Ok(find(text, start, CLOSE).map(|end| end + 1))
    }

    /// `<![CDATA[…]]>`, `<![if …]>`; anything else of this kind is an error in Python's parser too.
    fn marked_section(&self, at: usize) -> PyResult<Option<usize>> {
        let (text, start) = (self.text, at + 3);
        if start == text.len() {
            return Ok(None);
        }
        if !is_letter(text.get(start)) {
            return Err(self.refuse("expected name token at ", &text[at..text.len().min(at + 20)], ""));
        }
        let inside = |unit: &u32| is_letter(Some(unit)) || matches!(unit, 0x30..=0x39 | 0x2d | 0x2e | 0x5f);
        let name_end =
            text[start..].iter().position(|unit| !inside(unit)).map_or(text.len(), |length| start + length);
        let end = start_tag::skip_space(text, name_end);
        if end == text.len() {
            return Ok(None);
        }
        let name = &text[start..name_end];
        if ["temp", "cdata", "ignore", "include", "rcdata"].iter().any(|known| is_name(name, known)) {
            return Ok((start..text.len()).find_map(|place| brackets_end(text, place, 2)));
        }
        if ["if", "else", "endif"].iter().any(|known| is_name(name, known)) {
            return Ok((start..text.len()).find_map(|place| brackets_end(text, place, 1)));
        }
        Err(self.refuse("unknown status keyword ", &text[start..end], " in marked section"))
    }

    fn refuse(&self, before: &str, shown: &[u32], after: &str) -> PyErr {
        let shown = utf16::as_is(self.py, shown).and_then(|text| text.repr());
        shown.map_or_else(|error| error, |shown| PyAssertionError::new_err(format!("{before}{shown}{after}")))
    }
}

/// `</name>`, with nothing but space around the name: where the name is.
fn proper_end_tag(text: &[u32], at: usize) -> Option<Range<usize>> {
    let start = start_tag::skip_space(text, at + 2);
    if !is_letter(text.get(start)) {
        return None;
    }
    let inside = |unit: &u32| is_letter(Some(unit)) || matches!(unit, 0x30..=0x3a | 0x2d | 0x2e | 0x5f);
    let end = start + text[start..].iter().position(|unit| !inside(unit))?;
    (text.get(start_tag::skip_space(text, end)) == Some(&CLOSE)).then_some(start..end)
}

fn find(text: &[u32], start: usize, wanted: u32) -> Option<usize> {
    text.get(start..)?.iter().position(|unit| *unit == wanted).map(|offset| start + offset)
}

fn starts(text: &[u32], at: usize, wanted: &str) -> bool {
    text.get(at..at + wanted.len())
        .is_some_and(|found| found.iter().zip(wanted.bytes()).all(|(unit, byte)| *unit == u32::from(byte)))
}

/// The end of `-->`, with space allowed before its last sign.
fn comment_end(text: &[u32], start: usize) -> Option<usize> {
    (start..text.len()).find_map(|place| {
        let end = starts(text, place, "--").then(|| start_tag::skip_space(text, place + 2))?;
        (text.get(end) == Some(&CLOSE)).then_some(end + 1)
    })
}

/// The end of so many `]` and a `>`, with space allowed between, when they begin here.
fn brackets_end(text: &[u32], mut at: usize, count: usize) -> Option<usize> {
    for _ in 0..count {
        if !starts(text, at, "]") {
            return None;
        }
        at = start_tag::skip_space(text, at + 1);
    }
    (text.get(at) == Some(&CLOSE)).then_some(at + 1)
}
