//! What a person lets others see and do: her rules by their key, and what they come to for somebody.
//! Reading and changing the rules is `services::privacy`. Nobody has close friends here.

use grammers_tl_types::enums::{PrivacyKey as Key, PrivacyRule as Rule, UserStatus};
use grammers_tl_types::types;

use super::State;
use super::peers::Peer;

/// Rules of a person, by what they are about. What she has not set is as Telegram sets it at first.
#[derive(Default)]
pub(crate) struct Privacy(Vec<(Key, Vec<Rule>)>);

impl Privacy {
    pub fn rules(&self, key: &Key) -> Vec<Rule> {
        let set = self.0.iter().find(|(known, _)| known == key);
        set.map_or_else(|| usual(key), |(_, rules)| rules.clone())
    }

    pub fn set(&mut self, key: Key, rules: Vec<Rule>) {
        self.0.retain(|(known, _)| *known != key);
        self.0.push((key, rules));
    }
}

/// The rules of a fresh account.
fn usual(key: &Key) -> Vec<Rule> {
    match key {
        Key::PhoneNumber | Key::PhoneP2P | Key::Birthday => {
            vec![Rule::PrivacyValueAllowContacts, Rule::PrivacyValueDisallowAll]
        }
        _ => vec![Rule::PrivacyValueAllowAll],
    }
}

impl State {
    /// What rules of a person come to for somebody else: the particular goes before the general.
    pub fn permits(&self, owner: i64, viewer: i64, rules: &[Rule]) -> bool {
        if owner == viewer {
            return true;
        }
        let among = |chats: &[i64]| {
            chats.iter().any(|id| {
                [Peer::Group(*id), Peer::Channel(*id)].iter().any(|peer| self.is_member(*peer, viewer))
            })
        };
        let of = |id| self.people.get(&id);
        let contact = of(owner).is_some_and(|owner| owner.contacts.contains(&viewer));
        let bot = of(viewer).is_some_and(|viewer| viewer.bot);
        let premium = of(viewer).is_some_and(|viewer| viewer.premium);
        let mut best: Option<(u8, bool)> = None;
        for rule in rules {
            let found = match rule {
                Rule::PrivacyValueDisallowUsers(list) if list.users.contains(&viewer) => (0, false),
                Rule::PrivacyValueAllowUsers(list) if list.users.contains(&viewer) => (1, true),
                Rule::PrivacyValueDisallowChatParticipants(list) if among(&list.chats) => (2, false),
                Rule::PrivacyValueAllowChatParticipants(list) if among(&list.chats) => (3, true),
                Rule::PrivacyValueDisallowBots if bot => (4, false),
                Rule::PrivacyValueAllowBots if bot => (5, true),
                Rule::PrivacyValueAllowPremium if premium => (6, true),
                Rule::PrivacyValueDisallowContacts if contact => (7, false),
                Rule::PrivacyValueAllowContacts if contact => (8, true),
                Rule::PrivacyValueDisallowAll => (9, false),
                Rule::PrivacyValueAllowAll => (10, true),
                _ => continue,
            };
            best = best.filter(|best| *best < found).or(Some(found));
        }
        best.is_some_and(|(_, allowed)| allowed)
    }

    /// Whether a person lets somebody see or do this.
    pub fn allows(&self, owner: i64, viewer: i64, key: &Key) -> bool {
        let rules = self.people.get(&owner).map(|owner| owner.privacy.rules(key)).unwrap_or_default();
        self.permits(owner, viewer, &rules)
    }

    fn is_member(&self, peer: Peer, person: i64) -> bool {
        match peer {
            Peer::User(id) => id == person,
            Peer::Group(id) => self.groups.get(&id).is_some_and(|group| group.members.contains_key(&person)),
            Peer::Channel(id) => self.channels.get(&id).is_some_and(|c| c.members.contains_key(&person)),
        }
    }

    /// When a person was there last, as somebody may know it. Who hides it sees it of others no more exactly,
    /// unless she pays.
    pub fn status_of(&self, viewer: i64, id: i64) -> UserStatus {
        let Some(resident) = self.people.get(&id) else { return UserStatus::Empty };
        let exact = resident.status();
        if matches!(exact, UserStatus::Empty) {
            return exact;
        }
        let shown = self.allows(id, viewer, &Key::StatusTimestamp);
        let pays = self.people.get(&viewer).is_some_and(|viewer| viewer.premium);
        let by_me = shown && !pays && !self.allows(viewer, id, &Key::StatusTimestamp);
        match shown && !by_me {
            true => exact,
            false => types::UserStatusRecently { by_me }.into(),
        }
    }
}
