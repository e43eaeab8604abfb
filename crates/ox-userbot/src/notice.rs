//! Words of the core to the owner: a line in Saved Messages, in the owner's language, through the account
//! itself, because the worker may be what they are about.

use std::collections::BTreeMap;

use ox_client::{Account, Request};
use ox_tl::{
    EncodeError, by_tl_name,
    value::{Object, Value, decode, encode},
};
use tokio::task::JoinHandle;

const ENGLISH: &str = include_str!("../langpacks/en.json");
const RUSSIAN: &str = include_str!("../langpacks/ru.json");

/// Looked up by name, so that a new layer's ids follow.
const SEND: &str = "messages.sendMessage";
const SELF: &str = "inputPeerSelf";

/// The text of `key` in the first of `languages` that we speak, with `{name}` places filled in.
pub fn text(languages: &[String], key: &str, values: &[(&str, &str)]) -> String {
    let pack = languages
        .iter()
        .find_map(|language| match language.as_str() {
            "ru" => Some(RUSSIAN),
            "en" => Some(ENGLISH),
            _ => None,
        })
        .unwrap_or(ENGLISH);
    let pack: BTreeMap<String, String> = serde_json::from_str(pack).unwrap_or_default();
    let mut text = pack.get(key).cloned().unwrap_or_else(|| key.to_owned());
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// Sends `text` to Saved Messages; a failure is logged, the account goes on.
pub fn send(account: &Account, text: &str) {
    let Ok(body) = with_codes(text, &[]) else {
        tracing::error!("the schema has no {SEND}; the owner could not be told: {text}");
        return;
    };
    let account = account.clone();
    tokio::spawn(async move {
        let request = Request { dc: 0, body, flood_threshold: 60, retries: 2 };
        if let Err(error) = account.invoke(request).await {
            tracing::warn!(%error, "the owner could not be told in Saved Messages");
        }
    });
}

/// Sends a question to Saved Messages, its codes so that a tap copies them. The task gives the message's id.
pub fn ask(account: &Account, text: &str, codes: &[&str]) -> Option<JoinHandle<Option<i32>>> {
    let body = with_codes(text, codes).ok()?;
    let account = account.clone();
    Some(tokio::spawn(async move {
        let request = Request { dc: 0, body, flood_threshold: 60, retries: 2 };
        match account.invoke(request).await {
            Ok(answer) => message_id(&answer),
            Err(error) => {
                tracing::warn!(%error, "the owner could not be asked in Saved Messages");
                None
            }
        }
    }))
}

/// Replaces the text of a message of ours, once it is sent.
pub fn amend(account: &Account, message: JoinHandle<Option<i32>>, text: String) {
    let account = account.clone();
    tokio::spawn(async move {
        let Ok(Some(id)) = message.await else { return };
        let fields =
            vec![("peer", saved()), ("id", Some(Value::Int(id))), ("message", Some(Value::Text(text)))];
        let Ok(body) = request("messages.editMessage", fields) else { return };
        let request = Request { dc: 0, body, flood_threshold: 60, retries: 2 };
        if let Err(error) = account.invoke(request).await {
            tracing::info!(%error, "a question could not be marked as answered");
        }
    });
}

fn with_codes(text: &str, codes: &[&str]) -> Result<Vec<u8>, EncodeError> {
    let marks = codes.iter().filter_map(|code| {
        let at = text[..text.find(code)?].encode_utf16().count() as i32;
        let fields = vec![("offset", Value::Int(at)), ("length", Value::Int(code.len() as i32))];
        Some(Value::Object(Object::build(by_tl_name("messageEntityCode")?, fields).ok()?))
    });
    let mut random = [0; 8];
    let random = getrandom::fill(&mut random).ok().map(|()| Value::Long(i64::from_le_bytes(random)));
    request(
        SEND,
        vec![
            ("peer", saved()),
            ("message", Some(Value::Text(text.to_owned()))),
            ("random_id", random),
            ("entities", Some(Value::Vector(marks.collect()))),
        ],
    )
}

fn saved() -> Option<Value> {
    Some(Value::Object(Object::build(by_tl_name(SELF)?, Vec::new()).ok()?))
}

/// A request by name; what is missing makes it unencodable.
fn request(name: &str, fields: Vec<(&'static str, Option<Value>)>) -> Result<Vec<u8>, EncodeError> {
    let missing = EncodeError::WrongKind { tl_name: "request", field: "any" };
    let constructor = by_tl_name(name).ok_or(missing)?;
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    encode(&Object::build(constructor, fields)?)
}

/// The id of the message that was sent, from Telegram's answer.
fn message_id(answer: &[u8]) -> Option<i32> {
    let Ok(Value::Object(answer)) = decode(answer) else { return None };
    if let Some(Value::Int(id)) = answer.get("id") {
        return Some(*id);
    }
    let Some(Value::Vector(updates)) = answer.get("updates") else { return None };
    updates.iter().find_map(|update| match update {
        Value::Object(update) if update.constructor.tl_name == "updateMessageID" => match update.get("id") {
            Some(Value::Int(id)) => Some(*id),
            _ => None,
        },
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys_and_places() {
        let english: BTreeMap<String, String> = serde_json::from_str(ENGLISH).unwrap();
        let russian: BTreeMap<String, String> = serde_json::from_str(RUSSIAN).unwrap();
        assert_eq!(english.keys().collect::<Vec<_>>(), russian.keys().collect::<Vec<_>>());
        for (key, text) in &english {
            for place in text.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                assert!(russian[key].contains(&format!("{{{place}}}")), "{key} lacks {place} in Russian");
            }
        }
    }

    #[test]
    fn everything_that_is_asked_about_has_words() {
        for name in crate::firewall::ASKED {
            let key = format!("deed_{name}");
            assert_ne!(text(&[], &key, &[]), key);
        }
    }

    #[test]
    fn a_question_can_be_copied_by_a_tap() {
        let body = with_codes("💬 +123 or -123", &["+123", "-123"]).unwrap();
        let Ok(Value::Object(sent)) = decode(&body) else { panic!("no request") };
        let Some(Value::Vector(marks)) = sent.get("entities") else { panic!("no entities") };
        let offsets: Vec<_> = marks
            .iter()
            .map(|mark| match mark {
                Value::Object(mark) => mark.get("offset").cloned(),
                _ => None,
            })
            .collect();
        assert_eq!(offsets, [Some(Value::Int(3)), Some(Value::Int(11))]);
    }

    #[test]
    fn an_unknown_language_reads_english_and_places_are_filled() {
        assert_eq!(
            text(&["xx".into()], "stalled", &[("seconds", "12"), ("prefix", ".")]),
            "⏳ Modules have not answered for 12 s. `.restart` starts them again."
        );
        assert!(text(&["xx".into(), "ru".into()], "stalled", &[("seconds", "12")]).contains("12 с"));
    }
}
