//! What Python may do with the text dialects. Who speaks which is decided in the shim.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use crate::text::{self, Dialect, Links};

/// Adds the text functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    for function in [
        wrap_pyfunction!(parse_html, module)?,
        wrap_pyfunction!(unparse_html, module)?,
        wrap_pyfunction!(parse_markdown, module)?,
        wrap_pyfunction!(unparse_markdown, module)?,
    ] {
        module.add_function(function)?;
    }
    Ok(())
}

type Parsed<'py> = (Bound<'py, PyString>, Bound<'py, PyList>);

/// Text and entities of HTML.
#[pyfunction]
fn parse_html<'py>(
    html: &Bound<'py, PyString>,
    userbots: bool,
    custom_emojis: bool,
) -> PyResult<Parsed<'py>> {
    text::parse_html(html, Dialect { userbots, custom_emojis })
}

/// HTML of a text and its entities.
#[pyfunction]
fn unparse_html<'py>(
    text: &Bound<'py, PyString>,
    entities: Option<&Bound<'py, PyAny>>,
    userbots: bool,
    custom_emojis: bool,
) -> PyResult<Bound<'py, PyString>> {
    text::unparse_html(text, entities, Dialect { userbots, custom_emojis })
}

/// Text and entities of Markdown; `delimiters` maps marks to classes, `links` is a compiled pattern with two groups.
#[pyfunction]
#[pyo3(signature = (message, delimiters = None, links = None))]
fn parse_markdown<'py>(
    message: &Bound<'py, PyString>,
    delimiters: Option<&Bound<'py, PyDict>>,
    links: Option<Bound<'py, PyAny>>,
) -> PyResult<Parsed<'py>> {
    text::parse_markdown(message, delimiters, &links.map_or(Links::Usual, Links::Pattern))
}

/// Markdown of a text and its entities.
#[pyfunction]
#[pyo3(signature = (text, entities, delimiters = None))]
fn unparse_markdown<'py>(
    text: &Bound<'py, PyString>,
    entities: &Bound<'py, PyAny>,
    delimiters: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyString>> {
    text::unparse_markdown(text, entities, delimiters)
}
