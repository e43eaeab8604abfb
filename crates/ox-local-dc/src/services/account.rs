//! `account.*`: the caller's own profile, status, sessions and password question.
//! Out of scope: changing passwords and phones, privacy, themes, wallpapers, business, passport.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::session::unix_seconds;
use crate::world::peers::{Mentioned, Peer};
use crate::world::shapes;

pub(crate) fn register(table: &mut Table) {
    table.serve(update_status);
    table.serve(update_profile);
    table.serve(update_username);
    table.serve(check_username);
    table.serve(get_notify_settings);
    table.serve(update_notify_settings);
    table.serve_all(get_password);
}

fn update_status(call: &mut Call, request: f::account::UpdateStatus) -> Answer<bool> {
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.online = !request.offline;
        me.seen = Some(unix_seconds());
    }
    call.world.tell_status(call.me);
    call.world.alarm.notify_one();
    call.world.touch();
    Ok(true)
}

fn update_profile(call: &mut Call, request: f::account::UpdateProfile) -> Answer<enums::User> {
    if request.first_name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        return Err(Refusal::bad("FIRSTNAME_INVALID"));
    }
    if request.about.as_ref().is_some_and(|about| about.chars().count() > 140) {
        return Err(Refusal::bad("ABOUT_TOO_LONG"));
    }
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.first_name = request.first_name.unwrap_or_else(|| me.first_name.clone());
        if let Some(last_name) = request.last_name {
            me.last_name = Some(last_name).filter(|name| !name.is_empty());
        }
        if let Some(about) = request.about {
            me.about = Some(about).filter(|about| !about.is_empty());
        }
    }
    tell_name(call);
    Ok(call.world.user(call.me, call.me))
}

/// Tells contacts and the caller's other sessions how she is called now.
fn tell_name(call: &Call) {
    call.world.touch();
    let Some(me) = call.world.resident(call.me) else { return };
    let name = |username: &String| {
        let username = username.clone();
        types::Username { editable: true, active: true, deletable: false, expired: false, username }.into()
    };
    let update: enums::Update = types::UpdateUserName {
        user_id: call.me,
        first_name: me.first_name.clone(),
        last_name: me.last_name.clone().unwrap_or_default(),
        usernames: me.username.iter().map(name).collect(),
    }
    .into();
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::User(call.me));
    for person in me.contacts.iter().chain([&call.me]) {
        call.world.tell(*person, update.clone(), &mentioned, Some(call.link));
    }
}

/// Whether a username is well-formed.
pub(crate) fn valid(username: &str) -> bool {
    let length = username.len();
    let plain = username.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (5..=32).contains(&length) && plain && username.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn update_username(call: &mut Call, request: f::account::UpdateUsername) -> Answer<enums::User> {
    if !request.username.is_empty() && !valid(&request.username) {
        return Err(Refusal::bad("USERNAME_INVALID"));
    }
    let now = call.world.resident(call.me).and_then(|me| me.username.clone()).unwrap_or_default();
    if now == request.username {
        return Err(Refusal::bad("USERNAME_NOT_MODIFIED"));
    }
    call.world.name(Peer::User(call.me), Some(&request.username))?;
    tell_name(call);
    Ok(call.world.user(call.me, call.me))
}

fn check_username(call: &mut Call, request: f::account::CheckUsername) -> Answer<bool> {
    match valid(&request.username) {
        true => Ok(!call.world.usernames.contains_key(&request.username.to_lowercase())),
        false => Err(Refusal::bad("USERNAME_INVALID")),
    }
}

fn get_notify_settings(_: &mut Call, _: f::account::GetNotifySettings) -> Answer<enums::PeerNotifySettings> {
    Ok(shapes::settings())
}

/// Accepted and forgotten: nobody is notified here.
fn update_notify_settings(_: &mut Call, _: f::account::UpdateNotifySettings) -> Answer<bool> {
    Ok(true)
}

/// The question for a password; also before the login is complete.
fn get_password(call: &mut Call, _: f::account::GetPassword) -> Answer<enums::account::Password> {
    let row = call.world.key_row(call.link.key)?;
    let person = row.person.or(row.half_way);
    let person = person.ok_or_else(|| Refusal::new(401, "AUTH_KEY_UNREGISTERED"))?;
    let verifier = call.world.resident(person).and_then(|resident| resident.verifier.clone());
    let Some(verifier) = verifier else { return Ok(super::password::describe(None, None)) };
    let id = i64::from_le_bytes(crate::crypto::random());
    let exchange = verifier.ask(person);
    let answer = super::password::describe(Some(&verifier), Some((id, &exchange)));
    call.world.login.srp.insert(id, exchange);
    Ok(answer)
}
