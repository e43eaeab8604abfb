//! Module names that the made classes carry, so that pickles and error texts read as modules expect.

/// Package of the client library's TL classes.
const TL_PACKAGE: &str = "telethon.tl";

/// Where the base classes say they live.
pub fn base_module() -> String {
    format!("{TL_PACKAGE}.tlobject")
}

/// Where a constructor's class says it lives.
pub fn class_module(is_function: bool, namespace: &str) -> String {
    let kind = if is_function { "functions" } else { "types" };
    if namespace.is_empty() {
        format!("{TL_PACKAGE}.{kind}")
    } else {
        format!("{TL_PACKAGE}.{kind}.{namespace}")
    }
}
