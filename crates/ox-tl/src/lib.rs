//! The TL schema as data at run time: constructors, fields and names, the codec over them, and RPC errors.
//! Reading order: schema, reader, writer, value, view. No typed constructors, no sockets, no Python.

// The rules run in build.rs; here they are only tested.
#[cfg(test)]
mod names;

pub mod arbitrary;
pub mod errors;
mod media;
pub mod peer;
pub mod reader;
mod schema;
mod texts;
pub mod value;
pub mod view;
pub mod writer;

pub use errors::{DecodeError, EncodeError, RpcError};
pub use media::MediaKind;
pub use reader::Reader;
pub use schema::{
    Constructor, Field, Kind, LAYER, by_class, by_id, by_tl_name, constructors, constructors_of, functions,
    types,
};
pub use texts::texts;
pub use view::{MessageView, UpdateKind};
