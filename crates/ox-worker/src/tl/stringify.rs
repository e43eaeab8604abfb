//! `str(object)` on one line and `stringify()` with tabs, as the client library prints them.

use pyo3::exceptions::PyRecursionError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use super::class::is_object;

const MAX_DEPTH: usize = 256;

/// Text of a value; `indent` None is one line, otherwise the depth to begin at.
pub fn pretty(value: &Bound<'_, PyAny>, indent: Option<usize>) -> PyResult<String> {
    let mut printer = Printer { out: String::new(), lines: indent.is_some(), depth: 0 };
    printer.value(value, indent.unwrap_or(0))?;
    Ok(printer.out)
}

struct Printer {
    out: String,
    lines: bool,
    depth: usize,
}

impl Printer {
    fn value(&mut self, value: &Bound<'_, PyAny>, indent: usize) -> PyResult<()> {
        if self.depth >= MAX_DEPTH {
            return Err(PyRecursionError::new_err("objects nest too deep"));
        }
        self.depth += 1;
        let py = value.py();
        if is_object(value)? {
            let dict = value.call_method0(intern!(py, "to_dict"))?;
            match dict.cast::<PyDict>() {
                Ok(dict) => self.dict(dict, indent)?,
                Err(_) => self.repr(&dict)?,
            }
        } else if let Ok(dict) = value.cast::<PyDict>() {
            self.dict(dict, indent)?;
        } else if value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>() {
            self.repr(value)?;
        } else if value.hasattr(intern!(py, "__iter__"))? {
            self.items(value, indent)?;
        } else {
            self.repr(value)?;
        }
        self.depth -= 1;
        Ok(())
    }

    fn repr(&mut self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        self.out.push_str(&value.repr()?.to_cow()?);
        Ok(())
    }

    /// Between members: a new line with tabs, or a space after the first comma.
    fn separate(&mut self, first: bool, indent: usize) {
        if !first {
            self.out.push(',');
        }
        if self.lines {
            self.line(indent);
        } else if !first {
            self.out.push(' ');
        }
    }

    fn line(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n('\t', indent));
    }

    fn dict(&mut self, dict: &Bound<'_, PyDict>, indent: usize) -> PyResult<()> {
        let py = dict.py();
        let name = dict.get_item(intern!(py, "_"))?;
        match &name {
            Some(name) => self.out.push_str(&name.str()?.to_cow()?),
            None => self.out.push_str("dict"),
        }
        self.out.push('(');
        let mut first = true;
        for (key, value) in dict {
            if key.eq(intern!(py, "_"))? {
                continue;
            }
            self.separate(first, indent + 1);
            first = false;
            self.out.push_str(&key.str()?.to_cow()?);
            self.out.push('=');
            self.value(&value, indent + 1)?;
        }
        if self.lines && !dict.is_empty() {
            self.line(indent);
        }
        self.out.push(')');
        Ok(())
    }

    /// Quirk: over several lines every item ends with a comma, the last one too.
    fn items(&mut self, items: &Bound<'_, PyAny>, indent: usize) -> PyResult<()> {
        self.out.push('[');
        for (place, item) in items.try_iter()?.enumerate() {
            if self.lines {
                self.line(indent + 1);
            } else if place > 0 {
                self.out.push_str(", ");
            }
            self.value(&item?, indent + 1)?;
            if self.lines {
                self.out.push(',');
            }
        }
        if self.lines {
            self.line(indent);
        }
        self.out.push(']');
        Ok(())
    }
}
