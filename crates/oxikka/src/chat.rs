//! A chat as a person sees it: messages with their marks, and what changed since the last look.

use std::collections::BTreeMap;
use std::fmt;

use ox_local_dc::Line;

/// The mark of a message that is gone.
const DELETED: &str = "deleted";

/// One message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Alice's id of it.
    pub id: i32,
    pub who: String,
    /// `edited`, `deleted`, `pinned`, `file NAME`, `reply to "TEXT"`, `forwarded from NAME`, `service NAME`.
    pub marks: Vec<String>,
    /// The text; each row of buttons is one more line: `[Yes] [No]`.
    pub text: String,
}

impl fmt::Display for Entry {
    /// `alice (file cat.jpg) (edited): text`; further lines of the text are indented by two spaces.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.who)?;
        self.marks.iter().try_for_each(|mark| write!(f, " ({mark})"))?;
        f.write_str(":")?;
        let mut lines = self.text.lines();
        if let Some(first) = lines.next().filter(|line| !line.is_empty()) {
            write!(f, " {first}")?;
        }
        lines.try_for_each(|line| if line.is_empty() { f.write_str("\n") } else { write!(f, "\n  {line}") })
    }
}

/// The first line of a text, as it is quoted in a reply.
pub fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Remembers a chat as it was at the last look.
#[derive(Debug, Default)]
pub struct Memory {
    seen: BTreeMap<i32, Entry>,
}

impl Memory {
    /// Messages that are new, changed or gone since the last look, oldest first. Does not look.
    pub fn changes(&self, now: &[Line]) -> Vec<Entry> {
        let now: BTreeMap<i32, Entry> = now.iter().map(|line| (line.id, self.entry(line, now))).collect();
        let still_there =
            |old: &&Entry| now.contains_key(&old.id) || old.marks.iter().any(|mark| mark == DELETED);
        let gone = self.seen.values().filter(|old| !still_there(old)).cloned().map(|mut old| {
            old.marks = vec![DELETED.to_owned()];
            (old.id, old)
        });
        let mut changes: BTreeMap<i32, Entry> = gone.collect();
        changes.extend(now.into_iter().filter(|(id, entry)| self.seen.get(id) != Some(entry)));
        changes.into_values().collect()
    }

    /// Looks: returns the changes and remembers the chat as it is now.
    pub fn look(&mut self, now: &[Line]) -> Vec<Entry> {
        let changes = self.changes(now);
        self.seen.extend(changes.iter().map(|entry| (entry.id, entry.clone())));
        changes
    }

    /// Remembers a message that was just typed, so that its disappearance shows. It still counts as new.
    pub fn typed(&mut self, id: i32, who: &str, text: &str) {
        let marks = vec!["not looked at yet".to_owned()];
        let entry = Entry { id, who: who.to_owned(), marks, text: text.to_owned() };
        self.seen.entry(id).or_insert(entry);
    }

    fn entry(&self, line: &Line, all: &[Line]) -> Entry {
        let text_of = |id: i32| {
            let line = all.iter().find(|line| line.id == id).map(|line| line.text.as_str());
            line.or_else(|| self.seen.get(&id).map(|entry| entry.text.as_str())).unwrap_or_default()
        };
        let mut marks = Vec::new();
        marks.extend(line.reply_to.map(|id| format!("reply to \"{}\"", first_line(text_of(id)))));
        marks.extend(
            line.forwarded_from.as_ref().map(|name| format!("forwarded from {}", name.to_lowercase())),
        );
        marks.extend(line.action.as_ref().map(|name| format!("service {name}")));
        marks.extend(line.media_name.as_ref().map(|name| format!("file {name}")));
        marks.extend(line.pinned.then(|| "pinned".to_owned()));
        marks.extend(line.edited.then(|| "edited".to_owned()));
        let rows = line.buttons.iter().map(|row| {
            let buttons: Vec<String> = row.iter().map(|button| format!("[{}]", button.text)).collect();
            buttons.join(" ")
        });
        let text: Vec<String> = std::iter::once(line.text.clone()).chain(rows).collect();
        Entry { id: line.id, who: line.sender_name.to_lowercase(), marks, text: text.join("\n") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: i32, text: &str) -> Line {
        Line {
            id,
            sender: 1,
            sender_name: "Alice".into(),
            text: text.into(),
            entities: Vec::new(),
            edited: false,
            out: true,
            media_name: None,
            reply_to: None,
            forwarded_from: None,
            pinned: false,
            buttons: Vec::new(),
            action: None,
        }
    }

    fn check(changes: &[Entry], expected: &[&str]) {
        assert_eq!(changes.iter().map(Entry::to_string).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_look_shows_only_what_changed_since_the_last_one() {
        let mut memory = Memory::default();
        let first = [line(1, "one"), line(2, "two\nlines")];
        check(&memory.look(&first), &["alice: one", "alice: two\n  lines"]);
        check(&memory.look(&first), &[]);
        let edited = [Line { edited: true, ..line(1, "uno") }, line(3, "three")];
        check(
            &memory.look(&edited),
            &["alice (edited): uno", "alice (deleted): two\n  lines", "alice: three"],
        );
        check(&memory.look(&edited), &[]);
    }

    #[test]
    fn a_typed_message_shows_whether_it_stays_or_goes() {
        let mut memory = Memory::default();
        memory.typed(1, "alice", ".a");
        memory.typed(2, "alice", ".b");
        check(&memory.look(&[line(1, ".a")]), &["alice: .a", "alice (deleted): .b"]);
    }

    #[test]
    fn marks_tell_what_hangs_on_a_message() {
        let answer = Line { reply_to: Some(1), media_name: Some("cat.jpg".into()), ..line(2, "") };
        let mut memory = Memory::default();
        check(&memory.look(&[line(1, "hi\nyou"), answer])[1..], &["alice (reply to \"hi\") (file cat.jpg):"]);
    }
}
