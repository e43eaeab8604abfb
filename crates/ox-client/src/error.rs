//! What can go wrong between us and a server. Telegram's own refusals are `ox_tl::RpcError`.

use std::time::Duration;

use ox_tl::RpcError;

use crate::ProxyError;

/// A call's failure: Telegram said no, or we could not.
#[derive(Debug, thiserror::Error)]
pub enum InvokeError {
    /// Telegram's refusal, as it spelled it.
    #[error("{0}")]
    Rpc(RpcError),
    /// The call was not made, or its answer did not come.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// We could not.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error(transparent)]
    Store(#[from] ox_store::StoreError),
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// There is no way through the proxy.
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    /// There is no login in the store, or it belongs to nobody yet.
    #[error("this account is not logged in\nhint: run `oxikka login`")]
    NotLoggedIn,
    /// Telegram has ended the login.
    #[error("telegram has ended this login ({reason})\nhint: run `oxikka login` again")]
    LoggedOut { reason: String },
    /// The answer did not come in time.
    #[error("no answer within {} s", .0.as_secs_f32())]
    TimedOut(Duration),
    /// The connection could not be made, or broke before the answer came.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// The server takes neither the key that there is nor agrees on another.
    #[error("the login's key does not work: {0}")]
    Key(String),
    /// The server does not know the key that the login has.
    #[error("the server does not know this login's key")]
    DeadKey,
    /// A body's length is not a multiple of 4.
    #[error("a request body of {0} bytes is no TL (not a multiple of 4, or empty)")]
    BodyLength(usize),
    /// A body is longer than a message may be.
    #[error("a request body of {0} bytes is too long for one message")]
    BodyTooLong(usize),
    /// Telegram has no data centre with this number.
    #[error("there is no data centre {0}")]
    UnknownDc(i32),
    /// What came back is not what the protocol says.
    #[error("the server's answer cannot be read: {0}")]
    Answer(String),
    /// A call of our own, needed for another one, was refused.
    #[error("telegram refused `{method}`: {error}")]
    Refused { method: &'static str, error: RpcError },
    /// The account was closed.
    #[error("the account is closed")]
    Closed,
}

/// Why a file did not come or go.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    #[error(transparent)]
    Invoke(#[from] InvokeError),
    /// Telegram did not take a part, and did not say why.
    #[error("telegram did not take part {0} of the file")]
    Part(i32),
    /// The file is on one of Telegram's CDNs, with keys of its own.
    #[error("the file is on a CDN, which is not supported")]
    Cdn,
    /// The part's size or the offset is none that Telegram allows.
    #[error("a transfer with this part size, offset or length cannot be made")]
    Range,
    /// What names the file is no TL object of that kind.
    #[error("this is no location of a file")]
    Location,
}

/// Why no key could be agreed on with a server of one's own.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    #[error("the server's public key is not a 2048-bit RSA key in PEM: {0}")]
    PublicKey(String),
    #[error("cannot connect to {address}: {source}")]
    Connect { address: std::net::SocketAddr, source: std::io::Error },
    #[error("the connection broke during the key exchange: {0}")]
    Io(#[from] std::io::Error),
    #[error("the server closed the connection during the key exchange")]
    Closed,
    #[error("no answer from {0} during the key exchange")]
    TimedOut(std::net::SocketAddr),
    #[error("the server does not have the key of this `--server-key`")]
    OtherKey,
    #[error("the key exchange failed: {0}")]
    Protocol(&'static str),
    #[error("the key exchange failed: transport error {0}")]
    Transport(String),
}

impl InvokeError {
    /// Telegram's refusal, if it was one.
    pub fn rpc(&self) -> Option<&RpcError> {
        match self {
            Self::Rpc(error) => Some(error),
            Self::Client(_) => None,
        }
    }

    /// As a failure of a call that was made for another purpose.
    pub(crate) fn during(self, method: &'static str) -> ClientError {
        match self {
            Self::Rpc(error) if ends_login(&error) => {
                ClientError::LoggedOut { reason: error.message().to_owned() }
            }
            Self::Rpc(error) => ClientError::Refused { method, error },
            Self::Client(error) => error,
        }
    }
}

/// Whether a refusal means that the login is gone for good.
pub(crate) fn ends_login(error: &RpcError) -> bool {
    const NAMES: [&str; 6] = [
        "AUTH_KEY_UNREGISTERED",
        "AUTH_KEY_INVALID",
        "AUTH_KEY_DUPLICATED",
        "SESSION_REVOKED",
        "SESSION_EXPIRED",
        "USER_DEACTIVATED",
    ];
    NAMES.contains(&&*error.name) || error.name == "USER_DEACTIVATED_BAN"
}
