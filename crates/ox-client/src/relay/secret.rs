//! The secret of an `MTProxy`: how it is spelled, and what it says about the way to talk.
//! <https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation>

use std::fmt::Write;

use super::ProxyError;
use crate::base64;

/// A DNS name is not longer, and neither may the first message of fake TLS be.
const LONGEST_DOMAIN: usize = 182;

/// What an `MTProxy` and its users share.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    pub key: [u8; 16],
    pub dress: Dress,
}

/// What the conversation with an `MTProxy` looks like from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dress {
    /// Random bytes.
    Plain,
    /// Random bytes of random length (`dd…`).
    Padded,
    /// TLS with this server's name (`ee…`), with random bytes of random length inside.
    FakeTls(String),
}

impl Secret {
    /// Reads hexadecimal digits, or base64 in either alphabet.
    pub fn read(text: &str) -> Result<Self, ProxyError> {
        let bytes = hex(text).or_else(|| base64::read(text));
        let bytes = bytes.ok_or(ProxyError::Address("its secret is neither hexadecimal nor base64"))?;
        let of_16 = |bytes: &[u8]| {
            <[u8; 16]>::try_from(bytes).map_err(|_| ProxyError::Address("its secret has not 16 bytes"))
        };
        let (key, dress) = match &bytes[..] {
            [0xdd, key @ ..] if key.len() == 16 => (of_16(key)?, Dress::Padded),
            [0xee, rest @ ..] if rest.len() > 16 => {
                let domain = std::str::from_utf8(&rest[16..]).ok().filter(|domain| is_domain(domain));
                let domain = domain.ok_or(ProxyError::Address("its secret does not end with a domain"))?;
                (of_16(&rest[..16])?, Dress::FakeTls(domain.to_owned()))
            }
            key => (of_16(key)?, Dress::Plain),
        };
        Ok(Self { key, dress })
    }

    /// In hexadecimal digits.
    pub fn spell(&self) -> String {
        let (first, domain) = match &self.dress {
            Dress::Plain => (None, ""),
            Dress::Padded => (Some(&0xdd), ""),
            Dress::FakeTls(domain) => (Some(&0xee), &domain[..]),
        };
        let bytes = first.into_iter().chain(&self.key).chain(domain.as_bytes());
        bytes.fold(String::new(), |mut text, byte| {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

fn is_domain(domain: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    (1..=LONGEST_DOMAIN).contains(&domain.len()) && domain.bytes().all(allowed)
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|letter| letter.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255];
    const HEX: &str = "000102030405060708090a0b0c0d0eff";

    #[test]
    fn secrets_are_read_in_every_spelling() {
        let tls = Dress::FakeTls("example.org".into());
        let tls_bytes = [&[0xee][..], &KEY, b"example.org"].concat();
        for (text, dress) in [
            (HEX.to_owned(), Dress::Plain),
            (HEX.to_uppercase(), Dress::Plain),
            (base64::url(&KEY), Dress::Plain),
            (format!("dd{HEX}"), Dress::Padded),
            (base64::url(&[&[0xdd][..], &KEY].concat()), Dress::Padded),
            (format!("ee{HEX}6578616d706c652e6f7267"), tls.clone()),
            (base64::url(&tls_bytes), tls.clone()),
            (base64::standard(&tls_bytes), tls),
        ] {
            let secret = Secret::read(&text).unwrap();
            assert!(secret.key == KEY && secret.dress == dress, "{text}");
            assert!(Secret::read(&secret.spell()).unwrap() == secret, "{text}");
        }
    }

    #[test]
    fn other_secrets_are_refused() {
        for text in ["", "00", "xyz", "dd00", &HEX[2..], &format!("{HEX}00"), &format!("ee{HEX}0a"), "💥"] {
            assert!(matches!(Secret::read(text), Err(ProxyError::Address(_))), "{text}");
        }
    }
}
