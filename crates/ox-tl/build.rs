//! Turns `schema/*.tl` into static Rust tables, sorted indexes and constructor id constants in `$OUT_DIR/tables.rs`.
//! The shapes are those of `src/schema.rs`; the spelling rules are those of `src/names.rs`.

use std::fmt::Write as _;
use std::{env, fs, path::Path};

use grammers_tl_parser::errors::ParseError;
use grammers_tl_parser::tl::{Category, Definition, ParameterType, Type};

#[path = "src/names.rs"]
mod names;

/// Types that are written and read by hand, never as constructors.
const BUILT_IN: [&str; 5] = ["boolFalse", "boolTrue", "true", "error", "null"];

/// Slots of the id index: a power of two, at least three times the number of constructors.
const ID_SLOT_BITS: u32 = 13;

struct Entry {
    definition: Definition,
    tl_name: String,
    namespace: String,
    class: String,
    result: String,
    is_function: bool,
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=schema");
    println!("cargo:rerun-if-changed=src/names.rs");

    let api = read_schema("schema/api.tl");
    let layer =
        api.lines().find_map(|line| line.strip_prefix("// LAYER ")).expect("the schema names its layer");
    let mut entries = parse(&api);
    entries.extend(parse(&read_schema("schema/mtproto.tl")));
    entries.sort_by_key(|entry| entry.is_function);
    refuse_duplicates(&entries);

    let mut code = String::new();
    let _ = writeln!(code, "/// The API layer of the schema.\npub const LAYER: i32 = {};", layer.trim());
    write_constructors(&mut code, &entries);
    write_indexes(&mut code, &entries);
    write_ids(&mut code, &entries);
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("tables.rs"), code).expect("OUT_DIR is writable");
}

fn read_schema(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {path}: {error}"))
}

fn parse(schema: &str) -> Vec<Entry> {
    grammers_tl_parser::parse_tl_file(schema)
        .filter_map(|definition| match definition {
            Ok(definition) => Some(entry(definition)),
            Err(ParseError::NotImplemented) => None,
            Err(error) => panic!("cannot parse the schema: {error:?}"),
        })
        .filter(|entry| !BUILT_IN.contains(&entry.tl_name.as_str()))
        .collect()
}

fn entry(definition: Definition) -> Entry {
    let is_function = definition.category == Category::Functions;
    Entry {
        tl_name: definition.full_name(),
        namespace: definition.namespace.join("."),
        class: names::class_name(&definition.name, is_function),
        result: definition.ty.to_string().replace('!', ""),
        is_function,
        definition,
    }
}

fn refuse_duplicates(entries: &[Entry]) {
    for (index, entry) in entries.iter().enumerate() {
        for other in &entries[index + 1..] {
            assert_ne!(entry.definition.id, other.definition.id, "{} and {}", entry.tl_name, other.tl_name);
            assert_ne!(entry.tl_name, other.tl_name, "two constructors of one name");
        }
    }
}

fn write_constructors(code: &mut String, entries: &[Entry]) {
    let _ = writeln!(code, "pub(crate) static CONSTRUCTORS: [Constructor; {}] = [", entries.len());
    for entry in entries {
        let _ = writeln!(
            code,
            "Constructor {{ id: {}, tl_name: {:?}, namespace: {:?}, class: {:?}, is_function: {}, result: {:?}, subclass_of: {}, fields: &[{}] }},",
            literal(entry.definition.id),
            entry.tl_name,
            entry.namespace,
            entry.class,
            entry.is_function,
            entry.result,
            literal(crc32(entry.result.as_bytes())),
            fields(&entry.definition),
        );
    }
    code.push_str("];\n");
}

fn fields(definition: &Definition) -> String {
    let mut flag_words: Vec<&str> = Vec::new();
    let mut code = String::new();
    for parameter in &definition.params {
        let (kind, flag) = match &parameter.ty {
            ParameterType::Flags => {
                flag_words.push(&parameter.name);
                ("Kind::Flags".to_owned(), "None".to_owned())
            }
            ParameterType::Normal { ty, flag } => {
                let flag = flag.as_ref().map_or_else(
                    || "None".to_owned(),
                    |flag| {
                        let word = flag_words
                            .iter()
                            .position(|name| *name == flag.name)
                            .expect("flags precede their users");
                        format!("Some(({word}, {}))", flag.index)
                    },
                );
                (kind(ty, &parameter.name), flag)
            }
        };
        let _ = write!(
            code,
            "Field {{ name: {:?}, tl_name: {:?}, kind: {kind}, flag: {flag} }}, ",
            names::field_name(&parameter.name),
            parameter.name,
        );
    }
    assert!(flag_words.len() <= 2, "`FlagWords` holds two words");
    code
}

fn kind(ty: &Type, field: &str) -> String {
    if ty.generic_ref {
        return "Kind::Any".to_owned();
    }
    let simple = match ty.name.as_str() {
        "int" if names::is_date(field) => "Date",
        "int" => "Int",
        "long" => "Long",
        "double" => "Double",
        "int128" => "Int128",
        "int256" => "Int256",
        "string" => "String",
        "bytes" => "Bytes",
        "Bool" => "Bool",
        "true" => "True",
        "Vector" | "vector" => {
            let item = kind(ty.generic_arg.as_deref().expect("a vector has an item type"), field);
            let vector = if ty.bare { "BareVector" } else { "Vector" };
            return format!("Kind::{vector}(&{item})");
        }
        _ => {
            let variant = if ty.bare { "Bare" } else { "Object" };
            return format!("Kind::{variant}({:?})", ty.to_string());
        }
    };
    format!("Kind::{simple}")
}

fn write_indexes(code: &mut String, entries: &[Entry]) {
    let sorted = |compare: &dyn Fn(usize) -> (bool, String, String)| {
        let mut indexes: Vec<usize> = (0..entries.len()).collect();
        indexes.sort_by_key(|index| compare(*index));
        indexes
    };
    let by_name = sorted(&|index| (false, entries[index].tl_name.clone(), String::new()));
    let by_class = sorted(&|index| {
        (entries[index].is_function, entries[index].namespace.clone(), entries[index].class.clone())
    });
    let mut by_result = sorted(&|index| (false, entries[index].result.clone(), String::new()));
    by_result.retain(|index| !entries[*index].is_function);

    for (name, indexes) in [("BY_NAME", by_name), ("BY_CLASS", by_class), ("BY_RESULT", by_result)] {
        let _ = writeln!(code, "pub(crate) static {name}: [u16; {}] = {indexes:?};", indexes.len());
    }
    let _ = writeln!(code, "pub(crate) const ID_SLOT_BITS: u32 = {ID_SLOT_BITS};");
    let slots = id_slots(entries);
    let _ = writeln!(code, "pub(crate) static ID_SLOTS: [u16; {}] = {slots:?};", slots.len());
}

/// An open hash table from the high bits of an id (a CRC, so evenly spread) to index + 1; 0 is an empty slot.
fn id_slots(entries: &[Entry]) -> Vec<u16> {
    let mut slots = vec![0u16; 1 << ID_SLOT_BITS];
    assert!(entries.len() * 3 < slots.len(), "raise ID_SLOT_BITS");
    for (index, entry) in entries.iter().enumerate() {
        let mut slot = (entry.definition.id >> (32 - ID_SLOT_BITS)) as usize;
        while slots[slot] != 0 {
            slot = (slot + 1) % slots.len();
        }
        slots[slot] = u16::try_from(index + 1).expect("fewer than 65535 constructors");
    }
    slots
}

fn write_ids(code: &mut String, entries: &[Entry]) {
    for (module, doc, wants_functions) in [
        ("types", "Constructor ids of types: `peerUser` is `PEER_USER`.", false),
        (
            "functions",
            "Constructor ids of functions: `messages.sendMessage` is `MESSAGES_SEND_MESSAGE`.",
            true,
        ),
    ] {
        let _ = writeln!(code, "#[doc = {doc:?}]\n#[allow(missing_docs)]\npub mod {module} {{");
        for entry in entries.iter().filter(|entry| entry.is_function == wants_functions) {
            let _ = writeln!(
                code,
                "pub const {}: u32 = {};",
                constant_name(&entry.tl_name),
                literal(entry.definition.id)
            );
        }
        code.push_str("}\n");
    }
}

/// A number as the lints want it: `0x1cb5_c415`.
fn literal(number: u32) -> String {
    format!("0x{:04x}_{:04x}", number >> 16, number & 0xffff)
}

fn constant_name(tl_name: &str) -> String {
    let mut name = String::with_capacity(tl_name.len() + 8);
    let mut after_lower = false;
    for letter in tl_name.chars() {
        if letter.is_ascii_uppercase() && after_lower {
            name.push('_');
        }
        after_lower = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        name.push(if letter == '.' { '_' } else { letter.to_ascii_uppercase() });
    }
    name
}

/// CRC-32 (IEEE), bit by bit: a few kilobytes at build time.
fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |mut crc, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
        crc
    })
}
