//! Patterns of modules, in Python's syntax, as a sieve: whatever Python would find, the sieve lets through; what it lets
//! through, Python looks at again. A pattern outside the part that is known to be safe has no sieve.

use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

use regex_automata::meta::{Config, Regex};

const IGNORE_CASE: u64 = 2;
const MULTILINE: u64 = 8;
const DOT_ALL: u64 = 16;
const UNICODE: u64 = 32;
/// Any character: where the exact set cannot be had.
const ANY: &str = "(?s:.)";
/// What `i` means to Python when case is ignored, besides `I`.
const DOTTED: &str = "\\x{130}\\x{131}";
const SIZE: usize = 1 << 20;

/// A sieve.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    source: String,
    regex: Regex,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Pattern {
    /// The sieve of a pattern with the flags of Python's `re`; `None` when there is none.
    pub fn new(python: &str, flags: u64) -> Option<Self> {
        let source = translate(python, flags)?;
        let config = Config::new().nfa_size_limit(Some(SIZE)).hybrid_cache_capacity(SIZE);
        let regex = Regex::builder().configure(config).build(&source).ok()?;
        Some(Self { source, regex })
    }

    /// Whether Python may find the pattern in a text.
    pub fn may_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

fn translate(python: &str, flags: u64) -> Option<String> {
    let (inline, rest) = inline_flags(python)?;
    let flags = flags | inline;
    if flags & !(IGNORE_CASE | MULTILINE | DOT_ALL | UNICODE) != 0 {
        return None;
    }
    let mut translation = Translation { rest: rest.chars().peekable(), flags, depth: 0, out: String::new() };
    for (flag, letter) in [(IGNORE_CASE, 'i'), (MULTILINE, 'm'), (DOT_ALL, 's')] {
        if flags & flag != 0 {
            let _ = write!(translation.out, "(?{letter})");
        }
    }
    while let Some(letter) = translation.rest.next() {
        translation.step(letter)?;
    }
    Some(translation.out)
}

/// The flags of a leading `(?i)`, and what follows it.
fn inline_flags(python: &str) -> Option<(u64, &str)> {
    let Some((letters, rest)) = python.strip_prefix("(?").and_then(|rest| rest.split_once(')')) else {
        return Some((0, python));
    };
    if letters.is_empty() || !letters.chars().all(|letter| letter.is_ascii_alphabetic()) {
        return Some((0, python));
    }
    let flag = |letter| match letter {
        'i' => Some(IGNORE_CASE),
        'm' => Some(MULTILINE),
        's' => Some(DOT_ALL),
        'u' => Some(UNICODE),
        _ => None,
    };
    let flags = letters.chars().try_fold(0, |flags, letter| Some(flags | flag(letter)?))?;
    Some((flags, rest))
}

/// What an escape stands for.
enum Escape {
    Letter(char),
    /// A set that Rust has at least as large.
    Set(&'static str),
    /// The complement of such a set.
    Complement,
    /// A place, not a letter.
    Boundary,
    End,
}

struct Translation<'a> {
    rest: Peekable<Chars<'a>>,
    flags: u64,
    depth: usize,
    out: String,
}

impl Translation<'_> {
    fn step(&mut self, letter: char) -> Option<()> {
        match letter {
            '\\' => match self.escape()? {
                Escape::Letter(letter) => self.letter(letter)?,
                Escape::Set(set) => {
                    let _ = write!(self.out, "[{set}]");
                }
                Escape::Complement => self.out.push_str(ANY),
                // Left out: a text that fits with the boundary fits without.
                Escape::Boundary => self.place("(?:)")?,
                Escape::End => self.place("\\z")?,
            },
            '[' => self.class()?,
            '(' => self.open()?,
            ')' => {
                self.depth = self.depth.checked_sub(1)?;
                self.out.push(')');
            }
            '$' => self.end()?,
            '^' => self.place("^")?,
            '.' | '|' => self.out.push(letter),
            '*' | '+' | '?' => {
                self.out.push(letter);
                self.greed();
            }
            '{' => self.braces()?,
            _ => self.letter(letter)?,
        }
        Some(())
    }

    /// Something without width; what repeats it is left to Python.
    fn place(&mut self, place: &str) -> Option<()> {
        if self.rest.peek().is_some_and(|next| "*+?{".contains(*next)) {
            return None;
        }
        self.out.push_str(place);
        Some(())
    }

    /// `$` is also before a last line break, which is only the same as an optional one where nothing follows.
    fn end(&mut self) -> Option<()> {
        if self.flags & MULTILINE != 0 {
            return self.place("$");
        }
        let mut after = self.rest.clone();
        let last = after.all(|letter| letter == ')') || self.depth == 0 && self.rest.peek() == Some(&'|');
        if !last {
            return None;
        }
        self.out.push_str("(?:\\n?\\z)");
        Some(())
    }

    fn open(&mut self) -> Option<()> {
        if self.rest.next_if_eq(&'?').is_some() {
            match self.rest.next()? {
                ':' => {}
                'P' => {
                    self.rest.next_if_eq(&'<')?;
                    while self.rest.next()? != '>' {}
                }
                _ => return None,
            }
        }
        self.depth += 1;
        self.out.push_str("(?:");
        Some(())
    }

    /// Lazy and possessive repeats find nothing that greedy ones do not.
    fn greed(&mut self) {
        let _ = self.rest.next_if(|next| "?+".contains(*next));
    }

    fn braces(&mut self) -> Option<()> {
        let mut after = self.rest.clone();
        let inside: String = after.by_ref().take_while(|letter| *letter != '}').collect();
        let closed = self.rest.clone().nth(inside.chars().count()) == Some('}');
        let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
        let digits = |text: &str| text.chars().all(|letter| letter.is_ascii_digit());
        if !closed || inside.is_empty() || !digits(least) || !digits(most) {
            return self.letter('{');
        }
        let least = if least.is_empty() { "0" } else { least };
        let comma = if inside.contains(',') { "," } else { "" };
        let most = if comma.is_empty() { "" } else { most };
        let _ = write!(self.out, "{{{least}{comma}{most}}}");
        self.rest = after;
        self.greed();
        Some(())
    }

    fn letter(&mut self, letter: char) -> Option<()> {
        if self.flags & IGNORE_CASE == 0 {
            let _ = write!(self.out, "\\x{{{:x}}}", u32::from(letter));
            return Some(());
        }
        if !folds_alike(letter) {
            return None;
        }
        let also = if letter.eq_ignore_ascii_case(&'i') { DOTTED } else { "" };
        let _ = write!(self.out, "[\\x{{{:x}}}{also}]", u32::from(letter));
        Some(())
    }

    fn escape(&mut self) -> Option<Escape> {
        Some(match self.rest.next()? {
            'd' => Escape::Set("\\d"),
            'w' => Escape::Set("\\w\\p{N}"),
            's' => Escape::Set("\\s\\x{1c}-\\x{1f}"),
            'D' | 'W' | 'S' => Escape::Complement,
            'b' | 'B' | 'A' => Escape::Boundary,
            'Z' => Escape::End,
            'n' => Escape::Letter('\n'),
            't' => Escape::Letter('\t'),
            'r' => Escape::Letter('\r'),
            'f' => Escape::Letter('\x0c'),
            'v' => Escape::Letter('\x0b'),
            'a' => Escape::Letter('\x07'),
            'x' => Escape::Letter(self.hex(2)?),
            'u' => Escape::Letter(self.hex(4)?),
            letter if letter.is_alphanumeric() => return None,
            letter => Escape::Letter(letter),
        })
    }

    fn hex(&mut self, length: usize) -> Option<char> {
        let digits: Option<String> =
            (0..length).map(|_| self.rest.next_if(char::is_ascii_hexdigit)).collect();
        char::from_u32(u32::from_str_radix(&digits?, 16).ok()?)
    }

    fn class(&mut self) -> Option<()> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        let (mut inside, mut exact, mut first) = (String::new(), self.flags & IGNORE_CASE == 0, true);
        loop {
            let start = match (self.rest.next()?, first) {
                (']', false) => break,
                ('\\', _) => match self.class_escape()? {
                    Escape::Letter(letter) => letter,
                    Escape::Set(set) => {
                        inside.push_str(set);
                        // Blanks are the same everywhere; letters and digits grow with each Unicode.
                        exact &= set.starts_with("\\s");
                        first = false;
                        continue;
                    }
                    _ => {
                        exact = false;
                        inside.clear();
                        self.skip_class()?;
                        break;
                    }
                },
                (letter, _) => letter,
            };
            first = false;
            let end = self.range_end(start)?;
            if self.flags & IGNORE_CASE != 0 && !are_alike(start, end) {
                return None;
            }
            let _ = write!(inside, "\\x{{{:x}}}-\\x{{{:x}}}", u32::from(start), u32::from(end));
        }
        let also = if self.flags & IGNORE_CASE == 0 { "" } else { DOTTED };
        match (inside.is_empty(), negated) {
            (true, _) => self.out.push_str(ANY),
            (false, true) if !exact => self.out.push_str(ANY),
            (false, _) => {
                let _ = write!(self.out, "[{}{inside}{also}]", if negated { "^" } else { "" });
            }
        }
        Some(())
    }

    fn class_escape(&mut self) -> Option<Escape> {
        if self.rest.next_if_eq(&'b').is_some() {
            return Some(Escape::Letter('\x08'));
        }
        match self.escape()? {
            Escape::Boundary | Escape::End => None,
            escape => Some(escape),
        }
    }

    /// The rest of a class that is anything anyway.
    fn skip_class(&mut self) -> Option<()> {
        loop {
            match self.rest.next()? {
                ']' => return Some(()),
                '\\' => drop(self.rest.next()?),
                _ => {}
            }
        }
    }

    fn range_end(&mut self, start: char) -> Option<char> {
        let mut after = self.rest.clone();
        if after.next() != Some('-') || after.next().is_none_or(|end| end == ']') {
            return Some(start);
        }
        self.rest.next();
        let end = match self.rest.next()? {
            '\\' => match self.class_escape()? {
                Escape::Letter(letter) => letter,
                _ => return None,
            },
            letter => letter,
        };
        (start <= end).then_some(end)
    }
}

/// Whether all from one letter to another are such letters.
fn are_alike(start: char, end: char) -> bool {
    folds_alike(start) && folds_alike(end) && start.is_ascii() == end.is_ascii()
}

/// Letters whose upper and lower case both sides see alike, or Rust sees more.
fn folds_alike(letter: char) -> bool {
    letter.is_ascii() || ('\u{400}'..='\u{4ff}').contains(&letter)
}
