//! The server's half of MTProto 2.0 message encryption, and the hashes beside it.
//! The RSA key and the key exchange live elsewhere.

use aes::Aes256;
use ige::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use num_bigint::BigUint;
use sha1::{Digest, Sha1};
use sha2::Sha256;

/// An authorisation key.
pub(crate) type AuthKey = [u8; 256];
/// The 64-bit name of an authorisation key on the wire.
pub(crate) type KeyId = [u8; 8];

/// Offset into the key for what a client writes.
const FROM_CLIENT: usize = 0;
/// Offset into the key for what the server writes.
const FROM_SERVER: usize = 8;

pub(crate) fn sha1(parts: &[&[u8]]) -> [u8; 20] {
    let mut hash = Sha1::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// Fills `N` bytes from the operating system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Without randomness of the system there is no cryptography to go on with.
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// Big-endian, left-padded to 256 bytes; numbers here are always below a 2048-bit modulus.
pub(crate) fn be256(number: &BigUint) -> [u8; 256] {
    let bytes = number.to_bytes_be();
    let mut padded = [0; 256];
    padded[256 - bytes.len()..].copy_from_slice(&bytes);
    padded
}

pub(crate) fn key_id(key: &AuthKey) -> KeyId {
    let digest = sha1(&[key]);
    std::array::from_fn(|i| digest[12 + i])
}

fn derive(key: &AuthKey, message_key: &[u8], x: usize) -> ([u8; 32], [u8; 32]) {
    let a = sha256(&[message_key, &key[x..x + 36]]);
    let b = sha256(&[&key[40 + x..76 + x], message_key]);
    let mut aes_key = a;
    aes_key[8..24].copy_from_slice(&b[8..24]);
    let mut iv = b;
    iv[8..24].copy_from_slice(&a[8..24]);
    (aes_key, iv)
}

/// What `seal` writes in front: the key's id and the message key.
pub(crate) const FRONT: usize = 24;
/// What `seal` writes behind, at most.
pub(crate) const BACK: usize = 28;

/// Seals `salt, session, msg_id, seq, length, body` into a packet, in place: it begins after [`FRONT`] bytes.
pub(crate) fn seal(key: &AuthKey, id: KeyId, mut packet: Vec<u8>) -> Vec<u8> {
    let padding = 12 + (16 - (packet.len() - FRONT + 12) % 16) % 16;
    packet.extend_from_slice(&random::<BACK>()[..padding]);
    let (front, plain) = packet.split_at_mut(FRONT);
    let digest = sha256(&[&key[88 + FROM_SERVER..120 + FROM_SERVER], plain]);
    let message_key = &digest[8..24];
    let (aes_key, iv) = derive(key, message_key, FROM_SERVER);
    let (blocks, _) = Array::slice_as_chunks_mut(plain);
    ige::Encryptor::<Aes256>::new(&aes_key.into(), &iv.into()).encrypt_blocks(blocks);
    front[..8].copy_from_slice(&id);
    front[8..].copy_from_slice(message_key);
    packet
}

/// Opens a packet in place and returns its plain part; `None` for what the key did not write.
pub(crate) fn open<'a>(key: &AuthKey, packet: &'a mut [u8]) -> Option<&'a [u8]> {
    let length = packet.len().checked_sub(24)? / 16 * 16;
    let message_key: [u8; 16] = packet[8..24].try_into().ok()?;
    let (aes_key, iv) = derive(key, &message_key, FROM_CLIENT);
    let plain = &mut packet[24..24 + length];
    if plain.len() < 32 {
        return None;
    }
    let (blocks, _) = Array::slice_as_chunks_mut(plain);
    ige::Decryptor::<Aes256>::new(&aes_key.into(), &iv.into()).decrypt_blocks(blocks);
    let digest = sha256(&[&key[88 + FROM_CLIENT..120 + FROM_CLIENT], plain]);
    (digest[8..24] == message_key).then_some(plain)
}
