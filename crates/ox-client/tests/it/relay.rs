//! A TCP relay in front of a server: it can lose what the server says, and cut connections.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub struct Relay {
    pub address: SocketAddr,
    deaf: Arc<AtomicBool>,
    cuts: watch::Sender<u32>,
}

impl Relay {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let deaf = Arc::new(AtomicBool::new(false));
        let cuts = watch::Sender::new(0);
        let (hears, cut) = (deaf.clone(), cuts.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (hears, mut cut) = (hears.clone(), cut.subscribe());
                tokio::spawn(async move {
                    tokio::select! {
                        _ = carry(client, server, hears) => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        });
        Self { address, deaf, cuts }
    }

    /// From now on the client hears nothing.
    pub fn lose_answers(&self) {
        self.deaf.store(true, Ordering::SeqCst);
    }

    /// Closes every connection; the next ones work.
    pub fn cut(&self) {
        self.deaf.store(false, Ordering::SeqCst);
        self.cuts.send_modify(|count| *count += 1);
    }
}

async fn carry(client: TcpStream, server: SocketAddr, deaf: Arc<AtomicBool>) -> std::io::Result<()> {
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
            if !deaf.load(Ordering::SeqCst) {
                to_client.write_all(&buffer[..length]).await?;
            }
        }
    };
    tokio::select! {
        result = down => result,
        result = tokio::io::copy(&mut from_client, &mut to_server) => result.map(|_| ()),
    }
}
