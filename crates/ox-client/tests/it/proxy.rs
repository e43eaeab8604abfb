//! Proxies as others run them: SOCKS5, HTTP CONNECT, the TLS face of an `MTProxy`, and some that are none.
//! Written from the documents, not from the client's side: a shared bug would cancel itself out.

use std::io::{Error, ErrorKind, Result};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hmac::{Hmac, Mac};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

#[derive(Clone, Copy)]
pub enum Kind {
    /// With this user name and password, if any.
    Socks5(Option<(&'static str, &'static str)>),
    Http(Option<(&'static str, &'static str)>),
    /// Hands what is inside the records to a server that speaks `MTProxy`.
    Tls {
        key: [u8; 16],
        domain: &'static str,
    },
    /// Carries bytes to the server as they are.
    Plain,
    /// SOCKS5 that connects to nothing.
    Refusing,
    /// HTTP that connects to nothing.
    Forbidding,
    /// Says what no proxy says.
    Babbling,
    /// Hangs up.
    Closing,
}

/// A running proxy in front of one server, whatever it is asked to connect to.
pub struct Proxy {
    pub address: SocketAddr,
    carried: Arc<AtomicUsize>,
    task: AbortHandle,
}

impl Proxy {
    pub async fn start(kind: Kind, server: SocketAddr) -> Self {
        Self::start_at("127.0.0.1:0".parse().unwrap(), kind, server).await
    }

    pub async fn start_at(address: SocketAddr, kind: Kind, server: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let carried = Arc::new(AtomicUsize::new(0));
        let count = carried.clone();
        let task = tokio::spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                open.spawn(serve(client, kind, server, count.clone()));
            }
        });
        Self { address, carried, task: task.abort_handle() }
    }

    /// How many connections it has made.
    pub fn carried(&self) -> usize {
        self.carried.load(Ordering::SeqCst)
    }

    /// Dies, with every connection.
    pub fn die(&self) {
        self.task.abort();
    }
}

async fn serve(
    mut client: TcpStream,
    kind: Kind,
    server: SocketAddr,
    carried: Arc<AtomicUsize>,
) -> Result<()> {
    match kind {
        Kind::Socks5(known) => socks5(&mut client, known, server, true).await?,
        Kind::Refusing => socks5(&mut client, None, server, false).await?,
        Kind::Http(known) => http(&mut client, known, server).await?,
        Kind::Forbidding => {
            read_head(&mut client).await?;
            return client.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n").await;
        }
        Kind::Tls { key, domain } => {
            shake_hands(&mut client, &key, domain).await?;
            carried.fetch_add(1, Ordering::SeqCst);
            return records(client, TcpStream::connect(server).await?).await;
        }
        Kind::Plain => {}
        Kind::Babbling => {
            client.read_u8().await?;
            client.write_all(&[b'?'; 4096]).await?;
            return copy_bidirectional(&mut client, &mut tokio::io::empty()).await.map(|_| ());
        }
        Kind::Closing => return Ok(()),
    }
    carried.fetch_add(1, Ordering::SeqCst);
    let mut server = TcpStream::connect(server).await?;
    copy_bidirectional(&mut client, &mut server).await.map(|_| ())
}

/// RFC 1928 and 1929.
async fn socks5(
    client: &mut TcpStream,
    known: Option<(&str, &str)>,
    server: SocketAddr,
    allowed: bool,
) -> Result<()> {
    check(client.read_u8().await? == 5)?;
    let methods = take(client).await?;
    let method = if known.is_some() { 2 } else { 0 };
    if !methods.contains(&method) {
        return client.write_all(&[5, 0xff]).await;
    }
    client.write_all(&[5, method]).await?;
    if let Some((user, password)) = known {
        check(client.read_u8().await? == 1)?;
        let pair = (take(client).await?, take(client).await?);
        let right = pair == (user.into(), password.into());
        client.write_all(&[1, u8::from(!right)]).await?;
        check(right)?;
    }
    let mut request = [0; 4];
    client.read_exact(&mut request).await?;
    check(request[..3] == [5, 1, 0])?;
    let wanted: IpAddr = match request[3] {
        1 => Ipv4Addr::from(client.read_u32().await?).into(),
        4 => Ipv6Addr::from(client.read_u128().await?).into(),
        _ => return Err(ErrorKind::InvalidData.into()),
    };
    check(client.read_u16().await? == server.port() && wanted.is_loopback())?;
    let answer = if allowed { 0 } else { 2 };
    client.write_all(&[5, answer, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    check(allowed)
}

async fn take(client: &mut TcpStream) -> Result<Vec<u8>> {
    let mut bytes = vec![0; client.read_u8().await?.into()];
    client.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn http(client: &mut TcpStream, known: Option<(&str, &str)>, server: SocketAddr) -> Result<()> {
    let head = read_head(client).await?;
    check(head.starts_with(&format!("CONNECT {server} HTTP/1.1\r\n")))?;
    let right = match known {
        // The example of RFC 7617.
        Some(("Aladdin", "open sesame")) => {
            head.contains("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n")
        }
        Some(_) => false,
        None => true,
    };
    let answer: &[u8] = if right {
        b"HTTP/1.1 200 Connection established\r\nVia: a test\r\n\r\n"
    } else {
        b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n"
    };
    client.write_all(answer).await?;
    check(right)
}

async fn read_head(client: &mut TcpStream) -> Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await?);
    }
    String::from_utf8(head).map_err(|_| ErrorKind::InvalidData.into())
}

/// Reads the hello, believes only who knows the key and the domain, answers with a proof of its own. Everybody
/// else meets what looks like a web server.
async fn shake_hands(client: &mut TcpStream, key: &[u8; 16], domain: &str) -> Result<()> {
    let mut hello = vec![0; 5];
    client.read_exact(&mut hello).await?;
    check(hello[..3] == [0x16, 3, 1])?;
    let length = usize::from(u16::from_be_bytes([hello[3], hello[4]]));
    // What servers in wide use want of a browser.
    check(length >= 512)?;
    hello.resize(5 + length, 0);
    client.read_exact(&mut hello[5..]).await?;
    let random: [u8; 32] = hello[11..43].try_into().unwrap();
    let mut blank = hello.clone();
    blank[11..43].fill(0);
    let expected = keyed(key, &[&blank]);
    let written = u32::from_le_bytes(std::array::from_fn(|at| random[28 + at] ^ expected[28 + at]));
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let known = random[..28] == expected[..28] && now.abs_diff(written.into()) < 600;
    let named = hello.windows(domain.len()).any(|part| part == domain.as_bytes());
    let session = &hello[44..76];
    let body = [&[3, 3][..], &[0; 32], &[32], session, &[0x13, 1, 0, 0, 0]].concat();
    let handshake = [&[2, 0, 0, body.len() as u8][..], &body].concat();
    let mut answer = [record(0x16, &handshake), record(0x14, &[1]), record(0x17, &[9; 1200])].concat();
    if known && named {
        let proof = keyed(key, &[&random, &answer]);
        answer[11..43].copy_from_slice(&proof);
    }
    // In two parts, as a network may deliver it.
    let (first, second) = answer.split_at(60);
    client.write_all(first).await?;
    client.flush().await?;
    tokio::task::yield_now().await;
    client.write_all(second).await?;
    check(known && named)?;
    let mut ready = [0; 6];
    client.read_exact(&mut ready).await?;
    check(ready == [0x14, 3, 3, 0, 1, 1])
}

async fn records(client: TcpStream, server: TcpStream) -> Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let up = async {
        loop {
            let mut header = [0; 5];
            from_client.read_exact(&mut header).await?;
            check(header[..3] == [0x17, 3, 3])?;
            let mut data = vec![0; u16::from_be_bytes([header[3], header[4]]).into()];
            from_client.read_exact(&mut data).await?;
            to_server.write_all(&data).await?;
        }
    };
    let down = async {
        let mut data = vec![0; 16 << 10];
        loop {
            let length = from_server.read(&mut data).await?;
            if length == 0 {
                return Result::Ok(());
            }
            to_client.write_all(&record(0x17, &data[..length])).await?;
        }
    };
    tokio::select! { ended = up => ended, ended = down => ended }
}

fn record(kind: u8, data: &[u8]) -> Vec<u8> {
    [&[kind, 3, 3][..], &(data.len() as u16).to_be_bytes(), data].concat()
}

fn keyed(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Hmac::<Sha256>::new_from_slice(key).unwrap();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into_bytes().into()
}

fn check(holds: bool) -> Result<()> {
    if holds { Ok(()) } else { Err(Error::from(ErrorKind::InvalidData)) }
}
