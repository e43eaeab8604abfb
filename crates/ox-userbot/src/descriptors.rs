//! Which files a worker may hand to the core by descriptor: ordinary ones, opened for what is to be done, and none
//! of the core's own under whatever name it was reached. The core reads and writes with its own rights, so what
//! looks at the rights of whoever writes (files of the kernel) is refused as well.

use std::{
    fs::{self, File, Metadata},
    io,
    os::{fd::AsRawFd, unix::fs::MetadataExt},
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::worker::WorkerProgram;

/// What the core would do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Read,
    Write,
}

/// Why a descriptor is not used.
#[derive(Debug, Error)]
pub enum Refusal {
    #[error("this is no ordinary file")]
    NoFile,
    #[error("this file is not open for {}", if *.0 == Use::Read { "reading" } else { "writing" })]
    NotOpen(Use),
    #[error("this is a file of the kernel")]
    Kernel,
    #[error("this is a file of oxikka's own")]
    Own,
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// File systems whose files are switches and windows of the kernel; see statfs(2).
const KERNEL: [i64; 11] = [
    0x9fa0,      // proc
    0x6265_6572, // sysfs
    0x0027_e0eb, // cgroup
    0x6367_7270, // cgroup2
    0x6462_6720, // debugfs
    0x7472_6163, // tracefs
    0x7363_6673, // securityfs
    0xcafe_4a11, // bpf
    0x6265_6570, // configfs
    0xde5e_81e4, // efivarfs
    0x4249_4e4d, // binfmt_misc
];

/// Where the core's own files are.
#[derive(Clone, Debug)]
pub struct OwnFiles {
    secret: Vec<PathBuf>,
    programs: Vec<PathBuf>,
    /// The worker's, wherever it lies.
    home: PathBuf,
}

impl OwnFiles {
    /// Those that this worker must not touch.
    pub fn of(program: &WorkerProgram) -> Self {
        let programs = program.readonly.iter().chain([&program.path]).cloned().collect();
        Self { secret: program.hide.clone(), programs, home: program.home.clone() }
    }

    /// Whether the core may do this with the file. Looks at the disk. Programs may be read, as in the worker.
    pub fn check(&self, file: &File, wanted: Use) -> Result<(), Refusal> {
        let found = file.metadata()?;
        if !found.is_file() {
            return Err(Refusal::NoFile);
        }
        check_open(file, wanted)?;
        if KERNEL.contains(&file_system(file)?) {
            return Err(Refusal::Kernel);
        }
        let programs = if wanted == Use::Write { &self.programs[..] } else { &[] };
        let is_own = self.secret.iter().chain(programs).any(|place| self.lies_at(place, identity(&found)));
        if is_own { Err(Refusal::Own) } else { Ok(()) }
    }

    /// Whether a file is at a place or below it; the worker's home is left out.
    fn lies_at(&self, place: &Path, wanted: (u64, u64)) -> bool {
        let mut places = vec![place.to_owned()];
        while let Some(place) = places.pop() {
            let Ok(found) = fs::metadata(&place) else { continue };
            if !found.is_dir() {
                if identity(&found) == wanted {
                    return true;
                }
            } else if place != self.home {
                // Links inside are not followed: what they lead to is named by itself.
                let inside = fs::read_dir(&place).into_iter().flatten().flatten();
                let real = inside.filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_symlink()));
                places.extend(real.map(|entry| entry.path()));
            }
        }
        false
    }
}

fn check_open(file: &File, wanted: Use) -> Result<(), Refusal> {
    // SAFETY: fcntl on an integer descriptor.
    let flags = unsafe { libc::fcntl(file.as_raw_fd(), libc::F_GETFL) };
    let mode = flags & libc::O_ACCMODE;
    let fits = match wanted {
        Use::Read => mode == libc::O_RDONLY || mode == libc::O_RDWR,
        Use::Write => mode == libc::O_WRONLY || mode == libc::O_RDWR,
    };
    // A descriptor that is only a path carries no rights.
    if flags >= 0 && fits && flags & libc::O_PATH == 0 { Ok(()) } else { Err(Refusal::NotOpen(wanted)) }
}

fn file_system(file: &File) -> io::Result<i64> {
    // SAFETY: zeroes are a valid value of this plain struct, which the call fills.
    let mut found: libc::statfs = unsafe { std::mem::zeroed() };
    // SAFETY: the struct outlives the call.
    match unsafe { libc::fstatfs(file.as_raw_fd(), &raw mut found) } {
        0 => Ok(found.f_type as i64),
        _ => Err(io::Error::last_os_error()),
    }
}

/// What tells files apart, whatever their names.
fn identity(found: &Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::os::unix::fs::OpenOptionsExt;

    use tempfile::TempDir;

    use super::*;

    fn folder() -> (TempDir, OwnFiles) {
        let data = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("store/keys/deep.db", "secret"),
            ("store/worker/own.txt", "the worker's"),
            ("programs/shim.py", "code"),
            ("stranger.txt", "a stranger's"),
        ] {
            let path = data.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let at = |name: &str| data.path().join(name);
        let own =
            OwnFiles { secret: vec![at("store")], programs: vec![at("programs")], home: at("store/worker") };
        (data, own)
    }

    fn open(path: &Path) -> File {
        OpenOptions::new().read(true).write(true).open(path).unwrap()
    }

    #[test]
    fn the_cores_own_files_are_refused_under_any_name() {
        let (data, own) = folder();
        let keys = data.path().join("store/keys/deep.db");
        let link = data.path().join("hard.link");
        fs::hard_link(&keys, &link).unwrap();
        let by_descriptor = open(&keys);
        let through_proc = format!("/proc/self/fd/{}", by_descriptor.as_raw_fd());
        for file in [open(&keys), open(&link), File::open(through_proc).unwrap()] {
            assert!(matches!(own.check(&file, Use::Read), Err(Refusal::Own)));
        }
        assert!(matches!(own.check(&open(&keys), Use::Write), Err(Refusal::Own)));
    }

    #[test]
    fn programs_are_read_and_never_written() {
        let (data, own) = folder();
        let shim = open(&data.path().join("programs/shim.py"));
        own.check(&shim, Use::Read).unwrap();
        assert!(matches!(own.check(&shim, Use::Write), Err(Refusal::Own)));
    }

    #[test]
    fn strangers_files_and_the_workers_own_pass() {
        let (data, own) = folder();
        for name in ["stranger.txt", "store/worker/own.txt"] {
            let file = open(&data.path().join(name));
            own.check(&file, Use::Read).unwrap();
            own.check(&file, Use::Write).unwrap();
        }
    }

    #[test]
    fn what_is_no_open_ordinary_file_is_refused() {
        let (data, own) = folder();
        let path = data.path().join("stranger.txt");
        assert!(matches!(own.check(&File::open(data.path()).unwrap(), Use::Read), Err(Refusal::NoFile)));
        assert!(matches!(own.check(&File::open("/dev/null").unwrap(), Use::Read), Err(Refusal::NoFile)));
        assert!(matches!(
            own.check(&File::open("/proc/self/environ").unwrap(), Use::Read),
            Err(Refusal::Kernel)
        ));
        assert!(matches!(
            own.check(&File::open(&path).unwrap(), Use::Write),
            Err(Refusal::NotOpen(Use::Write))
        ));
        let only_path = OpenOptions::new().read(true).custom_flags(libc::O_PATH).open(&path).unwrap();
        assert!(matches!(own.check(&only_path, Use::Read), Err(Refusal::NotOpen(Use::Read))));
    }
}
