//! Objects as dicts: `to_dict` for people, the state of `vars`, copies and pickles.

use ox_tl::Kind;
use pyo3::exceptions::PyRecursionError;
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PySlice};

use super::class::{Class, is_object};

/// Deepest nesting that is listed; an object that holds itself ends here.
const MAX_DEPTH: u32 = 128;

/// `{'_': class, field: value}`, recursively.
pub fn to_dict<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    list_fields(object, 0)
}

fn list_fields<'py>(object: &Bound<'py, PyAny>, depth: u32) -> PyResult<Bound<'py, PyDict>> {
    let py = object.py();
    if depth >= MAX_DEPTH {
        return Err(PyRecursionError::new_err("objects nest too deep"));
    }
    let ty = object.get_type_ptr();
    let Some(class) = Class::of_type(ty) else {
        return Err(pyo3::exceptions::PyNotImplementedError::new_err("to_dict"));
    };
    // Fields that an override of ours covers are listed as they are stored, as the client library lists them.
    let plain = class.describes(ty).is_some();
    let dict = PyDict::new(py);
    dict.set_item(intern!(py, "_"), class.schema.class)?;
    for &index in &class.arguments {
        let name = class.name(index).bind(py);
        let value = if plain { class.require(object, index)? } else { object.getattr(name)? };
        dict.set_item(name, listed(&class.schema.fields[index].kind, value, depth)?)?;
    }
    Ok(dict)
}

fn listed<'py>(kind: &Kind, value: Bound<'py, PyAny>, depth: u32) -> PyResult<Bound<'py, PyAny>> {
    let py = value.py();
    match kind {
        Kind::Vector(_) | Kind::BareVector(_) if value.is_none() => Ok(PyList::empty(py).into_any()),
        Kind::Vector(item) | Kind::BareVector(item) => {
            if !matches!(item, Kind::Object(_) | Kind::Bare(_) | Kind::Any) {
                return value.get_item(PySlice::full(py));
            }
            let list = PyList::empty(py);
            for item in value.try_iter()? {
                list.append(one(item?, depth)?)?;
            }
            Ok(list.into_any())
        }
        Kind::Object(_) | Kind::Bare(_) | Kind::Any => one(value, depth),
        _ => Ok(value),
    }
}

fn one(value: Bound<'_, PyAny>, depth: u32) -> PyResult<Bound<'_, PyAny>> {
    let ty = value.get_type_ptr();
    let ours = Class::of_type(ty).and_then(|class| class.describes(ty)).is_some_and(|live| live.lists);
    if ours {
        list_fields(&value, depth + 1).map(Bound::into_any)
    } else if is_object(&value)? {
        value.call_method0(intern!(value.py(), "to_dict"))
    } else {
        Ok(value)
    }
}

/// Fields in the constructor's order, then what was added: a copy, for `vars`, copying and pickling.
pub fn state<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    let py = object.py();
    let dict = PyDict::new(py);
    if let Some(class) = Class::of_type(object.get_type_ptr()) {
        for &index in &class.arguments {
            if let Some(value) = class.get(object, index) {
                dict.set_item(class.name(index), value)?;
            }
        }
    }
    // SAFETY: returns a new reference to the object's own dict, or null with an error set.
    let added = unsafe {
        Bound::from_owned_ptr_or_err(py, ffi::PyObject_GenericGetDict(object.as_ptr(), std::ptr::null_mut()))?
    };
    dict.update(added.cast::<PyDict>()?.as_mapping())?;
    Ok(dict)
}

/// Sets attributes from a state.
pub fn restore(object: &Bound<'_, PyAny>, state: &Bound<'_, PyDict>) -> PyResult<()> {
    let class = Class::of_type(object.get_type_ptr());
    for (name, value) in state {
        let text = name.extract::<String>()?;
        let field = class
            .and_then(|class| class.arguments.iter().find(|index| class.schema.fields[**index].name == text));
        match (class, field) {
            (Some(class), Some(index)) => class.set(object, *index, value),
            _ => object.setattr(text.as_str(), value)?,
        }
    }
    Ok(())
}
