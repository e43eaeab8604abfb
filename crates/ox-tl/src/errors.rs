//! What can go wrong: bytes that are not TL, values that do not fit the schema, and Telegram's own refusals.
//! Which Python class a refusal becomes is decided elsewhere.

use std::fmt;

/// Bytes that the schema cannot explain. Offsets count from the first byte given to the reader.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes stop inside a value.
    #[error("the data ends inside a value at byte {at}")]
    UnexpectedEnd {
        /// Where the value starts.
        at: usize,
    },
    /// An id that is not in the schema.
    #[error("no constructor `{id:#010x}` (at byte {at})")]
    UnknownConstructor {
        /// The id.
        id: u32,
        /// Where it stands.
        at: usize,
    },
    /// Something else where a boxed vector must be.
    #[error("`{id:#010x}` is not a vector (at byte {at})")]
    NotAVector {
        /// The id found.
        id: u32,
        /// Where it stands.
        at: usize,
    },
    /// More items than the data can hold.
    #[error("a vector of {length} items does not fit the data (at byte {at})")]
    VectorLength {
        /// The items announced.
        length: usize,
        /// Where the count stands.
        at: usize,
    },
    /// A length byte that TL does not know.
    #[error("a string has no valid length (at byte {at})")]
    StringLength {
        /// Where the length byte stands.
        at: usize,
    },
    /// Objects inside objects beyond [`crate::reader::MAX_DEPTH`].
    #[error("objects nest too deep (at byte {at})")]
    TooDeep {
        /// Where the limit was met.
        at: usize,
    },
    /// The schema itself names a bare type that it lacks.
    #[error("the schema has no bare type `{name}`")]
    UnknownBareType {
        /// The type's name.
        name: &'static str,
    },
    /// A view was asked of an object of another kind.
    #[error("`{tl_name}` is not {expected}")]
    Unexpected {
        /// The constructor found.
        tl_name: &'static str,
        /// What was wanted, in words.
        expected: &'static str,
    },
}

/// A value that does not fit its constructor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// Too few or too many field values.
    #[error("`{tl_name}` has {expected} fields, {found} were given")]
    FieldCount {
        /// The constructor.
        tl_name: &'static str,
        /// Fields of the schema, flag words included.
        expected: usize,
        /// Values given.
        found: usize,
    },
    /// A value of another kind than the field's.
    #[error("`{tl_name}.{field}` cannot hold such a value")]
    WrongKind {
        /// The constructor.
        tl_name: &'static str,
        /// The field.
        field: &'static str,
    },
    /// Fields that share a flag, one given and one absent.
    #[error("`{tl_name}.{field}` shares its flag with a field that disagrees")]
    FlagConflict {
        /// The constructor.
        tl_name: &'static str,
        /// The second field.
        field: &'static str,
    },
    /// A string or byte string of 16 MiB or more.
    #[error("{length} bytes do not fit a TL string")]
    TooLong {
        /// Its length.
        length: usize,
    },
}

/// Telegram said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct RpcError {
    /// 303, 400, 401, 403, 404, 406, 420, 500, -503…
    pub code: i32,
    /// The name without its number: `FLOOD_WAIT`, `FILE_PART_X_MISSING` is `FILE_PART_MISSING`.
    pub name: String,
    /// The number that stood in the name: seconds, a data centre, a part.
    pub value: Option<u32>,
    /// The name as the server spelt it.
    message: String,
}

impl RpcError {
    /// Takes the number out of the server's message: `FLOOD_WAIT_31` is `FLOOD_WAIT` and 31.
    /// The first part that is a number counts; text that is no `NAME_OF_AN_ERROR` stays whole.
    pub fn parse(code: i32, message: &str) -> Self {
        let mut value = None;
        let mut parts = Vec::new();
        for part in message.split('_') {
            match part.parse::<u32>() {
                Ok(number) if value.is_none() && part.bytes().all(|byte| byte.is_ascii_digit()) => {
                    value = Some(number);
                }
                _ => parts.push(part),
            }
        }
        let name = if parts.is_empty() { message.to_owned() } else { parts.join("_") };
        Self { code, name, value, message: message.to_owned() }
    }

    /// The server's own spelling: `FLOOD_WAIT_31`.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether this is the refusal of that name, numbers left out.
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }
}

impl fmt::Display for RpcError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} (code {})", self.message, self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_out_of_names() {
        let cases = [
            (420, "FLOOD_WAIT_31", "FLOOD_WAIT", Some(31)),
            (303, "PHONE_MIGRATE_2", "PHONE_MIGRATE", Some(2)),
            (400, "FILE_PART_3_MISSING", "FILE_PART_MISSING", Some(3)),
            (400, "INTERDC_4_CALL_RICH_ERROR", "INTERDC_CALL_RICH_ERROR", Some(4)),
            (420, "2FA_CONFIRM_WAIT_600", "2FA_CONFIRM_WAIT", Some(600)),
            (400, "PEER_ID_INVALID", "PEER_ID_INVALID", None),
            (500, "", "", None),
            (-503, "Timeout", "Timeout", None),
            (400, "X_99999999999", "X_99999999999", None),
            (400, "42", "42", Some(42)),
        ];
        for (code, message, name, value) in cases {
            let error = RpcError::parse(code, message);
            assert_eq!((error.name.as_str(), error.value, error.message()), (name, value, message));
        }
    }

    #[test]
    fn it_shows_the_servers_own_spelling() {
        assert_eq!(RpcError::parse(420, "FLOOD_WAIT_31").to_string(), "FLOOD_WAIT_31 (code 420)");
    }
}
