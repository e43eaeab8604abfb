//! Any TL value as a tree, read and written by the schema: for tests, tools and small jobs.
//! The hot paths read with `Reader` and `MessageView` instead.

use crate::errors::{DecodeError, EncodeError};
use crate::reader::{BOOL_FALSE, BOOL_TRUE, FlagWords, Reader, VECTOR};
use crate::schema::{self, Constructor, Field, Kind};
use crate::writer;

/// One value of the schema.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A field whose flag is not set, and the place of a flag word (which is computed when writing).
    Absent,
    /// A `true` flag.
    Flag(bool),
    /// `int`, dates included.
    Int(i32),
    /// `long`.
    Long(i64),
    /// `double`.
    Double(f64),
    /// `int128`.
    Int128([u8; 16]),
    /// `int256`.
    Int256([u8; 32]),
    /// `string`.
    Text(String),
    /// `bytes`, and a `string` that is not UTF-8.
    Bytes(Vec<u8>),
    /// `Bool`.
    Bool(bool),
    /// Any vector.
    Vector(Vec<Value>),
    /// Any object.
    Object(Object),
}

/// A constructor with one value per field of its schema, flag words included.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// What it is.
    pub constructor: &'static Constructor,
    /// In wire order.
    pub fields: Vec<Value>,
}

impl Object {
    /// The value of the field with this schema name; `None` when there is no such field.
    pub fn get(&self, tl_name: &str) -> Option<&Value> {
        let at = self.constructor.fields.iter().position(|field| field.tl_name == tl_name)?;
        self.fields.get(at)
    }

    /// An object with these fields and nothing else; flags that are not named are off, optional fields absent.
    /// An unknown or missing field is an [`EncodeError`].
    pub fn build(
        constructor: &'static Constructor,
        named: Vec<(&'static str, Value)>,
    ) -> Result<Self, EncodeError> {
        let mut fields: Vec<Value> = constructor
            .fields
            .iter()
            .map(|field| if field.kind == Kind::True { Value::Flag(false) } else { Value::Absent })
            .collect();
        for (name, value) in named {
            let at = constructor.fields.iter().position(|field| field.tl_name == name);
            let at = at.ok_or(EncodeError::WrongKind { tl_name: constructor.tl_name, field: name })?;
            fields[at] = value;
        }
        Ok(Self { constructor, fields })
    }
}

/// Reads one boxed value: an object, a `Bool`, or a vector of boxed values. Bytes after it are left alone.
pub fn decode(bytes: &[u8]) -> Result<Value, DecodeError> {
    decode_boxed(&mut Reader::new(bytes))
}

/// Reads one value of a known kind, for answers such as `Vector<int>`.
pub fn decode_as(reader: &mut Reader<'_>, kind: &Kind) -> Result<Value, DecodeError> {
    Ok(match kind {
        Kind::Flags => {
            reader.u32()?;
            Value::Absent
        }
        Kind::True => Value::Flag(true),
        Kind::Int | Kind::Date => Value::Int(reader.i32()?),
        Kind::Long => Value::Long(reader.i64()?),
        Kind::Double => Value::Double(reader.f64()?),
        Kind::Int128 => Value::Int128(reader.array()?),
        Kind::Int256 => Value::Int256(reader.array()?),
        Kind::Bytes => Value::Bytes(reader.bytes()?.to_vec()),
        Kind::String => text(reader.string()?),
        Kind::Bool => Value::Bool(reader.bool()?),
        Kind::Object(_) | Kind::Any => decode_boxed(reader)?,
        Kind::Bare(name) => {
            let constructor = schema::by_tl_name(name).ok_or(DecodeError::UnknownBareType { name })?;
            reader.nested(|reader| decode_fields(reader, constructor))?
        }
        Kind::Vector(item) => {
            let length = reader.vector_len()?;
            decode_items(reader, length, item)?
        }
        Kind::BareVector(item) => {
            let length = reader.bare_vector_len()?;
            decode_items(reader, length, item)?
        }
    })
}

fn text(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => Value::Text(text.to_owned()),
        Err(_) => Value::Bytes(bytes.to_vec()),
    }
}

fn decode_boxed(reader: &mut Reader<'_>) -> Result<Value, DecodeError> {
    reader.nested(|reader| match reader.peek_u32()? {
        BOOL_TRUE | BOOL_FALSE => reader.bool().map(Value::Bool),
        VECTOR => {
            let length = reader.vector_len()?;
            decode_items(reader, length, &Kind::Any)
        }
        _ => {
            let constructor = reader.constructor()?;
            decode_fields(reader, constructor)
        }
    })
}

fn decode_fields(reader: &mut Reader<'_>, constructor: &'static Constructor) -> Result<Value, DecodeError> {
    let mut flags = FlagWords::default();
    let mut fields = Vec::with_capacity(constructor.fields.len());
    for field in constructor.fields {
        fields.push(match &field.kind {
            Kind::Flags => {
                flags.push(reader.u32()?);
                Value::Absent
            }
            Kind::True => Value::Flag(flags.has(field.flag)),
            kind if flags.has(field.flag) => decode_as(reader, kind)?,
            _ => Value::Absent,
        });
    }
    Ok(Value::Object(Object { constructor, fields }))
}

fn decode_items(reader: &mut Reader<'_>, length: usize, item: &Kind) -> Result<Value, DecodeError> {
    reader.nested(|reader| {
        (0..length).map(|_| decode_as(reader, item)).collect::<Result<_, _>>().map(Value::Vector)
    })
}

/// Writes an object with its id.
pub fn encode(object: &Object) -> Result<Vec<u8>, EncodeError> {
    let mut out = Vec::new();
    encode_boxed(&mut out, object)?;
    Ok(out)
}

fn encode_boxed(out: &mut Vec<u8>, object: &Object) -> Result<(), EncodeError> {
    writer::push_u32(out, object.constructor.id);
    encode_fields(out, object)
}

fn encode_fields(out: &mut Vec<u8>, object: &Object) -> Result<(), EncodeError> {
    let Constructor { tl_name, fields, .. } = object.constructor;
    if fields.len() != object.fields.len() {
        return Err(EncodeError::FieldCount { tl_name, expected: fields.len(), found: object.fields.len() });
    }
    let words = flag_words(object)?;
    let mut next_word = 0;
    for (field, value) in fields.iter().zip(&object.fields) {
        match (&field.kind, value) {
            (Kind::Flags, _) => {
                writer::push_u32(out, words[next_word]);
                next_word += 1;
            }
            (Kind::True, _) => {}
            (_, Value::Absent) if field.flag.is_some() => {}
            (kind, value) => encode_as(out, kind, value, (tl_name, field.name))?,
        }
    }
    Ok(())
}

/// The flag words that the present fields ask for; fields that share a bit must agree, and a `true` flag that is off follows them.
fn flag_words(object: &Object) -> Result<[u32; 2], EncodeError> {
    let tl_name = object.constructor.tl_name;
    let mut words = [0u32; 2];
    let mut absent = [0u32; 2];
    for (Field { name, kind, flag, .. }, value) in object.constructor.fields.iter().zip(&object.fields) {
        let Some((word, bit)) = *flag else { continue };
        let (word, bit) = (word as usize & 1, 1u32 << (bit & 31));
        match (kind, value) {
            (Kind::True, Value::Flag(true)) => words[word] |= bit,
            (Kind::True, Value::Flag(false) | Value::Absent) => {}
            (_, Value::Absent) => absent[word] |= bit,
            (Kind::True, _) => return Err(EncodeError::WrongKind { tl_name, field: name }),
            _ => words[word] |= bit,
        }
        if words[word] & absent[word] != 0 {
            return Err(EncodeError::FlagConflict { tl_name, field: name });
        }
    }
    Ok(words)
}

fn encode_as(
    out: &mut Vec<u8>,
    kind: &Kind,
    value: &Value,
    place: (&'static str, &'static str),
) -> Result<(), EncodeError> {
    match (kind, value) {
        (Kind::Int | Kind::Date, Value::Int(number)) => writer::push_i32(out, *number),
        (Kind::Long, Value::Long(number)) => writer::push_i64(out, *number),
        (Kind::Double, Value::Double(number)) => writer::push_f64(out, *number),
        (Kind::Int128, Value::Int128(bytes)) => out.extend_from_slice(bytes),
        (Kind::Int256, Value::Int256(bytes)) => out.extend_from_slice(bytes),
        (Kind::String | Kind::Bytes, Value::Text(text)) => writer::push_bytes(out, text.as_bytes())?,
        (Kind::String | Kind::Bytes, Value::Bytes(bytes)) => writer::push_bytes(out, bytes)?,
        (Kind::Bool | Kind::Object(_) | Kind::Any, Value::Bool(value)) => writer::push_bool(out, *value),
        (Kind::Object(_) | Kind::Any, Value::Object(object)) => encode_boxed(out, object)?,
        (Kind::Bare(name), Value::Object(object)) if object.constructor.tl_name == *name => {
            encode_fields(out, object)?;
        }
        (Kind::Object(_) | Kind::Any, Value::Vector(items)) => {
            writer::push_vector_header(out, items.len());
            items.iter().try_for_each(|item| encode_as(out, &Kind::Any, item, place))?;
        }
        (Kind::Vector(item), Value::Vector(items)) => {
            writer::push_vector_header(out, items.len());
            items.iter().try_for_each(|value| encode_as(out, item, value, place))?;
        }
        (Kind::BareVector(item), Value::Vector(items)) => {
            writer::push_u32(out, items.len() as u32);
            items.iter().try_for_each(|value| encode_as(out, item, value, place))?;
        }
        _ => return Err(EncodeError::WrongKind { tl_name: place.0, field: place.1 }),
    }
    Ok(())
}
