//! How a row's key is spelled in bytes, and the version of that spelling.
//! A key is: table, account id (big endian, so that ids sort), then the table's own part.
//! Nothing else in this crate knows a byte of it.

use sha2::{Digest, Sha256};

use crate::StoreError;

/// The version of keys and rows. A change of either is a new number.
pub const FORMAT: &str = "1";

/// The first byte of every key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Table {
    Format = 0,
    Account = 1,
    Database = 2,
    Session = 3,
    Updates = 4,
    Channel = 5,
    Peer = 6,
    Username = 7,
    Phone = 8,
    Module = 9,
    Source = 10,
}

impl Table {
    /// Tables whose keys start with an account.
    pub const OF_ACCOUNT: [Self; 9] = [
        Self::Account,
        Self::Database,
        Self::Session,
        Self::Updates,
        Self::Channel,
        Self::Peer,
        Self::Username,
        Self::Phone,
        Self::Module,
    ];
    const NAMES: [&str; 11] = [
        "format", "account", "database", "session", "updates", "channel", "peer", "username", "phone",
        "module", "source",
    ];
}

/// The start of every key of a table.
pub fn table(table: Table) -> Vec<u8> {
    vec![table as u8]
}

/// The start of every key of a table's account; the whole key where an account has one row.
pub fn account(table: Table, id: i64) -> Vec<u8> {
    let mut key = Vec::with_capacity(32);
    key.push(table as u8);
    key.extend(ordered(id));
    key
}

/// A row found by a number: a peer, a channel.
pub fn numbered(table: Table, id: i64, number: i64) -> Vec<u8> {
    let mut key = account(table, id);
    key.extend(ordered(number));
    key
}

/// A row found by a word: a username, a phone, a module's class.
pub fn named(table: Table, id: i64, name: &str) -> Vec<u8> {
    let mut key = account(table, id);
    key.extend(name.as_bytes());
    key
}

/// The start of every key of a database owner: the length before the name keeps `a` and `ab` apart.
pub fn owner(id: i64, owner: &str) -> Result<Vec<u8>, StoreError> {
    let length = u16::try_from(owner.len()).map_err(|_| StoreError::NameTooLong(owner.len()))?;
    let mut key = account(Table::Database, id);
    key.extend(length.to_be_bytes());
    key.extend(owner.as_bytes());
    Ok(key)
}

/// One value of a database owner.
pub fn value(id: i64, owner: &str, name: &str) -> Result<Vec<u8>, StoreError> {
    let mut key = self::owner(id, owner)?;
    key.extend(name.as_bytes());
    Ok(key)
}

/// The owner in a database key, and the length of the key's start up to and with it.
pub fn owner_of(key: &[u8]) -> Option<(&str, usize)> {
    let length = usize::from(u16::from_be_bytes(key.get(9..11)?.try_into().ok()?));
    let end = 11 + length;
    Some((std::str::from_utf8(key.get(11..end)?).ok()?, end))
}

/// A module's source, by content.
pub fn source(hash: &[u8; 32]) -> Vec<u8> {
    let mut key = table(Table::Source);
    key.extend(hash);
    key
}

/// SHA-256.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The smallest key after every key with this start, if there is one.
pub fn after(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut key = prefix.to_vec();
    while let Some(last) = key.pop() {
        if last < u8::MAX {
            key.push(last + 1);
            return Some(key);
        }
    }
    None
}

/// A key in words, without its content, for errors.
pub fn describe(key: &[u8]) -> String {
    let name = key.first().and_then(|table| Table::NAMES.get(usize::from(*table))).unwrap_or(&"unknown");
    match key.get(1..9).and_then(|id| id.try_into().ok()) {
        Some(id) => format!("{name} of account {}", i64::from_be_bytes(id) ^ i64::MIN),
        None => (*name).to_owned(),
    }
}

fn ordered(number: i64) -> [u8; 8] {
    (number ^ i64::MIN).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_whose_names_start_alike_do_not_mix() {
        let long = value(1, "ab", "c").unwrap();
        assert!(!long.starts_with(&owner(1, "a").unwrap()));
        assert_eq!(owner_of(&long), Some(("ab", long.len() - 1)));
    }

    #[test]
    fn negative_numbers_sort_before_positive_ones() {
        let keys = [i64::MIN, -1_000_000_000_001, -1, 0, 1, i64::MAX].map(|id| numbered(Table::Peer, 7, id));
        assert!(keys.is_sorted());
    }

    #[test]
    fn the_key_after_a_prefix_skips_all_of_it() {
        for (prefix, next) in [(&b"ab"[..], Some(&b"ac"[..])), (b"a\xff", Some(b"b")), (b"\xff\xff", None)] {
            assert_eq!(after(prefix).as_deref(), next);
        }
    }

    #[test]
    fn a_key_is_described_without_its_content() {
        assert_eq!(describe(&named(Table::Module, -5, "Secret")), "module of account -5");
        assert_eq!(describe(&[200]), "unknown");
    }
}
