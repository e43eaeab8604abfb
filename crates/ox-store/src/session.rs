//! What a login leaves behind: keys of data centres, device, update state.
//! Only rows here; how the client uses them is its own business.

use std::fmt::{self, Write};
use std::net::SocketAddr;
use std::ops::ControlFlow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::layout::{self, Table};
use crate::{AccountStore, StoreError};

/// Everything about a login that seldom changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    pub api_id: i32,
    pub api_hash: String,
    pub device: DeviceRow,
    /// A server of one's own instead of Telegram's data centres.
    #[serde(default)]
    pub server: Option<ServerRow>,
    /// The way to the servers, where it is not direct.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<ProxyRow>,
    /// The data centre that the account lives in.
    pub home_dc: i32,
    #[serde(default)]
    pub bot: bool,
    /// Data centres whose address or key is known.
    pub data_centres: Vec<DcRow>,
}

/// What the login shows in Telegram's list of devices; chosen once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRow {
    pub model: String,
    pub system_version: String,
    pub app_version: String,
    pub system_language: String,
    pub language: String,
}

/// Another server and its public key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerRow {
    pub address: SocketAddr,
    pub public_key_pem: String,
}

/// A proxy. Its JSON form is also that of the worker's own clients.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyRow {
    pub kind: ProxyKind,
    pub host: String,
    pub port: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Hexadecimal or base64; for `Mtproto` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// What a proxy speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProxyKind {
    Socks5,
    Http,
    Mtproto,
}

/// One data centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DcRow {
    pub id: i32,
    pub ipv4: std::net::SocketAddrV4,
    pub ipv6: std::net::SocketAddrV6,
    #[serde(default)]
    pub key: Option<AuthKey>,
}

/// A permanent key, 256 bytes; hexadecimal on disk, hidden in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthKey(pub [u8; 256]);

/// Where the account stands in its own update sequence (pts, qts, date, seq).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdatesRow {
    pub pts: i32,
    pub qts: i32,
    pub date: i32,
    pub seq: i32,
}

/// Where the account stands in one channel's sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelRow {
    /// The bare channel id.
    pub id: i64,
    pub pts: i32,
}

impl AccountStore {
    /// The login, if there is one.
    pub fn session(&self) -> Result<Option<SessionRow>, StoreError> {
        self.store.row(&layout::account(Table::Session, self.id))
    }

    /// Replaces the login and waits until it is on disk: a lost key is a lost login.
    pub fn set_session(&self, row: &SessionRow) -> Result<(), StoreError> {
        self.store.put_row(&layout::account(Table::Session, self.id), row)?;
        self.flush()
    }

    /// The account's own place in the updates; zeros when it was never set.
    pub fn updates(&self) -> Result<UpdatesRow, StoreError> {
        Ok(self.store.row(&layout::account(Table::Updates, self.id))?.unwrap_or_default())
    }

    /// Remembers the account's own place in the updates.
    pub fn set_updates(&self, row: &UpdatesRow) -> Result<(), StoreError> {
        self.store.put_row(&layout::account(Table::Updates, self.id), row)
    }

    /// The known places in channels.
    pub fn channels(&self) -> Result<Vec<ChannelRow>, StoreError> {
        self.store.rows(&layout::account(Table::Channel, self.id))
    }

    /// Remembers the place in one channel.
    pub fn set_channel(&self, row: &ChannelRow) -> Result<(), StoreError> {
        self.store.put_row(&layout::numbered(Table::Channel, self.id, row.id), row)
    }

    /// Forgets the place in one channel.
    pub fn forget_channel(&self, id: i64) -> Result<(), StoreError> {
        self.backend().remove(&layout::numbered(Table::Channel, self.id, id))
    }

    /// Forgets every place, as a new login does.
    pub fn forget_updates(&self) -> Result<(), StoreError> {
        self.backend().remove(&layout::account(Table::Updates, self.id))?;
        let mut keys = Vec::new();
        self.backend().scan(&layout::account(Table::Channel, self.id), &mut |key, _| {
            keys.push((key.to_vec(), None));
            ControlFlow::Continue(())
        })?;
        self.backend().apply(keys)
    }
}

impl fmt::Debug for AuthKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthKey(hidden)")
    }
}

impl fmt::Debug for ProxyRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProxyRow({:?} {}:{})", self.kind, self.host, self.port)
    }
}

impl Serialize for AuthKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(&self.0))
    }
}

impl<'de> Deserialize<'de> for AuthKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        from_hex(&text).map(Self).ok_or_else(|| serde::de::Error::custom("a key is 512 hexadecimal digits"))
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let digit = |byte: u8| (byte as char).to_digit(16).map(|digit| digit as u8);
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}
