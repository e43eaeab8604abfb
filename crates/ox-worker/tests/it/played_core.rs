//! The core's side of the two sockets, played by a test. The host package is a stand-in that runs the test's Python.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, ExitStatus, Stdio};
use std::time::Duration;

use ox_link::{FrameBuffer, LINK_FD, QUESTION_FD, TRACE_FD, ToCore, ToWorker};
use tempfile::TempDir;

use crate::worker::program;

/// Long enough for a slow machine; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs the configuration's code as the body of an async function, with `report` sending lines to the core.
const HOST: &str = r#"
import asyncio, textwrap, traceback
from _ox import boot, context, interests, native
from _ox.link import link

report = lambda value: native.log(20, "test", str(value))

async def start(config, me):
    names = dict(globals(), me=me)
    exec("async def body():\n" + textwrap.indent(config["code"], "    "), names)
    try:
        await names["body"]()
    except BaseException:
        report(traceback.format_exc())
        raise

async def stop():
    report("stopped")
"#;

pub struct PlayedCore {
    child: Child,
    link: UnixStream,
    pub questions: UnixStream,
    pub trace: UnixStream,
    buffer: FrameBuffer,
    frames: VecDeque<ToCore>,
    _shim: TempDir,
}

impl PlayedCore {
    /// Starts a worker whose host runs `body` when the core says start (which this does, after the hello).
    pub fn start(body: &str) -> Self {
        let mut core = Self::spawn();
        assert!(matches!(core.next(), ToCore::Hello { .. }));
        core.send(&ToWorker::Start { config: serde_json::json!({ "code": body }).to_string(), me: me() });
        core
    }

    /// Starts a worker that waits for `Start`.
    pub fn spawn() -> Self {
        let folder = stand_in_shim();
        let pairs = [(); 3].map(|()| UnixStream::pair().unwrap());
        let theirs = [&pairs[0].1, &pairs[1].1, &pairs[2].1].map(AsRawFd::as_raw_fd);
        let mut worker = program();
        worker.arg("run").env("OXIKKA_SHIM", folder.path()).stdin(Stdio::null());
        // SAFETY: only system calls between fork and exec.
        unsafe {
            worker.pre_exec(move || {
                let high = theirs.map(|fd| libc::fcntl(fd, libc::F_DUPFD, 20));
                for (from, to) in high.into_iter().zip([LINK_FD, QUESTION_FD, TRACE_FD]) {
                    libc::dup2(from, to);
                    libc::close(from);
                }
                Ok(())
            });
        }
        let child = worker.spawn().unwrap();
        let [link, questions, trace] = pairs.map(|(ours, _)| ours);
        for socket in [&link, &questions, &trace] {
            socket.set_read_timeout(Some(PATIENCE)).unwrap();
        }
        Self {
            child,
            link,
            questions,
            trace,
            buffer: FrameBuffer::default(),
            frames: VecDeque::new(),
            _shim: folder,
        }
    }

    pub fn pid(&self) -> i32 {
        self.child.id() as i32
    }

    pub fn send(&mut self, frame: &ToWorker) {
        let mut bytes = Vec::new();
        frame.encode(&mut bytes);
        self.link.write_all(&bytes).unwrap();
    }

    /// The next frame; fails the test when none comes.
    pub fn next(&mut self) -> ToCore {
        loop {
            if let Some(frame) = self.frames.pop_front() {
                return frame;
            }
            let mut chunk = [0; 1 << 14];
            let count = self.link.read(&mut chunk).expect("the worker sends a frame");
            assert!(count > 0, "the worker closed the link");
            self.buffer.extend(&chunk[..count]);
            while let Some(body) = self.buffer.next_frame().unwrap() {
                self.frames.push_back(ToCore::decode(body).unwrap());
            }
        }
    }

    /// The text of the next line that the test's Python reports.
    #[track_caller]
    pub fn reported(&mut self) -> String {
        match self.next() {
            ToCore::Log { text, .. } => text,
            other => panic!("a line was expected, not {other:?}"),
        }
    }

    /// Frames from here until the worker leaves, and how it left.
    pub fn rest(mut self) -> (Vec<ToCore>, ExitStatus) {
        let mut bytes = Vec::new();
        match self.link.read_to_end(&mut bytes) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset, "the worker leaves"),
        }
        self.buffer.extend(&bytes);
        while let Some(body) = self.buffer.next_frame().unwrap() {
            self.frames.push_back(ToCore::decode(body).unwrap());
        }
        (self.frames.drain(..).collect(), self.child.wait().unwrap())
    }

    /// Goes away; gives how the worker left.
    pub fn vanish(mut self) -> ExitStatus {
        self.link.shutdown(std::net::Shutdown::Both).unwrap();
        self.child.wait().unwrap()
    }
}

impl Drop for PlayedCore {
    fn drop(&mut self) {
        // Best effort: a worker that has left cannot be killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The real `_ox` and client library, and a host of our own.
fn stand_in_shim() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let source =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../python_shim").canonicalize().unwrap();
    for package in ["_ox", "telethon"] {
        std::os::unix::fs::symlink(source.join(package), dir.path().join(package)).unwrap();
    }
    let host = dir.path().join("hikka");
    std::fs::create_dir(&host).unwrap();
    std::fs::write(host.join("__init__.py"), "").unwrap();
    std::fs::write(host.join("main.py"), HOST).unwrap();
    dir
}

/// `userEmpty id:long`: stands for the own user.
pub fn me() -> Vec<u8> {
    [0xd3bc_4b7a_u32.to_le_bytes().as_slice(), &777i64.to_le_bytes()].concat()
}
