//! Words of the core to the owner: a line in Saved Messages, in the owner's language, through the account
//! itself, because the worker may be what they are about.

use std::collections::BTreeMap;

use ox_client::{Account, Request};
use ox_tl::writer;

const ENGLISH: &str = include_str!("../langpacks/en.json");
const RUSSIAN: &str = include_str!("../langpacks/ru.json");

/// `messages.sendMessage` and `inputPeerSelf` are looked up once by name, so that a new layer's ids follow.
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
    let Some(body) = saved_message(text) else {
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

fn saved_message(text: &str) -> Option<Vec<u8>> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).ok()?;
    let mut body = ox_tl::by_tl_name(SEND)?.id.to_le_bytes().to_vec();
    body.extend_from_slice(&0u32.to_le_bytes());
    body.extend_from_slice(&ox_tl::by_tl_name(SELF)?.id.to_le_bytes());
    writer::push_bytes(&mut body, text.as_bytes()).ok()?;
    body.extend_from_slice(&random);
    Some(body)
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
    fn an_unknown_language_reads_english_and_places_are_filled() {
        assert_eq!(
            text(&["xx".into()], "stalled", &[("seconds", "12"), ("prefix", ".")]),
            "⏳ Modules have not answered for 12 s. `.restart` starts them again."
        );
        assert!(text(&["xx".into(), "ru".into()], "stalled", &[("seconds", "12")]).contains("12 с"));
    }
}
