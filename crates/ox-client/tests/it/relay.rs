//! A TCP relay in front of a server: it can lose what the server says, and cut connections.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub struct Relay {
    pub address: SocketAddr,
    /// Connections so far.
    made: Arc<AtomicU32>,
    /// Those with a smaller number hear nothing.
    deaf: Arc<AtomicU32>,
    cuts: watch::Sender<u32>,
}

impl Relay {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (made, deaf) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let cuts = watch::Sender::new(0);
        let (numbers, below, cut) = (made.clone(), deaf.clone(), cuts.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = numbers.fetch_add(1, Ordering::SeqCst);
                let (below, mut cut) = (below.clone(), cut.subscribe());
                let hears = move || number >= below.load(Ordering::SeqCst);
                tokio::spawn(async move {
                    tokio::select! {
                        _ = carry(client, server, hears) => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        });
        Self { address, made, deaf, cuts }
    }

    /// From now on the client hears nothing.
    pub fn lose_answers(&self) {
        self.deaf.store(u32::MAX, Ordering::SeqCst);
    }

    /// Closes every connection, which hear nothing until then if they did not before; the next ones work.
    pub fn cut(&self) {
        if self.deaf.load(Ordering::SeqCst) == u32::MAX {
            self.deaf.store(self.made.load(Ordering::SeqCst), Ordering::SeqCst);
        }
        self.cuts.send_modify(|count| *count += 1);
    }
}

async fn carry(client: TcpStream, server: SocketAddr, hears: impl Fn() -> bool) -> std::io::Result<()> {
    let server = TcpStream::connect(server).await?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let down = async {
        let mut buffer = vec![0; 1 << 16];
        loop {
            let length = from_server.read(&mut buffer).await?;
            if length == 0 {
                return std::io::Result::Ok(());
            }
            if hears() {
                to_client.write_all(&buffer[..length]).await?;
            }
        }
    };
    tokio::select! {
        result = down => result,
        result = tokio::io::copy(&mut from_client, &mut to_server) => result.map(|_| ()),
    }
}
