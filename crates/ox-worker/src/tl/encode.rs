//! Python objects to bytes, with the errors that modules know: `TypeError`, `AssertionError`, `struct.error`.
//! Objects that are not ours are asked for their `_bytes()`.

use ox_tl::reader::{BOOL_FALSE, BOOL_TRUE, VECTOR};
use ox_tl::{Constructor, Kind};
use pyo3::exceptions::{PyAssertionError, PyAttributeError, PyRecursionError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyList, PyString, PyTuple};

use super::class::{Class, bases};
use super::dates;
use super::function::{self, Expected};

/// Deepest nesting that is written; a request that holds itself ends here.
const MAX_DEPTH: u32 = 128;
const NOT_AN_OBJECT: &str = "a TLObject was expected but found something else";

struct Encoder {
    out: Vec<u8>,
    depth: u32,
}

/// The bytes of one object, id first.
pub fn object(value: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    let mut encoder = Encoder { out: Vec::with_capacity(128), depth: 0 };
    encoder.object(value, true)?;
    Ok(encoder.out)
}

/// The bytes of one object by its own fields, never through an overridden `_bytes`.
pub fn own_bytes(value: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    let class = Class::of_type(value.get_type_ptr()).ok_or_else(|| PyTypeError::new_err(NOT_AN_OBJECT))?;
    let mut encoder = Encoder { out: Vec::with_capacity(128), depth: 0 };
    encoder.fields(class, value, true)?;
    Ok(encoder.out)
}

/// A request's bytes and what its answer looks like. Ready bytes are taken as they are.
pub fn request(value: &Bound<'_, PyAny>) -> PyResult<(Vec<u8>, Expected)> {
    let py = value.py();
    if let Ok(bytes) = value.cast::<PyBytes>() {
        let bytes = bytes.as_bytes().to_vec();
        let id = bytes.first_chunk().map(|id| u32::from_le_bytes(*id));
        let expected = id.and_then(ox_tl::by_id).map_or(Expected::Object, function::expected);
        return Ok((bytes, expected));
    }
    if !value.is_instance(bases(py)?.request.bind(py))? {
        return Err(PyTypeError::new_err("You can only invoke requests, not types!"));
    }
    Ok((object(value)?, function::expected_of(value)))
}

/// `struct.error`, as the client library raises it for numbers that do not fit.
pub fn struct_error(py: Python<'_>, text: &'static str) -> PyErr {
    py.import("struct")
        .and_then(|module| module.getattr("error")?.call1((text,)))
        .map_or_else(|error| error, PyErr::from_value)
}

/// Appends bytes as TL strings are written: length, bytes, padding to four.
pub fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) -> PyResult<()> {
    let header = if bytes.len() < 254 {
        out.push(bytes.len() as u8);
        1
    } else if bytes.len() < 1 << 24 {
        out.extend_from_slice(&((bytes.len() as u32) << 8 | 0xfe).to_le_bytes());
        4
    } else {
        return Err(PyValueError::new_err(format!("{} bytes do not fit a TL string", bytes.len())));
    };
    out.extend_from_slice(bytes);
    out.resize(out.len() + (header + bytes.len()).wrapping_neg() % 4, 0);
    Ok(())
}

/// Appends a str or bytes.
pub fn push_text(out: &mut Vec<u8>, value: &Bound<'_, PyAny>) -> PyResult<()> {
    if let Ok(text) = value.cast::<PyString>() {
        push_bytes(out, text.to_str()?.as_bytes())
    } else if let Ok(bytes) = value.cast::<PyBytes>() {
        push_bytes(out, bytes.as_bytes())
    } else {
        Err(PyTypeError::new_err(format!("bytes or str expected, not {}", value.get_type())))
    }
}

/// None and False leave a flag unset, but False is a value of Bool; 0, "" and [] set it.
fn is_set(kind: &Kind, value: &Bound<'_, PyAny>) -> bool {
    !value.is_none() && (*kind == Kind::Bool || !value.is(PyBool::new(value.py(), false)))
}

impl Encoder {
    fn object(&mut self, value: &Bound<'_, PyAny>, boxed: bool) -> PyResult<()> {
        if self.depth >= MAX_DEPTH {
            return Err(PyRecursionError::new_err("objects nest too deep"));
        }
        self.depth += 1;
        let ty = value.get_type_ptr();
        match Class::of_type(ty) {
            Some(class) if class.describes(ty).is_some_and(|live| live.encodes) => {
                self.fields(class, value, boxed)?;
            }
            _ => self.foreign(value, boxed)?,
        }
        self.depth -= 1;
        Ok(())
    }

    fn foreign(&mut self, value: &Bound<'_, PyAny>, boxed: bool) -> PyResult<()> {
        let py = value.py();
        let bytes = value.call_method0(intern!(py, "_bytes")).map_err(|error| {
            if error.is_instance_of::<PyAttributeError>(py) {
                PyTypeError::new_err(NOT_AN_OBJECT)
            } else {
                error
            }
        })?;
        let bytes = bytes.cast::<PyBytes>()?.as_bytes();
        self.out.extend_from_slice(if boxed { bytes } else { bytes.get(4..).unwrap_or_default() });
        Ok(())
    }

    fn fields(&mut self, class: &'static Class, value: &Bound<'_, PyAny>, boxed: bool) -> PyResult<()> {
        if boxed {
            self.out.extend_from_slice(&class.schema.id.to_le_bytes());
        }
        let words = flag_words(class, value)?;
        let mut next_word = words.into_iter();
        for (index, field) in class.schema.fields.iter().enumerate() {
            if field.kind == Kind::Flags {
                self.out.extend_from_slice(&next_word.next().unwrap_or_default().to_le_bytes());
                continue;
            }
            if field.kind == Kind::True {
                continue;
            }
            let value = class.require(value, index)?;
            if field.flag.is_none() || is_set(&field.kind, &value) {
                self.value(&field.kind, &value)?;
            }
        }
        Ok(())
    }

    fn value(&mut self, kind: &Kind, value: &Bound<'_, PyAny>) -> PyResult<()> {
        match kind {
            Kind::Flags | Kind::Int => self.out.extend_from_slice(&integer::<i32>(value)?.to_le_bytes()),
            Kind::Long => self.out.extend_from_slice(&integer::<i64>(value)?.to_le_bytes()),
            Kind::Double => {
                let number = value.extract::<f64>();
                let number =
                    number.map_err(|_| struct_error(value.py(), "required argument is not a float"))?;
                self.out.extend_from_slice(&number.to_le_bytes());
            }
            Kind::Date => self.out.extend_from_slice(&dates::to_unix(value)?.to_le_bytes()),
            Kind::Bool => {
                let id = if value.is_truthy()? { BOOL_TRUE } else { BOOL_FALSE };
                self.out.extend_from_slice(&id.to_le_bytes());
            }
            Kind::True => {}
            Kind::String | Kind::Bytes => push_text(&mut self.out, value)?,
            Kind::Int128 => self.large(value, 16)?,
            Kind::Int256 => self.large(value, 32)?,
            Kind::Object(_) | Kind::Any => self.object(value, true)?,
            Kind::Bare(_) => self.object(value, false)?,
            Kind::Vector(item) => {
                self.out.extend_from_slice(&VECTOR.to_le_bytes());
                self.items(item, value)?;
            }
            Kind::BareVector(item) => self.items(item, value)?,
        }
        Ok(())
    }

    fn items(&mut self, item: &Kind, values: &Bound<'_, PyAny>) -> PyResult<()> {
        self.out.extend_from_slice(&(values.len()? as u32).to_le_bytes());
        if let Ok(list) = values.cast::<PyList>() {
            list.iter().try_for_each(|value| self.value(item, &value))
        } else if let Ok(tuple) = values.cast::<PyTuple>() {
            tuple.iter().try_for_each(|value| self.value(item, &value))
        } else {
            values.try_iter()?.try_for_each(|value| self.value(item, &value?))
        }
    }

    fn large(&mut self, value: &Bound<'_, PyAny>, length: usize) -> PyResult<()> {
        let py = value.py();
        let signed =
            [("signed", true)].into_iter().collect::<std::collections::HashMap<_, _>>().into_pyobject(py)?;
        let bytes = value.call_method(intern!(py, "to_bytes"), (length, "little"), Some(&signed))?;
        self.out.extend_from_slice(bytes.cast::<PyBytes>()?.as_bytes());
        Ok(())
    }
}

fn integer<'py, T: FromPyObjectOwned<'py>>(value: &Bound<'py, PyAny>) -> PyResult<T> {
    let py = value.py();
    value.extract::<T>().map_err(|error| {
        let error: PyErr = error.into();
        let fits = !error.is_instance_of::<pyo3::exceptions::PyOverflowError>(py);
        struct_error(py, if fits { "required argument is not an integer" } else { "argument out of range" })
    })
}

/// The flag words of an object. Fields that share a bit must agree.
fn flag_words(class: &Class, object: &Bound<'_, PyAny>) -> PyResult<[u32; 2]> {
    let (mut set, mut absent) = ([0u32; 2], [0u32; 2]);
    for (index, field) in class.schema.fields.iter().enumerate() {
        let Some((word, bit)) = field.flag else {
            continue;
        };
        let value = class.require(object, index)?;
        let (word, bit) = (usize::from(word & 1), 1 << bit);
        if value.is_none() {
            absent[word] |= bit;
        } else if is_set(&field.kind, &value) {
            set[word] |= bit;
        }
    }
    for word in 0..2 {
        let disagreement = set[word] & absent[word];
        if disagreement != 0 {
            return Err(disagree(class.schema, word, disagreement.trailing_zeros()));
        }
    }
    Ok(set)
}

fn disagree(schema: &Constructor, word: usize, bit: u32) -> PyErr {
    let flag = Some((word as u8, bit as u8));
    let names: Vec<&str> =
        schema.fields.iter().filter(|field| field.flag == flag).map(|field| field.name).collect();
    let names = names.join(", ");
    PyAssertionError::new_err(format!("{names} parameters must all be False-y (like None) or all be True-y"))
}
