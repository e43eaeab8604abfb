//! Files of modules on their way to or from Telegram. Each runs by itself; its end is the answer to its number.
//! Where its bytes come from and go to is in `transfers::ends`.

mod ends;

use std::{collections::HashMap, fs::File, os::fd::OwnedFd, sync::Arc};

use ox_client::{Download, Files, InvokeError, Rules, TransferError, Upload};
use ox_link::{Outcome, ToWorker, Transfer, Way};
use thiserror::Error;
use tokio::{sync::mpsc, task::AbortHandle};

use self::ends::{Feed, Sink, Source};
use crate::{
    descriptors::{OwnFiles, Refusal, Use},
    event::Death,
    link::Sender,
};

/// More at once are refused: each keeps some megabytes.
const MOST: usize = 64;
/// TL bytes of `boolTrue`, which answers a transfer that is done.
const TRUE: [u8; 4] = 0x9972_75b5u32.to_le_bytes();

/// Why a transfer was not carried out.
#[derive(Debug, Error)]
enum Broken {
    #[error(transparent)]
    Transfer(#[from] TransferError),
    #[error("the file is not taken: {0}")]
    Refused(#[from] Refusal),
    #[error("the file's descriptor is missing")]
    NoDescriptor,
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("the file ended before its size")]
    Short,
    #[error("more than {MOST} files at once")]
    TooMany,
    #[error("Cannot send requests while disconnected")]
    Closed,
}

/// The transfers of one worker that are in flight.
pub struct Transfers {
    own_files: Arc<OwnFiles>,
    in_flight: HashMap<u64, Running>,
    done: mpsc::UnboundedSender<u64>,
}

struct Running {
    task: AbortHandle,
    feed: Feed,
}

impl Transfers {
    /// `done` gets the number of every transfer that has been answered.
    pub fn new(own_files: OwnFiles, done: mpsc::UnboundedSender<u64>) -> Self {
        Self { own_files: Arc::new(own_files), in_flight: HashMap::new(), done }
    }

    /// Starts a transfer of the client whose `files` these are; what comes of it goes to `worker`.
    pub fn start(
        &mut self,
        transfer: Transfer,
        descriptor: Option<OwnedFd>,
        mut files: Files,
        worker: Sender,
    ) {
        let call = transfer.call;
        if self.in_flight.len() >= MOST {
            worker.send(ToWorker::Answer { call, outcome: outcome(Err(Broken::TooMany)) });
            return;
        }
        let (feed, ends) = ends::open(call, worker.clone());
        let (own_files, done) = (self.own_files.clone(), self.done.clone());
        let module = transfer.module.clone();
        let task = tokio::spawn(async move {
            let carrier = files.clone();
            let result = tokio::select! {
                result = carry(carrier, &own_files, transfer, descriptor, ends) => result,
                () = files.closed() => Err(Broken::Closed),
            };
            if let Err(Broken::Refused(refusal)) = &result {
                tracing::warn!(module, %refusal, "a module handed over a file that is not taken");
            }
            worker.send(ToWorker::Answer { call, outcome: outcome(result) });
            let _ = done.send(call);
        });
        self.in_flight.insert(call, Running { task: task.abort_handle(), feed });
    }

    /// More of a file that the worker sends; a death when it sends more than it may.
    pub fn chunk(&mut self, call: u64, bytes: Vec<u8>) -> Option<Death> {
        let fits = self.in_flight.get(&call).is_none_or(|running| running.feed.chunk(bytes));
        (!fits).then(|| Death::Garbled("more of a file than was asked for".to_owned()))
    }

    /// The worker has room for more.
    pub fn taken(&mut self, call: u64, total: u64) {
        if let Some(running) = self.in_flight.get(&call) {
            running.feed.taken(total);
        }
    }

    /// Forgets a transfer that has been answered.
    pub fn finished(&mut self, call: u64) {
        self.in_flight.remove(&call);
    }

    /// Nobody waits for it any more.
    pub fn cancel(&mut self, call: u64) {
        if let Some(running) = self.in_flight.remove(&call) {
            running.task.abort();
        }
    }

    /// The worker is gone.
    pub fn cancel_all(&mut self) {
        for (_, running) in self.in_flight.drain() {
            running.task.abort();
        }
    }

    pub fn are_none(&self) -> bool {
        self.in_flight.is_empty()
    }
}

async fn carry(
    files: Files,
    own_files: &Arc<OwnFiles>,
    transfer: Transfer,
    descriptor: Option<OwnedFd>,
    ends: ends::Ends,
) -> Result<(), Broken> {
    let rules = Rules { flood_threshold: transfer.flood_threshold, retries: transfer.retries };
    let wanted = if matches!(transfer.way, Way::Up { .. }) { Use::Read } else { Use::Write };
    let file = match transfer.descriptor {
        Some(position) => {
            let file = File::from(descriptor.ok_or(Broken::NoDescriptor)?);
            Some((checked(own_files.clone(), file, wanted).await?, position))
        }
        None => None,
    };
    match transfer.way {
        Way::Up { id, size, big } => {
            let plan = Upload { id, size, part: transfer.part, big, rules };
            up(&files, plan, ends.source(file)).await
        }
        Way::Down { dc, location, offset, size } => {
            let plan = Download { dc, location, offset, size, part: transfer.part, rules };
            down(&files, plan, ends.sink(file)).await
        }
    }
}

/// The file, if the core may do this with it.
async fn checked(own_files: Arc<OwnFiles>, file: File, wanted: Use) -> Result<File, Broken> {
    Ok(ends::aside(move || own_files.check(&file, wanted).map(|()| file)).await??)
}

async fn up(files: &Files, plan: Upload, mut source: Source) -> Result<(), Broken> {
    let mut sending = files.upload(plan)?;
    let mut saved = 0;
    loop {
        let wanted = sending.wants();
        if wanted.is_none() && !sending.is_flying() {
            return Ok(());
        }
        tokio::select! {
            biased;
            part = sending.saved(), if sending.is_flying() => {
                saved += part?.unwrap_or_default();
                source.told(saved);
            }
            bytes = source.read(wanted.unwrap_or_default()), if wanted.is_some() => sending.send(bytes?),
        }
    }
}

async fn down(files: &Files, plan: Download, mut sink: Sink) -> Result<(), Broken> {
    let mut pieces = files.download(plan)?;
    while let Some(piece) = pieces.next().await? {
        sink.write(piece).await?;
    }
    Ok(())
}

fn outcome(result: Result<(), Broken>) -> Outcome {
    let own = |name: &str, value: Option<i32>| Outcome::Rpc {
        code: 0,
        name: format!("OXIKKA_FILE_{name}"),
        value: value.and_then(|value| value.try_into().ok()),
    };
    match result {
        Ok(()) => Outcome::Done(TRUE.to_vec()),
        Err(Broken::Transfer(TransferError::Invoke(InvokeError::Rpc(error)))) => {
            Outcome::Rpc { code: error.code, name: error.name, value: error.value }
        }
        Err(Broken::Transfer(TransferError::Cdn)) => own("CDN", None),
        Err(Broken::Transfer(TransferError::Part(part))) => own("PART", Some(part)),
        Err(Broken::Short) => own("SHORT", None),
        Err(Broken::Refused(Refusal::Own)) => own("OWN", None),
        Err(Broken::Refused(Refusal::Kernel)) => own("KERNEL", None),
        Err(Broken::Refused(Refusal::NoFile)) => own("KIND", None),
        Err(Broken::Refused(Refusal::NotOpen(_))) => own("MODE", None),
        Err(Broken::Io(error) | Broken::Refused(Refusal::Io(error))) if error.raw_os_error().is_some() => {
            own("IO", error.raw_os_error())
        }
        Err(error) => Outcome::Failed(error.to_string()),
    }
}
