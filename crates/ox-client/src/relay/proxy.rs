//! What a proxy is: its kind, where it is, what it must be told. How its address is written is in `address`.

use std::fmt;

use ox_store::{AccountStore, ProxyKind, ProxyRow};
use serde::{Deserialize, Serialize};

use super::{ProxyError, secret::Secret};
use crate::ClientError;

/// A way to Telegram through somebody else's machine.
///
/// Its JSON form is `{"kind": "socks5" | "http" | "mtproto", "host", "port", "user", "password", "secret"}`;
/// it prints itself without what it must be told.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ProxyRow", into = "ProxyRow")]
pub struct Proxy {
    /// A name, an IPv4 address, or an IPv6 address without brackets.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) way: Way,
}

/// How a proxy is spoken to.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Way {
    Socks5(Option<Credentials>),
    Http(Option<Credentials>),
    Mtproto(Secret),
}

/// What a proxy's user is known by.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Credentials {
    pub user: String,
    pub password: String,
}

impl Proxy {
    /// The one that is kept with an account.
    pub fn stored(store: &AccountStore) -> Result<Option<Self>, ClientError> {
        let row = store.session()?.and_then(|row| row.proxy);
        Ok(row.map(Self::try_from).transpose()?)
    }

    /// Keeps a proxy with an account, or forgets it; true when that is a change.
    pub fn keep(store: &AccountStore, proxy: Option<&Self>) -> Result<bool, ClientError> {
        let mut row = store.session()?.ok_or(ClientError::NotLoggedIn)?;
        let proxy = proxy.cloned().map(Into::into);
        if row.proxy == proxy {
            return Ok(false);
        }
        row.proxy = proxy;
        store.set_session(&row)?;
        Ok(true)
    }
}

impl TryFrom<ProxyRow> for Proxy {
    type Error = ProxyError;

    fn try_from(row: ProxyRow) -> Result<Self, ProxyError> {
        let ProxyRow { kind, host, port, user, password, secret } = row;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        if host.is_empty() || host.len() > 255 || host.contains(|letter: char| letter.is_whitespace()) {
            return Err(ProxyError::Address("it names no host"));
        }
        if port == 0 {
            return Err(ProxyError::Address("it names no port"));
        }
        let user = user.filter(|user| !user.is_empty());
        let known = match (user, password) {
            (Some(user), password) => Some(Credentials { user, password: password.unwrap_or_default() }),
            (None, Some(password)) if !password.is_empty() => {
                return Err(ProxyError::Address("it has a password and no user name"));
            }
            (None, _) => None,
        };
        let way = match (kind, secret) {
            (ProxyKind::Socks5, _) => Way::Socks5(known.map(fit_for_socks).transpose()?),
            (ProxyKind::Http, _) => Way::Http(known),
            (ProxyKind::Mtproto, Some(secret)) => Way::Mtproto(Secret::read(&secret)?),
            (ProxyKind::Mtproto, None) => return Err(ProxyError::Address("it has no secret")),
        };
        Ok(Self { host, port, way })
    }
}

/// RFC 1929 gives each one byte for its length, and wants at least one byte of password.
fn fit_for_socks(known: Credentials) -> Result<Credentials, ProxyError> {
    if known.user.len() > 255 || !(1..=255).contains(&known.password.len()) {
        return Err(ProxyError::Address("its user name or password has not 1 to 255 bytes"));
    }
    Ok(known)
}

impl From<Proxy> for ProxyRow {
    fn from(proxy: Proxy) -> Self {
        let Proxy { host, port, way } = proxy;
        let row = Self { kind: ProxyKind::Socks5, host, port, user: None, password: None, secret: None };
        let with = |kind, known: Option<Credentials>| {
            let (user, password) = known.map(|known| (known.user, known.password)).unzip();
            Self { kind, user, password, ..row.clone() }
        };
        match way {
            Way::Socks5(known) => with(ProxyKind::Socks5, known),
            Way::Http(known) => with(ProxyKind::Http, known),
            Way::Mtproto(secret) => Self { secret: Some(secret.spell()), ..with(ProxyKind::Mtproto, None) },
        }
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.way {
            Way::Socks5(_) => "socks5",
            Way::Http(_) => "http",
            Way::Mtproto(_) => "mtproxy",
        };
        let Self { host, port, .. } = self;
        if host.contains(':') {
            write!(f, "{scheme}://[{host}]:{port}")
        } else {
            write!(f, "{scheme}://{host}:{port}")
        }
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({self})")
    }
}
