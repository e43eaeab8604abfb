//! What a message carries, told from its media's constructor and a document's attributes.
//! File names, sizes and thumbnails are not read.

use crate::errors::DecodeError;
use crate::reader::{FlagWords, Reader};
use crate::schema::Kind;
use crate::types;

/// The kind of a message's media.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// A photo.
    Photo,
    /// A video file.
    Video,
    /// A round video message.
    VideoNote,
    /// An animation: GIF or a silent video.
    Gif,
    /// Music or another sound file.
    Audio,
    /// A voice message.
    Voice,
    /// A sticker of any format.
    Sticker,
    /// Any other file.
    Document,
    /// A dice, a dart, a slot machine…
    Dice,
    /// A link preview.
    WebPage,
    /// A person's card.
    Contact,
    /// A place, live or not, named or not.
    Geo,
    /// A poll or quiz.
    Poll,
    /// A game.
    Game,
    /// An invoice.
    Invoice,
    /// A story.
    Story,
    /// Everything else, and files that have expired.
    Other,
}

impl MediaKind {
    /// Whether it is a file: everything that the client library calls a document.
    pub fn is_document(self) -> bool {
        matches!(
            self,
            Self::Video
                | Self::VideoNote
                | Self::Gif
                | Self::Audio
                | Self::Voice
                | Self::Sticker
                | Self::Document
        )
    }
}

/// Reads a boxed `MessageMedia`: its kind, and for a link preview what it shows. `messageMediaEmpty` is no media.
pub(crate) fn read_media(
    reader: &mut Reader<'_>,
) -> Result<(Option<MediaKind>, Option<MediaKind>), DecodeError> {
    let mut media = reader.clone();
    reader.skip_object()?;
    let kind = match media.peek_u32()? {
        types::MESSAGE_MEDIA_EMPTY => return Ok((None, None)),
        types::MESSAGE_MEDIA_WEB_PAGE => return Ok((Some(MediaKind::WebPage), read_inside(&mut media)?)),
        types::MESSAGE_MEDIA_PHOTO | types::MESSAGE_MEDIA_DOCUMENT => {
            read_inside(&mut media)?.unwrap_or(MediaKind::Other)
        }
        types::MESSAGE_MEDIA_DICE => MediaKind::Dice,
        types::MESSAGE_MEDIA_CONTACT => MediaKind::Contact,
        types::MESSAGE_MEDIA_GEO | types::MESSAGE_MEDIA_GEO_LIVE | types::MESSAGE_MEDIA_VENUE => {
            MediaKind::Geo
        }
        types::MESSAGE_MEDIA_POLL => MediaKind::Poll,
        types::MESSAGE_MEDIA_GAME => MediaKind::Game,
        types::MESSAGE_MEDIA_INVOICE => MediaKind::Invoice,
        types::MESSAGE_MEDIA_STORY => MediaKind::Story,
        _ => MediaKind::Other,
    };
    Ok((Some(kind), None))
}

/// Looks into the media or web page that starts here for the photo or document it holds; a document wins.
fn read_inside(holder: &mut Reader<'_>) -> Result<Option<MediaKind>, DecodeError> {
    let constructor = holder.constructor()?;
    let mut flags = FlagWords::default();
    let mut found = None;
    for field in constructor.fields {
        if field.kind == Kind::Flags {
            flags.push(holder.u32()?);
            continue;
        }
        if !flags.has(field.flag) {
            continue;
        }
        match field.tl_name {
            "photo" => {
                if holder.peek_u32()? == types::PHOTO {
                    found = Some(MediaKind::Photo);
                }
                holder.skip_object()?;
            }
            "document" => {
                if let Some(kind) = read_document(&mut holder.clone())? {
                    found = Some(kind);
                }
                return Ok(found);
            }
            "webpage" => return holder.nested(read_inside),
            _ => holder.skip(&field.kind)?,
        }
    }
    Ok(found)
}

/// The kind of a boxed `Document`; `None` for an empty one.
fn read_document(document: &mut Reader<'_>) -> Result<Option<MediaKind>, DecodeError> {
    let constructor = document.constructor()?;
    if constructor.id != types::DOCUMENT {
        return Ok(None);
    }
    let mut flags = FlagWords::default();
    let mut mime: &[u8] = b"";
    for field in constructor.fields {
        match (&field.kind, field.tl_name) {
            (Kind::Flags, _) => flags.push(document.u32()?),
            (_, "mime_type") => mime = document.string()?,
            (_, "attributes") => return read_attributes(document, mime).map(Some),
            (kind, _) if flags.has(field.flag) => document.skip(kind)?,
            _ => {}
        }
    }
    Ok(Some(MediaKind::Document))
}

/// Sticker before animation before video: stickers carry sizes of videos, animations too.
fn read_attributes(document: &mut Reader<'_>, mime: &[u8]) -> Result<MediaKind, DecodeError> {
    let rank = |kind: MediaKind| match kind {
        MediaKind::Sticker => 4,
        MediaKind::Gif => 3,
        MediaKind::VideoNote | MediaKind::Voice => 2,
        MediaKind::Video | MediaKind::Audio => 1,
        _ => 0,
    };
    let mut best = if mime.starts_with(b"video/") {
        MediaKind::Video
    } else if mime.starts_with(b"audio/") {
        MediaKind::Audio
    } else {
        MediaKind::Document
    };
    for _ in 0..document.vector_len()? {
        let mut attribute = document.clone();
        document.skip_object()?;
        let constructor = attribute.constructor()?;
        let mut set = |tl_name: &str| -> Result<bool, DecodeError> {
            let mut flags = FlagWords::default();
            flags.push(attribute.u32()?);
            Ok(constructor.field(tl_name).is_some_and(|field| flags.has(field.flag)))
        };
        let kind = match constructor.id {
            types::DOCUMENT_ATTRIBUTE_STICKER => MediaKind::Sticker,
            types::DOCUMENT_ATTRIBUTE_ANIMATED => MediaKind::Gif,
            types::DOCUMENT_ATTRIBUTE_VIDEO if set("round_message")? => MediaKind::VideoNote,
            types::DOCUMENT_ATTRIBUTE_VIDEO => MediaKind::Video,
            types::DOCUMENT_ATTRIBUTE_AUDIO if set("voice")? => MediaKind::Voice,
            types::DOCUMENT_ATTRIBUTE_AUDIO => MediaKind::Audio,
            _ => continue,
        };
        if rank(kind) > rank(best) {
            best = kind;
        }
    }
    Ok(best)
}
