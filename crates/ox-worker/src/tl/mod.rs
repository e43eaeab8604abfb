//! TL objects as Python objects: classes made at first use, fields in slots, bytes in and out.
//! The schema itself, and everything that needs no Python, is ox-tl's.

mod class;
mod construct;
mod dates;
mod decode;
mod dictionary;
mod encode;
mod function;
mod object;
mod signature;
mod stringify;
mod unicode;

pub use class::{Class, bases, is_object, register_override};
pub use decode::{answer as decode_answer, at as decode_at, boxed as decode_boxed, set_unknown_factory};
pub use encode::{object as encode_object, request as encode_request};
pub use function::Expected;
