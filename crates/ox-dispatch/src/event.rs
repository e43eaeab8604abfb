//! What kind of event an update becomes, in which chat, and which event builders may want it.
//! Patterns, inbox or outbox and callables are left to Python, which filters again.

use ox_tl::peer::{self, PeerKind, marked};
use ox_tl::reader::FlagWords;
use ox_tl::{Constructor, DecodeError, Kind, MessageView, Reader, UpdateKind, types};

use crate::interest::{EventInterest, EventKind};
use crate::message::Message;

/// What an update is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subject {
    kinds: Kinds,
    /// The marked chat id; `None` when the update names no chat.
    pub chat: Option<i64>,
}

/// A set of event kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kinds(u16);

impl Kinds {
    fn of(kind: EventKind) -> Self {
        Self(1 << kind as u16)
    }

    fn with(self, kind: EventKind, when: bool) -> Self {
        if when { Self(self.0 | Self::of(kind).0) } else { self }
    }

    fn contains(self, kind: EventKind) -> bool {
        self.0 & Self::of(kind).0 != 0
    }
}

impl Subject {
    pub fn is(&self, kind: EventKind) -> bool {
        self.kinds.contains(kind)
    }

    /// Whether watchers hear of it.
    pub fn reaches_watchers(&self) -> bool {
        self.is(EventKind::NewMessage) || self.is(EventKind::ChatAction)
    }

    /// The subject of an update that carries a message.
    pub fn of_message(view: &MessageView<'_>) -> Self {
        let text = !view.service && !view.empty;
        let kinds = match view.update {
            UpdateKind::New => Kinds::default()
                .with(EventKind::NewMessage, text)
                .with(EventKind::Album, text && view.grouped)
                .with(EventKind::ChatAction, view.action.is_some_and(is_chat_action)),
            UpdateKind::Edit => Kinds::of(EventKind::MessageEdited),
            UpdateKind::Scheduled => Kinds::default(),
        };
        Self { kinds, chat: Some(view.peer).filter(|chat| *chat != 0) }
    }

    /// The subject of any other update; of none of the kinds when it makes no event.
    pub fn of_update(update: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(update);
        let constructor = reader.constructor()?;
        let (kind, place) = match constructor.id {
            types::UPDATE_DELETE_MESSAGES => (EventKind::MessageDeleted, None),
            types::UPDATE_DELETE_CHANNEL_MESSAGES => (EventKind::MessageDeleted, Some("channel_id")),
            types::UPDATE_READ_HISTORY_INBOX | types::UPDATE_READ_HISTORY_OUTBOX => {
                (EventKind::MessageRead, Some("peer"))
            }
            types::UPDATE_READ_CHANNEL_INBOX
            | types::UPDATE_READ_CHANNEL_OUTBOX
            | types::UPDATE_CHANNEL_READ_MESSAGES_CONTENTS => (EventKind::MessageRead, Some("channel_id")),
            types::UPDATE_READ_MESSAGES_CONTENTS => (EventKind::MessageRead, None),
            types::UPDATE_PINNED_MESSAGES if !has_flag(&reader, constructor, "pinned")? => {
                (EventKind::ChatAction, Some("peer"))
            }
            types::UPDATE_PINNED_CHANNEL_MESSAGES if !has_flag(&reader, constructor, "pinned")? => {
                (EventKind::ChatAction, Some("channel_id"))
            }
            types::UPDATE_CHAT_PARTICIPANT_ADD | types::UPDATE_CHAT_PARTICIPANT_DELETE => {
                (EventKind::ChatAction, Some("chat_id"))
            }
            types::UPDATE_CHANNEL_PARTICIPANT => (EventKind::ChatAction, Some("channel_id")),
            types::UPDATE_USER_STATUS | types::UPDATE_USER_TYPING => (EventKind::UserUpdate, Some("user_id")),
            types::UPDATE_CHAT_USER_TYPING => (EventKind::UserUpdate, Some("chat_id")),
            types::UPDATE_CHANNEL_USER_TYPING => (EventKind::UserUpdate, Some("channel_id")),
            types::UPDATE_BOT_CALLBACK_QUERY => (EventKind::CallbackQuery, Some("peer")),
            types::UPDATE_INLINE_BOT_CALLBACK_QUERY => (EventKind::CallbackQuery, None),
            types::UPDATE_BOT_INLINE_QUERY => (EventKind::InlineQuery, Some("user_id")),
            _ => return Ok(Self::default()),
        };
        let chat = place.map_or(Ok(None), |name| read_chat(&mut reader, constructor, name))?;
        Ok(Self { kinds: Kinds::of(kind), chat })
    }
}

/// Service messages that the client library turns into events.
fn is_chat_action(action: u32) -> bool {
    matches!(
        action,
        types::MESSAGE_ACTION_CHAT_JOINED_BY_LINK
            | types::MESSAGE_ACTION_CHAT_ADD_USER
            | types::MESSAGE_ACTION_CHAT_DELETE_USER
            | types::MESSAGE_ACTION_CHAT_CREATE
            | types::MESSAGE_ACTION_CHANNEL_CREATE
            | types::MESSAGE_ACTION_CHAT_EDIT_TITLE
            | types::MESSAGE_ACTION_CHAT_EDIT_PHOTO
            | types::MESSAGE_ACTION_CHAT_DELETE_PHOTO
            | types::MESSAGE_ACTION_PIN_MESSAGE
            | types::MESSAGE_ACTION_GAME_SCORE
    )
}

/// Whether a flag of the constructor's first flag word is set.
fn has_flag(reader: &Reader<'_>, constructor: &Constructor, name: &str) -> Result<bool, DecodeError> {
    let mut flags = FlagWords::default();
    flags.push(reader.peek_u32()?);
    Ok(constructor.field(name).is_some_and(|field| flags.has(field.flag)))
}

/// The marked id in the field of this name; the fields after it are not read.
fn read_chat(
    reader: &mut Reader<'_>,
    constructor: &Constructor,
    name: &str,
) -> Result<Option<i64>, DecodeError> {
    let mut flags = FlagWords::default();
    for field in constructor.fields {
        if field.kind == Kind::Flags {
            flags.push(reader.u32()?);
        } else if field.tl_name == name {
            return match name {
                "channel_id" => reader.i64().map(|id| marked(PeerKind::Channel, id)),
                "chat_id" => reader.i64().map(|id| marked(PeerKind::Chat, id)),
                "user_id" => reader.i64(),
                _ => peer::read_peer(reader),
            }
            .map(Some);
        } else if flags.has(field.flag) {
            reader.skip(&field.kind)?;
        }
    }
    Ok(None)
}

/// Whether a builder may want an update of this subject; `message` is there when the update carries one.
pub(crate) fn wants(builder: &EventInterest, subject: &Subject, message: Option<&Message<'_, '_>>) -> bool {
    subject.is(builder.kind)
        && wants_chat(builder, subject)
        && message.is_none_or(|message| wants_message(builder, message))
}

fn wants_chat(builder: &EventInterest, subject: &Subject) -> bool {
    let Some(chats) = &builder.chats else { return true };
    // A callback query's chats may also name its chat instance.
    if builder.kind == EventKind::CallbackQuery {
        return true;
    }
    let inside = subject.chat.is_some_and(|chat| chats.contains(&chat));
    inside != builder.blacklist_chats
}

fn wants_message(builder: &EventInterest, message: &Message<'_, '_>) -> bool {
    let incoming = builder.incoming != Some(true) || !message.out;
    let outgoing = builder.outgoing != Some(true) || message.out;
    let forwards = builder.forwards.is_none_or(|wanted| wanted == message.view.forwarded);
    let known = |users: &Vec<i64>| message.sender.is_none_or(|sender| users.contains(&sender));
    incoming && outgoing && forwards && builder.from_users.as_ref().is_none_or(known)
}
