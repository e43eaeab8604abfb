//! Framing of MTProto over TCP with detection from the first bytes: full, abridged, intermediate, padded
//! intermediate, and the last three obfuscated. Out of scope: HTTP, WebSocket, streams that look like TLS.

use std::io;

use grammers_crypto::ObfuscatedCipher;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// Longest packet accepted, in bytes.
const LONGEST: usize = 1 << 24;

/// How packets are framed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    Full,
    Abridged,
    Intermediate,
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

fn invalid() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

/// Finds out how the client frames its packets.
pub(crate) async fn accept(stream: TcpStream) -> io::Result<(Reader, Writer)> {
    stream.set_nodelay(true)?;
    let (read, write) = stream.into_split();
    let mut read = BufReader::with_capacity(1 << 16, read);
    let mut head = [0u8; 64];
    read.read_exact(&mut head[..1]).await?;
    let mut early = Vec::new();
    let mut ciphers = None;
    let framing = if head[0] == 0xef {
        Framing::Abridged
    } else {
        read.read_exact(&mut head[1..4]).await?;
        if head[..4] == [0xee; 4] || head[..4] == [0xdd; 4] {
            Framing::Intermediate
        } else {
            read.read_exact(&mut head[4..8]).await?;
            if head[4..8] == [0; 4] {
                early = head[..8].to_vec();
                Framing::Full
            } else {
                read.read_exact(&mut head[8..]).await?;
                let (framing, pair) = unmask(&head)?;
                ciphers = Some(pair);
                framing
            }
        }
    };
    let (incoming, outgoing) = ciphers.unzip();
    let reader = Reader { stream: read, framing, early, cipher: incoming };
    let writer = Writer { stream: write, framing, sequence: 0, cipher: outgoing };
    Ok((reader, writer))
}

/// The 64-byte opening of the obfuscated transport: both stream ciphers and the framing inside.
fn unmask(head: &[u8; 64]) -> io::Result<(Framing, (ObfuscatedCipher, ObfuscatedCipher))> {
    let mut reversed = *head;
    reversed[8..56].reverse();
    // The client's writing half is our reading half; CTR is the same operation both ways.
    let mut incoming = ObfuscatedCipher::new(head);
    let outgoing = ObfuscatedCipher::new(&reversed);
    let mut plain = *head;
    incoming.encrypt(&mut plain);
    let framing = match plain[56] {
        0xef => Framing::Abridged,
        0xee | 0xdd => Framing::Intermediate,
        _ => return Err(invalid()),
    };
    Ok((framing, (incoming, outgoing)))
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

    /// The next packet's payload. Checksums of the full framing are checked.
    pub async fn packet(&mut self) -> io::Result<Vec<u8>> {
        match self.framing {
            Framing::Full => self.full().await,
            Framing::Intermediate => {
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
    /// Writes one packet.
    pub async fn packet(&mut self, payload: &[u8]) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(payload.len() + 16);
        match self.framing {
            Framing::Full => {
                bytes.extend_from_slice(&(payload.len() as u32 + 12).to_le_bytes());
                bytes.extend_from_slice(&self.sequence.to_le_bytes());
                bytes.extend_from_slice(payload);
                bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
                self.sequence += 1;
            }
            Framing::Intermediate => {
                bytes.extend_from_slice(&(payload.len() as u32).to_le_bytes());
                bytes.extend_from_slice(payload);
            }
            Framing::Abridged => {
                let words = payload.len() / 4;
                if words < 127 {
                    bytes.push(words as u8);
                } else {
                    bytes.push(0x7f);
                    bytes.extend_from_slice(&(words as u32).to_le_bytes()[..3]);
                }
                bytes.extend_from_slice(payload);
            }
        }
        if let Some(cipher) = &mut self.cipher {
            cipher.encrypt(&mut bytes);
        }
        self.stream.write_all(&bytes).await
    }
}
