//! Parts that arrive. Those of big files are written to a temporary file without a name, so that they are not held
//! in memory. Out of scope: MD5 sums, uploads that time out.

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use grammers_tl_types::enums;

use super::contents::{Contents, Spilled};
use crate::rpc::{Answer, Refusal};

/// Longest part, in bytes.
pub(crate) const LONGEST_PART: usize = 512 * 1024;
/// Most parts of a file (2 GB).
const MOST_PARTS: i32 = 4000;
/// What an upload that is not said to be big may keep in memory, in bytes.
const SMALL: usize = 10 << 20;

/// Unfinished uploads by uploader and the id that she chose.
#[derive(Default)]
pub(crate) struct Uploads(HashMap<(i64, i64), Upload>);

#[derive(Default)]
struct Upload {
    parts: BTreeMap<i32, Piece>,
    in_memory: usize,
    spill: Option<Arc<File>>,
    spilled: u64,
}

enum Piece {
    Memory(Vec<u8>),
    Disk { place: u64, length: usize },
}

impl Piece {
    fn length(&self) -> usize {
        match self {
            Piece::Memory(bytes) => bytes.len(),
            Piece::Disk { length, .. } => *length,
        }
    }
}

/// Bytes that have their place in a temporary file and are still to be written there.
pub(crate) struct Unwritten {
    file: Arc<File>,
    place: u64,
    bytes: Vec<u8>,
}

impl Unwritten {
    pub fn write(self) -> Answer<()> {
        self.file.write_all_at(&self.bytes, self.place).map_err(|error| full(&error))
    }
}

fn full(error: &io::Error) -> Refusal {
    tracing::error!(%error, "cannot keep an upload");
    Refusal::new(500, "FILE_WRITE_EMPTY")
}

/// A temporary file that nobody else can open and that ends with its last handle.
#[allow(clippy::disallowed_methods, reason = "the file loses its name at once")]
pub(super) fn nameless() -> io::Result<File> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = format!("local-dc-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(name);
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
    std::fs::remove_file(path)?;
    Ok(file)
}

impl Uploads {
    /// Keeps one part; those of big files come back, to be written when the world is unlocked.
    pub fn save(
        &mut self,
        key: (i64, i64),
        part: i32,
        bytes: Vec<u8>,
        big: bool,
    ) -> Answer<Option<Unwritten>> {
        match () {
            () if bytes.is_empty() => return Err(Refusal::bad("FILE_PART_EMPTY")),
            () if bytes.len() > LONGEST_PART => return Err(Refusal::bad("FILE_PART_TOO_BIG")),
            () if !(0..MOST_PARTS).contains(&part) => return Err(Refusal::bad("FILE_PART_INVALID")),
            () => {}
        }
        let upload = self.0.entry(key).or_default();
        if !big && upload.in_memory + bytes.len() <= SMALL {
            upload.in_memory += bytes.len();
            upload.parts.insert(part, Piece::Memory(bytes));
            return Ok(None);
        }
        let file = upload.file().map_err(|error| full(&error))?;
        let place = match upload.parts.get(&part) {
            Some(Piece::Disk { place, length }) if *length == bytes.len() => *place,
            _ => {
                upload.spilled += bytes.len() as u64;
                upload.spilled - bytes.len() as u64
            }
        };
        upload.parts.insert(part, Piece::Disk { place, length: bytes.len() });
        Ok(Some(Unwritten { file, place, bytes }))
    }

    /// The bytes of a finished upload, and its name; the parts are forgotten.
    pub fn assemble(&mut self, person: i64, file: &enums::InputFile) -> Answer<(Contents, String)> {
        let (id, parts, name) = match file {
            enums::InputFile::File(file) => (file.id, file.parts, &file.name),
            enums::InputFile::Big(file) => (file.id, file.parts, &file.name),
            enums::InputFile::StoryDocument(_) => return Err(Refusal::bad("FILE_PARTS_INVALID")),
        };
        if !(1..=MOST_PARTS).contains(&parts) {
            return Err(Refusal::bad("FILE_PARTS_INVALID"));
        }
        let known = self.0.get(&(person, id));
        let missing = (0..parts).find(|part| known.is_none_or(|upload| !upload.parts.contains_key(part)));
        if let Some(part) = missing {
            return Err(Refusal::bad(format!("FILE_PART_{part}_MISSING")));
        }
        let upload = self.0.remove(&(person, id)).unwrap_or_default();
        upload.contents(parts).map(|contents| (contents, name.clone()))
    }
}

impl Upload {
    fn file(&mut self) -> io::Result<Arc<File>> {
        if let Some(file) = &self.spill {
            return Ok(file.clone());
        }
        let file = Arc::new(nameless()?);
        self.spill = Some(file.clone());
        Ok(file)
    }

    /// All parts but the last must be of one size, as core.telegram.org/api/files has it.
    fn contents(mut self, parts: i32) -> Answer<Contents> {
        let pieces: Vec<Piece> = self.parts.into_values().take(parts as usize).collect();
        let (first, last) = (pieces.first().map_or(0, Piece::length), pieces.last().map_or(0, Piece::length));
        if parts > 1 && (first % 1024 != 0 || !LONGEST_PART.is_multiple_of(first)) {
            return Err(Refusal::bad("FILE_PART_SIZE_INVALID"));
        }
        if last > first || pieces[..pieces.len() - 1].iter().any(|piece| piece.length() != first) {
            return Err(Refusal::bad("FILE_PART_SIZE_CHANGED"));
        }
        let Some(file) = self.spill.take() else {
            let mut bytes = Vec::with_capacity(self.in_memory);
            for piece in &pieces {
                if let Piece::Memory(part) = piece {
                    bytes.extend_from_slice(part);
                }
            }
            return Ok(Contents::Memory(bytes.into()));
        };
        let size = (first * (pieces.len() - 1) + last) as u64;
        let mut places = Vec::with_capacity(pieces.len());
        for piece in pieces {
            places.push(match piece {
                Piece::Disk { place, .. } => place,
                Piece::Memory(bytes) => {
                    let place = self.spilled;
                    file.write_all_at(&bytes, place).map_err(|error| full(&error))?;
                    self.spilled += bytes.len() as u64;
                    place
                }
            });
        }
        Ok(Contents::Disk(Arc::new(Spilled { file, part: first as u64, places, size })))
    }
}
