//! Little-endian fields, length-prefixed bytes, length-prefixed frames.
//! Foreign input never panics and never allocates more than it brought along.

use thiserror::Error;

/// Longest frame accepted, in bytes; an upload part is 512 KiB, a page of history far below.
pub const MAX_FRAME: usize = 64 << 20;

/// The other side of the link sent what is not a frame.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum LinkError {
    #[error("frame ends in the middle of a field")]
    Short,
    #[error("frame has {0} bytes after its last field")]
    Trailing(usize),
    #[error("unknown frame kind {0}")]
    Kind(u8),
    #[error("frame of {0} bytes is over the limit of {MAX_FRAME}")]
    TooLong(usize),
    #[error("text field is not UTF-8")]
    Text,
}

/// Collects what a socket brings and gives out whole frames.
#[derive(Debug, Default)]
pub struct FrameBuffer {
    bytes: Vec<u8>,
    start: usize,
}

impl FrameBuffer {
    /// Adds bytes as they came from the socket.
    pub fn extend(&mut self, bytes: &[u8]) {
        if self.start > 0 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The body of the next whole frame, or `None` until more has come.
    pub fn next_frame(&mut self) -> Result<Option<&[u8]>, LinkError> {
        let rest = &self.bytes[self.start..];
        let Some(head) = rest.first_chunk::<4>() else {
            return Ok(None);
        };
        let length = u32::from_le_bytes(*head) as usize;
        if length > MAX_FRAME {
            return Err(LinkError::TooLong(length));
        }
        if rest.len() < 4 + length {
            return Ok(None);
        }
        let body = self.start + 4;
        self.start = body + length;
        Ok(Some(&self.bytes[body..body + length]))
    }
}

pub(crate) struct Writer<'a>(&'a mut Vec<u8>);

impl<'a> Writer<'a> {
    pub(crate) fn frame(out: &'a mut Vec<u8>, fill: impl FnOnce(Writer<'_>) -> Writer<'_>) {
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        fill(Writer(out));
        let length = (out.len() - start - 4) as u32;
        out[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }

    pub(crate) fn u8(self, value: u8) -> Self {
        self.0.push(value);
        self
    }

    pub(crate) fn u32(self, value: u32) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub(crate) fn i32(self, value: i32) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub(crate) fn u64(self, value: u64) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub(crate) fn bytes(self, value: &[u8]) -> Self {
        let w = self.u32(value.len() as u32);
        w.0.extend_from_slice(value);
        w
    }

    pub(crate) fn str(self, value: &str) -> Self {
        self.bytes(value.as_bytes())
    }

    pub(crate) fn option<T>(self, value: Option<T>, fill: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            None => self.u8(0),
            Some(value) => fill(self.u8(1), value),
        }
    }

    pub(crate) fn ids(self, values: &[u32]) -> Self {
        values.iter().fold(self.u32(values.len() as u32), |w, value| w.u32(*value))
    }

    pub(crate) fn list(self, values: &[Vec<u8>]) -> Self {
        values.iter().fold(self.u32(values.len() as u32), |w, value| w.bytes(value))
    }
}

pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(body: &'a [u8]) -> Self {
        Self(body)
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], LinkError> {
        let (head, rest) = self.0.split_at_checked(count).ok_or(LinkError::Short)?;
        self.0 = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], LinkError> {
        let (head, rest) = self.0.split_first_chunk().ok_or(LinkError::Short)?;
        self.0 = rest;
        Ok(*head)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, LinkError> {
        self.array::<1>().map(|b| b[0])
    }

    pub(crate) fn u32(&mut self) -> Result<u32, LinkError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn i32(&mut self) -> Result<i32, LinkError> {
        self.array().map(i32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, LinkError> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, LinkError> {
        let length = self.u32()? as usize;
        self.take(length).map(<[u8]>::to_vec)
    }

    pub(crate) fn str(&mut self) -> Result<String, LinkError> {
        String::from_utf8(self.bytes()?).map_err(|_| LinkError::Text)
    }

    pub(crate) fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, LinkError>,
    ) -> Result<Option<T>, LinkError> {
        match self.u8()? {
            0 => Ok(None),
            _ => read(self).map(Some),
        }
    }

    pub(crate) fn ids(&mut self) -> Result<Vec<u32>, LinkError> {
        let count = self.u32()? as usize;
        let bytes = self.take(count.checked_mul(4).ok_or(LinkError::Short)?)?;
        let (ids, _) = bytes.as_chunks::<4>();
        Ok(ids.iter().map(|id| u32::from_le_bytes(*id)).collect())
    }

    pub(crate) fn list(&mut self) -> Result<Vec<Vec<u8>>, LinkError> {
        let count = self.u32()? as usize;
        if count > self.0.len() / 4 {
            return Err(LinkError::Short);
        }
        (0..count).map(|_| self.bytes()).collect()
    }

    pub(crate) fn end(&self) -> Result<(), LinkError> {
        match self.0.len() {
            0 => Ok(()),
            left => Err(LinkError::Trailing(left)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_whole_however_the_bytes_arrive() {
        let mut wire = Vec::new();
        for body in [&b"one"[..], b"", b"three"] {
            wire.extend_from_slice(&(body.len() as u32).to_le_bytes());
            wire.extend_from_slice(body);
        }
        for step in 1..=wire.len() {
            let mut buffer = FrameBuffer::default();
            let mut seen = Vec::new();
            for chunk in wire.chunks(step) {
                buffer.extend(chunk);
                while let Some(body) = buffer.next_frame().unwrap() {
                    seen.push(body.to_vec());
                }
            }
            assert_eq!(seen, [b"one".to_vec(), Vec::new(), b"three".to_vec()], "step {step}");
        }
    }

    #[test]
    fn a_length_over_the_limit_is_refused_before_anything_is_kept() {
        let mut buffer = FrameBuffer::default();
        buffer.extend(&u32::MAX.to_le_bytes());
        assert_eq!(buffer.next_frame(), Err(LinkError::TooLong(u32::MAX as usize)));
    }

    #[test]
    fn a_list_that_claims_more_than_it_brings_is_refused() {
        assert_eq!(Reader::new(&u32::MAX.to_le_bytes()).list(), Err(LinkError::Short));
        assert_eq!(Reader::new(&u32::MAX.to_le_bytes()).ids(), Err(LinkError::Short));
    }
}
