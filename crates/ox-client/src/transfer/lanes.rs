//! The connections that carry file parts, a few for each data centre: opened when they are needed, replaced when
//! they break. Logging in at another data centre is the caller's; what a refusal means for a file is `parts`'.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex as StdMutex, OnceLock, PoisonError};
use std::time::Duration;

use ox_tl::RpcError;
use tokio::runtime::{Handle, Runtime};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::connection::{Connection, Failure};
use crate::invoke::{Caller, respell};
use crate::{ClientError, InvokeError};

/// Connections for each data centre. Telegram lets a client have several for files; more of them gain nothing.
const LANES: usize = 4;

/// Every connection for files of one account.
pub struct Lanes {
    caller: Arc<Caller>,
    datacentres: StdMutex<HashMap<i32, Arc<[Lane; LANES]>>>,
}

#[derive(Default)]
struct Lane {
    connection: Mutex<Option<Arc<Connection>>>,
    /// Parts that it carries now.
    load: AtomicUsize,
}

impl Lanes {
    /// None is open yet.
    pub fn new(caller: Arc<Caller>) -> Self {
        Self { caller, datacentres: StdMutex::default() }
    }

    /// One call to a data centre (0: the account's own), on the connection with the least to do.
    pub async fn call(&self, dc: i32, body: &Arc<Vec<u8>>) -> Result<Vec<u8>, InvokeError> {
        let dc = if dc == 0 { self.caller.session().home() } else { dc };
        let lanes = self.lanes(dc);
        let lane = lanes.iter().min_by_key(|lane| lane.load.load(Ordering::Relaxed)).unwrap_or(&lanes[0]);
        let _carrying = Carrying::on(lane);
        match self.once(dc, lane, body).await {
            Err(InvokeError::Rpc(error)) if error.name == "AUTH_KEY_UNREGISTERED" => {
                self.caller.enter(dc, true).await?;
                self.once(dc, lane, body).await
            }
            answer => answer,
        }
    }

    fn lanes(&self, dc: i32) -> Arc<[Lane; LANES]> {
        let mut datacentres = self.datacentres.lock().unwrap_or_else(PoisonError::into_inner);
        datacentres.entry(dc).or_default().clone()
    }

    async fn once(&self, dc: i32, lane: &Lane, body: &Arc<Vec<u8>>) -> Result<Vec<u8>, InvokeError> {
        let connection = self.connection(dc, lane).await?;
        let limit = self.caller.time_limit();
        match timeout(limit, connection.call(body.clone())).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(failure)) => Err(translate(failure)),
            Err(_) => {
                // Silent for so long, it is dead: what waits on it goes to a new one.
                connection.close();
                Err(silent(limit))
            }
        }
    }

    async fn connection(&self, dc: i32, lane: &Lane) -> Result<Arc<Connection>, InvokeError> {
        let mut place = lane.connection.lock().await;
        if let Some(open) = place.as_ref().filter(|connection| connection.is_open()) {
            return Ok(open.clone());
        }
        self.caller.enter(dc, false).await?;
        let session = self.caller.session();
        let option = session.known(dc).ok_or(ClientError::UnknownDc(dc))?;
        let key = option.auth_key.ok_or(ClientError::UnknownDc(dc))?;
        let opening = Connection::open(session.address(&option), key, session.row());
        let opened = threads().spawn(opening).await;
        let opened = opened.map_err(|ended| ClientError::Connection(ended.to_string()))?;
        // The connection sees no more than that the relay hangs up.
        let opened = opened.map_err(|failure| match (failure, session.trouble()) {
            (Failure::Lost(_), Some(trouble)) => ClientError::Proxy(trouble).into(),
            (failure, _) => translate(failure),
        });
        let opened = Arc::new(opened?);
        *place = Some(opened.clone());
        Ok(opened)
    }
}

/// Where connections for files live: what they encrypt and decrypt is work for several cores, and none for the
/// loop that everybody shares. Started with the first file.
fn threads() -> Handle {
    static THREADS: OnceLock<Option<Runtime>> = OnceLock::new();
    let started = THREADS.get_or_init(|| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(cores.min(LANES)).thread_name("files").enable_all().build().ok()
    });
    started.as_ref().map_or_else(Handle::current, |runtime| runtime.handle().clone())
}

/// Counts a part on its lane while it lives.
struct Carrying<'a>(&'a AtomicUsize);

impl<'a> Carrying<'a> {
    fn on(lane: &'a Lane) -> Self {
        lane.load.fetch_add(1, Ordering::Relaxed);
        Self(&lane.load)
    }
}

impl Drop for Carrying<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn translate(failure: Failure) -> InvokeError {
    match failure {
        Failure::Refused(refusal) => InvokeError::Rpc(refused(refusal)),
        Failure::Lost(reason) => ClientError::Connection(reason).into(),
    }
}

fn refused(refusal: grammers_tl_types::types::RpcError) -> RpcError {
    respell(&grammers_mtsender::RpcError::from(refusal))
}

fn silent(limit: Duration) -> InvokeError {
    ClientError::Connection(format!("silent for {} s", limit.as_secs())).into()
}
