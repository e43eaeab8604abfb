//! The conversation with an `MTProxy`: grammers' full transport on our side, obfuscated intermediate on the
//! proxy's, inside fake TLS where the secret says so.
//! <https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation>

use std::ops::Range;

use grammers_crypto::{DequeBuffer, ObfuscatedCipher};
use grammers_mtproto::transport::{self, Full, Transport};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::time::timeout;

use super::secret::{Dress, Secret};
use super::tls::{self, Welcome};
use super::{Proxy, ProxyError, WITHIN};

const INTERMEDIATE: [u8; 4] = [0xee; 4];
const PADDED: [u8; 4] = [0xdd; 4];
/// No message of either side is longer.
const LONGEST: usize = 16 << 20;
/// What the first bytes may not be: other transports' and protocols' beginnings.
const TAKEN: [[u8; 4]; 7] =
    [*b"HEAD", *b"POST", *b"GET ", *b"OPTI", INTERMEDIATE, PADDED, [0x16, 0x03, 0x01, 0x02]];

/// Carries a connection to its end; `works` is called once the data centre has said something.
pub async fn carry(
    client: &mut TcpStream,
    server: &mut TcpStream,
    proxy: &Proxy,
    secret: &Secret,
    dc: i32,
    works: impl FnOnce(),
) -> Result<(), ProxyError> {
    let proxy = proxy.to_string();
    let randomness = |_| ProxyError::Loopback("the system has no randomness".to_owned());
    let mut ahead = Vec::new();
    if let Dress::FakeTls(domain) = &secret.dress {
        let (hello, random) = tls::hello(&secret.key, domain).map_err(randomness)?;
        ahead = greet(server, &hello, &random, secret, &proxy).await?;
    }
    let (up, down) = codecs(secret, dc).map_err(randomness)?;
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    tokio::select! {
        () = go_up(from_client, to_server, up) => Ok(()),
        ended = go_down(from_server, to_client, down, ahead, works, proxy) => ended,
    }
}

/// The hellos of fake TLS; what the server has said after its own.
async fn greet(
    server: &mut TcpStream,
    hello: &[u8],
    random: &[u8; 32],
    secret: &Secret,
    proxy: &str,
) -> Result<Vec<u8>, ProxyError> {
    let proxy = || proxy.to_owned();
    let talk = async {
        server.write_all(hello).await.map_err(|_| ProxyError::Closed { proxy: proxy() })?;
        let mut answer = Vec::new();
        loop {
            match tls::welcome(&secret.key, random, &answer) {
                Welcome::Known(length) => return Ok(answer.split_off(length)),
                Welcome::Stranger => return Err(ProxyError::Secret { proxy: proxy() }),
                Welcome::Garbled => return Err(ProxyError::Garbled { proxy: proxy() }),
                Welcome::Incomplete => {}
            }
            match server.read_buf(&mut answer).await {
                // A web server of that name took our hello for its own, and did not like it.
                Ok(0) if !answer.is_empty() => return Err(ProxyError::Secret { proxy: proxy() }),
                Ok(0) | Err(_) => return Err(ProxyError::Closed { proxy: proxy() }),
                Ok(_) => {}
            }
        }
    };
    timeout(WITHIN, talk).await.map_err(|_| ProxyError::Silent { proxy: proxy() })?
}

async fn go_up(mut from: ReadHalf<'_>, mut to: WriteHalf<'_>, mut up: Up) {
    let mut buffer = Vec::new();
    while matches!(from.read_buf(&mut buffer).await, Ok(1..)) {
        let Some(bytes) = up.translate(&mut buffer) else { return };
        if to.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

async fn go_down(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    mut down: Down,
    ahead: Vec<u8>,
    works: impl FnOnce(),
    proxy: String,
) -> Result<(), ProxyError> {
    let mut works = Some(works);
    let mut buffer = ahead;
    loop {
        let bytes = match down.translate(&mut buffer) {
            Some(bytes) => bytes,
            None if works.is_some() => return Err(ProxyError::Garbled { proxy }),
            None => return Ok(()),
        };
        if !bytes.is_empty() {
            if let Some(works) = works.take() {
                works();
            }
            if to.write_all(&bytes).await.is_err() {
                return Ok(());
            }
        }
        let read = from.read_buf(&mut buffer);
        let read = match works {
            Some(_) => {
                timeout(WITHIN, read).await.map_err(|_| ProxyError::Silent { proxy: proxy.clone() })?
            }
            None => read.await,
        };
        match read {
            Ok(1..) => {}
            _ if works.is_some() => return Err(ProxyError::Closed { proxy }),
            _ => return Ok(()),
        }
    }
}

/// From full messages to the proxy's.
struct Up {
    full: Full,
    cipher: ObfuscatedCipher,
    /// What comes before the first message.
    first: Vec<u8>,
    padded: bool,
    tls: bool,
}

/// From the proxy's messages to full ones.
struct Down {
    full: Full,
    cipher: ObfuscatedCipher,
    plain: Vec<u8>,
    decrypted: usize,
    padded: bool,
    tls: bool,
}

fn codecs(secret: &Secret, dc: i32) -> Result<(Up, Down), getrandom::Error> {
    let (padded, tls) = (secret.dress != Dress::Plain, matches!(secret.dress, Dress::FakeTls(_)));
    let mut init = [0; 64];
    while init[0] == 0xef || init[4..8] == [0; 4] || TAKEN.iter().any(|taken| init[..4] == *taken) {
        getrandom::fill(&mut init)?;
    }
    init[56..60].copy_from_slice(if padded { &PADDED } else { &INTERMEDIATE });
    init[60..62].copy_from_slice(&(dc as i16).to_le_bytes());
    let mut backwards = init;
    backwards[8..56].reverse();
    let (mut up, down) = (cipher(&init, secret), cipher(&backwards, secret));
    let mut sealed = init;
    up.encrypt(&mut sealed);
    init[56..].copy_from_slice(&sealed[56..]);
    let up = Up { full: Full::new(), cipher: up, first: init.to_vec(), padded, tls };
    Ok((up, Down { full: Full::new(), cipher: down, plain: Vec::new(), decrypted: 0, padded, tls }))
}

/// One direction's stream cipher: the key is bytes 8 to 40 hashed with the secret, the counter what follows.
fn cipher(init: &[u8; 64], secret: &Secret) -> ObfuscatedCipher {
    let mut init = *init;
    let key = Sha256::new().chain_update(&init[8..40]).chain_update(secret.key).finalize();
    init[8..40].copy_from_slice(&key);
    ObfuscatedCipher::new(&init)
}

impl Up {
    /// Takes the whole messages out of `buffer`; `None` when they are none.
    fn translate(&mut self, buffer: &mut Vec<u8>) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        loop {
            match self.full.unpack(buffer) {
                Ok(offset) => {
                    self.pack(buffer.get(offset.data_range)?, &mut bytes)?;
                    buffer.drain(..offset.next_offset);
                }
                Err(transport::Error::MissingBytes) if buffer.len() <= LONGEST => break,
                Err(_) => return None,
            }
        }
        if bytes.is_empty() {
            return Some(bytes);
        }
        self.cipher.encrypt(&mut bytes);
        let mut all = std::mem::take(&mut self.first);
        let ready = self.tls && !all.is_empty();
        all.append(&mut bytes);
        Some(match (self.tls, ready) {
            (true, true) => [&tls::CLIENT_READY[..], &tls::wrap(&all)].concat(),
            (true, false) => tls::wrap(&all),
            (false, _) => all,
        })
    }

    fn pack(&self, message: &[u8], bytes: &mut Vec<u8>) -> Option<()> {
        let mut padding = [0; 16];
        getrandom::fill(&mut padding).ok()?;
        let padding = if self.padded { &padding[..usize::from(padding[15] & 15)] } else { &[] };
        bytes.extend(((message.len() + padding.len()) as u32).to_le_bytes());
        bytes.extend(message);
        bytes.extend(padding);
        Some(())
    }
}

impl Down {
    /// Takes what is whole out of `buffer`; `None` when it makes no sense.
    fn translate(&mut self, buffer: &mut Vec<u8>) -> Option<Vec<u8>> {
        if self.tls {
            tls::unwrap(buffer, &mut self.plain)?;
        } else {
            self.plain.append(buffer);
        }
        // A stream cipher: both directions of it are the same.
        self.cipher.encrypt(&mut self.plain[self.decrypted..]);
        let mut bytes = Vec::new();
        let mut rest = &self.plain[..];
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let length = u32::from_le_bytes(*length) as usize;
            if length > LONGEST {
                return None;
            }
            let Some((message, after)) = after.split_at_checked(length) else { break };
            pack_full(&mut self.full, message, self.padded, &mut bytes)?;
            rest = after;
        }
        self.plain.drain(..self.plain.len() - rest.len());
        self.decrypted = self.plain.len();
        Some(bytes)
    }
}

/// One of the proxy's messages, as the full transport would have it; `None` when it makes no sense.
fn pack_full(full: &mut Full, message: &[u8], padded: bool, bytes: &mut Vec<u8>) -> Option<()> {
    // Too short for a message: an error's negative number, which stands alone on our side.
    if let (0..20, Some(number)) = (message.len(), message.first_chunk::<4>()) {
        bytes.extend((i32::from_le_bytes(*number) < 0).then_some(number)?);
        return Some(());
    }
    let message = if padded { message.get(true_range(message)?)? } else { message };
    if !message.len().is_multiple_of(4) {
        return None;
    }
    let mut packed = DequeBuffer::with_capacity(message.len() + 4, 8);
    packed.extend(message.iter().copied());
    full.pack(&mut packed);
    bytes.extend(&packed[..]);
    Some(())
}

/// A message without its padding: the plain ones of a key exchange say their length, the encrypted ones are
/// whole blocks after their key's number and their own key.
fn true_range(message: &[u8]) -> Option<Range<usize>> {
    let (key, rest) = message.split_first_chunk::<8>()?;
    if *key == [0; 8] {
        let length = rest.get(8..12)?.first_chunk::<4>()?;
        return Some(0..20usize.checked_add(u32::from_le_bytes(*length) as usize)?);
    }
    let blocks = message.len().checked_sub(24)? / 16;
    Some(0..24 + blocks * 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_told_from_the_message() {
        let plain = [&[0; 8][..], &[1; 8], &40u32.to_le_bytes(), &[2; 40]].concat();
        let sealed = [&[5; 24][..], &[6; 64]].concat();
        for message in [plain, sealed] {
            for padding in 0..16 {
                let padded = [&message[..], &vec![9; padding]].concat();
                assert_eq!(true_range(&padded), Some(0..message.len()), "{padding}");
            }
        }
    }

    #[test]
    fn foreign_bytes_never_panic_and_end_the_connection_or_wait() {
        let mut seed = 1u32;
        for length in 0..2000 {
            let noise: Vec<u8> = (0..length)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 24) as u8
                })
                .collect();
            for dress in [Dress::Plain, Dress::Padded, Dress::FakeTls("a.example".into())] {
                let (mut up, mut down) = codecs(&Secret { key: [1; 16], dress }, 2).unwrap();
                let said = down.translate(&mut noise.clone());
                assert!(said.is_none_or(|bytes| bytes.len() <= noise.len() + 12));
                up.translate(&mut noise.clone());
            }
        }
    }
}
