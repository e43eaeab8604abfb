//! Everything the data centre knows, behind one mutex, and the keys and sessions that reach it.
//! What a test may do to it is in `stage`; what clients may do is in `services`.

pub(crate) mod deeds;
pub(crate) mod files;
pub(crate) mod forums;
pub(crate) mod membership;
pub(crate) mod messages;
pub(crate) mod peers;
pub(crate) mod people;
pub(crate) mod permissions;
pub(crate) mod polls;
pub(crate) mod privacy;
pub(crate) mod reading;
pub(crate) mod render;
pub(crate) mod schedule;
pub(crate) mod shapes;
pub mod stage;
pub(crate) mod stickers;
pub(crate) mod stories;
pub(crate) mod text;
pub(crate) mod timers;
pub(crate) mod updates;
pub(crate) mod usernames;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::crypto::{self, AuthKey, KeyId};
use crate::faults::FaultBoard;
use crate::rpc::{Link, Refusal};
use crate::server::{Door, HOME_DC};
use crate::session::unix_seconds;
use files::Files;
use messages::Record;
use peers::{Channel, Group, Peer};
use people::{Listener, Login, Resident};

/// Ten digits, as in Telegram: many write a channel's marked id as `-100` before its number.
pub(crate) const FIRST_NUMBER: i64 = 1_000_000_000;

/// The world of a data centre; cheap to clone, usable from any thread.
#[derive(Clone)]
pub struct World {
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<State>,
    kick: watch::Sender<u64>,
    latency: AtomicU64,
}

/// What a key leads to.
pub(crate) struct KeyRow {
    pub key: Box<AuthKey>,
    /// Where the key was agreed on; no other data centre knows it.
    datacentre: i32,
    pub salt: i64,
    pub person: Option<i64>,
    pub layer: Option<i32>,
    /// What the client said about itself.
    pub device: Option<Device>,
    /// Unix time of the login.
    pub since: i32,
    /// Unix time of the last call.
    pub active: i32,
    /// What Telegram calls the reason for which this login has been ended from elsewhere.
    pub ended: Option<&'static str>,
    /// A person whose code was right and whose password is still asked for.
    pub half_way: Option<i64>,
    sessions: HashSet<i64>,
}

/// What a client says about itself in `initConnection`.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    pub api_id: i32,
    pub model: String,
    pub system: String,
    pub app: String,
}

/// Where the data centres can be reached, and which of them keeps files.
pub(crate) struct Setup {
    pub doors: Vec<Door>,
    pub file_dc: Option<i32>,
}

/// The world itself. Invariant: message ids in a mailbox, a dialog and a record's copies agree.
pub(crate) struct State {
    pub setup: Setup,
    pub faults: FaultBoard,
    pub recorder: crate::record::Recorder,
    pub unserved: BTreeMap<String, u64>,
    pub people: HashMap<i64, Resident>,
    pub groups: HashMap<i64, Group>,
    pub channels: HashMap<i64, Channel>,
    /// Lower-case usernames without `@`.
    pub usernames: HashMap<String, Peer>,
    pub phones: HashMap<String, i64>,
    /// By the hash in a link.
    pub invites: HashMap<String, crate::services::invites::Invite>,
    pub records: Vec<Record>,
    pub files: Files,
    pub login: Login,
    pub bots: crate::services::bots::Exchange,
    pub polls: HashMap<i64, polls::Poll>,
    pub stories: stories::Stories,
    pub sets: stickers::Sets,
    pub timers: timers::Timers,
    pub calls: crate::services::calls::Calls,
    pub chatlists: crate::services::chatlists::Chatlists,
    pub gifts: crate::services::gifts::Gifts,
    pub transcripts: crate::services::transcribe::Transcripts,
    /// Rings when a message begins to wait for its date.
    pub alarm: Arc<tokio::sync::Notify>,
    keys: HashMap<KeyId, KeyRow>,
    /// Seasons access hashes.
    pub secret: u64,
    last_number: i64,
    changed: watch::Sender<u64>,
}

impl World {
    pub(crate) fn new(doors: Vec<Door>, file_dc: Option<i32>) -> World {
        let state = State {
            setup: Setup { doors, file_dc },
            faults: FaultBoard::default(),
            recorder: crate::record::Recorder::default(),
            unserved: BTreeMap::new(),
            people: HashMap::new(),
            groups: HashMap::new(),
            channels: HashMap::new(),
            usernames: HashMap::new(),
            phones: HashMap::new(),
            invites: HashMap::new(),
            records: Vec::new(),
            files: Files::default(),
            login: Login::default(),
            bots: crate::services::bots::Exchange::default(),
            polls: HashMap::new(),
            stories: stories::Stories::default(),
            sets: stickers::Sets::default(),
            timers: timers::Timers::default(),
            calls: crate::services::calls::Calls::default(),
            chatlists: crate::services::chatlists::Chatlists::default(),
            gifts: crate::services::gifts::Gifts::default(),
            transcripts: crate::services::transcribe::Transcripts::default(),
            alarm: Arc::default(),
            keys: HashMap::new(),
            secret: u64::from_le_bytes(crypto::random()),
            last_number: FIRST_NUMBER,
            changed: watch::Sender::new(0),
        };
        let inner =
            Inner { state: Mutex::new(state), kick: watch::Sender::new(0), latency: AtomicU64::new(0) };
        World { inner: Arc::new(inner) }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn kicks(&self) -> watch::Receiver<u64> {
        self.inner.kick.subscribe()
    }

    pub(crate) fn kick(&self) {
        self.inner.kick.send_modify(|count| *count += 1);
    }

    pub(crate) fn latency(&self) -> Duration {
        Duration::from_nanos(self.inner.latency.load(Ordering::Relaxed))
    }

    pub(crate) fn set_latency(&self, delay: Duration) {
        self.inner.latency.store(delay.as_nanos() as u64, Ordering::Relaxed);
    }

    /// A number that grows with each change of the world. While it is borrowed, and in what `wait_for` calls, the
    /// world must not be asked anything: both locks are held there in the other order. See [`World::until`].
    pub fn changed(&self) -> watch::Receiver<u64> {
        self.lock().changed.subscribe()
    }

    /// Waits until something is so: it is looked at now and after each change. It may ask the world.
    pub async fn until(&self, is_so: impl Fn() -> bool) {
        let mut changed = self.changed();
        while !is_so() {
            // The sender lives as long as the world.
            let _ = changed.changed().await;
        }
    }

    /// Methods that were asked for and are not served, with how often.
    pub fn unserved(&self) -> BTreeMap<String, u64> {
        self.lock().unserved.clone()
    }
}

impl State {
    /// Tells whoever waits for a change.
    pub fn touch(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    /// Counts on from this number, or from where it is if that is further.
    pub fn count_from(&mut self, number: i64) {
        self.last_number = self.last_number.max(FIRST_NUMBER + number);
    }

    /// A fresh id for a person, chat or file.
    pub fn number(&mut self) -> i64 {
        self.last_number += 1;
        self.last_number
    }

    pub fn add_key(&mut self, key: Box<AuthKey>, salt: i64, datacentre: i32) -> KeyId {
        let id = crypto::key_id(&key);
        let row = KeyRow {
            key,
            datacentre,
            salt,
            person: None,
            layer: None,
            device: None,
            since: unix_seconds(),
            active: 0,
            ended: None,
            half_way: None,
            sessions: HashSet::new(),
        };
        self.keys.insert(id, row);
        id
    }

    /// A key that a data centre knows, and its salt.
    pub fn key(&self, id: KeyId, datacentre: i32) -> Option<(Box<AuthKey>, i64)> {
        let row = self.keys.get(&id).filter(|row| row.datacentre == datacentre);
        row.map(|row| (row.key.clone(), row.salt))
    }

    /// The row of a key that has just decrypted something.
    pub fn key_row(&mut self, id: KeyId) -> Result<&mut KeyRow, Refusal> {
        self.keys.get_mut(&id).ok_or_else(|| Refusal::new(401, "AUTH_KEY_INVALID"))
    }

    pub fn rotate_salts(&mut self) {
        for row in self.keys.values_mut() {
            row.salt = i64::from_le_bytes(crypto::random());
        }
    }

    /// Notes that a session lives; `true` the first time.
    pub fn open_session(&mut self, key: KeyId, session: i64) -> bool {
        self.keys.get_mut(&key).is_some_and(|row| row.sessions.insert(session))
    }

    /// Forgets a session; `true` when there was one.
    pub fn close_session(&mut self, key: KeyId, session: i64) -> bool {
        self.keys.get_mut(&key).is_some_and(|row| row.sessions.remove(&session))
    }

    /// The data centre that a person lives in.
    pub fn home_of(&self, person: i64) -> i32 {
        self.people.get(&person).and_then(|resident| resident.home).unwrap_or(HOME_DC)
    }

    /// Where what a person uploads will lie.
    pub fn origin(&self, person: i64) -> files::Origin {
        let datacentre = self.setup.file_dc.unwrap_or_else(|| self.home_of(person));
        files::Origin { person, datacentre }
    }

    /// From now on this session hears what happens to the key's person. Only the home pushes.
    pub fn subscribe(&mut self, link: &Link) {
        let person = self.keys.get(&link.key).and_then(|row| row.person);
        if link.media || person.is_some_and(|person| self.home_of(person) != link.datacentre) {
            return;
        }
        let Some(resident) = person.and_then(|person| self.people.get_mut(&person)) else { return };
        let known =
            |listener: &Listener| listener.connection == link.connection && listener.session == link.session;
        if !resident.listeners.iter().any(known) {
            resident.listeners.push(Listener {
                key: link.key,
                connection: link.connection,
                session: link.session,
                out: link.out.clone(),
            });
        }
    }

    /// Nobody listens on this connection any more.
    pub fn forget_connection(&mut self, connection: u64) {
        for resident in self.people.values_mut() {
            resident.listeners.retain(|listener| listener.connection != connection);
        }
    }

    /// The keys of a person's home that she is logged in with.
    pub fn keys_of(&self, person: i64) -> impl Iterator<Item = (KeyId, &KeyRow)> {
        let home = self.home_of(person);
        let hers = move |row: &KeyRow| row.person == Some(person) && row.datacentre == home;
        self.keys.iter().filter(move |(_, row)| hers(row)).map(|(id, row)| (*id, row))
    }

    /// Logs the key out.
    pub fn forget_key_person(&mut self, key: KeyId) {
        let person = self.keys.get_mut(&key).and_then(|row| row.person.take());
        if let Some(resident) = person.and_then(|person| self.people.get_mut(&person)) {
            resident.listeners.retain(|listener| listener.key != key);
        }
    }
}
