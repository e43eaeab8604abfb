//! Fake TLS: the first messages of a conversation that looks like TLS 1.3, and its records. Nothing is secret
//! here but who knows the `MTProxy`'s key: the hello's random bytes are a keyed hash of everything else in it.

use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, Mac};
use num_bigint::BigUint;
use sha2::Sha256;

/// Where both hellos have their random bytes.
const RANDOM: std::ops::Range<usize> = 11..43;
/// Browsers pad their hello to this, with its record's header.
const HELLO: usize = 517;
const HANDSHAKE: u8 = 0x16;
const CHANGE_CIPHER: u8 = 0x14;
const ALERT: u8 = 0x15;
const DATA: u8 = 0x17;
/// As much as one TCP segment or two would carry.
const RECORD: usize = 2878;
/// RFC 8446, 5.2.
const LONGEST_RECORD: usize = (1 << 14) + 256;
/// Said once before the first data.
pub const CLIENT_READY: [u8; 6] = [CHANGE_CIPHER, 3, 3, 0, 1, 1];

/// What a server's first words are.
#[derive(Debug, PartialEq, Eq)]
pub enum Welcome {
    /// Not all there yet.
    Incomplete,
    /// This many bytes, and they prove that the server knows the key.
    Known(usize),
    /// TLS by somebody who does not know the key, or does not believe that we do.
    Stranger,
    /// No TLS.
    Garbled,
}

/// The client's first record and its random bytes, which the server's answer refers to.
pub fn hello(key: &[u8; 16], domain: &str) -> Result<(Vec<u8>, [u8; 32]), getrandom::Error> {
    let mut seed = [0; 8 + 32 + 32];
    getrandom::fill(&mut seed)?;
    let (grease, rest) = seed.split_at(8);
    let (session, share) = rest.split_at(32);
    let mut hello = compose(domain, grease, session, &curve_point(share));
    let mut random = keyed(key, &[&hello]);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() as u32;
    for (byte, part) in random[28..].iter_mut().zip(now.to_le_bytes()) {
        *byte ^= part;
    }
    hello[RANDOM].copy_from_slice(&random);
    Ok((hello, random))
}

/// Judges what a server answers to a hello with these random bytes.
pub fn welcome(key: &[u8; 16], random: &[u8; 32], answer: &[u8]) -> Welcome {
    let mut length = 0;
    for kind in [HANDSHAKE, CHANGE_CIPHER, DATA] {
        let Some(header) = answer.get(length..length + 5) else {
            let typical = answer.get(length).is_none_or(|byte| [kind, ALERT].contains(byte));
            return if typical { Welcome::Incomplete } else { Welcome::Garbled };
        };
        match *header {
            [found, 3, _, high, low] if found == kind => {
                length += 5 + usize::from(u16::from_be_bytes([high, low]));
            }
            // Real TLS, alerts among it, goes on in its own way.
            [HANDSHAKE | CHANGE_CIPHER | ALERT | DATA, 3, ..] => return Welcome::Stranger,
            _ => return Welcome::Garbled,
        }
    }
    let Some(whole) = answer.get(..length) else { return Welcome::Incomplete };
    if whole.len() < RANDOM.end {
        return Welcome::Garbled;
    }
    let expected = keyed(key, &[random, &whole[..RANDOM.start], &[0; 32], &whole[RANDOM.end..]]);
    if whole[RANDOM] == expected { Welcome::Known(length) } else { Welcome::Stranger }
}

/// Bytes as records of data.
pub fn wrap(bytes: &[u8]) -> Vec<u8> {
    let mut records = Vec::with_capacity(bytes.len() + 5 * bytes.len().div_ceil(RECORD));
    for chunk in bytes.chunks(RECORD) {
        records.extend([DATA, 3, 3]);
        records.extend((chunk.len() as u16).to_be_bytes());
        records.extend(chunk);
    }
    records
}

/// Takes the whole records out of `raw` and adds their data to `plain`; `None` when it is no TLS.
pub fn unwrap(raw: &mut Vec<u8>, plain: &mut Vec<u8>) -> Option<()> {
    let mut taken = 0;
    while let [kind, 3, 3, high, low, rest @ ..] = &raw[taken..] {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        if length > LONGEST_RECORD || ![DATA, CHANGE_CIPHER].contains(kind) {
            return None;
        }
        let Some(data) = rest.get(..length) else { break };
        if *kind == DATA {
            plain.extend(data);
        }
        taken += 5 + length;
    }
    let rest = &raw[taken..];
    let begun = [rest.first(), rest.get(1), rest.get(2)];
    let fits = [&[DATA, CHANGE_CIPHER][..], &[3], &[3]];
    let fits = begun.iter().zip(fits).all(|(byte, allowed)| byte.is_none_or(|byte| allowed.contains(byte)));
    raw.drain(..taken);
    fits.then_some(())
}

/// A browser's hello with zeros for random bytes. RFC 8446, 4.1.2; reserved values: RFC 8701.
fn compose(domain: &str, seed: &[u8], session: &[u8], share: &[u8; 32]) -> Vec<u8> {
    let grease = |at: usize| [(seed[at] & 0xf0) | 0x0a; 2];
    let other = |at: usize, than: usize| {
        let (one, two) = (grease(at), grease(than));
        if one == two { [one[0] ^ 0x10; 2] } else { one }
    };
    let name = [&[0][..], &sized(domain.as_bytes())].concat();
    let key_share = [&grease(2)[..], &[0, 1, 0, 0, 0x1d], &sized(share)].concat();
    let protocols = b"\x02h2\x08http/1.1";
    let signatures = [4, 3, 8, 4, 4, 1, 5, 3, 8, 5, 5, 1, 8, 6, 6, 1];
    let extensions = [
        extension(grease(1), &[]),
        extension([0, 0], &sized(&name)),
        extension([0, 0x17], &[]),
        extension([0xff, 1], &[0]),
        extension([0, 0x0a], &sized(&[&grease(2)[..], &[0, 0x1d, 0, 0x17, 0, 0x18]].concat())),
        extension([0, 0x0b], &[1, 0]),
        extension([0, 0x23], &[]),
        extension([0, 0x10], &sized(protocols)),
        extension([0, 5], &[1, 0, 0, 0, 0]),
        extension([0, 0x0d], &sized(&signatures)),
        extension([0, 0x12], &[]),
        extension([0, 0x33], &sized(&key_share)),
        extension([0, 0x2d], &[1, 1]),
        extension([0, 0x2b], &[&[6][..], &grease(3), &[3, 4, 3, 3]].concat()),
        extension([0, 0x1b], &[2, 0, 2]),
        extension(other(4, 1), &[0]),
    ];
    let mut extensions = extensions.concat();
    let ciphers = [
        0x13, 0x01, 0x13, 0x02, 0x13, 0x03, 0xc0, 0x2b, 0xc0, 0x2f, 0xc0, 0x2c, 0xc0, 0x30, 0xcc, 0xa9, 0xcc,
        0xa8, 0xc0, 0x13, 0xc0, 0x14, 0x00, 0x9c, 0x00, 0x9d, 0x00, 0x2f, 0x00, 0x35,
    ];
    let ciphers = sized(&[&grease(0)[..], &ciphers].concat());
    let before = 5 + 4 + 2 + 32 + 1 + session.len() + ciphers.len() + 2 + 2;
    let padding = HELLO.saturating_sub(before + extensions.len() + 4);
    extensions.extend(extension([0, 0x15], &vec![0; padding]));
    let body = [&[3, 3][..], &[0; 32], &[32], session, &ciphers, &[1, 0], &sized(&extensions)].concat();
    let handshake = [&[1, 0][..], &sized(&body)].concat();
    [&[HANDSHAKE, 3, 1][..], &sized(&handshake)].concat()
}

fn extension(kind: [u8; 2], data: &[u8]) -> Vec<u8> {
    [&kind[..], &sized(data)].concat()
}

/// Bytes after their number, in two bytes.
fn sized(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u16).to_be_bytes()[..], bytes].concat()
}

/// The x of a point of Curve25519 (RFC 7748), as a true key share is one: `x³ + 486662x² + x` is a square.
fn curve_point(seed: &[u8]) -> [u8; 32] {
    let one = BigUint::from(1u8);
    let prime = (&one << 255u8) - BigUint::from(19u8);
    let mut x = BigUint::from_bytes_le(seed) % &prime;
    loop {
        let square = (&x * &x * &x + BigUint::from(486_662u32) * &x * &x + &x) % &prime;
        if square.modpow(&((&prime - &one) >> 1u8), &prime) == one {
            break;
        }
        x = (x + &one) % &prime;
    }
    let mut point = [0; 32];
    let bytes = x.to_bytes_le();
    point[..bytes.len()].copy_from_slice(&bytes);
    point
}

fn keyed(key: &[u8; 16], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of every length.
    let mut hash = Hmac::<Sha256>::new_from_slice(key).expect("any length is a key");
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 16] = [7; 16];

    /// What a server that knows the key answers.
    fn answer(random: &[u8; 32]) -> Vec<u8> {
        let record = |kind: u8, data: &[u8]| [&[kind, 3, 3][..], &sized(data)].concat();
        let mut answer =
            [record(HANDSHAKE, &[2; 90]), CLIENT_READY.to_vec(), record(DATA, &[9; 50])].concat();
        answer[RANDOM].fill(0);
        let proof = keyed(&KEY, &[random, &answer]);
        answer[RANDOM].copy_from_slice(&proof);
        answer
    }

    #[test]
    fn the_hello_is_padded_and_its_lengths_agree() {
        for domain in ["a.example", &"long.".repeat(36)] {
            let (hello, random) = hello(&KEY, domain).unwrap();
            assert_eq!(hello.len(), HELLO, "{domain}");
            assert_eq!(hello[3..5], ((HELLO - 5) as u16).to_be_bytes());
            assert_eq!(hello[7..9], ((HELLO - 9) as u16).to_be_bytes());
            let mut blank = hello.clone();
            blank[RANDOM].fill(0);
            let expected = keyed(&KEY, &[&blank]);
            assert_eq!((&random[..28], &hello[RANDOM]), (&expected[..28], &random[..]));
            assert!(hello.windows(domain.len()).any(|part| part == domain.as_bytes()));
        }
    }

    #[test]
    fn only_a_server_with_the_key_is_welcome() {
        let random = [3; 32];
        let good = answer(&random);
        for length in 0..good.len() {
            assert_eq!(welcome(&KEY, &random, &good[..length]), Welcome::Incomplete, "{length}");
        }
        assert_eq!(welcome(&KEY, &random, &good), Welcome::Known(good.len()));
        assert_eq!(welcome(&KEY, &random, &[&good[..], b"more"].concat()), Welcome::Known(good.len()));
        assert_eq!(welcome(&[8; 16], &random, &good), Welcome::Stranger);
        assert_eq!(welcome(&KEY, &[4; 32], &good), Welcome::Stranger);
        assert_eq!(welcome(&KEY, &random, &[ALERT, 3, 3, 0, 2, 2, 40]), Welcome::Stranger);
        assert_eq!(welcome(&KEY, &random, b"SSH-2.0"), Welcome::Garbled);
        assert_eq!(
            welcome(&KEY, &random, &[HANDSHAKE, 3, 3, 0, 0, CHANGE_CIPHER, 3, 3, 0, 0, DATA, 3, 3, 0, 0]),
            Welcome::Garbled
        );
    }

    #[test]
    fn records_come_out_as_they_went_in_whatever_the_pieces() {
        let bytes: Vec<u8> = (0..10_000).map(|number| number as u8).collect();
        let sent = [&CLIENT_READY[..], &wrap(&bytes)].concat();
        for piece in [1, 7, 5000, sent.len()] {
            let (mut raw, mut plain) = (Vec::new(), Vec::new());
            for part in sent.chunks(piece) {
                raw.extend(part);
                unwrap(&mut raw, &mut plain).unwrap();
            }
            assert!(plain == bytes && raw.is_empty(), "{piece}");
        }
        for garbage in [&b"HTTP/"[..], &[DATA, 3, 1], &[DATA, 3, 3, 0xff, 0xff, 0], &[ALERT]] {
            assert_eq!(unwrap(&mut garbage.to_vec(), &mut Vec::new()), None, "{garbage:?}");
        }
    }
}
