//! `inspect.signature(Class)`, built only when somebody asks.

use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyType};

use super::class::{Class, bases};

/// Class attribute `__signature__`: answers for classes whose constructor is ours.
#[pyclass(frozen, module = "_ox.native")]
pub struct SignatureOf;

#[pymethods]
impl SignatureOf {
    #[expect(clippy::unused_self, reason = "the descriptor protocol hands it in")]
    fn __get__<'py>(
        &self,
        _object: &Bound<'py, PyAny>,
        owner: &Bound<'py, PyType>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = owner.py();
        let ours = bases(py)?.object.bind(py).getattr("__init__")?;
        let class = Class::of_type(owner.as_type_ptr())
            .filter(|_| owner.getattr("__init__").is_ok_and(|own| own.is(&ours)));
        let class = class.ok_or_else(|| PyAttributeError::new_err("__signature__"))?;
        let inspect = py.import("inspect")?;
        let parameter = inspect.getattr("Parameter")?;
        let kind = parameter.getattr("POSITIONAL_OR_KEYWORD")?;
        let parameters = PyList::empty(py);
        for (place, &index) in class.arguments.iter().enumerate() {
            let options = PyDict::new(py);
            if place >= class.required {
                options.set_item("default", py.None())?;
            }
            parameters.append(parameter.call((class.name(index), &kind), Some(&options))?)?;
        }
        inspect.getattr("Signature")?.call1((parameters,))
    }
}
