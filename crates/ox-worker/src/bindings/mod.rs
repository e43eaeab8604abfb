//! The native module `_ox.native`, registered room by room. Its stub is `python_shim/_ox/native.pyi`.

mod link;
mod packages;
mod text;
mod tl;
mod transfers;

use pyo3::prelude::*;

use crate::errors::{CoreError, UnknownConstructor};
use crate::interpreter::NATIVE;
use crate::{baked, sync};

#[pymodule]
fn native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.setattr("__name__", NATIVE)?;
    module.add("CoreError", py.get_type::<CoreError>())?;
    module.add("UnknownConstructor", py.get_type::<UnknownConstructor>())?;
    module.add("PYTHON", baked::EXECUTABLE)?;
    module.add_function(wrap_pyfunction!(sync::ask, module)?)?;
    tl::register(module)?;
    link::register(module)?;
    transfers::register(module)?;
    packages::register(module)?;
    text::register(module)?;
    // A star import of this module would bring names like `call`; the stub has no list either.
    module.delattr("__all__")
}

/// A new native module.
pub fn module(py: Python<'_>) -> Py<PyModule> {
    pyo3::wrap_pymodule!(native)(py)
}
