//! `command | grep wanted -v unwanted`: where a command ends and the filter of its answer begins.
//! `||` is a written `|` and filters nothing. Filtering is done where answers are made.

const WORD: &str = "grep";

/// A command line, cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The command without the filter.
    pub command: String,
    /// The filter as it was typed, from its `|` on; empty when there is none.
    pub filter: String,
}

/// Cuts a line at the last `| grep` that something follows.
pub(crate) fn cut(line: String) -> Line {
    let Some(at) = filter_at(&line) else { return Line { command: line, filter: String::new() } };
    if line[..at].ends_with('|') {
        let mut command = line;
        command.remove(at);
        return Line { command, filter: String::new() };
    }
    Line { command: line[..at].trim_end().to_owned(), filter: line[at..].to_owned() }
}

/// Where the `|` is.
fn filter_at(line: &str) -> Option<usize> {
    let places = line.rmatch_indices('|').map(|(at, _)| at);
    places.into_iter().find(|at| {
        let after = line[at + 1..].trim_start_matches([' ', '\t']).strip_prefix(WORD);
        after.is_some_and(|after| after.starts_with(char::is_whitespace) && !after.trim().is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_where_its_filter_begins() {
        let cases = [
            (".x a", ".x a", ""),
            (".x a | grep b", ".x a", "| grep b"),
            (".x|grep b c", ".x", "|grep b c"),
            (".x a | grep -v b", ".x a", "| grep -v b"),
            (".x a | grep b -v c", ".x a", "| grep b -v c"),
            (".x a | b", ".x a | b", ""),
            (".x | grep", ".x | grep", ""),
            (".x | grep ", ".x | grep ", ""),
            (".x | grepped a", ".x | grepped a", ""),
            (".x a || grep b", ".x a | grep b", ""),
            (".x a ||grep b", ".x a |grep b", ""),
            (".x a | grep b | grep c", ".x a | grep b", "| grep c"),
            (".x \u{44f} | grep \u{44e}", ".x \u{44f}", "| grep \u{44e}"),
        ];
        for (typed, command, filter) in cases {
            let expected = Line { command: command.into(), filter: filter.into() };
            assert_eq!(cut(typed.to_owned()), expected, "{typed}");
        }
    }
}
