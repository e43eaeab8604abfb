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

/// Cuts a text at the first `| grep` that something follows; the last one of that line filters. Lines behind it stay.
pub(crate) fn cut(text: String) -> Line {
    let Some(first) = bars(&text).next() else { return Line { command: text, filter: String::new() } };
    let doubled: Vec<usize> = bars(&text).filter(|at| text[..*at].ends_with('|')).collect();
    if !doubled.is_empty() {
        let mut command = text;
        for at in doubled.into_iter().rev() {
            command.remove(at);
        }
        return Line { command, filter: String::new() };
    }
    let end = text[first..].find('\n').map_or(text.len(), |length| first + length);
    let last = bars(&text[..end]).last().unwrap_or(first);
    let command = format!("{}{}", text[..first].trim_end(), &text[end..]);
    Line { command, filter: text[last..end].to_owned() }
}

/// Where each `| grep` with something behind it in its line begins.
fn bars(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices('|').map(|(at, _)| at).filter(|at| {
        let rest = text[at + 1..].trim_start_matches([' ', '\t']).strip_prefix(WORD);
        rest.is_some_and(|rest| {
            let line = rest.lines().next().unwrap_or_default();
            line.starts_with(char::is_whitespace) && !line.trim().is_empty()
        })
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
            (".x a | grep b | grep c", ".x a", "| grep c"),
            (".x a | grep b || grep c", ".x a | grep b | grep c", ""),
            (".x a | grep b\nmore", ".x a\nmore", "| grep b"),
            (".x a\nb | grep c", ".x a\nb", "| grep c"),
            (".x a | grep\nb", ".x a | grep\nb", ""),
            (".x \u{44f} | grep \u{44e}", ".x \u{44f}", "| grep \u{44e}"),
        ];
        for (typed, command, filter) in cases {
            let expected = Line { command: command.into(), filter: filter.into() };
            assert_eq!(cut(typed.to_owned()), expected, "{typed}");
        }
    }
}
