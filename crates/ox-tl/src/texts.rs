//! Where the strings lie in TL bytes, for whoever must change them in place without decoding the rest.

use std::ops::Range;

use crate::{
    errors::DecodeError,
    reader::{BOOL_FALSE, BOOL_TRUE, FlagWords, Reader, VECTOR},
    schema::{self, Constructor, Kind},
};

/// The places of every `string` in the boxed object that `bytes` begin with, in order, without lengths and padding; and how many
/// bytes the object takes. Fails where [`Reader::skip_object`] does.
pub fn texts(bytes: &[u8]) -> Result<(Vec<Range<usize>>, usize), DecodeError> {
    let mut search = Search { reader: Reader::new(bytes), found: Vec::new() };
    // Too deep, cut short or unknown is said here; the search below then meets nothing of it.
    search.reader.clone().skip_object()?;
    search.object()?;
    Ok((search.found, search.reader.position()))
}

struct Search<'a> {
    reader: Reader<'a>,
    found: Vec<Range<usize>>,
}

impl Search<'_> {
    fn object(&mut self) -> Result<(), DecodeError> {
        match self.reader.peek_u32()? {
            BOOL_TRUE | BOOL_FALSE => self.reader.bool().map(drop),
            VECTOR => {
                let length = self.reader.vector_len()?;
                (0..length).try_for_each(|_| self.object())
            }
            _ => {
                let constructor = self.reader.constructor()?;
                self.fields(constructor)
            }
        }
    }

    fn fields(&mut self, constructor: &Constructor) -> Result<(), DecodeError> {
        let mut flags = FlagWords::default();
        for field in constructor.fields {
            if field.kind == Kind::Flags {
                flags.push(self.reader.u32()?);
            } else if flags.has(field.flag) {
                self.value(&field.kind)?;
            }
        }
        Ok(())
    }

    fn value(&mut self, kind: &Kind) -> Result<(), DecodeError> {
        match kind {
            Kind::String => {
                let start = self.reader.position();
                let length = self.reader.string()?.len();
                // The length takes one byte, or four from 254 on.
                let start = start + if length < 254 { 1 } else { 4 };
                self.found.push(start..start + length);
                Ok(())
            }
            Kind::Object(_) | Kind::Any => self.object(),
            Kind::Bare(name) => {
                let constructor = schema::by_tl_name(name).ok_or(DecodeError::UnknownBareType { name })?;
                self.fields(constructor)
            }
            Kind::Vector(item) => {
                let length = self.reader.vector_len()?;
                (0..length).try_for_each(|_| self.value(item))
            }
            Kind::BareVector(item) => {
                let length = self.reader.bare_vector_len()?;
                (0..length).try_for_each(|_| self.value(item))
            }
            plain => self.reader.skip(plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        arbitrary,
        value::{self, Value},
    };

    #[test]
    fn every_string_of_every_type_is_found_and_nothing_else() {
        let mut seed = 7u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 8
        };
        let mut found = 0;
        for constructor in schema::constructors().iter().filter(|c| !c.is_function) {
            let object = arbitrary::object(constructor, &mut next);
            let bytes = value::encode(&object).unwrap();
            let (places, length) = texts(&bytes).unwrap();
            assert_eq!(length, bytes.len(), "{}", constructor.tl_name);
            let read: Vec<&[u8]> = places.into_iter().map(|place| &bytes[place]).collect();
            let mut known = Vec::new();
            object.fields.iter().for_each(|field| collect(field, &mut known));
            assert_eq!(read, known, "{}", constructor.tl_name);
            found += read.len();
            for cut in (0..bytes.len()).step_by(4) {
                assert!(texts(&bytes[..cut]).is_err(), "{} cut at {cut}", constructor.tl_name);
            }
        }
        assert!(found > 1000, "{found}");
    }

    fn collect<'a>(value: &'a Value, into: &mut Vec<&'a [u8]>) {
        match value {
            Value::Text(text) => into.push(text.as_bytes()),
            Value::Vector(items) => items.iter().for_each(|item| collect(item, into)),
            Value::Object(object) => object.fields.iter().for_each(|field| collect(field, into)),
            _ => {}
        }
    }
}
