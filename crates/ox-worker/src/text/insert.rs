//! Marks put into a text at positions, from its end to its beginning, as the client library does it.

use std::ops::Range;

use super::utf16;

/// Something to insert.
pub struct Mark {
    pub at: i64,
    /// Among marks at one position, the lower comes first.
    pub order: i64,
    pub text: Vec<u32>,
}

/// The marks before and after one entity, the `place`-th.
pub fn around(marks: &mut Vec<Mark>, place: usize, span: Range<i64>, before: Vec<u32>, after: Vec<u32>) {
    let order = place as i64;
    marks.push(Mark { at: span.start, order, text: before });
    marks.push(Mark { at: span.end, order: -order, text: after });
}

/// Appends a piece of the text between marks.
pub type Quote = fn(&mut Vec<u32>, &[u32]);

/// The text with its marks; the pieces between them are quoted, or stay as they are.
pub fn insert(text: &[u32], mut marks: Vec<Mark>, quote: Option<Quote>) -> Vec<u32> {
    marks.sort_by_key(|mark| (mark.at, mark.order));
    let inside = |mark: &Mark| usize::try_from(mark.at).is_ok_and(|at| at <= text.len());
    if !marks.iter().all(inside) {
        return match quote {
            Some(quote) => quote_outside(text, marks, quote),
            None => insert_outside(text, marks),
        };
    }
    let quote = quote.unwrap_or(Vec::extend_from_slice);
    let added: usize = marks.iter().map(|mark| mark.text.len()).sum();
    let mut out = Vec::with_capacity(text.len() + added + 64);
    let mut done = 0;
    for mark in marks {
        let at = utf16::outside_pair(text, mark.at as usize);
        quote(&mut out, &text[done..at]);
        out.extend(mark.text);
        done = at;
    }
    quote(&mut out, &text[done..]);
    out
}

/// Quirk: positions outside the text are cut as Python cuts slices, step by step on the growing text.
fn insert_outside(text: &[u32], mut marks: Vec<Mark>) -> Vec<u32> {
    let mut text = text.to_vec();
    while let Some(mark) = marks.pop() {
        let at = place(&text, mark.at);
        let mut next = utf16::slice(&text, 0, at).to_vec();
        next.extend(mark.text);
        next.extend_from_slice(utf16::slice(&text, at, i64::MAX));
        text = next;
    }
    text
}

/// The same, where the piece up to the mark before is quoted.
fn quote_outside(text: &[u32], mut marks: Vec<Mark>, quote: Quote) -> Vec<u32> {
    let mut text = text.to_vec();
    let mut bound = text.len() as i64;
    while let Some(mark) = marks.pop() {
        let at = place(&text, mark.at);
        let mut next = utf16::slice(&text, 0, at).to_vec();
        next.extend(mark.text);
        quote(&mut next, utf16::slice(&text, at, bound));
        next.extend_from_slice(utf16::slice(&text, bound, i64::MAX));
        (text, bound) = (next, at);
    }
    let mut out = Vec::with_capacity(text.len() + 64);
    quote(&mut out, utf16::slice(&text, 0, bound));
    out.extend_from_slice(utf16::slice(&text, bound, i64::MAX));
    out
}

fn place(text: &[u32], at: i64) -> i64 {
    usize::try_from(at).map_or(at, |at| utf16::outside_pair(text, at) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, spans: &[(i64, i64)], wanted: &str) {
        let units = |text: &str| text.encode_utf16().map(u32::from).collect::<Vec<_>>();
        let mut marks = Vec::new();
        for (place, (start, end)) in spans.iter().enumerate() {
            around(&mut marks, place, *start..*end, units(&format!("{place}(")), units(&format!("){place}")));
        }
        assert_eq!(insert(&units(text), marks, None), units(wanted));
    }

    #[test]
    fn marks_nest_in_the_order_of_their_entities() {
        check("abc", &[(0, 3), (0, 3)], "0(1(abc)1)0");
        check("abc", &[(0, 2), (2, 3)], "0(ab)01(c)1");
        check("abc", &[(1, 1)], "a0()0bc");
    }

    #[test]
    fn a_mark_never_splits_a_character_after_the_first() {
        check("a😀b", &[(0, 2)], "0(a😀)0b");
    }

    #[test]
    fn a_mark_after_the_end_is_cut_to_it() {
        check("ab", &[(0, 9)], "0(ab)0");
    }
}
