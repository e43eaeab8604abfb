//! One connection of its own for file parts: the account's key, a session of its own, nothing but calls and their
//! answers. Parts are not packed with gzip: files that are worth sending are packed already. Which connection
//! takes a part, and what a failure means, is decided elsewhere.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use grammers_crypto::DequeBuffer;
use grammers_mtproto::MsgId;
use grammers_mtproto::mtp::{Deserialization, Encrypted, Mtp};
use grammers_mtproto::transport::{Full, Transport};
use grammers_tl_types as tl;
use ox_store::SessionRow;
use tl::Serializable;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;
use tokio::time::timeout;

use super::payload::{Forged, Opener};

/// Longest packet read or written, in bytes; a part with its headers is half of it.
const LONGEST: usize = (1 << 20) + (8 << 10);
const CONNECT_WITHIN: Duration = Duration::from_secs(15);
/// A connection that nobody uses is closed, before the server would do it.
const IDLE: Duration = Duration::from_secs(45);
/// Room for the headers that are put in front of a request.
const HEADROOM: usize = 64;

/// Why a call on this connection has no result.
#[derive(Debug)]
pub enum Failure {
    /// Telegram's refusal.
    Refused(tl::types::RpcError),
    /// The connection is gone; the words say why.
    Lost(String),
}

/// A request on its way; kept until its answer comes.
struct Waiting {
    body: Arc<Vec<u8>>,
    answer: oneshot::Sender<Result<Vec<u8>, Failure>>,
    /// The message and the container around it; `None` before it is written.
    sent: Option<(MsgId, MsgId)>,
}

/// A handle to the task that owns the socket; the connection ends with it.
pub struct Connection {
    requests: mpsc::UnboundedSender<Waiting>,
    task: AbortHandle,
}

impl Connection {
    /// Connects and introduces us, as `row` does. Updates are not asked for.
    pub async fn open(address: SocketAddr, key: [u8; 256], row: SessionRow) -> Result<Self, Failure> {
        let lost = |error: &dyn std::fmt::Display| Failure::Lost(error.to_string());
        let stream = timeout(CONNECT_WITHIN, TcpStream::connect(address)).await;
        let stream = stream.map_err(|late| lost(&late))?.map_err(|error| lost(&error))?;
        stream.set_nodelay(true).map_err(|error| lost(&error))?;
        let (read, write) = stream.into_split();
        let (requests, received) = mpsc::unbounded_channel();
        let wire = Wire {
            read,
            write,
            framing: Full::new(),
            opener: Opener::new(key),
            protocol: Encrypted::build().compression_threshold(None).finish(key),
            incoming: Vec::new(),
            filled: 0,
            outgoing: DequeBuffer::with_capacity(0, HEADROOM),
            written: 0,
            waiting: VecDeque::new(),
        };
        let task = tokio::spawn(wire.run(received)).abort_handle();
        let connection = Self { requests, task };
        let hello = timeout(CONNECT_WITHIN, connection.call(Arc::new(introduction(row)))).await;
        hello.map_err(|late| lost(&late))??;
        Ok(connection)
    }

    /// Whether calls can be made.
    pub fn is_open(&self) -> bool {
        !self.requests.is_closed()
    }

    /// One request, and its result's bytes. Dropping the future forgets the answer.
    pub async fn call(&self, body: Arc<Vec<u8>>) -> Result<Vec<u8>, Failure> {
        let (answer, wait) = oneshot::channel();
        let gone = || Failure::Lost("it was closed".to_owned());
        self.requests.send(Waiting { body, answer, sent: None }).map_err(|_| gone())?;
        wait.await.unwrap_or_else(|_| Err(gone()))
    }

    /// Ends it now; calls that wait are lost.
    pub fn close(&self) {
        self.task.abort();
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.close();
    }
}

/// The first request of a session: layer and device.
fn introduction(row: SessionRow) -> Vec<u8> {
    let query = tl::functions::InvokeWithoutUpdates { query: tl::functions::help::GetConfig {} };
    let query = tl::functions::InitConnection {
        api_id: row.api_id,
        device_model: row.device.model,
        system_version: row.device.system_version,
        app_version: row.device.app_version,
        system_lang_code: row.device.system_language,
        lang_pack: String::new(),
        lang_code: row.device.language,
        proxy: None,
        params: None,
        query,
    };
    tl::functions::InvokeWithLayer { layer: tl::LAYER, query }.to_bytes()
}

/// The socket and what is under way on it.
struct Wire {
    read: OwnedReadHalf,
    write: OwnedWriteHalf,
    framing: Full,
    opener: Opener,
    protocol: Encrypted,
    incoming: Vec<u8>,
    filled: usize,
    outgoing: DequeBuffer<u8>,
    written: usize,
    waiting: VecDeque<Waiting>,
}

impl Wire {
    async fn run(mut self, mut requests: mpsc::UnboundedReceiver<Waiting>) {
        let reason = match self.serve(&mut requests).await {
            Ok(()) => "it was idle".to_owned(),
            Err(reason) => reason,
        };
        requests.close();
        while let Ok(late) = requests.try_recv() {
            self.waiting.push_back(late);
        }
        for waiting in self.waiting.drain(..) {
            let _ = waiting.answer.send(Err(Failure::Lost(reason.clone())));
        }
    }

    /// Until nobody needs it (`Ok`), or it breaks.
    async fn serve(&mut self, requests: &mut mpsc::UnboundedReceiver<Waiting>) -> Result<(), String> {
        loop {
            self.fill_outgoing();
            let wanted = self.wanted()?;
            if self.incoming.len() < wanted {
                self.incoming.resize(wanted, 0);
            }
            let writing = !self.outgoing.is_empty();
            let idle = self.waiting.is_empty() && !writing;
            tokio::select! {
                count = self.read.read(&mut self.incoming[self.filled..wanted]) => {
                    self.filled += some(count)?;
                    self.take_packet()?;
                }
                count = self.write.write(&self.outgoing[self.written..]), if writing => {
                    self.written += some(count)?;
                    if self.written == self.outgoing.len() {
                        self.outgoing.clear();
                        self.written = 0;
                    }
                }
                request = requests.recv() => match request {
                    Some(request) => self.waiting.push_back(request),
                    None => return Ok(()),
                },
                () = tokio::time::sleep(IDLE), if idle => return Ok(()),
            }
        }
    }

    /// Packs the next request, once the one before is written.
    fn fill_outgoing(&mut self) {
        if !self.outgoing.is_empty() {
            return;
        }
        // Who gave up before the request left is not asked for.
        self.waiting.retain(|waiting| waiting.sent.is_some() || !waiting.answer.is_closed());
        let Some(next) = self.waiting.iter_mut().find(|waiting| waiting.sent.is_none()) else { return };
        let message = self.protocol.push(&mut self.outgoing, &next.body);
        // Without a message it asked for salts first; the request goes after their answer.
        if let Some(container) = self.protocol.finalize(&mut self.outgoing) {
            next.sent = message.map(|message| (message, container));
            self.framing.pack(&mut self.outgoing);
        }
    }

    /// How many bytes the packet that is coming has, as far as is known: its length comes first.
    fn wanted(&self) -> Result<usize, String> {
        let Some(length) = self.incoming[..self.filled].first_chunk::<4>() else { return Ok(4) };
        let length = i32::from_le_bytes(*length);
        match usize::try_from(length) {
            Ok(length) if (12..=LONGEST).contains(&length) => Ok(length),
            Ok(_) => Err("the server sent no packet".to_owned()),
            // The server's own way to say that it hangs up: core.telegram.org/mtproto/mtproto-transports.
            Err(_) => Err(format!("transport error {}", length.unsigned_abs())),
        }
    }

    fn take_packet(&mut self) -> Result<(), String> {
        if self.filled < 12 || self.filled < self.wanted()? {
            return Ok(());
        }
        let packet = &mut self.incoming[..self.filled];
        let offset = self.framing.unpack(packet).map_err(|error| error.to_string())?;
        let taken = self.opener.take(&mut packet[offset.data_range]);
        let (packet, mut file) = taken.map_err(|Forged| "a packet is not sealed with our key".to_owned())?;
        let messages = self.protocol.deserialize(packet);
        self.filled = 0;
        for mut message in messages.map_err(|error| error.to_string())? {
            if let (Deserialization::RpcResult(result), Some(file)) = (&mut message, file.take()) {
                result.body = file;
            }
            self.take_message(message)?;
        }
        Ok(())
    }

    fn take_message(&mut self, message: Deserialization) -> Result<(), String> {
        match message {
            Deserialization::RpcResult(result) => self.answer(result.msg_id, Ok(result.body)),
            Deserialization::RpcError(refusal) => {
                self.answer(refusal.msg_id, Err(Failure::Refused(refusal.error)));
            }
            Deserialization::Failure(failure) => {
                self.answer(failure.msg_id, Err(Failure::Lost(failure.error.to_string())));
            }
            Deserialization::BadMessage(bad) if bad.retryable() => {
                let is = |sent: (MsgId, MsgId)| sent.0 == bad.msg_id || sent.1 == bad.msg_id;
                for waiting in self.waiting.iter_mut().filter(|waiting| waiting.sent.is_some_and(is)) {
                    waiting.sent = None;
                }
            }
            Deserialization::BadMessage(bad) => return Err(bad.description().to_owned()),
            Deserialization::OwnUpdate { .. } | Deserialization::Update(_) => {}
        }
        Ok(())
    }

    fn answer(&mut self, message: MsgId, answer: Result<Vec<u8>, Failure>) {
        let place =
            self.waiting.iter().position(|waiting| waiting.sent.is_some_and(|sent| sent.0 == message));
        if let Some(waiting) = place.and_then(|place| self.waiting.remove(place)) {
            let _ = waiting.answer.send(answer);
        }
    }
}

fn some(count: std::io::Result<usize>) -> Result<usize, String> {
    match count {
        Ok(0) => Err("the server hung up".to_owned()),
        Ok(count) => Ok(count),
        Err(error) => Err(error.to_string()),
    }
}
