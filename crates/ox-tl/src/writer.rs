//! Appends TL primitives to a byte buffer. What to append is decided by the caller or by `value`.

use crate::errors::EncodeError;
use crate::reader::{BOOL_FALSE, BOOL_TRUE, VECTOR};

/// Strings must stay below this many bytes: their length has 24 bits.
pub const MAX_STRING: usize = 1 << 24;

/// A constructor id or a word of flags.
pub fn push_u32(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// An `int`.
pub fn push_i32(out: &mut Vec<u8>, value: i32) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// A `long`.
pub fn push_i64(out: &mut Vec<u8>, value: i64) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// A `double`.
pub fn push_f64(out: &mut Vec<u8>, value: f64) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// A boxed `Bool`.
pub fn push_bool(out: &mut Vec<u8>, value: bool) {
    push_u32(out, if value { BOOL_TRUE } else { BOOL_FALSE });
}

/// The start of a boxed vector; its items follow.
pub fn push_vector_header(out: &mut Vec<u8>, length: usize) {
    push_u32(out, VECTOR);
    push_u32(out, length as u32);
}

/// Bytes or a string: length, content, padding to 4 bytes. Nothing is appended when they are too long.
pub fn push_bytes(out: &mut Vec<u8>, value: &[u8]) -> Result<(), EncodeError> {
    let length = value.len();
    let header = if length < 254 {
        out.push(length as u8);
        1
    } else if length < MAX_STRING {
        let [a, b, c, _] = (length as u32).to_le_bytes();
        out.extend_from_slice(&[254, a, b, c]);
        4
    } else {
        return Err(EncodeError::TooLong { length });
    };
    out.extend_from_slice(value);
    out.resize(out.len() + (header + length).wrapping_neg() % 4, 0);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::Reader;

    #[test]
    fn strings_of_every_length_class_come_back() {
        for length in [0, 1, 2, 3, 4, 252, 253, 254, 255, 256, 257, 70_000] {
            let value = vec![7; length];
            let mut out = Vec::new();
            push_bytes(&mut out, &value).unwrap();
            assert_eq!(out.len() % 4, 0, "{length}");
            let mut reader = Reader::new(&out);
            assert_eq!(reader.bytes().unwrap(), value);
            assert!(reader.remaining().is_empty(), "{length}");
        }
    }

    #[test]
    fn a_string_of_sixteen_mebibytes_is_refused() {
        let mut out = Vec::new();
        assert_eq!(
            push_bytes(&mut out, &vec![0; MAX_STRING]),
            Err(EncodeError::TooLong { length: MAX_STRING })
        );
        assert!(out.is_empty());
    }
}
