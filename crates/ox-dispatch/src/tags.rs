//! Conditions that a watcher or command puts on a message, with the meaning their documentation gives them.
//! `filter` is Python's to evaluate and lets everything through here; `regex` is sieved, and what passes is Python's too.

use ox_tl::MediaKind;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::message::{Message, bare};
use crate::pattern::Pattern;

/// Whether a message is a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IsCommand {
    Yes,
    No,
    /// It turns out later: until then it counts as neither.
    Later,
    /// The worker finds out: whoever depends on it gets the message, and is chosen there.
    Asked,
}

/// A condition that is on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the decorators' own")]
pub enum Tag {
    NoCommands,
    OnlyCommands,
    Out,
    In,
    OnlyMessages,
    Editable,
    NoMedia,
    OnlyMedia,
    OnlyPhotos,
    NoPhotos,
    OnlyVideos,
    NoVideos,
    OnlyAudios,
    NoAudios,
    OnlyDocs,
    NoDocs,
    OnlyStickers,
    NoStickers,
    OnlyInline,
    NoInline,
    OnlyChannels,
    NoChannels,
    OnlyGroups,
    NoGroups,
    OnlyPm,
    NoPm,
    OnlyForwards,
    NoForwards,
    OnlyReply,
    NoReply,
    Mention,
    NoMention,
}

impl Tag {
    /// Every tag under the name it has in a decorator.
    pub const ALL: [(&'static str, Self); 32] = [
        ("no_commands", Self::NoCommands),
        ("only_commands", Self::OnlyCommands),
        ("out", Self::Out),
        ("in", Self::In),
        ("only_messages", Self::OnlyMessages),
        ("editable", Self::Editable),
        ("no_media", Self::NoMedia),
        ("only_media", Self::OnlyMedia),
        ("only_photos", Self::OnlyPhotos),
        ("no_photos", Self::NoPhotos),
        ("only_videos", Self::OnlyVideos),
        ("no_videos", Self::NoVideos),
        ("only_audios", Self::OnlyAudios),
        ("no_audios", Self::NoAudios),
        ("only_docs", Self::OnlyDocs),
        ("no_docs", Self::NoDocs),
        ("only_stickers", Self::OnlyStickers),
        ("no_stickers", Self::NoStickers),
        ("only_inline", Self::OnlyInline),
        ("no_inline", Self::NoInline),
        ("only_channels", Self::OnlyChannels),
        ("no_channels", Self::NoChannels),
        ("only_groups", Self::OnlyGroups),
        ("no_groups", Self::NoGroups),
        ("only_pm", Self::OnlyPm),
        ("no_pm", Self::NoPm),
        ("only_forwards", Self::OnlyForwards),
        ("no_forwards", Self::NoForwards),
        ("only_reply", Self::OnlyReply),
        ("no_reply", Self::NoReply),
        ("mention", Self::Mention),
        ("no_mention", Self::NoMention),
    ];

    fn admits(self, message: &Message<'_, '_>, is_command: IsCommand) -> bool {
        let view = message.view;
        let photo = |kind| kind == MediaKind::Photo;
        let video = |kind| matches!(kind, MediaKind::Video | MediaKind::VideoNote | MediaKind::Gif);
        let audio = |kind| matches!(kind, MediaKind::Audio | MediaKind::Voice);
        let sticker = |kind| kind == MediaKind::Sticker;
        // An event about a chat, unlike the service message behind it, answers and names nobody.
        let (replies, mentions) = (view.reply && !view.service, view.mentioned && !view.service);
        match self {
            Self::NoCommands => matches!(is_command, IsCommand::No | IsCommand::Asked),
            Self::OnlyCommands => matches!(is_command, IsCommand::Yes | IsCommand::Asked),
            Self::Out => message.out,
            Self::In => !message.out,
            Self::OnlyMessages => !view.service,
            // Quirk: this asks for messages of others; modules were written against that.
            Self::Editable => !message.out && !view.forwarded && !view.via_bot && !message.shows(sticker),
            Self::NoMedia => view.media.is_none(),
            Self::OnlyMedia => view.media.is_some(),
            Self::OnlyPhotos => message.shows(photo),
            Self::NoPhotos => !message.shows(photo),
            Self::OnlyVideos => message.shows(video),
            Self::NoVideos => !message.shows(video),
            Self::OnlyAudios => message.shows(audio),
            Self::NoAudios => !message.shows(audio),
            Self::OnlyDocs => message.shows(MediaKind::is_document),
            Self::NoDocs => !message.shows(MediaKind::is_document),
            Self::OnlyStickers => message.shows(sticker),
            Self::NoStickers => !message.shows(sticker),
            Self::OnlyInline => view.via_bot,
            Self::NoInline => !view.via_bot,
            Self::OnlyChannels => message.is_broadcast(),
            Self::NoChannels => !message.is_broadcast(),
            Self::OnlyGroups => message.is_group(),
            Self::NoGroups => !message.is_group(),
            Self::OnlyPm => message.is_private(),
            Self::NoPm => !message.is_private(),
            Self::OnlyForwards => view.forwarded,
            Self::NoForwards => !view.forwarded,
            Self::OnlyReply => replies,
            Self::NoReply => !replies,
            Self::Mention => mentions,
            Self::NoMention => !mentions,
        }
    }
}

/// All conditions of one handler; each of them must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tags {
    set: Vec<Tag>,
    startswith: Vec<String>,
    endswith: Vec<String>,
    contains: Vec<String>,
    pattern: Option<Pattern>,
    from_id: Vec<i64>,
    /// Without the mark of their kind.
    chat_id: Vec<i64>,
}

impl Tags {
    /// Reads the tags of a decorator. What is false, unknown or of an unexpected shape asks for nothing.
    pub fn from_json(json: &Map<String, Value>) -> Self {
        let is_on = |name: &str| {
            json.get(name).is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
        };
        Self {
            set: Tag::ALL.iter().filter(|(name, _)| is_on(name)).map(|(_, tag)| *tag).collect(),
            startswith: texts(json.get("startswith")),
            endswith: texts(json.get("endswith")),
            contains: texts(json.get("contains")),
            pattern: json.get("regex").and_then(pattern),
            from_id: ids(json.get("from_id")),
            chat_id: ids(json.get("chat_id")).into_iter().map(bare).collect(),
        }
    }

    /// Whether a message fulfils every condition. An event about a chat has neither text nor sender.
    pub(crate) fn admit(&self, message: &Message<'_, '_>, is_command: IsCommand) -> bool {
        let text = message.view.text;
        let is_message = !message.view.service;
        let any = |wanted: &[String], fits: &dyn Fn(&str) -> bool| {
            wanted.is_empty() || (is_message && wanted.iter().any(|wanted| fits(wanted)))
        };
        let is_from = |senders: &[i64]| message.sender.is_none_or(|sender| senders.contains(&sender));
        self.set.iter().all(|tag| tag.admits(message, is_command))
            && any(&self.startswith, &|wanted| text.starts_with(wanted))
            && any(&self.endswith, &|wanted| text.ends_with(wanted))
            && any(&self.contains, &|wanted| text.contains(wanted))
            && self.pattern.as_ref().is_none_or(|pattern| is_message && pattern.may_match(text))
            && (self.from_id.is_empty() || is_message && is_from(&self.from_id))
            && (self.chat_id.is_empty() || self.chat_id.contains(&message.bare_chat()))
    }
}

impl<'de> Deserialize<'de> for Tags {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Option::<Map<String, Value>>::deserialize(deserializer)?;
        Ok(json.map(|json| Self::from_json(&json)).unwrap_or_default())
    }
}

fn one_or_more(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(values)) => values,
        Some(value) => std::slice::from_ref(value),
        None => &[],
    }
}

/// `{"pattern", "flags"}`.
fn pattern(value: &Value) -> Option<Pattern> {
    Pattern::new(value.get("pattern")?.as_str()?, value.get("flags")?.as_u64()?)
}

fn texts(value: Option<&Value>) -> Vec<String> {
    one_or_more(value).iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
}

fn ids(value: Option<&Value>) -> Vec<i64> {
    let id = |value: &Value| value.as_i64().or_else(|| value.as_str()?.parse().ok());
    one_or_more(value).iter().filter_map(id).collect()
}
