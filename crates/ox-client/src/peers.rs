//! Users and chats as rows of the store. Rows that have not changed since they were last seen cost a
//! hash and no read.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use grammers_tl_types::enums;
use ox_store::{AccountStore, PeerKind, PeerRow, StoreError};
use ox_tl::peer::{PeerKind as Kind, marked};

/// How many peers are remembered as already stored.
const REMEMBERED: usize = 50_000;

/// Writes peers to the store as they come by.
pub struct Peers {
    store: AccountStore,
    stored: HashMap<i64, u64>,
}

impl Peers {
    pub fn new(store: AccountStore) -> Self {
        Self { store, stored: HashMap::new() }
    }

    /// Stores those with an access hash of their own: a `min` one is good for one message only.
    pub fn put(&mut self, users: &[enums::User], chats: &[enums::Chat]) -> Result<(), StoreError> {
        let rows = users.iter().filter_map(user).chain(chats.iter().filter_map(chat));
        let new: Vec<_> = rows.filter(|row| self.is_new(row)).collect();
        if new.is_empty() { Ok(()) } else { self.store.put_peers(&new) }
    }

    /// The access hash of a channel by its bare id.
    pub fn channel_hash(&self, id: i64) -> Result<Option<i64>, StoreError> {
        Ok(self.store.peer_by_id(marked(Kind::Channel, id))?.map(|row| row.hash))
    }

    fn is_new(&mut self, row: &PeerRow) -> bool {
        let mut hasher = DefaultHasher::new();
        (row.hash, &row.username, &row.phone, &row.name).hash(&mut hasher);
        if self.stored.len() >= REMEMBERED {
            self.stored.clear();
        }
        let hash = hasher.finish();
        self.stored.insert(row.id, hash) != Some(hash)
    }
}

/// The row of a user.
pub fn user(user: &enums::User) -> Option<PeerRow> {
    let enums::User::User(user) = user else { return None };
    if user.min {
        return None;
    }
    Some(PeerRow {
        id: user.id,
        hash: user.access_hash?,
        kind: PeerKind::User,
        username: name_of(user.username.as_ref(), user.usernames.as_ref()),
        phone: user.phone.clone(),
        name: full_name(user.first_name.as_deref(), user.last_name.as_deref()),
    })
}

fn chat(chat: &enums::Chat) -> Option<PeerRow> {
    let row = |id, hash, kind, title: &str| PeerRow {
        id,
        hash,
        kind,
        username: None,
        phone: None,
        name: Some(title.to_owned()),
    };
    match chat {
        enums::Chat::Empty(_) => None,
        enums::Chat::Chat(c) => Some(row(marked(Kind::Chat, c.id), 0, PeerKind::Chat, &c.title)),
        enums::Chat::Forbidden(c) => Some(row(marked(Kind::Chat, c.id), 0, PeerKind::Chat, &c.title)),
        enums::Chat::Channel(c) if c.min => None,
        enums::Chat::Channel(c) => Some(PeerRow {
            username: name_of(c.username.as_ref(), c.usernames.as_ref()),
            ..row(marked(Kind::Channel, c.id), c.access_hash?, PeerKind::Channel, &c.title)
        }),
        enums::Chat::ChannelForbidden(c) => {
            Some(row(marked(Kind::Channel, c.id), c.access_hash, PeerKind::Channel, &c.title))
        }
        enums::Chat::Community(c) if c.min => None,
        enums::Chat::Community(c) => {
            Some(row(marked(Kind::Channel, c.id), c.access_hash?, PeerKind::Channel, &c.title))
        }
        enums::Chat::CommunityForbidden(c) => {
            Some(row(marked(Kind::Channel, c.id), c.access_hash?, PeerKind::Channel, &c.title))
        }
    }
}

/// First and last name, if there is either.
pub fn full_name(first: Option<&str>, last: Option<&str>) -> Option<String> {
    let name = [first, last].into_iter().flatten().collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

fn name_of(one: Option<&String>, many: Option<&Vec<enums::Username>>) -> Option<String> {
    let active =
        |enums::Username::Username(name): &enums::Username| name.active.then(|| name.username.clone());
    one.cloned().or_else(|| many?.iter().find_map(active))
}
