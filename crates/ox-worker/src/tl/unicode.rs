//! UTF-8 of the wire to Python strings. CPython's decoder widens a string again and again as it meets wider
//! characters; here its size and width are known before it is made.

use pyo3::ffi;
use pyo3::prelude::*;

/// How wide the characters of a string are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Width {
    Ascii,
    One,
    Two,
    Four,
}

/// The string; malformed bytes become replacement characters, as Python has it.
pub fn from_utf8<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => match measure(bytes) {
            (_, Width::Ascii) => replaced(py, bytes),
            (length, width) => filled(py, text, length, width),
        },
        Err(_) => replaced(py, bytes),
    }
}

/// Characters, and the width of the widest, told from the first byte of each.
fn measure(bytes: &[u8]) -> (usize, Width) {
    let (mut length, mut widest) = (0, 0);
    for &byte in bytes {
        length += usize::from(byte & 0xc0 != 0x80);
        widest = widest.max(byte);
    }
    let width = match widest {
        0..0x80 => Width::Ascii,
        0x80..0xc4 => Width::One,
        0xc4..0xf0 => Width::Two,
        _ => Width::Four,
    };
    (length, width)
}

fn replaced<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: pointer and length of one slice; returns a new string or null with an error set.
    unsafe {
        let string =
            ffi::PyUnicode_DecodeUTF8(bytes.as_ptr().cast(), bytes.len() as isize, c"replace".as_ptr());
        Bound::from_owned_ptr_or_err(py, string)
    }
}

fn filled<'py>(py: Python<'py>, text: &str, length: usize, width: Width) -> PyResult<Bound<'py, PyAny>> {
    let widest = match width {
        Width::Ascii => 0x7f,
        Width::One => 0xff,
        Width::Two => 0xffff,
        Width::Four => 0x10_ffff,
    };
    // SAFETY: a new string with room for `length` characters of this width, which nobody else has seen;
    // the text has exactly so many, none of them wider.
    unsafe {
        let string = Bound::from_owned_ptr_or_err(py, ffi::PyUnicode_New(length as isize, widest))?;
        let data = ffi::PyUnicode_DATA(string.as_ptr());
        match width {
            Width::Ascii | Width::One => fill(data.cast::<u8>(), text, |character| character as u8),
            Width::Two => fill(data.cast::<u16>(), text, |character| character as u16),
            Width::Four => fill(data.cast::<u32>(), text, u32::from),
        }
        Ok(string)
    }
}

/// # Safety
/// There is room for every character of the text.
unsafe fn fill<T>(mut place: *mut T, text: &str, narrow: impl Fn(char) -> T) {
    for character in text.chars() {
        // SAFETY: as the caller says.
        unsafe {
            place.write(narrow(character));
            place = place.add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_wide_as_its_widest_character() {
        for (text, wanted) in [
            ("", (0, Width::Ascii)),
            ("abc\u{7f}", (4, Width::Ascii)),
            ("é\u{80}ÿ", (3, Width::One)),
            ("a\u{100}", (2, Width::Two)),
            ("жж\u{ffff}", (3, Width::Two)),
            ("ж\u{10000}a", (3, Width::Four)),
        ] {
            assert_eq!(measure(text.as_bytes()), wanted, "{text:?}");
        }
    }
}
