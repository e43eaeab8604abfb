//! One logged-in account on grammers: login, raw bytes in and out, ordered updates.
//! The only crate of the core that speaks typed grammers. It decides nothing about handlers, and it
//! knows nothing of Python.

mod account;
mod base64;
mod error;
mod exchange;
mod files;
mod flood;
mod guest;
mod invoke;
pub mod login;
mod me;
mod options;
mod own;
mod peers;
mod pool;
mod relay;
mod session;
mod transfer;
mod updates;

pub use account::{Account, Incoming};
pub use error::{ClientError, ExchangeError, InvokeError, TransferError};
pub use files::Files;
pub use guest::{Guest, GuestOptions, Home, Place};
pub use invoke::Request;
pub use options::{Device, Known, Options, Server};
pub use relay::{Proxy, ProxyError};
pub use session::adopt_key;
pub use transfer::{Download, Piece, Pieces, Rules, Sending, Upload};
pub use updates::Update;
