//! Clients that modules make for accounts of their own: connected beside the account, ended with their worker.
//! What they may ask is in `rules`; the words of the controls are in `words`.

mod rules;
mod words;

use std::collections::HashMap;

use ox_client::{Files, Guest, GuestOptions, InvokeError, Options, Request, Update};
use ox_link::{Call, Outcome, ToWorker};
use ox_store::AccountStore;
use tokio::{sync::mpsc, task::AbortHandle};

pub use rules::Owner;
use rules::{Application, refusal, with_application};
use words::{Closing, Connecting, Moving};

use crate::{calls, link::Sender};

/// More clients than this at once are refused.
const MOST: usize = 16;
/// Code of the errors that say «you may not».
const FORBIDDEN: i32 = 403;
/// Logging in to the account itself is refused under this name.
const OWN_ACCOUNT: &str = "OXIKKA_REFUSES_THE_OWNERS_ACCOUNT";

/// The clients of one worker.
pub struct Guests {
    owner: Owner,
    store: AccountStore,
    all: HashMap<u32, Slot>,
    told: mpsc::UnboundedSender<(u32, Told)>,
    /// Which worker's; what was begun for an earlier one is dropped.
    generation: u32,
    /// Answers of controls that are still to come, but for those of clients that are being connected.
    under_way: usize,
}

enum Slot {
    Connecting(AbortHandle),
    /// With whom it was found to be, none of the owner's accounts.
    Connected(Guest, Option<i64>),
}

/// What happened to a client.
pub enum Told {
    Connected {
        client: u32,
        control: u64,
        result: Box<Result<Connected, InvokeError>>,
    },
    Update {
        client: u32,
        update: Update,
    },
    Ended {
        client: u32,
    },
    /// A control has its answer.
    Answered {
        control: u64,
        answer: String,
    },
}

pub type Connected = (Guest, mpsc::UnboundedReceiver<Update>);
/// What clients tell the main loop, with the worker's generation.
pub type Telling = mpsc::UnboundedReceiver<(u32, Told)>;

impl Guests {
    pub fn new(owner: Owner, store: AccountStore) -> (Self, Telling) {
        let (told, telling) = mpsc::unbounded_channel();
        (Self { owner, store, all: HashMap::new(), told, generation: 0, under_way: 0 }, telling)
    }

    /// Carries out `client.connect`, `client.move` or `client.close`; the answer comes as [`Told`].
    pub fn control(&mut self, control: u64, name: &str, body: &str) -> Result<(), String> {
        match name {
            "client.connect" => self.connect(control, words::read(body)?),
            "client.move" => self.move_to(control, &words::read(body)?),
            "client.close" => {
                self.close(control, &words::read(body)?);
                Ok(())
            }
            _ => Err(format!("the core knows no control `{name}`")),
        }
    }

    /// One thing that a client has told; frames go to `worker`.
    pub fn learn(&mut self, (generation, told): (u32, Told), worker: Option<&Sender>) {
        let (Some(worker), true) = (worker, generation == self.generation) else { return dismiss(told) };
        match told {
            Told::Connected { client, control, result } => {
                if !matches!(self.all.get(&client), Some(Slot::Connecting(_))) {
                    // Closed meanwhile: nobody waits for the answer.
                    return dismiss(Told::Connected { client, control, result });
                }
                let answer = self.connected(client, *result);
                worker.send(ToWorker::ControlAnswer { id: control, ok: true, body: answer });
            }
            Told::Update { client, update: Update { update, users, chats } } => {
                worker.send(ToWorker::Update {
                    client,
                    targets: Vec::new(),
                    command: None,
                    update,
                    users,
                    chats,
                });
            }
            Told::Ended { client } => self.ended(client, worker),
            Told::Answered { control, answer } => {
                self.under_way -= 1;
                worker.send(ToWorker::ControlAnswer { id: control, ok: true, body: answer });
            }
        }
    }

    /// What a call has to do, or why it is not made.
    pub fn call(&mut self, call: Call) -> Result<impl Future<Output = Outcome> + Send + use<>, Outcome> {
        let guest = self.stranger(call.client)?;
        let user = guest.user();
        if let Some(name) = refusal(|| self.owned(), &call.body) {
            tracing::warn!(module = call.module, name, "a module's own client asked for what none may have");
            return Err(Outcome::Rpc { code: FORBIDDEN, name, value: None });
        }
        let body = with_application(|| self.application(), call.body);
        let request =
            Request { dc: call.dc, body, flood_threshold: call.flood_threshold, retries: call.retries };
        let (store, owner) = (self.store.clone(), self.owner.id);
        Ok(async move {
            let outcome = calls::outcome(guest.invoke(request).await);
            match guest.user().filter(|_| user.is_none()) {
                Some(user) if is_owned(&store, owner, user) => turn_away(&guest).await,
                _ => outcome,
            }
        })
    }

    /// What carries a client's files, or why nothing does.
    pub fn files(&mut self, client: u32) -> Result<Files, Outcome> {
        Ok(self.stranger(client)?.files())
    }

    /// A connected client, as which none of the owner's accounts is logged in.
    fn stranger(&mut self, client: u32) -> Result<Guest, Outcome> {
        let Some(Slot::Connected(guest, known)) = self.all.get_mut(&client) else {
            return Err(Outcome::Failed("Cannot send requests while disconnected".to_owned()));
        };
        let user = guest.user();
        if user != *known {
            if user.is_some_and(|user| is_owned(&self.store, self.owner.id, user)) {
                return Err(Outcome::Rpc { code: FORBIDDEN, name: OWN_ACCOUNT.to_owned(), value: None });
            }
            *known = user;
        }
        Ok(guest.clone())
    }

    /// The worker is gone, and its clients with it.
    pub fn end_all(&mut self) {
        self.generation += 1;
        self.under_way = 0;
        for (_, slot) in self.all.drain() {
            match slot {
                Slot::Connecting(task) => task.abort(),
                Slot::Connected(guest, _) => drop(tokio::spawn(async move { guest.close().await })),
            }
        }
    }

    /// Whether nothing is being connected, moved or closed.
    pub fn are_quiet(&self) -> bool {
        self.under_way == 0 && !self.all.values().any(|slot| matches!(slot, Slot::Connecting(_)))
    }

    fn connect(&mut self, control: u64, wanted: Connecting) -> Result<(), String> {
        let client = wanted.client;
        if client == 0 || self.all.contains_key(&client) {
            return Err(format!("client {client} is connected already"));
        }
        if self.all.len() >= MOST {
            let answer = words::failed(&format!(
                "modules have {MOST} clients of their own connected already, and no more are possible\n\
                 hint: disconnect one first"
            ));
            self.tell_later(Told::Answered { control, answer });
            return Ok(());
        }
        let account = Options::stored(&self.store).map_err(|error| error.to_string())?;
        let known = Options::known(&self.store).map_err(|error| error.to_string())?;
        let options = wanted.options(account, known)?;
        let connecting = tokio::spawn(connect(self.told.clone(), self.generation, client, control, options));
        self.all.insert(client, Slot::Connecting(connecting.abort_handle()));
        Ok(())
    }

    fn connected(&mut self, client: u32, result: Result<Connected, InvokeError>) -> String {
        self.all.remove(&client);
        let (guest, updates) = match result {
            Ok(connected) => connected,
            Err(error) => return words::error(error),
        };
        if guest.user().is_some_and(|user| is_owned(&self.store, self.owner.id, user)) {
            tokio::spawn(async move { guest.close().await });
            return words::refused(FORBIDDEN, OWN_ACCOUNT);
        }
        let answer = words::connected(&guest);
        let user = guest.user();
        self.all.insert(client, Slot::Connected(guest, user));
        tokio::spawn(hand_on(self.told.clone(), self.generation, client, updates));
        answer
    }

    fn move_to(&mut self, control: u64, wanted: &Moving) -> Result<(), String> {
        let Some(Slot::Connected(guest, _)) = self.all.get(&wanted.client) else {
            return Err(format!("client {} is not connected", wanted.client));
        };
        let (guest, dc) = (guest.clone(), wanted.dc);
        let (told, generation) = (self.told.clone(), self.generation);
        self.under_way += 1;
        tokio::spawn(async move {
            let answer = match guest.migrate(dc).await {
                Ok(()) => words::connected(&guest),
                Err(error) => words::error(error.into()),
            };
            let _ = told.send((generation, Told::Answered { control, answer }));
        });
        Ok(())
    }

    fn close(&mut self, control: u64, wanted: &Closing) {
        let guest = match self.all.remove(&wanted.client) {
            Some(Slot::Connected(guest, _)) => Some(guest),
            Some(Slot::Connecting(task)) => {
                task.abort();
                None
            }
            None => None,
        };
        let (told, generation) = (self.told.clone(), self.generation);
        self.under_way += 1;
        tokio::spawn(async move {
            let place = match guest {
                Some(guest) => guest.close().await,
                None => None,
            };
            let _ = told.send((generation, Told::Answered { control, answer: words::closed(place) }));
        });
    }

    fn ended(&mut self, client: u32, worker: &Sender) {
        let Some(Slot::Connected(guest, _)) = self.all.get(&client) else { return };
        let Some(name) = guest.ended() else { return };
        let code = if name == "AUTH_KEY_DUPLICATED" { 406 } else { 401 };
        let outcome = Outcome::Rpc { code, name, value: None };
        worker.send(ToWorker::Ended { client, outcome });
    }

    fn tell_later(&mut self, told: Told) {
        self.under_way += 1;
        // The receiver lives as long as the main loop.
        let _ = self.told.send((self.generation, told));
    }

    /// The accounts that are the owner's: this one, and the others of the store.
    fn owned(&self) -> Vec<Owner> {
        let others = self.store.accounts().unwrap_or_else(|error| {
            tracing::error!(%error, "the list of accounts cannot be read; only one is kept from modules' clients");
            Vec::new()
        });
        let others = others.into_iter().map(|row| Owner { id: row.id, phone: row.phone });
        std::iter::once(self.owner.clone()).chain(others).collect()
    }

    fn application(&self) -> Option<Application> {
        let options = Options::stored(&self.store).ok()?;
        Some(Application { id: options.api_id, hash: options.api_hash })
    }
}

/// Whether a user is the account or another one of the store; when that cannot be read, so it is.
fn is_owned(store: &AccountStore, owner: i64, user: i64) -> bool {
    user == owner || store.accounts().map_or(true, |rows| rows.iter().any(|row| row.id == user))
}

/// Nobody is at the other end any more.
fn dismiss(told: Told) {
    if let Told::Connected { result, .. } = told
        && let Ok((guest, _)) = *result
    {
        tokio::spawn(async move { guest.close().await });
    }
}

async fn connect(
    told: mpsc::UnboundedSender<(u32, Told)>,
    generation: u32,
    client: u32,
    control: u64,
    options: GuestOptions,
) {
    let result = Box::new(Guest::connect(options).await);
    let _ = told.send((generation, Told::Connected { client, control, result }));
}

async fn hand_on(
    told: mpsc::UnboundedSender<(u32, Told)>,
    generation: u32,
    client: u32,
    mut updates: mpsc::UnboundedReceiver<Update>,
) {
    while let Some(update) = updates.recv().await {
        let _ = told.send((generation, Told::Update { client, update }));
    }
    let _ = told.send((generation, Told::Ended { client }));
}

/// Somebody logged one of the owner's accounts in: that login ends.
async fn turn_away(guest: &Guest) -> Outcome {
    tracing::warn!("a module's own client logged in to the owner's account, which is refused");
    if let Some(method) = ox_tl::by_tl_name("auth.logOut") {
        // Whether it is heard or not: the connection is closed.
        let _ = guest.invoke(Request::new(method.id.to_le_bytes().to_vec())).await;
    }
    guest.close().await;
    Outcome::Rpc { code: FORBIDDEN, name: OWN_ACCOUNT.to_owned(), value: None }
}
