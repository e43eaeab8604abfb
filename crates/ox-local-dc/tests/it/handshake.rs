//! The key exchange with the padding that newer clients use, and what breaks it.
//! The older padding is what the peers of `peers` use.

use grammers_crypto::{AuthKey, aes, factorize, generate_key_data_from_nonce, rsa as padded};
use grammers_tl_types::{Cursor, Deserializable, RemoteCall, Serializable, enums, functions as f, types};
use num_bigint::BigUint;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::traits::PublicKeyParts;
use sha1::{Digest, Sha1};

use crate::client::{Client, Wire};
use crate::people::Town;

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

fn send(wire: &mut Wire, body: &[u8]) {
    let mut payload = vec![0; 8];
    payload.extend(1i64.to_le_bytes());
    payload.extend((body.len() as u32).to_le_bytes());
    payload.extend(body);
    wire.send(&payload);
}

fn ask<R: RemoteCall>(wire: &mut Wire, request: &R) -> R::Return {
    send(wire, &request.to_bytes());
    R::Return::from_bytes(&wire.receive().unwrap()[20..]).unwrap()
}

fn minimal(number: u64) -> Vec<u8> {
    BigUint::from(number).to_bytes_be()
}

fn exchange(town: &Town) -> [u8; 256] {
    let wire = &mut Wire::connect(town.dc.address());
    let nonce = random();
    let enums::ResPq::Pq(offer) = ask(wire, &f::ReqPqMulti { nonce });
    let (p, q) = factorize(u64::from_be_bytes(offer.pq.clone().try_into().unwrap()));
    let (server_nonce, new_nonce) = (offer.server_nonce, random());
    let inner: enums::PQInnerData = types::PQInnerDataDc {
        pq: offer.pq,
        p: minimal(p),
        q: minimal(q),
        nonce,
        server_nonce,
        new_nonce,
        dc: 2,
    }
    .into();
    let public = rsa::RsaPublicKey::from_pkcs1_pem(town.dc.public_key_pem()).unwrap();
    let key = padded::Key::new(&public.n().to_string(), &public.e().to_string()).unwrap();
    let request = f::ReqDhParams {
        nonce,
        server_nonce,
        p: minimal(p),
        q: minimal(q),
        public_key_fingerprint: offer.server_public_key_fingerprints[0],
        encrypted_data: padded::encrypt_hashed(&inner.to_bytes(), &key, &random()),
    };
    let enums::ServerDhParams::Ok(sealed) = ask(wire, &request) else { panic!("refused") };
    let (aes_key, iv) = generate_key_data_from_nonce(&server_nonce, &new_nonce);
    let mut plain = sealed.encrypted_answer;
    aes::ige_decrypt(&mut plain, &aes_key, &iv);
    let enums::ServerDhInnerData::Data(server) =
        enums::ServerDhInnerData::deserialize(&mut Cursor::from_slice(&plain[20..])).unwrap();
    let (prime, secret) =
        (BigUint::from_bytes_be(&server.dh_prime), BigUint::from_bytes_be(&random::<256>()));
    let g_b = BigUint::from(server.g as u32).modpow(&secret, &prime).to_bytes_be();
    let inner: enums::ClientDhInnerData =
        types::ClientDhInnerData { nonce, server_nonce, retry_id: 0, g_b }.into();
    let inner = inner.to_bytes();
    let mut encrypted_data = Sha1::digest(&inner).to_vec();
    encrypted_data.extend(inner);
    encrypted_data.resize(encrypted_data.len().next_multiple_of(16), 0);
    aes::ige_encrypt(&mut encrypted_data, &aes_key, &iv);
    let done = ask(wire, &f::SetClientDhParams { nonce, server_nonce, encrypted_data });
    let enums::SetClientDhParamsAnswer::DhGenOk(done) = done else { panic!("{done:?}") };
    let shared = BigUint::from_bytes_be(&server.g_a).modpow(&secret, &prime).to_bytes_be();
    let mut made = [0; 256];
    made[256 - shared.len()..].copy_from_slice(&shared);
    let hash = AuthKey::from_bytes(made).calc_new_nonce_hash(&new_nonce, 1);
    assert_eq!(done.new_nonce_hash1, hash);
    made
}

#[test]
fn a_key_made_with_the_newer_padding_opens_a_session_of_nobody() {
    let town = Town::new();
    let mut client = Client::with_key(town.dc.address(), exchange(&town));
    client.introduce();
    let refusal = client.call(&f::updates::GetState {}).unwrap_err();
    assert_eq!(refusal, (401, "AUTH_KEY_UNREGISTERED".to_owned()));
}

#[test]
fn an_exchange_out_of_order_is_refused_and_hung_up() {
    let town = Town::new();
    let wire = &mut Wire::connect(town.dc.address());
    let (nonce, server_nonce) = (random(), random());
    let request = f::SetClientDhParams { nonce, server_nonce, encrypted_data: vec![0; 336] };
    send(wire, &request.to_bytes());
    assert_eq!(wire.receive().unwrap(), (-404i32).to_le_bytes());
    assert!(wire.receive().is_none());
}
