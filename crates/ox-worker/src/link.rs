//! The link's socket: bytes out without waiting, whole frames in.
//! Knows nothing of futures or handlers; `event_loop` decides when to flush and what a frame means.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, OwnedFd, RawFd};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use ox_link::{FrameBuffer, ToCore, ToWorker, descriptors};
use pyo3::prelude::*;

use crate::errors::WorkerError;

/// Most bytes read in one wake-up, so that Python gets its turn.
const READ_LIMIT: usize = 1 << 20;
const CHUNK: usize = 64 << 10;
/// How long leaving waits for the core to take the last bytes.
const LAST_FLUSH: Duration = Duration::from_secs(5);

static LINK: OnceLock<Link> = OnceLock::new();

/// Both directions of the socket to the core.
pub struct Link {
    fd: RawFd,
    outgoing: Mutex<Outgoing>,
    incoming: Mutex<Incoming>,
}

struct Incoming {
    frames: FrameBuffer,
    /// Where the socket's bytes land first.
    chunk: Box<[u8]>,
}

#[derive(Default)]
struct Outgoing {
    bytes: Vec<u8>,
    written: usize,
    /// Descriptors, each with the place of the byte that it goes with.
    files: VecDeque<(usize, OwnedFd)>,
    /// Somebody will call `flush`: a scheduled callback or the loop's writer.
    expected: bool,
}

/// How far a flush came.
#[derive(Debug, PartialEq, Eq)]
pub enum Flushed {
    All,
    /// The socket is full; call again when it is writable.
    Part,
}

/// What one wake-up brought.
pub struct Received {
    pub frames: Vec<ToWorker>,
    /// The core is gone.
    pub closed: bool,
}

/// Takes over the inherited descriptor: non-blocking and closed in children.
pub fn adopt(fd: RawFd) -> Result<(), WorkerError> {
    let link = Link::new(fd)?;
    // Invariant: adopted once, at the start of `run`.
    let _ = LINK.set(link);
    Ok(())
}

/// The link, or a clear error when this process has none.
pub fn get() -> Result<&'static Link, WorkerError> {
    LINK.get().ok_or(WorkerError::Offline)
}

/// Writes what is still buffered, waiting a little; for the end of the process.
pub fn finish(py: Python<'_>) {
    if let Some(link) = LINK.get() {
        py.detach(|| link.flush_waiting(LAST_FLUSH));
    }
}

/// Children of this process shall not inherit the descriptor.
pub fn close_on_exec(fd: RawFd) -> Result<(), WorkerError> {
    // SAFETY: fcntl on an integer descriptor.
    match unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) } {
        -1 => Err(io::Error::last_os_error().into()),
        _ => Ok(()),
    }
}

/// Refuses descriptors that are not sockets, with the number in the error.
pub fn require_socket(fd: RawFd) -> Result<(), WorkerError> {
    let mut kind: libc::c_int = 0;
    let mut length = size_of::<libc::c_int>() as libc::socklen_t;
    // SAFETY: the option's value is one int, as the length says.
    let result = unsafe {
        libc::getsockopt(fd, libc::SOL_SOCKET, libc::SO_TYPE, (&raw mut kind).cast(), &raw mut length)
    };
    if result == 0 && kind == libc::SOCK_STREAM { Ok(()) } else { Err(WorkerError::NotASocket(fd)) }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Link {
    fn new(fd: RawFd) -> Result<Self, WorkerError> {
        require_socket(fd)?;
        close_on_exec(fd)?;
        // SAFETY: fcntl on an integer descriptor.
        if unsafe { libc::fcntl(fd, libc::F_SETFL, libc::O_NONBLOCK) } == -1 {
            return Err(io::Error::last_os_error().into());
        }
        let incoming = Incoming { frames: FrameBuffer::default(), chunk: vec![0; CHUNK].into() };
        Ok(Self { fd, outgoing: Mutex::default(), incoming: Mutex::new(incoming) })
    }

    pub fn fd(&self) -> RawFd {
        self.fd
    }

    /// Buffers a frame; true when the caller must see to it that `flush` is called.
    pub fn push(&self, frame: &ToCore) -> bool {
        let mut outgoing = lock(&self.outgoing);
        frame.encode(&mut outgoing.bytes);
        !std::mem::replace(&mut outgoing.expected, true)
    }

    /// As `push`, with a descriptor on the frame's first byte.
    pub fn push_with(&self, frame: &ToCore, file: OwnedFd) -> bool {
        let mut outgoing = lock(&self.outgoing);
        let place = outgoing.bytes.len();
        outgoing.files.push_back((place, file));
        frame.encode(&mut outgoing.bytes);
        !std::mem::replace(&mut outgoing.expected, true)
    }

    /// Bytes that the core has not taken yet.
    pub fn buffered(&self) -> usize {
        let outgoing = lock(&self.outgoing);
        outgoing.bytes.len() - outgoing.written
    }

    /// Writes what fits.
    pub fn flush(&self) -> Result<Flushed, WorkerError> {
        let mut outgoing = lock(&self.outgoing);
        while outgoing.written < outgoing.bytes.len() {
            let error = match outgoing.send(self.fd) {
                Ok(()) => continue,
                Err(error) => error,
            };
            match error.kind() {
                io::ErrorKind::Interrupted => {}
                io::ErrorKind::WouldBlock => {
                    outgoing.forget_written();
                    return Ok(Flushed::Part);
                }
                _ => {
                    *outgoing = Outgoing::default();
                    return Err(error.into());
                }
            }
        }
        outgoing.bytes.clear();
        outgoing.bytes.shrink_to(READ_LIMIT);
        outgoing.written = 0;
        outgoing.expected = false;
        Ok(Flushed::All)
    }

    fn flush_waiting(&self, limit: Duration) {
        let end = Instant::now() + limit;
        while let Ok(Flushed::Part) = self.flush() {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let mut poll = libc::pollfd { fd: self.fd, events: libc::POLLOUT, revents: 0 };
            // SAFETY: one pollfd, as the count says.
            unsafe { libc::poll(&raw mut poll, 1, left.as_millis() as i32) };
        }
    }

    /// Reads what is there and returns the whole frames.
    pub fn receive(&self) -> Result<Received, WorkerError> {
        let mut incoming = lock(&self.incoming);
        let Incoming { frames: buffer, chunk } = &mut *incoming;
        let (mut total, mut closed) = (0, false);
        while total < READ_LIMIT {
            // SAFETY: the chunk is as long as the call is told.
            let count = unsafe { libc::recv(self.fd, chunk.as_mut_ptr().cast(), CHUNK, 0) };
            if count > 0 {
                buffer.extend(&chunk[..count as usize]);
                total += count as usize;
                if (count as usize) < CHUNK {
                    break;
                }
                continue;
            }
            let error = io::Error::last_os_error();
            match error.kind() {
                io::ErrorKind::Interrupted if count < 0 => {}
                io::ErrorKind::WouldBlock if count < 0 => break,
                _ => {
                    closed = true;
                    break;
                }
            }
        }
        let mut frames = Vec::new();
        while let Some(body) = buffer.next_frame()? {
            frames.push(ToWorker::decode(body)?);
        }
        Ok(Received { frames, closed })
    }
}

impl Outgoing {
    /// Gives back what was written: a stream that never stands still would never be all written.
    fn forget_written(&mut self) {
        if self.written > READ_LIMIT {
            self.bytes.drain(..self.written);
            self.files.iter_mut().for_each(|(place, _)| *place -= self.written);
            self.written = 0;
        }
    }

    /// Writes what fits, up to the next descriptor.
    fn send(&mut self, socket: RawFd) -> io::Result<()> {
        let here = self.files.front().is_some_and(|(place, _)| *place == self.written);
        let next = self.files.get(usize::from(here)).map_or(self.bytes.len(), |(place, _)| *place);
        let file = self.files.front().filter(|_| here).map(|(_, file)| file.as_fd());
        self.written += descriptors::send(socket, &self.bytes[self.written..next], file)?;
        if here {
            self.files.pop_front();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::fd::AsRawFd;
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn frames_of_one_turn_leave_together_and_a_full_socket_keeps_the_rest() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let link = Link::new(ours.as_raw_fd()).unwrap();
        let frame = ToCore::Log { level: 20, module: "m".into(), text: "x".repeat(100_000) };
        assert!(link.push(&frame), "the first frame asks for a flush");
        for _ in 0..20 {
            assert!(!link.push(&frame), "the next ones ride along");
        }
        assert_eq!(link.flush().unwrap(), Flushed::Part);
        let total = link.buffered();
        assert!(total > 0);
        // More comes before all of it has left: what has left is not kept.
        let kept = lock(&link.outgoing).bytes.len();
        assert!(kept <= total + READ_LIMIT, "{kept} of {total}");
        theirs.set_nonblocking(true).unwrap();
        let mut taken = Vec::new();
        loop {
            let _ = theirs.read_to_end(&mut taken);
            if link.flush().unwrap() == Flushed::All {
                break;
            }
        }
        let _ = theirs.read_to_end(&mut taken);
        assert_eq!(link.buffered(), 0);
        let mut buffer = FrameBuffer::default();
        buffer.extend(&taken);
        let mut count = 0;
        while let Some(body) = buffer.next_frame().unwrap() {
            assert_eq!(ToCore::decode(body).unwrap(), frame);
            count += 1;
        }
        assert_eq!(count, 21);
    }

    #[test]
    fn descriptors_leave_with_the_first_byte_of_their_frames() {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let link = Link::new(ours.as_raw_fd()).unwrap();
        let plain = ToCore::Alive { nonce: 1 };
        link.push(&plain);
        for text in ["one", "two"] {
            let mut file = tempfile::tempfile().unwrap();
            std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
            link.push_with(&plain, file.into());
        }
        link.push(&plain);
        assert_eq!(link.flush().unwrap(), Flushed::All);
        let (mut bytes, mut files, mut places) = ([0; 1024], Vec::new(), Vec::new());
        let mut total = 0;
        while total < 4 * 13 {
            let before = files.len();
            let count = descriptors::receive(theirs.as_raw_fd(), &mut bytes, &mut files).unwrap();
            places.extend((before..files.len()).map(|_| total));
            total += count;
        }
        let texts: Vec<String> = files
            .into_iter()
            .map(|file| {
                let mut text = [0; 3];
                std::os::unix::fs::FileExt::read_exact_at(&std::fs::File::from(file), &mut text, 0).unwrap();
                String::from_utf8(text.into()).unwrap()
            })
            .collect();
        assert_eq!(texts, ["one", "two"]);
        // Each came with a read that begins no later than its frame.
        assert!(places[0] <= 13 && places[1] <= 2 * 13, "{places:?}");
    }

    #[test]
    fn a_descriptor_that_is_no_socket_is_named() {
        let file = tempfile::tempfile().unwrap();
        let error = require_socket(file.as_raw_fd()).unwrap_err().to_string();
        assert!(error.contains(&file.as_raw_fd().to_string()), "{error}");
    }
}
