//! Raw calls and the rules around them: which failures are tried again, which waits are waited for.
//! The rules are those that modules know: a wait up to the threshold is slept, 5xx and lost
//! connections are tried again up to `retries` times, everything else is the caller's.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use grammers_mtproto::mtp::DeserializeError;
use grammers_mtsender::InvocationError;
use grammers_tl_types::{self as tl, Deserializable, Serializable, enums};
use ox_tl::RpcError;
use tokio::sync::{Mutex, OnceCell};
use tokio::time::{Instant, sleep};

use crate::exchange::exchange;
use crate::flood::{Before, Flood, wait};
use crate::own::{Own, Wire, may_update};
use crate::pool::{Failure, Pool, Received};
use crate::session::AccountSession;
use crate::{ClientError, InvokeError};

/// The server's trouble is given this long.
const SERVER_PAUSE: Duration = Duration::from_secs(2);
const CONNECTION_PAUSE: Duration = Duration::from_millis(500);
/// grammers panics beyond its container's size less the headers.
const LONGEST_BODY: usize = 1_044_448 - 64;

/// One call.
#[derive(Clone, Debug)]
pub struct Request {
    /// The data centre; 0 is the account's own.
    pub dc: i32,
    /// A TL function.
    pub body: Vec<u8>,
    /// Waits up to this many seconds are slept, longer ones are errors.
    pub flood_threshold: u32,
    /// How often a failed call is tried again.
    pub retries: u32,
}

impl Request {
    /// To the account's own data centre, with the client library's defaults: 60 s, 5 retries.
    pub fn new(body: Vec<u8>) -> Self {
        Self { dc: 0, body, flood_threshold: 60, retries: 5 }
    }
}

/// Makes calls for one account.
pub struct Caller {
    session: Arc<AccountSession>,
    home: Pool,
    others: Mutex<HashMap<i32, Arc<OnceCell<Pool>>>>,
    own: Arc<Own>,
    flood: Flood,
    time_limit: Duration,
    me: std::sync::atomic::AtomicI64,
}

impl Caller {
    /// Starts the home pool, after agreeing on a key with a server of one's own if there is none yet.
    pub async fn start(
        session: Arc<AccountSession>,
        time_limit: Duration,
    ) -> Result<(Self, Received), ClientError> {
        ensure_key(&session, session.home()).await?;
        let (home, received) = Pool::start(session.clone(), time_limit);
        let caller = Self {
            session,
            home,
            others: Mutex::default(),
            own: Arc::default(),
            flood: Flood::default(),
            time_limit,
            me: std::sync::atomic::AtomicI64::new(0),
        };
        Ok((caller, received))
    }

    /// The login.
    pub fn session(&self) -> &Arc<AccountSession> {
        &self.session
    }

    /// What our own calls have done.
    pub fn own(&self) -> &Arc<Own> {
        &self.own
    }

    /// Tells who "me" is in requests.
    pub fn set_me(&self, id: i64) {
        self.me.store(id, std::sync::atomic::Ordering::Relaxed);
    }

    /// Moves the account to another data centre, while logging in.
    pub async fn migrate(&self, dc: i32) -> Result<(), ClientError> {
        if self.session.known(dc).is_none() {
            return Err(ClientError::UnknownDc(dc));
        }
        self.home.disconnect(self.session.home());
        self.session.set_home(dc);
        ensure_key(&self.session, dc).await?;
        self.session.save().await?;
        Ok(())
    }

    /// Makes a call by the rules.
    pub async fn invoke(&self, request: Request) -> Result<Vec<u8>, InvokeError> {
        let constructor = check(&request.body)?;
        match self.flood.before(constructor, request.flood_threshold, Instant::now()) {
            Before::Go => {}
            Before::Sleep(rest) => sleep(rest).await,
            Before::Refuse(rest) => {
                return Err(InvokeError::Rpc(RpcError::parse(420, &format!("FLOOD_WAIT_{rest}"))));
            }
        }
        let home = request.dc == 0 || request.dc == self.session.home();
        let me = self.me.load(std::sync::atomic::Ordering::Relaxed);
        let sending = if home { self.own.sending(&request.body, me) } else { None };
        let set = |wire| sending.iter().for_each(|sending| sending.set(wire));
        let mut left = request.retries;
        let mut lost = false;
        loop {
            set(Wire::Sent);
            let error = match self.once(&request, constructor, home).await {
                Ok(answer) => {
                    set(Wire::Idle);
                    return Ok(answer);
                }
                Err(error) => error,
            };
            // What Telegram knows already when it is repeated was carried out the first time.
            let done = lost && error.rpc().is_some_and(|error| error.name == "RANDOM_ID_DUPLICATE");
            lost |= error.rpc().is_none();
            set(if done {
                Wire::Done
            } else if lost {
                Wire::Unsure
            } else {
                Wire::Idle
            });
            if let Some(sending) = sending.as_ref().filter(|_| done)
                && let Some(answer) = sending.found().await
            {
                return Ok(answer.to_bytes());
            }
            if let Some(error) = error.rpc() {
                self.flood.remember(constructor, error, Instant::now());
            }
            match pause(&error, request.flood_threshold) {
                Some(pause) if left > 0 => {
                    left -= 1;
                    tracing::debug!(%error, ?pause, constructor, "trying again");
                    sleep(pause).await;
                }
                _ => return Err(error),
            }
        }
    }

    /// A call of our own, typed, with the default rules.
    pub async fn ask<R: tl::RemoteCall>(&self, request: &R) -> Result<R::Return, InvokeError> {
        let answer = self.invoke(Request::new(request.to_bytes())).await?;
        read::<R>(&answer).map_err(InvokeError::Client)
    }

    async fn once(&self, request: &Request, constructor: u32, home: bool) -> Result<Vec<u8>, InvokeError> {
        if home {
            let (pool, dc, body) = (self.home.clone(), self.session.home(), request.body.clone());
            let answer = if may_update(constructor) {
                self.own.fly(async move { pool.call(dc, body).await }).await
            } else {
                pool.call(dc, body).await
            };
            return self.translate(answer);
        }
        let pool = self.other(request.dc).await?;
        let answer = pool.call(request.dc, request.body.clone()).await;
        match self.translate(answer) {
            Err(InvokeError::Rpc(error)) if error.name == "AUTH_KEY_UNREGISTERED" => {
                self.authorize(&pool, request.dc).await?;
                let answer = pool.call(request.dc, request.body.clone()).await;
                self.translate(answer)
            }
            answer => answer,
        }
    }

    /// The pool of another data centre, logged in there.
    async fn other(&self, dc: i32) -> Result<Pool, InvokeError> {
        if self.session.known(dc).is_none() {
            return Err(ClientError::UnknownDc(dc).into());
        }
        let cell = self.others.lock().await.entry(dc).or_default().clone();
        let pool = cell.get_or_try_init(|| async {
            // A key from an earlier time is usually logged in still; the call itself will tell.
            let new = self.session.known(dc).is_none_or(|option| option.auth_key.is_none());
            ensure_key(&self.session, dc).await?;
            let (pool, _) = Pool::start(self.session.clone(), self.time_limit);
            if new {
                self.authorize(&pool, dc).await?;
            }
            Ok::<_, InvokeError>(pool)
        });
        pool.await.cloned()
    }

    /// Sees to it that there is a key with a data centre and that we are logged in with it; `again` when the
    /// server says that we are not.
    pub async fn enter(&self, dc: i32, again: bool) -> Result<(), InvokeError> {
        if dc == self.session.home() {
            return Ok(());
        }
        let pool = self.other(dc).await?;
        if again { self.authorize(&pool, dc).await } else { Ok(()) }
    }

    /// How long one call may wait for its answer.
    pub fn time_limit(&self) -> Duration {
        self.time_limit
    }

    /// Carries our login over to another data centre.
    async fn authorize(&self, pool: &Pool, dc: i32) -> Result<(), InvokeError> {
        let export = tl::functions::auth::ExportAuthorization { dc_id: dc };
        let answer = self.translate(self.home.call(self.session.home(), export.to_bytes()).await)?;
        let enums::auth::ExportedAuthorization::Authorization(exported) =
            read::<tl::functions::auth::ExportAuthorization>(&answer)?;
        let import = tl::functions::auth::ImportAuthorization { id: exported.id, bytes: exported.bytes };
        self.translate(pool.call(dc, import.to_bytes()).await)?;
        Ok(())
    }

    fn translate(&self, answer: Result<Vec<u8>, Failure>) -> Result<Vec<u8>, InvokeError> {
        let error = match answer {
            Ok(answer) => return Ok(answer),
            Err(Failure::TimedOut(limit)) => return Err(ClientError::TimedOut(limit).into()),
            Err(Failure::Invocation(error)) => error,
        };
        Err(match error {
            InvocationError::Rpc(error) => InvokeError::Rpc(respell(&error)),
            InvocationError::InvalidDc => ClientError::UnknownDc(self.session.home()).into(),
            InvocationError::Session(error) => ClientError::Connection(error.to_string()).into(),
            InvocationError::Authentication(error) => ClientError::Key(error.to_string()).into(),
            // Four bytes in the place of a message: an error of the transport, mostly -404.
            InvocationError::Deserialize(error @ DeserializeError::MessageBufferTooSmall) => {
                ClientError::Key(error.to_string()).into()
            }
            InvocationError::Deserialize(error) => ClientError::Answer(error.to_string()).into(),
            InvocationError::Dropped(reason) => ClientError::Connection(reason.to_owned()).into(),
            error => match self.session.trouble() {
                Some(trouble) => ClientError::Proxy(trouble).into(),
                None => ClientError::Connection(error.to_string().replace("request error: ", "")).into(),
            },
        })
    }
}

/// Agrees on a key with a server of one's own, when there is none for this data centre yet.
async fn ensure_key(session: &AccountSession, dc: i32) -> Result<(), ClientError> {
    let Some(server) = session.server() else { return Ok(()) };
    let mut option = session.known(dc).ok_or(ClientError::UnknownDc(dc))?;
    if option.auth_key.is_none() {
        let key = exchange(session.address(&option), &server.public_key_pem).await;
        // The exchange sees no more than that the relay hangs up.
        option.auth_key =
            Some(key.map_err(|error| session.trouble().map_or(error.into(), ClientError::Proxy))?);
        session.put(&option);
        session.save().await?;
    }
    Ok(())
}

/// grammers panics on bodies that are no TL, and takes its pool with it.
fn check(body: &[u8]) -> Result<u32, ClientError> {
    match body {
        [a, b, c, d, ..] if body.len().is_multiple_of(4) && body.len() <= LONGEST_BODY => {
            Ok(u32::from_le_bytes([*a, *b, *c, *d]))
        }
        _ if body.len() > LONGEST_BODY => Err(ClientError::BodyTooLong(body.len())),
        _ => Err(ClientError::BodyLength(body.len())),
    }
}

/// How long to wait before trying again, if that makes sense at all.
pub fn pause(error: &InvokeError, threshold: u32) -> Option<Duration> {
    match error {
        InvokeError::Rpc(error) => match wait(error) {
            Some(seconds) => (seconds <= threshold).then(|| Duration::from_secs(seconds.into())),
            // A 500 too, but the next attempt is as much a duplicate as this one.
            None if error.name == "RANDOM_ID_DUPLICATE" => None,
            None => (500..600).contains(&error.code.abs()).then_some(SERVER_PAUSE),
        },
        InvokeError::Client(ClientError::Connection(_) | ClientError::Key(_)) => Some(CONNECTION_PAUSE),
        InvokeError::Client(ClientError::Proxy(error)) => (!error.is_final()).then_some(CONNECTION_PAUSE),
        InvokeError::Client(_) => None,
    }
}

/// grammers cuts the number out of the name; this puts it back where Telegram had it.
pub fn respell(error: &grammers_mtsender::RpcError) -> RpcError {
    const INSIDE: [(&str, &str); 5] = [
        ("INTERDC_CALL_ERROR", "INTERDC"),
        ("INTERDC_CALL_RICH_ERROR", "INTERDC"),
        ("FILE_PART_MISSING", "FILE_PART"),
        ("FILE_REFERENCE_EXPIRED", "FILE_REFERENCE"),
        ("FILE_REFERENCE_INVALID", "FILE_REFERENCE"),
    ];
    let name = &*error.name;
    let text = match error.value {
        // A number that is not a word of its own (`2FA_CONFIRM_WAIT_31`) was left in.
        Some(value) if name.contains(&value.to_string()) => name.to_owned(),
        Some(value) => match INSIDE.iter().find(|(full, _)| *full == name) {
            Some((_, start)) => format!("{start}_{value}{}", &name[start.len()..]),
            None => format!("{name}_{value}"),
        },
        None => name.to_owned(),
    };
    RpcError::parse(error.code, &text)
}

fn read<R: tl::RemoteCall>(answer: &[u8]) -> Result<R::Return, ClientError> {
    R::Return::from_bytes(answer).map_err(|error| ClientError::Answer(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_return_to_their_place_in_error_names() {
        for text in [
            "FLOOD_WAIT_31",
            "PHONE_MIGRATE_4",
            "INTERDC_2_CALL_ERROR",
            "INTERDC_3_CALL_RICH_ERROR",
            "FILE_PART_7_MISSING",
            "FILE_REFERENCE_0_EXPIRED",
            "2FA_CONFIRM_WAIT_31",
            "PEER_ID_INVALID",
            "SLOWMODE_WAIT_10",
            "PASSWORD_TOO_FRESH_86400",
        ] {
            let theirs = tl::types::RpcError { error_code: 400, error_message: text.to_owned() };
            let ours = respell(&grammers_mtsender::RpcError::from(theirs));
            assert_eq!(ours.message(), text);
        }
    }

    #[test]
    fn bodies_that_would_kill_the_pool_are_refused() {
        for length in [0, 1, 3, 5, LONGEST_BODY + 4] {
            assert!(check(&vec![1; length]).is_err(), "{length}");
        }
        assert_eq!(check(&[1, 0, 0, 0, 9, 9, 9, 9]).unwrap(), 1);
        assert!(check(&vec![1; LONGEST_BODY]).is_ok());
    }

    #[test]
    fn only_what_may_get_better_is_tried_again() {
        let rpc = |code, text: &str| InvokeError::Rpc(RpcError::parse(code, text));
        for (error, expected) in [
            (rpc(420, "FLOOD_WAIT_5"), Some(5)),
            (rpc(420, "FLOOD_WAIT_11"), None),
            (rpc(500, "RPC_CALL_FAIL"), Some(2)),
            (rpc(-503, "Timeout"), Some(2)),
            (rpc(500, "RANDOM_ID_DUPLICATE"), None),
            (rpc(400, "PEER_ID_INVALID"), None),
            (rpc(303, "FILE_MIGRATE_4"), None),
        ] {
            assert_eq!(pause(&error, 10), expected.map(Duration::from_secs), "{error}");
        }
    }
}
