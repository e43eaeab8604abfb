//! Who or what can be written to: peers, access hashes per viewer, basic groups, channels and megagroups, and
//! how they look to a viewer. Messages in them live in `messages`.

use std::collections::{BTreeMap, BTreeSet};

use grammers_tl_types::{enums, types};

use super::State;
use super::messages::Uid;
use super::shapes;
use super::updates::Logged;
use super::usernames::Names;
use crate::rpc::{Answer, Refusal};
use crate::services::calls::GroupCall;
use crate::session::unix_seconds;

/// A person, a basic group or a channel (megagroups are channels), by its bare id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Peer {
    User(i64),
    Group(i64),
    Channel(i64),
}

/// What marked channel ids start from.
const CHANNEL_MARK: i64 = 1_000_000_000_000;

impl Peer {
    /// The id as the client library marks it: negative for groups, below -10^12 for channels.
    pub fn marked(self) -> i64 {
        match self {
            Peer::User(id) => id,
            Peer::Group(id) => -id,
            Peer::Channel(id) => -(CHANNEL_MARK + id),
        }
    }

    pub fn from_marked(id: i64) -> Peer {
        match id {
            id if id > 0 => Peer::User(id),
            id if -id > CHANNEL_MARK => Peer::Channel(-id - CHANNEL_MARK),
            id => Peer::Group(-id),
        }
    }

    pub fn tl(self) -> enums::Peer {
        match self {
            Peer::User(user_id) => types::PeerUser { user_id }.into(),
            Peer::Group(chat_id) => types::PeerChat { chat_id }.into(),
            Peer::Channel(channel_id) => types::PeerChannel { channel_id }.into(),
        }
    }
}

impl From<&enums::Peer> for Peer {
    fn from(peer: &enums::Peer) -> Peer {
        match peer {
            enums::Peer::User(user) => Peer::User(user.user_id),
            enums::Peer::Chat(chat) => Peer::Group(chat.chat_id),
            enums::Peer::Channel(channel) => Peer::Channel(channel.channel_id),
        }
    }
}

/// One membership.
#[derive(Clone, Debug, Default)]
pub(crate) struct Member {
    pub inviter: i64,
    pub date: i32,
    pub admin: bool,
    /// What an administrator of a channel may do; those of basic groups may do everything.
    pub rights: Option<types::ChatAdminRights>,
    pub promoted_by: Option<i64>,
    pub rank: Option<String>,
}

/// What keeps somebody from writing, or out.
#[derive(Clone, Debug)]
pub(crate) struct Ban {
    pub rights: types::ChatBannedRights,
    pub by: i64,
    pub date: i32,
}

/// A basic group: every member has her own copy of each message.
pub(crate) struct Group {
    pub id: i64,
    pub title: String,
    pub about: String,
    pub creator: i64,
    pub date: i32,
    pub version: i32,
    pub members: BTreeMap<i64, Member>,
    pub photo: Option<i64>,
    pub noforwards: bool,
    /// What ordinary members may not do.
    pub forbidden: types::ChatBannedRights,
}

/// A broadcast channel or a megagroup: one copy of each message, one pts.
#[allow(clippy::struct_excessive_bools, reason = "the switches that a client sees, each by itself")]
pub(crate) struct Channel {
    pub id: i64,
    pub title: String,
    pub about: String,
    pub username: Option<String>,
    /// Names that were bought for it.
    pub names: Names,
    pub broadcast: bool,
    pub creator: i64,
    pub date: i32,
    pub members: BTreeMap<i64, Member>,
    /// Who was a member and is no longer.
    pub former: BTreeSet<i64>,
    pub banned: BTreeMap<i64, Ban>,
    pub photo: Option<i64>,
    pub last_id: i32,
    pub messages: BTreeMap<i32, Uid>,
    pub pinned_messages: BTreeSet<i32>,
    pub pts: i32,
    pub log: Vec<Logged>,
    /// Unix time of the last logged change.
    pub changed: i32,
    /// Highest message id read by anybody but its author.
    pub read_outbox: i32,
    /// Messages by the thread that they are filed under.
    pub threads: BTreeMap<i32, BTreeSet<i32>>,
    pub forum: bool,
    pub forum_tabs: bool,
    /// Topics by the id of the message that opened them.
    pub topics: BTreeMap<i32, super::forums::Topic>,
    pub pinned_topics: Vec<i32>,
    pub noforwards: bool,
    pub signatures: bool,
    pub hidden_history: bool,
    /// What ordinary members may not do.
    pub forbidden: types::ChatBannedRights,
    /// Seconds between two messages of an ordinary member.
    pub slow: i32,
    /// Unix time of everybody's last message.
    pub last_posts: BTreeMap<i64, i32>,
    /// The discussion group of a broadcast channel, or the channel of a discussion group.
    pub linked: Option<i64>,
    pub deeds: Vec<super::deeds::Deed>,
}

impl Channel {
    /// An empty channel.
    pub fn new(id: i64, creator: i64, broadcast: bool) -> Channel {
        let now = unix_seconds();
        Channel {
            id,
            title: String::new(),
            about: String::new(),
            username: None,
            names: Names::default(),
            broadcast,
            creator,
            date: now,
            members: BTreeMap::new(),
            former: BTreeSet::new(),
            banned: BTreeMap::new(),
            photo: None,
            last_id: 0,
            messages: BTreeMap::new(),
            pinned_messages: BTreeSet::new(),
            pts: 1,
            log: Vec::new(),
            changed: now,
            read_outbox: 0,
            threads: BTreeMap::new(),
            forum: false,
            forum_tabs: false,
            topics: BTreeMap::new(),
            pinned_topics: Vec::new(),
            noforwards: false,
            signatures: false,
            hidden_history: false,
            forbidden: shapes::banned_rights(),
            slow: 0,
            last_posts: BTreeMap::new(),
            linked: None,
            deeds: Vec::new(),
        }
    }

    /// Whether it can be found by a name.
    pub fn public(&self) -> bool {
        self.username.is_some() || self.names.any_active()
    }

    /// Whether a person is an administrator.
    pub fn rules(&self, person: i64) -> bool {
        person == self.creator || self.members.get(&person).is_some_and(|member| member.admin)
    }

    /// Whether a person has a right of administrators.
    pub fn may(&self, person: i64, right: impl Fn(&types::ChatAdminRights) -> bool) -> bool {
        person == self.creator || self.rights_of(person).is_some_and(|rights| right(&rights))
    }

    /// An administrator's rights.
    pub fn rights_of(&self, person: i64) -> Option<types::ChatAdminRights> {
        if person == self.creator {
            return Some(all_rights());
        }
        let member = self.members.get(&person).filter(|member| member.admin)?;
        Some(member.rights.clone().unwrap_or_else(all_rights))
    }

    /// What holds somebody back now; bans end by themselves.
    pub fn ban_of(&self, person: i64) -> Option<&Ban> {
        let lasts = |ban: &&Ban| ban.rights.until_date == 0 || ban.rights.until_date > unix_seconds();
        self.banned.get(&person).filter(lasts)
    }
}

impl Group {
    pub fn rules(&self, person: i64) -> bool {
        person == self.creator || self.members.get(&person).is_some_and(|member| member.admin)
    }
}

/// Everybody and everything that an answer mentions.
#[derive(Default)]
pub(crate) struct Mentioned(BTreeSet<Peer>);

impl Mentioned {
    pub fn add(&mut self, peer: Peer) {
        self.0.insert(peer);
    }
}

fn invalid(text: &str) -> Refusal {
    Refusal::bad(text)
}

/// Every right of an administrator.
pub(crate) fn all_rights() -> types::ChatAdminRights {
    types::ChatAdminRights {
        change_info: true,
        post_messages: true,
        edit_messages: true,
        delete_messages: true,
        ban_users: true,
        invite_users: true,
        pin_messages: true,
        add_admins: true,
        manage_call: true,
        other: true,
        manage_topics: true,
        ..shapes::admin_rights()
    }
}

impl State {
    /// Who speaks in the place of an anonymous administrator of a megagroup: the group itself.
    pub fn mask_of(&self, author: i64, peer: Peer) -> Option<Peer> {
        let Peer::Channel(id) = peer else { return None };
        let channel = self.channels.get(&id).filter(|channel| !channel.broadcast)?;
        let member = channel.members.get(&author).filter(|member| member.admin)?;
        member.rights.as_ref().filter(|rights| rights.anonymous).map(|_| peer)
    }

    /// What `viewer` must show to address a peer (splitmix64 over the world's secret).
    pub fn access_hash(&self, viewer: i64, peer: Peer) -> i64 {
        let seed = (viewer as u64).rotate_left(32) ^ peer.marked() as u64;
        let mut mixed = self.secret ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31) as i64
    }

    /// Whether the hash opens the peer. Bots may leave it out, as Telegram lets them.
    fn may_address(&self, viewer: i64, peer: Peer, hash: i64) -> bool {
        let bot = self.people.get(&viewer).is_some_and(|viewer| viewer.bot);
        hash == self.access_hash(viewer, peer) || bot && hash == 0
    }

    pub fn input_user(&self, viewer: i64, input: &enums::InputUser) -> Answer<i64> {
        match input {
            enums::InputUser::UserSelf => Ok(viewer),
            enums::InputUser::User(user) => {
                self.known_user(viewer, user.user_id, user.access_hash, "USER_ID_INVALID")
            }
            enums::InputUser::FromMessage(from) => {
                let peer = self.input_peer(viewer, &from.peer)?;
                self.found(viewer, peer, from.msg_id)?;
                Ok(from.user_id)
            }
            enums::InputUser::Empty => Err(invalid("USER_ID_INVALID")),
        }
    }

    fn known_user(&self, viewer: i64, id: i64, hash: i64, error: &str) -> Answer<i64> {
        let known = self.people.contains_key(&id);
        if known && (id == viewer || self.may_address(viewer, Peer::User(id), hash)) {
            return Ok(id);
        }
        Err(invalid(error))
    }

    pub fn input_channel(&self, viewer: i64, input: &enums::InputChannel) -> Answer<i64> {
        match input {
            enums::InputChannel::Channel(channel) => {
                self.known_channel(viewer, channel.channel_id, channel.access_hash)
            }
            enums::InputChannel::FromMessage(from) => {
                let peer = self.input_peer(viewer, &from.peer)?;
                self.found(viewer, peer, from.msg_id)?;
                Ok(from.channel_id)
            }
            enums::InputChannel::Empty => Err(invalid("CHANNEL_INVALID")),
        }
    }

    fn known_channel(&self, viewer: i64, id: i64, hash: i64) -> Answer<i64> {
        let channel = self.channels.get(&id).ok_or_else(|| invalid("CHANNEL_INVALID"))?;
        if !self.may_address(viewer, Peer::Channel(id), hash) {
            return Err(invalid("CHANNEL_INVALID"));
        }
        if !channel.public() && !channel.members.contains_key(&viewer) {
            return Err(invalid("CHANNEL_PRIVATE"));
        }
        Ok(id)
    }

    pub fn input_peer(&self, viewer: i64, input: &enums::InputPeer) -> Answer<Peer> {
        match input {
            enums::InputPeer::PeerSelf => Ok(Peer::User(viewer)),
            enums::InputPeer::User(user) => {
                self.known_user(viewer, user.user_id, user.access_hash, "PEER_ID_INVALID").map(Peer::User)
            }
            enums::InputPeer::Chat(chat) => self.member_group(viewer, chat.chat_id).map(Peer::Group),
            enums::InputPeer::Channel(channel) => {
                self.known_channel(viewer, channel.channel_id, channel.access_hash).map(Peer::Channel)
            }
            enums::InputPeer::UserFromMessage(from) => {
                let peer = self.input_peer(viewer, &from.peer)?;
                self.found(viewer, peer, from.msg_id)?;
                Ok(Peer::User(from.user_id))
            }
            enums::InputPeer::ChannelFromMessage(from) => {
                let peer = self.input_peer(viewer, &from.peer)?;
                self.found(viewer, peer, from.msg_id)?;
                Ok(Peer::Channel(from.channel_id))
            }
            enums::InputPeer::Empty => Err(invalid("PEER_ID_INVALID")),
        }
    }

    pub fn member_group(&self, viewer: i64, id: i64) -> Answer<i64> {
        let group = self.groups.get(&id);
        match group.is_some_and(|group| group.members.contains_key(&viewer)) {
            true => Ok(id),
            false => Err(invalid("CHAT_ID_INVALID")),
        }
    }

    fn chat_photo(&self, photo: Option<i64>) -> enums::ChatPhoto {
        let Some(photo_id) = photo else { return enums::ChatPhoto::Empty };
        let dc_id = self.files.datacentre_of(photo_id);
        types::ChatPhoto { has_video: false, photo_id, stripped_thumb: None, dc_id }.into()
    }

    /// A group or channel as `viewer` sees it.
    pub fn chat(&self, viewer: i64, peer: Peer) -> Option<enums::Chat> {
        match peer {
            Peer::User(_) => None,
            Peer::Group(id) => self.groups.get(&id).map(|group| self.group_chat(viewer, group)),
            Peer::Channel(id) => self.channels.get(&id).map(|channel| self.channel_chat(viewer, channel)),
        }
    }

    fn group_chat(&self, viewer: i64, group: &Group) -> enums::Chat {
        let member = group.members.get(&viewer);
        types::Chat {
            creator: group.creator == viewer,
            left: member.is_none(),
            deactivated: false,
            call_active: self.calls.of(Peer::Group(group.id)).is_some_and(GroupCall::has_begun),
            call_not_empty: false,
            noforwards: group.noforwards,
            id: group.id,
            title: group.title.clone(),
            photo: self.chat_photo(group.photo),
            participants_count: group.members.len() as i32,
            date: member.map_or(group.date, |member| member.date),
            version: group.version,
            migrated_to: None,
            admin_rights: group.rules(viewer).then(all_rights).map(Into::into),
            default_banned_rights: Some(group.forbidden.clone().into()),
        }
        .into()
    }

    fn channel_chat(&self, viewer: i64, channel: &Channel) -> enums::Chat {
        let member = channel.members.get(&viewer);
        let access_hash = self.access_hash(viewer, Peer::Channel(channel.id));
        if member.is_none() && !channel.public() {
            return types::ChannelForbidden {
                broadcast: channel.broadcast,
                megagroup: !channel.broadcast,
                monoforum: false,
                id: channel.id,
                access_hash,
                title: channel.title.clone(),
                until_date: None,
            }
            .into();
        }
        let mut chat = shapes::channel();
        chat.id = channel.id;
        chat.access_hash = Some(access_hash);
        chat.creator = channel.creator == viewer;
        chat.left = member.is_none();
        chat.broadcast = channel.broadcast;
        chat.megagroup = !channel.broadcast;
        chat.title.clone_from(&channel.title);
        chat.usernames = channel.names.list(channel.username.as_deref());
        if chat.usernames.is_none() {
            chat.username.clone_from(&channel.username);
        }
        chat.photo = self.chat_photo(channel.photo);
        chat.date = member.map_or(channel.date, |member| member.date);
        chat.participants_count = Some(channel.members.len() as i32);
        chat.admin_rights = channel.rights_of(viewer).map(Into::into);
        chat.banned_rights = channel.ban_of(viewer).map(|ban| ban.rights.clone().into());
        chat.forum = channel.forum;
        chat.call_active = self.calls.of(Peer::Channel(channel.id)).is_some_and(GroupCall::has_begun);
        chat.forum_tabs = channel.forum && channel.forum_tabs;
        chat.noforwards = channel.noforwards;
        chat.signatures = channel.signatures;
        chat.has_link = channel.linked.is_some();
        chat.slowmode_enabled = channel.slow > 0;
        if !channel.broadcast {
            chat.default_banned_rights = Some(channel.forbidden.clone().into());
        }
        chat.into()
    }

    /// The users and chats that an answer to `viewer` mentions.
    pub fn gather(&self, viewer: i64, mentioned: &Mentioned) -> (Vec<enums::User>, Vec<enums::Chat>) {
        let (mut users, mut chats) = (Vec::new(), Vec::new());
        for peer in &mentioned.0 {
            match peer {
                Peer::User(id) => users.push(self.user(viewer, *id)),
                peer => chats.extend(self.chat(viewer, *peer)),
            }
        }
        (users, chats)
    }

    /// Everybody who gets a copy of what is written to the group or channel.
    pub fn members(&self, peer: Peer) -> Vec<i64> {
        match peer {
            Peer::User(id) => vec![id],
            Peer::Group(id) => {
                self.groups.get(&id).map(|g| g.members.keys().copied().collect()).unwrap_or_default()
            }
            Peer::Channel(id) => {
                self.channels.get(&id).map(|c| c.members.keys().copied().collect()).unwrap_or_default()
            }
        }
    }
}

/// A user's or chat's name for people.
pub(crate) fn title_of(state: &State, peer: Peer) -> String {
    let title = match peer {
        Peer::User(id) => state.people.get(&id).map(super::people::Resident::full_name),
        Peer::Group(id) => state.groups.get(&id).map(|group| group.title.clone()),
        Peer::Channel(id) => state.channels.get(&id).map(|channel| channel.title.clone()),
    };
    title.unwrap_or_default()
}
