//! One logged-in account: calls out, updates in.

use std::sync::Arc;

use grammers_tl_types::{self as tl, Serializable, enums};
use ox_store::{AccountStore, SessionRow};
use tokio::sync::{mpsc, watch};
use tracing::Instrument;

use crate::files::Files;
use crate::invoke::Caller;
use crate::me::me;
use crate::session::AccountSession;
use crate::transfer::Lanes;
use crate::updates::{Receiver, Update};
use crate::{ClientError, InvokeError, Options, Request};

/// A connected account. Clones are the same account; it disconnects with the last one, or at
/// [`Account::close`].
#[derive(Clone)]
pub struct Account {
    shared: Arc<Shared>,
}

struct Shared {
    caller: Arc<Caller>,
    lanes: Arc<Lanes>,
    id: i64,
    bot: bool,
    closed: watch::Sender<bool>,
    ended: Arc<watch::Sender<Option<String>>>,
}

/// The account's updates, in order. One reader.
pub struct Incoming {
    queue: mpsc::UnboundedReceiver<Update>,
}

impl Account {
    /// Connects a stored login. Returns when the server has said who we are and updates are coming.
    pub async fn connect(store: AccountStore, options: Options) -> Result<(Self, Incoming), ClientError> {
        let stored = store.session()?.ok_or(ClientError::NotLoggedIn)?;
        let session = AccountSession::new(store, with_options(stored, &options))?;
        let (caller, received) = Caller::start(Arc::new(session), options.time_limit).await?;
        let caller = Arc::new(caller);
        let enums::User::User(user) = me(&caller).await? else { return Err(ClientError::NotLoggedIn) };
        let (id, bot) = (user.id, user.bot);
        caller.set_me(id);
        caller.session().set_bot(bot);
        caller.session().save().await?;

        let (sender, queue) = mpsc::unbounded_channel();
        let (closed, closing) = watch::channel(false);
        let ended = Arc::new(watch::Sender::new(None));
        let updates =
            Receiver::start(caller.clone(), received, sender, options.catch_up, ended.clone()).await?;
        tokio::spawn(updates.run(closing).in_current_span());
        let lanes = Arc::new(Lanes::new(caller.clone()));
        Ok((Self { shared: Arc::new(Shared { caller, lanes, id, bot, closed, ended }) }, Incoming { queue }))
    }

    /// Makes a call with a TL function's bytes; the answer is the result's bytes.
    pub async fn invoke(&self, request: Request) -> Result<Vec<u8>, InvokeError> {
        if *self.shared.closed.borrow() {
            return Err(ClientError::Closed.into());
        }
        self.shared.caller.invoke(request).await
    }

    /// What carries the account's files.
    pub fn files(&self) -> Files {
        Files::new(self.shared.lanes.clone(), self.shared.closed.subscribe())
    }

    /// TL bytes of our own `User`, asked from the server.
    pub async fn me(&self) -> Result<Vec<u8>, ClientError> {
        Ok(me(&self.shared.caller).await?.to_bytes())
    }

    /// Our own user id.
    pub fn id(&self) -> i64 {
        self.shared.id
    }

    /// Whether we are a bot.
    pub fn is_bot(&self) -> bool {
        self.shared.bot
    }

    /// Telegram's word for why the login has ended, if it has.
    pub fn ended(&self) -> Option<String> {
        self.shared.ended.borrow().clone()
    }

    /// Ends the login at Telegram; the store is left as it is.
    pub async fn log_out(&self) -> Result<(), ClientError> {
        let ended = self.shared.caller.ask(&tl::functions::auth::LogOut {}).await;
        ended.map(|_| ()).map_err(|error| error.during("auth.logOut"))
    }

    /// Stops: the updates end, calls are refused. The place in the updates is stored.
    pub fn close(&self) {
        self.shared.closed.send_replace(true);
    }
}

impl Incoming {
    /// The next update; `None` when the account was closed or the login has ended.
    pub async fn next(&mut self) -> Option<Update> {
        self.queue.recv().await
    }

    /// How many updates wait to be taken.
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }
}

/// The server and the proxy given now win over the stored ones; the device stays as it was.
fn with_options(mut row: SessionRow, options: &Options) -> SessionRow {
    if let Some(server) = &options.server {
        row.server = Some(server.clone().into());
    }
    if let Some(proxy) = &options.proxy {
        row.proxy = Some(proxy.clone().into());
    }
    if options.api_id != 0 {
        row.api_id = options.api_id;
        row.api_hash.clone_from(&options.api_hash);
    }
    row
}
