//! How an account connects: application, device, server, proxy.

use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};
use std::time::Duration;

use ox_store::{AccountStore, DeviceRow, ServerRow, SessionRow};

use crate::{ClientError, Proxy};

/// How to connect.
#[derive(Clone, Debug)]
pub struct Options {
    /// Application id, from my.telegram.org.
    pub api_id: i32,
    /// Application hash, from my.telegram.org.
    pub api_hash: String,
    /// What the login shows in the list of devices. Used for a new login; a stored one keeps its own.
    pub device: Device,
    /// A server instead of Telegram's.
    pub server: Option<Server>,
    /// The way to the server, where it is not direct. `None` leaves a stored one in place.
    pub proxy: Option<Proxy>,
    /// Whether to fetch the updates that came while the account was not connected.
    pub catch_up: bool,
    /// How long one call may wait for its answer.
    pub time_limit: Duration,
}

/// A server of one's own: every data centre is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    pub address: SocketAddr,
    /// Its RSA key, PKCS#1 or PKCS#8 PEM.
    pub public_key_pem: String,
}

/// Where a data centre is, as the account was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub dc: i32,
    pub ipv4: SocketAddrV4,
    pub ipv6: SocketAddrV6,
}

/// What Telegram shows in the list of devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub model: String,
    pub system_version: String,
    pub app_version: String,
    /// The system's language, ISO 639-1.
    pub system_language: String,
    /// The application's language, ISO 639-1.
    pub language: String,
}

impl Options {
    /// Telegram's own servers, this machine, no catching up.
    pub fn new(api_id: i32, api_hash: impl Into<String>) -> Self {
        Self {
            api_id,
            api_hash: api_hash.into(),
            device: Device::this_machine(),
            server: None,
            proxy: None,
            catch_up: false,
            time_limit: Duration::from_mins(1),
        }
    }

    /// Those of a stored login.
    pub fn stored(store: &AccountStore) -> Result<Self, ClientError> {
        let row = store.session()?.ok_or(ClientError::NotLoggedIn)?;
        Ok(Self {
            device: row.device.clone().into(),
            server: row.server.clone().map(Into::into),
            proxy: row.proxy.clone().map(Proxy::try_from).transpose()?,
            ..Self::new(row.api_id, row.api_hash)
        })
    }

    /// Where a stored login has found data centres.
    pub fn known(store: &AccountStore) -> Result<Vec<Known>, ClientError> {
        let rows = store.session()?.ok_or(ClientError::NotLoggedIn)?.data_centres;
        Ok(rows.into_iter().map(|row| Known { dc: row.id, ipv4: row.ipv4, ipv6: row.ipv6 }).collect())
    }

    /// The row of a login that starts with these options.
    pub(crate) fn row(&self, home_dc: i32) -> SessionRow {
        SessionRow {
            api_id: self.api_id,
            api_hash: self.api_hash.clone(),
            device: self.device.clone().into(),
            server: self.server.clone().map(Into::into),
            proxy: self.proxy.clone().map(Into::into),
            home_dc,
            bot: false,
            data_centres: Vec::new(),
        }
    }
}

impl Device {
    /// This machine, without anything that identifies its owner.
    pub fn this_machine() -> Self {
        let read = |path| std::fs::read_to_string(path).ok().map(|text: String| text.trim().to_owned());
        let version = read("/proc/sys/kernel/osrelease").unwrap_or_else(|| "unknown".to_owned());
        Self {
            model: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            system_version: version.split('-').next().unwrap_or_default().to_owned(),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            system_language: "en".to_owned(),
            language: "en".to_owned(),
        }
    }
}

impl From<Device> for DeviceRow {
    fn from(device: Device) -> Self {
        let Device { model, system_version, app_version, system_language, language } = device;
        Self { model, system_version, app_version, system_language, language }
    }
}

impl From<DeviceRow> for Device {
    fn from(row: DeviceRow) -> Self {
        let DeviceRow { model, system_version, app_version, system_language, language } = row;
        Self { model, system_version, app_version, system_language, language }
    }
}

impl From<Server> for ServerRow {
    fn from(server: Server) -> Self {
        Self { address: server.address, public_key_pem: server.public_key_pem }
    }
}

impl From<ServerRow> for Server {
    fn from(row: ServerRow) -> Self {
        Self { address: row.address, public_key_pem: row.public_key_pem }
    }
}
