//! Entity objects: made from a span, read back as a span.

use std::sync::OnceLock;

use ox_tl::Constructor;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyString;

use crate::tl::Class;

/// The entities that markup can say, by their class names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Bold,
    Italic,
    Underline,
    Strike,
    Spoiler,
    Code,
    Pre,
    Blockquote,
    Email,
    Url,
    TextUrl,
    MentionName,
    CustomEmoji,
    FormattedDate,
}

const KINDS: [(Kind, &str); 14] = [
    (Kind::Bold, "MessageEntityBold"),
    (Kind::Italic, "MessageEntityItalic"),
    (Kind::Underline, "MessageEntityUnderline"),
    (Kind::Strike, "MessageEntityStrike"),
    (Kind::Spoiler, "MessageEntitySpoiler"),
    (Kind::Code, "MessageEntityCode"),
    (Kind::Pre, "MessageEntityPre"),
    (Kind::Blockquote, "MessageEntityBlockquote"),
    (Kind::Email, "MessageEntityEmail"),
    (Kind::Url, "MessageEntityUrl"),
    (Kind::TextUrl, "MessageEntityTextUrl"),
    (Kind::MentionName, "MessageEntityMentionName"),
    (Kind::CustomEmoji, "MessageEntityCustomEmoji"),
    (Kind::FormattedDate, "MessageEntityFormattedDate"),
];

/// Attributes of `FormattedDate` besides its date, in the schema's order.
pub const DATE_FLAGS: [&str; 6] =
    ["relative", "short_time", "long_time", "short_date", "long_date", "day_of_week"];

impl Kind {
    pub fn of_class(name: &str) -> Option<Self> {
        KINDS.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }

    /// The kind of a constructor of the schema.
    fn of_schema(schema: &Constructor) -> Option<Self> {
        static IDS: OnceLock<[u32; KINDS.len()]> = OnceLock::new();
        let ids = IDS.get_or_init(|| {
            KINDS.map(|(_, name)| ox_tl::by_class("", name, false).map_or(0, |schema| schema.id))
        });
        ids.iter().position(|id| *id == schema.id).map(|place| KINDS[place].0)
    }

    fn class(self, py: Python<'_>) -> PyResult<&'static Class> {
        static CLASSES: [PyOnceLock<&'static Class>; KINDS.len()] =
            [const { PyOnceLock::new() }; KINDS.len()];
        let made = CLASSES[self as usize].get_or_try_init(py, || {
            let (_, name) = KINDS[self as usize];
            let schema = ox_tl::by_class("", name, false);
            let schema = schema.ok_or_else(|| {
                pyo3::exceptions::PyAttributeError::new_err(format!("the schema has no `{name}`"))
            })?;
            Class::of(py, schema)
        });
        made.copied()
    }
}

/// What an entity says besides its place.
#[derive(Default)]
pub enum Extra<'py> {
    #[default]
    None,
    Collapsed,
    /// A language, address or number: the one field that a kind has.
    Value(Bound<'py, PyAny>),
    Date(Bound<'py, PyAny>, [bool; DATE_FLAGS.len()]),
}

/// An entity before it is an object.
pub struct Span<'py> {
    pub kind: Kind,
    pub offset: i64,
    pub length: i64,
    pub extra: Extra<'py>,
}

impl<'py> Span<'py> {
    /// The Python object.
    pub fn object(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let class = self.kind.class(py)?;
        let object = class.instantiate(py)?;
        for &index in &class.arguments {
            let value = match class.schema.fields[index].name {
                "offset" => self.offset.into_pyobject(py)?.into_any(),
                "length" => self.length.into_pyobject(py)?.into_any(),
                name => self.field(py, name)?,
            };
            class.set(&object, index, value);
        }
        Ok(object)
    }

    /// Moves and cuts it for a text that lost `left` units in front and now has `size`; false when nothing is left of it.
    pub fn strip(&mut self, left: usize, size: usize) -> bool {
        let place = stripped(self.offset, self.length, left as i64, size as i64);
        (self.offset, self.length) = place.unwrap_or_default();
        place.is_some()
    }

    fn field(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let flag = |value: bool| value.into_pyobject(py).map(|value| value.to_owned().into_any());
        Ok(match &self.extra {
            Extra::None => py.None().into_bound(py),
            Extra::Collapsed => flag(true)?,
            Extra::Value(value) => value.clone(),
            Extra::Date(moment, flags) => match DATE_FLAGS.iter().position(|known| *known == name) {
                Some(place) => flag(flags[place])?,
                None => moment.clone(),
            },
        })
    }
}

/// Quirk: Markdown whose marks cross can make a length negative; the libraries leave such an entity as it is.
fn stripped(offset: i64, length: i64, left: i64, size: i64) -> Option<(i64, i64)> {
    let end = offset + length;
    if length == 0 || end <= left {
        return None;
    }
    let (start, end) = ((offset - left).max(0), end - left);
    if end <= size {
        return Some((start, end - start));
    }
    (start < size).then_some((start, size - start))
}

/// An entity object as it is read for markup.
pub struct Seen<'py> {
    pub object: Bound<'py, PyAny>,
    /// Its class, if it is one of the schema's.
    class: Option<&'static Class>,
    /// None when markup cannot say it.
    pub kind: Option<Kind>,
    pub offset: i64,
    pub length: i64,
}

impl<'py> Seen<'py> {
    pub fn new(object: Bound<'py, PyAny>) -> PyResult<Self> {
        let py = object.py();
        let ty = object.get_type_ptr();
        let class = Class::of_type(ty).filter(|class| class.describes(ty).is_some_and(|live| live.plain));
        let kind = match class {
            Some(class) => Kind::of_schema(class.schema),
            None => object.get_type().name()?.to_str().ok().and_then(Kind::of_class),
        };
        let mut seen = Self { object, class, kind, offset: 0, length: 0 };
        seen.offset = seen.get(intern!(py, "offset"), "offset")?.extract()?;
        seen.length = seen.get(intern!(py, "length"), "length")?.extract()?;
        Ok(seen)
    }

    /// Where it ends.
    pub fn end(&self) -> i64 {
        self.offset.saturating_add(self.length)
    }

    /// A field by its name.
    pub fn field(&self, name: &str) -> PyResult<Bound<'py, PyAny>> {
        self.get(&PyString::intern(self.object.py(), name), name)
    }

    fn get(&self, interned: &Bound<'py, PyString>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let slot = self.class.and_then(|class| {
            class.schema.fields.iter().position(|field| field.name == name).map(|index| (class, index))
        });
        match slot {
            Some((class, index)) => class.require(&self.object, index),
            None => self.object.getattr(interned),
        }
    }
}

/// Entities as the libraries take them: nothing, one object, or anything iterable.
pub fn read_all<'py>(entities: Option<&Bound<'py, PyAny>>) -> PyResult<Vec<Seen<'py>>> {
    let Some(entities) = entities.filter(|entities| entities.is_truthy().unwrap_or(true)) else {
        return Ok(Vec::new());
    };
    if crate::tl::is_object(entities)? {
        return Ok(vec![Seen::new(entities.clone())?]);
    }
    entities.try_iter()?.map(|entity| Seen::new(entity?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_listed_in_their_own_order() {
        for (place, (kind, name)) in KINDS.iter().enumerate() {
            assert_eq!(*kind as usize, place);
            assert!(ox_tl::by_class("", name, false).is_some(), "{name}");
        }
    }

    #[test]
    fn spans_move_and_shrink_with_the_stripped_text() {
        // Two units went in front, five are left.
        let check = |offset, length, wanted| assert_eq!(stripped(offset, length, 2, 5), wanted);
        check(0, 2, None);
        check(3, 0, None);
        check(0, 4, Some((0, 2)));
        check(3, 2, Some((1, 2)));
        check(4, 95, Some((2, 3)));
        check(7, 2, None);
        check(0, 99, Some((0, 5)));
        check(6, -3, Some((4, -3)));
    }
}
