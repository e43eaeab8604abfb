//! Arbitrary objects of any constructor, driven by the schema and a source of numbers: material for tests of codecs.
//! Deterministic in its source; where the numbers come from is the test's affair.

use crate::schema::{self, Constructor, Kind};
use crate::value::{Object, Value};

/// Objects deeper than this get the plainest constructors, no optional fields and empty vectors.
const FULL_DEPTH: u32 = 4;

/// A random object of this constructor; `next` supplies the randomness.
pub fn object(constructor: &'static Constructor, next: &mut impl FnMut() -> u32) -> Object {
    Generator { next, depth: 0 }.object(constructor)
}

struct Generator<'a, N> {
    next: &'a mut N,
    depth: u32,
}

impl<N: FnMut() -> u32> Generator<'_, N> {
    fn below(&mut self, limit: usize) -> usize {
        (self.next)() as usize % limit.max(1)
    }

    fn object(&mut self, constructor: &'static Constructor) -> Object {
        self.depth += 1;
        let words = if self.depth > FULL_DEPTH { [0, 0] } else { [(self.next)(), (self.next)()] };
        let fields = constructor
            .fields
            .iter()
            .map(|field| {
                let present = field.flag.is_none_or(|(word, bit)| words[word as usize] >> bit & 1 == 1);
                match &field.kind {
                    Kind::Flags => Value::Absent,
                    Kind::True => Value::Flag(present),
                    kind if present => self.value(kind),
                    _ => Value::Absent,
                }
            })
            .collect();
        self.depth -= 1;
        Object { constructor, fields }
    }

    fn value(&mut self, kind: &Kind) -> Value {
        match kind {
            Kind::Flags | Kind::True => Value::Absent,
            Kind::Int | Kind::Date => Value::Int((self.next)() as i32),
            Kind::Long => Value::Long(self.long()),
            Kind::Double => Value::Double(f64::from((self.next)()) / 8.0),
            Kind::Int128 => Value::Int128(self.bytes()),
            Kind::Int256 => Value::Int256(self.bytes()),
            Kind::String => Value::Text(self.text()),
            Kind::Bytes => Value::Bytes(self.text().into_bytes()),
            Kind::Bool => Value::Bool((self.next)() & 1 == 1),
            Kind::Object(name) => self.of_type(name),
            Kind::Bare(name) => {
                schema::by_tl_name(name).map_or(Value::Absent, |it| Value::Object(self.object(it)))
            }
            Kind::Any => self.query(),
            Kind::Vector(item) | Kind::BareVector(item) => {
                let length = if self.depth > FULL_DEPTH { 0 } else { self.below(3) };
                Value::Vector((0..length).map(|_| self.value(item)).collect())
            }
        }
    }

    fn of_type(&mut self, name: &str) -> Value {
        let mut candidates = schema::constructors_of(name);
        let chosen = if self.depth > FULL_DEPTH {
            candidates.min_by_key(|candidate| plainness(candidate))
        } else {
            let at = self.below(candidates.len());
            candidates.nth(at)
        };
        // A type without constructors is one of the built-in ones, and `Bool` is the only one in use.
        chosen.map_or(Value::Bool(true), |constructor| Value::Object(self.object(constructor)))
    }

    /// A function without fields, as the query inside another.
    fn query(&mut self) -> Value {
        let empty = |constructor: &&Constructor| constructor.is_function && constructor.fields.is_empty();
        let candidates = schema::constructors().iter().filter(empty);
        let at = self.below(candidates.clone().count());
        candidates
            .clone()
            .nth(at)
            .map_or(Value::Bool(true), |it| Value::Object(Object { constructor: it, fields: Vec::new() }))
    }

    fn long(&mut self) -> i64 {
        i64::from((self.next)()) << 32 | i64::from((self.next)())
    }

    fn bytes<const LENGTH: usize>(&mut self) -> [u8; LENGTH] {
        std::array::from_fn(|_| (self.next)() as u8)
    }

    fn text(&mut self) -> String {
        const LETTERS: [char; 6] = ['a', '.', ' ', 'ж', '😀', '\n'];
        let length = match self.below(40) {
            0 => 300,
            short => short / 3,
        };
        (0..length).map(|_| LETTERS[self.below(LETTERS.len())]).collect()
    }
}

/// How many objects a constructor needs at least; the plainest end a deep tree.
fn plainness(constructor: &Constructor) -> usize {
    let needs = |kind: &Kind| matches!(kind, Kind::Object(_) | Kind::Bare(_) | Kind::Any);
    constructor.fields.iter().filter(|field| field.flag.is_none() && needs(&field.kind)).count()
}
