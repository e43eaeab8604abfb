//! Starts and stops the data centres of one world: each has a loopback port of its own, two have one more for media,
//! all on event loops of their own, so that callers with and without a runtime are served. What is served lives in
//! `world` and `services`.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::ops::RangeInclusive;
use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::connection::{self, Shared};
use crate::error::DcError;
use crate::faults::Faults;
use crate::key::ServerKey;
use crate::transport::Secret;
use crate::world::World;

/// The data centre that people call home unless a test moves them.
pub const HOME_DC: i32 = 2;

/// The data centres of a world, by their ids.
pub const DATA_CENTRES: RangeInclusive<i32> = 1..=5;

/// Those that have a second port for nothing but files, as Telegram's have.
const WITH_MEDIA: [i32; 2] = [2, 4];

/// More event loops than this do not make two ends of a loopback faster.
const MOST_LOOPS: usize = 4;

/// How to start a data centre.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The loopback port of [`HOME_DC`], 0 for a free one. The others have free ones.
    pub port: u16,
    /// The data centre that keeps all files; without one, a file lies where its uploader is at home.
    pub file_dc: Option<i32>,
    /// With a secret, every port is also that of an `MTProxy`, which leads to whichever data centre is asked for.
    pub proxy_secret: Option<[u8; 16]>,
}

/// A port and what is behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Door {
    pub datacentre: i32,
    /// Whether it is for files only.
    pub media: bool,
    pub address: SocketAddr,
}

/// A running world with its data centres; stops when dropped.
pub struct LocalDc {
    world: World,
    doors: Vec<Door>,
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
    /// Starts the data centres with an empty world on threads of their own.
    pub fn start(options: Options) -> Result<LocalDc, DcError> {
        let key = ServerKey::load()?;
        let public_key_pem = key.public_pem().to_owned();
        let plain = DATA_CENTRES.map(|id| (id, false));
        let mut doors = Vec::new();
        let mut listeners = Vec::new();
        for (datacentre, media) in plain.chain(WITH_MEDIA.map(|id| (id, true))) {
            let home = datacentre == HOME_DC && !media;
            let (listener, address) = listen(if home { options.port } else { 0 })?;
            let door = Door { datacentre, media, address };
            doors.push(door);
            listeners.push((listener, door));
        }
        let world = World::new(doors.clone(), options.file_dc);
        let secret = options.proxy_secret.map(Secret);
        let shared = Arc::new(Shared { world: world.clone(), key, secret });
        let clock = world.clone();
        let (stop, mut stopped) = watch::channel(false);
        let loops = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(MOST_LOOPS);
        let event_loop = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(loops)
            .thread_name("local-dc")
            .enable_all()
            .build()
            .map_err(DcError::EventLoop)?;
        let serve = async move {
            let mut open = JoinSet::new();
            for (listener, door) in listeners {
                open.spawn(accept(shared.clone(), listener, door));
            }
            tokio::select! {
                _ = open.join_all() => {}
                () = clock.keep_dates() => {}
                _ = stopped.changed() => {}
            }
        };
        std::thread::Builder::new()
            .name("local-dc".to_owned())
            .spawn(move || {
                event_loop.block_on(serve);
                event_loop.shutdown_background();
            })
            .map_err(DcError::EventLoop)?;
        Ok(LocalDc { world, doors, public_key_pem, stop })
    }

    /// Where [`HOME_DC`] listens.
    pub fn address(&self) -> SocketAddr {
        self.doors[(HOME_DC - DATA_CENTRES.start()) as usize].address
    }

    /// Where a data centre listens; `None` for one that does not exist.
    pub fn address_of(&self, datacentre: i32) -> Option<SocketAddr> {
        let door = self.doors.iter().find(|door| door.datacentre == datacentre && !door.media);
        door.map(|door| door.address)
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

async fn accept(shared: Arc<Shared>, listener: TcpListener, door: Door) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        tokio::spawn(async move {
            if let Err(error) = connection::serve(shared, stream, door).await {
                tracing::debug!(%error, "connection ended");
            }
        });
    }
}
