//! A small invented world with alice's userbot in it: for transcripts and the playground.
//! People act through it and chats are looked at through it; comparing and printing are done elsewhere.

mod account;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, bail};
use ox_client::{Account, Incoming, Request};
use ox_local_dc::{Faults, Line, LocalDc, Person, World};
use ox_store::{AccountStore, Store};
use ox_userbot::{Death, Event, Limits, StartMode, Userbot, UserbotOptions};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::broadcast;

use crate::{
    failure::hinted,
    paths::Paths,
    transcript::{Fault, Place, Setting},
};

/// Modules that are not loaded by then never will be.
const START_LIMIT: Duration = Duration::from_mins(1);
/// A userbot that is still at work by then is stuck.
const REST_LIMIT: Duration = Duration::from_secs(30);
const PREFIX: &str = ".";

/// The world, its people, and alice's running userbot.
pub struct Stage {
    pub world: World,
    faults: Faults,
    people: BTreeMap<String, i64>,
    /// Numbers of those who can log in, in digits.
    phones: BTreeMap<String, String>,
    rooms: Rooms,
    prefix: String,
    account: Account,
    store: AccountStore,
    userbot: Userbot,
    events: broadcast::Receiver<Event>,
    home: TempDir,
    // Dropped last: connections end before the data centre does.
    datacentre: LocalDc,
}

/// An account in a data centre of its own, before anything runs.
pub struct Offline {
    pub datacentre: LocalDc,
    pub account: Account,
    pub incoming: Incoming,
    pub store: AccountStore,
}

impl Offline {
    /// Starts a data centre and logs the person in. `dress` may add to the world and the store before that.
    pub async fn start<T>(
        person: Person,
        options: ox_local_dc::Options,
        dress: impl FnOnce(&World, i64, &AccountStore) -> anyhow::Result<T>,
    ) -> anyhow::Result<(Self, T)> {
        let datacentre = LocalDc::start(options)?;
        let world = datacentre.world();
        let name = person.first_name.clone();
        let id = world.add_person(person);
        let (store, options) =
            account::log_in(&datacentre, &Store::memory(), (id, name.as_str()), world.authorize_key(id))?;
        let made = dress(&world, id, &store)?;
        let (account, incoming) = Account::connect(store.clone(), options).await?;
        Ok((Self { datacentre, account, incoming, store }, made))
    }
}

impl Stage {
    /// Makes the world and waits until alice's modules are loaded.
    /// Supergroup and channel are there when `places` has them. With a port (0 for a free one) people have phone
    /// numbers, so that other clients can log in there.
    pub async fn set(
        paths: &Paths,
        setting: &Setting,
        places: &BTreeSet<Place>,
        port: Option<u16>,
    ) -> anyhow::Result<Self> {
        let home =
            tempfile::Builder::new().prefix("oxikka-stage-").tempdir().context("cannot make a folder")?;
        let worker = paths.worker_program(home.path().join("modules"))?;
        std::fs::create_dir_all(&worker.home)?;
        let phones = port.map(|_| phones(setting)).unwrap_or_default();
        let known = |name: &str| Person { phone: phones.get(name).cloned(), ..person(name) };
        let dressed =
            |world: &World, alice, store: &AccountStore| dress(world, alice, store, setting, places, &known);
        let options =
            ox_local_dc::Options { port: port.unwrap_or_default(), ..ox_local_dc::Options::default() };
        let (offline, (people, rooms)) = Offline::start(known("alice"), options, dressed).await?;
        let Offline { datacentre, account, incoming, store } = offline;
        let userbot = Userbot::start(UserbotOptions {
            account: account.clone(),
            incoming,
            store: store.clone(),
            worker,
            mode: StartMode::Run,
            limits: Limits::default(),
        })
        .await?;
        let events = userbot.events();
        started(&userbot).await?;
        Ok(Self {
            world: datacentre.world(),
            faults: datacentre.faults(),
            people,
            phones,
            rooms,
            prefix: setting.prefix.clone().unwrap_or_else(|| PREFIX.to_owned()),
            account,
            store,
            userbot,
            events,
            home,
            datacentre,
        })
    }

    /// Names and ids of everybody.
    pub fn people(&self) -> &BTreeMap<String, i64> {
        &self.people
    }

    /// Names and phone numbers, in digits, of those who can log in.
    pub fn phones(&self) -> &BTreeMap<String, String> {
        &self.phones
    }

    /// The invented Telegram itself.
    pub fn datacentre(&self) -> &LocalDc {
        &self.datacentre
    }

    /// A folder that ends with the stage.
    pub fn folder(&self) -> &Path {
        self.home.path()
    }

    /// What commands began with when the world was made.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The folder in which alice's modules live.
    pub fn home(&self) -> PathBuf {
        self.home.path().join("modules")
    }

    /// How often each installed module was installed: changes with every installation.
    pub fn installed(&self) -> anyhow::Result<Vec<Value>> {
        let rows = self.store.modules()?;
        rows.iter().map(|row| Ok(serde_json::to_value(row)?)).collect()
    }

    /// Sends a message from another session of that person; its id is the one in her own numbering.
    pub fn say(
        &mut self,
        who: &str,
        place: Place,
        text: &str,
        reply_to: Option<&str>,
    ) -> anyhow::Result<i32> {
        let (person, peer) = self.ends(who, place)?;
        let Some(begin) = reply_to else { return Ok(self.world.send_as(person, peer, text)?) };
        let answered = self.find(person, peer, |line| line.text.starts_with(begin), begin)?;
        Ok(self.world.reply_as(person, peer, answered, text)?)
    }

    /// Writes into a topic of the supergroup.
    pub fn say_in_topic(&mut self, who: &str, place: Place, topic: &str, text: &str) -> anyhow::Result<i32> {
        let (person, peer) = self.ends(who, place)?;
        let id = self.rooms.topics.get(topic).with_context(|| format!("there is no topic `{topic}` here"))?;
        Ok(self.world.send_in_topic_as(person, peer, *id, text)?)
    }

    /// Sends a file from another session of that person.
    pub fn send_file(
        &mut self,
        who: &str,
        place: Place,
        name: &str,
        bytes: Vec<u8>,
        caption: &str,
    ) -> anyhow::Result<i32> {
        let (person, peer) = self.ends(who, place)?;
        let mime = if PathBuf::from(name).extension().is_some_and(|extension| extension == "py") {
            "text/x-python"
        } else {
            "application/octet-stream"
        };
        Ok(self.world.send_file_as(person, peer, name, mime, bytes, caption)?)
    }

    /// Edits the last message of that person with this text; in a channel the last one.
    pub fn edit(&mut self, who: &str, place: Place, before: &str, text: &str) -> anyhow::Result<()> {
        let (person, peer) = self.ends(who, place)?;
        // Editors of a channel edit each other's posts.
        let may = |line: &Line| line.out || place == Place::Channel;
        let id = self.find(person, peer, |line| line.text == before && may(line), before)?;
        Ok(self.world.edit_as(person, peer, id, text)?)
    }

    /// Deletes, for everybody, the last message with this text.
    pub fn delete(&mut self, who: &str, place: Place, text: &str) -> anyhow::Result<()> {
        let (person, peer) = self.ends(who, place)?;
        let id = self.find(person, peer, |line| line.text == text, text)?;
        Ok(self.world.delete_as(person, peer, &[id])?)
    }

    /// Ends the worker, and waits until that has happened; the next one loads the installed modules again.
    pub async fn restart(&self) -> anyhow::Result<()> {
        let mut events = self.userbot.events();
        self.userbot.restart_worker();
        let died = async {
            loop {
                match events.recv().await {
                    Ok(Event::WorkerDied { .. }) => return Ok(()),
                    Err(broadcast::error::RecvError::Closed) => bail!("the userbot has ended"),
                    _ => {}
                }
            }
        };
        tokio::time::timeout(REST_LIMIT, died).await.context("the worker does not end")?
    }

    /// The chat as alice sees it, oldest message first.
    pub fn lines(&self, place: Place) -> Vec<Line> {
        self.ends("alice", place).map(|(alice, peer)| self.world.history(alice, peer)).unwrap_or_default()
    }

    /// Switches faults on.
    pub fn break_things(&self, faults: &[Fault]) {
        for fault in faults {
            match fault {
                Fault::FloodWait { method, seconds } => self.faults.flood_wait(method, *seconds),
                Fault::RpcError { method, code, text } => self.faults.rpc_error(method, *code, text),
                Fault::Latency { milliseconds } => self.faults.latency(Duration::from_millis(*milliseconds)),
                Fault::DuplicateUpdates { extra } => self.faults.duplicate_updates(*extra),
            }
        }
    }

    /// Waits until everything that was sent has arrived and nothing is left to do; `false` when that never comes.
    pub async fn settle(&self) -> bool {
        tokio::time::timeout(REST_LIMIT, self.rest()).await.is_ok()
    }

    /// What the worker said since the last look: warnings, notices, deaths.
    pub fn journal(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            match self.events.try_recv() {
                Ok(event) => lines.extend(line(event)),
                Err(broadcast::error::TryRecvError::Lagged(missed)) => {
                    lines.push(format!("{missed} events were missed"));
                }
                Err(_) => return lines,
            }
        }
    }

    /// Ends the userbot.
    pub async fn strike(self) {
        self.userbot.stop().await;
        self.account.close();
    }

    /// Two quiet rounds in a row: an update may still be on its way through the account during the first.
    async fn rest(&self) {
        let mut changed = self.world.changed();
        let mut quiet = 0;
        while quiet < 2 {
            let before = *changed.borrow_and_update();
            self.catch_up().await;
            self.userbot.idle().await;
            quiet = if *changed.borrow_and_update() == before { quiet + 1 } else { 0 };
        }
    }

    /// Asks for something on the connection on which updates come: its answer follows what was pushed before.
    async fn catch_up(&self) {
        let Some(method) = ox_tl::by_tl_name("updates.getState") else { return };
        // An account without a connection has nothing on its way.
        let _ = self.account.invoke(Request::new(method.id.to_le_bytes().to_vec())).await;
    }

    /// The person's id and the chat from her side.
    fn ends(&self, who: &str, place: Place) -> anyhow::Result<(i64, i64)> {
        let of = |name: &str| {
            let names: Vec<&str> = self.people.keys().map(String::as_str).collect();
            self.people
                .get(name)
                .copied()
                .with_context(|| format!("there is no `{name}` here, only {}", names.join(", ")))
        };
        let (person, alice) = (of(who)?, of("alice")?);
        match (place, who) {
            (place, _) if self.rooms.chats.contains_key(&place) => Ok((person, self.rooms.chats[&place])),
            (Place::Private, "alice") => Ok((alice, of("bob")?)),
            (Place::Private, "bob") => Ok((person, alice)),
            (Place::Saved, "alice") => Ok((alice, alice)),
            _ => bail!("`{who}` is not in the chat `{}`", place.name()),
        }
    }

    fn find(
        &self,
        person: i64,
        peer: i64,
        wanted: impl Fn(&Line) -> bool,
        text: &str,
    ) -> anyhow::Result<i32> {
        let lines = self.world.history(person, peer);
        let found = lines.iter().rev().find(|line| wanted(line)).map(|line| line.id);
        found.with_context(|| format!("there is no message `{text}` here"))
    }
}

/// Chats of everybody.
struct Rooms {
    chats: BTreeMap<Place, i64>,
    /// Topics of the supergroup and the messages that opened them.
    topics: BTreeMap<String, i32>,
}

impl Rooms {
    fn make(
        world: &World,
        people: &BTreeMap<String, i64>,
        setting: &Setting,
        places: &BTreeSet<Place>,
    ) -> anyhow::Result<Self> {
        let known =
            |name: &str| people.get(name).copied().with_context(|| format!("there is no `{name}` here"));
        let members: Vec<i64> = people.values().copied().collect();
        let mut rooms = Self {
            chats: BTreeMap::from([(Place::Group, world.add_group("Group", &members))]),
            topics: BTreeMap::new(),
        };
        let maker = known(setting.maker.as_deref().unwrap_or("alice"))?;
        let mut members = members;
        members.sort_by_key(|person| *person != maker);
        let title = setting.title.as_deref().unwrap_or("Supergroup");
        for (place, title, broadcast) in
            [(Place::Supergroup, title, false), (Place::Channel, "Channel", true)]
        {
            if !places.contains(&place) {
                continue;
            }
            let chat = world.add_channel(title, None, broadcast, &members)?;
            for (name, rights) in &setting.admins {
                let rights: Vec<&str> = rights.iter().map(String::as_str).collect();
                world.promote(chat, known(name)?, &rights)?;
            }
            rooms.chats.insert(place, chat);
        }
        if let Some(chat) = rooms.chats.get(&Place::Supergroup) {
            for topic in &setting.topics {
                rooms.topics.insert(topic.clone(), world.open_topic(*chat, maker, topic)?);
            }
        }
        Ok(rooms)
    }
}

/// Bob, the others, their chats, and what the database holds from the start.
fn dress(
    world: &World,
    alice: i64,
    store: &AccountStore,
    setting: &Setting,
    places: &BTreeSet<Place>,
    known: &impl Fn(&str) -> Person,
) -> anyhow::Result<(BTreeMap<String, i64>, Rooms)> {
    let mut people = BTreeMap::from([("alice".to_owned(), alice)]);
    for name in std::iter::once("bob").chain(setting.people.iter().map(String::as_str)) {
        people.entry(name.to_owned()).or_insert_with(|| world.add_person(known(name)));
    }
    for name in &setting.premium {
        let id = people.get(name).with_context(|| format!("there is no `{name}` here"))?;
        world.set_premium(*id, true);
    }
    let rooms = Rooms::make(world, &people, setting, places)?;
    let set = |owner: &str, key: &str, value: &Value| store.set(owner, key, &value.to_string());
    if let Some(prefix) = &setting.prefix {
        set("oxikka.main", "command_prefix", &json!(prefix))?;
    }
    if let Some(language) = &setting.language {
        set("oxikka.translations", "lang", &json!(language))?;
    }
    let owners = setting.owners.iter().filter_map(|name| people.get(name));
    let owners: Vec<i64> = std::iter::once(&alice).chain(owners).copied().collect();
    set("oxikka.security", "owner", &json!(owners))?;
    for (owner, key, value) in &setting.stored {
        set(owner, key, value)?;
    }
    Ok((people, rooms))
}

/// A phone number for each of those who are there.
fn phones(setting: &Setting) -> BTreeMap<String, String> {
    let names = ["alice", "bob"].into_iter().chain(setting.people.iter().map(String::as_str));
    names.zip(15_550_001..).map(|(name, number)| (name.to_owned(), number.to_string())).collect()
}

/// A person by her name: `alice` is Alice, @alice.
pub fn person(name: &str) -> Person {
    let mut letters = name.chars();
    let first_name =
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    Person { first_name, username: Some(name.to_owned()), ..Person::default() }
}

/// Waits until the modules are loaded; an error when the worker dies before.
async fn started(userbot: &Userbot) -> anyhow::Result<()> {
    let mut events = userbot.events();
    let dies = async {
        loop {
            match events.recv().await {
                Ok(Event::WorkerDied { death, module }) => break (death, module),
                Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
                _ => {}
            }
        }
    };
    tokio::select! {
        () = userbot.idle() => Ok(()),
        (death, _) = dies => Err(hinted(format!("the worker {death} at its start"), "`oxikka doctor` says what is missing")),
        () = tokio::time::sleep(START_LIMIT) => {
            Err(hinted("the worker does not become ready", "set `OXIKKA_LOG=debug` and try again"))
        }
    }
}

/// An event as a line for a person, if it is worth one.
fn line(event: Event) -> Option<String> {
    const WARNING: u8 = 30;
    match event {
        Event::WorkerDied { death: Death::Asked, .. } => None,
        Event::Notice(text) => Some(text),
        Event::Log { level, module, text } if level >= WARNING => Some(format!("{module}: {text}")),
        Event::WorkerDied { death, module: Some(module) } => {
            Some(format!("the worker {death}; `{module}` was at work"))
        }
        Event::WorkerDied { death, module: None } => Some(format!("the worker {death}")),
        Event::Stalled { seconds, module, .. } => {
            Some(format!("`{}` stands still for {seconds} s", module.unwrap_or_default()))
        }
        Event::LeftOut { module } => Some(format!("`{module}` ended the worker too often and is left out")),
        Event::AccountEnded(why) => Some(format!("the account ended: {why}")),
        _ => None,
    }
}
