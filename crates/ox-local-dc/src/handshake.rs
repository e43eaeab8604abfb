//! The exchange that makes an authorisation key (<https://core.telegram.org/mtproto/auth_key>), the server's side.
//! Out of scope: temporary keys (perfect forward secrecy) and `dh_gen_retry`.

use std::sync::LazyLock;

use grammers_crypto::{aes, generate_key_data_from_nonce};
use grammers_tl_types::{self as tl, Cursor, Deserializable, Identifiable, Serializable};
use num_bigint::BigUint;

use crate::crypto::{AuthKey, be256, random, sha1};
use crate::key::ServerKey;
use crate::session::unix_seconds;

/// Telegram's own 2048-bit safe prime: clients that check the prime know it. 3 generates the subgroup.
pub(crate) static PRIME: LazyLock<BigUint> = LazyLock::new(|| {
    let digits = concat!(
        "C71CAEB9C6B1C9048E6C522F70F13F73980D40238E3E21C14934D037563D930F",
        "48198A0AA7C14058229493D22530F4DBFA336F6E0AC925139543AED44CCE7C37",
        "20FD51F69458705AC68CD4FE6B6B13ABDC9746512969328454F18FAF8C595F64",
        "2477FE96BB2A941D5BCD1D4AC8CC49880708FA9B378E3C4F3A9060BEE67CF9A4",
        "A4A695811051907E162753B56B0F6B410DBA74D8A84B2A14B3144E0EF1284754",
        "FD17ED950D5965B4B9DD46582DB1178D169C6BC465B0D6FF9CA3928FEF5B9AE4",
        "E418FC15E83EBEA0F87FA9FF5EED70050DED2849F47BF959D956850CE929851F",
        "0D8115F635B105EE2E4E15D04B2454BF6F4FADF034B10403119CD8E3B92FCC5B",
    );
    BigUint::parse_bytes(digits.as_bytes(), 16).unwrap_or_default()
});

/// 1229739323 * 1402015859: small enough to be factored at once.
const PQ: u64 = 0x17ED_4894_1A08_F981;

/// What one connection remembers between the steps.
#[derive(Default)]
pub(crate) struct Handshake {
    nonce: [u8; 16],
    server_nonce: [u8; 16],
    new_nonce: [u8; 32],
    secret: BigUint,
}

/// What a step of the exchange leads to.
pub(crate) enum Step {
    /// Answer and wait for the next step.
    Answer(Vec<u8>),
    /// Answer; the key and its first salt exist from now on.
    Done { answer: Vec<u8>, key: Box<AuthKey>, salt: i64 },
}

impl Handshake {
    /// Takes one unencrypted request; `None` for what breaks the protocol.
    pub fn step(&mut self, server_key: &ServerKey, request: &[u8]) -> Option<Step> {
        let body = &mut Cursor::from_slice(request);
        match u32::deserialize(body).ok()? {
            tl::functions::ReqPqMulti::CONSTRUCTOR_ID | tl::functions::ReqPq::CONSTRUCTOR_ID => {
                self.nonce = <[u8; 16]>::deserialize(body).ok()?;
                Some(Step::Answer(self.offer(server_key)))
            }
            tl::functions::ReqDhParams::CONSTRUCTOR_ID => {
                let request = tl::functions::ReqDhParams::deserialize(body).ok()?;
                self.parameters(server_key, &request).map(Step::Answer)
            }
            tl::functions::SetClientDhParams::CONSTRUCTOR_ID => {
                self.finish(tl::functions::SetClientDhParams::deserialize(body).ok()?)
            }
            _ => None,
        }
    }

    fn offer(&mut self, server_key: &ServerKey) -> Vec<u8> {
        self.server_nonce = random();
        tl::enums::ResPq::Pq(tl::types::ResPq {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            pq: PQ.to_be_bytes().to_vec(),
            server_public_key_fingerprints: vec![server_key.fingerprint()],
        })
        .to_bytes()
    }

    fn parameters(
        &mut self,
        server_key: &ServerKey,
        request: &tl::functions::ReqDhParams,
    ) -> Option<Vec<u8>> {
        let inner = server_key.open(&request.encrypted_data)?;
        let (nonce, server_nonce, new_nonce) = match tl::enums::PQInnerData::from_bytes(&inner).ok()? {
            tl::enums::PQInnerData::Data(data) => (data.nonce, data.server_nonce, data.new_nonce),
            tl::enums::PQInnerData::Dc(data) => (data.nonce, data.server_nonce, data.new_nonce),
            _ => return None,
        };
        if (nonce, server_nonce) != (self.nonce, self.server_nonce) {
            return None;
        }
        self.new_nonce = new_nonce;
        self.secret = BigUint::from_bytes_be(&random::<256>());
        let answer = tl::enums::ServerDhInnerData::Data(tl::types::ServerDhInnerData {
            nonce,
            server_nonce,
            g: 3,
            dh_prime: PRIME.to_bytes_be(),
            g_a: BigUint::from(3u32).modpow(&self.secret, &PRIME).to_bytes_be(),
            server_time: unix_seconds(),
        })
        .to_bytes();
        let mut encrypted_answer = sha1(&[&answer]).to_vec();
        encrypted_answer.extend(answer);
        encrypted_answer.resize(encrypted_answer.len().next_multiple_of(16), 0);
        let (key, iv) = generate_key_data_from_nonce(&server_nonce, &new_nonce);
        aes::ige_encrypt(&mut encrypted_answer, &key, &iv);
        let answer = tl::types::ServerDhParamsOk { nonce, server_nonce, encrypted_answer };
        Some(tl::enums::ServerDhParams::Ok(answer).to_bytes())
    }

    fn finish(&mut self, mut request: tl::functions::SetClientDhParams) -> Option<Step> {
        let sealed = &mut request.encrypted_data;
        if sealed.len() < 32 || !sealed.len().is_multiple_of(16) {
            return None;
        }
        let (key, iv) = generate_key_data_from_nonce(&self.server_nonce, &self.new_nonce);
        aes::ige_decrypt(sealed, &key, &iv);
        let tl::enums::ClientDhInnerData::Data(data) =
            tl::enums::ClientDhInnerData::from_bytes(&sealed[20..]).ok()?;
        if (data.nonce, data.server_nonce) != (self.nonce, self.server_nonce) {
            return None;
        }
        let key = be256(&BigUint::from_bytes_be(&data.g_b).modpow(&self.secret, &PRIME));
        let new_nonce_hash1 =
            grammers_crypto::AuthKey::from_bytes(key).calc_new_nonce_hash(&self.new_nonce, 1);
        let salt = std::array::from_fn(|i| self.new_nonce[i] ^ self.server_nonce[i]);
        let answer = tl::enums::SetClientDhParamsAnswer::DhGenOk(tl::types::DhGenOk {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            new_nonce_hash1,
        })
        .to_bytes();
        Some(Step::Done { answer, key: Box::new(key), salt: i64::from_le_bytes(salt) })
    }
}
