//! Bytes to Python objects, eagerly: allocate, fill the slots, call the override's hook.
//! Malformed bytes raise; nothing is allocated that the bytes do not cover.

use std::io::Read;

use ox_tl::reader::{BOOL_FALSE, BOOL_TRUE, FlagWords, MAX_DEPTH, VECTOR};
use ox_tl::{Constructor, DecodeError, Kind, Reader};
use pyo3::exceptions::{PyBufferError, PyValueError};
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyInt, PyList};

use super::class::{Class, bases};
use super::dates;
use super::function::Expected;
use super::unicode;
use crate::errors::UnknownConstructor;

/// `gzip_packed` of the transport schema: an answer compressed.
const GZIP_PACKED: u32 = 0x3072_cfa1;
/// Longest unpacked answer, in bytes.
const UNPACKED_LIMIT: u64 = 64 << 20;

static UNKNOWN_FACTORY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Makes the exception for an unknown constructor from its id and the bytes from there on.
pub fn set_unknown_factory(py: Python<'_>, factory: Py<PyAny>) {
    UNKNOWN_FACTORY.get_or_init(py, || factory);
}

struct Decoder<'a, 'py> {
    py: Python<'py>,
    reader: Reader<'a>,
    bytes: &'a [u8],
    depth: u32,
}

/// One boxed object (or Bool, or vector of objects), and nothing after it.
pub fn boxed<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    let mut decoder = Decoder::new(py, bytes)?;
    let object = decoder.boxed()?;
    decoder.end()?;
    Ok(object)
}

/// The answer to a call, read as its request expects.
pub fn answer<'py>(py: Python<'py>, bytes: &[u8], expected: Expected) -> PyResult<Bound<'py, PyAny>> {
    let mut decoder = Decoder::new(py, bytes)?;
    let object = decoder.answer(expected)?;
    decoder.end()?;
    Ok(object)
}

/// A value somewhere in a buffer: boxed, or the bare fields of a constructor. Returns it and where it ends.
pub fn at<'py>(
    py: Python<'py>,
    bytes: &[u8],
    position: usize,
    bare: Option<&'static Class>,
) -> PyResult<(Bound<'py, PyAny>, usize)> {
    let rest = bytes.get(position..).ok_or_else(|| PyValueError::new_err("position is after the end"))?;
    let mut decoder = Decoder::new(py, rest)?;
    let object = match bare {
        Some(class) => decoder.fields(class)?,
        None => decoder.boxed()?,
    };
    Ok((object, position + decoder.reader.position()))
}

impl<'a, 'py> Decoder<'a, 'py> {
    fn new(py: Python<'py>, bytes: &'a [u8]) -> PyResult<Self> {
        bases(py)?;
        Ok(Self { py, reader: Reader::new(bytes), bytes, depth: 0 })
    }

    fn end(&self) -> PyResult<()> {
        match self.reader.remaining().len() {
            0 => Ok(()),
            left => Err(PyValueError::new_err(format!("{left} bytes after the last value"))),
        }
    }

    fn error(&self, error: &DecodeError) -> PyErr {
        let DecodeError::UnknownConstructor { id, at } = *error else {
            return match error {
                DecodeError::UnexpectedEnd { .. } => PyBufferError::new_err(error.to_string()),
                _ => PyValueError::new_err(error.to_string()),
            };
        };
        let Some(factory) = UNKNOWN_FACTORY.get(self.py) else {
            return UnknownConstructor::new_err(error.to_string());
        };
        let rest = PyBytes::new(self.py, self.bytes.get(at..).unwrap_or_default());
        factory.bind(self.py).call1((id, rest)).map_or_else(|error| error, PyErr::from_value)
    }

    fn read<T>(&mut self, read: impl FnOnce(&mut Reader<'a>) -> Result<T, DecodeError>) -> PyResult<T> {
        read(&mut self.reader).map_err(|error| self.error(&error))
    }

    fn answer(&mut self, expected: Expected) -> PyResult<Bound<'py, PyAny>> {
        match expected {
            Expected::Object => self.boxed(),
            Expected::Vector(item) => match self.read(|reader| reader.peek_u32())? {
                GZIP_PACKED => self.packed(expected),
                _ => self.vector(item),
            },
            Expected::Raw => match self.read(|reader| reader.peek_u32()) {
                Ok(GZIP_PACKED) => self.packed(expected),
                _ => self.rest(),
            },
        }
    }

    fn rest(&mut self) -> PyResult<Bound<'py, PyAny>> {
        let bytes = self.read(|reader| reader.take(reader.remaining().len()))?;
        Ok(PyBytes::new(self.py, bytes).into_any())
    }

    fn boxed(&mut self) -> PyResult<Bound<'py, PyAny>> {
        match self.read(|reader| reader.peek_u32())? {
            BOOL_TRUE | BOOL_FALSE => self.value(&Kind::Bool),
            VECTOR => self.vector(&Kind::Any),
            GZIP_PACKED => self.packed(Expected::Object),
            _ => {
                let schema = self.read(Reader::constructor)?;
                self.constructor(schema)
            }
        }
    }

    fn packed(&mut self, expected: Expected) -> PyResult<Bound<'py, PyAny>> {
        let packed = self.read(|reader| reader.u32().and_then(|_| reader.bytes()))?;
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(packed).take(UNPACKED_LIMIT).read_to_end(&mut unpacked)?;
        let mut inner =
            Decoder { py: self.py, reader: Reader::new(&unpacked), bytes: &unpacked, depth: self.depth };
        inner.nested(|inner| inner.answer(expected))
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> PyResult<T>) -> PyResult<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.error(&DecodeError::TooDeep { at: self.reader.position() }));
        }
        self.depth += 1;
        let outcome = read(self);
        self.depth -= 1;
        outcome
    }

    fn constructor(&mut self, schema: &'static Constructor) -> PyResult<Bound<'py, PyAny>> {
        let class = Class::of(self.py, schema)?;
        self.nested(|decoder| decoder.fields(class))
    }

    fn fields(&mut self, class: &'static Class) -> PyResult<Bound<'py, PyAny>> {
        let object = class.instantiate(self.py)?;
        let mut flags = FlagWords::default();
        for (index, field) in class.schema.fields.iter().enumerate() {
            let value = match field.kind {
                Kind::Flags => {
                    flags.push(self.read(Reader::u32)?);
                    continue;
                }
                Kind::True => constant(self.py, flags.has(field.flag)),
                _ if !flags.has(field.flag) => self.py.None().into_bound(self.py),
                ref kind => self.value(kind)?,
            };
            class.set(&object, index, value);
        }
        if let Some(hook) = &class.live().hook {
            hook.bind(self.py).call1((&object,))?;
        }
        Ok(object)
    }

    fn value(&mut self, kind: &Kind) -> PyResult<Bound<'py, PyAny>> {
        let py = self.py;
        Ok(match kind {
            Kind::Flags | Kind::Int => self.read(Reader::i32)?.into_pyobject(py)?.into_any(),
            Kind::Long => self.read(Reader::i64)?.into_pyobject(py)?.into_any(),
            Kind::Double => self.read(Reader::f64)?.into_pyobject(py)?.into_any(),
            Kind::Date => dates::from_unix(py, self.read(Reader::i32)?)?,
            Kind::Bool => constant(py, self.read(Reader::bool)?),
            Kind::True => constant(py, true),
            Kind::String => unicode::from_utf8(py, self.read(Reader::string)?)?,
            Kind::Bytes => PyBytes::new(py, self.read(Reader::bytes)?).into_any(),
            Kind::Int128 => self.large(16)?,
            Kind::Int256 => self.large(32)?,
            Kind::Object(_) | Kind::Any => self.boxed()?,
            Kind::Bare(name) => match ox_tl::by_tl_name(name) {
                Some(schema) => self.constructor(schema)?,
                None => return Err(self.error(&DecodeError::UnknownBareType { name })),
            },
            Kind::Vector(item) => self.vector(item)?,
            Kind::BareVector(item) => {
                let length = self.read(Reader::bare_vector_len)?;
                self.items(length, item)?
            }
        })
    }

    fn large(&mut self, length: usize) -> PyResult<Bound<'py, PyAny>> {
        let py = self.py;
        let bytes = PyBytes::new(py, self.read(|reader| reader.take(length))?);
        let signed =
            [("signed", true)].into_iter().collect::<std::collections::HashMap<_, _>>().into_pyobject(py)?;
        py.get_type::<PyInt>().call_method(intern!(py, "from_bytes"), (bytes, "little"), Some(&signed))
    }

    fn vector(&mut self, item: &Kind) -> PyResult<Bound<'py, PyAny>> {
        let length = self.read(Reader::vector_len)?;
        self.items(length, item)
    }

    fn items(&mut self, length: usize, item: &Kind) -> PyResult<Bound<'py, PyAny>> {
        self.nested(|decoder| {
            // SAFETY: returns a new list of empty places, or null with an error set.
            let list = unsafe { Bound::from_owned_ptr_or_err(decoder.py, ffi::PyList_New(length as isize))? };
            for place in 0..length {
                let value = decoder.value(item)?;
                // SAFETY: the place is below the list's length and still empty; it takes the reference.
                unsafe { ffi::PyList_SET_ITEM(list.as_ptr(), place as isize, value.into_ptr()) };
            }
            Ok(list.cast_into::<PyList>()?.into_any())
        })
    }
}

fn constant(py: Python<'_>, value: bool) -> Bound<'_, PyAny> {
    pyo3::types::PyBool::new(py, value).to_owned().into_any()
}
