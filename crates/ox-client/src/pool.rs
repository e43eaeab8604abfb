//! One grammers pool, kept alive: a pool that has died or fallen silent is rebuilt from the saved
//! login. Data centres do not share a pool, because one that stays silent blocks its whole pool.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use grammers_mtsender::{ConnectionParams, InvocationError, NoRetries, SenderPool, SenderPoolHandle};
use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{self as tl, Serializable};
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::{Instant, timeout};
use tracing::Instrument;

use crate::session::AccountSession;

/// What a pool receives unasked. Boxed: one is five kilobytes.
pub type Received = mpsc::UnboundedReceiver<Box<UpdatesLike>>;

/// grammers drops what does not fit; we take everything out at once, so this is never reached.
const UNASKED: std::num::NonZeroUsize = std::num::NonZeroUsize::new(1 << 20).unwrap();
/// How often a connection must show that it is alive.
const ALIVE_EVERY: Duration = Duration::from_mins(1);
const PONG_WITHIN: Duration = Duration::from_secs(20);
/// A pool falls apart in several steps; the last is done by then.
const DEATH_NOTICED: Duration = Duration::from_secs(1);
/// Nothing is connected there.
const NO_DC: i32 = 0;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A handle to a pool; clones are the same pool. It ends with its last handle.
#[derive(Clone)]
pub struct Pool {
    link: Arc<Link>,
    _open: Arc<watch::Sender<bool>>,
}

struct Link {
    handle: watch::Receiver<SenderPoolHandle>,
    rebuild: Notify,
    base: Instant,
    /// Milliseconds since `base` when the server last said something.
    heard: AtomicU64,
    time_limit: Duration,
}

/// Why a call has no answer.
#[derive(Debug)]
pub enum Failure {
    /// The connection's own error, or Telegram's refusal.
    Invocation(InvocationError),
    /// The time limit.
    TimedOut(Duration),
}

impl Pool {
    /// Starts a pool. What it receives unasked goes into the receiver; dropping that is fine.
    pub fn start(session: Arc<AccountSession>, time_limit: Duration) -> (Self, Received) {
        let (first, runner) = build(&session);
        let (handles, handle) = watch::channel(first);
        let (open, closed) = watch::channel(true);
        let (sender, received) = mpsc::unbounded_channel();
        let base = Instant::now();
        let link = Link { handle, rebuild: Notify::new(), base, heard: AtomicU64::new(0), time_limit };
        let link = Arc::new(link);
        let keeper = Keeper { session, link: link.clone(), handles, closed, sender };
        tokio::spawn(keeper.run(runner).in_current_span());
        (Self { link, _open: Arc::new(open) }, received)
    }

    /// One request to a data centre, within the time limit.
    pub async fn call(&self, dc: i32, body: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let started = self.link.base.elapsed();
        let limit = self.link.time_limit;
        let mut handles = self.link.handle.clone();
        let handle = handles.borrow_and_update().clone();
        match timeout(limit, handle.raw_invoke_in_dc(dc, body)).await {
            Ok(Ok(answer)) => {
                self.link.hear();
                Ok(answer)
            }
            Ok(Err(error)) => {
                match error {
                    InvocationError::Rpc(_) => self.link.hear(),
                    InvocationError::Dropped(_) => self.replaced(&handle, handles).await,
                    _ => {}
                }
                Err(Failure::Invocation(error))
            }
            Err(_) => {
                // Nothing at all was heard since the call began: the connection is dead, or being made
                // to a server that stays silent, and would hold up everything behind it.
                if u128::from(self.link.heard.load(Ordering::Relaxed)) <= started.as_millis() {
                    self.link.rebuild.notify_one();
                }
                Err(Failure::TimedOut(limit))
            }
        }
    }

    /// Waits until a pool that has dropped a call is replaced; not long if it lives after all.
    async fn replaced(&self, handle: &SenderPoolHandle, mut handles: watch::Receiver<SenderPoolHandle>) {
        let noticed = timeout(DEATH_NOTICED, handles.changed()).await.is_ok();
        if !noticed && !handle.disconnect_from_dc(NO_DC) {
            let _ = timeout(self.link.time_limit, handles.changed()).await;
        }
    }

    /// Drops the connection to a data centre that is no longer needed.
    pub fn disconnect(&self, dc: i32) {
        self.link.handle.borrow().disconnect_from_dc(dc);
    }
}

impl Link {
    fn hear(&self) {
        self.heard.store(self.base.elapsed().as_millis() as u64, Ordering::Relaxed);
    }
}

/// The task behind a pool.
struct Keeper {
    session: Arc<AccountSession>,
    link: Arc<Link>,
    handles: watch::Sender<SenderPoolHandle>,
    closed: watch::Receiver<bool>,
    sender: mpsc::UnboundedSender<Box<UpdatesLike>>,
}

/// Why a pool came to its end.
enum End {
    Closed,
    Silent,
    Died,
}

impl Keeper {
    async fn run(mut self, mut pool: Running) {
        let mut pause = FIRST_PAUSE;
        loop {
            let started = Instant::now();
            let end = self.keep(&mut pool).await;
            pool.task.abort();
            match end {
                End::Closed => return,
                End::Silent => tracing::warn!("the connection is silent, making a new one"),
                End::Died => tracing::error!("the connection's pool has died, making a new one"),
            }
            pause =
                if started.elapsed() > LONGEST_PAUSE { FIRST_PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = self.closed.changed() => return,
            }
            let (handle, next) = build(&self.session);
            pool = next;
            let _ = self.handles.send(handle);
            let _ = self.sender.send(Box::new(UpdatesLike::ConnectionClosed));
        }
    }

    async fn keep(&mut self, pool: &mut Running) -> End {
        let mut alive = tokio::time::interval(ALIVE_EVERY);
        alive.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                received = pool.received.recv() => match received {
                    Some(received) => {
                        self.link.hear();
                        let _ = self.sender.send(Box::new(received));
                    }
                    None => return End::Died,
                },
                _ = alive.tick() => self.ping_if_quiet(),
                () = self.link.rebuild.notified() => return End::Silent,
                _ = self.closed.changed() => return End::Closed,
            }
        }
    }

    /// A connection can be dead without an error: only an answer proves it.
    fn ping_if_quiet(&self) {
        let heard = Duration::from_millis(self.link.heard.load(Ordering::Relaxed));
        if heard.is_zero() || self.link.base.elapsed() < heard + ALIVE_EVERY {
            return;
        }
        let (link, dc) = (self.link.clone(), self.session.home());
        let handle = self.link.handle.borrow().clone();
        tokio::spawn(async move {
            let ping = tl::functions::Ping { ping_id: link.base.elapsed().as_millis() as i64 }.to_bytes();
            match timeout(PONG_WITHIN, handle.raw_invoke_in_dc(dc, ping)).await {
                Ok(Ok(_)) => link.hear(),
                Ok(Err(_)) => {}
                Err(_) => link.rebuild.notify_one(),
            }
        });
    }
}

struct Running {
    task: tokio::task::JoinHandle<()>,
    received: mpsc::Receiver<UpdatesLike>,
}

fn build(session: &Arc<AccountSession>) -> (SenderPoolHandle, Running) {
    let row = session.row();
    let params = ConnectionParams {
        device_model: row.device.model,
        system_version: row.device.system_version,
        app_version: row.device.app_version,
        system_lang_code: row.device.system_language,
        lang_code: row.device.language,
        use_ipv6: session.by_ipv6(),
        retry_policy: Box::new(NoRetries),
        updates_channel_capacity: UNASKED,
        // Not `..ConnectionParams::default()`, which runs a dozen programs to learn the name of the system.
        __non_exhaustive: (),
    };
    let pool = SenderPool::with_configuration(session.clone(), row.api_id, params);
    let task = tokio::spawn(pool.runner.run().in_current_span());
    (pool.handle.thin, Running { task, received: pool.updates })
}

#[cfg(test)]
mod tests {
    use grammers_tl_types::Serializable;
    use ox_local_dc::{LocalDc, Person};
    use ox_store::Store;

    use super::*;
    use crate::session::DEFAULT_DC;
    use crate::{Options, Server, adopt_key};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_pool_that_died_is_replaced_and_says_so_to_the_updates() {
        let dc = LocalDc::start(ox_local_dc::Options::default()).unwrap();
        let person = dc.world().add_person(Person { first_name: "Alice".into(), ..Person::default() });
        let store = Store::memory().account(person);
        let server = Server { address: dc.address(), public_key_pem: dc.public_key_pem().into() };
        let options = Options { server: Some(server), ..Options::new(1, "hash") };
        adopt_key(&store, &options, dc.world().authorize_key(person)).unwrap();
        let row = store.session().unwrap().unwrap();
        let session = Arc::new(AccountSession::new(store, row).unwrap());
        let (pool, mut received) = Pool::start(session, Duration::from_secs(20));

        let good = tl::functions::updates::GetState {}.to_bytes();
        pool.call(DEFAULT_DC, good.clone()).await.unwrap();
        // grammers panics on this one; `invoke` never lets it through.
        pool.call(DEFAULT_DC, vec![1, 2, 3, 4, 5]).await.unwrap_err();
        pool.call(DEFAULT_DC, good).await.unwrap();
        assert!(matches!(*received.recv().await.unwrap(), UpdatesLike::ConnectionClosed));
    }
}
