//! Bakes the interpreter that this worker is linked against, and where the shim lies in the source tree.
//! Stops with a hint when that interpreter has no shared library.

use std::process::Command;

const BASE: &str = "import sys; print(getattr(sys, '_base_executable', None) or sys.executable); \
    print('.'.join(map(str, sys.version_info[:3])))";

fn main() {
    println!("cargo:rerun-if-env-changed=PYO3_PYTHON");
    println!("cargo:rerun-if-changed=build.rs");
    pyo3_build_config::use_pyo3_cfgs();
    let config = pyo3_build_config::get();
    if !config.shared() {
        println!("cargo::error=the interpreter has no shared library, so it cannot be embedded");
        println!(
            "cargo::error=hint: build it with --enable-shared (pyenv: PYTHON_CONFIGURE_OPTS=--enable-shared), or set PYO3_PYTHON to one that has it"
        );
        return;
    }
    let Some(executable) = config.executable() else {
        println!("cargo::error=pyo3 found a library, but no interpreter program");
        println!("cargo::error=hint: set PYO3_PYTHON to the python program to embed");
        return;
    };
    match base_of(executable) {
        Ok((base, version)) => {
            println!("cargo:rustc-env=OX_PYTHON_EXECUTABLE={base}");
            println!("cargo:rustc-env=OX_PYTHON_VERSION={version}");
        }
        Err(reason) => println!("cargo::error=asking `{executable}` about itself failed: {reason}"),
    }
    println!("cargo:rustc-env=OX_PYTHON_LIBRARY_DIR={}", config.lib_dir().unwrap_or_default());
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    println!("cargo:rustc-env=OX_SHIM_SOURCE={root}/../../python_shim");
    pyo3_build_config::add_libpython_rpath_link_args();
}

fn base_of(executable: &str) -> Result<(String, String), String> {
    let output = Command::new(executable).args(["-I", "-c", BASE]).output().map_err(|e| e.to_string())?;
    let text = String::from_utf8(output.stdout).map_err(|e| e.to_string())?;
    let mut lines = text.lines().map(str::to_owned);
    match (lines.next(), lines.next()) {
        (Some(base), Some(version)) => Ok((base, version)),
        _ => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}
