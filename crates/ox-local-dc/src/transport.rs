//! Framing of MTProto over TCP with detection from the first bytes: full, abridged, intermediate, padded
//! intermediate, and the last three obfuscated, with the secret of an `MTProxy` or without one.
//! Out of scope: HTTP, WebSocket, streams that look like TLS, quick acknowledgements.

use std::io::{self, IoSlice};

use grammers_crypto::ObfuscatedCipher;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use crate::crypto::{random, sha256};

/// Longest packet accepted, in bytes.
const LONGEST: usize = 1 << 24;
/// Test data centres are asked for by their id and this much.
const TEST_DC: i16 = 10_000;

/// What a client must know to be let through an `MTProxy`.
#[derive(Clone, Copy)]
pub(crate) struct Secret(pub [u8; 16]);

/// How packets are framed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    Full,
    Abridged,
    Intermediate,
    /// Up to three bytes of padding: clients in wide use cut off no more than what exceeds whole words.
    Padded,
}

impl Framing {
    fn of(tag: [u8; 4]) -> Option<Framing> {
        match tag {
            [0xef, 0xef, 0xef, 0xef] => Some(Framing::Abridged),
            [0xee, 0xee, 0xee, 0xee] => Some(Framing::Intermediate),
            [0xdd, 0xdd, 0xdd, 0xdd] => Some(Framing::Padded),
            _ => None,
        }
    }
}

/// Reads packets.
pub(crate) struct Reader {
    stream: BufReader<OwnedReadHalf>,
    framing: Framing,
    /// Bytes already read while the framing was found out.
    early: Vec<u8>,
    cipher: Option<ObfuscatedCipher>,
}

/// Writes packets.
pub(crate) struct Writer {
    stream: OwnedWriteHalf,
    framing: Framing,
    sequence: i32,
    cipher: Option<ObfuscatedCipher>,
}

/// Where a client of an `MTProxy` wants to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub datacentre: i32,
    pub media: bool,
}

fn invalid() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

/// Finds out how the client frames its packets, and where it wants to go if this port is its proxy.
pub(crate) async fn accept(
    stream: TcpStream,
    secret: Option<Secret>,
) -> io::Result<(Reader, Writer, Option<Wanted>)> {
    stream.set_nodelay(true)?;
    let (read, write) = stream.into_split();
    let mut read = BufReader::with_capacity(1 << 16, read);
    let mut head = [0u8; 64];
    read.read_exact(&mut head[..1]).await?;
    let mut early = Vec::new();
    let mut mask = None;
    let framing = if head[0] == 0xef {
        Framing::Abridged
    } else {
        read.read_exact(&mut head[1..4]).await?;
        if let Some(framing) = Framing::of([head[0], head[1], head[2], head[3]]) {
            framing
        } else {
            read.read_exact(&mut head[4..8]).await?;
            if head[4..8] == [0; 4] {
                early = head[..8].to_vec();
                Framing::Full
            } else {
                read.read_exact(&mut head[8..]).await?;
                mask.insert(Mask::of(&head, secret)?).framing
            }
        }
    };
    let wanted = mask.as_ref().and_then(|mask| mask.wanted);
    let (incoming, outgoing) = mask.map(|mask| (mask.incoming, mask.outgoing)).unzip();
    let reader = Reader { stream: read, framing, early, cipher: incoming };
    let writer = Writer { stream: write, framing, sequence: 0, cipher: outgoing };
    Ok((reader, writer, wanted))
}

/// The opening of the obfuscated transport: both stream ciphers, the framing inside, and what a proxy is told.
struct Mask {
    framing: Framing,
    incoming: ObfuscatedCipher,
    outgoing: ObfuscatedCipher,
    wanted: Option<Wanted>,
}

impl Mask {
    /// Reads the 64 bytes (<https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation>): without a
    /// secret first, then with the proxy's.
    fn of(head: &[u8; 64], secret: Option<Secret>) -> io::Result<Mask> {
        let direct = Mask::under(head, None);
        direct.or_else(|| secret.and_then(|secret| Mask::under(head, Some(secret)))).ok_or_else(invalid)
    }

    fn under(head: &[u8; 64], secret: Option<Secret>) -> Option<Mask> {
        let mut reversed = *head;
        reversed[8..56].reverse();
        // The client's writing half is our reading half; CTR is the same operation both ways.
        let [mut incoming, outgoing] = [*head, reversed].map(|mut init| {
            if let Some(Secret(secret)) = secret {
                let key = sha256(&[&init[8..40], &secret]);
                init[8..40].copy_from_slice(&key);
            }
            ObfuscatedCipher::new(&init)
        });
        let mut plain = *head;
        incoming.encrypt(&mut plain);
        let framing = Framing::of([plain[56], plain[57], plain[58], plain[59]])?;
        let asked = i16::from_le_bytes([plain[60], plain[61]]);
        let datacentre = i32::from(asked.unsigned_abs() as i16 % TEST_DC);
        let wanted = secret.map(|_| Wanted { datacentre, media: asked < 0 });
        Some(Mask { framing, incoming, outgoing, wanted })
    }
}

impl Reader {
    async fn take(&mut self, length: usize) -> io::Result<Vec<u8>> {
        if length > LONGEST {
            return Err(invalid());
        }
        let mut bytes = vec![0; length];
        let known = self.early.len().min(length);
        bytes[..known].copy_from_slice(&self.early[..known]);
        self.early.drain(..known);
        self.stream.read_exact(&mut bytes[known..]).await?;
        if let Some(cipher) = &mut self.cipher {
            cipher.encrypt(&mut bytes);
        }
        Ok(bytes)
    }

    async fn word(&mut self) -> io::Result<u32> {
        let bytes = self.take(4).await?;
        Ok(u32::from_le_bytes(std::array::from_fn(|i| bytes[i])))
    }

    /// The next packet's payload, with its padding where the framing has one. Checksums of the full framing are
    /// checked.
    pub async fn packet(&mut self) -> io::Result<Vec<u8>> {
        match self.framing {
            Framing::Full => self.full().await,
            Framing::Intermediate | Framing::Padded => {
                // The highest bit asks for a quick acknowledgement, which servers may leave out.
                let length = self.word().await? & 0x7fff_ffff;
                self.take(length as usize).await
            }
            Framing::Abridged => {
                let mut length = usize::from(self.take(1).await?[0] & 0x7f);
                if length == 0x7f {
                    let long = self.take(3).await?;
                    length = u32::from_le_bytes([long[0], long[1], long[2], 0]) as usize;
                }
                self.take(length * 4).await
            }
        }
    }

    async fn full(&mut self) -> io::Result<Vec<u8>> {
        let (length, sequence) = (self.word().await?, self.word().await?);
        let rest = (length as usize).checked_sub(12).ok_or_else(invalid)?;
        let mut bytes = self.take(rest + 4).await?;
        let sum = bytes.split_off(rest);
        let mut check = crc32fast::Hasher::new();
        check.update(&length.to_le_bytes());
        check.update(&sequence.to_le_bytes());
        check.update(&bytes);
        if check.finalize().to_le_bytes() != sum[..] {
            return Err(invalid());
        }
        Ok(bytes)
    }
}

impl Writer {
    /// Writes one packet; a long one is not copied again.
    pub async fn packet(&mut self, mut payload: Vec<u8>) -> io::Result<()> {
        let (mut head, mut tail) = (Vec::with_capacity(8), Vec::new());
        match self.framing {
            Framing::Full => {
                head.extend_from_slice(&(payload.len() as u32 + 12).to_le_bytes());
                head.extend_from_slice(&self.sequence.to_le_bytes());
                let mut check = crc32fast::Hasher::new();
                check.update(&head);
                check.update(&payload);
                tail.extend_from_slice(&check.finalize().to_le_bytes());
                self.sequence += 1;
            }
            Framing::Intermediate => head.extend_from_slice(&(payload.len() as u32).to_le_bytes()),
            Framing::Padded => {
                let [padding, bytes @ ..] = random::<4>();
                // A transport error is told by its length.
                let padding = if payload.len() > 4 { usize::from(padding % 4) } else { 0 };
                tail.extend_from_slice(&bytes[..padding]);
                head.extend_from_slice(&((payload.len() + padding) as u32).to_le_bytes());
            }
            Framing::Abridged => {
                let words = payload.len() / 4;
                if words < 127 {
                    head.push(words as u8);
                } else {
                    head.push(0x7f);
                    head.extend_from_slice(&(words as u32).to_le_bytes()[..3]);
                }
            }
        }
        if let Some(cipher) = &mut self.cipher {
            cipher.encrypt(&mut head);
            cipher.encrypt(&mut payload);
            cipher.encrypt(&mut tail);
        }
        self.write(&mut [IoSlice::new(&head), IoSlice::new(&payload), IoSlice::new(&tail)]).await
    }

    async fn write(&mut self, mut slices: &mut [IoSlice<'_>]) -> io::Result<()> {
        IoSlice::advance_slices(&mut slices, 0);
        while !slices.is_empty() {
            let written = self.stream.write_vectored(slices).await?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            IoSlice::advance_slices(&mut slices, written);
        }
        Ok(())
    }
}
