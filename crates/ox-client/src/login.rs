//! Logging in, step by step, without a terminal: code, 2FA password, QR code, bot token.
//! Nothing is stored before [`Login::save`]; an abandoned login leaves no trace in the store.

mod error;
mod password;
mod qr;

use std::sync::Arc;
use std::time::Duration;

use grammers_tl_types::{self as tl, Deserializable, enums};
use ox_store::{AccountRow, Store};

use crate::invoke::Caller;
use crate::peers;
use crate::pool::Received;
use crate::session::{AccountSession, DEFAULT_DC};
use crate::{ClientError, InvokeError, Options, Request};

pub use crate::exchange::check_public_key;
pub use error::LoginError;
pub use qr::Qr;

/// A login under way.
pub struct Login {
    caller: Arc<Caller>,
    received: Received,
    options: Options,
    phone: Option<Phone>,
    password: Option<Box<tl::types::account::Password>>,
    user: Option<Box<tl::types::User>>,
}

struct Phone {
    number: String,
    hash: String,
}

/// Where a login stands after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Logged in; what is left is [`Login::save`].
    Done,
    /// The account has a 2FA password; the hint is its owner's.
    Password { hint: Option<String> },
}

/// A code is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSent {
    pub way: CodeWay,
    /// Number of characters, where it is known.
    pub length: Option<u32>,
    /// After this time another way may be asked for with [`Login::resend_code`].
    pub next_after: Option<Duration>,
}

/// How a code comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeWay {
    /// As a message in another of the account's apps.
    App,
    Sms,
    /// A call that speaks the code.
    Call,
    /// A call whose number ends with the code.
    MissedCall,
    /// To the address that looks like this.
    Email(String),
    /// On this page.
    Fragment(String),
}

impl Login {
    /// Connects, agreeing on a key first where the server is not Telegram's.
    pub async fn begin(options: Options) -> Result<Self, LoginError> {
        // A store of its own: the account's id, and so its place in the real one, is not known yet.
        let store = Store::memory().account(0);
        let session = AccountSession::new(store, options.row(DEFAULT_DC)).map_err(ClientError::from)?;
        let (caller, received) = Caller::start(Arc::new(session), options.time_limit).await?;
        let caller = Arc::new(caller);
        Ok(Self { caller, received, options, phone: None, password: None, user: None })
    }

    /// Asks Telegram to send a code to a phone number in international form.
    pub async fn request_code(&mut self, phone: &str) -> Result<CodeSent, LoginError> {
        let number: String = phone.chars().filter(char::is_ascii_digit).collect();
        let request = tl::functions::auth::SendCode {
            phone_number: number.clone(),
            api_id: self.options.api_id,
            api_hash: self.options.api_hash.clone(),
            settings: settings(),
        };
        let sent = self.ask(&request).await?;
        self.sent(number, sent)
    }

    /// Asks for the code once more, in the next of Telegram's ways.
    pub async fn resend_code(&mut self) -> Result<CodeSent, LoginError> {
        let Phone { number, hash } = self.phone.take().ok_or(LoginError::OutOfOrder)?;
        let request = tl::functions::auth::ResendCode {
            phone_number: number.clone(),
            phone_code_hash: hash.clone(),
            reason: None,
        };
        self.phone = Some(Phone { number: number.clone(), hash });
        let sent = self.ask(&request).await?;
        self.sent(number, sent)
    }

    /// Logs in with the code. After a wrong one another may be tried.
    pub async fn sign_in(&mut self, code: &str) -> Result<Step, LoginError> {
        let phone = self.phone.as_ref().ok_or(LoginError::OutOfOrder)?;
        let request = tl::functions::auth::SignIn {
            phone_number: phone.number.clone(),
            phone_code_hash: phone.hash.clone(),
            phone_code: Some(code.chars().filter(|letter| !letter.is_whitespace()).collect()),
            email_verification: None,
        };
        match self.ask(&request).await {
            Ok(authorization) => self.authorized(authorization),
            Err(LoginError::PasswordNeeded) => self.need_password().await,
            Err(error) => Err(error),
        }
    }

    /// Logs in with the 2FA password. After a wrong one another may be tried.
    pub async fn check_password(&mut self, password: &str) -> Result<Step, LoginError> {
        for _ in 0..2 {
            let Some(parameters) = self.password.clone() else { return Err(LoginError::OutOfOrder) };
            let proof = password::proof(*parameters, password.to_owned()).await?;
            let request = tl::functions::auth::CheckPassword { password: proof };
            let answer = self.ask(&request).await;
            match answer {
                Ok(authorization) => return self.authorized(authorization),
                // The parameters are good for one attempt and a short time.
                Err(LoginError::PasswordStale) => {
                    self.need_password().await?;
                }
                Err(error) => {
                    self.need_password().await?;
                    return Err(error);
                }
            }
        }
        Err(LoginError::PasswordStale)
    }

    /// Logs in as a bot.
    pub async fn bot(&mut self, token: &str) -> Result<Step, LoginError> {
        let request = tl::functions::auth::ImportBotAuthorization {
            flags: 0,
            api_id: self.options.api_id,
            api_hash: self.options.api_hash.clone(),
            bot_auth_token: token.trim().to_owned(),
        };
        let authorization = self.ask(&request).await?;
        self.authorized(authorization)
    }

    /// Writes the login into the store and lists the account; on disk when it returns. A login that
    /// the store had for the account is replaced.
    pub async fn save(&self, store: &Store) -> Result<AccountRow, LoginError> {
        let user = self.user.clone().ok_or(LoginError::OutOfOrder)?;
        let session = self.caller.session().row();
        let store = store.clone();
        let saved = tokio::task::spawn_blocking(move || {
            let account = store.account(user.id);
            account.forget_updates()?;
            let row = AccountRow {
                id: user.id,
                name: peers::full_name(user.first_name.as_deref(), user.last_name.as_deref())
                    .unwrap_or_default(),
                username: user.username.clone(),
                phone: user.phone.clone(),
                bot: user.bot,
            };
            account.put_peers(&peers::user(&enums::User::User(*user)).into_iter().collect::<Vec<_>>())?;
            store.put_account(&row)?;
            account.set_session(&session)?;
            Ok(row)
        });
        saved
            .await
            .map_err(|_| ClientError::Closed)?
            .map_err(|error: ox_store::StoreError| ClientError::Store(error).into())
    }

    fn sent(&mut self, number: String, sent: enums::auth::SentCode) -> Result<CodeSent, LoginError> {
        let sent = match sent {
            enums::auth::SentCode::Code(sent) => sent,
            enums::auth::SentCode::Success(_) => return Err(LoginError::OutOfOrder),
            enums::auth::SentCode::PaymentRequired(_) => return Err(LoginError::PaymentRequired),
        };
        let (way, length) = way(sent.r#type)?;
        self.phone = Some(Phone { number, hash: sent.phone_code_hash });
        let next_after =
            sent.next_type.and(sent.timeout).map(|seconds| Duration::from_secs(seconds.max(0) as u64));
        Ok(CodeSent { way, length: length.filter(|length| *length > 0).map(i32::unsigned_abs), next_after })
    }

    async fn need_password(&mut self) -> Result<Step, LoginError> {
        let enums::account::Password::Password(password) =
            self.ask(&tl::functions::account::GetPassword {}).await?;
        let hint = password.hint.clone().filter(|hint| !hint.is_empty());
        self.password = Some(Box::new(password));
        Ok(Step::Password { hint })
    }

    fn authorized(&mut self, authorization: enums::auth::Authorization) -> Result<Step, LoginError> {
        let enums::auth::Authorization::Authorization(authorization) = authorization else {
            return Err(LoginError::NoAccount);
        };
        let enums::User::User(user) = authorization.user else { return Err(LoginError::NoAccount) };
        self.caller.session().set_bot(user.bot);
        self.user = Some(Box::new(user));
        Ok(Step::Done)
    }

    /// A call that follows the account to its data centre.
    async fn ask<R: tl::RemoteCall>(&self, request: &R) -> Result<R::Return, LoginError> {
        let mut moves = 0;
        loop {
            let request = Request { flood_threshold: 0, retries: 2, ..Request::new(request.to_bytes()) };
            match self.caller.invoke(request).await {
                Ok(answer) => {
                    let answer = R::Return::from_bytes(&answer);
                    return answer.map_err(|error| ClientError::Answer(error.to_string()).into());
                }
                Err(InvokeError::Rpc(error)) if error.name.ends_with("_MIGRATE") && moves < 3 => {
                    moves += 1;
                    self.caller.migrate(error.value.unwrap_or_default() as i32).await?;
                }
                Err(InvokeError::Rpc(error)) => return Err(LoginError::from(error)),
                Err(InvokeError::Client(error)) => return Err(error.into()),
            }
        }
    }
}

fn way(kind: enums::auth::SentCodeType) -> Result<(CodeWay, Option<i32>), LoginError> {
    use enums::auth::SentCodeType as Kind;
    Ok(match kind {
        Kind::App(kind) => (CodeWay::App, Some(kind.length)),
        Kind::Sms(kind) => (CodeWay::Sms, Some(kind.length)),
        Kind::FirebaseSms(kind) => (CodeWay::Sms, Some(kind.length)),
        Kind::SmsWord(_) | Kind::SmsPhrase(_) => (CodeWay::Sms, None),
        Kind::Call(kind) => (CodeWay::Call, Some(kind.length)),
        Kind::FlashCall(_) => (CodeWay::MissedCall, None),
        Kind::MissedCall(kind) => (CodeWay::MissedCall, Some(kind.length)),
        Kind::EmailCode(kind) => (CodeWay::Email(kind.email_pattern), Some(kind.length)),
        Kind::FragmentSms(kind) => (CodeWay::Fragment(kind.url), Some(kind.length)),
        Kind::SetUpEmailRequired(_) => return Err(LoginError::EmailRequired),
    })
}

fn settings() -> enums::CodeSettings {
    enums::CodeSettings::Settings(tl::types::CodeSettings {
        allow_flashcall: false,
        current_number: false,
        allow_app_hash: false,
        allow_missed_call: false,
        allow_firebase: false,
        unknown_number: false,
        logout_tokens: None,
        token: None,
        app_sandbox: None,
    })
}
