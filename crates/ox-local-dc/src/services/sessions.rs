//! `account.getAuthorizations` and its relatives: where a person is logged in, and ending that from elsewhere.
//! Out of scope: web sessions, unconfirmed logins and the news of them, sessions that end by their age.

use grammers_tl_types::{enums, functions as f, types};

use crate::crypto::KeyId;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::KeyRow;

/// Days after which Telegram ends a session that nobody uses; kept and shown.
const TTL_DAYS: i32 = 180;

pub(crate) fn register(table: &mut Table) {
    table.serve(get_authorizations);
    table.serve(reset_authorization);
    table.serve(reset_authorizations);
    table.serve(set_authorization_ttl);
    table.serve(change_authorization_settings);
}

/// What a session is called by the others; the one that asks is 0.
pub(crate) fn hash_of(key: KeyId) -> i64 {
    i64::from_le_bytes(key)
}

/// A session as a person sees it.
pub(crate) fn describe(row: &KeyRow, hash: i64) -> enums::Authorization {
    let device = row.device.as_ref();
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    types::Authorization {
        current: hash == 0,
        official_app: false,
        password_pending: false,
        encrypted_requests_disabled: false,
        call_requests_disabled: false,
        unconfirmed: false,
        hash,
        device_model: text(device.map(|device| &device.model)),
        platform: String::new(),
        system_version: text(device.map(|device| &device.system)),
        api_id: device.map_or(0, |device| device.api_id),
        app_name: String::new(),
        app_version: text(device.map(|device| &device.app)),
        date_created: row.since,
        date_active: row.active,
        ip: "127.0.0.1".to_owned(),
        country: "XX".to_owned(),
        region: String::new(),
    }
    .into()
}

/// The asking session first, then by their last sign of life.
fn get_authorizations(
    call: &mut Call,
    _: f::account::GetAuthorizations,
) -> Answer<enums::account::Authorizations> {
    let mut rows: Vec<(KeyId, &KeyRow)> = call.world.keys_of(call.me).collect();
    rows.sort_unstable_by_key(|(key, row)| (*key != call.link.key, -row.active, -row.since, *key));
    let current = |key| if key == call.link.key { 0 } else { hash_of(key) };
    let authorizations = rows.into_iter().map(|(key, row)| describe(row, current(key))).collect();
    let days = call.world.resident(call.me).and_then(|me| me.session_days);
    let authorization_ttl_days = days.unwrap_or(TTL_DAYS);
    Ok(types::account::Authorizations { authorization_ttl_days, authorizations }.into())
}

fn end(call: &mut Call, key: KeyId) -> Answer<()> {
    call.world.forget_key_person(key);
    call.world.key_row(key)?.ended = Some("SESSION_REVOKED");
    call.world.touch();
    Ok(())
}

fn reset_authorization(call: &mut Call, request: f::account::ResetAuthorization) -> Answer<bool> {
    let key = request.hash.to_le_bytes();
    let known = call.world.keys_of(call.me).any(|(id, _)| id == key) && key != call.link.key;
    if !known {
        return Err(Refusal::bad("HASH_INVALID"));
    }
    end(call, key).map(|()| true)
}

fn reset_authorizations(call: &mut Call, _: f::auth::ResetAuthorizations) -> Answer<bool> {
    let keys: Vec<KeyId> = call.world.keys_of(call.me).map(|(id, _)| id).collect();
    for key in keys.into_iter().filter(|key| *key != call.link.key) {
        end(call, key)?;
    }
    Ok(true)
}

fn set_authorization_ttl(call: &mut Call, request: f::account::SetAuthorizationTtl) -> Answer<bool> {
    if !(1..=366).contains(&request.authorization_ttl_days) {
        return Err(Refusal::bad("TTL_DAYS_INVALID"));
    }
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.session_days = Some(request.authorization_ttl_days);
    }
    Ok(true)
}

/// Accepted and forgotten: there are no calls and no secret chats.
fn change_authorization_settings(
    call: &mut Call,
    request: f::account::ChangeAuthorizationSettings,
) -> Answer<bool> {
    let key = request.hash.to_le_bytes();
    match request.hash == 0 || call.world.keys_of(call.me).any(|(id, _)| id == key) {
        true => Ok(true),
        false => Err(Refusal::bad("HASH_INVALID")),
    }
}
