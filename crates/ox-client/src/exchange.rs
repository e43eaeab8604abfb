//! Our own Diffie-Hellman exchange with a server whose RSA key is given: grammers knows only
//! Telegram's. The key goes into `DcOption::auth_key`, and grammers takes it from there.
//! Protocol: <https://core.telegram.org/mtproto/auth_key>.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ::rsa::pkcs1::DecodeRsaPublicKey;
use ::rsa::pkcs8::DecodePublicKey;
use ::rsa::traits::PublicKeyParts;
use grammers_crypto::{
    AuthKey, DequeBuffer, aes, factorize, generate_key_data_from_nonce, rsa, two_factor_auth,
};
use grammers_mtproto::transport::{self, Full, Transport};
use grammers_tl_types::{self as tl, Cursor, Deserializable, RemoteCall, Serializable};
use num_bigint::BigUint;
use sha1::{Digest, Sha1};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::ExchangeError;

/// Both sides have a few hundred milliseconds of arithmetic to do.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// No answer of the exchange is longer.
const MAX_ANSWER: usize = 16 << 10;

/// Agrees on a permanent key with the data centre at an address.
pub async fn exchange(address: SocketAddr, public_key_pem: &str) -> Result<[u8; 256], ExchangeError> {
    let (key, fingerprint) = public_key(public_key_pem)?;
    tokio::time::timeout(TIME_LIMIT, agree(address, &key, fingerprint))
        .await
        .map_err(|_| ExchangeError::TimedOut(address))?
}

/// Checks a server's public key without connecting.
pub fn check_public_key(pem: &str) -> Result<(), ExchangeError> {
    public_key(pem).map(|_| ())
}

/// The key and the fingerprint that servers list: the lower 64 bits of the SHA-1 of its TL form.
fn public_key(pem: &str) -> Result<(rsa::Key, i64), ExchangeError> {
    let parsed = ::rsa::RsaPublicKey::from_public_key_pem(pem)
        .map_err(|error| error.to_string())
        .or_else(|_| ::rsa::RsaPublicKey::from_pkcs1_pem(pem).map_err(|error| error.to_string()))
        .map_err(ExchangeError::PublicKey)?;
    if parsed.size() != 256 {
        return Err(ExchangeError::PublicKey(format!("it has {} bits", parsed.size() * 8)));
    }
    let (n, e) = (parsed.n().to_bytes_be(), parsed.e().to_bytes_be());
    let mut hash = Sha1::new();
    hash.update(n.to_bytes());
    hash.update(e.to_bytes());
    let hash: [u8; 20] = hash.finalize().into();
    let mut fingerprint = [0; 8];
    fingerprint.copy_from_slice(&hash[12..]);
    let decimal = |bytes: &[u8]| BigUint::from_bytes_be(bytes).to_string();
    let key = rsa::Key::new(&decimal(&n), &decimal(&e));
    let key = key.ok_or_else(|| ExchangeError::PublicKey("it has no modulus".to_owned()))?;
    Ok((key, i64::from_le_bytes(fingerprint)))
}

async fn agree(address: SocketAddr, key: &rsa::Key, fingerprint: i64) -> Result<[u8; 256], ExchangeError> {
    let stream = TcpStream::connect(address).await;
    let stream = stream.map_err(|source| ExchangeError::Connect { address, source })?;
    let mut wire = Wire { stream, transport: Full::new(), buffer: Vec::new(), last_id: 0 };

    let nonce = random::<16>()?;
    let tl::enums::ResPq::Pq(pq) = wire.call(&tl::functions::ReqPqMulti { nonce }).await?;
    check(pq.nonce == nonce, "another nonce")?;
    if !pq.server_public_key_fingerprints.contains(&fingerprint) {
        return Err(ExchangeError::OtherKey);
    }
    let server_nonce = pq.server_nonce;
    let (p, q) = factors(&pq.pq).await?;
    let new_nonce = random::<32>()?;
    let inner =
        tl::types::PQInnerData { pq: pq.pq, p: p.clone(), q: q.clone(), nonce, server_nonce, new_nonce };
    let inner = tl::enums::PQInnerData::Data(inner).to_bytes();
    let request = tl::functions::ReqDhParams {
        nonce,
        server_nonce,
        p,
        q,
        public_key_fingerprint: fingerprint,
        encrypted_data: rsa::encrypt_hashed(&inner, key, &random()?),
    };
    let tl::enums::ServerDhParams::Ok(params) = wire.call(&request).await? else {
        return Err(ExchangeError::Protocol("the server refused our request"));
    };
    check(params.nonce == nonce && params.server_nonce == server_nonce, "another nonce")?;

    let (aes_key, aes_iv) = generate_key_data_from_nonce(&server_nonce, &new_nonce);
    let inner = open_inner(params.encrypted_answer, &aes_key, &aes_iv)?;
    check(inner.nonce == nonce && inner.server_nonce == server_nonce, "another nonce")?;
    let secret = arithmetic(move || Secret::new(&inner)).await??;

    let mut sealed = seal_inner(&secret.public, nonce, server_nonce)?;
    aes::ige_encrypt(&mut sealed, &aes_key, &aes_iv);
    let request = tl::functions::SetClientDhParams { nonce, server_nonce, encrypted_data: sealed };
    let tl::enums::SetClientDhParamsAnswer::DhGenOk(done) = wire.call(&request).await? else {
        return Err(ExchangeError::Protocol("the server refused our half of the key"));
    };
    let hash = AuthKey::from_bytes(secret.shared).calc_new_nonce_hash(&new_nonce, 1);
    check(done.nonce == nonce && done.new_nonce_hash1 == hash, "the server has another key")?;
    Ok(secret.shared)
}

/// The smaller and the larger prime, each in as few bytes as it needs.
async fn factors(pq: &[u8]) -> Result<(Vec<u8>, Vec<u8>), ExchangeError> {
    let pq = <[u8; 8]>::try_from(pq).map_err(|_| ExchangeError::Protocol("`pq` is not 8 bytes"))?;
    let (p, q) = arithmetic(move || factorize(u64::from_be_bytes(pq))).await?;
    check(p > 1 && q > 1, "`pq` is prime")?;
    let bytes = |value: u64| BigUint::from(value).to_bytes_be();
    Ok((bytes(p.min(q)), bytes(p.max(q))))
}

/// Long arithmetic away from the event loop; grammers' panics on odd numbers end there, too.
async fn arithmetic<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ExchangeError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| ExchangeError::Protocol("the server's numbers are odd"))
}

/// Decrypts `server_DH_inner_data`, which follows its SHA-1 and precedes up to 15 random bytes.
fn open_inner(
    mut sealed: Vec<u8>,
    key: &[u8; 32],
    iv: &[u8; 32],
) -> Result<tl::types::ServerDhInnerData, ExchangeError> {
    check(sealed.len() >= 40 && sealed.len().is_multiple_of(16), "a short answer")?;
    aes::ige_decrypt(&mut sealed, key, iv);
    let (hash, rest) = sealed.split_at(20);
    let mut cursor = Cursor::from_slice(rest);
    let tl::enums::ServerDhInnerData::Data(inner) = tl::enums::ServerDhInnerData::deserialize(&mut cursor)
        .map_err(|_| ExchangeError::Protocol("an unreadable answer"))?;
    check(Sha1::digest(&rest[..cursor.pos()])[..] == *hash, "a changed answer")?;
    Ok(inner)
}

/// `client_DH_inner_data` after its SHA-1, filled up to whole AES blocks.
fn seal_inner(public: &[u8], nonce: [u8; 16], server_nonce: [u8; 16]) -> Result<Vec<u8>, ExchangeError> {
    let inner = tl::types::ClientDhInnerData { nonce, server_nonce, retry_id: 0, g_b: public.to_vec() };
    let inner = tl::enums::ClientDhInnerData::Data(inner).to_bytes();
    let mut sealed = Sha1::digest(&inner).to_vec();
    sealed.extend(inner);
    let padding = random::<16>()?;
    sealed.extend(&padding[..sealed.len().next_multiple_of(16) - sealed.len()]);
    Ok(sealed)
}

/// Our half of the key, and the whole of it.
struct Secret {
    public: Vec<u8>,
    shared: [u8; 256],
}

impl Secret {
    fn new(inner: &tl::types::ServerDhInnerData) -> Result<Self, ExchangeError> {
        check((2..=7).contains(&inner.g), "a generator out of range")?;
        check(two_factor_auth::check_p_and_g(&inner.dh_prime, &inner.g), "an unsafe prime")?;
        let prime = BigUint::from_bytes_be(&inner.dh_prime);
        let theirs = BigUint::from_bytes_be(&inner.g_a);
        check(in_range(&theirs, &prime), "an unsafe number")?;
        let ours = BigUint::from_bytes_be(&random::<256>()?);
        let public = BigUint::from(inner.g.unsigned_abs()).modpow(&ours, &prime);
        check(in_range(&public, &prime), "an unsafe number of our own; try again")?;
        let bytes = theirs.modpow(&ours, &prime).to_bytes_be();
        let mut shared = [0; 256];
        shared[256 - bytes.len()..].copy_from_slice(&bytes);
        Ok(Self { public: public.to_bytes_be(), shared })
    }
}

/// Between 2^(2048-64) and the prime less that.
fn in_range(value: &BigUint, prime: &BigUint) -> bool {
    let edge = BigUint::from(1u8) << (2048 - 64);
    *value > edge && *value < prime - edge
}

/// Unencrypted MTProto messages over the full transport.
struct Wire {
    stream: TcpStream,
    transport: Full,
    buffer: Vec<u8>,
    last_id: i64,
}

impl Wire {
    async fn call<R: RemoteCall>(&mut self, request: &R) -> Result<R::Return, ExchangeError> {
        let body = request.to_bytes();
        let mut message = DequeBuffer::with_capacity(body.len() + 64, 64);
        message.extend([0; 8]);
        message.extend(self.message_id().to_le_bytes());
        message.extend((body.len() as u32).to_le_bytes());
        message.extend(body);
        self.transport.pack(&mut message);
        self.stream.write_all(&message[..]).await?;
        loop {
            match self.transport.unpack(&mut self.buffer) {
                Ok(offset) => {
                    let answer = self
                        .buffer
                        .get(offset.data_range)
                        .and_then(|data| data.get(20..))
                        .map(R::Return::from_bytes);
                    let answer = answer.and_then(Result::ok);
                    self.buffer.drain(..offset.next_offset);
                    return answer.ok_or(ExchangeError::Protocol("an unreadable answer"));
                }
                Err(transport::Error::MissingBytes) if self.buffer.len() > MAX_ANSWER => {
                    return Err(ExchangeError::Protocol("an endless answer"));
                }
                Err(transport::Error::MissingBytes) => {
                    if self.stream.read_buf(&mut self.buffer).await? == 0 {
                        return Err(ExchangeError::Closed);
                    }
                }
                Err(error) => return Err(ExchangeError::Transport(error.to_string())),
            }
        }
    }

    /// Seconds in the upper half, growing, divisible by 4.
    fn message_id(&mut self) -> i64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let id = (now.as_secs() as i64) << 32 | i64::from(now.subsec_nanos()) << 2;
        self.last_id = id.max(self.last_id + 4);
        self.last_id
    }
}

fn random<const N: usize>() -> Result<[u8; N], ExchangeError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| ExchangeError::Protocol("the system has no randomness"))?;
    Ok(bytes)
}

fn check(holds: bool, otherwise: &'static str) -> Result<(), ExchangeError> {
    if holds { Ok(()) } else { Err(ExchangeError::Protocol(otherwise)) }
}
