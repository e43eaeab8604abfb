//! Patterns in Python's syntax: nothing that Python finds is held back; most of what it does not find is.
//! `found` is what CPython 3.11's `re.search` says; where Python finds nothing, `sieved` says whether we know that too.

use serde_json::json;

use crate::draft::{Draft, decide, facts, registry};

const I: u64 = 2 | 32;
const M: u64 = 8 | 32;
const S: u64 = 16 | 32;

fn passes(pattern: &str, flags: u64, text: &str) -> bool {
    let registry =
        registry(&json!({"watchers": [{"id": 2, "tags": {"regex": {"pattern": pattern, "flags": flags}}}]}));
    decide(&registry, &Draft::from_bob(text).update(), &facts()).targets == [2]
}

#[test]
fn what_python_finds_is_let_through() {
    let found = [
        ("cat", 0, "a cat"),
        ("^cat$", 0, "cat"),
        ("^cat$", 0, "cat\n"),
        ("^(?:cat|dog)$", 0, "dog\n"),
        ("cat$|dog", 0, "cat\n"),
        ("(cat$)", 0, "cat\n"),
        ("^dog", M, "cat\ndog"),
        ("cat$", M, "cat\ndog"),
        ("a.b", S, "a\nb"),
        (r"\d+", 0, "٣"),
        (r"\w", 0, "²"),
        (r"\w", 0, "Ⅷ"),
        (r"\s", 0, "\x1c"),
        (r"[\s]", 0, "\u{1f}"),
        (r"[^\d]", 0, "x"),
        (r"[\Wx]", 0, "!"),
        (r"\bcat\b", 0, "a cat."),
        (r"\Acat\Z", 0, "cat"),
        ("i", I, "İ"),
        ("I", I, "ı"),
        ("[a-z]", I, "İ"),
        ("[~-ґ]", I, "i"),
        ("s", I, "ſ"),
        ("k", I, "\u{212a}"),
        ("привет", I, "ПРИВЕТ"),
        ("в", I, "\u{1c80}"),
        ("(?i)cat", 0, "CAT"),
        ("a{,2}b", 0, "b"),
        ("a{2}b", 0, "aab"),
        ("a{2,}?b", 0, "aaab"),
        ("a{x}", 0, "a{x}"),
        ("{", 0, "{"),
        ("a++b", 0, "aab"),
        ("[]a]", 0, "]"),
        ("[^]a]", 0, "b"),
        ("[a-]", 0, "-"),
        ("[a&&b]", 0, "&"),
        ("[[]", 0, "["),
        (r"[\]x]", 0, "]"),
        (r"[\b]", 0, "\x08"),
        (r"\x41\u0416", 0, "AЖ"),
        (r"\.\-\/#", 0, ".-/#"),
        ("(?P<name>cat)", 0, "cat"),
        ("a b#c", 0, "a b#c"),
        ("", 0, ""),
        // Without a sieve: Python decides alone.
        (r"(\w)\1", 0, "aa"),
        ("(?=cat)", 0, "cat"),
        ("(?<!a)b", 0, "b"),
        ("a$\n", 0, "a\n"),
        ("ß", I, "ẞ"),
        ("a b", 64 | 32, "ab"),
    ];
    for (pattern, flags, text) in found {
        assert!(passes(pattern, flags, text), "{pattern:?} {flags} is in {text:?}");
    }
}

#[test]
fn what_python_does_not_find_is_mostly_known_here() {
    let not_found = [
        ("cat", 0, "dog"),
        ("cat", 0, "CAT"),
        ("^cat$", 0, "a cat"),
        ("^dog", 0, "cat\ndog"),
        ("a.b", 0, "a\nb"),
        (r"^\d+$", 0, "12a"),
        (r"^[\w.]+@\w+$", 0, "no address"),
        (r"[^\s]", 0, " \n"),
        ("[^a-z]", 0, "abc"),
        ("(?i)cat", 0, "cut"),
        ("привет", I, "пока"),
        ("^a{2,3}$", 0, "aaaa"),
        ("[a&&b]", 0, "c"),
        (r"\bcat\b", 0, "dog"),
    ];
    for (pattern, flags, text) in not_found {
        assert!(!passes(pattern, flags, text), "{pattern:?} {flags} is not in {text:?}");
    }
}

#[test]
fn a_pattern_that_is_none_or_too_large_is_left_to_python() {
    for pattern in
        ["(", "[", "a)", "*", "(?", "(?P<", r"\", "[z-a]", "(?i", "((((a{999}){999}){999}){999})", "{2}"]
    {
        passes(pattern, 0, "x");
    }
    assert!(passes("((a{999}){999}){999}", 0, "x"));
}
