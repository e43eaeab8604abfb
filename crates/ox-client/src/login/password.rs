//! The proof that we know the 2FA password (SRP): <https://core.telegram.org/api/srp>.
//! The password itself is never sent.

use grammers_crypto::two_factor_auth::{calculate_2fa, check_p_and_g};
use grammers_tl_types::{self as tl, enums};

use super::LoginError;

/// The proof for one attempt. Takes a noticeable part of a second, away from the event loop.
pub async fn proof(
    parameters: tl::types::account::Password,
    password: String,
) -> Result<enums::InputCheckPasswordSrp, LoginError> {
    let work = tokio::task::spawn_blocking(move || compute(parameters, &password));
    // The arithmetic panics on numbers that it does not expect.
    work.await.unwrap_or(Err(LoginError::PasswordUnsafe))
}

fn compute(
    parameters: tl::types::account::Password,
    password: &str,
) -> Result<enums::InputCheckPasswordSrp, LoginError> {
    use enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow as Known;
    let (Some(Known(algorithm)), Some(b), Some(srp_id)) =
        (parameters.current_algo, parameters.srp_b, parameters.srp_id)
    else {
        return Err(LoginError::PasswordUnsafe);
    };
    let safe = b.len() <= 256 && (2..=7).contains(&algorithm.g) && check_p_and_g(&algorithm.p, &algorithm.g);
    if !safe || b.iter().all(|byte| *byte == 0) {
        return Err(LoginError::PasswordUnsafe);
    }
    let mut secret = [0; 256];
    getrandom::fill(&mut secret).map_err(|_| LoginError::PasswordUnsafe)?;
    let (salt1, salt2) = (&algorithm.salt1, &algorithm.salt2);
    let (m1, a) = calculate_2fa(salt1, salt2, &algorithm.p, &algorithm.g, b, secret.to_vec(), password);
    let proof = tl::types::InputCheckPasswordSrp { srp_id, a: a.to_vec(), m1: m1.to_vec() };
    Ok(enums::InputCheckPasswordSrp::Srp(proof))
}
