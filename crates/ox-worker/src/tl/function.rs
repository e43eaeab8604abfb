//! Requests: what their answers look like, and `read_result` for whoever reads answers by hand.

use ox_tl::{Constructor, Kind};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyType};

use super::class::Class;

/// How an answer's bytes are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A boxed object, a Bool, or a vector of boxed objects: the bytes say so themselves.
    Object,
    /// A vector of bare values.
    Vector(&'static Kind),
    /// Not at all: whoever asked reads the bytes.
    Raw,
}

/// What a request's constructor promises.
pub fn expected(schema: &Constructor) -> Expected {
    match schema.result {
        "Vector<int>" => Expected::Vector(&Kind::Int),
        "Vector<long>" => Expected::Vector(&Kind::Long),
        "Vector<string>" => Expected::Vector(&Kind::String),
        "Vector<bytes>" => Expected::Vector(&Kind::Bytes),
        _ => Expected::Object,
    }
}

/// What a request promises; wrappers promise what the request inside them does.
pub fn expected_of(request: &Bound<'_, PyAny>) -> Expected {
    let mut request = request.clone();
    loop {
        let Some(class) = Class::of_type(request.get_type_ptr()) else {
            return Expected::Object;
        };
        let inner = class.schema.fields.iter().position(|field| field.kind == Kind::Any);
        match inner.and_then(|index| class.get(&request, index)) {
            Some(wrapped) if !wrapped.is(&request) => request = wrapped,
            _ => return expected(class.schema),
        }
    }
}

/// `read_result` as a class method, for the namespace of `TLRequest`.
pub fn read_result_method(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let function = wrap_pyfunction!(read_result, py)?;
    py.import("builtins")?.getattr("classmethod")?.call1((function,))
}

/// Reads the answer to a request of this class from a reader of the client library.
#[pyfunction]
fn read_result<'py>(class: &Bound<'py, PyType>, reader: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = class.py();
    let expected =
        Class::of_type(class.as_type_ptr()).map_or(Expected::Object, |class| expected(class.schema));
    let method = match expected {
        Expected::Object | Expected::Raw => return reader.call_method0(intern!(py, "tgread_object")),
        Expected::Vector(Kind::Int) => intern!(py, "read_int"),
        Expected::Vector(Kind::Long) => intern!(py, "read_long"),
        Expected::Vector(Kind::String) => intern!(py, "tgread_string"),
        Expected::Vector(_) => intern!(py, "tgread_bytes"),
    };
    reader.call_method0(intern!(py, "read_int"))?;
    let count: i32 = reader.call_method0(intern!(py, "read_int"))?.extract()?;
    let list = PyList::empty(py);
    for _ in 0..count {
        list.append(reader.call_method0(method)?)?;
    }
    Ok(list.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_vectors_are_known_from_the_schema() {
        let check = |name: &str, wanted: Expected| {
            assert_eq!(expected(ox_tl::by_tl_name(name).unwrap()), wanted, "{name}");
        };
        check("contacts.getContactIDs", Expected::Vector(&Kind::Int));
        check("photos.deletePhotos", Expected::Vector(&Kind::Long));
        check("messages.sendMessage", Expected::Object);
        check("users.getUsers", Expected::Object);
    }
}
