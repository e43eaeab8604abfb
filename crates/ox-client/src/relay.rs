//! The way to Telegram through a proxy. grammers connects to plain addresses alone, so each data centre gets a
//! loopback listener of ours; what connects there is carried through the proxy, translated where it wants that.
//! Only connections of this very process are carried.

mod address;
mod error;
mod mtproto;
mod ours;
mod proxy;
mod secret;
mod tls;
mod tunnel;

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use tracing::Instrument;

pub use error::ProxyError;
pub use proxy::Proxy;

use proxy::Way;

/// How long a proxy may take to be reached, and again to reach the data centre.
const WITHIN: Duration = Duration::from_secs(20);
/// How long a proxy that worked is left alone after a failure; twice as long after each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);
/// Connecting there fails at once.
const NOWHERE: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0);

/// The listeners for one proxy; they and all that they carry end with it.
pub struct Relay {
    route: Arc<Route>,
    doors: Mutex<HashMap<i32, Door>>,
}

/// One data centre's listener.
struct Door {
    address: SocketAddrV4,
    /// Where the data centre is, as the last to ask for the door knew it.
    target: Arc<Mutex<SocketAddr>>,
    task: tokio::task::AbortHandle,
}

/// A proxy and how it fares.
struct Route {
    proxy: Proxy,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Whether a connection was ever made.
    worked: bool,
    trouble: Option<ProxyError>,
    /// When the proxy may be tried again, and how long that was to wait.
    again: Option<Instant>,
    pause: Duration,
}

impl Relay {
    /// Opens nothing yet.
    pub fn new(proxy: Proxy) -> Self {
        let route = Arc::new(Route { proxy, state: Mutex::default() });
        Self { route, doors: Mutex::default() }
    }

    /// Where this process connects to for a data centre that is at `target`: nowhere, with a trouble, when
    /// there is no listener to be had. Needs a running event loop.
    pub fn door(&self, dc: i32, target: SocketAddr) -> SocketAddrV4 {
        let mut doors = lock(&self.doors);
        if let Some(door) = doors.get(&dc) {
            *lock(&door.target) = target;
            return door.address;
        }
        let (listener, address) = match listen() {
            Ok(listening) => listening,
            Err(error) => {
                self.route.fails(ProxyError::Loopback(error.to_string()));
                return NOWHERE;
            }
        };
        let target = Arc::new(Mutex::new(target));
        let task = admit(listener, self.route.clone(), dc, target.clone()).in_current_span();
        let task = tokio::spawn(task).abort_handle();
        doors.insert(dc, Door { address, target, task });
        address
    }

    /// Why the last connection was not made; `None` when it was.
    pub fn trouble(&self) -> Option<ProxyError> {
        lock(&self.route.state).trouble.clone()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        for door in lock(&self.doors).values() {
            door.task.abort();
        }
    }
}

impl Route {
    fn works(&self) {
        let mut state = lock(&self.state);
        if state.trouble.is_some() {
            tracing::info!("the proxy {} works again", self.proxy);
        }
        *state = State { worked: true, ..State::default() };
    }

    /// Told once for as long as it stays the same; before the first connection whoever waits for it tells it.
    fn fails(&self, error: ProxyError) {
        let mut state = lock(&self.state);
        if state.worked {
            if state.trouble.as_ref() != Some(&error) {
                tracing::warn!("{}; trying again until it works", error.line());
            }
            let now = Instant::now();
            // One data centre that is out of reach is no reason to leave the others alone.
            let whole = !matches!(error, ProxyError::Refused { .. });
            if whole && state.again.is_none_or(|again| again <= now) {
                state.pause = (state.pause * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
                state.again = Some(now + state.pause);
            }
        }
        state.trouble = Some(error);
    }

    /// Whether a proxy that had worked and does not is left alone for now.
    fn rests(&self) -> bool {
        lock(&self.state).again.is_some_and(|again| Instant::now() < again)
    }
}

fn listen() -> std::io::Result<(TcpListener, SocketAddrV4)> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let port = listener.local_addr()?.port();
    Ok((TcpListener::from_std(listener)?, SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)))
}

/// Accepts until it is aborted; the connections are aborted with it.
async fn admit(listener: TcpListener, route: Arc<Route>, dc: i32, target: Arc<Mutex<SocketAddr>>) {
    let mut carried = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((mut client, from)) => {
                    let (route, target) = (route.clone(), *lock(&target));
                    let carry = async move {
                        // The client is let go of when it is known why.
                        if let Err(error) = carry(&mut client, from, &route, dc, target).await {
                            route.fails(error);
                        }
                    };
                    carried.spawn(carry.in_current_span());
                }
                Err(error) => {
                    route.fails(ProxyError::Loopback(error.to_string()));
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            },
            Some(_) = carried.join_next() => {}
        }
    }
}

/// Carries one connection to its end. A way that broke after it had worked is no error here: the client sees it.
async fn carry(
    client: &mut TcpStream,
    from: SocketAddr,
    route: &Route,
    dc: i32,
    target: SocketAddr,
) -> Result<(), ProxyError> {
    let door = client.local_addr().map_err(|error| ProxyError::Loopback(error.to_string()))?;
    if !ours::connected(from, door).await? {
        tracing::warn!(%from, "another program has connected to the proxy's relay and was turned away");
        return Ok(());
    }
    // The client is turned away at once, and hears of the trouble that there was.
    if route.rests() {
        return Ok(());
    }
    let proxy = &route.proxy;
    let mut server = reach(proxy).await?;
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let tunnel = async {
        match &proxy.way {
            Way::Socks5(known) => tunnel::socks5(&mut server, proxy, known.as_ref(), target).await,
            Way::Http(known) => tunnel::http(&mut server, proxy, known.as_ref(), target).await,
            Way::Mtproto(_) => Ok(()),
        }
    };
    let silent = || ProxyError::Silent { proxy: proxy.to_string() };
    timeout(WITHIN, tunnel).await.map_err(|_| silent())??;
    if let Way::Mtproto(secret) = &proxy.way {
        return mtproto::carry(client, &mut server, proxy, secret, dc, || route.works()).await;
    }
    route.works();
    let _ = tokio::io::copy_bidirectional(client, &mut server).await;
    Ok(())
}

async fn reach(proxy: &Proxy) -> Result<TcpStream, ProxyError> {
    let reason = match timeout(WITHIN, TcpStream::connect((&*proxy.host, proxy.port))).await {
        Ok(Ok(stream)) => return Ok(stream),
        Ok(Err(error)) => plainly(&error),
        Err(_) => format!("no connection within {} s", WITHIN.as_secs()),
    };
    Err(ProxyError::Unreachable { proxy: proxy.to_string(), reason })
}

/// An error without the number that the system gives it.
fn plainly(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
