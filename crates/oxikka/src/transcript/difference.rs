//! Expected against seen: do they agree, and if not, where.

use crate::chat::Entry;

use super::{Expected, Message};

/// Whether the changes of a chat are those that were expected.
pub fn agree(expected: &[Expected], seen: &[Entry]) -> bool {
    match (expected.split_first(), seen.split_first()) {
        (None, seen) => seen.is_none(),
        (Some((Expected::Anything { .. }, rest)), None) => agree(rest, seen),
        (Some((Expected::Anything { .. }, rest)), Some((_, later))) => {
            agree(rest, seen) || agree(expected, later)
        }
        (Some((Expected::Message(_), _)), None) => false,
        (Some((Expected::Message(message), rest)), Some((entry, later))) => {
            message.matches(entry) && agree(rest, later)
        }
    }
}

/// The two beside each other: ` ` what agrees, `-` what was expected, `+` what was seen instead.
/// Each expected line has its line number.
pub fn show(expected: &[Expected], seen: &[Entry]) -> String {
    let common = longest_common(expected, seen);
    let (mut i, mut j, mut text) = (0, 0, String::new());
    for (next_i, next_j) in common.into_iter().chain([(expected.len(), seen.len())]) {
        expected[i..next_i].iter().for_each(|line| text += &expected_lines(line, '-'));
        seen[j..next_j].iter().for_each(|entry| text += &block("", '+', &entry.to_string()));
        if let Some(line) = expected.get(next_i) {
            text += &expected_lines(line, ' ');
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
    text
}

fn expected_lines(expected: &Expected, sign: char) -> String {
    match expected {
        Expected::Anything { line } => block(&line.to_string(), ' ', "…"),
        Expected::Message(message) => block(&message.line.to_string(), sign, &written(message)),
    }
}

fn written(message: &Message) -> String {
    let marks = message.marks.iter().map(|mark| mark.written().to_owned()).collect();
    Entry { id: 0, who: message.who.clone(), marks, text: message.text.written().to_owned() }.to_string()
}

fn block(number: &str, sign: char, text: &str) -> String {
    let lines = text.lines().enumerate();
    let lines = lines.map(|(i, line)| format!("{:>5} {sign} {line}", if i == 0 { number } else { "" }));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Index pairs of the longest common part; `…` is left out, it costs nothing to show.
fn longest_common(expected: &[Expected], seen: &[Entry]) -> Vec<(usize, usize)> {
    let same =
        |i: usize, j: usize| matches!(&expected[i], Expected::Message(message) if message.matches(&seen[j]));
    let mut length = vec![vec![0; seen.len() + 1]; expected.len() + 1];
    for i in (0..expected.len()).rev() {
        for j in (0..seen.len()).rev() {
            length[i][j] =
                if same(i, j) { length[i + 1][j + 1] + 1 } else { length[i + 1][j].max(length[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < expected.len() && j < seen.len() {
        if same(i, j) {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if length[i + 1][j] >= length[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::dialogue;

    fn expected(block: &str) -> Vec<Expected> {
        dialogue::read(block, 7).unwrap().remove(0).expected
    }

    fn seen(lines: &[(&str, &str)]) -> Vec<Entry> {
        let entry = |(who, text): &(&str, &str)| Entry {
            who: (*who).into(),
            text: (*text).into(),
            ..Entry::default()
        };
        lines.iter().map(entry).collect()
    }

    #[test]
    fn a_line_of_dots_stands_for_any_messages() {
        let check = |block: &str, lines: &[(&str, &str)], result: bool| {
            assert_eq!(agree(&expected(block), &seen(lines)), result, "{block:?} against {lines:?}");
        };
        check("a: 1\n", &[("a", "1")], true);
        check("a: 1\n", &[("a", "1"), ("a", "2")], false);
        check("a: 1\n…\n", &[("a", "1"), ("a", "2"), ("b", "3")], true);
        check("a: 1\n…\n", &[("a", "1")], true);
        check("…\nb: 3\n", &[("a", "1"), ("b", "3")], true);
        check("…\nb: 3\n", &[("b", "3"), ("a", "1")], false);
    }

    #[test]
    fn the_difference_shows_line_numbers_and_both_sides() {
        let text = show(
            &expected("alice: hi\nbob: lo\ncarol: x\n"),
            &seen(&[("alice", "hi"), ("bob", "la\nlu"), ("carol", "x")]),
        );
        assert_eq!(
            text,
            "    7   alice: hi\n    8 - bob: lo\n      + bob: la\n      +   lu\n    9   carol: x\n"
        );
    }
}
