//! Making groups and channels, and who is in them. How a chat looks is in `peers`.
//! Service messages about it are written by the services, not here.

use grammers_tl_types::{enums, types};

use super::State;
use super::peers::Channel;
use super::peers::{Group, Member, Mentioned, Peer};
use crate::rpc::{Answer, Refusal};
use crate::session::unix_seconds;

fn member(inviter: i64) -> Member {
    Member { inviter, date: unix_seconds(), ..Member::default() }
}

impl State {
    /// A basic group with these members; the creator must be among them.
    pub fn create_group(&mut self, creator: i64, title: &str, members: &[i64]) -> Peer {
        let id = self.number();
        let group = Group {
            id,
            title: title.to_owned(),
            about: String::new(),
            creator,
            date: unix_seconds(),
            version: 1,
            members: members.iter().map(|person| (*person, member(creator))).collect(),
            photo: None,
            noforwards: false,
            forbidden: super::shapes::banned_rights(),
        };
        self.groups.insert(id, group);
        self.list(Peer::Group(id), members);
        Peer::Group(id)
    }

    /// Groups and megagroups of which both are members, as far as the first has a dialog with them.
    pub fn common_groups(&self, me: i64, other: i64) -> Vec<Peer> {
        let dialogs = self.resident(me).into_iter().flat_map(|me| me.dialogs.keys().copied());
        let is_common = |peer: &Peer| {
            let group = match peer {
                Peer::User(_) => false,
                Peer::Group(_) => true,
                Peer::Channel(id) => self.channels.get(id).is_some_and(|channel| !channel.broadcast),
            };
            group && {
                let members = self.members(*peer);
                members.contains(&me) && members.contains(&other)
            }
        };
        dialogs.filter(is_common).collect()
    }

    /// A megagroup or broadcast channel with these members.
    pub fn create_channel(&mut self, creator: i64, title: &str, broadcast: bool, members: &[i64]) -> Peer {
        let id = self.number();
        let members_by_id = members.iter().map(|person| (*person, member(creator))).collect();
        let fresh = Channel::new(id, creator, broadcast);
        let channel = Channel { title: title.to_owned(), members: members_by_id, ..fresh };
        self.channels.insert(id, channel);
        self.list(Peer::Channel(id), members);
        Peer::Channel(id)
    }

    fn list(&mut self, peer: Peer, members: &[i64]) {
        for person in members {
            self.dialog(*person, peer);
        }
        self.touch();
    }

    /// Gives a public name to a person or channel, or takes it away.
    pub fn name(&mut self, peer: Peer, username: Option<&str>) -> Answer<()> {
        let username = username.filter(|name| !name.is_empty());
        let key = username.map(str::to_lowercase);
        if key.as_ref().is_some_and(|key| self.usernames.get(key).is_some_and(|old| *old != peer)) {
            return Err(Refusal::bad("USERNAME_OCCUPIED"));
        }
        let slot = match peer {
            Peer::User(id) => self.people.get_mut(&id).map(|person| &mut person.username),
            Peer::Channel(id) => self.channels.get_mut(&id).map(|channel| &mut channel.username),
            Peer::Group(_) => None,
        };
        let slot = slot.ok_or_else(|| Refusal::bad("PEER_ID_INVALID"))?;
        if let Some(old) = std::mem::replace(slot, username.map(str::to_owned)) {
            self.usernames.remove(&old.to_lowercase());
        }
        if let Some(key) = key {
            self.usernames.insert(key, peer);
        }
        Ok(())
    }

    /// Lets somebody into a chat; `false` when she is in already.
    pub fn enter_chat(&mut self, peer: Peer, person: i64, inviter: i64) -> bool {
        let entered = match peer {
            Peer::Group(id) => self.groups.get_mut(&id).is_some_and(|group| {
                let new = !group.members.contains_key(&person);
                group.members.entry(person).or_insert_with(|| member(inviter));
                group.version += i32::from(new);
                new
            }),
            Peer::Channel(id) => self.channels.get_mut(&id).is_some_and(|channel| {
                let new = !channel.members.contains_key(&person);
                channel.members.entry(person).or_insert_with(|| member(inviter));
                channel.former.remove(&person);
                new
            }),
            Peer::User(_) => false,
        };
        if entered {
            self.list(peer, &[person]);
            self.tell_membership(peer, person);
        }
        entered
    }

    /// Takes somebody out of a chat; `false` when she was not in it.
    pub fn leave_chat(&mut self, peer: Peer, person: i64) -> bool {
        let left = match peer {
            Peer::Group(id) => self.groups.get_mut(&id).is_some_and(|group| {
                group.version += 1;
                group.members.remove(&person).is_some()
            }),
            Peer::Channel(id) => self.channels.get_mut(&id).is_some_and(|channel| {
                let was = channel.members.remove(&person).is_some();
                was && channel.former.insert(person)
            }),
            Peer::User(_) => false,
        };
        if left {
            self.touch();
            self.tell_membership(peer, person);
        }
        left
    }

    /// Tells a person that her place in a chat has changed.
    pub fn tell_membership(&self, peer: Peer, person: i64) {
        let mut mentioned = Mentioned::default();
        mentioned.add(peer);
        if let Some(update) = self.membership(peer, &mut mentioned) {
            self.tell(person, update, &mentioned, None);
        }
    }

    /// Tells all members that a channel has changed.
    pub fn tell_members(&self, id: i64, except: Option<&crate::rpc::Link>) {
        let mut mentioned = Mentioned::default();
        mentioned.add(Peer::Channel(id));
        for member in self.members(Peer::Channel(id)) {
            self.tell(member, types::UpdateChannel { channel_id: id }.into(), &mentioned, except);
        }
        self.touch();
    }

    /// The update that says: look at this chat again.
    pub fn membership(&self, peer: Peer, mentioned: &mut Mentioned) -> Option<enums::Update> {
        match peer {
            Peer::Channel(channel_id) => Some(types::UpdateChannel { channel_id }.into()),
            Peer::Group(id) => {
                let participants = self.participants(id, mentioned)?;
                Some(types::UpdateChatParticipants { participants }.into())
            }
            Peer::User(_) => None,
        }
    }

    /// The members of a basic group.
    pub fn participants(&self, id: i64, mentioned: &mut Mentioned) -> Option<enums::ChatParticipants> {
        let group = self.groups.get(&id)?;
        let participant = |(person, member): (&i64, &Member)| {
            let (user_id, rank) = (*person, member.rank.clone());
            let (inviter_id, date) = (member.inviter, member.date);
            mentioned.add(Peer::User(user_id));
            match () {
                () if user_id == group.creator => types::ChatParticipantCreator { user_id, rank }.into(),
                () if member.admin => types::ChatParticipantAdmin { user_id, inviter_id, date, rank }.into(),
                () => types::ChatParticipant { user_id, inviter_id, date, rank }.into(),
            }
        };
        let participants = group.members.iter().map(participant).collect();
        let version = group.version;
        Some(types::ChatParticipants { chat_id: id, participants, version }.into())
    }
}
