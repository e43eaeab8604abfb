//! The files of one login, the account's or a guest's: where transfers begin. How they are carried is `transfer`'s.

use std::sync::Arc;

use tokio::sync::watch;

use crate::transfer::{Download, Lanes, Pieces, Sending, Upload};
use crate::{ClientError, InvokeError, TransferError};

/// Carries files with one login's key, over connections that only it has. Clones are the same. What is under way when
/// the login's client is closed goes on; who carries it listens to [`Files::closed`].
#[derive(Clone)]
pub struct Files {
    lanes: Arc<Lanes>,
    closed: watch::Receiver<bool>,
}

impl Files {
    pub(crate) fn new(lanes: Arc<Lanes>, closed: watch::Receiver<bool>) -> Self {
        Self { lanes, closed }
    }

    /// Fetches a file, part by part.
    pub fn download(&self, plan: Download) -> Result<Pieces, TransferError> {
        self.check_open()?;
        Pieces::new(self.lanes.clone(), plan)
    }

    /// Sends a file, part by part.
    pub fn upload(&self, plan: Upload) -> Result<Sending, TransferError> {
        self.check_open()?;
        Sending::new(self.lanes.clone(), plan)
    }

    /// Returns when the login's client is closed.
    pub async fn closed(&mut self) {
        // An error says that it is gone altogether.
        let _ = self.closed.wait_for(|closed| *closed).await;
    }

    fn check_open(&self) -> Result<(), InvokeError> {
        if *self.closed.borrow() { Err(ClientError::Closed.into()) } else { Ok(()) }
    }
}
