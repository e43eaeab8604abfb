//! Event builders, raw handlers and conversations.

use ox_dispatch::{Moment, Standings};
use ox_tl::value::Value;
use ox_tl::{arbitrary, by_tl_name, constructors_of, value};
use serde_json::{Value as Json, json};

use crate::draft::{
    BOB, CHANNEL, Draft, GROUP, NOW, SUPERGROUP, bytes, decide, facts, object, peer, registry, service,
};

fn wants(builder: &Json, update: &[u8]) -> bool {
    let mut builder = builder.clone();
    builder["id"] = json!(1);
    decide(&registry(&json!({"events": [builder]})), update, &facts()).targets == [1]
}

fn numbers() -> [(&'static str, Value); 2] {
    [("pts", Value::Int(1)), ("pts_count", Value::Int(1))]
}

fn deleted(channel: bool) -> Vec<u8> {
    let mut fields: Vec<_> = numbers().into();
    fields.push(("messages", Value::Vector(vec![Value::Int(1)])));
    if channel {
        fields.push(("channel_id", Value::Long(400)));
    }
    bytes(if channel { "updateDeleteChannelMessages" } else { "updateDeleteMessages" }, fields)
}

fn read() -> Vec<u8> {
    let mut fields: Vec<_> = numbers().into();
    fields.extend([("peer", peer(BOB)), ("max_id", Value::Int(1))]);
    bytes("updateReadHistoryOutbox", fields)
}

fn unpinned(pinned: bool) -> Vec<u8> {
    let mut fields: Vec<_> = numbers().into();
    fields.extend([
        ("peer", peer(GROUP)),
        ("messages", Value::Vector(vec![])),
        ("pinned", Value::Flag(pinned)),
    ]);
    bytes("updatePinnedMessages", fields)
}

fn typing() -> Vec<u8> {
    let action = object("sendMessageTypingAction", vec![]);
    bytes(
        "updateChannelUserTyping",
        vec![("channel_id", Value::Long(400)), ("from_id", peer(BOB)), ("action", action)],
    )
}

fn pressed() -> Vec<u8> {
    let mut fields: Vec<_> =
        ["query_id", "user_id", "chat_instance"].map(|name| (name, Value::Long(1))).into();
    fields.extend([("peer", peer(BOB)), ("msg_id", Value::Int(1))]);
    bytes("updateBotCallbackQuery", fields)
}

fn inline_query() -> Vec<u8> {
    let text = || Value::Text(String::new());
    bytes(
        "updateBotInlineQuery",
        vec![
            ("query_id", Value::Long(1)),
            ("user_id", Value::Long(BOB)),
            ("query", text()),
            ("offset", text()),
        ],
    )
}

#[test]
fn each_update_becomes_its_kind_of_event() {
    let title = || vec![("title", Value::Text("t".into()))];
    let cases: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("message", Draft::from_bob("x").update(), &["NewMessage"]),
        ("album", Draft::from_bob("x").with("grouped_id", Value::Long(1)).update(), &["NewMessage", "Album"]),
        ("edit", Draft::from_bob("x").edited().update(), &["MessageEdited"]),
        ("title", service(GROUP, "messageActionChatEditTitle", title()), &["ChatAction"]),
        ("other action", service(GROUP, "messageActionScreenshotTaken", vec![]), &[]),
        ("deleted", deleted(false), &["MessageDeleted"]),
        ("deleted in channel", deleted(true), &["MessageDeleted"]),
        ("read", read(), &["MessageRead"]),
        ("unpinned", unpinned(false), &["ChatAction"]),
        ("pinned, which comes as a message", unpinned(true), &[]),
        ("typing", typing(), &["UserUpdate"]),
        ("pressed", pressed(), &["CallbackQuery"]),
        ("inline query", inline_query(), &["InlineQuery"]),
    ];
    let kinds = [
        "NewMessage",
        "MessageEdited",
        "MessageDeleted",
        "MessageRead",
        "ChatAction",
        "UserUpdate",
        "CallbackQuery",
        "InlineQuery",
        "Album",
    ];
    for (name, update, expected) in cases {
        for kind in kinds {
            assert_eq!(wants(&json!({"kind": kind}), &update), expected.contains(&kind), "{name} and {kind}");
        }
    }
}

#[test]
fn builders_choose_chats() {
    let cases = [
        (Draft::from_bob("x").update(), "NewMessage", BOB, true),
        (Draft::from_bob("x").to(SUPERGROUP).sender(BOB).update(), "NewMessage", SUPERGROUP, true),
        (Draft::from_bob("x").update(), "NewMessage", GROUP, false),
        (deleted(true), "MessageDeleted", SUPERGROUP, true),
        (deleted(false), "MessageDeleted", SUPERGROUP, false),
        (read(), "MessageRead", BOB, true),
        (typing(), "UserUpdate", SUPERGROUP, true),
        (unpinned(false), "ChatAction", GROUP, true),
        (inline_query(), "InlineQuery", BOB, true),
    ];
    for (update, kind, chat, inside) in cases {
        assert_eq!(wants(&json!({"kind": kind, "chats": [chat, 1]}), &update), inside, "{kind} {chat}");
        assert_eq!(
            wants(&json!({"kind": kind, "chats": [chat, 1], "blacklist_chats": true}), &update),
            !inside,
            "not {kind} {chat}"
        );
    }
    assert!(
        wants(&json!({"kind": "CallbackQuery", "chats": [12345]}), &pressed()),
        "it may be a chat instance"
    );
}

#[test]
fn builders_choose_messages() {
    let own = Draft::own("x").update();
    let bob = Draft::from_bob("x").update();
    let forward = Draft::from_bob("x").forwarded().update();
    let cases = [
        (json!({"incoming": true}), [false, true, true]),
        (json!({"outgoing": true}), [true, false, false]),
        (json!({"incoming": null, "outgoing": null}), [true, true, true]),
        (json!({"incoming": false, "outgoing": true}), [true, false, false]),
        (json!({"from_users": [BOB]}), [false, true, true]),
        (json!({"from_users": [crate::draft::ME]}), [true, false, false]),
        (json!({"forwards": true}), [false, false, true]),
        (json!({"forwards": false}), [true, true, false]),
    ];
    for (mut builder, expected) in cases {
        builder["kind"] = json!("NewMessage");
        assert_eq!([&own, &bob, &forward].map(|update| wants(&builder, update)), expected, "{builder}");
    }
}

#[test]
fn raw_handlers_choose_constructors_and_stand_in_the_order_of_registration() {
    let message = by_tl_name("updateNewMessage").unwrap().id;
    let registry = registry(&json!({
        "raw": [{"id": 3, "constructors": null}, {"id": 1, "constructors": [message, message]}, {"id": 5, "constructors": [1]}],
        "events": [{"id": 2, "kind": "NewMessage"}, {"id": 4, "kind": "MessageEdited"}],
        "watchers": [{"id": 0}],
    }));
    assert_eq!(decide(&registry, &Draft::from_bob("x").update(), &facts()).targets, [1, 2, 3, 0]);
    assert_eq!(decide(&registry, &deleted(false), &facts()).targets, [3]);
}

#[test]
fn an_unknown_update_reaches_raw_handlers_only() {
    let registry = registry(&json!({
        "raw": [{"id": 3, "constructors": null}, {"id": 4, "constructors": [0x0102_0304]}],
        "events": [{"id": 2, "kind": "NewMessage"}], "watchers": [{"id": 0}],
    }));
    assert_eq!(decide(&registry, &[4, 3, 2, 1], &facts()).targets, [3, 4]);
    let standings = Standings::default();
    assert!(registry.decide(&[4, 3, 2], &facts(), &Moment::new(NOW, &standings)).is_err());
}

#[test]
fn an_open_conversation_hears_its_chat() {
    let registry = registry(&json!({"conversations": [BOB, SUPERGROUP]}));
    let cases = [
        (Draft::from_bob("x").update(), true),
        (Draft::own("x").update(), true),
        (Draft::from_bob("x").edited().update(), true),
        (Draft::from_bob("x").to(CHANNEL).update(), false),
        (read(), true),
        (deleted(true), true),
        (deleted(false), false),
    ];
    for (update, expected) in cases {
        let decision = decide(&registry, &update, &facts());
        assert_eq!(decision.conversation, expected);
        assert_eq!(decision.wakes_worker(), expected);
    }
}

#[test]
fn every_update_of_the_schema_gets_a_decision() {
    let registry = registry(
        &json!({"events": [{"id": 2, "kind": "UserUpdate", "chats": [1]}], "watchers": [{"id": 0}], "raw": [{"id": 3}]}),
    );
    let mut state = 7u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.rotate_left(13)
    };
    for constructor in constructors_of("Update") {
        for _ in 0..8 {
            let update = value::encode(&arbitrary::object(constructor, &mut next)).unwrap();
            let standings = Standings::default();
            let decision = registry
                .decide(&update, &facts(), &Moment::new(NOW, &standings))
                .unwrap_or_else(|error| panic!("{}: {error}", constructor.tl_name));
            assert!(decision.targets.contains(&3), "{}", constructor.tl_name);
        }
    }
}
