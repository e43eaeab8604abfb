//! Takes the bytes of a file out of the packet that brings them. What goes on to the session is the same answer with
//! nothing in it, sealed anew: it is acknowledged and matched as any other. The session's library would open the
//! whole packet at half the cipher's speed, and copy it twice. Layout: core.telegram.org/mtproto/description.

use std::ops::Range;

use aes::Aes256;
use grammers_tl_types::{self as tl, Identifiable};
use ige::cipher::{Array, BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Shorter packets are left to the session.
const LARGE: usize = 8 << 10;
/// The key's id and the message key, before what is encrypted.
const FRONT: usize = 24;
/// Salt, session, message id, sequence number and length, before the message's body.
const HEADER: usize = 32;
const LENGTH: Range<usize> = 28..32;
/// `rpc_result` and the id of the request, before the answer.
const RESULT: usize = 12;
/// The constructor of the answer, which is all that is left of it.
const LEFT: usize = 4;
/// Header, an answer with nothing in it, and padding.
const STAND_IN: usize = 64;
/// Constructor of `rpc_result`, which the typed schema leaves out.
const RPC_RESULT: u32 = 0xf35c_6d01;
/// Offset into the key for what the server writes.
const FROM_SERVER: usize = 8;

/// A packet that was not sealed with this key.
#[derive(Debug, PartialEq, Eq)]
pub struct Forged;

/// Opens the server's packets.
pub struct Opener {
    key: Box<[u8; 256]>,
    id: [u8; 8],
}

impl Opener {
    /// For what is sealed with this authorisation key.
    pub fn new(key: [u8; 256]) -> Self {
        let digest = Sha1::digest(key);
        Self { id: std::array::from_fn(|i| digest[12 + i]), key: Box::new(key) }
    }

    /// The packet as the session shall see it, and the answer that was taken out: an `upload.File`. Other packets
    /// stay as they are.
    pub fn take<'a>(&self, packet: &'a mut [u8]) -> Result<(&'a mut [u8], Option<Vec<u8>>), Forged> {
        if packet.len() < LARGE || !(packet.len() - FRONT).is_multiple_of(16) {
            return Ok((packet, None));
        }
        let (front, plain) = packet.split_at_mut(FRONT);
        if front[..8] != self.id {
            return Err(Forged);
        }
        let message_key: [u8; 16] = std::array::from_fn(|i| front[8 + i]);
        let (aes_key, iv) = self.derive(&message_key);
        let (blocks, _) = Array::slice_as_chunks_mut(plain);
        ige::Decryptor::<Aes256>::new(&aes_key.into(), &iv.into()).decrypt_blocks(blocks);
        if self.message_key(plain) != message_key {
            return Err(Forged);
        }
        let Some(answer) = file(plain) else {
            let (blocks, _) = Array::slice_as_chunks_mut(plain);
            ige::Encryptor::<Aes256>::new(&aes_key.into(), &iv.into()).encrypt_blocks(blocks);
            return Ok((packet, None));
        };
        let answer = plain[answer].to_vec();
        let packet = &mut packet[..FRONT + STAND_IN];
        packet[FRONT..][LENGTH].copy_from_slice(&((RESULT + LEFT) as u32).to_le_bytes());
        self.seal(packet);
        Ok((packet, Some(answer)))
    }

    fn seal(&self, packet: &mut [u8]) {
        let (front, plain) = packet.split_at_mut(FRONT);
        let message_key = self.message_key(plain);
        let (aes_key, iv) = self.derive(&message_key);
        let (blocks, _) = Array::slice_as_chunks_mut(plain);
        ige::Encryptor::<Aes256>::new(&aes_key.into(), &iv.into()).encrypt_blocks(blocks);
        front[8..].copy_from_slice(&message_key);
    }

    fn message_key(&self, plain: &[u8]) -> [u8; 16] {
        let digest = Sha256::new().chain_update(&self.key[88 + FROM_SERVER..120 + FROM_SERVER]);
        let digest = digest.chain_update(plain).finalize();
        std::array::from_fn(|i| digest[8 + i])
    }

    fn derive(&self, message_key: &[u8; 16]) -> ([u8; 32], [u8; 32]) {
        let part = |from: usize| &self.key[from + FROM_SERVER..from + FROM_SERVER + 36];
        let mut aes_key = Sha256::new().chain_update(message_key).chain_update(part(0)).finalize();
        let mut iv = Sha256::new().chain_update(part(40)).chain_update(message_key).finalize();
        aes_key[8..24].swap_with_slice(&mut iv[8..24]);
        (aes_key.into(), iv.into())
    }
}

/// Where the `upload.File` is, if the packet is the answer that has it and nothing else.
fn file(plain: &[u8]) -> Option<Range<usize>> {
    let word = |at: usize| plain.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let end = HEADER + word(LENGTH.start)? as usize;
    let answer = HEADER + RESULT;
    let is_file = word(HEADER)? == RPC_RESULT && word(answer)? == tl::types::upload::File::CONSTRUCTOR_ID;
    // Protocol: 12 to 1024 bytes of padding.
    let fits = end >= answer + LEFT && (12..=1024).contains(&plain.len().checked_sub(end)?);
    (is_file && fits).then_some(answer..end)
}

#[cfg(test)]
mod tests {
    use grammers_crypto::{AuthKey, decrypt_data_v2};
    use tl::Serializable;

    use super::*;

    const KEY: [u8; 256] = [7; 256];
    const REQUEST: i64 = 0x0123_4567_89ab_cdef;

    /// A packet of the server with one message.
    fn packet(body: &[u8]) -> Vec<u8> {
        let mut packet = AuthKey::from_bytes(KEY).to_bytes()[..FRONT].to_vec();
        packet[..8].copy_from_slice(&Opener::new(KEY).id);
        packet.extend((0..28).map(|n| n as u8));
        packet.extend_from_slice(&(body.len() as u32).to_le_bytes());
        packet.extend_from_slice(body);
        let padding = 12 + (16 - (packet.len() - FRONT + 12) % 16) % 16;
        packet.extend(vec![9; padding]);
        Opener::new(KEY).seal(&mut packet);
        packet
    }

    fn result(answer: &[u8]) -> Vec<u8> {
        [&RPC_RESULT.to_le_bytes()[..], &REQUEST.to_le_bytes(), answer].concat()
    }

    fn file(length: usize) -> Vec<u8> {
        let (r#type, bytes) = (tl::enums::storage::FileType::FilePng, vec![5; length]);
        tl::enums::upload::File::File(tl::types::upload::File { r#type, mtime: 1, bytes }).to_bytes()
    }

    /// What the library reads in a packet: the message's header and body.
    fn read(packet: &mut [u8]) -> (Vec<u8>, Vec<u8>) {
        let plain = decrypt_data_v2(packet, &AuthKey::from_bytes(KEY)).unwrap();
        let length = u32::from_le_bytes(plain[LENGTH].try_into().unwrap()) as usize;
        (plain[..LENGTH.start].to_vec(), plain[HEADER..HEADER + length].to_vec())
    }

    #[test]
    fn a_file_is_taken_out_and_the_session_sees_the_rest() {
        for length in [LARGE, LARGE + 1, LARGE + 15, 512 << 10] {
            let (answer, mut bytes) = (file(length), packet(&result(&file(length))));
            let (stand_in, taken) = Opener::new(KEY).take(&mut bytes).unwrap();
            assert_eq!(taken, Some(answer.clone()));
            let (header, body) = read(stand_in);
            assert_eq!(header, (0..28).map(|n| n as u8).collect::<Vec<_>>());
            assert_eq!(body, result(&answer[..LEFT]));
        }
    }

    #[test]
    fn other_packets_stay_as_they_are() {
        let vector = [&0x1cb5_c415_u32.to_le_bytes()[..], &vec![1; 2 * LARGE]].concat();
        let container = [&0x73f1_f8dc_u32.to_le_bytes()[..], &vec![2; 2 * LARGE]].concat();
        for body in [result(&vector), container, result(&file(100)), vec![3; 8]] {
            let sealed = packet(&body);
            let mut bytes = sealed.clone();
            let (seen, taken) = Opener::new(KEY).take(&mut bytes).unwrap();
            assert_eq!((&*seen, taken), (&*sealed, None));
            assert_eq!(read(seen).1, body);
        }
    }

    #[test]
    fn a_length_that_lies_takes_nothing_out() {
        for length in [0, 15, LARGE as u32, 2 * LARGE as u32 + 4096, u32::MAX] {
            let mut bytes = packet(&result(&file(2 * LARGE)));
            let plain = decrypt_data_v2(&mut bytes, &AuthKey::from_bytes(KEY)).unwrap();
            plain[LENGTH].copy_from_slice(&length.to_le_bytes());
            Opener::new(KEY).seal(&mut bytes);
            assert_eq!(Opener::new(KEY).take(&mut bytes).unwrap().1, None, "{length}");
        }
    }

    #[test]
    fn a_packet_that_was_touched_is_forged() {
        let sealed = packet(&result(&file(2 * LARGE)));
        for at in [0, 8, 23, 24, 40, 60, sealed.len() - 1] {
            let mut bytes = sealed.clone();
            bytes[at] ^= 1;
            assert_eq!(Opener::new(KEY).take(&mut bytes), Err(Forged), "byte {at}");
        }
        assert_eq!(Opener::new([8; 256]).take(&mut sealed.clone()), Err(Forged));
    }
}
