//! The schema as static tables: constructors, their fields, and the lookups over them.
//! Everything lies in read-only data; nothing is built at start-up. Reading and writing bytes is elsewhere.

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// One constructor of a type, or one function.
#[derive(Debug, PartialEq, Eq)]
pub struct Constructor {
    /// The 32-bit number that starts its boxed form.
    pub id: u32,
    /// The schema's name with its namespace: `messages.sendMessage`.
    pub tl_name: &'static str,
    /// `messages`, or nothing.
    pub namespace: &'static str,
    /// The Python class name without namespace: `SendMessageRequest`.
    pub class: &'static str,
    /// Functions are sent, types are what they carry and return.
    pub is_function: bool,
    /// The type that it belongs to or returns: `Updates`, `Vector<int>`.
    pub result: &'static str,
    /// CRC-32 of `result`.
    pub subclass_of: u32,
    /// In wire order, flag words included.
    pub fields: &'static [Field],
}

/// One field of a constructor.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The Python attribute: `is_self`, `from_`.
    pub name: &'static str,
    /// The schema's name: `self`, `from`.
    pub tl_name: &'static str,
    /// What is on the wire.
    pub kind: Kind,
    /// Which flag word (0 or 1) and bit say that the field is there; always there when `None`.
    pub flag: Option<(u8, u8)>,
}

/// The wire form of a value.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word of flags.
    Flags,
    /// A flag without bytes of its own.
    True,
    /// 32 bits.
    Int,
    /// 32 bits, Unix seconds.
    Date,
    /// 64 bits.
    Long,
    /// 64 bits, IEEE 754.
    Double,
    /// 16 bytes.
    Int128,
    /// 32 bytes.
    Int256,
    /// Length-prefixed UTF-8, padded to 4 bytes.
    String,
    /// Length-prefixed bytes, padded to 4 bytes.
    Bytes,
    /// `boolTrue` or `boolFalse`.
    Bool,
    /// A boxed object of this abstract type.
    Object(&'static str),
    /// An object of this constructor, without its id.
    Bare(&'static str),
    /// A boxed vector.
    Vector(&'static Kind),
    /// A vector without its id.
    BareVector(&'static Kind),
    /// A boxed object of any type: the query inside an `invokeWith…`.
    Any,
}

/// All constructors in schema order: types, then functions.
pub fn constructors() -> &'static [Constructor] {
    &CONSTRUCTORS
}

/// The constructor with this id.
pub fn by_id(id: u32) -> Option<&'static Constructor> {
    let mut slot = (id >> (32 - ID_SLOT_BITS)) as usize;
    // Invariant: a third of the slots is empty, so the probe ends.
    loop {
        let index = ID_SLOTS[slot];
        if index == 0 {
            return None;
        }
        let constructor = &CONSTRUCTORS[index as usize - 1];
        if constructor.id == id {
            return Some(constructor);
        }
        slot = (slot + 1) % ID_SLOTS.len();
    }
}

/// The constructor or function with this schema name, namespace included.
pub fn by_tl_name(tl_name: &str) -> Option<&'static Constructor> {
    let found = BY_NAME.binary_search_by(|index| CONSTRUCTORS[*index as usize].tl_name.cmp(tl_name));
    found.ok().map(|at| &CONSTRUCTORS[BY_NAME[at] as usize])
}

/// The constructor or function with this Python class name.
pub fn by_class(namespace: &str, class: &str, is_function: bool) -> Option<&'static Constructor> {
    let wanted = (is_function, namespace, class);
    let found = BY_CLASS.binary_search_by(|index| {
        let entry = &CONSTRUCTORS[*index as usize];
        (entry.is_function, entry.namespace, entry.class).cmp(&wanted)
    });
    found.ok().map(|at| &CONSTRUCTORS[BY_CLASS[at] as usize])
}

/// The constructors of an abstract type, in schema order; none for an unknown type.
pub fn constructors_of(result: &str) -> impl ExactSizeIterator<Item = &'static Constructor> + Clone + use<> {
    let of = |index: &u16| CONSTRUCTORS[*index as usize].result;
    let start = BY_RESULT.partition_point(|index| of(index) < result);
    let length = BY_RESULT[start..].partition_point(|index| of(index) == result);
    BY_RESULT[start..start + length].iter().map(|index| &CONSTRUCTORS[*index as usize])
}

impl Constructor {
    /// The field with this schema name.
    pub fn field(&self, tl_name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.tl_name == tl_name)
    }
}
