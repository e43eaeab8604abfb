//! The peers that the account has met: access hash, names, and the ways to find them.
//! Ids are marked as the client library marks them: users positive, chats negative, channels from -1000000000000 down.

use serde::{Deserialize, Serialize};

use crate::backend::Write;
use crate::layout::{self, Table};
use crate::{AccountStore, StoreError};

/// What kind of peer a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PeerKind {
    User,
    Chat,
    Channel,
}

/// One peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerRow {
    /// Marked id.
    pub id: i64,
    /// Access hash; 0 for small groups.
    pub hash: i64,
    pub kind: PeerKind,
    #[serde(default)]
    pub username: Option<String>,
    /// Digits only.
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub name: Option<String>,
}

impl AccountStore {
    /// Adds peers or brings them up to date; an unchanged row costs no write.
    pub fn put_peers(&self, rows: &[PeerRow]) -> Result<(), StoreError> {
        let _one_step = self.exclusive();
        for row in rows {
            let key = layout::numbered(Table::Peer, self.id, row.id);
            let known: Option<PeerRow> = self.store.row(&key)?;
            if known.as_ref() == Some(row) {
                continue;
            }
            let mut writes = vec![(key.clone(), Some(self.store.encode(&key, row)?))];
            let known = known.as_ref();
            let old = known.and_then(|row| row.username.as_deref()).map(username);
            self.point(&mut writes, Table::Username, row, old, row.username.as_deref().map(username))?;
            let old = known.and_then(|row| row.phone.as_deref()).map(digits);
            self.point(&mut writes, Table::Phone, row, old, row.phone.as_deref().map(digits))?;
            self.backend().apply(writes)?;
        }
        Ok(())
    }

    /// A peer by its marked id.
    pub fn peer_by_id(&self, id: i64) -> Result<Option<PeerRow>, StoreError> {
        self.store.row(&layout::numbered(Table::Peer, self.id, id))
    }

    /// A peer by its username, with or without `@`, in any case.
    pub fn peer_by_username(&self, name: &str) -> Result<Option<PeerRow>, StoreError> {
        self.peer_by(Table::Username, &username(name))
    }

    /// A peer by its phone number; everything but digits is ignored.
    pub fn peer_by_phone(&self, phone: &str) -> Result<Option<PeerRow>, StoreError> {
        self.peer_by(Table::Phone, &digits(phone))
    }

    /// The first peer whose name is exactly this one. Reads all of them: for names that nothing else explains.
    pub fn peer_by_name(&self, name: &str) -> Result<Option<PeerRow>, StoreError> {
        if name.is_empty() {
            return Ok(None);
        }
        let rows: Vec<PeerRow> = self.store.rows(&layout::account(Table::Peer, self.id))?;
        Ok(rows.into_iter().find(|row| row.name.as_deref() == Some(name)))
    }

    fn peer_by(&self, table: Table, name: &str) -> Result<Option<PeerRow>, StoreError> {
        if name.is_empty() {
            return Ok(None);
        }
        match self.store.row(&layout::named(table, self.id, name))? {
            Some(id) => self.peer_by_id(id),
            None => Ok(None),
        }
    }

    /// Moves a peer's index entry from its old name to the new one. An entry that has meanwhile gone
    /// to another peer is left alone.
    fn point(
        &self,
        writes: &mut Vec<Write>,
        table: Table,
        row: &PeerRow,
        old: Option<String>,
        new: Option<String>,
    ) -> Result<(), StoreError> {
        if let Some(old) = old.filter(|old| Some(old) != new.as_ref()) {
            let key = layout::named(table, self.id, &old);
            if self.store.row::<i64>(&key)? == Some(row.id) {
                writes.push((key, None));
            }
        }
        if let Some(new) = new.filter(|new| !new.is_empty()) {
            let key = layout::named(table, self.id, &new);
            let value = self.store.encode(&key, &row.id)?;
            writes.push((key, Some(value)));
        }
        Ok(())
    }
}

fn username(name: &str) -> String {
    name.trim_start_matches('@').to_lowercase()
}

fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}
