//! The dispatcher's facts, read from the store whenever one of their owners is written.

use std::collections::BTreeMap;

use ox_dispatch::Facts;
use ox_store::{AccountStore, StoreError};

/// Owner of the host's settings.
const MAIN: &str = "oxikka.main";
/// Owner of the security rules.
const SECURITY: &str = "oxikka.security";
/// Owner of the limits on others.
const DISPATCHER: &str = "oxikka.dispatcher";
/// Owner of the language settings.
const TRANSLATIONS: &str = "oxikka.translations";

/// Whether a write to `owner` changes the facts.
pub fn concerns(owner: &str) -> bool {
    [MAIN, SECURITY, DISPATCHER].contains(&owner)
}

/// Reads the facts; a value of the wrong shape counts as absent and is left alone.
pub fn read(store: &AccountStore, me: i64, usernames: &[String]) -> Result<Facts, StoreError> {
    let [main, security, dispatcher] = [MAIN, SECURITY, DISPATCHER].map(|owner| store.owner(owner));
    Ok(Facts::from_database(me, usernames.to_vec(), &main?, &security?, &dispatcher?))
}

/// The languages that the owner chose, the preferred one first.
pub fn languages(store: &AccountStore) -> Vec<String> {
    let settings: BTreeMap<String, String> = store.owner(TRANSLATIONS).unwrap_or_default();
    let chosen: Option<String> = settings.get("lang").and_then(|text| serde_json::from_str(text).ok());
    chosen.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}
