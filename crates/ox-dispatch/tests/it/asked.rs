//! What the worker is asked about when modules stand in the dispatcher's place, and what it is told when it asks back.

use ox_dispatch::{ASKED, Command, CommandInterest, Facts, Moment, Registry, Standings};
use ox_tl::value::Value;
use serde_json::{Value as Json, json};

use crate::draft::{BOB, Draft, GROUP, NOW, decide, facts, registry, service};

fn deciding(decides: &Json) -> Registry {
    registry(&json!({
        "commands": [{"id": 1, "name": "ping", "security": 1}],
        "watchers": [{"id": 2}, {"id": 3, "tags": {"only_commands": true}}],
        "decides": decides,
    }))
}

/// The word the worker is asked about.
fn asked(asks: &str, draft: &Draft) -> Option<String> {
    let command = decide(&deciding(&json!({"commands": asks})), &draft.update(), &facts()).command?;
    assert_eq!((command.id, command.text.as_str(), command.charge), (ASKED, "", None));
    Some(command.name)
}

#[test]
fn words_are_asked_about_when_they_follow_the_prefix() {
    let cases = [
        (Draft::own(".ping x"), Some("ping")),
        (Draft::own(".Unknown"), Some("unknown")),
        (Draft::from_bob(".ping"), Some("ping")),
        (Draft::own("юзштп"), Some("ping")),
        (Draft::own(".go@alice x").to(GROUP), Some("go@alice")),
        (Draft::own(".x").edited(), Some("x")),
        (Draft::own("hello"), None),
        (Draft::own(". "), None),
        (Draft::own("..x"), None),
        (Draft::own(".x").forwarded(), None),
        (Draft::own(".x").reacted(), None),
        (Draft::own(""), None),
    ];
    for (draft, expected) in cases {
        assert_eq!(asked("words", &draft).as_deref(), expected, "{:?}", draft.update());
    }
}

#[test]
fn messages_are_asked_about_unless_they_are_forwards() {
    let cases = [
        (Draft::own(".ping x"), Some("ping")),
        (Draft::from_bob("hello"), Some("")),
        (Draft::from_bob("hello").edited(), Some("")),
        (Draft::from_bob("hello").reacted(), Some("")),
        (Draft::from_bob("hello").forwarded(), None),
        (Draft::from_bob(""), None),
    ];
    for (draft, expected) in cases {
        assert_eq!(asked("messages", &draft).as_deref(), expected);
    }
}

#[test]
fn an_escape_is_not_asked_about() {
    let decision = decide(&deciding(&json!({"commands": "messages"})), &Draft::own("..x").update(), &facts());
    assert_eq!((decision.command, decision.unescape.as_deref()), (None, Some(".x")));
}

#[test]
fn nothing_is_asked_when_nothing_was_replaced() {
    let registry = deciding(&json!({}));
    let decision = decide(&registry, &Draft::own(".ping").update(), &facts());
    assert_eq!(decision.command.map(|command| command.id), Some(1));
    assert_eq!(decision.targets, [2, 3]);
}

#[test]
fn for_watchers_the_worker_is_asked_and_asks_back() {
    let registry = deciding(&json!({"watchers": true}));
    let joined = service(GROUP, "messageActionChatJoinedByLink", vec![("inviter_id", Value::Long(1))]);
    for update in [Draft::from_bob("x").update(), joined.clone()] {
        assert_eq!(decide(&registry, &update, &facts()).targets, [ASKED]);
    }
    assert!(decide(&registry, &Draft::from_bob("x").edited().update(), &facts()).is_empty());
    let told = |update: &[u8], facts: &Facts| {
        registry.watchers(update, facts, &Moment::new(NOW, &Standings::default())).unwrap()
    };
    assert_eq!(told(&Draft::from_bob("x").update(), &facts()), [2]);
    assert_eq!(told(&Draft::own(".ping").update(), &facts()), [2, 3]);
    assert_eq!(told(&joined, &facts()), [2]);
    let deaf = Facts { blacklist_chats: [BOB].into(), ..facts() };
    assert_eq!(told(&Draft::from_bob("x").update(), &deaf), [] as [u32; 0]);
}

#[test]
fn who_depends_on_what_the_worker_finds_out_gets_what_it_is_asked_about() {
    let registry = registry(&json!({
        "commands": [{"id": 1, "name": "ping", "security": 1}],
        "watchers": [
            {"id": 2, "tags": {"no_commands": true}},
            {"id": 3, "tags": {"only_commands": true, "in": true}},
        ],
        "decides": {"commands": "words"},
    }));
    let cases = [
        (Draft::from_bob(".unknown"), &[2, 3][..]),
        (Draft::own(".unknown"), &[2]),
        (Draft::from_bob("hello"), &[2]),
        (Draft::own("..x"), &[2]),
        (Draft::from_bob(".unknown").forwarded(), &[2, 3]),
    ];
    for (draft, expected) in cases {
        assert_eq!(decide(&registry, &draft.update(), &facts()).targets, expected, "{:?}", draft.update());
        let (facts, standings) = (facts(), Standings::default());
        let told = registry.watchers(&draft.update(), &facts, &Moment::new(NOW, &standings)).unwrap();
        assert_eq!(told, expected, "asked back");
    }
}

fn admit(draft: &Draft, arguments: &str, facts: &Facts) -> Option<Command> {
    let interest = json!({"id": 0, "name": "hello", "module": "A", "tags": {"no_media": true}});
    let interest: CommandInterest = serde_json::from_value(interest).unwrap();
    let (registry, standings) = (deciding(&json!({"commands": "words"})), Standings::default());
    registry.admit(&draft.update(), interest, arguments, facts, &Moment::new(NOW, &standings)).unwrap()
}

#[test]
fn what_was_looked_up_runs_under_its_own_name() {
    let text = |draft: &Draft, arguments: &str| admit(draft, arguments, &facts()).map(|command| command.text);
    assert_eq!(text(&Draft::own(".hallo  a"), "").as_deref(), Some(".hello  a"));
    assert_eq!(text(&Draft::own(".hallo a"), "b c").as_deref(), Some(".hello b c a"));
    assert_eq!(text(&Draft::own("юрфддщ ф"), "").as_deref(), Some(".hello a"));
    assert_eq!(text(&Draft::from_bob(".hallo"), "").as_deref(), Some(".hello"), "the worker let him");
}

#[test]
fn addresses_conditions_and_lists_are_heeded() {
    let group = |text: &str| Draft::from_bob(text).to(GROUP).sender(BOB);
    let disabled = Facts { disabled_commands: [("A".into(), ["hello".into()].into())].into(), ..facts() };
    let nameless = Facts { no_nickname: true, ..facts() };
    let cases = [
        (group(".hallo"), facts(), false),
        (group(".hallo@alice"), facts(), true),
        (group(".hallo@somebody"), facts(), false),
        (group(".hallo"), nameless, true),
        (Draft::own(".hallo").photo(), facts(), false),
        (Draft::own(".hallo"), disabled, false),
        (Draft::own("hallo"), facts(), false),
    ];
    for (draft, facts, expected) in cases {
        assert_eq!(admit(&draft, "", &facts).is_some(), expected, "{:?}", draft.update());
    }
}

#[test]
fn others_pay_for_what_the_worker_let_them() {
    assert!(admit(&Draft::from_bob(".hallo"), "", &facts()).unwrap().charge.is_some());
    assert_eq!(admit(&Draft::own(".hallo"), "", &facts()).unwrap().charge, None);
}
