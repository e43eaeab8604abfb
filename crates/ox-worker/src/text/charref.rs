//! Character references (`&lt;`, `&#60;`, `&amp` without its semicolon) as Python's `html.unescape` reads them.
//! The few names of everyday text are here; the long list is looked up in Python's own table.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString};

use super::utf16;

/// Names that also work without a semicolon and are ASCII characters.
const ASCII: [(&str, u32); 8] = [
    ("lt", 0x3c),
    ("gt", 0x3e),
    ("amp", 0x26),
    ("quot", 0x22),
    ("LT", 0x3c),
    ("GT", 0x3e),
    ("AMP", 0x26),
    ("QUOT", 0x22),
];
/// Two more of them with a second spelling below.
const CAPITALS: [(&str, u32); 2] = [("copy", 0xa9), ("reg", 0xae)];
/// Names that also work without a semicolon, for the characters from 0xA0 to 0xFF in order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml COPY ordf laquo not shy REG macr deg plusmn sup2 sup3 acute \
    micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil \
    Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute \
    Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute \
    icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";
/// What 0x80 to 0x9F mean: the code page that people used.
const WINDOWS: [u32; 32] = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d,
    0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a,
    0x153, 0x9d, 0x17e, 0x178,
];
const REPLACEMENT: u32 = 0xfffd;
/// Longest name, without its semicolon.
const LONGEST: usize = 32;

static TABLE: PyOnceLock<Py<PyDict>> = PyOnceLock::new();

/// Appends the text with its references resolved.
pub fn push_unescaped(py: Python<'_>, out: &mut Vec<u32>, text: &[u32]) -> PyResult<()> {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|unit| *unit == u32::from(b'&')) {
        out.extend_from_slice(&rest[..at]);
        let after = &rest[at + 1..];
        let used = if after.first() == Some(&u32::from(b'#')) {
            push_number(out, after)
        } else {
            push_named(py, out, after)?
        };
        if used == 0 {
            out.push(u32::from(b'&'));
        }
        rest = &after[used..];
    }
    out.extend_from_slice(rest);
    Ok(())
}

/// `#60;` or `#x3c;`: how many units it took.
fn push_number(out: &mut Vec<u32>, text: &[u32]) -> usize {
    let hexadecimal = matches!(text.get(1), Some(0x58 | 0x78));
    let (start, base) = if hexadecimal { (2, 16) } else { (1, 10) };
    let mut number: u32 = 0;
    let mut end = start;
    while let Some(digit) =
        text.get(end).and_then(|unit| char::from_u32(*unit)).and_then(|digit| digit.to_digit(base))
    {
        number = number.saturating_mul(base).saturating_add(digit);
        end += 1;
    }
    if end == start {
        return 0;
    }
    out.extend(character(number));
    end + usize::from(text.get(end) == Some(&u32::from(b';')))
}

/// What a number stands for; some stand for nothing.
fn character(number: u32) -> Option<u32> {
    match number {
        0x0d => Some(0x0d),
        0x80..=0x9f => Some(WINDOWS[number as usize - 0x80]),
        0 | 0xd800..=0xdfff | 0x11_0000.. => Some(REPLACEMENT),
        0x01..=0x08 | 0x0b | 0x0e..=0x1f | 0x7f | 0xfdd0..=0xfdef => None,
        _ if number & 0xfffe == 0xfffe => None,
        _ => Some(number),
    }
}

/// `lt;`, `lt` or a name that begins with one: how many units it took.
fn push_named(py: Python<'_>, out: &mut Vec<u32>, text: &[u32]) -> PyResult<usize> {
    let stops = |unit: &u32| matches!(unit, 0x09 | 0x0a | 0x0c | 0x20 | 0x3c | 0x26 | 0x23 | 0x3b);
    let length = text.iter().take(LONGEST).take_while(|unit| !stops(unit)).count();
    if length == 0 {
        return Ok(0);
    }
    let closed = text.get(length) == Some(&u32::from(b';'));
    let name = &text[..length];
    if let Some(character) = short(name) {
        out.push(character);
        return Ok(length + usize::from(closed));
    }
    if closed && push_listed(py, out, &text[..=length])? {
        return Ok(length + 1);
    }
    for shorter in (2..length).rev() {
        if let Some(character) = short(&name[..shorter]) {
            out.push(character);
            return Ok(shorter);
        }
    }
    Ok(0)
}

/// The character of a name that needs no semicolon.
fn short(name: &[u32]) -> Option<u32> {
    let same = |known: &&str| {
        known.len() == name.len() && known.bytes().zip(name).all(|(byte, unit)| u32::from(byte) == *unit)
    };
    if !(2..=6).contains(&name.len()) {
        return None;
    }
    let listed =
        ASCII.iter().chain(&CAPITALS).find(|(known, _)| same(known)).map(|(_, character)| *character);
    listed.or_else(|| {
        (0xa0..).zip(LATIN.split_whitespace()).find(|(_, known)| same(known)).map(|(character, _)| character)
    })
}

/// A name with its semicolon in Python's table.
fn push_listed(py: Python<'_>, out: &mut Vec<u32>, name: &[u32]) -> PyResult<bool> {
    let table = TABLE.get_or_try_init(py, || {
        let table = py.import("html.entities")?.getattr("html5")?;
        PyResult::Ok(table.cast_into::<PyDict>()?.unbind())
    })?;
    let Some(value) = table.bind(py).get_item(utf16::as_is(py, name)?)? else {
        return Ok(false);
    };
    utf16::push_characters(out, value.cast::<PyString>()?)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_for_what_browsers_make_of_them() {
        let cases: [(&str, &[u32], usize); 9] = [
            ("#60;", &[60], 4),
            ("#60x", &[60], 3),
            ("#x3C;", &[60], 5),
            ("#128;", &[0x20ac], 5),
            ("#0", &[REPLACEMENT], 2),
            ("#xD800;", &[REPLACEMENT], 7),
            ("#99999999999;", &[REPLACEMENT], 13),
            ("#1;", &[], 3),
            ("#;", &[], 0),
        ];
        for (text, wanted, used) in cases {
            let (text, mut out) = (text.bytes().map(u32::from).collect::<Vec<_>>(), Vec::new());
            assert_eq!(push_number(&mut out, &text), used);
            assert_eq!(out, wanted);
        }
    }

    #[test]
    fn names_without_a_semicolon_are_the_old_ones() {
        let find = |name: &str| short(&name.bytes().map(u32::from).collect::<Vec<_>>());
        for (name, character) in [
            ("lt", '<'),
            ("nbsp", '\u{a0}'),
            ("COPY", '©'),
            ("copy", '©'),
            ("yuml", 'ÿ'),
            ("REG", '®'),
            ("frac12", '½'),
        ] {
            assert_eq!(find(name), Some(u32::from(character)), "{name}");
        }
        for name in ["Lt", "apos", "hellip", "a", ""] {
            assert_eq!(find(name), None, "{name}");
        }
    }
}
