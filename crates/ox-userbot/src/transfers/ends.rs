//! The worker's end of a transfer: a file by descriptor, or chunks over the link with credit. Reading and writing
//! files waits for disks, so it is done aside.

use std::{
    fs::File,
    os::unix::fs::FileExt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use ox_client::Piece;
use ox_link::{AHEAD, CHUNK, ToWorker};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
};

use super::Broken;
use crate::link::Sender;

/// Where the main loop puts what the worker sends for a transfer.
pub struct Feed {
    chunks: mpsc::UnboundedSender<Vec<u8>>,
    waiting: Arc<AtomicU64>,
    taken: watch::Sender<u64>,
}

/// What a transfer makes its source or sink of.
pub struct Ends {
    call: u64,
    worker: Sender,
    chunks: mpsc::UnboundedReceiver<Vec<u8>>,
    waiting: Arc<AtomicU64>,
    taken: watch::Receiver<u64>,
}

/// Both sides of one transfer's chunks.
pub fn open(call: u64, worker: Sender) -> (Feed, Ends) {
    let (chunks, chunks_out) = mpsc::unbounded_channel();
    let (taken, taken_out) = watch::channel(0);
    let waiting = Arc::new(AtomicU64::new(0));
    let ends = Ends { call, worker, chunks: chunks_out, waiting: waiting.clone(), taken: taken_out };
    (Feed { chunks, waiting, taken }, ends)
}

impl Feed {
    /// False when more bytes wait than may.
    pub fn chunk(&self, bytes: Vec<u8>) -> bool {
        let length = bytes.len() as u64;
        let waiting = self.waiting.fetch_add(length, Ordering::Relaxed) + length;
        let _ = self.chunks.send(bytes);
        waiting <= AHEAD
    }

    pub fn taken(&self, total: u64) {
        self.taken.send_replace(total);
    }
}

impl Ends {
    /// Where an upload's bytes come from.
    pub fn source(self, file: Option<(File, u64)>) -> Source {
        let bytes = match file {
            Some((file, position)) => Bytes::File { file: Arc::new(file), position, reading: None },
            None => Bytes::Chunks {
                chunks: self.chunks,
                waiting: self.waiting,
                gathered: Vec::new(),
                ended: false,
            },
        };
        Source { call: self.call, worker: self.worker, bytes }
    }

    /// Where a download's bytes go.
    pub fn sink(self, file: Option<(File, u64)>) -> Sink {
        let file = file.map(|(file, position)| (Arc::new(file), position));
        Sink { call: self.call, worker: self.worker, file, taken: self.taken, done: 0 }
    }
}

/// Gives an upload its bytes, in order.
pub struct Source {
    call: u64,
    worker: Sender,
    bytes: Bytes,
}

enum Bytes {
    File {
        file: Arc<File>,
        position: u64,
        reading: Option<JoinHandle<std::io::Result<Vec<u8>>>>,
    },
    Chunks {
        chunks: mpsc::UnboundedReceiver<Vec<u8>>,
        waiting: Arc<AtomicU64>,
        gathered: Vec<u8>,
        ended: bool,
    },
}

impl Source {
    /// The next bytes, exactly so many unless the chunks end. Safe to cancel when it is asked for as many again.
    pub async fn read(&mut self, length: usize) -> Result<Vec<u8>, Broken> {
        match &mut self.bytes {
            Bytes::File { file, position, reading } => {
                let (file, at) = (file.clone(), *position);
                let read = reading.get_or_insert_with(|| {
                    tokio::task::spawn_blocking(move || {
                        let mut bytes = vec![0; length];
                        file.read_exact_at(&mut bytes, at).map(|()| bytes)
                    })
                });
                let read = read.await;
                *reading = None;
                *position += length as u64;
                match read.map_err(std::io::Error::other)? {
                    Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Err(Broken::Short),
                    read => Ok(read?),
                }
            }
            Bytes::Chunks { chunks, waiting, gathered, ended } => {
                while gathered.len() < length && !*ended {
                    let chunk = chunks.recv().await.ok_or(Broken::Short)?;
                    *ended = chunk.is_empty();
                    waiting.fetch_sub(chunk.len() as u64, Ordering::Relaxed);
                    if gathered.is_empty() {
                        *gathered = chunk;
                    } else {
                        gathered.extend_from_slice(&chunk);
                    }
                }
                if gathered.is_empty() {
                    return Err(Broken::Short);
                }
                let rest = gathered.split_off(length.min(gathered.len()));
                Ok(std::mem::replace(gathered, rest))
            }
        }
    }

    /// So many bytes are with Telegram: progress, and credit for as many more.
    pub fn told(&self, done: u64) {
        self.worker.send(ToWorker::Progress { call: self.call, done });
    }
}

/// Takes a download's bytes, in order.
pub struct Sink {
    call: u64,
    worker: Sender,
    file: Option<(Arc<File>, u64)>,
    taken: watch::Receiver<u64>,
    done: u64,
}

impl Sink {
    /// Returns when the bytes are written, or on their way to a worker that has room for them.
    pub async fn write(&mut self, piece: Piece) -> Result<(), Broken> {
        let length = piece.bytes().len() as u64;
        let Some((file, position)) = &mut self.file else { return self.send(&piece).await };
        let (file, at) = (file.clone(), *position);
        *position += length;
        aside(move || file.write_all_at(piece.bytes(), at)).await??;
        self.done += length;
        self.worker.send(ToWorker::Progress { call: self.call, done: self.done });
        Ok(())
    }

    async fn send(&mut self, piece: &Piece) -> Result<(), Broken> {
        for bytes in piece.bytes().chunks(CHUNK) {
            let length = bytes.len() as u64;
            let room = self.done + length;
            // The sender lives as long as the transfer is known.
            let _ = self.taken.wait_for(|taken| room.saturating_sub(*taken) <= AHEAD).await;
            self.worker.send(ToWorker::Chunk { call: self.call, bytes: bytes.to_vec() });
            self.done = room;
        }
        Ok(())
    }
}

/// Does what may wait for a disk where nobody else has to wait.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Broken> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Broken::Io(std::io::Error::other(error)))
}
