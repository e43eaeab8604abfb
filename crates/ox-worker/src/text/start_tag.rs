//! Start tags by hand where Python's `html.parser` (3.10 to 3.13.5) uses regular expressions: where a tag ends, its attributes.
//! Pure functions over units; the step names in the comments are that module's.

use std::ops::Range;

use super::utf16::is_space;

const QUOTE: u32 = b'\'' as u32;
const DOUBLE: u32 = b'"' as u32;
const SLASH: u32 = b'/' as u32;
const CLOSE: u32 = b'>' as u32;
const EQUALS: u32 = b'=' as u32;

/// One attribute: where its name is, and its value without quotes; None when there is none.
#[derive(Debug, PartialEq, Eq)]
pub struct Attribute {
    pub name: Range<usize>,
    pub value: Option<Range<usize>>,
}

pub fn is_letter(unit: Option<&u32>) -> bool {
    unit.is_some_and(|unit| matches!(unit, 0x41..=0x5a | 0x61..=0x7a))
}

/// The end of a tag's name that begins at `start`.
pub fn name_end(text: &[u32], start: usize) -> usize {
    let ends = |unit: &u32| matches!(unit, 0x09 | 0x0a | 0x0d | 0x0c | 0x20 | 0x2f | 0x3e | 0);
    skip(text, start, |unit| !ends(unit))
}

fn skip(text: &[u32], start: usize, wanted: impl Fn(&u32) -> bool) -> usize {
    text[start..].iter().position(|unit| !wanted(unit)).map_or(text.len(), |offset| start + offset)
}

pub fn skip_space(text: &[u32], start: usize) -> usize {
    skip(text, start, |unit| is_space(*unit))
}

/// Space, and slashes that do not close the tag.
pub fn skip_filling(text: &[u32], mut at: usize) -> usize {
    while let Some(&unit) = text.get(at) {
        let lone_slash = unit == SLASH && text.get(at + 1) != Some(&CLOSE);
        if !is_space(unit) && !lone_slash {
            break;
        }
        at += 1;
    }
    at
}

/// Where the start tag at `start` ends (`check_for_whole_start_tag`); None while it is not whole.
pub fn end(text: &[u32], start: usize) -> Option<usize> {
    let mut at = skip(text, name_end(text, start + 1), |unit| is_space(*unit) || *unit == SLASH);
    while let Some((_, next)) = attribute(text, at) {
        at = next;
    }
    at = skip_space(text, at);
    match *text.get(at)? {
        CLOSE => Some(at + 1),
        SLASH => (text.get(at + 1) == Some(&CLOSE)).then_some(at + 2),
        EQUALS => None,
        _ if is_letter(text.get(at)) => None,
        _ => Some(at),
    }
}

/// The attribute at a position and where the next one may begin.
pub fn attribute(text: &[u32], at: usize) -> Option<(Attribute, usize)> {
    let before = *text.get(at.checked_sub(1)?)?;
    let first = *text.get(at)?;
    if !(is_space(before) || matches!(before, QUOTE | DOUBLE | SLASH))
        || is_space(first)
        || matches!(first, SLASH | CLOSE)
    {
        return None;
    }
    let name_end = skip(text, at + 1, |unit| !is_space(*unit) && !matches!(*unit, SLASH | EQUALS | CLOSE));
    let (value, end) = match value(text, name_end) {
        Some((value, end)) => (Some(value), end),
        None => (None, name_end),
    };
    Some((Attribute { name: at..name_end, value }, skip_filling(text, end)))
}

/// `= value` after a name: the value without quotes, and where it ends with them.
fn value(text: &[u32], start: usize) -> Option<(Range<usize>, usize)> {
    let sign = skip_space(text, start);
    let signs_end = skip(text, sign, |unit| *unit == EQUALS);
    if sign == signs_end {
        return None;
    }
    let at = skip_space(text, signs_end);
    let quote = text.get(at).copied().filter(|unit| matches!(*unit, QUOTE | DOUBLE));
    let Some(quote) = quote else {
        let end = bare_end(text, at);
        return Some((at..end, end));
    };
    if let Some(length) = text[at + 1..].iter().position(|unit| *unit == quote) {
        return Some((at + 1..at + 1 + length, at + length + 2));
    }
    // A quote that nothing closes: the expression gives back a space, or one of several signs, and tries again.
    if at > signs_end {
        return Some((at - 1..at - 1, at - 1));
    }
    let given_back = signs_end - 1;
    (given_back > sign).then(|| (given_back..bare_end(text, given_back), bare_end(text, given_back)))
}

fn bare_end(text: &[u32], start: usize) -> usize {
    skip(text, start, |unit| *unit != CLOSE && !is_space(*unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> Vec<u32> {
        text.chars().map(u32::from).collect()
    }

    #[test]
    fn a_start_tag_ends_where_pythons_parser_ends_it() {
        let cases = [
            ("<b>x", Some(3)),
            ("<br/>x", Some(5)),
            ("<a href='x>y'>z", Some(14)),
            ("<a b=\"c\"d>", Some(10)),
            ("<a href='x>", None),
            ("<a href= 'x>y", Some(12)),
            ("<b", None),
            ("<b <i>", Some(6)),
            ("<a /b/>", Some(7)),
            ("<a b=/>", Some(7)),
        ];
        for (text, wanted) in cases {
            assert_eq!(end(&units(text), 0), wanted, "{text}");
        }
    }

    #[test]
    fn values_are_bare_or_quoted_or_missing() {
        let check = |text: &str, wanted: Option<&str>| {
            let text = units(text);
            let (found, _) = attribute(&text, 1).unwrap();
            assert_eq!(found.value.map(|range| text[range].to_vec()), wanted.map(units));
        };
        check(" a=b>", Some("b"));
        check(" a = \"b c\">", Some("b c"));
        check(" a='' x", Some(""));
        check(" a>", None);
        check(" a='b", None);
        check(" a= 'b", Some(""));
        check(" a=='b c", Some("='b"));
    }
}
