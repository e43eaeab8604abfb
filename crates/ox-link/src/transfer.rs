//! How a file's bytes get from one side to Telegram or back: in a descriptor that comes along, or chunk by chunk.
//! Chunks are sent ahead of what was taken, never more than `AHEAD` bytes.

use crate::codec::{LinkError, Reader, Writer};

/// Bytes of chunks that may be on their way in one transfer.
pub const AHEAD: u64 = 4 << 20;
/// Longest chunk, in bytes.
pub const CHUNK: usize = 512 << 10;

/// One file on its way. Its end is the [`Answer`](crate::ToWorker::Answer) to its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// A number as those of calls: unique while it is in flight, and cancelled like a call.
    pub call: u64,
    /// Which of the worker's clients it is for: 0 is the account's, others are modules' own.
    pub client: u32,
    /// Longest flood wait, in seconds, that is waited for instead of returned.
    pub flood_threshold: u32,
    /// How many times a failing part is tried again.
    pub retries: u32,
    /// Name of the module that asks: attribution, never authorisation.
    pub module: String,
    /// Bytes of one part.
    pub part: u32,
    /// Where the bytes begin in the file whose descriptor comes along; without it they come and go as chunks.
    pub descriptor: Option<u64>,
    pub way: Way,
}

/// In which direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// To Telegram, as parts of the upload with this id.
    Up { id: i64, size: u64, big: bool },
    /// From Telegram: TL bytes of the location, first byte, and how many there are if that is known.
    Down { dc: i32, location: Vec<u8>, offset: u64, size: Option<u64> },
}

impl Transfer {
    pub(crate) fn encode<'a>(&self, w: Writer<'a>) -> Writer<'a> {
        let w = w
            .u64(self.call)
            .u32(self.client)
            .u32(self.flood_threshold)
            .u32(self.retries)
            .str(&self.module)
            .u32(self.part)
            .option(self.descriptor, Writer::u64);
        match &self.way {
            Way::Up { id, size, big } => w.u8(0).u64(*id as u64).u64(*size).u8(u8::from(*big)),
            Way::Down { dc, location, offset, size } => {
                w.u8(1).i32(*dc).bytes(location).u64(*offset).option(*size, Writer::u64)
            }
        }
    }

    pub(crate) fn decode(r: &mut Reader<'_>) -> Result<Self, LinkError> {
        Ok(Self {
            call: r.u64()?,
            client: r.u32()?,
            flood_threshold: r.u32()?,
            retries: r.u32()?,
            module: r.str()?,
            part: r.u32()?,
            descriptor: r.option(Reader::u64)?,
            way: match r.u8()? {
                0 => Way::Up { id: r.u64()? as i64, size: r.u64()?, big: r.u8()? != 0 },
                1 => Way::Down {
                    dc: r.i32()?,
                    location: r.bytes()?,
                    offset: r.u64()?,
                    size: r.option(Reader::u64)?,
                },
                kind => return Err(LinkError::Kind(kind)),
            },
        })
    }
}
