//! Alice, whose account is under test, Bob, and a group of both.

use std::net::SocketAddr;
use std::sync::Once;
use std::time::Duration;

use grammers_tl_types::{self as tl, Deserializable, enums};
use ox_client::{Account, Incoming, InvokeError, Options, Request, Server, Update, adopt_key};
use ox_local_dc::{LocalDc, Person, World};
use ox_store::{AccountStore, Store};

pub struct Scene {
    pub dc: LocalDc,
    pub world: World,
    pub alice: i64,
    pub bob: i64,
    /// Marked id.
    pub group: i64,
}

impl Scene {
    pub fn new() -> Self {
        Self::with(ox_local_dc::Options::default())
    }

    pub fn with(options: ox_local_dc::Options) -> Self {
        log();
        let dc = LocalDc::start(options).unwrap();
        let world = dc.world();
        let person = |name: &str, phone: &str| Person {
            first_name: name.into(),
            username: Some(name.to_lowercase()),
            phone: Some(phone.into()),
            ..Person::default()
        };
        let alice = world.add_person(person("Alice", "15550001"));
        let bob = world.add_person(person("Bob", "15550002"));
        let group = world.add_group("Both", &[alice, bob]);
        Self { dc, world, alice, bob, group }
    }

    pub fn options_at(&self, address: SocketAddr) -> Options {
        let server = Server { address, public_key_pem: self.dc.public_key_pem().to_owned() };
        Options { server: Some(server), time_limit: Duration::from_secs(10), ..Options::new(1, "hash") }
    }

    pub fn options(&self) -> Options {
        self.options_at(self.dc.address())
    }

    /// A store in which Alice is logged in.
    pub fn store(&self) -> AccountStore {
        let store = Store::memory().account(self.alice);
        adopt_key(&store, &self.options(), self.world.authorize_key(self.alice)).unwrap();
        store
    }

    pub async fn connect(&self) -> (Account, Incoming) {
        Account::connect(self.store(), self.options()).await.unwrap()
    }

    pub fn input_group(&self) -> enums::InputPeer {
        tl::types::InputPeerChat { chat_id: -self.group }.into()
    }

    /// Bob says something in the group.
    pub fn bob_says(&self, text: &str) {
        self.world.send_as(self.bob, self.group, text).unwrap();
    }

    /// Waits until Alice's group ends with this text, as the server sees it.
    pub async fn arrived(&self, text: &str) {
        let last = || self.world.history(self.alice, self.group).last().map(|line| line.text.clone());
        in_time(self.world.until(|| last().as_deref() == Some(text))).await;
    }
}

/// What an update says: who is out, and the text.
pub fn said(update: &Update) -> Option<(bool, String)> {
    match message(&enums::Update::from_bytes(&update.update).unwrap())? {
        enums::Message::Message(message) => Some((message.out, message.message.clone())),
        _ => None,
    }
}

pub fn message(update: &enums::Update) -> Option<enums::Message> {
    match update {
        enums::Update::NewMessage(new) => Some(new.message.clone()),
        enums::Update::NewChannelMessage(new) => Some(new.message.clone()),
        _ => None,
    }
}

/// The next new message's text.
pub async fn next_text(incoming: &mut Incoming) -> String {
    loop {
        let update = in_time(incoming.next()).await.expect("the updates have ended");
        if let Some((_, text)) = said(&update) {
            return text;
        }
    }
}

pub fn send_message(
    peer: enums::InputPeer,
    text: &str,
    random_id: i64,
) -> tl::functions::messages::SendMessage {
    tl::functions::messages::SendMessage {
        no_webpage: false,
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer,
        reply_to: None,
        message: text.into(),
        random_id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    }
}

pub async fn ask<R: tl::RemoteCall>(account: &Account, request: &R) -> Result<R::Return, InvokeError> {
    let answer = account.invoke(Request::new(request.to_bytes())).await?;
    Ok(R::Return::from_bytes(&answer).unwrap())
}

/// Fails a test that hangs; passes nothing on its own.
pub async fn in_time<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(Duration::from_mins(1), future).await.expect("this should not take a minute")
}

fn log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if std::env::var_os("OX_TEST_LOG").is_some() {
            tracing_subscriber::fmt()
                .with_env_filter(tracing_subscriber::EnvFilter::from_env("OX_TEST_LOG"))
                .init();
        }
    });
}
