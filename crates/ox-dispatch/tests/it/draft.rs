//! Drafts of updates for the tests: a message with a few things changed, as TL bytes.

use ox_dispatch::{Decision, Facts, Interests, Moment, Registry, Standings};
use ox_tl::value::{Object, Value, encode};

/// The time of all tests, in unix seconds.
pub const NOW: i64 = 1_700_000_100;
/// The account of all tests.
pub const ME: i64 = 100;
/// A stranger.
pub const BOB: i64 = 200;
/// A basic group, marked.
pub const GROUP: i64 = -300;
/// A supergroup, marked.
pub const SUPERGROUP: i64 = -1_000_000_000_400;
/// A broadcast channel, marked.
pub const CHANNEL: i64 = -1_000_000_000_500;

type Fields = Vec<(&'static str, Value)>;

/// A TL object with these fields.
pub fn object(name: &str, fields: Fields) -> Value {
    Value::Object(Object::build(ox_tl::by_tl_name(name).unwrap(), fields).unwrap())
}

/// The bytes of a TL object.
pub fn bytes(name: &str, fields: Fields) -> Vec<u8> {
    match object(name, fields) {
        Value::Object(object) => encode(&object).unwrap(),
        _ => unreachable!(),
    }
}

/// A `Peer` from a marked id.
pub fn peer(marked: i64) -> Value {
    let (kind, id) = ox_tl::peer::unmarked(marked);
    let (name, field) = match kind {
        ox_tl::peer::PeerKind::User => ("peerUser", "user_id"),
        ox_tl::peer::PeerKind::Chat => ("peerChat", "chat_id"),
        ox_tl::peer::PeerKind::Channel => ("peerChannel", "channel_id"),
    };
    object(name, vec![(field, Value::Long(id))])
}

/// A message on its way.
#[derive(Clone)]
pub struct Draft {
    update: &'static str,
    chat: i64,
    fields: Fields,
}

impl Draft {
    /// An own new message to Bob.
    pub fn own(text: &str) -> Self {
        Self { update: "updateNewMessage", chat: BOB, fields: vec![] }
            .text(text)
            .with("out", Value::Flag(true))
    }

    /// A new message from Bob, in private.
    pub fn from_bob(text: &str) -> Self {
        Self { update: "updateNewMessage", chat: BOB, fields: vec![] }.text(text)
    }

    fn text(self, text: &str) -> Self {
        self.with("message", Value::Text(text.into()))
    }

    pub fn with(mut self, field: &'static str, value: Value) -> Self {
        self.fields.push((field, value));
        self
    }

    /// In another chat; in groups the sender is named.
    pub fn to(mut self, chat: i64) -> Self {
        self.chat = chat;
        if chat == CHANNEL { self.with("post", Value::Flag(true)) } else { self }
    }

    pub fn sender(self, user: i64) -> Self {
        self.with("from_id", peer(user))
    }

    pub fn edited(mut self) -> Self {
        self.update = "updateEditMessage";
        self
    }

    pub fn forwarded(self) -> Self {
        self.with("fwd_from", object("messageFwdHeader", vec![("date", Value::Int(1))]))
    }

    pub fn via_bot(self) -> Self {
        self.with("via_bot_id", Value::Long(9))
    }

    pub fn reply(self) -> Self {
        self.with("reply_to", object("messageReplyHeader", vec![("reply_to_msg_id", Value::Int(3))]))
    }

    pub fn reacted(self) -> Self {
        self.with("reactions", object("messageReactions", vec![("results", Value::Vector(vec![]))]))
    }

    pub fn photo(self) -> Self {
        let photo = object(
            "photo",
            vec![
                ("id", Value::Long(1)),
                ("access_hash", Value::Long(1)),
                ("file_reference", Value::Bytes(vec![])),
                ("date", Value::Int(1)),
                ("sizes", Value::Vector(vec![])),
                ("dc_id", Value::Int(2)),
            ],
        );
        self.with("media", object("messageMediaPhoto", vec![("photo", photo)]))
    }

    pub fn dice(self) -> Self {
        let fields = vec![("value", Value::Int(1)), ("emoticon", Value::Text("🎲".into()))];
        self.with("media", object("messageMediaDice", fields))
    }

    /// With a file of this MIME type and an attribute: `sticker`, `video`, `audio`, `voice` or none.
    pub fn file(self, mime: &str, attribute: &str) -> Self {
        let attributes = match attribute {
            "sticker" => vec![object(
                "documentAttributeSticker",
                vec![
                    ("alt", Value::Text(String::new())),
                    ("stickerset", object("inputStickerSetEmpty", vec![])),
                ],
            )],
            "video" => vec![object(
                "documentAttributeVideo",
                vec![("duration", Value::Double(1.0)), ("w", Value::Int(1)), ("h", Value::Int(1))],
            )],
            "audio" => vec![object("documentAttributeAudio", vec![("duration", Value::Int(1))])],
            "voice" => {
                let fields = vec![("voice", Value::Flag(true)), ("duration", Value::Int(1))];
                vec![object("documentAttributeAudio", fields)]
            }
            _ => vec![],
        };
        let document = object(
            "document",
            vec![
                ("id", Value::Long(1)),
                ("access_hash", Value::Long(1)),
                ("file_reference", Value::Bytes(vec![])),
                ("date", Value::Int(1)),
                ("mime_type", Value::Text(mime.into())),
                ("size", Value::Long(1)),
                ("dc_id", Value::Int(2)),
                ("attributes", Value::Vector(attributes)),
            ],
        );
        self.with("media", object("messageMediaDocument", vec![("document", document)]))
    }

    pub fn update(&self) -> Vec<u8> {
        let mut fields = self.fields.clone();
        fields.extend([
            ("id", Value::Int(7)),
            ("date", Value::Int(1_700_000_000)),
            ("peer_id", peer(self.chat)),
        ]);
        carried(self.update, object("message", fields))
    }
}

/// A service message in a chat.
pub fn service(chat: i64, action: &str, fields: Fields) -> Vec<u8> {
    let message = vec![
        ("id", Value::Int(7)),
        ("date", Value::Int(1)),
        ("peer_id", peer(chat)),
        ("from_id", peer(BOB)),
        ("action", object(action, fields)),
    ];
    carried("updateNewMessage", object("messageService", message))
}

/// A message in its update.
pub fn carried(update: &str, message: Value) -> Vec<u8> {
    let counts = [("pts", Value::Int(1)), ("pts_count", Value::Int(1))];
    let fields = std::iter::once(("message", message))
        .chain(counts.into_iter().filter(|_| update != "updateNewScheduledMessage"));
    bytes(update, fields.collect())
}

/// A registry from the worker's JSON.
pub fn registry(interests: &serde_json::Value) -> Registry {
    Registry::new(serde_json::from_value::<Interests>(interests.clone()).unwrap())
}

/// Alice's account with the username `alice`.
pub fn facts() -> Facts {
    Facts { usernames: vec!["Alice".into()], ..Facts::new(ME) }
}

/// Decides when nothing is known of anybody's rights.
pub fn decide(registry: &Registry, update: &[u8], facts: &Facts) -> Decision {
    registry.decide(update, facts, &Moment::new(NOW, &Standings::default())).unwrap()
}

/// Who hears of an update when the worker runs its command.
pub fn heard(mut decision: Decision) -> Vec<u32> {
    decision.targets.retain(|id| !decision.unless_run.contains(id));
    decision.targets
}
