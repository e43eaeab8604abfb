//! What a typed line means.

use crate::transcript::Place;

pub const HELP: &str = "\
type a message, or:
  /as alice|bob           who types
  /chat bob|group|saved   where
  /who                    who and where, and who is there
  /reply TEXT = ANSWER    answer the message that begins with TEXT
  /restart                start the modules again
  /unserved               what was asked of Telegram and is not invented here
  /world LINE             change the invented Telegram; `/world help` lists how
  /quit                   leave (so does Ctrl-D)
  //text                  send `/text`";

/// A typed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    Nothing,
    Say(String),
    Reply {
        to: String,
        text: String,
    },
    As(String),
    Chat(Place),
    Who,
    Unserved,
    World(String),
    Restart,
    Help,
    Quit,
    /// Not understood, and why.
    Wrong(String),
}

/// Reads a line.
pub fn read(line: &str) -> Typed {
    let line = line.trim_end();
    let Some(command) = line.strip_prefix('/') else {
        return if line.is_empty() { Typed::Nothing } else { Typed::Say(line.to_owned()) };
    };
    if command.starts_with('/') {
        return Typed::Say(command.to_owned());
    }
    let (word, rest) = command.split_once(' ').unwrap_or((command, ""));
    let rest = rest.trim();
    match word {
        "as" if !rest.is_empty() => Typed::As(rest.to_lowercase()),
        "chat" => match Place::named(rest) {
            Some(place) => Typed::Chat(place),
            None => Typed::Wrong("`/chat` needs `bob`, `group` or `saved`".to_owned()),
        },
        "reply" => match rest.split_once(" = ") {
            Some((to, text)) => Typed::Reply { to: to.to_owned(), text: text.to_owned() },
            None => Typed::Wrong("`/reply` needs `TEXT = ANSWER`".to_owned()),
        },
        "who" => Typed::Who,
        "unserved" => Typed::Unserved,
        "world" if !rest.is_empty() => Typed::World(rest.to_owned()),
        "world" => Typed::World("help".to_owned()),
        "restart" => Typed::Restart,
        "help" => Typed::Help,
        "quit" | "exit" => Typed::Quit,
        _ => Typed::Wrong(format!("`/{word}` is not known here; `/help` lists what is")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_messages_unless_they_begin_with_one_slash() {
        let check = |line: &str, expected: Typed| assert_eq!(read(line), expected, "{line:?}");
        check("", Typed::Nothing);
        check(".ping \n", Typed::Say(".ping".into()));
        check("//start", Typed::Say("/start".into()));
        check("/as Bob", Typed::As("bob".into()));
        check("/chat group", Typed::Chat(Place::Group));
        check("/reply hi = hello", Typed::Reply { to: "hi".into(), text: "hello".into() });
        check("/world person Carol carol 15550003", Typed::World("person Carol carol 15550003".into()));
        check("/world", Typed::World("help".into()));
        check("/quit", Typed::Quit);
        assert!(matches!(read("/chat moon"), Typed::Wrong(_)));
        assert!(matches!(read("/fly"), Typed::Wrong(_)));
    }
}
