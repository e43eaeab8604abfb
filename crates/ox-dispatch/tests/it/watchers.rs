//! Which updates reach watchers, and what keeps them away.

use ox_dispatch::{Facts, WatcherRule};
use ox_tl::value::Value;
use serde_json::json;

use crate::draft::{BOB, Draft, GROUP, bytes, decide, facts, heard, registry, service};

fn targets(update: &[u8], facts: &Facts) -> Vec<u32> {
    let registry = registry(&json!({"watchers": [{"id": 9, "module": "A"}, {"id": 4, "module": "B"}]}));
    decide(&registry, update, facts).targets
}

#[test]
fn watcher_without_tags_sees_every_message() {
    let drafts = [
        Draft::own("x"),
        Draft::from_bob("x"),
        Draft::from_bob(""),
        Draft::from_bob("x").forwarded(),
        Draft::from_bob("x").to(GROUP).sender(BOB),
        Draft::own("..x"),
    ];
    for draft in drafts {
        assert_eq!(targets(&draft.update(), &facts()), [9, 4], "in the order of registration");
    }
}

#[test]
fn watchers_see_chat_actions_but_no_edits_and_no_other_updates() {
    let joined = service(GROUP, "messageActionChatJoinedByLink", vec![("inviter_id", Value::Long(1))]);
    let added = bytes(
        "updateChatParticipantAdd",
        ["chat_id", "user_id", "inviter_id"]
            .map(|name| (name, Value::Long(1)))
            .into_iter()
            .chain([("date", Value::Int(1)), ("version", Value::Int(1))])
            .collect(),
    );
    for update in [joined, added] {
        assert_eq!(targets(&update, &facts()), [9, 4]);
    }
    let called = service(GROUP, "messageActionScreenshotTaken", vec![]);
    let status = bytes(
        "updateUserStatus",
        vec![("user_id", Value::Long(1)), ("status", crate::draft::object("userStatusEmpty", vec![]))],
    );
    for update in [called, status, Draft::own("x").edited().update()] {
        assert!(targets(&update, &facts()).is_empty());
    }
}

#[test]
fn rules_keep_a_modules_watchers_off() {
    let private = Draft::from_bob("x").update();
    let group = Draft::own("x").to(GROUP).update();
    let cases = [
        (WatcherRule::Everywhere, true, true),
        (WatcherRule::Chat(300), false, true),
        (WatcherRule::Private, true, false),
        (WatcherRule::Groups, false, true),
        (WatcherRule::Incoming, true, false),
        (WatcherRule::Outgoing, false, true),
    ];
    for (rule, off_in_private, off_in_group) in cases {
        let mut facts = facts();
        facts.disabled_watchers.insert("A".into(), vec![rule]);
        for (update, off) in [(&private, off_in_private), (&group, off_in_group)] {
            assert_eq!(!targets(update, &facts).contains(&9), off, "{rule:?}");
            assert!(targets(update, &facts).contains(&4));
        }
    }
}

#[test]
fn nothing_is_heard_in_a_blacklisted_chat() {
    let mut facts = facts();
    facts.blacklist_chats.insert(300);
    for text in ["x", ".x", "..x"] {
        let update = Draft::own(text).to(GROUP).update();
        assert!(targets(&update, &facts).is_empty());
        assert_eq!(decide(&registry(&json!({})), &update, &facts).unescape, None);
    }
    facts.blacklist_chats.clear();
    facts.blacklist_modules.entry(300).or_default().insert("B".into());
    assert_eq!(targets(&Draft::own("x").to(GROUP).update(), &facts), [9]);
}

#[test]
fn what_a_command_itself_refuses_is_none_to_watchers() {
    let registry = registry(&json!({
        "commands": [{"id": 1, "name": "here", "module": "A", "tags": {"only_pm": true}}],
        "watchers": [{"id": 2, "tags": {"no_commands": true}}, {"id": 3, "tags": {"only_commands": true}}],
    }));
    let targets = |draft: Draft, facts: &Facts| heard(decide(&registry, &draft.update(), facts));
    assert_eq!(targets(Draft::own(".here"), &facts()), [3]);
    assert_eq!(targets(Draft::own(".here").to(GROUP), &facts()), [2], "its tags do not hold");
    let off = Facts { disabled_modules: ["A".into()].into(), ..facts() };
    assert_eq!(targets(Draft::own(".here"), &off), [2], "its module is off");
    assert_eq!(targets(Draft::own("..here"), &facts()), [2], "it is escaped");
    assert_eq!(targets(Draft::from_bob(".here"), &facts()), [2], "it is not his to run");
}

#[test]
fn what_the_worker_refuses_to_run_is_none_to_watchers() {
    let registry = registry(&json!({
        "commands": [{"id": 1, "name": "here", "module": "A"}],
        "watchers": [
            {"id": 4, "tags": {"no_commands": true}},
            {"id": 2, "tags": {"only_commands": true}},
            {"id": 3},
            {"id": 5, "tags": {"no_commands": true, "in": true}},
        ],
    }));
    let decision = decide(&registry, &Draft::own(".here").update(), &facts());
    assert_eq!((decision.targets, decision.unless_run), (vec![4, 2, 3], vec![4]));
    let message = decide(&registry, &Draft::own("here").update(), &facts());
    assert_eq!((message.targets, message.unless_run), (vec![4, 3], vec![]));
}

#[test]
fn a_forwarded_command_is_one_to_watchers_and_does_not_run() {
    let registry = registry(&json!({
        "commands": [{"id": 1, "name": "here", "tags": {"no_reply": true}}],
        "watchers": [{"id": 2, "tags": {"no_commands": true}}, {"id": 3, "tags": {"only_commands": true}}],
    }));
    let cases = [
        (Draft::own(".here"), 3),
        (Draft::own(".here").reply(), 2),
        (Draft::own(".there"), 2),
        (Draft::own("..here"), 2),
        (Draft::from_bob(".here"), 2),
    ];
    for (draft, expected) in cases {
        let decision = decide(&registry, &draft.forwarded().update(), &facts());
        assert_eq!(decision.targets, [expected]);
        assert_eq!((decision.command, decision.unescape, decision.needs), (None, None, None));
    }
    assert!(decide(&registry, &Draft::own(".here").forwarded().edited().update(), &facts()).is_empty());
}
