//! A person or bot: profile, mailbox, dialogs, update log, listening sessions, and how others see her.
//! Chats live in `peers`; how a person logs in is in `services::auth`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use grammers_tl_types as tl;
use grammers_tl_types::enums::PrivacyKey;
use tokio::sync::mpsc::UnboundedSender;

use super::State;
use super::messages::Uid;
use super::peers::Peer;
use super::privacy::Privacy;
use super::shapes;
use super::stickers::Collected;
use super::updates::Logged;
use super::usernames::Names;
use crate::crypto::KeyId;
use crate::services::emails::Emails;
use crate::services::password::Verifier;
use crate::services::password::settings::Guard;
use crate::session::{Outgoing, unix_seconds};

/// Somebody who lives in this world.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "the switches that a client sees, each by itself")]
pub(crate) struct Resident {
    pub first_name: String,
    pub last_name: Option<String>,
    /// The data centre she lives in; `None` for the one that everybody lives in.
    pub home: Option<i32>,
    pub username: Option<String>,
    /// Names that she bought.
    pub names: Names,
    pub phone: Option<String>,
    pub about: Option<String>,
    pub bot: bool,
    pub token: Option<String>,
    pub inline_placeholder: Option<String>,
    pub premium: bool,
    /// Whether she has left for ever.
    pub deleted: bool,
    pub birthday: Option<tl::enums::Birthday>,
    pub privacy: Privacy,
    pub emoji_status: Option<tl::enums::EmojiStatus>,
    /// Of her name and of her profile.
    pub colour: Option<tl::enums::PeerColor>,
    pub profile_colour: Option<tl::enums::PeerColor>,
    pub verifier: Option<Verifier>,
    pub guard: Guard,
    pub contacts: BTreeSet<i64>,
    pub blocked: BTreeSet<i64>,
    /// Photo ids of the profile, newest last.
    pub photos: Vec<i64>,
    /// Unix time of the last sign of life; `None` before the first.
    pub seen: Option<i32>,
    pub online: bool,
    pub last_id: i32,
    /// Private and basic-group messages by this person's own ids.
    pub mailbox: HashMap<i32, Uid>,
    pub dialogs: HashMap<Peer, Dialog>,
    pub pts: i32,
    pub log: Vec<Logged>,
    pub listeners: Vec<Listener>,
    /// Filters of the list of chats, by id.
    pub filters: BTreeMap<i32, tl::enums::DialogFilter>,
    pub filter_order: Vec<i32>,
    /// Whether filters are shown as tags.
    pub filter_tags: bool,
    /// What is written but not sent, by chat and topic.
    pub drafts: BTreeMap<(Peer, Option<i32>), tl::types::DraftMessage>,
    /// Messages that wait for their date, by chat and id.
    pub scheduled: BTreeMap<(Peer, i32), Uid>,
    pub last_scheduled: i32,
    /// How far she has read a topic or a thread.
    pub read_threads: BTreeMap<(i64, i32), i32>,
    /// Days after which her unused sessions end.
    pub session_days: Option<i32>,
    /// How far she has seen whose stories.
    pub read_stories: HashMap<Peer, i32>,
    /// Whose stories she does not want to see among the others.
    pub hidden_stories: BTreeSet<Peer>,
    pub collected: Collected,
    /// The takeout that is under way.
    pub takeout: Option<i64>,
    /// `random_id` of what was sent, against sending twice.
    pub sent: HashMap<i64, Uid>,
}

/// A chat as one person sees it. For channels `ids` stays empty: they keep their messages themselves.
#[derive(Default)]
pub(crate) struct Dialog {
    pub ids: BTreeMap<i32, Uid>,
    pub pinned_messages: BTreeSet<i32>,
    pub read_inbox: i32,
    /// When she had read so far, by message id.
    pub reads: BTreeMap<i32, i32>,
    pub read_outbox: i32,
    pub unread: i32,
    pub unread_mentions: i32,
    pub pinned: bool,
    pub marked_unread: bool,
    pub archived: bool,
    /// Where it stands among pinned chats, the highest first.
    pub pin_order: i64,
}

/// A session that hears what happens to a person.
pub(crate) struct Listener {
    pub key: KeyId,
    pub connection: u64,
    pub session: i64,
    pub out: UnboundedSender<Outgoing>,
}

/// Logins that are under way.
#[derive(Default)]
pub(crate) struct Login {
    /// By phone: the code and its hash.
    pub codes: HashMap<String, (String, String)>,
    /// By token: the asking key, and who accepted.
    pub tokens: HashMap<Vec<u8>, LoginToken>,
    /// Authorisations on their way to another data centre.
    pub exported: HashMap<Vec<u8>, Exported>,
    pub emails: Emails,
    /// The address that a key asked to confirm.
    pub asked: HashMap<KeyId, String>,
    /// Bots by their token.
    pub bots: HashMap<String, i64>,
    /// SRP secrets under way, by `srp_id`.
    pub srp: HashMap<i64, crate::services::password::Exchange>,
}

/// A login that is brought to another data centre.
pub(crate) struct Exported {
    pub person: i64,
    pub to: i32,
    pub expires: i32,
}

/// A QR login.
pub(crate) struct LoginToken {
    pub key: KeyId,
    pub link: crate::rpc::Link,
    pub expires: i32,
    pub accepted: Option<i64>,
}

impl Dialog {
    /// Notes that everything up to this message has been read, now.
    pub fn read_up_to(&mut self, id: i32) {
        self.read_inbox = id;
        self.reads.entry(id).or_insert_with(unix_seconds);
    }

    /// Unix time at which a message was read; `None` for one that was not.
    pub fn read_at(&self, id: i32) -> Option<i32> {
        self.reads.range(id..).next().map(|(_, date)| *date)
    }
}

impl Resident {
    pub fn full_name(&self) -> String {
        match &self.last_name {
            Some(last) => format!("{} {last}", self.first_name),
            None => self.first_name.clone(),
        }
    }

    pub fn status(&self) -> tl::enums::UserStatus {
        use tl::{enums::UserStatus, types};
        match (self.online, self.seen) {
            (true, _) => {
                let expires = unix_seconds() + 300;
                UserStatus::Online(types::UserStatusOnline { expires })
            }
            (false, Some(was_online)) => UserStatus::Offline(types::UserStatusOffline { was_online }),
            (false, None) => UserStatus::Empty,
        }
    }
}

impl State {
    pub fn resident(&self, id: i64) -> Option<&Resident> {
        self.people.get(&id)
    }

    pub fn dialog(&mut self, person: i64, peer: Peer) -> Option<&mut Dialog> {
        Some(self.people.get_mut(&person)?.dialogs.entry(peer).or_default())
    }

    /// A person as `viewer` sees her; `userEmpty` for nobody.
    pub fn user(&self, viewer: i64, id: i64) -> tl::enums::User {
        let Some(resident) = self.people.get(&id) else {
            return tl::types::UserEmpty { id }.into();
        };
        let mine = self.people.get(&viewer);
        let contact = !resident.deleted && mine.is_some_and(|viewer| viewer.contacts.contains(&id));
        let mut user = shapes::user();
        user.id = id;
        user.access_hash = Some(self.access_hash(viewer, Peer::User(id)));
        user.is_self = viewer == id;
        user.contact = contact;
        user.mutual_contact = contact && resident.contacts.contains(&viewer);
        user.premium = resident.premium;
        user.emoji_status.clone_from(&resident.emoji_status);
        user.color.clone_from(&resident.colour);
        user.profile_color.clone_from(&resident.profile_colour);
        if resident.deleted {
            user.deleted = true;
            return user.into();
        }
        user.first_name = Some(resident.first_name.clone());
        user.last_name.clone_from(&resident.last_name);
        user.usernames = resident.names.list(resident.username.as_deref());
        if user.usernames.is_none() {
            user.username.clone_from(&resident.username);
        }
        if contact || self.allows(id, viewer, &PrivacyKey::PhoneNumber) {
            user.phone.clone_from(&resident.phone);
        }
        let photo = resident.photos.last().filter(|_| self.allows(id, viewer, &PrivacyKey::ProfilePhoto));
        user.photo = photo.map(|photo| self.user_photo(*photo));
        if resident.bot {
            user.bot = true;
            user.bot_info_version = Some(1);
            user.bot_inline_placeholder.clone_from(&resident.inline_placeholder);
        } else {
            user.status = Some(self.status_of(viewer, id));
        }
        user.into()
    }

    fn user_photo(&self, photo_id: i64) -> tl::enums::UserProfilePhoto {
        tl::types::UserProfilePhoto {
            has_video: false,
            personal: false,
            photo_id,
            stripped_thumb: None,
            dc_id: self.files.datacentre_of(photo_id),
        }
        .into()
    }
}
