//! Recognition of commands: prefix, escape, layout, aliases, addresses, and what is no command.

use ox_dispatch::{Facts, Registry};
use ox_tl::value::Value;
use serde_json::json;

use crate::draft::{
    BOB, CHANNEL, Draft, GROUP, ME, SUPERGROUP, carried, decide, facts, object, peer, registry,
};

/// A change of the owner's settings.
type Change = fn(&mut Facts);

fn commands() -> Registry {
    registry(&json!({"commands": [
        {"id": 1, "name": "ping", "aliases": ["p", "Пинг"], "module": "Tester"},
        {"id": 2, "name": "Help", "module": "Helper", "security": null},
        {"id": 3, "name": "old", "module": "A"},
        {"id": 4, "name": "old", "module": "B"},
        {"id": 5, "name": "here", "aliases": ["p"], "module": "Tester", "tags": {"only_pm": true}},
    ]}))
}

/// The id and text of the command that runs.
fn ran(draft: &Draft, facts: &Facts) -> Option<(u32, String)> {
    decide(&commands(), &draft.update(), facts).command.map(|command| (command.id, command.text))
}

fn check(facts: &Facts, cases: &[(&str, Option<(u32, &str)>)]) {
    for (typed, expected) in cases {
        let expected = expected.map(|(id, text)| (id, text.to_owned()));
        assert_eq!(ran(&Draft::own(typed), facts), expected, "{typed:?}");
    }
}

#[test]
fn a_command_is_the_first_word_after_the_prefix() {
    check(
        &facts(),
        &[
            (".ping", Some((1, ".ping"))),
            (".ping a  b\nc", Some((1, ".ping a  b\nc"))),
            (".ping\nline", Some((1, ".ping\nline"))),
            (".  ping x", Some((1, ".ping x"))),
            (".\nping", Some((1, ".ping"))),
            (".PiNg X", Some((1, ".ping X"))),
            (".help", Some((2, ".Help"))),
            (".", None),
            (". ", None),
            ("ping", None),
            (".pings", None),
            (".ping.", None),
            ("!ping", None),
            (" .ping", None),
            ("", None),
            (".@", None),
        ],
    );
}

#[test]
fn the_prefix_may_be_another_or_longer() {
    let longer = Facts { prefix: "ox!".into(), ..facts() };
    check(&longer, &[("ox!ping a", Some((1, "ox!ping a"))), (".ping", None), ("ox!", None)]);
}

#[test]
fn a_user_may_have_a_prefix_of_their_own() {
    let mut facts = facts();
    facts.user_prefixes.insert(BOB, "?".into());
    facts.security.owners.insert(BOB);
    assert_eq!(ran(&Draft::from_bob("?ping"), &facts), Some((1, "?ping".into())));
    assert_eq!(ran(&Draft::from_bob(".ping"), &facts), None);
    assert_eq!(ran(&Draft::own(".ping"), &facts), Some((1, ".ping".into())));
}

#[test]
fn a_doubled_prefix_escapes_an_own_message() {
    let longer = Facts { prefix: "ox".into(), ..facts() };
    let cases = [
        (facts(), "..ping", Some(".ping")),
        (facts(), "..x", Some(".x")),
        (facts(), "..", None),
        (facts(), "...", None),
        (facts(), "....", None),
        (facts(), "...ping", Some("..ping")),
        (longer, "oxoxping", Some("oxping")),
        (facts(), "ююля", Some("юля")),
        (facts(), "юю", None),
        (facts(), "ююю", None),
        (facts(), "ю.ping", None),
    ];
    for (facts, typed, expected) in cases {
        let decision = decide(&commands(), &Draft::own(typed).update(), &facts);
        assert_eq!(decision.unescape.as_deref(), expected, "{typed}");
        assert_eq!(decision.command, None, "{typed}");
        assert!(!decision.wakes_worker());
    }
    let escaped = Draft::own("..ping");
    for stays in [Draft::from_bob("..ping"), escaped.clone().forwarded(), escaped.to(CHANNEL).edited()] {
        assert_eq!(decide(&commands(), &stays.update(), &facts()).unescape, None);
    }
}

#[test]
fn the_wrong_keyboard_layout_is_understood() {
    check(
        &facts(),
        &[
            ("юзштп", Some((1, ".ping"))),
            ("юЗштп Руддщб цщкдв", Some((1, ".ping Hello, world"))),
            ("юрудз", Some((2, ".Help"))),
            ("юзштп\"ьу", Some((1, ".ping"))),
            ("юля пришла", None),
            ("ю", None),
        ],
    );
    check(&Facts { prefix: "/".into(), ..facts() }, &[(".зштп ф", Some((1, "/ping a")))]);
    let mut russian = Facts { prefix: "ю".into(), ..facts() };
    russian.aliases.insert("пинг".into(), "ping".into());
    check(&russian, &[(".gbyu f", Some((1, "юping а"))), ("юping", Some((1, "юping")))]);
    let mut latin = facts();
    latin.aliases.insert("пинг".into(), "ping".into());
    check(&latin, &[("/gbyu", None), (".gbyu", None), ("/ping", None)]);
}

#[test]
fn aliases_lead_to_their_command() {
    let mut facts = facts();
    for (alias, command) in [
        ("pp", "ping"),
        ("say", "ping hello  you"),
        ("h", "HELP"),
        ("via", "p"),
        ("lost", "nothing"),
        ("help", "ping"),
    ] {
        facts.aliases.insert(alias.into(), command.into());
    }
    check(
        &facts,
        &[
            (".p x", Some((1, ".ping x"))),
            (".пинг", Some((1, ".ping"))),
            (".PP x", Some((1, ".ping x"))),
            (".say there", Some((1, ".ping hello  you there"))),
            (".h", Some((2, ".Help"))),
            (".via", Some((1, ".ping"))),
            (".lost", None),
            (".help", Some((2, ".Help"))),
        ],
    );
}

#[test]
fn a_command_registered_later_takes_the_name_over() {
    check(&facts(), &[(".old", Some((4, ".old")))]);
}

#[test]
fn an_address_behind_the_command_must_be_ones_own() {
    check(
        &facts(),
        &[
            (".ping@me x", Some((1, ".ping x"))),
            (".ping@alice", Some((1, ".ping"))),
            (".ping@ALICE", Some((1, ".ping"))),
            (".ping@bob", None),
            (".ping@", None),
        ],
    );
    let mut facts = facts();
    facts.security.owners.insert(BOB);
    assert!(ran(&Draft::from_bob(".ping@alice"), &facts).is_some());
    assert!(ran(&Draft::from_bob(".ping@me"), &facts).is_none());
    assert!(ran(&Draft::from_bob(".ping@100"), &facts).is_some(), "the account's id");
    assert!(ran(&Draft::from_bob(".ping@101"), &facts).is_none());
}

#[test]
fn who_answers_or_mentions_the_account_in_a_group_need_not_name_it() {
    let mut facts = facts();
    let mentioning = Draft::from_bob(".ping").to(GROUP).sender(BOB).with("mentioned", Value::Flag(true));
    assert!(ran(&mentioning, &facts).is_none());
    facts.security.owners.insert(BOB);
    assert!(ran(&mentioning, &facts).is_some());
}

#[test]
fn only_owners_run_commands() {
    let mut facts = facts();
    assert_eq!(ran(&Draft::from_bob(".ping"), &facts), None);
    facts.security.owners.insert(BOB);
    assert!(ran(&Draft::from_bob(".ping"), &facts).is_some());
    assert_eq!(ran(&Draft::from_bob(".ping").to(SUPERGROUP).sender(SUPERGROUP), &facts), None);
}

#[test]
fn in_groups_others_name_the_account_unless_told_otherwise() {
    let mut owner = facts();
    owner.security.owners.insert(BOB);
    let in_group = Draft::from_bob(".ping").to(GROUP).sender(BOB);
    assert!(ran(&in_group, &owner).is_none());
    assert!(ran(&Draft::from_bob(".ping@alice").to(GROUP).sender(BOB), &owner).is_some());
    let excused: [Change; 4] = [
        |facts| facts.no_nickname = true,
        |facts| {
            facts.no_nickname_commands.insert("ping".into());
        },
        |facts| {
            facts.no_nickname_users.insert(BOB);
        },
        |facts| {
            facts.no_nickname_chats.insert(300);
        },
    ];
    for (at, excuse) in excused.into_iter().enumerate() {
        let mut facts = owner.clone();
        excuse(&mut facts);
        assert!(ran(&in_group, &facts).is_some(), "excuse {at}");
    }
}

#[test]
fn some_messages_are_never_commands() {
    let own = || Draft::own(".ping");
    let cases = [
        ("a sticker", own().file("image/webp", "sticker")),
        ("a dice", own().dice()),
        ("music", own().file("audio/mpeg", "audio")),
        ("an inline bot's message", own().via_bot()),
        ("a connected bot's message", own().with("via_business_bot_id", Value::Long(9))),
        ("a forward", own().forwarded()),
        ("a message with reactions", own().reacted()),
        ("an edit that is a reaction", own().edited().reacted()),
    ];
    for (name, draft) in cases {
        assert_eq!(ran(&draft, &facts()), None, "{name}");
    }
    for (name, draft) in [
        ("a caption", own().photo()),
        ("a voice message", own().file("audio/ogg", "voice")),
        ("a video", own().file("video/mp4", "video")),
        ("an edit", own().edited()),
        ("a reply", own().reply()),
        ("a channel post", own().to(CHANNEL)),
        ("in a group", own().to(GROUP).sender(ME)),
    ] {
        assert!(ran(&draft, &facts()).is_some(), "{name}");
    }
}

#[test]
fn a_scheduled_message_waits_for_its_time() {
    let message = object(
        "message",
        vec![
            ("id", Value::Int(1)),
            ("date", Value::Int(1)),
            ("out", Value::Flag(true)),
            ("peer_id", peer(BOB)),
            ("message", Value::Text(".ping".into())),
        ],
    );
    assert!(decide(&commands(), &carried("updateNewScheduledMessage", message), &facts()).is_empty());
}

#[test]
fn messages_to_oneself_are_own_even_without_the_flag() {
    let to_myself = Draft::from_bob(".ping").to(ME);
    assert!(ran(&to_myself, &facts()).is_some());
    assert!(ran(&to_myself.forwarded(), &facts()).is_none());
}

#[test]
fn chats_and_modules_can_be_off() {
    let in_group = Draft::own(".ping").to(SUPERGROUP);
    let cases: [(Change, bool); 6] = [
        (
            |facts| {
                facts.blacklist_chats.insert(400);
            },
            false,
        ),
        (
            |facts| {
                facts.whitelist_chats.insert(1);
            },
            false,
        ),
        (
            |facts| {
                facts.whitelist_chats.insert(400);
            },
            true,
        ),
        (
            |facts| {
                facts.blacklist_modules.entry(400).or_default().insert("Tester".into());
            },
            false,
        ),
        (
            |facts| {
                facts.whitelist_modules.entry(1).or_default().insert("Tester".into());
            },
            false,
        ),
        (
            |facts| {
                facts.whitelist_modules.entry(400).or_default().insert("Tester".into());
            },
            true,
        ),
    ];
    for (at, (change, runs)) in cases.into_iter().enumerate() {
        let mut facts = facts();
        change(&mut facts);
        assert_eq!(ran(&in_group, &facts).is_some(), runs, "case {at}");
    }
}

#[test]
fn a_commands_own_tags_must_hold() {
    assert!(ran(&Draft::own(".here"), &facts()).is_some());
    assert!(ran(&Draft::own(".here").to(GROUP), &facts()).is_none());
}
