//! HTML to text and entities. Unknown tags vanish, unclosed ones count for nothing, the text is stripped on both sides.

use pyo3::exceptions::{PyAttributeError, PyKeyError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyList, PyString};

use super::entity::{DATE_FLAGS, Extra, Kind, Span};
use super::html_tokens::{self, Sink, is_name};
use super::start_tag::Attribute;
use super::{Dialect, charref, utf16};

const MAIL: &str = "mailto:";
const LANGUAGE: usize = "language-".len();

/// Tags that mean something; each can be open once.
const TAGS: [(&str, Tag); 16] = [
    ("b", Tag::Plain(Kind::Bold)),
    ("strong", Tag::Plain(Kind::Bold)),
    ("i", Tag::Plain(Kind::Italic)),
    ("em", Tag::Plain(Kind::Italic)),
    ("u", Tag::Plain(Kind::Underline)),
    ("s", Tag::Plain(Kind::Strike)),
    ("del", Tag::Plain(Kind::Strike)),
    ("blockquote", Tag::Blockquote),
    ("code", Tag::Code),
    ("pre", Tag::Pre),
    ("a", Tag::Link),
    ("tg-emoji", Tag::TgEmoji),
    // From here on the userbots' only.
    ("tg-spoiler", Tag::Plain(Kind::Spoiler)),
    ("emoji", Tag::Emoji),
    ("date", Tag::Date),
    ("\0", Tag::Unknown),
];
const COMMON_TAGS: usize = 12;
const PRE: usize = 9;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Plain(Kind),
    Blockquote,
    Code,
    Pre,
    Link,
    TgEmoji,
    Emoji,
    Date,
    Unknown,
}

/// Text and entities of HTML.
pub fn parse<'py>(
    html: &Bound<'py, PyString>,
    dialect: Dialect,
) -> PyResult<(Bound<'py, PyString>, Bound<'py, PyList>)> {
    let py = html.py();
    let source = utf16::split(html)?;
    let mut builder = Builder::new(py, dialect);
    builder.text.reserve(source.len());
    html_tokens::read(py, &source, &mut builder)?;
    let Builder { text, mut done, .. } = builder;
    let (text, left) = utf16::strip(&text);
    done.retain_mut(|span| span.strip(left, text.len()));
    if !dialect.userbots {
        // Outer entities first among those that begin together.
        done.reverse();
        done.sort_by_key(|span| span.offset);
    }
    let entities = PyList::empty(py);
    for span in done {
        entities.append(span.object(py)?)?;
    }
    Ok((utf16::joined(py, text)?, entities))
}

/// A tag that was opened, and what stands for its data.
struct Open {
    is_link: bool,
    address: Option<Vec<u32>>,
}

struct Builder<'py> {
    py: Python<'py>,
    dialect: Dialect,
    text: Vec<u32>,
    open: Vec<Open>,
    /// One entity per known tag, until its end.
    building: [Option<Span<'py>>; TAGS.len()],
    done: Vec<Span<'py>>,
}

/// An attribute as the libraries look it up: missing, without a value, or with one.
enum Given {
    Missing,
    Empty,
    Value(Vec<u32>),
}

impl<'py> Builder<'py> {
    fn new(py: Python<'py>, dialect: Dialect) -> Self {
        Self {
            py,
            dialect,
            text: Vec::new(),
            open: Vec::new(),
            building: Default::default(),
            done: Vec::new(),
        }
    }

    fn tag(&self, name: &[u32]) -> usize {
        let known = if self.dialect.userbots { TAGS.len() - 1 } else { COMMON_TAGS };
        TAGS[..known].iter().position(|(tag, _)| is_name(name, tag)).unwrap_or(TAGS.len() - 1)
    }

    /// The last attribute of this name.
    fn attribute(&self, name: &str, attributes: &[Attribute], source: &[u32]) -> PyResult<Given> {
        let Some(found) =
            attributes.iter().rev().find(|attribute| is_name(&source[attribute.name.clone()], name))
        else {
            return Ok(Given::Missing);
        };
        let Some(value) = found.value.clone() else {
            return Ok(Given::Empty);
        };
        let mut out = Vec::with_capacity(value.len());
        charref::push_unescaped(self.py, &mut out, &source[value])?;
        Ok(Given::Value(out))
    }

    fn entity(
        &mut self,
        tag: Tag,
        attributes: &[Attribute],
        source: &[u32],
    ) -> PyResult<Option<(Kind, Extra<'py>)>> {
        let py = self.py;
        let has =
            |name: &str| attributes.iter().any(|attribute| is_name(&source[attribute.name.clone()], name));
        Ok(match tag {
            Tag::Plain(kind) => Some((kind, Extra::None)),
            Tag::Blockquote if has("expandable") => Some((Kind::Blockquote, Extra::Collapsed)),
            Tag::Blockquote => Some((Kind::Blockquote, Extra::None)),
            Tag::Pre => Some((Kind::Pre, Extra::Value(PyString::new(py, "").into_any()))),
            Tag::Code => self.code(attributes, source)?,
            Tag::Link => self.link(attributes, source)?,
            Tag::TgEmoji => match self.attribute("emoji-id", attributes, source)? {
                Given::Missing => None,
                given => lenient(number(py, given), |error| error.is_instance_of::<PyValueError>(py))?,
            },
            Tag::Emoji if !self.dialect.custom_emojis => None,
            Tag::Emoji => Some(number(py, self.attribute("document_id", attributes, source)?)?),
            Tag::Date => self.date(has, attributes, source)?,
            Tag::Unknown => None,
        })
    }

    /// Inside a block of code the tag only tells its language.
    fn code(&mut self, attributes: &[Attribute], source: &[u32]) -> PyResult<Option<(Kind, Extra<'py>)>> {
        if self.building[PRE].is_none() {
            return Ok(Some((Kind::Code, Extra::None)));
        }
        let language = match self.attribute("class", attributes, source)? {
            Given::Missing => return Ok(None),
            Given::Empty => return Err(PyTypeError::new_err("'NoneType' object is not subscriptable")),
            Given::Value(class) => utf16::as_is(self.py, class.get(LANGUAGE..).unwrap_or_default())?,
        };
        if let Some(block) = &mut self.building[PRE] {
            block.extra = Extra::Value(language.into_any());
        }
        Ok(None)
    }

    fn link(&mut self, attributes: &[Attribute], source: &[u32]) -> PyResult<Option<(Kind, Extra<'py>)>> {
        let mut address = match self.attribute("href", attributes, source)? {
            Given::Missing => return Ok(None),
            Given::Empty => {
                return Err(PyAttributeError::new_err("'NoneType' object has no attribute 'startswith'"));
            }
            Given::Value(address) => address,
        };
        if address.len() < MAIL.len()
            || !address.iter().zip(MAIL.bytes()).all(|(unit, byte)| *unit == u32::from(byte))
        {
            return Ok(Some((Kind::TextUrl, Extra::Value(utf16::joined(self.py, &address)?.into_any()))));
        }
        address.drain(..MAIL.len());
        if let Some(open) = self.open.last_mut() {
            open.address = Some(address).filter(|address| !address.is_empty());
        }
        Ok(Some((Kind::Email, Extra::None)))
    }

    fn date(
        &self,
        has: impl Fn(&str) -> bool,
        attributes: &[Attribute],
        source: &[u32],
    ) -> PyResult<Option<(Kind, Extra<'py>)>> {
        let Given::Value(written) = self.attribute("date", attributes, source)? else {
            return Ok(None);
        };
        let moment = self.py.import("datetime")?.getattr("datetime")?;
        let moment = moment.call_method1("fromisoformat", (utf16::as_is(self.py, &written)?,));
        let flags = DATE_FLAGS.map(|flag| has(&flag.replace('_', "-")));
        let found = moment.map(|moment| (Kind::FormattedDate, Extra::Date(moment, flags)));
        lenient(found, |error| error.is_instance_of::<PyValueError>(self.py))
    }

    fn grow(&mut self, add: impl FnOnce(&mut Vec<u32>) -> PyResult<()>) -> PyResult<()> {
        match self.open.last() {
            Some(Open { is_link: true, address: Some(address) }) => {
                self.text.extend_from_slice(address);
                Ok(())
            }
            _ => add(&mut self.text),
        }
    }
}

/// None instead of the errors that the libraries catch themselves.
fn lenient<T>(found: PyResult<T>, caught: impl Fn(&PyErr) -> bool) -> PyResult<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if caught(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The number of a custom emoji, with Python's errors.
fn number(py: Python<'_>, given: Given) -> PyResult<(Kind, Extra<'_>)> {
    let value = match given {
        Given::Missing => return Err(PyKeyError::new_err("document_id")),
        Given::Empty => py.None().into_bound(py),
        Given::Value(digits) => utf16::as_is(py, &digits)?.into_any(),
    };
    Ok((Kind::CustomEmoji, Extra::Value(py.get_type::<PyInt>().call1((value,))?)))
}

impl Sink for Builder<'_> {
    fn text(&mut self, data: &[u32]) -> PyResult<()> {
        let py = self.py;
        self.grow(|text| charref::push_unescaped(py, text, data))
    }

    fn raw(&mut self, data: &[u32]) -> PyResult<()> {
        self.grow(|text| {
            text.extend_from_slice(data);
            Ok(())
        })
    }

    fn start(&mut self, name: &[u32], attributes: &[Attribute], source: &[u32]) -> PyResult<()> {
        let place = self.tag(name);
        let (_, tag) = TAGS[place];
        self.open.push(Open { is_link: tag == Tag::Link, address: None });
        let Some((kind, extra)) = self.entity(tag, attributes, source)? else {
            return Ok(());
        };
        let offset = self.text.len() as i64;
        self.building[place].get_or_insert(Span { kind, offset, length: 0, extra });
        Ok(())
    }

    fn end(&mut self, name: &[u32]) {
        self.open.pop();
        let place = self.tag(name);
        if let Some(mut span) = self.building[place].take() {
            // Whatever was said since its start is inside.
            span.length = self.text.len() as i64 - span.offset;
            self.done.push(span);
        }
    }
}
