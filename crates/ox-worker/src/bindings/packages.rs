//! Package installation for Python: an awaitable, and the overlay's place on `sys.path`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use crate::packages::installer::{self, Order, Report};
use crate::packages::requirements;

/// Overlay folder when none is named: below the worker's own folder, which is its current one.
const DEFAULT_OVERLAY: &str = "packages";
/// How long leaving waits for an installation that was cancelled.
const SETTLING: Duration = Duration::from_secs(2);

/// Adds the package functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    // Started at the first installation, not now.
    runtime.worker_threads(1).max_blocking_threads(1).thread_name("packages").enable_all();
    pyo3_async_runtimes::tokio::init(runtime);
    module.add_function(wrap_pyfunction!(parse_requirements, module)?)?;
    module.add_function(wrap_pyfunction!(add_overlay, module)?)?;
    module.add_function(wrap_pyfunction!(install_packages, module)?)
}

/// The packages among the words of a `# requires:` line.
#[pyfunction]
fn parse_requirements(py: Python<'_>, words: &str) -> PyResult<Vec<String>> {
    let standard = py.import("sys")?.getattr("stdlib_module_names")?;
    Ok(requirements::parse(words, |name| standard.contains(name).unwrap_or(false)))
}

fn overlay(target: Option<PathBuf>) -> PyResult<PathBuf> {
    let target = target.unwrap_or_else(|| DEFAULT_OVERLAY.into());
    Ok(std::path::absolute(target)?)
}

/// Puts the overlay into `sys.path` and returns its path: behind everything of ours and of the standard library, before what else
/// happens to be installed, so that a module gets the releases that were installed for it.
#[pyfunction]
#[pyo3(signature = (target = None))]
fn add_overlay(py: Python<'_>, target: Option<PathBuf>) -> PyResult<OsString> {
    let target = overlay(target)?;
    let path = py.import("sys")?.getattr("path")?;
    let text = target.to_string_lossy();
    if !path.contains(text.as_ref())? {
        let folders: Vec<String> = path.extract()?;
        let installed =
            |folder: &String| folder.ends_with("site-packages") || folder.ends_with("dist-packages");
        let place = folders.iter().position(installed).unwrap_or(folders.len());
        path.call_method1("insert", (place, text.as_ref()))?;
    }
    py.import("importlib")?.call_method0("invalidate_caches")?;
    Ok(target.into_os_string())
}

/// Awaitable: installs into the overlay and gives `{"ok", "installed", "log"}`. `on_line` gets each line on the loop;
/// `constraints` are requirements that whatever is installed has to meet.
#[pyfunction]
#[pyo3(signature = (packages, target = None, on_line = None, constraints = Vec::new()))]
#[expect(clippy::needless_pass_by_value, reason = "a slice cannot be taken from a Python list")]
fn install_packages(
    py: Python<'_>,
    packages: Vec<String>,
    target: Option<PathBuf>,
    on_line: Option<Py<PyAny>>,
    constraints: Vec<String>,
) -> PyResult<Bound<'_, PyAny>> {
    let target = overlay(target)?;
    let asyncio = pyo3_async_runtimes::get_running_loop(py)?.unbind();
    settle_at_exit(py)?;
    let words = packages.join(" ");
    let order = Order { packages: parse_requirements(py, &words)?, constraints, target };
    pyo3_async_runtimes::tokio::future_into_py(py, async move {
        let tell = |line: &str| {
            let Some(on_line) = &on_line else {
                return;
            };
            Python::attach(|py| {
                // Best effort: a loop that has closed meanwhile has nobody who reads lines.
                let _ = asyncio.bind(py).call_method1("call_soon_threadsafe", (on_line.bind(py), line));
            });
        };
        let report = installer::install(&order, tell).await?;
        Python::attach(|py| {
            add_overlay(py, Some(order.target))?;
            as_dict(py, &report)
        })
    })
}

/// Registers `settle`, once.
fn settle_at_exit(py: Python<'_>) -> PyResult<()> {
    static REGISTERED: PyOnceLock<()> = PyOnceLock::new();
    REGISTERED.get_or_try_init(py, || {
        let settle = wrap_pyfunction!(settle, py)?;
        py.import("atexit")?.call_method1("register", (settle,)).map(drop)
    })?;
    Ok(())
}

/// Waits until no thread of ours is about to enter Python: one that is inside while Python finalises aborts the process.
#[pyfunction]
fn settle(py: Python<'_>) {
    let runtime = pyo3_async_runtimes::tokio::get_runtime();
    let settled = async {
        while runtime.metrics().num_alive_tasks() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        // Results are delivered by the one blocking thread, in order: when this is through, they are.
        runtime.spawn_blocking(|| ()).await
    };
    // Nothing more can be done when it takes longer.
    let _ = py.detach(|| runtime.block_on(async { tokio::time::timeout(SETTLING, settled).await }));
}

fn as_dict(py: Python<'_>, report: &Report) -> PyResult<Py<PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("ok", report.ok)?;
    dict.set_item("installed", &report.installed)?;
    dict.set_item("log", &report.log)?;
    Ok(dict.unbind())
}
