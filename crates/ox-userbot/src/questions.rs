//! Answers the worker's blocking questions from the store, on a thread of its own: the worker may ask
//! while its loop stands, and an answer must not wait for ours.

use std::{collections::BTreeMap, os::unix::net::UnixStream, thread};

use ox_link::{Answer, Question, read_question, write_answer};
use ox_store::{AccountStore, PeerRow};
use serde_json::{Value, json, value::RawValue};

/// Serves `socket` until the worker closes it.
pub fn serve(socket: UnixStream, store: AccountStore) -> std::io::Result<()> {
    thread::Builder::new().name("questions".into()).spawn(move || {
        let mut socket = socket;
        while let Ok(question) = read_question(&mut socket) {
            if write_answer(&mut socket, &answer(&store, &question)).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

fn answer(store: &AccountStore, question: &[u8]) -> Answer {
    let question: Question =
        serde_json::from_slice(question).map_err(|e| format!("unreadable question: {e}"))?;
    match question {
        Question::Owners => {
            let owners = store.owners().map_err(|e| e.to_string())?;
            serde_json::to_string(&owners).map_err(|e| e.to_string())
        }
        Question::Owner { owner } => owner_json(store, &owner),
        Question::Peer { id, username, phone, name } => {
            let peer = if let Some(id) = id {
                store.peer_by_id(id)
            } else if let Some(username) = username {
                store.peer_by_username(&username)
            } else if let Some(phone) = phone {
                store.peer_by_phone(&phone)
            } else if let Some(name) = name {
                store.peer_by_name(&name)
            } else {
                return Err("a peer is asked for by `id`, `username`, `phone` or `name`".into());
            };
            let peer = peer.map_err(|e| e.to_string())?;
            Ok(peer.map_or(Value::Null, |row| peer_json(&row)).to_string())
        }
    }
}

fn owner_json(store: &AccountStore, owner: &str) -> Answer {
    let rows = store.owner(owner).map_err(|e| e.to_string())?;
    let mut values: BTreeMap<String, Box<RawValue>> = BTreeMap::new();
    for (key, text) in rows {
        match RawValue::from_string(text) {
            Ok(value) => drop(values.insert(key, value)),
            Err(error) => tracing::warn!(owner, key, %error, "a stored value is not JSON and is left alone"),
        }
    }
    serde_json::to_string(&values).map_err(|e| e.to_string())
}

fn peer_json(row: &PeerRow) -> Value {
    json!({"id": row.id, "hash": row.hash, "username": row.username, "phone": row.phone, "name": row.name})
}
