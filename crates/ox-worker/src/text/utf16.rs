//! Text as a list of numbers: UTF-16 units when it comes from Python, so that positions are what entities count.
//! A unit beyond 16 bits can appear later, from a character reference; the libraries count it as one, and so does this.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;
use pyo3::types::string::PyStringData;

/// The text with characters beyond the BMP as surrogate pairs.
pub fn split(text: &Bound<'_, PyString>) -> PyResult<Vec<u32>> {
    // SAFETY: a string's characters do not change; they are copied before anything else runs.
    Ok(match unsafe { text.data()? } {
        PyStringData::Ucs1(units) => units.iter().map(|unit| u32::from(*unit)).collect(),
        PyStringData::Ucs2(units) => units.iter().map(|unit| u32::from(*unit)).collect(),
        PyStringData::Ucs4(units) => {
            let mut out = Vec::with_capacity(units.len() + 16);
            for &unit in units {
                push_split(&mut out, unit);
            }
            out
        }
    })
}

fn push_split(out: &mut Vec<u32>, unit: u32) {
    if unit >= 0x1_0000 {
        let rest = unit - 0x1_0000;
        out.extend([0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff)]);
    } else {
        out.push(unit);
    }
}

/// Appends the characters of a Python string as they are.
pub fn push_characters(out: &mut Vec<u32>, text: &Bound<'_, PyString>) -> PyResult<()> {
    // SAFETY: as in `split`.
    match unsafe { text.data()? } {
        PyStringData::Ucs1(units) => out.extend(units.iter().map(|unit| u32::from(*unit))),
        PyStringData::Ucs2(units) => out.extend(units.iter().map(|unit| u32::from(*unit))),
        PyStringData::Ucs4(units) => out.extend_from_slice(units),
    }
    Ok(())
}

/// Whether the string itself holds halves of pairs.
pub fn has_surrogates(text: &Bound<'_, PyString>) -> PyResult<bool> {
    // SAFETY: as in `split`.
    Ok(match unsafe { text.data()? } {
        PyStringData::Ucs1(_) => false,
        PyStringData::Ucs2(units) => units.iter().any(|unit| is_surrogate(u32::from(*unit))),
        PyStringData::Ucs4(units) => units.iter().any(|unit| is_surrogate(*unit)),
    })
}

/// Appends a text of ours, which is ASCII.
pub fn push(out: &mut Vec<u32>, text: &str) {
    debug_assert!(text.is_ascii());
    out.extend(text.bytes().map(u32::from));
}

/// A Python string of exactly these units, surrogates and all.
pub fn as_is<'py>(py: Python<'py>, units: &[u32]) -> PyResult<Bound<'py, PyString>> {
    // SAFETY: pointer and length of one slice, whose numbers came from Python strings or valid characters;
    // returns a new string or null with an error set.
    unsafe {
        let string = ffi::PyUnicode_FromKindAndData(4, units.as_ptr().cast(), units.len() as isize);
        Ok(Bound::from_owned_ptr_or_err(py, string)?.cast_into_unchecked())
    }
}

/// A Python string with surrogate pairs joined; `UnicodeDecodeError` for a half alone.
pub fn joined<'py>(py: Python<'py>, units: &[u32]) -> PyResult<Bound<'py, PyString>> {
    if !units.iter().any(|unit| is_surrogate(*unit)) {
        return as_is(py, units);
    }
    let mut out = Vec::with_capacity(units.len());
    match push_joined(&mut out, units) {
        Ok(()) => as_is(py, &out),
        Err(Lone) => Err(decode_error(py, units)),
    }
}

/// Half of a surrogate pair without the other.
pub struct Lone;

/// Appends units with pairs joined.
pub fn push_joined(out: &mut Vec<u32>, units: &[u32]) -> Result<(), Lone> {
    let mut rest = units;
    while let [first, tail @ ..] = rest {
        rest = tail;
        if !is_surrogate(*first) {
            out.push(*first);
            continue;
        }
        match tail {
            [second, tail @ ..] if is_high(*first) && is_low(*second) => {
                out.push(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00));
                rest = tail;
            }
            _ => return Err(Lone),
        }
    }
    Ok(())
}

/// What Python's decoder says about such units.
pub fn decode_error(py: Python<'_>, units: &[u32]) -> PyErr {
    let decoded = as_is(py, units)
        .and_then(|text| text.call_method1("encode", ("utf-16", "surrogatepass")))
        .and_then(|bytes| bytes.call_method1("decode", ("utf-16",)));
    match decoded {
        Err(error) => error,
        Ok(_) => pyo3::exceptions::PyValueError::new_err("half of a surrogate pair"),
    }
}

fn is_high(unit: u32) -> bool {
    (0xd800..0xdc00).contains(&unit)
}

fn is_low(unit: u32) -> bool {
    (0xdc00..0xe000).contains(&unit)
}

/// Either half of a pair.
pub fn is_surrogate(unit: u32) -> bool {
    (0xd800..0xe000).contains(&unit)
}

/// The nearest position from `at` on that does not split a surrogate pair.
/// Quirk: position 1 is never moved, and two high halves count as a pair, as in the libraries.
pub fn outside_pair(text: &[u32], mut at: usize) -> usize {
    while at > 1 && at < text.len() && is_high(text[at - 1]) && is_surrogate(text[at]) {
        at += 1;
    }
    at
}

/// What Python's `str.isspace` calls space, and its `\s`.
pub fn is_space(unit: u32) -> bool {
    matches!(
        unit,
        0x09..=0x0d | 0x1c..=0x20 | 0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000
    )
}

/// The text without space on both sides, and how much went on the left.
pub fn strip(text: &[u32]) -> (&[u32], usize) {
    let left = text.iter().take_while(|unit| is_space(**unit)).count();
    let rest = &text[left..];
    let right = rest.iter().rev().take_while(|unit| is_space(**unit)).count();
    (&rest[..rest.len() - right], left)
}

/// `text[start:end]` with Python's rules: negative numbers count from the end, what is outside is cut.
pub fn slice(text: &[u32], start: i64, end: i64) -> &[u32] {
    let length = text.len() as i64;
    let place = |position: i64| {
        let position = if position < 0 { position.saturating_add(length) } else { position };
        position.clamp(0, length) as usize
    };
    text.get(place(start)..place(end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Vec<u32> {
        text.encode_utf16().map(u32::from).collect()
    }

    #[test]
    fn slices_are_cut_as_python_cuts_them() {
        let text = units("abcde");
        for (start, end, wanted) in [
            (0, 2, "ab"),
            (3, 99, "de"),
            (-2, 5, "de"),
            (4, 2, ""),
            (-9, 1, "a"),
            (9, 12, ""),
            (0, -1, "abcd"),
        ] {
            assert_eq!(slice(&text, start, end), units(wanted), "{start}:{end}");
        }
    }

    #[test]
    fn a_position_inside_a_pair_moves_behind_it_but_never_the_first() {
        let text = units("a😀b😀");
        assert_eq!([0, 1, 2, 3, 4, 5, 6].map(|at| outside_pair(&text, at)), [0, 1, 3, 3, 4, 6, 6]);
        assert_eq!(outside_pair(&units("😀"), 1), 1);
    }

    #[test]
    fn pairs_join_and_halves_alone_do_not() {
        let mut out = Vec::new();
        assert!(push_joined(&mut out, &units("a😀")).is_ok());
        assert_eq!(out, ['a', '😀'].map(u32::from));
        for bad in [[0xd83d, 0x61], [0xde00, 0xd83d]] {
            assert!(push_joined(&mut out, &bad).is_err());
        }
    }
}
