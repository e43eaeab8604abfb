//! Reads a Markdown file into cases: each section with a dialogue is one; what stands in the sections above it,
//! as long as those have no dialogue of their own, counts for it too.

use std::ops::Range;
use std::path::Path;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

use super::{Case, Malformed, Place, Setting, SourceFile, Talk, dialogue};

/// A heading or a fenced block.
enum Piece {
    Heading { level: HeadingLevel, title: String },
    Fence { info: String, text: String },
}

/// What a section gives to the sections below it.
#[derive(Clone, Default)]
struct Section {
    level: Option<HeadingLevel>,
    title: String,
    line: usize,
    setting: Setting,
    files: Vec<SourceFile>,
    talks: Vec<Talk>,
}

/// The cases of a transcript. `path` is what they are called by.
pub fn read(path: &Path, text: &str) -> Result<Vec<Case>, Malformed> {
    let mut cases = Vec::new();
    let mut open = vec![Section { line: 1, ..Section::default() }];
    for (line, piece) in pieces(text) {
        match piece {
            Piece::Heading { level, title } => {
                close(
                    &mut open,
                    |section| section.level.is_some_and(|other| other >= level),
                    path,
                    &mut cases,
                );
                open.push(below(&open, level, title, line));
            }
            Piece::Fence { info, text } => {
                // Invariant: the file's own section is never closed before the end.
                open.last_mut().map_or(Ok(()), |section| section.fence(line, &info, &text))?;
            }
        }
    }
    close(&mut open, |_| true, path, &mut cases);
    cases.sort_by_key(|case: &Case| case.line);
    if cases.is_empty() {
        return Err(Malformed::new(
            1,
            "there is no dialogue; expected a fenced block that begins with ```chat",
        ));
    }
    Ok(cases)
}

fn close(open: &mut Vec<Section>, ends: impl Fn(&Section) -> bool, path: &Path, cases: &mut Vec<Case>) {
    while open.last().is_some_and(&ends) {
        let titles: Vec<&str> =
            open.iter().map(|s| s.title.as_str()).filter(|title| !title.is_empty()).collect();
        let title = titles.join(" / ");
        let Some(Section { line, setting, files, talks, .. }) = open.pop() else { return };
        if !talks.is_empty() {
            cases.push(Case { title, path: path.to_owned(), line, setting, files, talks });
        }
    }
}

/// A new section: it inherits from the nearest one above, unless that is a case itself.
fn below(open: &[Section], level: HeadingLevel, title: String, line: usize) -> Section {
    let heir = open.last().filter(|above| above.talks.is_empty()).cloned().unwrap_or_default();
    Section { level: Some(level), title, line, ..heir }
}

impl Section {
    fn fence(&mut self, line: usize, info: &str, text: &str) -> Result<(), Malformed> {
        let words: Vec<&str> = info.split_whitespace().collect();
        match words.as_slice() {
            ["python", name] | ["python", name, "file"] => self.files.push(SourceFile {
                name: file_name(name, line)?,
                source: text.to_owned(),
                line,
                load: words.len() == 2,
            }),
            ["python", _, ..] => {
                return Err(Malformed::new(line, "expected ```python NAME.py or ```python NAME.py file"));
            }
            ["config"] => self.setting.read(text, line + 1)?,
            ["chat"] => self.talk(Place::Private, line, text)?,
            ["chat", place] => {
                let known = Place::named(place).ok_or_else(|| {
                    Malformed::new(
                        line,
                        format!("there is no chat `{place}`; expected `bob`, `group`, `saved`, `supergroup` or `channel`"),
                    )
                })?;
                self.talk(known, line, text)?;
            }
            ["chat" | "config", ..] => {
                return Err(Malformed::new(
                    line,
                    "expected ```chat, ```chat bob, ```chat group, ```chat saved or ```config",
                ));
            }
            // Any other block is prose.
            _ => {}
        }
        Ok(())
    }

    fn talk(&mut self, place: Place, line: usize, text: &str) -> Result<(), Malformed> {
        self.talks.push(Talk { place, steps: dialogue::read(text, line + 1)? });
        Ok(())
    }
}

fn file_name(name: &str, line: usize) -> Result<String, Malformed> {
    let stem = name.strip_suffix(".py").unwrap_or_default();
    let plain = !stem.is_empty() && stem.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if plain {
        Ok(name.to_owned())
    } else {
        Err(Malformed::new(line, format!("`{name}` is no file name; expected NAME.py")))
    }
}

fn pieces(text: &str) -> Vec<(usize, Piece)> {
    let mut found = Vec::new();
    let mut events = Parser::new(text).into_offset_iter();
    while let Some((event, range)) = events.next() {
        let line = line_of(text, &range);
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let title = gather(&mut events, |end| matches!(end, TagEnd::Heading(_)));
                found.push((line, Piece::Heading { level, title }));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let text = gather(&mut events, |end| matches!(end, TagEnd::CodeBlock));
                found.push((line, Piece::Fence { info: info.to_string(), text }));
            }
            _ => {}
        }
    }
    found
}

fn gather<'a>(
    events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>,
    ends: impl Fn(&TagEnd) -> bool,
) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::End(end) if ends(&end) => break,
            Event::Text(part) | Event::Code(part) => text += &part,
            Event::SoftBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// The line on which a piece begins, from 1.
fn line_of(text: &str, range: &Range<usize>) -> usize {
    text[..range.start].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cases(text: &str) -> Vec<Case> {
        read(Path::new("t.md"), text).unwrap()
    }

    #[test]
    fn sections_are_cases_and_inherit_what_stands_above_them() {
        let found = cases(
            "# Cats\n\n```python cat.py\nx = 1\n```\n\n## Purr\n\n```chat\n> alice: .purr\n```\n\n## Bite\n\n\
             ```config\nprefix: !\n```\n```chat group\n> bob: !bite\n```\n",
        );
        let titles: Vec<_> = found.iter().map(|case| (case.title.as_str(), case.line)).collect();
        assert_eq!(titles, [("Cats / Purr", 7), ("Cats / Bite", 13)]);
        assert!(found.iter().all(|case| case.files[0].name == "cat.py" && case.files[0].load));
        assert_eq!(found[0].setting.prefix, None);
        assert_eq!(found[1].setting.prefix.as_deref(), Some("!"));
        assert_eq!(found[1].talks[0].place, Place::Group);
        assert_eq!(found[1].talks[0].steps[0].line, 19);
    }

    #[test]
    fn a_section_that_is_a_case_gives_nothing_to_those_below_it() {
        let found =
            cases("# A\n```python a.py\n```\n```chat\n> alice: 1\n```\n## B\n```chat\n> alice: 2\n```\n");
        assert_eq!(found[0].files.len(), 1);
        assert_eq!(found[1].files.len(), 0);
    }

    #[test]
    fn blocks_of_other_kinds_are_prose() {
        let found = cases("```python\nx\n```\n```toml\na = 1\n```\n```chat saved\n> alice: 1\n```\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].files.is_empty());
    }

    #[test]
    fn what_is_malformed_is_told_with_its_line() {
        let check = |text: &str, line: usize, part: &str| {
            let error = read(Path::new("t.md"), text).unwrap_err();
            assert_eq!(error.line, line, "{text:?}: {error:?}");
            assert!(error.what.contains(part), "{text:?}: {error:?}");
        };
        check("# Nothing\n", 1, "no dialogue");
        check("\n```chat moon\n> alice: hi\n```\n", 2, "`moon`");
        check("```python ../x.py\n```\n", 1, "is no file name");
        check("```python x.py twice\n```\n", 1, "expected ```python NAME.py");
        check("text\n\n```chat\n> alice: hi\nwhat\n```\n", 5, "`what`");
        check("```config\nx\n```\n", 2, "KEY: VALUE");
    }
}
