//! grammers' view of a stored login: data centres and their keys.
//! The update state and the peers are kept by `updates` and `peers`, not through this trait.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use grammers_session::types::{
    ChannelState, DcOption, PeerAuth, PeerId, PeerInfo, UpdateState, UpdatesState,
};
use grammers_session::{BoxFuture, Session, SessionData};
use ox_store::{AccountStore, AuthKey, ChannelRow, DcRow, SessionRow, StoreError, UpdatesRow};

use crate::relay::Relay;
use crate::{ClientError, Options, Proxy, ProxyError, Server};

/// A stored login, kept in memory and written through.
pub struct AccountSession {
    store: AccountStore,
    row: RwLock<SessionRow>,
    /// A server of one's own is data centre 2, whatever its configuration says. The others are where
    /// that says, or there as well.
    pinned: Option<SocketAddr>,
    relay: Option<Relay>,
}

/// Puts a key that was agreed on elsewhere into the store, as a login of its own.
pub fn adopt_key(store: &AccountStore, options: &Options, key: [u8; 256]) -> Result<(), ClientError> {
    let session = AccountSession::new(store.clone(), options.row(DEFAULT_DC))?;
    let mut option = session.known(DEFAULT_DC).ok_or(ClientError::UnknownDc(DEFAULT_DC))?;
    option.auth_key = Some(key);
    session.put(&option);
    store.set_session(&session.row())?;
    Ok(())
}

/// Where a login starts when nothing is known about the account.
pub const DEFAULT_DC: i32 = 2;
/// The data centres that Telegram has. A server of one's own has them too, and those that it tells of.
const TELEGRAMS: std::ops::RangeInclusive<i32> = 1..=5;
const NOWHERE: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0);
const NOWHERE_6: SocketAddrV6 = SocketAddrV6::new(Ipv6Addr::UNSPECIFIED, 0, 0, 0);

impl AccountSession {
    /// A login; nothing is written yet.
    pub fn new(store: AccountStore, row: SessionRow) -> Result<Self, ProxyError> {
        let pinned = row.server.as_ref().map(|server| server.address);
        let relay = row.proxy.clone().map(Proxy::try_from).transpose()?.map(Relay::new);
        Ok(Self { store, row: RwLock::new(row), pinned, relay })
    }

    /// The account's rows.
    pub fn store(&self) -> &AccountStore {
        &self.store
    }

    /// The login as it is now.
    pub fn row(&self) -> SessionRow {
        self.read().clone()
    }

    /// The server of one's own, if there is one.
    pub fn server(&self) -> Option<Server> {
        self.read().server.clone().map(Into::into)
    }

    /// The data centre that the account lives in.
    pub fn home(&self) -> i32 {
        self.read().home_dc
    }

    /// A data centre as it is known now.
    pub fn known(&self, id: i32) -> Option<DcOption> {
        let row = self.read().data_centres.iter().find(|row| row.id == id).cloned();
        let stored = row.map(|row| DcOption {
            id,
            ipv4: row.ipv4,
            ipv6: row.ipv6,
            auth_key: row.key.map(|key| key.0),
        });
        let Some(pinned) = self.pinned else {
            return stored.or_else(|| SessionData::default().dc_options.remove(&id));
        };
        let anywhere = DcOption { id, ipv4: NOWHERE, ipv6: NOWHERE_6, auth_key: None };
        let mut option = stored.or_else(|| TELEGRAMS.contains(&id).then_some(anywhere))?;
        if id == DEFAULT_DC || option.ipv4 == NOWHERE {
            match pinned {
                SocketAddr::V4(address) => option.ipv4 = address,
                SocketAddr::V6(address) => option.ipv6 = address,
            }
        }
        Some(option)
    }

    /// Where to connect to for a data centre: where it is, or where our relay takes connections for it.
    pub fn address(&self, option: &DcOption) -> SocketAddr {
        let place = match self.pinned {
            Some(SocketAddr::V6(_)) => option.ipv6.into(),
            _ => option.ipv4.into(),
        };
        self.relay.as_ref().map_or(place, |relay| relay.door(option.id, place).into())
    }

    /// Whether connections are to be made over IPv6.
    pub fn by_ipv6(&self) -> bool {
        self.relay.is_none() && self.pinned.is_some_and(|address| address.is_ipv6())
    }

    /// Why the last connection through the proxy was not made.
    pub fn trouble(&self) -> Option<ProxyError> {
        self.relay.as_ref().and_then(Relay::trouble)
    }

    /// A data centre as grammers hands it back: our relay's address is never a data centre's.
    fn at_home(&self, option: &DcOption) -> DcOption {
        let mut option = option.clone();
        if self.relay.is_some()
            && option.ipv4.ip().is_loopback()
            && self.known(option.id).is_some_and(|known| self.address(&known) == option.ipv4.into())
        {
            option.ipv4 = self.known(option.id).map_or(NOWHERE, |known| known.ipv4);
        }
        option
    }

    /// Remembers a data centre; false when that was known already.
    pub fn put(&self, option: &DcOption) -> bool {
        let new =
            DcRow { id: option.id, ipv4: option.ipv4, ipv6: option.ipv6, key: option.auth_key.map(AuthKey) };
        let mut row = self.row.write().unwrap_or_else(PoisonError::into_inner);
        match row.data_centres.iter_mut().find(|row| row.id == option.id) {
            Some(old) if *old == new => return false,
            Some(old) => *old = new,
            None => row.data_centres.push(new),
        }
        true
    }

    /// Moves the account to another data centre.
    pub fn set_home(&self, id: i32) {
        self.row.write().unwrap_or_else(PoisonError::into_inner).home_dc = id;
    }

    /// Whether the account is a bot.
    pub fn set_bot(&self, bot: bool) {
        self.row.write().unwrap_or_else(PoisonError::into_inner).bot = bot;
    }

    /// Writes the login down; returns when it is on disk.
    pub async fn save(&self) -> Result<(), StoreError> {
        let (store, row) = (self.store.clone(), self.row());
        // A closed runtime is the only way for the task not to finish.
        tokio::task::spawn_blocking(move || store.set_session(&row)).await.unwrap_or(Ok(()))
    }

    fn read(&self) -> RwLockReadGuard<'_, SessionRow> {
        self.row.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session for AccountSession {
    type Error = ClientError;

    fn home_dc_id(&self) -> Result<i32, ClientError> {
        Ok(self.home())
    }

    fn set_home_dc_id(&self, id: i32) -> BoxFuture<'_, Result<(), ClientError>> {
        Box::pin(async move {
            self.set_home(id);
            Ok(self.save().await?)
        })
    }

    fn dc_option(&self, id: i32) -> Result<Option<DcOption>, ClientError> {
        let Some(mut option) = self.known(id) else { return Ok(None) };
        if self.relay.is_some()
            && let SocketAddr::V4(door) = self.address(&option)
        {
            option.ipv4 = door;
        }
        Ok(Some(option))
    }

    fn set_dc_option(&self, option: &DcOption) -> BoxFuture<'_, Result<(), ClientError>> {
        let changed = self.put(&self.at_home(option));
        Box::pin(async move { if changed { Ok(self.save().await?) } else { Ok(()) } })
    }

    fn peer(&self, peer: PeerId) -> BoxFuture<'_, Result<Option<PeerInfo>, ClientError>> {
        Box::pin(async move {
            let Some(id) = peer.bot_api_dialog_id() else { return Ok(None) };
            Ok(self.store.peer_by_id(id)?.and_then(|row| {
                let auth = Some(PeerAuth::from_hash(row.hash));
                let id = peer.bare_id()?;
                Some(match row.kind {
                    ox_store::PeerKind::User => PeerInfo::User { id, auth, bot: None, is_self: None },
                    ox_store::PeerKind::Chat => PeerInfo::Chat { id },
                    ox_store::PeerKind::Channel => PeerInfo::Channel { id, auth, kind: None },
                })
            }))
        })
    }

    /// `peers` stores whole rows; grammers' shorter ones are not needed.
    fn cache_peer(&self, _: PeerInfo) -> BoxFuture<'_, Result<(), ClientError>> {
        Box::pin(async { Ok(()) })
    }

    fn updates_state(&self) -> BoxFuture<'_, Result<UpdatesState, ClientError>> {
        Box::pin(async { Ok(load_place(&self.store)?) })
    }

    fn set_update_state(&self, update: UpdateState) -> BoxFuture<'_, Result<(), ClientError>> {
        Box::pin(async move {
            let mut place = load_place(&self.store)?;
            match update {
                UpdateState::All(all) => place = all,
                UpdateState::Primary { pts, date, seq } => place = UpdatesState { pts, date, seq, ..place },
                UpdateState::Secondary { qts } => place.qts = qts,
                UpdateState::Channel { id, pts } => {
                    return Ok(self.store.set_channel(&ChannelRow { id, pts })?);
                }
            }
            Ok(save_place(&self.store, None, &place)?)
        })
    }
}

/// The stored place in the updates.
pub fn load_place(store: &AccountStore) -> Result<UpdatesState, StoreError> {
    let UpdatesRow { pts, qts, date, seq } = store.updates()?;
    let channels =
        store.channels()?.into_iter().map(|row| ChannelState { id: row.id, pts: row.pts }).collect();
    Ok(UpdatesState { pts, qts, date, seq, channels })
}

/// Stores the place in the updates; with the place stored before, only what has changed.
pub fn save_place(
    store: &AccountStore,
    before: Option<&UpdatesState>,
    place: &UpdatesState,
) -> Result<(), StoreError> {
    let &UpdatesState { pts, qts, date, seq, .. } = place;
    let row = UpdatesRow { pts, qts, date, seq };
    if before.is_none_or(|old| (old.pts, old.qts, old.date, old.seq) != (pts, qts, date, seq)) {
        store.set_updates(&row)?;
    }
    let old = |id: i64| before?.channels.iter().find(|old| old.id == id);
    for channel in &place.channels {
        if old(channel.id) != Some(channel) {
            store.set_channel(&ChannelRow { id: channel.id, pts: channel.pts })?;
        }
    }
    for gone in before.map_or(&[][..], |old| &old.channels) {
        if !place.channels.iter().any(|channel| channel.id == gone.id) {
            store.forget_channel(gone.id)?;
        }
    }
    Ok(())
}
