//! The message inside an update, read where it lies: what dispatch asks of it, without allocation.
//! What is not asked is skipped by the schema. Whose message it is to the account (`me`) is not known here.

use crate::errors::DecodeError;
use crate::media::{self, MediaKind};
use crate::peer::{self, PeerKind, marked};
use crate::reader::{FlagWords, Reader};
use crate::schema::{Constructor, Kind};
use crate::types;

/// How the message got here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UpdateKind {
    /// A message that is new.
    New,
    /// A message that was changed; an added reaction also comes as an edit.
    Edit,
    /// A message that waits for its time.
    Scheduled,
}

/// A message as dispatch sees it. Ids of peers are marked.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "they are the message's own flags")]
pub struct MessageView<'a> {
    /// Whether it is new, edited or scheduled.
    pub update: UpdateKind,
    /// Somebody joined, pinned, changed the title…: no text, but an action.
    pub service: bool,
    /// Nothing but an id is known: the message is gone or cannot be seen.
    pub empty: bool,
    /// The constructor id of a service message's action.
    pub action: Option<u32>,
    /// The message's number in its chat.
    pub id: i32,
    /// The chat; 0 in an empty message without one.
    pub peer: i64,
    /// The sender as the client library sees it: `from_id`; else the chat itself in channel posts and incoming private messages.
    /// `None` is the account itself (an outgoing private message) or unknown.
    pub sender: Option<i64>,
    /// Sent by this account.
    pub out: bool,
    /// The account is mentioned or replied to.
    pub mentioned: bool,
    /// A post of a broadcast channel.
    pub post: bool,
    /// The text, cut before the first byte that is not UTF-8.
    pub text: &'a str,
    /// What is attached.
    pub media: Option<MediaKind>,
    /// What a link preview shows, when the media is one.
    pub preview: Option<MediaKind>,
    /// It was forwarded.
    pub forwarded: bool,
    /// It was sent through an inline bot.
    pub via_bot: bool,
    /// A bot that is connected to the account sent it in the account's name.
    pub via_business_bot: bool,
    /// It answers a message (a story does not count).
    pub reply: bool,
    /// Unix seconds.
    pub date: i32,
    /// Somebody reacted to it; still so after the last reaction was taken back.
    pub has_reactions: bool,
    /// It has buttons under it.
    pub inline_markup: bool,
    /// It belongs to an album.
    pub grouped: bool,
}

impl<'a> MessageView<'a> {
    /// Reads the message of an update; `None` when the update carries no message of a chat. Unknown updates are an error.
    pub fn parse(update: &'a [u8]) -> Result<Option<Self>, DecodeError> {
        let mut reader = Reader::new(update);
        let constructor = reader.constructor()?;
        let kind = match constructor.id {
            types::UPDATE_NEW_MESSAGE | types::UPDATE_NEW_CHANNEL_MESSAGE => UpdateKind::New,
            types::UPDATE_EDIT_MESSAGE | types::UPDATE_EDIT_CHANNEL_MESSAGE => UpdateKind::Edit,
            types::UPDATE_NEW_SCHEDULED_MESSAGE => UpdateKind::Scheduled,
            types::UPDATE_SHORT_MESSAGE | types::UPDATE_SHORT_CHAT_MESSAGE => {
                return Self::read(&mut reader, constructor, UpdateKind::New).map(Some);
            }
            _ => return Ok(None),
        };
        let message = reader.constructor()?;
        match message.id {
            types::MESSAGE | types::MESSAGE_SERVICE | types::MESSAGE_EMPTY => {
                Self::read(&mut reader, message, kind).map(Some)
            }
            _ => Err(DecodeError::Unexpected { tl_name: message.tl_name, expected: "a message" }),
        }
    }

    fn read(
        reader: &mut Reader<'a>,
        constructor: &Constructor,
        update: UpdateKind,
    ) -> Result<Self, DecodeError> {
        let mut view = Self::without_message(update, 0);
        view.empty = constructor.id == types::MESSAGE_EMPTY;
        view.service = constructor.id == types::MESSAGE_SERVICE;
        let mut from = None;
        let mut flags = FlagWords::default();
        for field in constructor.fields {
            if field.kind == Kind::Flags {
                flags.push(reader.u32()?);
                continue;
            }
            if !flags.has(field.flag) {
                continue;
            }
            match field.tl_name {
                "out" => view.out = true,
                "mentioned" => view.mentioned = true,
                "post" => view.post = true,
                "id" => view.id = reader.i32()?,
                "date" => view.date = reader.i32()?,
                "peer_id" => view.peer = peer::read_peer(reader)?,
                "user_id" => view.peer = reader.i64()?,
                "chat_id" => view.peer = marked(PeerKind::Chat, reader.i64()?),
                "from_id" => from = Some(read_sender(reader, &field.kind)?),
                "message" => view.text = valid_prefix(reader.string()?),
                "media" => (view.media, view.preview) = media::read_media(reader)?,
                "reply_to" => view.reply = read_reply(reader)?,
                "fwd_from" => view.forwarded = skip(reader, &field.kind)?,
                "via_bot_id" => view.via_bot = skip(reader, &field.kind)?,
                "via_business_bot_id" => view.via_business_bot = skip(reader, &field.kind)?,
                "grouped_id" => view.grouped = skip(reader, &field.kind)?,
                "reactions" => view.has_reactions = skip(reader, &field.kind)?,
                "reply_markup" => {
                    view.inline_markup = reader.peek_u32()? == types::REPLY_INLINE_MARKUP;
                    reader.skip_object()?;
                }
                "action" => {
                    view.action = Some(reader.peek_u32()?);
                    reader.skip_object()?;
                }
                _ => reader.skip(&field.kind)?,
            }
        }
        view.sender = view.sender_behind(from, constructor.id == types::UPDATE_SHORT_CHAT_MESSAGE);
        Ok(view)
    }

    fn sender_behind(&self, from: Option<i64>, short_group_message: bool) -> Option<i64> {
        let private = self.peer > 0;
        match from {
            // The short form repeats the account's own id there; the long form is what everybody else reads.
            Some(_) if short_group_message && self.out => None,
            Some(from) => Some(from),
            None if self.post || (private && !self.out) => Some(self.peer).filter(|peer| *peer != 0),
            None => None,
        }
    }

    /// A view of something that happened in a chat and left no message.
    pub fn without_message(update: UpdateKind, peer: i64) -> Self {
        Self {
            update,
            service: false,
            empty: false,
            action: None,
            id: 0,
            peer,
            sender: None,
            out: false,
            mentioned: false,
            post: false,
            text: "",
            media: None,
            preview: None,
            forwarded: false,
            via_bot: false,
            via_business_bot: false,
            reply: false,
            date: 0,
            has_reactions: false,
            inline_markup: false,
            grouped: false,
        }
    }
}

fn skip(reader: &mut Reader<'_>, kind: &Kind) -> Result<bool, DecodeError> {
    reader.skip(kind)?;
    Ok(true)
}

/// `from_id` is a peer in messages and a user's bare id in the short group message.
fn read_sender(reader: &mut Reader<'_>, kind: &Kind) -> Result<i64, DecodeError> {
    match kind {
        Kind::Long => reader.i64(),
        _ => peer::read_peer(reader),
    }
}

/// Whether a reply header names a message.
fn read_reply(reader: &mut Reader<'_>) -> Result<bool, DecodeError> {
    let mut header = reader.clone();
    reader.skip_object()?;
    let constructor = header.constructor()?;
    if constructor.id != types::MESSAGE_REPLY_HEADER {
        return Ok(false);
    }
    let mut flags = FlagWords::default();
    flags.push(header.u32()?);
    Ok(constructor.field("reply_to_msg_id").is_some_and(|field| flags.has(field.flag)))
}

fn valid_prefix(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => bytes
            .get(..error.valid_up_to())
            .and_then(|valid| std::str::from_utf8(valid).ok())
            .unwrap_or_default(),
    }
}
