//! Facts read from the database's rows.

use std::collections::BTreeMap;

use ox_dispatch::{Facts, WatcherRule};

fn rows(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn settings_are_read_as_the_database_has_them() {
    let main = rows(&[
        ("command_prefix", "\"!\""),
        ("command_prefixes", r#"{"7": "?", "x": "y", "8": ""}"#),
        ("aliases", r#"{"PP": "ping x", "bad": 1}"#),
        ("blacklist_chats", r#"[5, -1000000000006, "7.Mod", "x"]"#),
        ("whitelist_modules", r#"["8.Mod"]"#),
        ("disabled_watchers", r#"{"Mod": ["*", -5, "only_chats", "only_pm", "out", "in", "17"]}"#),
        ("no_nickname", "true"),
        ("nonickcmds", r#"["Ping"]"#),
    ]);
    let facts =
        Facts::from_database(1, vec!["me".into()], &main, &rows(&[("owner", "[2, \"3\"]")]), &rows(&[]));
    assert_eq!((facts.me, facts.prefix.as_str(), facts.no_nickname), (1, "!", true));
    assert_eq!(facts.user_prefixes.into_iter().collect::<Vec<_>>(), [(7, "?".to_owned())]);
    assert_eq!(facts.aliases.into_iter().collect::<Vec<_>>(), [("pp".to_owned(), "ping x".to_owned())]);
    assert_eq!(facts.security.owners.into_iter().collect::<Vec<_>>(), [2, 3]);
    assert_eq!(facts.blacklist_chats.into_iter().collect::<Vec<_>>(), [5, 6]);
    assert!(facts.blacklist_modules[&7].contains("Mod") && facts.whitelist_modules[&8].contains("Mod"));
    assert!(facts.no_nickname_commands.contains("ping"));
    assert_eq!(
        facts.disabled_watchers["Mod"],
        [
            WatcherRule::Everywhere,
            WatcherRule::Chat(5),
            WatcherRule::Private,
            WatcherRule::Groups,
            WatcherRule::Incoming,
            WatcherRule::Outgoing,
            WatcherRule::Chat(17),
        ]
    );
}

#[test]
fn settings_of_an_unexpected_shape_have_no_effect() {
    let keys = [
        "command_prefix",
        "command_prefixes",
        "aliases",
        "blacklist_chats",
        "whitelist_chats",
        "whitelist_modules",
        "disabled_watchers",
        "no_nickname",
        "nonickcmds",
        "nonickusers",
        "nonickchats",
    ];
    for value in ["5", "{\"a\": {}}", "[[]]", "not json", "\"\"", "null"] {
        let main = rows(&keys.map(|key| (key, value)));
        let facts = Facts::from_database(1, vec![], &main, &rows(&[("owner", value)]), &rows(&[]));
        assert_eq!(facts.security, Facts::new(1).security);
        assert!(facts.blacklist_chats.is_empty() && facts.whitelist_chats.is_empty(), "{value}");
        assert!(!facts.prefix.is_empty(), "{value}");
    }
    assert_eq!(Facts::from_database(1, vec![], &rows(&[]), &rows(&[]), &rows(&[])), Facts::new(1));
}

#[test]
fn a_list_of_prefixes_counts_by_its_first() {
    let prefix = |stored: &str| {
        let main = rows(&[("command_prefix", stored), ("command_prefixes", r#"{"1": "?", "2": "!"}"#)]);
        let facts = Facts::from_database(1, vec![], &main, &rows(&[]), &rows(&[]));
        assert_eq!(facts.user_prefixes.into_keys().collect::<Vec<_>>(), [2], "one's own is the main one");
        facts.prefix
    };
    let read = [r#"["!", "?"]"#, r#"["."]"#, "[]", r#"[""]"#, "[5]", r#""ox""#].map(prefix);
    assert_eq!(read, ["!", ".", ".", ".", ".", "ox"]);
}
