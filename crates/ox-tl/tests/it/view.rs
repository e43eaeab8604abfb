//! The borrowed view of a message, checked against the decoded tree and against cases written by hand.

use ox_tl::value::{Object, Value, encode};
use ox_tl::{MediaKind, MessageView, UpdateKind, arbitrary, by_tl_name, types};

use crate::numbers;

fn object(name: &str, fields: Vec<(&'static str, Value)>) -> Value {
    Value::Object(Object::build(by_tl_name(name).unwrap(), fields).unwrap())
}

fn peer(name: &str, id: i64) -> Value {
    let field = match name {
        "peerUser" => "user_id",
        "peerChat" => "chat_id",
        _ => "channel_id",
    };
    object(name, vec![(field, Value::Long(id))])
}

fn update(message: Value) -> Vec<u8> {
    let Value::Object(update) = object(
        "updateNewMessage",
        vec![("message", message), ("pts", Value::Int(1)), ("pts_count", Value::Int(1))],
    ) else {
        unreachable!()
    };
    encode(&update).unwrap()
}

fn message(mut fields: Vec<(&'static str, Value)>) -> Vec<u8> {
    let mut all = vec![
        ("id", Value::Int(7)),
        ("date", Value::Int(1_700_000_000)),
        ("message", Value::Text("hi".into())),
    ];
    if !fields.iter().any(|(name, _)| *name == "peer_id") {
        all.push(("peer_id", peer("peerUser", 5)));
    }
    all.append(&mut fields);
    update(object("message", all))
}

#[test]
fn the_view_agrees_with_the_tree_on_random_messages() {
    for (name, kind) in [("updateNewMessage", UpdateKind::New), ("updateEditMessage", UpdateKind::Edit)] {
        for seed in 1..400 {
            let tree = arbitrary::object(by_tl_name(name).unwrap(), &mut numbers(seed));
            let bytes = encode(&tree).unwrap();
            let view = MessageView::parse(&bytes).unwrap().unwrap();
            let Some(Value::Object(message)) = tree.get("message") else { panic!("no message") };
            let there = |field| {
                message.get(field).is_some_and(|value| !matches!(value, Value::Absent | Value::Flag(false)))
            };
            assert_eq!(view.update, kind);
            assert_eq!(view.service, message.constructor.id == types::MESSAGE_SERVICE);
            assert_eq!(Some(&Value::Int(view.id)), message.get("id"));
            assert_eq!(
                (
                    view.out,
                    view.mentioned,
                    view.post,
                    view.forwarded,
                    view.via_bot,
                    view.grouped,
                    view.has_reactions
                ),
                (
                    there("out"),
                    there("mentioned"),
                    there("post"),
                    there("fwd_from"),
                    there("via_bot_id"),
                    there("grouped_id"),
                    there("reactions")
                )
            );
            if let Some(Value::Text(text)) = message.get("message") {
                assert_eq!(view.text, text);
            }
            if view.media.is_some() {
                assert!(there("media"));
            }
        }
    }
}

#[test]
fn senders_are_those_of_the_client_library() {
    let cases = [
        ("incoming private", vec![], 5, Some(5)),
        ("outgoing private", vec![("out", Value::Flag(true))], 5, None),
        ("group", vec![("peer_id", peer("peerChat", 9)), ("from_id", peer("peerUser", 4))], -9, Some(4)),
        (
            "channel post",
            vec![("peer_id", peer("peerChannel", 8)), ("post", Value::Flag(true))],
            -1_000_000_000_008,
            Some(-1_000_000_000_008),
        ),
        (
            "anonymous admin",
            vec![("peer_id", peer("peerChannel", 8)), ("from_id", peer("peerChannel", 8))],
            -1_000_000_000_008,
            Some(-1_000_000_000_008),
        ),
    ];
    for (name, fields, chat, sender) in cases {
        let bytes = message(fields);
        let view = MessageView::parse(&bytes).unwrap().unwrap();
        assert_eq!((view.peer, view.sender), (chat, sender), "{name}");
    }
}

#[test]
fn short_updates_are_messages_too() {
    let short = |name: &str, fields: Vec<(&'static str, Value)>| {
        let mut all: Vec<(&'static str, Value)> =
            ["id", "pts", "pts_count", "date"].map(|name| (name, Value::Int(3))).into();
        all.push(("message", Value::Text("yo".into())));
        all.extend(fields);
        encode(&Object::build(by_tl_name(name).unwrap(), all).unwrap()).unwrap()
    };
    let incoming = short("updateShortMessage", vec![("user_id", Value::Long(5))]);
    let own = short("updateShortMessage", vec![("user_id", Value::Long(5)), ("out", Value::Flag(true))]);
    let group =
        short("updateShortChatMessage", vec![("from_id", Value::Long(4)), ("chat_id", Value::Long(9))]);
    for (bytes, out, chat, sender) in
        [(incoming, false, 5, Some(5)), (own, true, 5, None), (group, false, -9, Some(4))]
    {
        let view = MessageView::parse(&bytes).unwrap().unwrap();
        assert_eq!((view.out, view.peer, view.sender, view.text, view.id), (out, chat, sender, "yo", 3));
    }
}

fn document(mime: &str, attributes: Vec<Value>) -> Value {
    let text = |text: &str| Value::Text(text.into());
    object(
        "document",
        vec![
            ("id", Value::Long(1)),
            ("access_hash", Value::Long(1)),
            ("file_reference", Value::Bytes(vec![])),
            ("date", Value::Int(1)),
            ("mime_type", text(mime)),
            ("size", Value::Long(1)),
            ("dc_id", Value::Int(2)),
            ("attributes", Value::Vector(attributes)),
        ],
    )
}

fn attribute(name: &str, mut fields: Vec<(&'static str, Value)>) -> Value {
    match name {
        "documentAttributeVideo" => {
            fields.extend([("duration", Value::Double(1.0)), ("w", Value::Int(1)), ("h", Value::Int(1))]);
        }
        "documentAttributeAudio" => fields.push(("duration", Value::Int(1))),
        "documentAttributeSticker" => {
            fields.extend([
                ("alt", Value::Text(String::new())),
                ("stickerset", object("inputStickerSetEmpty", vec![])),
            ]);
        }
        "documentAttributeFilename" => fields.push(("file_name", Value::Text("a".into()))),
        _ => {}
    }
    object(name, fields)
}

#[test]
fn documents_are_told_apart_by_their_attributes() {
    let on = Value::Flag(true);
    let cases = [
        ("video/mp4", vec![attribute("documentAttributeVideo", vec![])], MediaKind::Video),
        (
            "video/mp4",
            vec![attribute("documentAttributeVideo", vec![("round_message", on.clone())])],
            MediaKind::VideoNote,
        ),
        (
            "video/mp4",
            vec![attribute("documentAttributeVideo", vec![]), attribute("documentAttributeAnimated", vec![])],
            MediaKind::Gif,
        ),
        ("audio/ogg", vec![attribute("documentAttributeAudio", vec![("voice", on)])], MediaKind::Voice),
        ("audio/mpeg", vec![attribute("documentAttributeAudio", vec![])], MediaKind::Audio),
        (
            "video/webm",
            vec![attribute("documentAttributeVideo", vec![]), attribute("documentAttributeSticker", vec![])],
            MediaKind::Sticker,
        ),
        ("text/plain", vec![attribute("documentAttributeFilename", vec![])], MediaKind::Document),
        ("audio/flac", vec![attribute("documentAttributeFilename", vec![])], MediaKind::Audio),
    ];
    for (mime, attributes, expected) in cases {
        let media = object("messageMediaDocument", vec![("document", document(mime, attributes))]);
        let bytes = message(vec![("media", media)]);
        let view = MessageView::parse(&bytes).unwrap().unwrap();
        assert_eq!(view.media, Some(expected));
        assert!(expected.is_document());
    }
}

#[test]
fn an_expired_file_is_media_of_no_kind_and_an_empty_media_none() {
    for (media, expected) in [("messageMediaDocument", Some(MediaKind::Other)), ("messageMediaEmpty", None)] {
        let bytes = message(vec![("media", object(media, vec![]))]);
        assert_eq!(MessageView::parse(&bytes).unwrap().unwrap().media, expected);
    }
}

#[test]
fn a_link_preview_tells_what_it_shows() {
    let text = || Value::Text(String::new());
    let page = object(
        "webPage",
        vec![
            ("id", Value::Long(1)),
            ("url", text()),
            ("display_url", text()),
            ("hash", Value::Int(0)),
            ("document", document("text/plain", vec![])),
        ],
    );
    let bytes = message(vec![("media", object("messageMediaWebPage", vec![("webpage", page)]))]);
    let view = MessageView::parse(&bytes).unwrap().unwrap();
    assert_eq!((view.media, view.preview), (Some(MediaKind::WebPage), Some(MediaKind::Document)));
}

#[test]
fn a_reply_to_a_story_is_no_reply_to_a_message() {
    let story =
        object("messageReplyStoryHeader", vec![("peer", peer("peerUser", 5)), ("story_id", Value::Int(1))]);
    let reply = object("messageReplyHeader", vec![("reply_to_msg_id", Value::Int(3))]);
    for (header, expected) in [(story, false), (reply, true)] {
        let bytes = message(vec![("reply_to", header)]);
        assert_eq!(MessageView::parse(&bytes).unwrap().unwrap().reply, expected);
    }
}

#[test]
fn service_and_empty_messages_have_no_text() {
    let action = object("messageActionPinMessage", vec![]);
    let service = update(object(
        "messageService",
        vec![
            ("id", Value::Int(1)),
            ("peer_id", peer("peerChat", 2)),
            ("date", Value::Int(3)),
            ("action", action),
        ],
    ));
    let view = MessageView::parse(&service).unwrap().unwrap();
    assert_eq!(
        (view.service, view.action, view.peer, view.text),
        (true, Some(types::MESSAGE_ACTION_PIN_MESSAGE), -2, "")
    );
    let empty = update(object("messageEmpty", vec![("id", Value::Int(1))]));
    let view = MessageView::parse(&empty).unwrap().unwrap();
    assert_eq!((view.empty, view.peer), (true, 0));
}

#[test]
fn text_that_is_not_utf8_is_cut_before_the_damage() {
    let bytes = message(vec![("message", Value::Bytes(vec![b'a', b'b', 0xff, b'c']))]);
    assert_eq!(MessageView::parse(&bytes).unwrap().unwrap().text, "ab");
}

#[test]
fn an_update_without_a_message_has_no_view() {
    let bytes = encode(&arbitrary::object(by_tl_name("updateUserStatus").unwrap(), &mut numbers(1))).unwrap();
    assert_eq!(MessageView::parse(&bytes).unwrap(), None);
}
