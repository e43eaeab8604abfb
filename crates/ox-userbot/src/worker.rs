//! One worker process: how it is started, what it inherits, how it is ended with all its children.

use std::{
    io,
    os::{
        fd::{AsRawFd, FromRawFd, OwnedFd, RawFd},
        unix::{net::UnixStream as StdStream, process::ExitStatusExt},
    },
    path::PathBuf,
    process::{ExitStatus, Stdio},
    time::Instant,
};

use ox_link::{LINK_FD, QUESTION_FD, TRACE_FD};
use ox_store::AccountStore;
use tokio::{net::UnixStream, process::Child, sync::mpsc};

use crate::{
    event::Death,
    family::Family,
    link::{self, Received, Sender},
    questions,
};

/// Variables that never reach a worker.
const SECRETS: [&str; 3] = ["OXIKKA_API_ID", "OXIKKA_API_HASH", "OXIKKA_BOT_TOKEN"];

/// The worker program and where its parts are.
#[derive(Clone, Debug)]
pub struct WorkerProgram {
    pub path: PathBuf,
    /// The folder `python_shim`, when it is not where the program looks by itself.
    pub shim: Option<PathBuf>,
    /// The folder `modules`, likewise.
    pub modules: Option<PathBuf>,
    /// Folders that the worker must find empty: keys, store.
    pub hide: Vec<PathBuf>,
    /// Folders that it may only read and execute: the programs' own.
    pub readonly: Vec<PathBuf>,
    /// Its own folder: current directory, temporary files, packages.
    pub home: PathBuf,
}

/// A running worker.
pub struct Worker {
    pub pid: u32,
    pub started: Instant,
    pub sender: Sender,
    pub frames: mpsc::Receiver<Received>,
    /// The process and all that it started.
    pub family: Family,
    trace: OwnedFd,
    child: Child,
}

/// What a worker does next.
pub enum Heard {
    Said(Received),
    /// The process is gone; a child of it may still hold the link, so that no end of it is heard.
    Died(Death),
}

impl Worker {
    /// Starts the program with its three sockets and nothing else open.
    pub fn spawn(program: &WorkerProgram, store: &AccountStore) -> io::Result<Self> {
        std::fs::create_dir_all(&program.home)?;
        let (our_link, its_link) = StdStream::pair()?;
        let (our_questions, its_questions) = StdStream::pair()?;
        let (our_trace, its_trace) = pipe()?;
        let child =
            command(program, [its_link.as_raw_fd(), its_questions.as_raw_fd(), its_trace.as_raw_fd()])
                .spawn()
                .map_err(|e| {
                    io::Error::new(e.kind(), format!("cannot start `{}`: {e}", program.path.display()))
                })?;
        questions::serve(our_questions, store.clone())?;
        our_link.set_nonblocking(true)?;
        let (sender, frames) = link::open(UnixStream::from_std(our_link)?);
        let pid = child.id().unwrap_or_default();
        let family = Family::new(pid);
        Ok(Self { pid, started: Instant::now(), sender, frames, family, trace: our_trace, child })
    }

    /// Waits for the process to end. Safe to cancel.
    pub async fn wait(&mut self) -> Death {
        match self.child.wait().await {
            Ok(status) => death(status),
            Err(_) => Death::Exited(-1),
        }
    }

    /// The next frame, or the death of the process. Safe to cancel.
    pub async fn next(&mut self) -> Heard {
        tokio::select! {
            biased;
            received = self.frames.recv() => Heard::Said(received.unwrap_or(Received::End)),
            status = self.child.wait() => Heard::Died(status.map_or(Death::Exited(-1), death)),
        }
    }

    /// Has the interpreter write its stacks, even while it holds its lock.
    pub fn ask_for_stack(&self) {
        self.signal_process(libc::SIGUSR1);
    }

    /// What the interpreter wrote since.
    pub fn read_stack(&self) -> String {
        crate::trace::drain(&self.trace).unwrap_or_default()
    }

    /// Ends the worker and all that it started at once.
    pub fn kill(&mut self) {
        self.family.kill();
    }

    fn signal_process(&self, signal: i32) {
        // SAFETY: the child is not reaped before `wait` returned, so the id is still its own.
        unsafe { libc::kill(self.pid as i32, signal) };
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.kill();
    }
}

fn death(status: ExitStatus) -> Death {
    match (status.code(), status.signal()) {
        (Some(code), _) => Death::Exited(code),
        (None, signal) => Death::Killed(signal.unwrap_or_default()),
    }
}

fn command(program: &WorkerProgram, sockets: [RawFd; 3]) -> tokio::process::Command {
    let mut command = tokio::process::Command::new(&program.path);
    command.arg("run").arg("--home").arg(&program.home);
    for folder in &program.hide {
        command.arg("--hide").arg(folder);
    }
    for folder in &program.readonly {
        command.arg("--readonly").arg(folder);
    }
    for (variable, folder) in [("OXIKKA_SHIM", &program.shim), ("OXIKKA_MODULES", &program.modules)] {
        if let Some(folder) = folder {
            command.env(variable, folder);
        }
    }
    for secret in SECRETS {
        command.env_remove(secret);
    }
    command.stdin(Stdio::null()).kill_on_drop(true);
    // SAFETY: the closure only makes system calls that are safe between fork and exec.
    unsafe {
        command.pre_exec(move || inherit(sockets));
    }
    command
}

/// Runs in the child: puts the sockets where the worker expects them and ties its life to ours.
fn inherit(sockets: [RawFd; 3]) -> io::Result<()> {
    const TARGETS: [RawFd; 3] = [LINK_FD, QUESTION_FD, TRACE_FD];
    // Move away first, so that no target overwrites a socket that is still needed.
    let mut high = [0; 3];
    for (slot, socket) in high.iter_mut().zip(sockets) {
        // SAFETY: descriptors of our own; a system call without memory.
        *slot = check(unsafe { libc::fcntl(socket, libc::F_DUPFD_CLOEXEC, 10) })?;
    }
    for (from, to) in high.into_iter().zip(TARGETS) {
        // SAFETY: as above; dup2 clears close-on-exec on the target.
        check(unsafe { libc::dup2(from, to) })?;
    }
    // A session of its own has no terminal: nothing can be typed there in the owner's name, and Ctrl-C is the core's.
    // SAFETY: no arguments.
    check(unsafe { libc::setsid() })?;
    // SAFETY: plain integers.
    check(unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) })?;
    Ok(())
}

fn check(result: i32) -> io::Result<i32> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}

/// A pipe whose reading end does not block; both ends close on exec.
fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    let mut ends = [0; 2];
    // SAFETY: `ends` has room for the two descriptors.
    check(unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) })?;
    // SAFETY: both descriptors were just made and belong to nobody else.
    let (read, write) = unsafe { (OwnedFd::from_raw_fd(ends[0]), OwnedFd::from_raw_fd(ends[1])) };
    // SAFETY: plain integers.
    check(unsafe { libc::fcntl(read.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) })?;
    Ok((read, write))
}
