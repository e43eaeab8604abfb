//! Logging in by a QR code that another of the account's apps scans.
//! <https://core.telegram.org/api/qr-login>

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{self as tl, enums};
use tokio::time::{Instant, timeout_at};

use super::{Login, LoginError, Step};

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Qr {
    /// Show this address as a QR code, wait with [`Login::scanned`], then ask [`Login::qr`] again.
    Show { url: String, expires_in: Duration },
    /// The code was accepted.
    Step(Step),
}

impl Login {
    /// A new code to show, or what came of the last one.
    pub async fn qr(&mut self) -> Result<Qr, LoginError> {
        let request = tl::functions::auth::ExportLoginToken {
            api_id: self.options.api_id,
            api_hash: self.options.api_hash.clone(),
            except_ids: Vec::new(),
        };
        let mut answer = self.ask(&request).await;
        if let Ok(enums::auth::LoginToken::MigrateTo(elsewhere)) = answer {
            self.caller.migrate(elsewhere.dc_id).await?;
            answer = self.ask(&tl::functions::auth::ImportLoginToken { token: elsewhere.token }).await;
        }
        match answer {
            Ok(enums::auth::LoginToken::Token(token)) => Ok(Qr::Show {
                url: format!("tg://login?token={}", base64url(&token.token)),
                expires_in: from_now(token.expires),
            }),
            Ok(enums::auth::LoginToken::Success(done)) => self.authorized(done.authorization).map(Qr::Step),
            Ok(enums::auth::LoginToken::MigrateTo(_)) => Err(LoginError::QrExpired),
            Err(LoginError::PasswordNeeded) => self.need_password().await.map(Qr::Step),
            Err(error) => Err(error),
        }
    }

    /// Waits until the shown code is scanned and accepted; false when the time is over first.
    pub async fn scanned(&mut self, within: Duration) -> bool {
        let until = Instant::now() + within;
        while let Ok(Some(received)) = timeout_at(until, self.received.recv()).await {
            let updates = match *received {
                UpdatesLike::Updates(enums::Updates::UpdateShort(one)) => vec![one.update],
                UpdatesLike::Updates(enums::Updates::Updates(all)) => all.updates,
                // What was missed while the connection was down is found out by asking.
                UpdatesLike::ConnectionClosed => return true,
                _ => continue,
            };
            if updates.iter().any(|update| matches!(update, enums::Update::LoginToken)) {
                return true;
            }
        }
        false
    }
}

fn from_now(expires: i32) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() as i64;
    Duration::from_secs((i64::from(expires) - now).clamp(5, 60) as u64)
}

/// Base64 for addresses, without padding: RFC 4648, section 5.
fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(LETTERS[(group >> (18 - 6 * place) & 63) as usize] as char);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url_matches_the_examples_of_rfc_4648() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg"),
            (b"fo", "Zm8"),
            (b"foo", "Zm9v"),
            (b"foobar", "Zm9vYmFy"),
            (b"\xfb\xff", "-_8"),
        ] {
            assert_eq!(base64url(bytes), text);
        }
    }
}
