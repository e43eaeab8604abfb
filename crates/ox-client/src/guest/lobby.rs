//! What a connection brings before anybody is logged in: of that, only the word that a login token was accepted
//! is handed on.

use grammers_session::updates::UpdatesLike;
use grammers_tl_types::{Serializable, enums};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::pool::Received;
use crate::updates::Update;

/// The task that waits with a connection.
pub struct Lobby {
    leave: oneshot::Sender<()>,
    waiting: JoinHandle<Received>,
}

impl Lobby {
    /// Waits until [`Lobby::leave`]; accepted tokens go to `queue`.
    pub fn open(received: Received, queue: mpsc::UnboundedSender<Update>) -> Self {
        let (leave, left) = oneshot::channel();
        Self { leave, waiting: tokio::spawn(wait(received, queue, left)) }
    }

    /// Gives the connection's side back.
    pub async fn leave(self) -> Received {
        let _ = self.leave.send(());
        // The task neither panics nor is it aborted; a runtime that shuts down receives nothing more.
        self.waiting.await.unwrap_or_else(|_| mpsc::unbounded_channel().1)
    }
}

async fn wait(
    mut received: Received,
    queue: mpsc::UnboundedSender<Update>,
    mut left: oneshot::Receiver<()>,
) -> Received {
    loop {
        tokio::select! {
            _ = &mut left => return received,
            some = received.recv() => match some {
                Some(some) => tell(*some, &queue),
                None => return received,
            },
        }
    }
}

fn tell(received: UpdatesLike, queue: &mpsc::UnboundedSender<Update>) {
    let updates = match received {
        UpdatesLike::Updates(enums::Updates::UpdateShort(one)) => vec![one.update],
        UpdatesLike::Updates(enums::Updates::Updates(all)) => all.updates,
        _ => return,
    };
    for update in updates.iter().filter(|update| matches!(update, enums::Update::LoginToken)) {
        // Fails when the guest is gone.
        let _ = queue.send(Update { update: update.to_bytes(), users: Vec::new(), chats: Vec::new() });
    }
}
