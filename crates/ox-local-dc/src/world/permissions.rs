//! Who may write what where: blocks, membership, bans, what a chat forbids to everybody, slow mode, closed topics.
//! What administrators may change is asked with `Channel::may`.

use grammers_tl_types::{enums, types};

use super::State;
use super::files::Media;
use super::messages::Draft;
use super::peers::{Channel, Group, Peer};
use crate::rpc::{Answer, Refusal};
use crate::session::unix_seconds;

/// A right to write, and what its absence is called.
type Need = (fn(&types::ChatBannedRights) -> bool, &'static str);

fn forbidden(text: &str) -> Refusal {
    Refusal::new(403, text)
}

impl State {
    /// Refuses a message that its author may not write.
    pub fn may_write(&self, author: i64, peer: Peer, draft: &Draft) -> Answer<()> {
        match peer {
            Peer::User(id) => {
                let other = self.people.get(&id).ok_or_else(|| Refusal::bad("PEER_ID_INVALID"))?;
                let mine = self.people.get(&author).is_some_and(|me| me.blocked.contains(&id));
                let voice = draft.media.as_ref().is_some_and(|media| self.is_voice(media));
                match () {
                    () if other.deleted => Err(Refusal::bad("INPUT_USER_DEACTIVATED")),
                    () if mine => Err(Refusal::bad("YOU_BLOCKED_USER")),
                    () if other.blocked.contains(&author) => Err(Refusal::bad("USER_IS_BLOCKED")),
                    () if voice && !self.allows(id, author, &enums::PrivacyKey::VoiceMessages) => {
                        Err(Refusal::bad("VOICE_MESSAGES_FORBIDDEN"))
                    }
                    () => Ok(()),
                }
            }
            Peer::Group(id) => {
                self.member_group(author, id)?;
                self.groups.get(&id).map_or(Ok(()), |group| self.may_write_in_group(author, group, draft))
            }
            Peer::Channel(id) => {
                let channel = self.channels.get(&id).ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
                self.may_write_in_channel(author, channel, draft)
            }
        }
    }

    /// Whether it is spoken: a voice note or a round video.
    fn is_voice(&self, media: &Media) -> bool {
        use enums::DocumentAttribute as Attribute;
        self.files.attributes_of(media).iter().any(|attribute| match attribute {
            Attribute::Audio(audio) => audio.voice,
            Attribute::Video(video) => video.round_message,
            _ => false,
        })
    }

    /// Whether a chat forbids to carry its messages elsewhere.
    pub fn keeps_to_itself(&self, peer: Peer) -> bool {
        match peer {
            Peer::User(_) => false,
            Peer::Group(id) => self.groups.get(&id).is_some_and(|group| group.noforwards),
            Peer::Channel(id) => self.channels.get(&id).is_some_and(|channel| channel.noforwards),
        }
    }

    fn may_write_in_group(&self, author: i64, group: &Group, draft: &Draft) -> Answer<()> {
        match group.rules(author) {
            true => Ok(()),
            false => self.allowed(&group.forbidden, draft),
        }
    }

    fn may_write_in_channel(&self, author: i64, channel: &Channel, draft: &Draft) -> Answer<()> {
        if let Some(ban) = channel.ban_of(author) {
            if ban.rights.send_messages || ban.rights.view_messages {
                return Err(Refusal::bad("USER_BANNED_IN_CHANNEL"));
            }
            self.allowed(&ban.rights, draft)?;
        }
        let speaks = match channel.broadcast {
            true => channel.may(author, |rights| rights.post_messages),
            // A discussion group hears those who are not in it, too.
            false => channel.members.contains_key(&author) || channel.linked.is_some(),
        };
        if !speaks {
            return Err(forbidden("CHAT_WRITE_FORBIDDEN"));
        }
        self.topic_is_open(author, channel, draft)?;
        if channel.rules(author) {
            return Ok(());
        }
        self.allowed(&channel.forbidden, draft)?;
        slowly(author, channel)
    }

    /// Refuses what a set of bans forbids.
    fn allowed(&self, rights: &types::ChatBannedRights, draft: &Draft) -> Answer<()> {
        if rights.send_messages {
            return Err(forbidden("CHAT_WRITE_FORBIDDEN"));
        }
        let (closed, name) = match &draft.media {
            None => ((|rights| rights.send_plain) as fn(&types::ChatBannedRights) -> bool, "PLAIN"),
            Some(_) if rights.send_media => return Err(forbidden("CHAT_SEND_MEDIA_FORBIDDEN")),
            Some(media) => self.need(media),
        };
        match closed(rights) {
            true => Err(forbidden(&format!("CHAT_SEND_{name}_FORBIDDEN"))),
            false => Ok(()),
        }
    }

    /// Which right a medium needs.
    fn need(&self, media: &Media) -> Need {
        use enums::DocumentAttribute as Attribute;
        let attributes = match media {
            Media::Photo { .. } => return (|rights| rights.send_photos, "PHOTOS"),
            Media::Poll(_) => return (|rights| rights.send_polls, "POLL"),
            Media::Plain(_) => return (|rights| rights.send_media, "MEDIA"),
            Media::Document { .. } => self.files.attributes_of(media),
        };
        let has = |check: fn(&Attribute) -> bool| attributes.iter().any(check);
        match () {
            () if has(|a| matches!(a, Attribute::Sticker(_))) => (|rights| rights.send_stickers, "STICKERS"),
            () if has(|a| matches!(a, Attribute::Animated)) => (|rights| rights.send_gifs, "GIFS"),
            () if has(|a| matches!(a, Attribute::Video(video) if video.round_message)) => {
                (|rights| rights.send_roundvideos, "ROUNDVIDEOS")
            }
            () if has(|a| matches!(a, Attribute::Video(_))) => (|rights| rights.send_videos, "VIDEOS"),
            () if has(|a| matches!(a, Attribute::Audio(audio) if audio.voice)) => {
                (|rights| rights.send_voices, "VOICES")
            }
            () if has(|a| matches!(a, Attribute::Audio(_))) => (|rights| rights.send_audios, "AUDIOS"),
            () => (|rights| rights.send_docs, "DOCS"),
        }
    }

    fn topic_is_open(&self, author: i64, channel: &Channel, draft: &Draft) -> Answer<()> {
        if !channel.forum {
            return Ok(());
        }
        if let Some(top) = draft.top
            && !channel.topics.contains_key(&top)
        {
            return Err(Refusal::bad("TOPIC_DELETED"));
        }
        let thread = draft.top.or_else(|| self.filed_under(channel, draft.reply_to?));
        let topic = channel.topics.get(&thread.unwrap_or(super::forums::GENERAL));
        let closed = topic.is_some_and(|topic| topic.closed && topic.creator != author);
        match closed && !channel.may(author, |rights| rights.manage_topics) {
            true => Err(Refusal::bad("TOPIC_CLOSED")),
            false => Ok(()),
        }
    }
}

fn slowly(author: i64, channel: &Channel) -> Answer<()> {
    let last = channel.last_posts.get(&author).copied().unwrap_or(0);
    let left = last + channel.slow - unix_seconds();
    match channel.slow > 0 && left > 0 {
        true => Err(Refusal::new(420, format!("SLOWMODE_WAIT_{left}"))),
        false => Ok(()),
    }
}
