//! The server's RSA key: a fixed 2048-bit test key (`key.pem`), public by purpose and worthless elsewhere.
//! Opening `encrypted_data` in both paddings in use; nothing else is ever encrypted with it.

use grammers_crypto::aes;
use num_bigint::BigUint;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPublicKey, LineEnding};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};

use crate::crypto::{be256, sha1, sha256};
use crate::error::DcError;

/// The private half, as numbers, and what clients need of the public half.
pub(crate) struct ServerKey {
    modulus: BigUint,
    secret: BigUint,
    public_pem: String,
    fingerprint: i64,
}

impl ServerKey {
    pub fn load() -> Result<ServerKey, DcError> {
        let unusable = |error: &dyn std::fmt::Display| DcError::Key(error.to_string());
        let key =
            rsa::RsaPrivateKey::from_pkcs1_pem(include_str!("key.pem")).map_err(|error| unusable(&error))?;
        let public_pem =
            key.to_public_key().to_pkcs1_pem(LineEnding::LF).map_err(|error| unusable(&error))?;
        let (modulus, exponent) = (key.n().to_bytes_be(), key.e().to_bytes_be());
        Ok(ServerKey {
            fingerprint: fingerprint(&modulus, &exponent),
            modulus: BigUint::from_bytes_be(&modulus),
            secret: BigUint::from_bytes_be(&key.d().to_bytes_be()),
            public_pem,
        })
    }

    /// The public half as PKCS#1 PEM.
    pub fn public_pem(&self) -> &str {
        &self.public_pem
    }

    /// Lower 64 bits of the SHA-1 of the bare `rsa_public_key` (<https://core.telegram.org/mtproto/auth_key>).
    pub fn fingerprint(&self) -> i64 {
        self.fingerprint
    }

    /// Opens `encrypted_data`: `RSA_PAD` of newer clients, or SHA-1 + data + padding of older ones.
    pub fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let number = BigUint::from_bytes_be(sealed);
        if sealed.len() > 256 || number >= self.modulus {
            return None;
        }
        let block = be256(&number.modpow(&self.secret, &self.modulus));
        open_hashed(&block).or_else(|| open_padded(&block))
    }
}

fn fingerprint(modulus: &[u8], exponent: &[u8]) -> i64 {
    use grammers_tl_types::Serializable;
    let digest = sha1(&[&modulus.to_bytes(), &exponent.to_bytes()]);
    i64::from_le_bytes(std::array::from_fn(|i| digest[12 + i]))
}

/// SHA-1 over the data, the data, then random padding; the data's length is found by its hash.
fn open_hashed(block: &[u8; 256]) -> Option<Vec<u8>> {
    if block[0] != 0 {
        return None;
    }
    let body = &block[21..];
    (0..=144)
        .step_by(4)
        .find(|&length| sha1(&[&body[..length]]) == block[1..21])
        .map(|length| body[..length].to_vec())
}

/// `RSA_PAD` of <https://core.telegram.org/mtproto/auth_key>, backwards.
fn open_padded(block: &[u8; 256]) -> Option<Vec<u8>> {
    let mut sealed = block[32..].to_vec();
    let mut key = sha256(&[&sealed]);
    key.iter_mut().zip(&block[..32]).for_each(|(left, right)| *left ^= right);
    aes::ige_decrypt(&mut sealed, &key, &[0; 32]);
    let data: Vec<u8> = sealed[..192].iter().rev().copied().collect();
    (sha256(&[&key, &data]) == sealed[192..]).then_some(data)
}
