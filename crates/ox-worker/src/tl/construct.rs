//! `Class(...)` from Python: arguments into slots, with Python's own words when they do not fit.

use ox_tl::{Field, Kind};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};

use super::class::Class;

/// Fills an object from the arguments of its constructor.
pub fn fill(
    object: &Bound<'_, PyAny>,
    positional: &Bound<'_, PyTuple>,
    keywords: Option<&Bound<'_, PyDict>>,
) -> PyResult<()> {
    let py = object.py();
    let Some(class) = Class::of_type(object.get_type_ptr()) else {
        let none_given = positional.is_empty() && keywords.is_none_or(PyDictMethods::is_empty);
        let name = object.get_type().name()?;
        return if none_given {
            Ok(())
        } else {
            Err(PyTypeError::new_err(format!("{name}() takes no arguments")))
        };
    };
    let arguments = &class.arguments;
    if positional.len() > arguments.len() {
        return Err(too_many(class, positional.len()));
    }
    let mut given = vec![None; arguments.len()];
    for (place, value) in given.iter_mut().zip(positional) {
        *place = Some(value);
    }
    for (name, value) in keywords.into_iter().flatten() {
        let place = find(class, &name)
            .ok_or_else(|| error(class, &format!("got an unexpected keyword argument '{name}'")))?;
        if given[place].replace(value).is_some() {
            return Err(error(class, &format!("got multiple values for argument '{name}'")));
        }
    }
    let missing: Vec<&str> = (0..class.required)
        .filter(|place| given[*place].is_none())
        .map(|place| class.schema.fields[arguments[place]].name)
        .collect();
    if !missing.is_empty() {
        return Err(error(class, &missing_text(&missing)));
    }
    for (place, value) in given.into_iter().enumerate() {
        let value = value.unwrap_or_else(|| py.None().into_bound(py));
        class.set(object, arguments[place], value);
    }
    draw_random_id(class, object)
}

fn find(class: &Class, name: &Bound<'_, PyAny>) -> Option<usize> {
    let same = |index: &usize| class.name(*index).as_ptr() == name.as_ptr();
    class.arguments.iter().position(same).or_else(|| {
        let text = name.cast::<PyString>().ok()?.to_cow().ok()?;
        class.arguments.iter().position(|index| class.schema.fields[*index].name == text)
    })
}

fn error(class: &Class, text: &str) -> PyErr {
    PyTypeError::new_err(format!("{}.__init__() {text}", class.schema.class))
}

fn missing_text(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    let list = match quoted.as_slice() {
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [most @ .., last] => format!("{}, and {last}", most.join(", ")),
        [] => String::new(),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    format!("missing {} required positional argument{plural}: {list}", names.len())
}

/// Counts `self`, as Python does.
fn too_many(class: &Class, given: usize) -> PyErr {
    let (least, most) = (class.required + 1, class.arguments.len() + 1);
    let takes = if least == most { format!("{most}") } else { format!("from {least} to {most}") };
    let plural = if most == 1 { "" } else { "s" };
    error(class, &format!("takes {takes} positional argument{plural} but {} were given", given + 1))
}

/// A `random_id` that was left out is drawn; a list of them is as long as the field `id`.
fn draw_random_id(class: &Class, object: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = object.py();
    let is_random = |(_, field): &(usize, &Field)| field.name == "random_id";
    let Some((index, field)) = class.schema.fields.iter().enumerate().find(is_random) else {
        return Ok(());
    };
    if class.get(object, index).is_some_and(|value| !value.is_none()) {
        return Ok(());
    }
    let value = match field.kind {
        Kind::Vector(_) => {
            let ids = class.schema.fields.iter().position(|field| field.name == "id");
            let count = ids.and_then(|ids| class.get(object, ids)).map_or(Ok(1), |ids| ids.len())?;
            let drawn = (0..count).map(|_| random()).collect::<PyResult<Vec<i64>>>()?;
            PyList::new(py, drawn)?.into_any()
        }
        Kind::Int => (random()? as i32).into_pyobject(py)?.into_any(),
        _ => random()?.into_pyobject(py)?.into_any(),
    };
    class.set(object, index, value);
    Ok(())
}

fn random() -> PyResult<i64> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| pyo3::exceptions::PyOSError::new_err(error.to_string()))?;
    Ok(i64::from_le_bytes(bytes))
}
