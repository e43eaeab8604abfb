//! A login that is not in the store: a module's own, in memory while it lasts, given back when asked.
//! It follows the account's application, server and proxy unless told otherwise; who may have one, and what it may
//! ask, is decided elsewhere.

mod lobby;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use grammers_session::types::{ChannelState, DcOption, UpdatesState};
use grammers_tl_types::{self as tl, Deserializable, Identifiable, enums};
use ox_store::{PeerKind, PeerRow, Store};
use ox_tl::peer::{PeerKind as Kind, marked};
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

use crate::files::Files;
use crate::invoke::Caller;
use crate::session::{AccountSession, load_place, save_place};
use crate::transfer::Lanes;
use crate::updates::{Ended, Receiver, Update};
use crate::{ClientError, InvokeError, Known, Options, Request};
use lobby::Lobby;

/// Where a login is at home, and its key there.
#[derive(Clone, PartialEq, Eq)]
pub struct Home {
    pub dc: i32,
    /// Ignored unless it is one of Telegram's; then another address of the data centre is used.
    pub address: Option<SocketAddr>,
    pub key: Option<[u8; 256]>,
}

/// A place in an account's updates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub pts: i32,
    pub qts: i32,
    pub date: i32,
    pub seq: i32,
    /// Bare ids of channels, each with its pts.
    pub channels: Vec<(i64, i32)>,
}

/// How a guest connects.
#[derive(Clone)]
pub struct GuestOptions {
    pub options: Options,
    pub home: Home,
    /// Where data centres are, when the account has been told.
    pub known: Vec<Known>,
    /// Where they were left, to fetch what has come since.
    pub place: Option<Place>,
    /// Access hashes of the place's channels, by bare id.
    pub hashes: Vec<(i64, i64)>,
    /// How often a failed connection is tried again, and after which pause.
    pub retries: u32,
    pub pause: Duration,
}

/// A connected guest. Clones are the same; it disconnects at [`Guest::close`].
#[derive(Clone)]
pub struct Guest {
    shared: Arc<Shared>,
}

struct Shared {
    caller: Arc<Caller>,
    lanes: Arc<Lanes>,
    closed: watch::Sender<bool>,
    ended: Ended,
    /// Locked while a login is under way.
    life: tokio::sync::Mutex<Life>,
    user: Mutex<Option<i64>>,
    queue: mpsc::UnboundedSender<Update>,
    catch_up: bool,
}

/// Who takes what the connection brings.
enum Life {
    /// Nobody is logged in: only the word that a login token was accepted matters.
    Lobby(Option<Lobby>),
    LoggedIn(Option<tokio::task::JoinHandle<()>>),
}

impl Guest {
    /// Connects. The updates end when the login does. Returns when the server has said who is logged in, if anybody is.
    pub async fn connect(
        options: GuestOptions,
    ) -> Result<(Self, mpsc::UnboundedReceiver<Update>), InvokeError> {
        let GuestOptions { options, home, known, place, hashes, retries, pause } = options;
        let had_key = home.key;
        let session = session(&options, &home, &known)?;
        if let Some(place) = &place {
            save_place(session.store(), None, &place.state()).map_err(ClientError::Store)?;
            session.store().put_peers(&channels(&hashes)).map_err(ClientError::Store)?;
        }
        let (caller, received) = Caller::start(Arc::new(session), options.time_limit).await?;
        let caller = Arc::new(caller);
        let (queue, incoming) = mpsc::unbounded_channel();
        let guest = Self {
            shared: Arc::new(Shared {
                lanes: Arc::new(Lanes::new(caller.clone())),
                caller,
                closed: watch::Sender::new(false),
                ended: Arc::new(watch::Sender::new(None)),
                life: tokio::sync::Mutex::new(Life::Lobby(Some(Lobby::open(received, queue.clone())))),
                user: Mutex::new(None),
                queue,
                catch_up: place.is_some(),
            }),
        };
        let user = guest.who(retries, pause).await;
        // A server that does not know a key is asked for a new one on the way.
        let is_refused = matches!(user, Err(InvokeError::Client(ClientError::Key(_))));
        if had_key.is_some() && (is_refused || guest.home().key != had_key) {
            return Err(ClientError::DeadKey.into());
        }
        let user = user?;
        if let Some(user) = user {
            guest.shared.enter(&user).await?;
        }
        Ok((guest, incoming))
    }

    /// Makes a call with a TL function's bytes. An answer that logs somebody in starts her updates first.
    pub async fn invoke(&self, request: Request) -> Result<Vec<u8>, InvokeError> {
        if *self.shared.closed.borrow() {
            return Err(ClientError::Closed.into());
        }
        let answer = self.shared.caller.invoke(request).await?;
        if let Some(user) = logged_in(&answer) {
            let shared = self.shared.clone();
            // By itself, so that a caller who goes away does not leave half a login.
            let entering = tokio::spawn(async move { shared.enter(&user).await });
            match entering.await {
                Ok(Ok(())) | Err(_) => {}
                Ok(Err(error)) => tracing::warn!(%error, "a module's own client gets no updates"),
            }
        }
        Ok(answer)
    }

    /// What carries this login's files.
    pub fn files(&self) -> Files {
        Files::new(self.shared.lanes.clone(), self.shared.closed.subscribe())
    }

    /// Moves to another data centre, while logging in.
    pub async fn migrate(&self, dc: i32) -> Result<(), ClientError> {
        self.shared.caller.migrate(dc).await
    }

    /// Where it is at home now, with the key there.
    pub fn home(&self) -> Home {
        let session = self.shared.caller.session();
        let dc = session.home();
        let known = session.known(dc);
        let address = known.as_ref().map(|option| session.address(option));
        Home { dc, address, key: known.and_then(|option| option.auth_key) }
    }

    /// Who is logged in.
    pub fn user(&self) -> Option<i64> {
        *self.shared.user.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Telegram's word for why the login has ended, if it has.
    pub fn ended(&self) -> Option<String> {
        self.shared.ended.borrow().clone()
    }

    /// Disconnects; the place in the updates, if anybody was logged in.
    pub async fn close(&self) -> Option<Place> {
        self.shared.closed.send_replace(true);
        let mut life = self.shared.life.lock().await;
        match std::mem::replace(&mut *life, Life::LoggedIn(None)) {
            Life::LoggedIn(Some(receiving)) => {
                // Its end has written the place down; a task that was ended otherwise has none.
                receiving.await.ok()?;
                load_place(self.shared.caller.session().store()).ok().map(Place::from)
            }
            Life::LoggedIn(None) | Life::Lobby(_) => None,
        }
    }

    /// Asks who is logged in, as often as the connection fails and may be tried again.
    async fn who(&self, retries: u32, pause: Duration) -> Result<Option<tl::types::User>, InvokeError> {
        let ask = tl::functions::users::GetUsers { id: vec![enums::InputUser::UserSelf] };
        let body = tl::Serializable::to_bytes(&ask);
        let mut left = retries;
        loop {
            let request = Request { retries: 0, ..Request::new(body.clone()) };
            match self.shared.caller.invoke(request).await {
                Ok(answer) => return Ok(first_user(&answer)),
                Err(InvokeError::Rpc(error)) if error.code == 401 => return Ok(None),
                Err(InvokeError::Client(ClientError::Connection(_) | ClientError::TimedOut(_)))
                    if left > 0 =>
                {
                    left -= 1;
                    sleep(pause).await;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl Shared {
    /// Somebody is logged in: her updates flow from now on.
    async fn enter(&self, user: &tl::types::User) -> Result<(), ClientError> {
        let mut life = self.life.lock().await;
        let Life::Lobby(lobby) = &mut *life else { return Ok(()) };
        let Some(lobby) = lobby.take() else { return Ok(()) };
        *self.user.lock().unwrap_or_else(PoisonError::into_inner) = Some(user.id);
        self.caller.set_me(user.id);
        self.caller.session().set_bot(user.bot);
        let arrived = lobby.leave().await;
        *life = Life::LoggedIn(None);
        let (queue, ended) = (self.queue.clone(), self.ended.clone());
        let receiver = Receiver::start(self.caller.clone(), arrived, queue, self.catch_up, ended).await?;
        *life = Life::LoggedIn(Some(tokio::spawn(receiver.run(self.closed.subscribe()))));
        Ok(())
    }
}

impl Place {
    fn state(&self) -> UpdatesState {
        let Self { pts, qts, date, seq, channels } = self;
        let channels = channels.iter().map(|(id, pts)| ChannelState { id: *id, pts: *pts }).collect();
        UpdatesState { pts: *pts, qts: *qts, date: *date, seq: *seq, channels }
    }
}

impl From<UpdatesState> for Place {
    fn from(state: UpdatesState) -> Self {
        let UpdatesState { pts, qts, date, seq, channels } = state;
        let channels = channels.into_iter().map(|channel| (channel.id, channel.pts)).collect();
        Self { pts, qts, date, seq, channels }
    }
}

/// A session in memory that begins at `home`.
fn session(options: &Options, home: &Home, known: &[Known]) -> Result<AccountSession, ClientError> {
    let session = AccountSession::new(Store::memory().account(0), options.row(home.dc))?;
    for &Known { dc, ipv4, ipv6 } in known {
        session.put(&DcOption { id: dc, ipv4, ipv6, auth_key: None });
    }
    let known = session.known(home.dc);
    let theirs = home.address.filter(|_| options.server.is_none()).and_then(of_telegram);
    let mut option = match (known, theirs) {
        (Some(known), _) => known,
        (None, Some(ipv4)) => {
            let ipv6 = std::net::SocketAddrV6::new(ipv4.ip().to_ipv6_mapped(), ipv4.port(), 0, 0);
            DcOption { id: home.dc, ipv4, ipv6, auth_key: None }
        }
        (None, None) => return Err(ClientError::UnknownDc(home.dc)),
    };
    option.ipv4 = theirs.unwrap_or(option.ipv4);
    option.auth_key = home.key;
    session.put(&option);
    Ok(session)
}

/// The address, when it is in one of Telegram's networks (<https://core.telegram.org/resources/cidr.txt>): what else a
/// module names could be a server of its own, and what is sent there is read by the module.
fn of_telegram(address: SocketAddr) -> Option<std::net::SocketAddrV4> {
    const NETWORKS: [(Ipv4Addr, u32); 9] = [
        (Ipv4Addr::new(91, 108, 56, 0), 22),
        (Ipv4Addr::new(91, 108, 4, 0), 22),
        (Ipv4Addr::new(91, 108, 8, 0), 22),
        (Ipv4Addr::new(91, 108, 16, 0), 22),
        (Ipv4Addr::new(91, 108, 12, 0), 22),
        (Ipv4Addr::new(149, 154, 160, 0), 20),
        (Ipv4Addr::new(91, 105, 192, 0), 23),
        (Ipv4Addr::new(91, 108, 20, 0), 22),
        (Ipv4Addr::new(185, 76, 151, 0), 24),
    ];
    let IpAddr::V4(ip) = address.ip() else { return None };
    let inside = |(network, bits): &(Ipv4Addr, u32)| (ip.to_bits() ^ network.to_bits()) >> (32 - bits) == 0;
    NETWORKS.iter().any(inside).then(|| std::net::SocketAddrV4::new(ip, address.port()))
}

/// Channels as rows of the store.
fn channels(hashes: &[(i64, i64)]) -> Vec<PeerRow> {
    let row = |(id, hash): &(i64, i64)| PeerRow {
        id: marked(Kind::Channel, *id),
        hash: *hash,
        kind: PeerKind::Channel,
        username: None,
        phone: None,
        name: None,
    };
    hashes.iter().map(row).collect()
}

fn first_user(answer: &[u8]) -> Option<tl::types::User> {
    match Vec::<enums::User>::from_bytes(answer).ok()?.into_iter().next()? {
        enums::User::User(user) => Some(user),
        enums::User::Empty(_) => None,
    }
}

/// Who an answer logs in, when that is what it does.
fn logged_in(answer: &[u8]) -> Option<tl::types::User> {
    let authorization = match u32::from_bytes(answer).ok()? {
        tl::types::auth::Authorization::CONSTRUCTOR_ID => {
            enums::auth::Authorization::from_bytes(answer).ok()?
        }
        tl::types::auth::LoginTokenSuccess::CONSTRUCTOR_ID => {
            match enums::auth::LoginToken::from_bytes(answer).ok()? {
                enums::auth::LoginToken::Success(done) => done.authorization,
                _ => return None,
            }
        }
        _ => return None,
    };
    match authorization {
        enums::auth::Authorization::Authorization(authorization) => match authorization.user {
            enums::User::User(user) => Some(user),
            enums::User::Empty(_) => None,
        },
        enums::auth::Authorization::SignUpRequired(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_telegram_are_taken_from_a_session() {
        for (address, is_theirs) in [
            ("149.154.167.51:443", true),
            ("149.154.175.255:80", true),
            ("149.154.176.0:443", false),
            ("91.108.59.1:443", true),
            ("91.108.60.1:443", false),
            ("185.76.151.9:443", true),
            ("127.0.0.1:443", false),
            ("[2001:67c:4e8:f002::a]:443", false),
        ] {
            assert_eq!(of_telegram(address.parse().unwrap()).is_some(), is_theirs, "{address}");
        }
    }

    #[test]
    fn a_data_centre_that_does_not_exist_is_an_error() {
        let home =
            |dc, address: Option<&str>| Home { dc, address: address.map(|a| a.parse().unwrap()), key: None };
        let options = Options::new(1, "hash");
        assert!(matches!(session(&options, &home(77, None), &[]), Err(ClientError::UnknownDc(77))));
        assert!(matches!(
            session(&options, &home(77, Some("10.0.0.1:443")), &[]),
            Err(ClientError::UnknownDc(77))
        ));
        let named = session(&options, &home(4, Some("149.154.167.40:80")), &[]).unwrap();
        assert_eq!(named.known(4).unwrap().ipv4.to_string(), "149.154.167.40:80");
        let elsewhere = session(&options, &home(4, Some("10.0.0.1:443")), &[]).unwrap();
        assert_eq!(elsewhere.known(4).unwrap().ipv4.ip().octets()[0], 149);
    }
}
