//! The rare things a worker asks for or reports, by name. Hot paths have frames of their own.

use std::time::{SystemTime, UNIX_EPOCH};

use ox_dispatch::CommandInterest;
use ox_store::{AccountStore, ModuleRow, PeerKind, PeerRow, SourceHash};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

/// What a control wants of the main loop.
#[derive(Debug, PartialEq)]
pub enum Wish {
    /// Answer with this value.
    Answer(Value),
    /// Modules are loaded.
    Ready,
    /// This module is at work now (loading, getting ready), or none.
    At(Option<String>),
    Report(Value),
    Notice(String),
    Restart,
    Flush,
    AskToJoin(Join),
    Decide(Box<Undecided>),
}

/// An update that the worker was asked about, and what it knows of it.
#[derive(Debug, PartialEq, Deserialize)]
pub struct Undecided {
    /// TL bytes of the `Update`.
    #[serde(deserialize_with = "bytes")]
    pub update: Vec<u8>,
    /// The command that it runs, when its sender may; without one it is asked which watchers it reaches.
    #[serde(default)]
    pub command: Option<CommandInterest>,
    /// What stands between the command's name and what was typed behind it.
    #[serde(default)]
    pub arguments: String,
    /// It is only looked at: nobody pays for it.
    #[serde(default)]
    pub free: bool,
}

/// Bytes as the letters with these numbers.
fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let bytes: Result<_, _> = text.chars().map(|letter| u8::try_from(u32::from(letter))).collect();
    bytes.map_err(serde::de::Error::custom)
}

/// A module would like the account to join a chat.
#[derive(Debug, PartialEq, Deserialize)]
pub struct Join {
    /// The chat's bare id.
    pub id: i64,
    pub module: String,
    /// The chat as it is called.
    pub chat: String,
    pub reason: String,
}

#[derive(Deserialize)]
struct Peers {
    rows: Vec<Peer>,
}

/// A peer as the worker tells it: its kind is in the marked id.
#[derive(Deserialize)]
struct Peer {
    id: i64,
    #[serde(default)]
    hash: i64,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

impl From<Peer> for PeerRow {
    fn from(peer: Peer) -> Self {
        let kind = match peer.id {
            id if id > 0 => PeerKind::User,
            id if id >= SMALLEST_CHAT => PeerKind::Chat,
            _ => PeerKind::Channel,
        };
        let Peer { id, hash, username, phone, name } = peer;
        Self { id, hash, kind, username, phone, name }
    }
}

/// Marked ids below this are channels; see <https://core.telegram.org/api/bots/ids>.
const SMALLEST_CHAT: i64 = -1_000_000_000_000;

#[derive(Deserialize)]
struct StoreModule {
    class: String,
    name: String,
    origin: String,
    source: String,
    #[serde(default)]
    packages: Vec<String>,
}

#[derive(Deserialize)]
struct ClassName {
    class: String,
}

/// Carries out a control, or says why not.
pub fn carry_out(store: &AccountStore, name: &str, body: &str) -> Result<Wish, String> {
    match name {
        "ready" => Ok(Wish::Ready),
        "at" => read::<Value>(body).map(|v| Wish::At(v["module"].as_str().map(str::to_owned))),
        "report" => read(body).map(Wish::Report),
        "notice" => {
            read::<Value>(body).map(|v| Wish::Notice(v["text"].as_str().unwrap_or_default().to_owned()))
        }
        "restart" => Ok(Wish::Restart),
        "flush" => Ok(Wish::Flush),
        "ask.join" => read(body).map(Wish::AskToJoin),
        "decide" => read(body).map(|undecided| Wish::Decide(Box::new(undecided))),
        "peers" => {
            let peers: Peers = read(body)?;
            let rows: Vec<PeerRow> = peers.rows.into_iter().map(PeerRow::from).collect();
            store.put_peers(&rows).map_err(|e| e.to_string())?;
            Ok(Wish::Answer(Value::Null))
        }
        "module.store" => store_module(store, read(body)?),
        "module.forget" => {
            let module: ClassName = read(body)?;
            store.forget_module(&module.class).map_err(|e| e.to_string())?;
            Ok(Wish::Answer(Value::Null))
        }
        _ => Err(format!("the core knows no control `{name}`")),
    }
}

fn store_module(store: &AccountStore, module: StoreModule) -> Result<Wish, String> {
    let row = ModuleRow {
        class: module.class,
        name: module.name,
        origin: module.origin,
        hash: SourceHash::default(),
        date: now(),
        packages: module.packages,
    };
    let hash = store.put_module(&row, module.source.as_bytes()).map_err(|e| e.to_string())?;
    Ok(Wish::Answer(json!({ "hash": hash })))
}

/// Seconds since 1970.
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() as i64)
}

fn read<'a, T: Deserialize<'a>>(body: &'a str) -> Result<T, String> {
    serde_json::from_str(body).map_err(|e| format!("unreadable control: {e}"))
}
