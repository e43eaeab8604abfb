//! What Python may do with TL: find classes, encode, decode, put a richer class in a constructor's place.

use ox_tl::{Constructor, Kind};
use pyo3::exceptions::{PyAttributeError, PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyType};

use crate::tl::{self, Class};

/// Adds the TL functions and base classes to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let bases = tl::bases(module.py())?;
    module.add("TLObject", bases.object.bind(module.py()))?;
    module.add("TLRequest", bases.request.bind(module.py()))?;
    module.add("LAYER", ox_tl::LAYER)?;
    for function in [
        wrap_pyfunction!(class_of, module)?,
        wrap_pyfunction!(constructor_by_id, module)?,
        wrap_pyfunction!(names, module)?,
        wrap_pyfunction!(namespaces, module)?,
        wrap_pyfunction!(ids, module)?,
        wrap_pyfunction!(abstract_types, module)?,
        wrap_pyfunction!(members, module)?,
        wrap_pyfunction!(fields, module)?,
        wrap_pyfunction!(encode, module)?,
        wrap_pyfunction!(decode, module)?,
        wrap_pyfunction!(decode_at, module)?,
        wrap_pyfunction!(override_class, module)?,
        wrap_pyfunction!(set_unknown_constructor, module)?,
    ] {
        module.add_function(function)?;
    }
    Ok(())
}

/// The class of a constructor by its namespace and Python name; `AttributeError` when the schema has none.
#[pyfunction]
fn class_of<'py>(
    py: Python<'py>,
    namespace: &str,
    name: &str,
    function: bool,
) -> PyResult<Bound<'py, PyType>> {
    let schema = ox_tl::by_class(namespace, name, function);
    let schema = schema.ok_or_else(|| PyAttributeError::new_err(format!("the schema has no `{name}`")))?;
    Ok(Class::of(py, schema)?.live_type(py))
}

/// The class of a constructor by its id; `KeyError` when the schema has none.
#[pyfunction]
fn constructor_by_id(py: Python<'_>, id: u32) -> PyResult<Bound<'_, PyType>> {
    let schema = ox_tl::by_id(id).ok_or_else(|| PyKeyError::new_err(id))?;
    Ok(Class::of(py, schema)?.live_type(py))
}

fn of_kind(kind: &str) -> PyResult<impl Iterator<Item = &'static Constructor>> {
    let functions = match kind {
        "types" => false,
        "functions" => true,
        _ => return Err(PyValueError::new_err(format!("`{kind}` is neither `types` nor `functions`"))),
    };
    Ok(ox_tl::constructors().iter().filter(move |schema| schema.is_function == functions))
}

/// Class names of one namespace, in the schema's order.
#[pyfunction]
fn names(kind: &str, namespace: &str) -> PyResult<Vec<&'static str>> {
    Ok(of_kind(kind)?.filter(|schema| schema.namespace == namespace).map(|schema| schema.class).collect())
}

/// Namespaces that have such constructors, sorted; the root one is not among them.
#[pyfunction]
fn namespaces(kind: &str) -> PyResult<Vec<&'static str>> {
    let found: std::collections::BTreeSet<_> = of_kind(kind)?.map(|schema| schema.namespace).collect();
    Ok(found.into_iter().filter(|namespace| !namespace.is_empty()).collect())
}

/// Every constructor's id, types first.
#[pyfunction]
fn ids() -> Vec<u32> {
    ox_tl::constructors().iter().map(|schema| schema.id).collect()
}

/// Abstract types of one namespace, sorted, without their namespace.
#[pyfunction]
fn abstract_types(namespace: &str) -> Vec<&'static str> {
    let all = ox_tl::constructors().iter().filter(|schema| !schema.is_function);
    let found: std::collections::BTreeSet<_> = all
        .map(|schema| split(schema.result))
        .filter(|(own, _)| *own == namespace)
        .map(|(_, name)| name)
        .collect();
    found.into_iter().collect()
}

/// Namespace and class name of each constructor of an abstract type, in the schema's order.
#[pyfunction]
fn members(namespace: &str, name: &str) -> Vec<(&'static str, &'static str)> {
    let all = ox_tl::constructors().iter().filter(|schema| !schema.is_function);
    all.filter(|schema| split(schema.result) == (namespace, name))
        .map(|schema| (schema.namespace, schema.class))
        .collect()
}

fn split(result: &'static str) -> (&'static str, &'static str) {
    result.split_once('.').unwrap_or(("", result))
}

/// A field as Python sees it: name, TL type ("Vector<InputPeer>"), flag word and bit or None.
type FieldRow = (&'static str, String, Option<(u8, u8)>);

/// Fields of a class in wire order, without the flag words.
#[pyfunction]
fn fields(class: &Bound<'_, PyType>) -> PyResult<Vec<FieldRow>> {
    let class = Class::of_type(class.as_type_ptr());
    let class = class.ok_or_else(|| PyValueError::new_err("not a class made from the schema"))?;
    let shown = class.schema.fields.iter().filter(|field| field.kind != Kind::Flags);
    Ok(shown.map(|field| (field.name, type_name(&field.kind), field.flag)).collect())
}

fn type_name(kind: &Kind) -> String {
    let name = match kind {
        Kind::Flags => "#",
        Kind::True => "true",
        Kind::Int => "int",
        Kind::Date => "date",
        Kind::Long => "long",
        Kind::Double => "double",
        Kind::Int128 => "int128",
        Kind::Int256 => "int256",
        Kind::String => "string",
        Kind::Bytes => "bytes",
        Kind::Bool => "Bool",
        Kind::Object(name) | Kind::Bare(name) => name,
        Kind::Vector(item) => return format!("Vector<{}>", type_name(item)),
        Kind::BareVector(item) => return format!("vector<{}>", type_name(item)),
        Kind::Any => "X",
    };
    name.to_owned()
}

/// An object's bytes.
#[pyfunction]
fn encode<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    Ok(PyBytes::new(value.py(), &tl::encode_object(value)?))
}

/// The object (or bool, or list) that the bytes hold, whole.
#[pyfunction]
fn decode<'py>(py: Python<'py>, data: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    tl::decode_boxed(py, data)
}

/// The object at a position and where it ends; with `bare`, that class's fields without an id.
#[pyfunction]
#[pyo3(signature = (data, position, bare = None))]
fn decode_at<'py>(
    py: Python<'py>,
    data: &[u8],
    position: usize,
    bare: Option<&Bound<'py, PyType>>,
) -> PyResult<(Bound<'py, PyAny>, usize)> {
    let class = match bare {
        None => None,
        Some(bare) => Some(
            Class::of_type(bare.as_type_ptr())
                .ok_or_else(|| PyValueError::new_err("not a class made from the schema"))?,
        ),
    };
    tl::decode_at(py, data, position, class)
}

/// From now on the subclass stands for the constructor: decoding and `class_of` give it.
#[pyfunction]
#[pyo3(name = "override")]
fn override_class(cls: &Bound<'_, PyType>, subclass: &Bound<'_, PyType>) -> PyResult<()> {
    tl::register_override(cls, subclass)
}

/// Sets what makes the exception for unknown constructors: called with the id and the bytes from there on.
#[pyfunction]
fn set_unknown_constructor(py: Python<'_>, factory: Py<PyAny>) {
    tl::set_unknown_factory(py, factory);
}
