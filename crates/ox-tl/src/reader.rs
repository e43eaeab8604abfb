//! A cursor over TL bytes: primitives, and skipping by the schema. It borrows, allocates nothing and never panics.
//! Building values from the bytes is `value`'s work.

use crate::errors::DecodeError;
use crate::schema::{self, Constructor, Kind};

/// The id of a boxed vector.
pub const VECTOR: u32 = 0x1cb5_c415;
/// The id of a true `Bool`.
pub const BOOL_TRUE: u32 = 0x9972_75b5;
/// The id of a false `Bool`.
pub const BOOL_FALSE: u32 = 0xbc79_9737;

/// Objects and vectors may nest this deep; deeper input is refused before the stack is in danger.
pub const MAX_DEPTH: u32 = 96;

/// The flag words of one object, filled as its fields are read.
#[derive(Clone, Copy, Debug, Default)]
pub struct FlagWords {
    words: [u32; 2],
    seen: u8,
}

impl FlagWords {
    /// Remembers the next word.
    pub fn push(&mut self, word: u32) {
        // Invariant: build.rs refuses a schema with more than two words in a constructor.
        if let Some(slot) = self.words.get_mut(self.seen as usize) {
            *slot = word;
            self.seen += 1;
        }
    }

    /// Whether a field with this flag is there.
    pub fn has(&self, flag: Option<(u8, u8)>) -> bool {
        match flag {
            None => true,
            Some((word, bit)) => self.words[word as usize & 1] >> (bit & 31) & 1 == 1,
        }
    }
}

/// Reads TL bytes from front to back.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
    depth: u32,
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0, depth: 0 }
    }

    /// How many bytes have been read.
    pub fn position(&self) -> usize {
        self.position
    }

    /// The bytes not read yet.
    pub fn remaining(&self) -> &'a [u8] {
        &self.bytes[self.position..]
    }

    /// The bytes between an earlier position and the current one.
    pub fn since(&self, start: usize) -> &'a [u8] {
        self.bytes.get(start..self.position).unwrap_or_default()
    }

    /// The next `length` bytes, without padding.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let taken = self.remaining().get(..length).ok_or(DecodeError::UnexpectedEnd { at: self.position })?;
        self.position += length;
        Ok(taken)
    }

    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let at = self.position;
        self.take(N)?.try_into().map_err(|_| DecodeError::UnexpectedEnd { at })
    }

    /// A constructor id or a word of flags.
    pub fn u32(&mut self) -> Result<u32, DecodeError> {
        self.array().map(u32::from_le_bytes)
    }

    /// A constructor id without moving on.
    pub fn peek_u32(&self) -> Result<u32, DecodeError> {
        self.clone().u32()
    }

    /// An `int`.
    pub fn i32(&mut self) -> Result<i32, DecodeError> {
        self.array().map(i32::from_le_bytes)
    }

    /// A `long`.
    pub fn i64(&mut self) -> Result<i64, DecodeError> {
        self.array().map(i64::from_le_bytes)
    }

    /// A `double`.
    pub fn f64(&mut self) -> Result<f64, DecodeError> {
        self.array().map(f64::from_le_bytes)
    }

    /// A boxed `Bool`.
    pub fn bool(&mut self) -> Result<bool, DecodeError> {
        let at = self.position;
        match self.u32()? {
            BOOL_TRUE => Ok(true),
            BOOL_FALSE => Ok(false),
            id => Err(DecodeError::UnknownConstructor { id, at }),
        }
    }

    /// Length-prefixed bytes, their padding eaten.
    pub fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let [first] = self.array::<1>()?;
        let (header, length) = match first {
            254 => {
                let [a, b, c] = self.array::<3>()?;
                (4, u32::from_le_bytes([a, b, c, 0]) as usize)
            }
            255 => return Err(DecodeError::StringLength { at: self.position - 1 }),
            short => (1, short as usize),
        };
        let taken = self.take(length)?;
        self.take((header + length).wrapping_neg() % 4)?;
        Ok(taken)
    }

    /// The bytes of a `string`, which are UTF-8 unless the other side is broken.
    pub fn string(&mut self) -> Result<&'a [u8], DecodeError> {
        self.bytes()
    }

    /// The length of a boxed vector; at most as many items as the bytes left can hold.
    pub fn vector_len(&mut self) -> Result<usize, DecodeError> {
        let at = self.position;
        match self.u32()? {
            VECTOR => self.bare_vector_len(),
            id => Err(DecodeError::NotAVector { id, at }),
        }
    }

    /// The length of a vector without its id. Every item is at least 4 bytes, so a longer count is a lie.
    pub fn bare_vector_len(&mut self) -> Result<usize, DecodeError> {
        let at = self.position;
        let length = self.u32()? as usize;
        if length > self.remaining().len() / 4 {
            return Err(DecodeError::VectorLength { length, at });
        }
        Ok(length)
    }

    /// The constructor whose id is next.
    pub fn constructor(&mut self) -> Result<&'static Constructor, DecodeError> {
        let at = self.position;
        let id = self.u32()?;
        schema::by_id(id).ok_or(DecodeError::UnknownConstructor { id, at })
    }

    /// Passes over one boxed object: a constructor, a `Bool` or a vector of boxed objects.
    pub fn skip_object(&mut self) -> Result<(), DecodeError> {
        self.nested(|reader| match reader.peek_u32()? {
            BOOL_TRUE | BOOL_FALSE => reader.bool().map(drop),
            VECTOR => {
                for _ in 0..reader.vector_len()? {
                    reader.skip_object()?;
                }
                Ok(())
            }
            _ => {
                let constructor = reader.constructor()?;
                reader.skip_fields(constructor)
            }
        })
    }

    /// Passes over the fields of an object whose id has been read.
    pub fn skip_fields(&mut self, constructor: &Constructor) -> Result<(), DecodeError> {
        let mut flags = FlagWords::default();
        for field in constructor.fields {
            if field.kind == Kind::Flags {
                flags.push(self.u32()?);
            } else if flags.has(field.flag) {
                self.skip(&field.kind)?;
            }
        }
        Ok(())
    }

    /// Passes over one value.
    pub fn skip(&mut self, kind: &Kind) -> Result<(), DecodeError> {
        match kind {
            Kind::True => Ok(()),
            Kind::Flags | Kind::Int | Kind::Date => self.take(4).map(drop),
            Kind::Long | Kind::Double => self.take(8).map(drop),
            Kind::Int128 => self.take(16).map(drop),
            Kind::Int256 => self.take(32).map(drop),
            Kind::String | Kind::Bytes => self.bytes().map(drop),
            Kind::Bool => self.bool().map(drop),
            Kind::Object(_) | Kind::Any => self.skip_object(),
            Kind::Bare(name) => {
                let constructor = schema::by_tl_name(name).ok_or(DecodeError::UnknownBareType { name })?;
                self.nested(|reader| reader.skip_fields(constructor))
            }
            Kind::Vector(item) => {
                let length = self.vector_len()?;
                self.skip_items(length, item)
            }
            Kind::BareVector(item) => {
                let length = self.bare_vector_len()?;
                self.skip_items(length, item)
            }
        }
    }

    fn skip_items(&mut self, length: usize, item: &Kind) -> Result<(), DecodeError> {
        self.nested(|reader| (0..length).try_for_each(|_| reader.skip(item)))
    }

    /// Runs `read` one level deeper, or refuses when that is too deep.
    pub(crate) fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        if self.depth >= MAX_DEPTH {
            return Err(DecodeError::TooDeep { at: self.position });
        }
        self.depth += 1;
        let outcome = read(self);
        self.depth -= 1;
        outcome
    }
}
