//! What can keep a data centre from starting. What Telegram refuses is an RPC error, never one of these.

use std::io;

/// A local data centre could not start.
#[derive(Debug, thiserror::Error)]
pub enum DcError {
    /// The loopback port could not be bound.
    #[error("cannot listen on loopback port {port}: {source}")]
    Listen {
        /// The wanted port, 0 for any.
        port: u16,
        /// The system's reason.
        source: io::Error,
    },
    /// The server's event loop could not be built.
    #[error("cannot start the event loop: {0}")]
    EventLoop(io::Error),
    /// The RSA key of the crate cannot be read.
    #[error("the server's RSA key is not usable: {0}")]
    Key(String),
}
