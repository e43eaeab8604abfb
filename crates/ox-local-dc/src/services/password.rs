//! The second password: the verifier that is kept and the SRP exchange that proves it (core.telegram.org/api/srp).
//! Who is logged in afterwards is decided in `auth`; setting, changing and recovering a password is in `settings`.

pub(crate) mod settings;

use grammers_tl_types::{enums, types};
use num_bigint::BigUint;
use sha2::Sha512;

use crate::crypto::{be256, random, sha256};
use crate::handshake::PRIME;

/// Generator of the group; 3 belongs to the prime.
const G: u32 = 3;
/// Rounds of PBKDF2, fixed by the algorithm's name.
const ROUNDS: u32 = 100_000;

/// What is kept of a password.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verifier {
    salt1: Vec<u8>,
    salt2: Vec<u8>,
    number: BigUint,
    pub hint: String,
}

/// One question for a password.
pub(crate) struct Exchange {
    pub person: i64,
    secret: BigUint,
    public: [u8; 256],
}

fn salted(data: &[u8], salt: &[u8]) -> [u8; 32] {
    sha256(&[salt, data, salt])
}

fn padded_g() -> [u8; 256] {
    be256(&BigUint::from(G))
}

impl Verifier {
    /// Takes about a tenth of a second: the algorithm wants it so.
    pub fn of(password: &str, hint: &str) -> Verifier {
        let (salt1, salt2) = (random::<16>().to_vec(), random::<16>().to_vec());
        let first = salted(&salted(password.as_bytes(), &salt1), &salt2);
        let mut stretched = [0u8; 64];
        pbkdf2::pbkdf2_hmac::<Sha512>(&first, &salt1, ROUNDS, &mut stretched);
        let x = BigUint::from_bytes_be(&salted(&stretched, &salt2));
        let number = BigUint::from(G).modpow(&x, &PRIME);
        Verifier { salt1, salt2, number, hint: hint.to_owned() }
    }

    /// What a client has made of a new password and the salts it was given; `None` for what nobody can prove.
    pub fn received(salt1: Vec<u8>, salt2: Vec<u8>, number: &[u8], hint: String) -> Option<Verifier> {
        let number = BigUint::from_bytes_be(number);
        let one = BigUint::from(1u8);
        (number > one && number < &*PRIME - one).then_some(Verifier { salt1, salt2, number, hint })
    }

    fn multiplier() -> BigUint {
        BigUint::from_bytes_be(&sha256(&[&PRIME.to_bytes_be(), &padded_g()]))
    }

    /// Opens an exchange for a person.
    pub fn ask(&self, person: i64) -> Exchange {
        let secret = BigUint::from_bytes_be(&random::<256>());
        let shown = Self::multiplier() * &self.number + BigUint::from(G).modpow(&secret, &PRIME);
        Exchange { person, secret, public: be256(&(shown % &*PRIME)) }
    }

    /// Whether the client has shown that it knows the password.
    pub fn proves(&self, exchange: &Exchange, proof: &types::InputCheckPasswordSrp) -> bool {
        let client = BigUint::from_bytes_be(&proof.a);
        if proof.a.len() > 256 || (&client % &*PRIME) == BigUint::default() {
            return false;
        }
        let a = be256(&client);
        let u = BigUint::from_bytes_be(&sha256(&[&a, &exchange.public]));
        let base = client * self.number.modpow(&u, &PRIME);
        let shared = sha256(&[&be256(&base.modpow(&exchange.secret, &PRIME))]);
        let mut mixed = sha256(&[&PRIME.to_bytes_be()]);
        mixed.iter_mut().zip(sha256(&[&padded_g()])).for_each(|(left, right)| *left ^= right);
        let salts = (sha256(&[&self.salt1]), sha256(&[&self.salt2]));
        let expected = sha256(&[&mixed, &salts.0, &salts.1, &a, &exchange.public, &shared]);
        proof.m1 == expected
    }

    fn algorithm(&self) -> enums::PasswordKdfAlgo {
        algorithm(self.salt1.clone(), self.salt2.clone())
    }
}

fn algorithm(salt1: Vec<u8>, salt2: Vec<u8>) -> enums::PasswordKdfAlgo {
    let p = PRIME.to_bytes_be();
    types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow { salt1, salt2, g: G as i32, p }
        .into()
}

/// The salts of an algorithm that is ours; `None` for another.
fn salts(algorithm: &enums::PasswordKdfAlgo) -> Option<(Vec<u8>, Vec<u8>)> {
    use enums::PasswordKdfAlgo as Algorithm;
    match algorithm {
        Algorithm::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(ours)
            if ours.g == G as i32 && BigUint::from_bytes_be(&ours.p) == *PRIME =>
        {
            Some((ours.salt1.clone(), ours.salt2.clone()))
        }
        _ => None,
    }
}

/// `account.password` for somebody with or without a password, with fresh salts for a new one.
fn describe(verifier: Option<&Verifier>) -> types::account::Password {
    types::account::Password {
        has_recovery: false,
        has_secure_values: false,
        has_password: verifier.is_some(),
        current_algo: verifier.map(Verifier::algorithm),
        srp_b: None,
        srp_id: None,
        hint: verifier.map(|verifier| verifier.hint.clone()).filter(|hint| !hint.is_empty()),
        email_unconfirmed_pattern: None,
        new_algo: algorithm(random::<8>().to_vec(), random::<16>().to_vec()),
        new_secure_algo: enums::SecurePasswordKdfAlgo::Unknown,
        secure_random: random::<256>().to_vec(),
        pending_reset_date: None,
        login_email_pattern: None,
    }
}
