//! The bytes of a file: in memory, in a temporary file that has no name, or computed from where they stand.
//! What a file is called and who may read it is decided in `files`.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use crate::crypto::sha256;

/// Bytes that can be read without the world; cheap to clone.
#[derive(Clone)]
pub(crate) enum Contents {
    Memory(Arc<[u8]>),
    Disk(Arc<Spilled>),
    Pattern { seed: u64, size: u64 },
}

/// Parts of equal size, the last one excepted, somewhere in a temporary file.
pub(crate) struct Spilled {
    pub file: Arc<File>,
    pub part: u64,
    pub places: Vec<u64>,
    pub size: u64,
}

impl Contents {
    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        match self {
            Contents::Memory(bytes) => bytes.len() as u64,
            Contents::Disk(spilled) => spilled.size,
            Contents::Pattern { size, .. } => *size,
        }
    }

    /// Appends what stands at an offset, as far as there is something.
    pub fn read(&self, offset: u64, length: usize, into: &mut Vec<u8>) -> io::Result<()> {
        let from = offset.min(self.size());
        let length = (length as u64).min(self.size() - from) as usize;
        match self {
            Contents::Memory(bytes) => into.extend_from_slice(&bytes[from as usize..from as usize + length]),
            Contents::Disk(spilled) => {
                let start = into.len();
                into.resize(start + length, 0);
                spilled.read(from, &mut into[start..])?;
            }
            Contents::Pattern { seed, .. } => {
                let start = into.len();
                into.resize(start + length, 0);
                pattern(*seed, from, &mut into[start..]);
            }
        }
        Ok(())
    }

    /// The first bytes, for a look at what it is.
    pub fn head(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.read(0, 1 << 20, &mut bytes) {
            Ok(()) => bytes,
            Err(_) => Vec::new(),
        }
    }

    /// Everything.
    pub fn whole(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read(0, self.size() as usize, &mut bytes)?;
        Ok(bytes)
    }

    /// SHA-256 of a piece.
    pub fn hash(&self, offset: u64, length: usize) -> io::Result<[u8; 32]> {
        let mut bytes = Vec::new();
        self.read(offset, length, &mut bytes)?;
        Ok(sha256(&[&bytes]))
    }
}

impl Spilled {
    fn read(&self, mut offset: u64, mut into: &mut [u8]) -> io::Result<()> {
        while !into.is_empty() {
            let (part, inside) = ((offset / self.part) as usize, offset % self.part);
            let length = ((self.part - inside) as usize).min(into.len());
            let (now, later) = into.split_at_mut(length);
            let place = self.places.get(part).ok_or(io::ErrorKind::UnexpectedEof)?;
            self.file.read_exact_at(now, place + inside)?;
            (offset, into) = (offset + length as u64, later);
        }
        Ok(())
    }
}

/// Fills a buffer with what a file made of this seed holds from `offset` on: eight bytes of `splitmix64` after
/// another, little end first.
pub fn pattern(seed: u64, offset: u64, buffer: &mut [u8]) {
    let word = |at: u64| {
        let mut mixed = seed.wrapping_add(at.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31).to_le_bytes()
    };
    let inside = (offset % 8) as usize;
    let early = ((8 - inside) % 8).min(buffer.len());
    let (first, rest) = buffer.split_at_mut(early);
    first.copy_from_slice(&word(offset / 8)[inside..inside + early]);
    let begin = offset.div_ceil(8);
    let (words, last) = rest.as_chunks_mut();
    let end = begin + words.len() as u64;
    for (at, bytes) in (begin..).zip(words) {
        *bytes = word(at);
    }
    last.copy_from_slice(&word(end)[..last.len()]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(contents: &Contents, offset: u64, length: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        contents.read(offset, length, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_pattern_is_the_same_wherever_one_begins() {
        let contents = Contents::Pattern { seed: 7, size: 100 };
        let whole = contents.whole().unwrap();
        assert_eq!(whole.len(), 100);
        for from in 0..100 {
            for length in [0, 1, 3, 8, 20, 200] {
                let to = (from + length).min(100);
                assert_eq!(read(&contents, from as u64, length), whole[from..to], "{from} {length}");
            }
        }
        assert_ne!(whole, Contents::Pattern { seed: 8, size: 100 }.whole().unwrap());
    }

    #[test]
    fn parts_are_read_in_their_order_whatever_order_they_came_in() {
        let file = super::super::uploads::nameless().unwrap();
        file.write_all_at(b"cdabe", 0).unwrap();
        let spilled = Spilled { file: Arc::new(file), part: 2, places: vec![2, 0, 4], size: 5 };
        let contents = Contents::Disk(Arc::new(spilled));
        assert_eq!(contents.whole().unwrap(), b"abcde");
        assert_eq!(read(&contents, 1, 3), b"bcd");
        assert_eq!(read(&contents, 4, 10), b"e");
        assert!(read(&contents, 9, 10).is_empty());
    }
}
