//! A userbot with its store on disk and the built worker, as `oxikka run` would have it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ox_client::{Account, Request};
use ox_local_dc::{LocalDc, Person, World};
use ox_store::Store;
use ox_userbot::{Death, Event, Limits, StartMode, Userbot, UserbotOptions, WorkerProgram, harden_process};
use tokio::sync::broadcast;

use crate::account::log_in;

/// Nothing here takes this long, except what never ends.
const PATIENCE: Duration = Duration::from_secs(90);

/// The user id of Telegram's own account.
const TELEGRAM: i64 = 777_000;

/// Alice, her running userbot, and Bob, in whose chat she types.
pub struct Scene {
    userbot: Userbot,
    events: broadcast::Receiver<Event>,
    world: World,
    alice: i64,
    bob: i64,
    folder: tempfile::TempDir,
    account: Account,
    // Dropped last: connections end before the data centre does.
    _datacentre: LocalDc,
}

impl Scene {
    /// Starts everything; the process is unreadable from now on, as the core is.
    pub async fn set(limits: Limits) -> Self {
        harden_process().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let datacentre = LocalDc::start(ox_local_dc::Options::default()).unwrap();
        let world = datacentre.world();
        let [alice, bob] = [("Alice", "15550001111"), ("Bob", "15550002222")]
            .map(|(name, phone)| world.add_person(person(name, phone)));
        let store = Store::open(&folder.path().join("store")).unwrap();
        let key = world.authorize_key(alice);
        let (store, options) = log_in(&datacentre, &store, (alice, "Alice"), key).unwrap();
        store.set("oxikka.security", "owner", &format!("[{alice}]")).unwrap();
        store.flush().unwrap();
        let (account, incoming) = Account::connect(store.clone(), options).await.unwrap();
        let worker = WorkerProgram {
            path: worker(),
            shim: Some(source("python_shim")),
            modules: Some(source("modules")),
            hide: vec![folder.path().join("store")],
            readonly: vec![worker().parent().unwrap().to_owned(), source("python_shim"), source("modules")],
            home: folder.path().join("worker"),
        };
        let mode = StartMode::Run;
        let options = UserbotOptions { account: account.clone(), incoming, store, worker, mode, limits };
        let userbot = Userbot::start(options).await.unwrap();
        let events = userbot.events();
        let scene = Self { userbot, events, world, alice, bob, folder, account, _datacentre: datacentre };
        scene.idle().await;
        scene
    }

    /// Where the keys are.
    pub fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// The worker's own folder.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("worker")
    }

    /// Alice types a command, and what became of her message when all is quiet again.
    pub async fn answer(&self, text: &str) -> String {
        let id = self.say(text);
        let answered = self.world.until(|| self.line(id) != text);
        tokio::time::timeout(PATIENCE, answered).await.expect("nobody answers");
        self.idle().await;
        self.line(id)
    }

    fn line(&self, id: i32) -> String {
        let lines = self.world.history(self.alice, self.bob);
        lines.into_iter().find(|line| line.id == id).map(|line| line.text).unwrap_or_default()
    }

    /// Alice types; nobody waits.
    pub fn say(&self, text: &str) -> i32 {
        self.world.send_as(self.alice, self.bob, text).unwrap()
    }

    /// Loads `compat-tests/attacks/NAME.py`; the loader's answer.
    pub async fn load(&self, name: &str) -> String {
        let path = source("compat-tests/attacks").join(name).with_extension("py");
        self.answer(&format!(".lm {}", path.display())).await
    }

    /// Loads a module from its source; fails when it is not loaded.
    pub async fn load_source(&self, name: &str, source: &str) {
        let path = self.folder.path().join(name).with_extension("py");
        std::fs::write(&path, source).unwrap();
        let answer = self.answer(&format!(".lm {}", path.display())).await;
        assert!(answer.contains("Loaded"), "{answer}");
    }

    /// Bob writes to Alice.
    pub fn bob_says(&self, text: &str) {
        self.world.send_as(self.bob, self.alice, text).unwrap();
    }

    /// Telegram's own account writes to Alice; its id of the message.
    pub fn telegram_says(&self, text: &str) -> i32 {
        self.world.add_person(Person { id: Some(TELEGRAM), ..person("Telegram", "42777") });
        self.world.send_as(TELEGRAM, self.alice, text).unwrap()
    }

    /// A message of Telegram's to Alice as it was sent.
    pub fn telegrams_line(&self, id: i32) -> String {
        let lines = self.world.history(TELEGRAM, self.alice);
        lines.into_iter().find(|line| line.id == id).map(|line| line.text).unwrap_or_default()
    }

    /// Alice writes to herself, from her phone.
    pub fn alice_notes(&self, text: &str) {
        self.world.send_as(self.alice, self.alice, text).unwrap();
    }

    /// The texts in Alice's Saved Messages, oldest first.
    pub fn saved(&self) -> Vec<String> {
        self.world.history(self.alice, self.alice).into_iter().map(|line| line.text).collect()
    }

    /// The last message of the chat.
    pub fn last_line(&self) -> String {
        self.world.history(self.alice, self.bob).pop().map(|line| line.text).unwrap_or_default()
    }

    /// How many updates have reached the worker.
    pub fn frames(&self) -> u64 {
        self.userbot.update_frames()
    }

    /// Shows that the account is online and the modules answer.
    pub async fn still_answers(&self) {
        let answer = self.answer(".ping").await;
        assert!(answer.contains("Pong"), "no pong: {answer}");
        self.account.me().await.unwrap();
    }

    /// How the worker ends next.
    pub async fn death(&mut self) -> Death {
        let next = async {
            loop {
                if let Event::WorkerDied { death, .. } = self.events.recv().await.unwrap() {
                    return death;
                }
            }
        };
        tokio::time::timeout(PATIENCE, next).await.expect("the worker lives on")
    }

    /// Ends it all, so that nothing outlives the test.
    pub async fn strike(self) {
        tokio::time::timeout(PATIENCE, self.userbot.stop()).await.expect("the userbot does not stop");
        self.account.close();
    }

    /// Waits until everything has arrived and nothing is left to do.
    pub async fn idle(&self) {
        tokio::time::timeout(PATIENCE * 2, self.come_to_rest()).await.expect("there is no rest");
    }

    async fn come_to_rest(&self) {
        let mut changed = self.world.changed();
        let mut quiet = 0;
        while quiet < 2 {
            let before = *changed.borrow_and_update();
            // A call's answer follows the updates that were pushed before it.
            let method = ox_tl::by_tl_name("updates.getState").unwrap();
            self.account.invoke(Request::new(method.id.to_le_bytes().to_vec())).await.unwrap();
            tokio::time::timeout(PATIENCE, self.userbot.idle()).await.expect("the userbot finds no rest");
            quiet = if *changed.borrow_and_update() == before { quiet + 1 } else { 0 };
        }
    }
}

fn person(name: &str, phone: &str) -> Person {
    let (username, phone) = (Some(name.to_lowercase()), Some(phone.to_owned()));
    Person { first_name: name.to_owned(), username, phone, ..Person::default() }
}

/// The worker that `cargo build --workspace` put beside the program.
pub fn worker() -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_oxikka")).with_file_name("oxikka-worker");
    assert!(path.is_file(), "`{}` is missing: cargo build --workspace", path.display());
    path
}

/// A folder of the source tree.
pub fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name).canonicalize().unwrap()
}
