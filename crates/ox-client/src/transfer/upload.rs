//! A file to the server: parts are taken in order and sent ahead of their answers.

use std::sync::Arc;

use grammers_tl_types::{self as tl, Deserializable, Serializable};

use super::lanes::Lanes;
use super::parts::Parts;
use super::{Flight, Rules, in_flight};
use crate::{ClientError, InvokeError, TransferError};

/// What is to be sent.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Chosen at random; names the parts until the file is used.
    pub id: i64,
    /// Bytes of the whole file.
    pub size: u64,
    /// Bytes of one part: a multiple of 1 KiB up to 512 KiB.
    pub part: u32,
    /// More than 10 MB: parts are counted instead of summed up.
    pub big: bool,
    pub rules: Rules,
}

/// An upload under way; dropping it ends it.
pub struct Sending {
    parts: Arc<Parts>,
    plan: Upload,
    next: i32,
    count: i32,
    flight: Flight<Result<u64, TransferError>>,
}

impl Sending {
    pub(crate) fn new(lanes: Arc<Lanes>, plan: Upload) -> Result<Self, TransferError> {
        let part = u64::from(plan.part);
        if plan.part == 0 || !plan.part.is_multiple_of(1024) || plan.part > 512 << 10 {
            return Err(TransferError::Range);
        }
        let count = i32::try_from(plan.size.div_ceil(part)).map_err(|_| TransferError::Range)?;
        let parts = Arc::new(Parts::new(lanes, plan.rules, 0));
        Ok(Self { parts, plan, next: 0, count, flight: Flight::new() })
    }

    /// How many bytes the next part has, if it can be taken now; `None` when the flight is full or all is sent.
    pub fn wants(&self) -> Option<usize> {
        let part = self.plan.part as usize;
        if self.next == self.count || self.flight.len() >= in_flight(part) {
            return None;
        }
        let rest = self.plan.size - self.next as u64 * u64::from(self.plan.part);
        Some(rest.min(part as u64) as usize)
    }

    /// Sends the next part.
    pub fn send(&mut self, bytes: Vec<u8>) {
        let (index, length) = (self.next, bytes.len() as u64);
        self.next += 1;
        let Upload { id, big, .. } = self.plan;
        let body = if big {
            let (file_part, file_total_parts) = (index, self.count);
            tl::functions::upload::SaveBigFilePart { file_id: id, file_part, file_total_parts, bytes }
                .to_bytes()
        } else {
            tl::functions::upload::SaveFilePart { file_id: id, file_part: index, bytes }.to_bytes()
        };
        let parts = self.parts.clone();
        self.flight.start(async move {
            match bool::from_bytes(&parts.ask(body).await?) {
                Ok(true) => Ok(length),
                Ok(false) => Err(TransferError::Part(index)),
                Err(error) => Err(InvokeError::Client(ClientError::Answer(error.to_string())).into()),
            }
        });
    }

    /// Whether parts are on their way.
    pub fn is_flying(&self) -> bool {
        self.flight.len() > 0
    }

    /// How many bytes the oldest part in flight has brought to the server; `None` when none is left. Safe to cancel.
    pub async fn saved(&mut self) -> Result<Option<u64>, TransferError> {
        self.flight.next().await.transpose()
    }
}
