//! A file from the server: parts are asked for ahead and handed on in order.

use std::ops::Range;
use std::sync::Arc;

use grammers_tl_types::{self as tl, Deserializable, Identifiable, Serializable, enums};

use super::lanes::Lanes;
use super::parts::Parts;
use super::{Flight, Rules, in_flight};
use crate::{ClientError, InvokeError, TransferError};

/// What is to be fetched.
#[derive(Clone, Debug)]
pub struct Download {
    /// The data centre that is asked first; 0 is the account's own.
    pub dc: i32,
    /// TL bytes of an `InputFileLocation`.
    pub location: Vec<u8>,
    /// Where to start, in bytes; a multiple of `part`.
    pub offset: u64,
    /// The file's size, if it is known; nothing depends on its being right.
    pub size: Option<u64>,
    /// Bytes of one part: a power of two of 4 KiB up to 512 KiB.
    pub part: u32,
    pub rules: Rules,
}

/// The bytes of one part, inside the answer that brought them.
pub struct Piece {
    answer: Vec<u8>,
    bytes: Range<usize>,
}

impl Piece {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.answer[self.bytes.clone()]
    }
}

/// A download under way; dropping it ends it.
pub struct Pieces {
    parts: Arc<Parts>,
    plan: Download,
    location: enums::InputFileLocation,
    next: u64,
    flight: Flight<Result<Piece, TransferError>>,
    ended: bool,
}

impl Pieces {
    pub(crate) fn new(lanes: Arc<Lanes>, plan: Download) -> Result<Self, TransferError> {
        let size = u64::from(plan.part);
        if !(4096..=512 << 10).contains(&plan.part)
            || !plan.part.is_power_of_two()
            || !plan.offset.is_multiple_of(size)
        {
            return Err(TransferError::Range);
        }
        let location = enums::InputFileLocation::from_bytes(&plan.location);
        let location = location.map_err(|_| TransferError::Location)?;
        let parts = Arc::new(Parts::new(lanes, plan.rules, plan.dc));
        Ok(Self { parts, next: plan.offset, plan, location, flight: Flight::new(), ended: false })
    }

    /// The next part; `None` after the last. Safe to cancel.
    pub async fn next(&mut self) -> Result<Option<Piece>, TransferError> {
        self.ask_ahead();
        let Some(piece) = self.flight.next().await.transpose()? else { return Ok(None) };
        if piece.bytes.len() < self.plan.part as usize {
            self.ended = true;
            self.flight = Flight::new();
        }
        Ok((!piece.bytes.is_empty()).then_some(piece))
    }

    fn ask_ahead(&mut self) {
        while !self.ended && self.flight.len() < self.most() {
            let request = tl::functions::upload::GetFile {
                precise: false,
                cdn_supported: false,
                location: self.location.clone(),
                offset: self.next as i64,
                limit: self.plan.part as i32,
            };
            self.next += u64::from(self.plan.part);
            let parts = self.parts.clone();
            self.flight.start(async move { open(parts.ask(request.to_bytes()).await?) });
        }
    }

    /// Beyond the size that was named, one part at a time shows where the end is.
    fn most(&self) -> usize {
        match self.plan.size {
            Some(size) if self.next >= size => 1,
            _ => in_flight(self.plan.part as usize),
        }
    }
}

/// Finds the bytes of an `upload.File`.
fn open(answer: Vec<u8>) -> Result<Piece, TransferError> {
    let word = |at: usize| answer.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    match word(0) {
        Some(tl::types::upload::File::CONSTRUCTOR_ID) => {}
        Some(tl::types::upload::FileCdnRedirect::CONSTRUCTOR_ID) => return Err(TransferError::Cdn),
        _ => return Err(unreadable()),
    }
    // Type and date; then the bytes, with a short or a long length: core.telegram.org/mtproto/serialize.
    let (start, length) = match word(12) {
        Some(head) if head & 0xff == 0xfe => (16, head >> 8),
        Some(head) => (13, head & 0xff),
        None => return Err(unreadable()),
    };
    let bytes = start..start + length as usize;
    if bytes.end > answer.len() {
        return Err(unreadable());
    }
    Ok(Piece { answer, bytes })
}

fn unreadable() -> TransferError {
    InvokeError::Client(ClientError::Answer("a part of a file is no `upload.File`".to_owned())).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: Vec<u8>) -> Vec<u8> {
        let r#type = enums::storage::FileType::FileUnknown;
        enums::upload::File::File(tl::types::upload::File { r#type, mtime: 0, bytes }).to_bytes()
    }

    #[test]
    fn bytes_are_found_at_any_length() {
        for length in [0, 1, 252, 253, 254, 255, 300, 4096] {
            let bytes: Vec<u8> = (0..length).map(|n| n as u8).collect();
            assert_eq!(open(file(bytes.clone())).unwrap().bytes(), bytes);
        }
    }

    #[test]
    fn cut_answers_and_other_objects_are_errors() {
        let whole = file(vec![7; 300]);
        for cut in 0..whole.len() - 3 {
            assert!(open(whole[..cut].to_vec()).is_err(), "cut at {cut}");
        }
        assert!(open(true.to_bytes()).is_err());
    }
}
