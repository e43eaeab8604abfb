//! Opening a folder: the lock against a second process, and the checks that keep a foreign, newer or
//! damaged store from being read as an empty one.
//!
//! sled takes a file that it does not understand for an empty one and writes over it. So a `format`
//! file beside its folder says what must be there, and segments are looked at before sled sees them.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::StoreError;
use crate::backend::{Backend, Disk};
use crate::layout::{self, FORMAT, Table};

/// sled's folder inside ours.
const ROWS: &str = "rows";
const LOCK: &str = "lock";
/// A lock may outlive whoever let go of it for a moment: in a child that is just being started, in the engine's threads.
const PATIENCE: Duration = Duration::from_secs(2);
/// How sled 0.34 begins its error when its file is locked.
const SLED_HELD: &str = "could not acquire lock";
const PAUSE: Duration = Duration::from_millis(10);
const MARK: &str = "format";
/// The first words of the `format` file, before the number.
const MARKED: &str = "oxikka store ";
/// Enough for the hot rows of many accounts; sled's own default is 1 GiB.
const CACHE_BYTES: u64 = 32 << 20;
/// sled's default, kept in its `conf`.
const SEGMENT_BYTES: u64 = 512 << 10;

/// The engine of a folder, and the lock to hold as long as it is open.
pub fn disk(path: &Path) -> Result<(Disk, File), StoreError> {
    if path.exists() && !path.is_dir() {
        return Err(foreign(path, "it is a file"));
    }
    create(path).map_err(|source| folder(path, source))?;
    let lock = lock(path)?;
    let marked = mark(path)?;
    let rows = path.join(ROWS);
    match (marked, holds_rows(path, &rows)?) {
        (true, false) => return Err(damaged(path, "its rows are gone or unreadable".to_owned())),
        (false, false) if has_bytes(&rows.join("db")) => {
            return Err(foreign(path, "its `rows` are another program's"));
        }
        _ => {}
    }
    let disk = Disk::new(start(path, &rows)?).map_err(|source| folder(path, source))?;
    check_format(path, &disk, marked)?;
    if !marked {
        write_mark(path).map_err(|source| folder(path, source))?;
    }
    Ok((disk, lock))
}

fn create(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn lock(path: &Path) -> Result<File, StoreError> {
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path.join(LOCK))
        .map_err(|source| folder(path, source))?;
    match patiently(|| file.try_lock(), |tried| matches!(tried, Err(TryLockError::WouldBlock))) {
        Ok(()) => {
            let written = file
                .set_len(0)
                .and_then(|()| file.rewind())
                .and_then(|()| writeln!(file, "{}", std::process::id()));
            written.map_err(|source| folder(path, source))?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let _ = file.read_to_string(&mut text);
            Err(StoreError::InUse { path: path.to_owned(), process: text.trim().parse().ok() })
        }
        Err(TryLockError::Error(source)) => Err(folder(path, source)),
    }
}

/// Tries again, for a while, what is `held` by somebody.
fn patiently<T>(attempt: impl Fn() -> T, held: impl Fn(&T) -> bool) -> T {
    let started = Instant::now();
    loop {
        let tried = attempt();
        if !held(&tried) || started.elapsed() > PATIENCE {
            return tried;
        }
        #[allow(
            clippy::disallowed_methods,
            reason = "the kernel tells nobody that a lock is free without blocking for it"
        )]
        std::thread::sleep(PAUSE);
    }
}

/// Whether the folder was finished as a store of this format.
fn mark(path: &Path) -> Result<bool, StoreError> {
    let bytes = match fs::read(path.join(MARK)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(folder(path, source)),
    };
    let text = String::from_utf8_lossy(&bytes);
    match text.strip_prefix(MARKED).map(str::trim_end) {
        Some(FORMAT) => Ok(true),
        Some(found) => {
            Err(StoreError::Format { path: path.to_owned(), found: found.chars().take(20).collect() })
        }
        None => Err(foreign(path, "its `format` file says something else")),
    }
}

/// Whether sled's file has at least one segment that sled would read.
fn holds_rows(path: &Path, rows: &Path) -> Result<bool, StoreError> {
    let mut file = match File::open(rows.join("db")) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound && is_empty(rows) => return Ok(false),
        Err(_) => return Err(foreign(path, "its `rows` are another program's")),
    };
    let conf = fs::read(rows.join("conf")).unwrap_or_default();
    if !String::from_utf8_lossy(&conf).contains("version: 0.34") {
        return Err(foreign(path, "its `rows` were written by another engine"));
    }
    has_segment(&mut file).map_err(|source| folder(path, source))
}

/// A segment starts with the CRC-32 (inverted) of its next sixteen bytes.
fn has_segment(file: &mut File) -> io::Result<bool> {
    let length = file.metadata()?.len();
    for start in (0..length).step_by(SEGMENT_BYTES as usize) {
        let mut header = [0; 20];
        file.seek(SeekFrom::Start(start))?;
        if file.read_exact(&mut header).is_err() {
            break;
        }
        let (crc, rest) = header.split_at(4);
        if crc == (!crc32fast::hash(rest)).to_le_bytes() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn start(path: &Path, rows: &Path) -> Result<sled::Db, StoreError> {
    let open = || {
        std::panic::catch_unwind(|| {
            sled::Config::new().path(rows).cache_capacity(CACHE_BYTES).flush_every_ms(None).open()
        })
    };
    // Our own lock is held: nobody else can have this one for long.
    let held = |tried: &std::thread::Result<sled::Result<sled::Db>>| matches!(tried, Ok(Err(sled::Error::Io(error))) if error.to_string().contains(SLED_HELD));
    match patiently(open, held) {
        Ok(Ok(db)) => Ok(db),
        Ok(Err(sled::Error::Io(source))) => Err(folder(path, source)),
        Ok(Err(error)) => Err(damaged(path, error.to_string())),
        Err(_) => Err(damaged(path, "its files cannot be read".to_owned())),
    }
}

fn check_format(path: &Path, disk: &Disk, marked: bool) -> Result<(), StoreError> {
    let key = layout::table(Table::Format);
    match disk.get(&key)? {
        Some(found) if found == FORMAT.as_bytes() => Ok(()),
        Some(found) => {
            let found = String::from_utf8_lossy(&found).chars().take(20).collect();
            Err(StoreError::Format { path: path.to_owned(), found })
        }
        None if marked => Err(damaged(path, "its first row is gone".to_owned())),
        None if !disk.is_empty() => Err(foreign(path, "its `rows` are another program's")),
        None => {
            disk.set(&key, FORMAT.as_bytes())?;
            disk.flush()
        }
    }
}

/// Written last: a folder without it is one whose creation did not finish.
fn write_mark(path: &Path) -> io::Result<()> {
    let new = path.join("format.new");
    let mut file = File::create(&new)?;
    writeln!(file, "{MARKED}{FORMAT}")?;
    file.sync_all()?;
    fs::rename(&new, path.join(MARK))?;
    File::open(path)?.sync_all()
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}

fn has_bytes(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|found| found.len() > 0)
}

fn folder(path: &Path, source: io::Error) -> StoreError {
    StoreError::Folder { path: path.to_owned(), source }
}

fn foreign(path: &Path, found: &str) -> StoreError {
    StoreError::Foreign { path: path.to_owned(), found: found.to_owned() }
}

fn damaged(path: &Path, cause: String) -> StoreError {
    StoreError::Damaged { path: path.to_owned(), cause }
}
