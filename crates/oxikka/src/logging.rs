//! The log: to standard error, filtered by `OXIKKA_LOG`.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

const VARIABLE: &str = "OXIKKA_LOG";

/// Starts the log; `usual` is the filter when the variable is not set or not understood.
pub fn start(usual: &str) {
    let filter = EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new(usual));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .compact()
        .init();
}
