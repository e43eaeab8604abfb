//! Message text as Telegram stores it: trimmed, with the entities that follow from the text itself
//! (links, mentions, hashtags, commands). Out of scope: bare domains, cashtags, phone numbers, e-mail addresses.

use grammers_tl_types::{enums::MessageEntity, types};

use super::State;
use super::peers::Peer;
use crate::layers::entity_for_every_layer;

fn units(text: &str) -> i32 {
    text.encode_utf16().count() as i32
}

/// Trims the text, moves the entities along, and adds what the text itself says.
pub(crate) fn prepare(
    state: &State,
    text: &str,
    entities: Vec<MessageEntity>,
) -> (String, Vec<MessageEntity>) {
    let start = text.len() - text.trim_start().len();
    let shift = units(&text[..start]);
    let trimmed = text.trim();
    let length = units(trimmed);
    let mut kept: Vec<MessageEntity> = entities
        .into_iter()
        .filter_map(|entity| {
            let (offset, size) = span(&entity);
            let from = (offset - shift).max(0);
            let to = (offset + size - shift).min(length);
            (to > from).then(|| stored(state, entity, from, to - from))
        })
        .collect();
    let found = scan(trimmed);
    for entity in found {
        let (offset, size) = span(&entity);
        let covered = kept.iter().any(|other| {
            let (start, long) = span(other);
            !plain_style(other) && start < offset + size && offset < start + long
        });
        if !covered {
            kept.push(entity);
        }
    }
    kept.sort_by_key(|entity| span(entity).0);
    (trimmed.to_owned(), kept)
}

/// Styles may lie over a link; links, mentions and code may not lie over one another.
fn plain_style(entity: &MessageEntity) -> bool {
    use MessageEntity as E;
    matches!(
        entity,
        E::Bold(_) | E::Italic(_) | E::Underline(_) | E::Strike(_) | E::Spoiler(_) | E::Blockquote(_)
    )
}

/// An entity as it is kept: inputs resolved, moved to its place.
fn stored(state: &State, entity: MessageEntity, offset: i32, length: i32) -> MessageEntity {
    let mut entity = match entity {
        MessageEntity::InputMessageEntityMentionName(mention) => {
            let user_id = match &mention.user_id {
                grammers_tl_types::enums::InputUser::User(user) => user.user_id,
                _ => 0,
            };
            let known = state.people.contains_key(&user_id);
            match known {
                true => types::MessageEntityMentionName { offset, length, user_id }.into(),
                false => types::MessageEntityUnknown { offset, length }.into(),
            }
        }
        entity => entity_for_every_layer(entity),
    };
    let (old_offset, old_length) = span_mut(&mut entity);
    (*old_offset, *old_length) = (offset, length);
    entity
}

/// A word that says by itself what it is.
fn scan(text: &str) -> Vec<MessageEntity> {
    let mut found = Vec::new();
    let mut offset = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let opened = bare.trim_start_matches(['(', '[', '«', '"']);
        let at = offset + units(bare) - units(opened);
        let name = |sign: char| {
            let rest = opened.strip_prefix(sign)?;
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            (end > 0).then(|| units(&rest[..end]) + 1)
        };
        if opened.starts_with("http://") || opened.starts_with("https://") {
            let link = opened.trim_end_matches([')', ']', ',', '.', '!', '?', ';', ':', '"']);
            if units(link) > 8 {
                found.push(types::MessageEntityUrl { offset: at, length: units(link) }.into());
            }
        } else if let Some(length) = name('@').filter(|length| *length > 3) {
            found.push(types::MessageEntityMention { offset: at, length }.into());
        } else if let Some(length) = name('#') {
            found.push(types::MessageEntityHashtag { offset: at, length }.into());
        } else if let Some(length) = command(opened) {
            found.push(types::MessageEntityBotCommand { offset: at, length }.into());
        }
        offset += units(word);
    }
    found
}

/// Length of `/command` or `/command@bot`.
fn command(word: &str) -> Option<i32> {
    let rest = word.strip_prefix('/')?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = rest.find(|c: char| !allowed(c)).unwrap_or(rest.len());
    if end == 0 {
        return None;
    }
    let bot = rest[end..]
        .strip_prefix('@')
        .map_or(0, |bot| bot.find(|c: char| !allowed(c)).unwrap_or(bot.len()) + 1);
    Some((1 + end + bot) as i32)
}

/// Whom a text mentions, by username or by name.
pub(crate) fn mentioned(state: &State, text: &str, entities: &[MessageEntity]) -> Vec<i64> {
    let name = |offset: i32, length: i32| {
        let units: Vec<u16> =
            text.encode_utf16().skip(offset as usize + 1).take((length - 1).max(0) as usize).collect();
        state.usernames.get(&String::from_utf16_lossy(&units).to_lowercase())
    };
    entities
        .iter()
        .filter_map(|entity| match entity {
            MessageEntity::MentionName(mention) => Some(mention.user_id),
            MessageEntity::Mention(mention) => match name(mention.offset, mention.length)? {
                Peer::User(id) => Some(*id),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// Offset and length, in UTF-16 units.
pub(crate) fn span(entity: &MessageEntity) -> (i32, i32) {
    (entity.offset(), entity.length())
}

macro_rules! span_of {
    ($entity:expr; $($variant:ident)*) => {
        match $entity {
            $(MessageEntity::$variant(inner) => (&mut inner.offset, &mut inner.length),)*
        }
    };
}

fn span_mut(entity: &mut MessageEntity) -> (&mut i32, &mut i32) {
    span_of!(
        entity;
        Unknown Mention Hashtag BotCommand Url Email Bold Italic Code Pre TextUrl MentionName
        InputMessageEntityMentionName Phone Cashtag Underline Strike BankCard Spoiler CustomEmoji
        Blockquote FormattedDate DiffInsert DiffReplace DiffDelete TonAddress
    )
}

/// Entities moved along by so many UTF-16 units.
pub(crate) fn shifted(entities: &[MessageEntity], by: i32) -> Vec<MessageEntity> {
    let mut moved = entities.to_vec();
    for entity in &mut moved {
        *span_mut(entity).0 += by;
    }
    moved
}
