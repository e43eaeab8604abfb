//! The core's end of the link: a task that writes whatever is ready in one go, a task that reads frames.

use std::{
    collections::VecDeque,
    io,
    os::fd::{AsRawFd, OwnedFd},
};

use ox_link::{FrameBuffer, ToCore, ToWorker, Transfer, descriptors};
use tokio::{
    io::{AsyncWriteExt, Interest},
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
/// Descriptors that came before their frames; an honest worker sends each with its frame's first byte.
const EARLY: usize = 16;

/// What the reading side brings.
#[derive(Debug)]
pub enum Received {
    Frame(ToCore),
    /// A transfer, and the file that came along.
    WithFile(Transfer, OwnedFd),
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

async fn read_frames(socket: OwnedReadHalf, frames: mpsc::Sender<Received>) {
    let mut buffer = FrameBuffer::default();
    let mut files = VecDeque::new();
    let mut chunk = vec![0; READ_CHUNK];
    let mut garbled = None;
    while garbled.is_none() {
        match receive(&socket, &mut chunk, &mut files).await {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => garbled = Some(error.to_string()),
            Ok(0) | Err(_) => break,
            Ok(count) => buffer.extend(&chunk[..count]),
        }
        loop {
            let received = match buffer.next_frame() {
                Ok(None) => break,
                Ok(Some(body)) => ToCore::decode(body).map(|frame| with_file(frame, &mut files)),
                Err(error) => Err(error),
            };
            match received {
                Ok(received) => {
                    if frames.send(received).await.is_err() {
                        return;
                    }
                }
                Err(error) => {
                    garbled = Some(error.to_string());
                    break;
                }
            }
        }
        if files.len() > EARLY {
            garbled = Some("descriptors without frames".to_owned());
        }
    }
    if let Some(what) = garbled {
        let _ = frames.send(Received::Garbled(what)).await;
    }
    let _ = frames.send(Received::End).await;
}

/// Reads what is there; descriptors wait in the order in which they came.
async fn receive(
    socket: &OwnedReadHalf,
    chunk: &mut [u8],
    files: &mut VecDeque<OwnedFd>,
) -> io::Result<usize> {
    let stream: &UnixStream = socket.as_ref();
    loop {
        stream.readable().await?;
        let mut came = Vec::new();
        let read = || descriptors::receive(stream.as_raw_fd(), chunk, &mut came);
        let result = stream.try_io(Interest::READABLE, read);
        files.extend(came);
        match result {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            result => return result,
        }
    }
}

/// Joins a transfer with its file.
fn with_file(frame: ToCore, files: &mut VecDeque<OwnedFd>) -> Received {
    match frame {
        ToCore::Transfer(transfer) if transfer.descriptor.is_some() => match files.pop_front() {
            Some(file) => Received::WithFile(transfer, file),
            None => Received::Frame(ToCore::Transfer(transfer)),
        },
        frame => Received::Frame(frame),
    }
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
