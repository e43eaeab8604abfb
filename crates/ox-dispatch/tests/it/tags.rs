//! Every tag on messages that have and that lack what it asks for.

use ox_dispatch::Tag;
use ox_tl::value::Value;
use serde_json::{Value as Json, json};

use crate::draft::{
    BOB, CHANNEL, Draft, GROUP, ME, SUPERGROUP, bytes, carried, decide, facts, heard, object, peer, registry,
    service,
};

fn hears(tags: &Json, update: &[u8]) -> bool {
    let registry = registry(&json!({
        "commands": [{"id": 1, "name": "ping"}],
        "watchers": [{"id": 2, "tags": tags}],
    }));
    heard(decide(&registry, update, &facts())) == [2]
}

#[test]
fn each_tag_sees_what_it_asks_for_and_nothing_else() {
    let bob = || Draft::from_bob("hello world");
    let own = || Draft::own("hello world");
    let sticker = || bob().file("image/webp", "sticker");
    let cases: Vec<(&str, Draft, Draft)> = vec![
        ("no_commands", own(), Draft::own(".ping")),
        ("only_commands", Draft::own(".ping"), Draft::from_bob(".ping")),
        ("out", own(), bob()),
        ("in", bob(), own()),
        ("editable", bob(), own()),
        ("editable", bob(), bob().forwarded()),
        ("editable", bob(), bob().via_bot()),
        ("editable", bob(), sticker()),
        ("no_media", bob(), bob().photo()),
        ("only_media", bob().photo(), bob()),
        ("only_photos", bob().photo(), bob().file("video/mp4", "video")),
        ("no_photos", bob(), bob().photo()),
        ("only_videos", bob().file("video/mp4", "video"), bob().photo()),
        ("no_videos", bob().photo(), bob().file("video/mp4", "video")),
        ("only_audios", bob().file("audio/mpeg", "audio"), bob()),
        ("no_audios", sticker(), bob().file("audio/mpeg", "audio")),
        ("only_docs", bob().file("text/plain", ""), bob().photo()),
        ("no_docs", bob().photo(), bob().file("text/plain", "")),
        ("only_stickers", sticker(), bob().file("image/webp", "")),
        ("no_stickers", bob().file("image/webp", ""), sticker()),
        ("only_inline", bob().via_bot(), bob()),
        ("no_inline", bob(), bob().via_bot()),
        ("only_channels", bob().to(CHANNEL), bob().to(SUPERGROUP).sender(BOB)),
        ("only_channels", bob().to(CHANNEL), bob()),
        ("no_channels", bob().to(SUPERGROUP).sender(BOB), bob().to(CHANNEL)),
        ("only_groups", bob().to(GROUP).sender(BOB), bob()),
        ("only_groups", bob().to(SUPERGROUP).sender(BOB), bob().to(CHANNEL)),
        ("no_groups", bob(), bob().to(GROUP).sender(BOB)),
        ("no_groups", bob().to(CHANNEL), bob().to(SUPERGROUP).sender(BOB)),
        ("only_pm", bob(), bob().to(GROUP).sender(BOB)),
        ("no_pm", bob().to(CHANNEL), bob()),
        ("only_forwards", bob().forwarded(), bob()),
        ("no_forwards", bob(), bob().forwarded()),
        ("only_reply", bob().reply(), bob()),
        ("no_reply", bob(), bob().reply()),
        ("mention", bob().with("mentioned", Value::Flag(true)), bob()),
        ("no_mention", bob(), bob().with("mentioned", Value::Flag(true))),
    ];
    for (tag, seen, unseen) in &cases {
        assert!(hears(&json!({*tag: true}), &seen.update()), "{tag} shall see it");
        assert!(!hears(&json!({*tag: true}), &unseen.update()), "{tag} shall not see it");
        assert!(hears(&json!({*tag: false}), &unseen.update()), "{tag} is off");
    }
    for (name, _) in Tag::ALL {
        assert!(
            name == "only_messages" || cases.iter().any(|(tag, ..)| *tag == name),
            "{name} is not tested"
        );
    }
}

#[test]
fn only_messages_leaves_service_messages_out() {
    let title = service(GROUP, "messageActionChatEditTitle", vec![("title", Value::Text("hello".into()))]);
    assert!(hears(&json!({}), &title));
    assert!(!hears(&json!({"only_messages": true}), &title));
    assert!(hears(&json!({"only_messages": true}), &Draft::from_bob("x").update()));
    assert!(!hears(&json!({"contains": ""}), &title), "it has no text to look at");
}

#[test]
fn an_event_about_a_chat_has_no_text_no_sender_and_answers_nothing() {
    let pinned = |fields: &[(&'static str, Value)]| {
        let header = object("messageReplyHeader", vec![("reply_to_msg_id", Value::Int(3))]);
        let mut message = vec![
            ("id", Value::Int(7)),
            ("date", Value::Int(1)),
            ("peer_id", peer(GROUP)),
            ("from_id", peer(BOB)),
            ("mentioned", Value::Flag(true)),
            ("reply_to", header),
            ("action", object("messageActionPinMessage", vec![])),
        ];
        message.extend(fields.iter().cloned());
        carried("updateNewMessage", object("messageService", message))
    };
    let cases = [
        (json!({}), true),
        (json!({"regex": {"pattern": "", "flags": 0}}), false),
        (json!({"startswith": ""}), false),
        (json!({"from_id": BOB}), false),
        (json!({"chat_id": 300}), true),
        (json!({"only_reply": true}), false),
        (json!({"no_reply": true}), true),
        (json!({"mention": true}), false),
        (json!({"no_mention": true}), true),
        (json!({"only_media": true}), false),
        (json!({"no_media": true}), true),
        (json!({"only_commands": true}), false),
        (json!({"no_commands": true}), true),
        (json!({"only_groups": true}), true),
        (json!({"in": true}), true),
        (json!({"out": true}), false),
    ];
    for (tags, expected) in cases {
        assert_eq!(hears(&tags, &pinned(&[])), expected, "{tags}");
    }
    assert!(hears(&json!({"out": true}), &pinned(&[("out", Value::Flag(true))])));
    // Without a service message behind it, as well.
    let rights = |id| {
        let fields = ["channel_id", "actor_id", "user_id"].map(|name| (name, Value::Long(id)));
        let times = [("date", Value::Int(1)), ("qts", Value::Int(1))];
        bytes("updateChannelParticipant", fields.into_iter().chain(times).collect())
    };
    assert!(hears(&json!({}), &rights(BOB)) && !hears(&json!({"from_id": BOB}), &rights(BOB)));
}

#[test]
fn files_and_link_previews_are_media_of_their_kind() {
    let bob = || Draft::from_bob("https://a.example");
    let preview = object(
        "webPage",
        vec![
            ("id", Value::Long(1)),
            ("url", Value::Text(String::new())),
            ("display_url", Value::Text(String::new())),
            ("hash", Value::Int(0)),
        ],
    );
    let linked = bob().with("media", object("messageMediaWebPage", vec![("webpage", preview)]));
    let cases = [
        ("only_docs", bob().file("image/webp", "sticker"), true),
        ("only_docs", bob().file("video/mp4", "video"), true),
        ("only_docs", bob().file("audio/mpeg", "audio"), true),
        ("only_media", linked.clone(), true),
        ("no_media", linked.clone(), false),
        ("only_docs", linked.clone(), false),
        ("only_photos", linked, false),
    ];
    for (tag, draft, expected) in cases {
        assert_eq!(hears(&json!({tag: true}), &draft.update()), expected, "{tag}");
    }
}

#[test]
fn tags_with_a_value_compare_it() {
    let draft = Draft::from_bob("Hello world").to(SUPERGROUP).sender(BOB);
    let cases = [
        (json!({"startswith": "Hello"}), true),
        (json!({"startswith": "hello"}), false),
        (json!({"startswith": ["x", "He"]}), true),
        (json!({"endswith": "world"}), true),
        (json!({"endswith": "Hello"}), false),
        (json!({"contains": "o w"}), true),
        (json!({"contains": "ow"}), false),
        (json!({"from_id": BOB}), true),
        (json!({"from_id": ME}), false),
        (json!({"from_id": [ME, BOB]}), true),
        (json!({"chat_id": 400}), true),
        (json!({"chat_id": SUPERGROUP}), true),
        (json!({"chat_id": 401}), false),
        (json!({"startswith": null, "from_id": null}), true),
    ];
    for (tags, expected) in cases {
        assert_eq!(hears(&tags, &draft.update()), expected, "{tags}");
    }
}

#[test]
fn what_rust_cannot_evaluate_is_let_through() {
    for tags in [
        json!({"regex": true}),
        json!({"filter": true}),
        json!({"thumb_url": "x"}),
        json!({"startswith": 5}),
        json!(null),
    ] {
        assert!(hears(&tags, &Draft::from_bob("x").update()), "{tags}");
    }
}

#[test]
fn all_tags_must_hold_together() {
    let tags = json!({"in": true, "only_pm": true, "contains": "x", "regex": true});
    assert!(hears(&tags, &Draft::from_bob("axb").update()));
    assert!(!hears(&tags, &Draft::from_bob("ab").update()));
    assert!(!hears(&tags, &Draft::own("axb").update()));
}

#[test]
fn own_messages_without_a_named_sender_are_from_me() {
    assert!(hears(&json!({"from_id": ME}), &Draft::own("x").update()));
    assert!(!hears(&json!({"from_id": BOB}), &Draft::own("x").update()));
}
