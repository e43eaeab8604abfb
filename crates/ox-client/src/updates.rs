//! The account's updates, in order and without gaps, as TL bytes.
//! grammers' message boxes keep the sequences; this task feeds them, fetches what is missing, leaves
//! out the results of our own calls, and remembers the place for the next start.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use grammers_session::types::UpdatesState;
use grammers_session::updates::{MessageBoxes, PrematureEndReason, UpdateAndPeers, UpdatesLike};
use grammers_tl_types::{self as tl, Serializable, enums};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use crate::error::ends_login;
use crate::invoke::Caller;
use crate::peers::Peers;
use crate::pool::Received;
use crate::session::{load_place, save_place};
use crate::{ClientError, InvokeError};

/// How long a changed place may stay unwritten.
const SAVE_WITHIN: Duration = Duration::from_secs(1);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// <https://core.telegram.org/method/updates.getChannelDifference>
const BOT_LIMIT: i32 = 100_000;
const USER_LIMIT: i32 = 100;

/// One update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// TL bytes of one `Update`.
    pub update: Vec<u8>,
    /// TL bytes of each `User` that came with it and that it mentions.
    pub users: Vec<Vec<u8>>,
    /// TL bytes of each `Chat` that came with it and that it mentions.
    pub chats: Vec<Vec<u8>>,
}

/// Why the updates have ended.
pub type Ended = Arc<watch::Sender<Option<String>>>;

/// The task that makes updates.
pub struct Receiver {
    caller: Arc<Caller>,
    received: Received,
    queue: mpsc::UnboundedSender<Update>,
    boxes: MessageBoxes,
    peers: Peers,
    saved: UpdatesState,
    save_at: Option<Instant>,
    bot: bool,
    ended: Ended,
}

/// What to do after a fetch has failed.
enum Next {
    Again,
    GiveUp,
}

impl Receiver {
    /// Takes the place where updates start: the stored one, or the server's present one.
    pub async fn start(
        caller: Arc<Caller>,
        received: Received,
        queue: mpsc::UnboundedSender<Update>,
        catch_up: bool,
        ended: Ended,
    ) -> Result<Self, ClientError> {
        let session = caller.session();
        let saved = load_place(session.store())?;
        let (peers, bot) = (Peers::new(session.store().clone()), session.row().bot);
        let boxes = if catch_up { MessageBoxes::load(saved.clone()) } else { MessageBoxes::new() };
        let mut this = Self { caller, received, queue, boxes, peers, saved, save_at: None, bot, ended };
        if this.boxes.is_empty() {
            this.start_here().await?;
        }
        Ok(this)
    }

    /// Runs until the account is closed or the login ends.
    pub async fn run(mut self, mut closed: watch::Receiver<bool>) {
        tokio::select! {
            () = self.forever() => {}
            _ = closed.wait_for(|closed| *closed) => {}
        }
        self.save();
    }

    async fn forever(&mut self) {
        while !self.queue.is_closed() {
            let deadline = self.boxes.check_deadlines();
            let alive = if let Some(request) = self.boxes.get_difference() {
                self.fetch(request).await
            } else if let Some(request) = self.boxes.get_channel_difference() {
                self.fetch_channel(request).await
            } else {
                self.wait(deadline.into()).await
            };
            if !alive {
                return;
            }
        }
    }

    /// Waits for the next thing from the connection, a deadline, or the time to save.
    async fn wait(&mut self, deadline: Instant) -> bool {
        let wake = self.save_at.map_or(deadline, |at| at.min(deadline));
        tokio::select! {
            biased;
            received = self.received.recv() => match received {
                Some(received) => Box::pin(self.take(received)).await,
                None => return false,
            },
            () = sleep_until(wake) => {}
        }
        if self.save_at.is_some_and(|at| at <= Instant::now()) {
            self.save();
        }
        true
    }

    async fn take(&mut self, mut received: Box<UpdatesLike>) {
        self.caller.own().settle();
        self.caller.own().learn_certain(&received);
        if let UpdatesLike::Updates(enums::Updates::Updates(all)) = &mut *received {
            self.keep_places(&mut all.updates);
        }
        let taken = self.guarded(|boxes| boxes.process_updates(*received));
        if let Some(Ok(batch)) = taken {
            self.deliver(batch, false).await;
        }
    }

    /// Fetches the account's difference; false when the login has ended.
    async fn fetch(&mut self, request: tl::functions::updates::GetDifference) -> bool {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.caller.ask(&request).await {
                Ok(mut difference) => {
                    self.caller.own().settle();
                    match &mut difference {
                        enums::updates::Difference::Difference(whole) => {
                            self.keep_places(&mut whole.other_updates);
                        }
                        enums::updates::Difference::Slice(slice) => {
                            self.keep_places(&mut slice.other_updates);
                        }
                        _ => {}
                    }
                    if let Some(batch) = self.guarded(|boxes| boxes.apply_difference(difference)) {
                        self.deliver(batch, true).await;
                    }
                    return true;
                }
                Err(InvokeError::Rpc(error)) if error.name.starts_with("PERSISTENT_TIMESTAMP") => {
                    tracing::warn!(%error, "the place in the updates is no longer valid, starting from now");
                    self.boxes = MessageBoxes::new();
                    return self.start_here().await.is_ok();
                }
                Err(error) => match self.failed(&error, &mut pause).await {
                    Next::Again => {}
                    Next::GiveUp => return false,
                },
            }
        }
    }

    async fn fetch_channel(&mut self, mut request: tl::functions::updates::GetChannelDifference) -> bool {
        let enums::InputChannel::Channel(channel) = &mut request.channel else { return true };
        let Ok(Some(hash)) = self.peers.channel_hash(channel.channel_id) else {
            tracing::warn!(channel = channel.channel_id, "updates of an unknown channel are not fetched");
            self.boxes.end_channel_difference(PrematureEndReason::Banned);
            return true;
        };
        channel.access_hash = hash;
        request.limit = if self.bot { BOT_LIMIT } else { USER_LIMIT };
        let mut pause = FIRST_PAUSE;
        loop {
            let reason = match self.caller.ask(&request).await {
                Ok(difference) => {
                    self.caller.own().settle();
                    if let Some(batch) = self.guarded(|boxes| boxes.apply_channel_difference(difference)) {
                        self.deliver(batch, true).await;
                    }
                    return true;
                }
                Err(InvokeError::Rpc(error)) if !ends_login(&error) => match &*error.name {
                    "PERSISTENT_TIMESTAMP_OUTDATED" => PrematureEndReason::TemporaryServerIssues,
                    _ if (500..600).contains(&error.code.abs()) => PrematureEndReason::TemporaryServerIssues,
                    _ => PrematureEndReason::Banned,
                },
                Err(error) => match self.failed(&error, &mut pause).await {
                    Next::Again => continue,
                    Next::GiveUp => return false,
                },
            };
            tracing::info!(?reason, "a channel's updates cannot be fetched");
            self.boxes.end_channel_difference(reason);
            return true;
        }
    }

    /// "Too long" carries the channel's newest place. grammers would take it for ours and fetch nothing,
    /// so it is only left in where we have none.
    fn keep_places(&self, updates: &mut [enums::Update]) {
        let mut known = None;
        for update in updates {
            if let enums::Update::ChannelTooLong(long) = update {
                let known = known.get_or_insert_with(|| self.boxes.session_state().channels);
                if known.iter().any(|channel| channel.id == long.channel_id) {
                    long.pts = None;
                }
            }
        }
    }

    /// Waits before the next attempt, unless the login is gone.
    async fn failed(&mut self, error: &InvokeError, pause: &mut Duration) -> Next {
        if let Some(error) = error.rpc().filter(|error| ends_login(error)) {
            tracing::error!(%error, "the login has ended");
            self.ended.send_replace(Some(error.message().to_owned()));
            return Next::GiveUp;
        }
        if matches!(error, InvokeError::Client(ClientError::Proxy(_))) {
            // The relay has told it.
            tracing::debug!(%error, "updates wait for the proxy");
        } else {
            tracing::warn!(%error, ?pause, "updates cannot be fetched yet");
        }
        tokio::time::sleep(*pause).await;
        *pause = (*pause * 2).min(LONGEST_PAUSE);
        if self.queue.is_closed() { Next::GiveUp } else { Next::Again }
    }

    /// Starts from the server's present place.
    async fn start_here(&mut self) -> Result<(), ClientError> {
        let state = self.caller.ask(&tl::functions::updates::GetState {}).await;
        let enums::updates::State::State(state) = state.map_err(|error| error.during("updates.getState"))?;
        self.boxes.set_state(state);
        self.save();
        Ok(())
    }

    /// grammers asserts what Telegram promises; a broken promise must not end the updates.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut MessageBoxes) -> T) -> Option<T> {
        let boxes = &mut self.boxes;
        let done = catch_unwind(AssertUnwindSafe(|| work(boxes)));
        done.map_err(|_| {
            tracing::error!("an update broke the sequence, fetching it again");
            self.boxes = MessageBoxes::load(self.saved.clone());
        })
        .ok()
    }

    async fn deliver(&mut self, (updates, users, chats): UpdateAndPeers, fetched: bool) {
        if let Err(error) = self.peers.put(&users, &chats) {
            tracing::error!(%error, "peers are not stored");
        }
        let peers = Mentioned::new(&users, &chats, updates.len() > 1);
        let own = self.caller.own();
        for (update, _) in updates {
            if is_bookkeeping(&update) || own.is_ours(&update, (&users, &chats), fetched).await {
                continue;
            }
            let update = update.to_bytes();
            let (users, chats) = peers.by(&update);
            // Only fails when nobody listens any more; `forever` sees that.
            let _ = self.queue.send(Update { update, users, chats });
        }
        self.save_at.get_or_insert_with(|| Instant::now() + SAVE_WITHIN);
    }

    fn save(&mut self) {
        self.save_at = None;
        if self.boxes.is_empty() {
            return;
        }
        let place = self.boxes.session_state();
        match save_place(self.caller.session().store(), Some(&self.saved), &place) {
            Ok(()) => self.saved = place,
            Err(error) => tracing::error!(%error, "the place in the updates is not stored"),
        }
    }
}

/// Placeholders that grammers makes for results without updates of their own.
fn is_bookkeeping(update: &enums::Update) -> bool {
    match update {
        enums::Update::DeleteMessages(deleted) => deleted.messages.is_empty(),
        enums::Update::NewMessage(new) => matches!(new.message, enums::Message::Empty(_)),
        _ => false,
    }
}

/// The peers of a batch, each with its id, and which of them an update mentions.
struct Mentioned {
    users: Vec<(i64, Vec<u8>)>,
    chats: Vec<(i64, Vec<u8>)>,
    /// Whether to choose; the peers of a single update are all its own.
    choose: bool,
}

impl Mentioned {
    fn new(users: &[enums::User], chats: &[enums::Chat], choose: bool) -> Self {
        Self {
            users: users.iter().map(|user| (user.id(), user.to_bytes())).collect(),
            chats: chats.iter().map(|chat| (chat.id(), chat.to_bytes())).collect(),
            choose,
        }
    }

    /// TL is aligned to 4 bytes, so a mentioned id stands at such an offset. Text that happens to look
    /// like an id only brings a peer too many.
    fn by(&self, update: &[u8]) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let all = |peers: &[(i64, Vec<u8>)]| peers.iter().map(|(_, bytes)| bytes.clone()).collect();
        if !self.choose || (self.users.is_empty() && self.chats.is_empty()) {
            return (all(&self.users), all(&self.chats));
        }
        let ids: HashSet<i64> = (0..update.len().saturating_sub(7))
            .step_by(4)
            .filter_map(|at| update.get(at..at + 8)?.try_into().ok().map(i64::from_le_bytes))
            .collect();
        let some = |peers: &[(i64, Vec<u8>)]| {
            peers.iter().filter(|(id, _)| ids.contains(id)).map(|(_, bytes)| bytes.clone()).collect()
        };
        (some(&self.users), some(&self.chats))
    }
}
