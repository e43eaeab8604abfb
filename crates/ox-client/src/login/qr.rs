//! Logging in by a QR code that another of the account's apps scans.
//! <https://core.telegram.org/api/qr-login>

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{self as tl, enums};
use tokio::time::{Instant, timeout_at};

use super::{Login, LoginError, Step};
use crate::base64;

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
                url: format!("tg://login?token={}", base64::url(&token.token)),
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
