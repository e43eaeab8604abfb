//! The native base of every TL class: construction, comparison, text, dicts, bytes.
//! It has no fields of its own; `class` adds `__dict__` and slots by making subclasses.

use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple, PyType};

use super::class::Class;
use super::{construct, dates, decode, dictionary, encode, stringify};

/// Empty in memory: an object made by `tp_alloc` alone is a valid one.
#[pyclass(frozen, subclass, name = "_Object", module = "_ox.native")]
pub struct Object;

#[pymethods]
impl Object {
    #[new]
    #[pyo3(signature = (*_arguments, **_keywords))]
    fn new(_arguments: &Bound<'_, PyTuple>, _keywords: Option<&Bound<'_, PyDict>>) -> Self {
        Self
    }

    #[pyo3(signature = (*arguments, **keywords))]
    fn __init__(
        slf: &Bound<'_, Self>,
        arguments: &Bound<'_, PyTuple>,
        keywords: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<()> {
        construct::fill(slf.as_any(), arguments, keywords)
    }

    /// `{'_': class, field: value}`, recursively.
    fn to_dict<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        dictionary::to_dict(slf.as_any())
    }

    /// `to_dict` as JSON: bytes in base64, dates in ISO format, anything else by its repr.
    #[pyo3(signature = (fp = None, default = None, **options))]
    fn to_json<'py>(
        slf: &Bound<'py, Self>,
        fp: Option<&Bound<'py, PyAny>>,
        default: Option<Bound<'py, PyAny>>,
        options: Option<Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let dict = slf.call_method0(intern!(py, "to_dict"))?;
        let options = options.unwrap_or_else(|| PyDict::new(py));
        let default = match default {
            Some(default) => default,
            None => wrap_pyfunction!(json_default, py)?.into_any(),
        };
        options.set_item("default", default)?;
        let json = py.import("json")?;
        match fp.filter(|fp| fp.is_truthy().unwrap_or(true)) {
            Some(file) => json.getattr("dump")?.call((dict, file), Some(&options)),
            None => json.getattr("dumps")?.call((dict,), Some(&options)),
        }
    }

    /// Text over several lines, indented with tabs.
    fn stringify(slf: &Bound<'_, Self>) -> PyResult<String> {
        stringify::pretty(slf.as_any(), Some(0))
    }

    fn __str__(slf: &Bound<'_, Self>) -> PyResult<String> {
        stringify::pretty(slf.as_any(), None)
    }

    /// Text of any value; one line without `indent`.
    #[staticmethod]
    #[pyo3(signature = (obj, indent = None))]
    fn pretty_format(obj: &Bound<'_, PyAny>, indent: Option<usize>) -> PyResult<String> {
        stringify::pretty(obj, indent)
    }

    /// A str or bytes as TL writes it.
    #[staticmethod]
    fn serialize_bytes<'py>(data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
        let mut out = Vec::new();
        encode::push_text(&mut out, data)?;
        Ok(PyBytes::new(data.py(), &out))
    }

    /// A date, datetime, timedelta from now, or seconds, as TL writes it.
    #[staticmethod]
    fn serialize_datetime<'py>(dt: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(dt.py(), &dates::to_unix(dt)?.to_le_bytes()))
    }

    fn __eq__(slf: &Bound<'_, Self>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let py = slf.py();
        if slf.is(other) {
            return Ok(true);
        }
        if !other.is_instance(&slf.get_type())? {
            return Ok(false);
        }
        let ours = slf.call_method0(intern!(py, "to_dict"))?;
        ours.eq(other.call_method0(intern!(py, "to_dict"))?)
    }

    fn __ne__(slf: &Bound<'_, Self>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        Self::__eq__(slf, other).map(|equal| !equal)
    }

    fn __bytes__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        slf.call_method0(intern!(py, "_bytes")).map_err(|error| {
            let wrong_type = error.is_instance_of::<PyAttributeError>(py);
            if wrong_type {
                PyTypeError::new_err("a TLObject was expected but found something else")
            } else {
                error
            }
        })
    }

    /// The object's bytes, id first.
    fn _bytes<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(slf.py(), &encode::own_bytes(slf.as_any())?))
    }

    /// Reads the fields (the id has been read) from a reader of the client library.
    #[classmethod]
    fn from_reader<'py>(cls: &Bound<'py, PyType>, reader: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = cls.py();
        let class = Class::of_type(cls.as_type_ptr());
        let class = class.ok_or_else(|| pyo3::exceptions::PyNotImplementedError::new_err("from_reader"))?;
        let bytes: Bound<'_, PyBytes> = reader.call_method0(intern!(py, "get_bytes"))?.cast_into()?;
        let position: usize = reader.call_method0(intern!(py, "tell_position"))?.extract()?;
        let (object, end) = decode::at(py, bytes.as_bytes(), position, Some(class))?;
        reader.call_method1(intern!(py, "set_position"), (end,))?;
        Ok(object)
    }

    #[getter]
    fn _vars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        dictionary::state(slf.as_any())
    }

    #[setter(_vars)]
    fn set_vars(slf: &Bound<'_, Self>, state: &Bound<'_, PyDict>) -> PyResult<()> {
        dictionary::restore(slf.as_any(), state)
    }

    fn __getstate__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        dictionary::state(slf.as_any())
    }

    fn __setstate__(slf: &Bound<'_, Self>, state: &Bound<'_, PyDict>) -> PyResult<()> {
        dictionary::restore(slf.as_any(), state)
    }
}

/// What JSON cannot say by itself.
#[pyfunction]
fn json_default<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = value.py();
    if value.is_instance_of::<PyBytes>() {
        return py.import("base64")?.call_method1("b64encode", (value,))?.call_method1("decode", ("ascii",));
    }
    if value.is_instance_of::<pyo3::types::PyDateTime>() {
        return value.call_method0("isoformat");
    }
    Ok(value.repr()?.into_any())
}
