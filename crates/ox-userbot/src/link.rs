//! The core's end of the link: a task that writes whatever is ready in one go, a task that reads frames.

use ox_link::{FrameBuffer, ToCore, ToWorker};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        UnixStream,
        unix::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::mpsc,
};

const READ_CHUNK: usize = 256 << 10;
/// Frames read ahead of the main loop; beyond it the socket itself holds the worker back.
const READ_AHEAD: usize = 4096;
const WRITE_BATCH: usize = 256;

/// What the reading side brings.
#[derive(Debug)]
pub enum Received {
    Frame(ToCore),
    /// The other side sent what is not a frame; nothing follows but [`Received::End`].
    Garbled(String),
    End,
}

/// Sends frames without waiting; they travel together when they are ready together.
#[derive(Clone, Debug)]
pub struct Sender(mpsc::UnboundedSender<ToWorker>);

impl Sender {
    /// Queues a frame; a worker that is gone swallows it.
    pub fn send(&self, frame: ToWorker) {
        let _ = self.0.send(frame);
    }
}

/// Starts both tasks on the core's end of the socket pair.
pub fn open(stream: UnixStream) -> (Sender, mpsc::Receiver<Received>) {
    let (read, write) = stream.into_split();
    let (frames_in, frames_out) = mpsc::channel(READ_AHEAD);
    let (to_worker, queue) = mpsc::unbounded_channel();
    tokio::spawn(read_frames(read, frames_in));
    tokio::spawn(write_frames(write, queue));
    (Sender(to_worker), frames_out)
}

async fn read_frames(mut socket: OwnedReadHalf, frames: mpsc::Sender<Received>) {
    let mut buffer = FrameBuffer::default();
    let mut chunk = vec![0; READ_CHUNK];
    loop {
        match socket.read(&mut chunk).await {
            Ok(0) | Err(_) => break,
            Ok(count) => buffer.extend(&chunk[..count]),
        }
        loop {
            let received = match buffer.next_frame() {
                Ok(None) => break,
                Ok(Some(body)) => ToCore::decode(body).map(Received::Frame),
                Err(error) => Err(error),
            };
            match received {
                Ok(frame) => {
                    if frames.send(frame).await.is_err() {
                        return;
                    }
                }
                Err(error) => {
                    let _ = frames.send(Received::Garbled(error.to_string())).await;
                    let _ = frames.send(Received::End).await;
                    return;
                }
            }
        }
    }
    let _ = frames.send(Received::End).await;
}

async fn write_frames(mut socket: OwnedWriteHalf, mut queue: mpsc::UnboundedReceiver<ToWorker>) {
    let mut batch = Vec::with_capacity(WRITE_BATCH);
    let mut wire = Vec::new();
    while queue.recv_many(&mut batch, WRITE_BATCH).await > 0 {
        wire.clear();
        for frame in batch.drain(..) {
            frame.encode(&mut wire);
        }
        if socket.write_all(&wire).await.is_err() {
            return;
        }
        if wire.capacity() > 4 << 20 {
            wire = Vec::new();
        }
    }
}
