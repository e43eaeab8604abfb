//! Text typed with the wrong keyboard layout, Russian for English or the reverse: which letter was meant.
//! A key that means the same in both layouts keeps its sign.

/// The same keys in both layouts, row by row, unshifted and shifted.
const KEYS: [(&str, &str); 8] = [
    ("ё", "`"),
    ("Ё\"№;:?", "~@#$^&"),
    ("йцукенгшщзхъ", "qwertyuiop[]"),
    ("ЙЦУКЕНГШЩЗХЪ/", "QWERTYUIOP{}|"),
    ("фывапролджэ", "asdfghjkl;'"),
    ("ФЫВАПРОЛДЖЭ", "ASDFGHJKL:\""),
    ("ячсмитьбю.", "zxcvbnm,./"),
    ("ЯЧСМИТЬБЮ,", "ZXCVBNM<>?"),
];

/// What the text was meant in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Russian letters on the screen, English meant.
    ToEnglish,
    /// English letters on the screen, Russian meant.
    ToRussian,
}

impl Direction {
    /// In which direction a prefix is mistyped; `None` when it is the same in both layouts.
    pub fn of(prefix: &str) -> Option<Self> {
        let differs = |direction: &Self| prefix.chars().any(|sign| direction.reversed().meant(sign) != sign);
        [Self::ToEnglish, Self::ToRussian].into_iter().find(differs)
    }

    /// The letter that was meant.
    pub fn meant(self, typed: char) -> char {
        let matching = KEYS.iter().flat_map(|(russian, english)| russian.chars().zip(english.chars()));
        let found = match self {
            Self::ToEnglish => {
                matching.clone().find(|(russian, _)| *russian == typed).map(|(_, english)| english)
            }
            Self::ToRussian => {
                matching.clone().find(|(_, english)| *english == typed).map(|(russian, _)| russian)
            }
        };
        found.unwrap_or(typed)
    }

    fn reversed(self) -> Self {
        match self {
            Self::ToEnglish => Self::ToRussian,
            Self::ToRussian => Self::ToEnglish,
        }
    }

    /// How many bytes at the start of `text` are `prefix` typed in the wrong layout; `None` when they are not.
    pub fn mistyped(self, prefix: &str, text: &str) -> Option<usize> {
        let mut letters = text.char_indices();
        let mut differs = false;
        for wanted in prefix.chars() {
            let (_, typed) = letters.next()?;
            if typed != self.reversed().meant(wanted) {
                return None;
            }
            differs |= typed != wanted;
        }
        differs.then(|| letters.next().map_or(text.len(), |(at, _)| at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_long_in_both_layouts() {
        for (russian, english) in KEYS {
            assert_eq!(russian.chars().count(), english.chars().count(), "{russian}");
        }
    }

    #[test]
    fn text_is_read_as_it_was_meant() {
        let cases = [
            (Direction::ToEnglish, "юзштп Фкпы", ".ping Args"),
            (Direction::ToEnglish, "рудз. 42%", "help/ 42%"),
            (Direction::ToRussian, ".gjvjom", "юпомощь"),
        ];
        for (direction, typed, meant) in cases {
            assert_eq!(typed.chars().map(|letter| direction.meant(letter)).collect::<String>(), meant);
        }
    }

    #[test]
    fn a_prefix_is_mistyped_in_one_direction() {
        let cases = [
            (".", Some(Direction::ToEnglish)),
            ("ю", Some(Direction::ToRussian)),
            ("?", Some(Direction::ToEnglish)),
            ("!", None),
        ];
        for (prefix, expected) in cases {
            assert_eq!(Direction::of(prefix), expected, "{prefix}");
        }
    }

    #[test]
    fn a_mistyped_prefix_is_known_by_its_key() {
        let cases = [
            (Direction::ToEnglish, ".", "юзштп", Some(2)),
            (Direction::ToEnglish, "/", ".зштп", Some(1)),
            (Direction::ToEnglish, ".", ".ping", None),
            (Direction::ToEnglish, "!", "!ping", None),
            (Direction::ToEnglish, ".", "", None),
            (Direction::ToRussian, "ю", ".ping", Some(1)),
        ];
        for (direction, prefix, text, expected) in cases {
            assert_eq!(direction.mistyped(prefix, text), expected, "{prefix} {text}");
        }
    }
}
