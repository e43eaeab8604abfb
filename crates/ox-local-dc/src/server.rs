//! Starts and stops a data centre: two loopback ports (home, and all the others) on an event loop of its own,
//! so that it serves callers with and without a runtime. What it serves lives in `world` and `services`.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use tokio::sync::watch;

use crate::connection::{self, Shared};
use crate::error::DcError;
use crate::faults::Faults;
use crate::key::ServerKey;
use crate::world::World;

/// The data centre that every account of a world calls home.
pub const HOME_DC: i32 = 2;

/// How to start a data centre.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The loopback port of the home data centre, 0 for a free one.
    pub port: u16,
    /// The data centre that keeps files; another than [`HOME_DC`] makes the home answer `FILE_MIGRATE_X`.
    pub file_dc: i32,
}

impl Default for Options {
    fn default() -> Options {
        Options { port: 0, file_dc: HOME_DC }
    }
}

/// A running data centre; stops when dropped.
pub struct LocalDc {
    world: World,
    address: SocketAddr,
    elsewhere: SocketAddr,
    public_key_pem: String,
    stop: watch::Sender<bool>,
}

fn listen(port: u16) -> Result<(TcpListener, SocketAddr), DcError> {
    let open = || {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    open().map_err(|source| DcError::Listen { port, source })
}

impl LocalDc {
    /// Starts a data centre with an empty world on a thread of its own.
    pub fn start(options: Options) -> Result<LocalDc, DcError> {
        let key = ServerKey::load()?;
        let public_key_pem = key.public_pem().to_owned();
        let (home, address) = listen(options.port)?;
        let (others, elsewhere) = listen(0)?;
        let world = World::new(address, elsewhere, options.file_dc);
        let shared = Arc::new(Shared { world: world.clone(), key });
        let clock = world.clone();
        let (stop, mut stopped) = watch::channel(false);
        let event_loop =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(DcError::EventLoop)?;
        let serve = async move {
            let (Ok(home), Ok(others)) =
                (tokio::net::TcpListener::from_std(home), tokio::net::TcpListener::from_std(others))
            else {
                return;
            };
            tokio::select! {
                () = accept(shared.clone(), home, HOME_DC) => {}
                () = accept(shared, others, 0) => {}
                () = clock.keep_dates() => {}
                _ = stopped.changed() => {}
            }
        };
        std::thread::Builder::new()
            .name("local-dc".to_owned())
            .spawn(move || event_loop.block_on(serve))
            .map_err(DcError::EventLoop)?;
        Ok(LocalDc { world, address, elsewhere, public_key_pem, stop })
    }

    /// Where the home data centre listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where all the other data centres listen.
    pub fn elsewhere(&self) -> SocketAddr {
        self.elsewhere
    }

    /// The server's RSA key as PKCS#1 PEM, for clients that make their own authorisation key.
    pub fn public_key_pem(&self) -> &str {
        &self.public_key_pem
    }

    /// People, chats, messages, files.
    pub fn world(&self) -> World {
        self.world.clone()
    }

    /// Faults on demand.
    pub fn faults(&self) -> Faults {
        Faults::of(self.world.clone())
    }
}

impl Drop for LocalDc {
    fn drop(&mut self) {
        // The thread may have ended already; then there is nobody left to stop.
        let _ = self.stop.send(true);
    }
}

async fn accept(shared: Arc<Shared>, listener: tokio::net::TcpListener, datacentre: i32) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        tokio::spawn(async move {
            if let Err(error) = connection::serve(shared, stream, datacentre).await {
                tracing::debug!(%error, "connection ended");
            }
        });
    }
}
