//! `auth.*`: who a key belongs to, by code, password, QR token, bot token, or from another data centre.
//! A number that nobody has is invalid: nobody signs up here. Also out of scope: e-mail logins, passkeys,
//! temporary keys.

use grammers_tl_types::{Serializable, enums, functions as f, types};

use crate::crypto::{KeyId, random};
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::server::DATA_CENTRES;
use crate::session::{Nature, Outgoing, unix_seconds};
use crate::world::State;
use crate::world::people::{Exported, LoginToken};

/// How long a QR token can be accepted, in seconds.
const TOKEN_SECONDS: i32 = 30;
/// How long a login may be on its way to another data centre, in seconds.
const EXPORT_SECONDS: i32 = 60;

pub(crate) fn register(table: &mut Table) {
    table.serve_all(send_code);
    table.serve_all(resend_code);
    table.serve_all(cancel_code);
    table.serve_all(sign_in);
    table.serve_all(check_password);
    table.serve_all(export_login_token);
    table.serve_all(import_login_token);
    table.serve(accept_login_token);
    table.serve_all(import_bot_authorization);
    table.serve(export_authorization);
    table.serve_all(import_authorization);
    table.serve_all(log_out);
}

/// Digits only, as numbers are kept.
pub(crate) fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn check_api(api_id: i32, api_hash: &str) -> Answer<()> {
    match api_id > 0 && !api_hash.is_empty() {
        true => Ok(()),
        false => Err(Refusal::bad("API_ID_INVALID")),
    }
}

/// Whose number it is; another data centre's are sent there.
fn owner(call: &Call, phone: &str) -> Answer<i64> {
    let person = call.world.phones.get(phone).copied();
    let person = person.ok_or_else(|| Refusal::bad("PHONE_NUMBER_INVALID"))?;
    at_home(call, person, "PHONE_MIGRATE")
}

fn at_home(call: &Call, person: i64, elsewhere: &str) -> Answer<i64> {
    let home = call.world.home_of(person);
    match home == call.link.datacentre {
        true => Ok(person),
        false => Err(Refusal::new(303, format!("{elsewhere}_{home}"))),
    }
}

pub(crate) fn new_code(call: &mut Call, phone: &str) -> Answer<enums::auth::SentCode> {
    let phone = digits(phone);
    owner(call, &phone)?;
    let code = format!("{:05}", u32::from_le_bytes(random()) % 100_000);
    let phone_code_hash = hex(&random::<9>());
    call.world.login.codes.insert(phone, (code, phone_code_hash.clone()));
    call.world.touch();
    Ok(types::auth::SentCode {
        r#type: types::auth::SentCodeTypeApp { length: 5 }.into(),
        phone_code_hash,
        next_type: Some(enums::auth::CodeType::Sms),
        timeout: Some(120),
    }
    .into())
}

fn send_code(call: &mut Call, request: f::auth::SendCode) -> Answer<enums::auth::SentCode> {
    check_api(request.api_id, &request.api_hash)?;
    new_code(call, &request.phone_number)
}

fn resend_code(call: &mut Call, request: f::auth::ResendCode) -> Answer<enums::auth::SentCode> {
    new_code(call, &request.phone_number)
}

fn cancel_code(call: &mut Call, request: f::auth::CancelCode) -> Answer<bool> {
    Ok(call.world.login.codes.remove(&digits(&request.phone_number)).is_some())
}

fn sign_in(call: &mut Call, request: f::auth::SignIn) -> Answer<enums::auth::Authorization> {
    let phone = digits(&request.phone_number);
    let person = owner(call, &phone)?;
    let given = request.phone_code.unwrap_or_default();
    if given.is_empty() {
        return Err(Refusal::bad("PHONE_CODE_EMPTY"));
    }
    let sent = call.world.login.codes.get(&phone);
    let sent = sent.filter(|(_, hash)| *hash == request.phone_code_hash);
    let (code, _) = sent.ok_or_else(|| Refusal::bad("PHONE_CODE_EXPIRED"))?;
    if *code != given {
        return Err(Refusal::bad("PHONE_CODE_INVALID"));
    }
    call.world.login.codes.remove(&phone);
    enter(call, person)
}

/// Logs the key in, or asks for the second password.
fn enter(call: &mut Call, person: i64) -> Answer<enums::auth::Authorization> {
    let protected = call.world.resident(person).is_some_and(|person| person.verifier.is_some());
    if protected {
        call.world.key_row(call.link.key)?.half_way = Some(person);
        return Err(Refusal::new(401, "SESSION_PASSWORD_NEEDED"));
    }
    complete(call, person)
}

pub(crate) fn complete(call: &mut Call, person: i64) -> Answer<enums::auth::Authorization> {
    call.world.forget_key_person(call.link.key);
    let row = call.world.key_row(call.link.key)?;
    row.half_way = None;
    row.ended = None;
    row.since = unix_seconds();
    row.person = Some(person);
    call.me = person;
    call.world.touch();
    Ok(types::auth::Authorization {
        setup_password_required: false,
        otherwise_relogin_days: None,
        tmp_sessions: None,
        future_auth_token: None,
        user: call.world.user(person, person),
    }
    .into())
}

fn check_password(call: &mut Call, request: f::auth::CheckPassword) -> Answer<enums::auth::Authorization> {
    let wrong = || Refusal::bad("PASSWORD_HASH_INVALID");
    let enums::InputCheckPasswordSrp::Srp(proof) = request.password else { return Err(wrong()) };
    let waiting = call.world.key_row(call.link.key)?.half_way;
    let person = waiting.ok_or_else(|| Refusal::new(401, "AUTH_KEY_UNREGISTERED"))?;
    let exchange = call.world.login.srp.remove(&proof.srp_id);
    let exchange = exchange.filter(|exchange| exchange.person == person);
    let exchange = exchange.ok_or_else(|| Refusal::bad("SRP_ID_INVALID"))?;
    let verifier = call.world.resident(person).and_then(|person| person.verifier.as_ref());
    match verifier.is_some_and(|verifier| verifier.proves(&exchange, &proof)) {
        true => complete(call, person),
        false => Err(wrong()),
    }
}

/// The token that a key shows and that somebody has accepted, and who.
fn accepted_token(call: &Call, key: KeyId) -> Option<(Vec<u8>, i64)> {
    let mut tokens = call.world.login.tokens.iter().filter(|(_, token)| token.key == key);
    tokens.find_map(|(bytes, token)| Some((bytes.clone(), token.accepted?)))
}

fn export_login_token(
    call: &mut Call,
    request: f::auth::ExportLoginToken,
) -> Answer<enums::auth::LoginToken> {
    check_api(request.api_id, &request.api_hash)?;
    let key = call.link.key;
    if let Some((token, person)) = accepted_token(call, key) {
        let dc_id = call.world.home_of(person);
        if dc_id != call.link.datacentre {
            return Ok(types::auth::LoginTokenMigrateTo { dc_id, token }.into());
        }
        call.world.login.tokens.retain(|_, token| token.key != key);
        let authorization = enter(call, person)?;
        return Ok(types::auth::LoginTokenSuccess { authorization }.into());
    }
    call.world.login.tokens.retain(|_, token| token.key != key);
    let token = random::<32>().to_vec();
    let expires = unix_seconds() + TOKEN_SECONDS;
    let waiting = LoginToken { key, link: call.link.clone(), expires, accepted: None };
    call.world.login.tokens.insert(token.clone(), waiting);
    call.world.touch();
    Ok(types::auth::LoginToken { expires, token }.into())
}

/// A client that was sent to the home of whoever accepted brings its token there.
fn import_login_token(
    call: &mut Call,
    request: f::auth::ImportLoginToken,
) -> Answer<enums::auth::LoginToken> {
    let waiting = call.world.login.tokens.get(&request.token);
    let waiting = waiting.ok_or_else(|| Refusal::bad("AUTH_TOKEN_INVALID"))?;
    let Some(person) = waiting.accepted else {
        let expires = waiting.expires;
        return Ok(types::auth::LoginToken { expires, token: request.token }.into());
    };
    at_home(call, person, "USER_MIGRATE")?;
    call.world.login.tokens.remove(&request.token);
    let authorization = enter(call, person)?;
    Ok(types::auth::LoginTokenSuccess { authorization }.into())
}

/// A person says yes to a QR code: whoever shows it is told.
pub(crate) fn accept(world: &mut State, person: i64, token: &[u8]) -> Answer<()> {
    let waiting = world.login.tokens.get_mut(token);
    let waiting = waiting.ok_or_else(|| Refusal::bad("AUTH_TOKEN_INVALID"))?;
    if waiting.expires < unix_seconds() {
        return Err(Refusal::bad("AUTH_TOKEN_EXPIRED"));
    }
    if waiting.accepted.is_some() {
        return Err(Refusal::bad("AUTH_TOKEN_ALREADY_ACCEPTED"));
    }
    waiting.accepted = Some(person);
    let update = enums::Update::LoginToken;
    let told: enums::Updates = types::UpdateShort { update, date: unix_seconds() }.into();
    // Whoever shows the code may have gone; the token is accepted all the same.
    let _ = waiting.link.out.send(Outgoing::new(Nature::Push, told.to_bytes()));
    Ok(())
}

fn accept_login_token(call: &mut Call, request: f::auth::AcceptLoginToken) -> Answer<enums::Authorization> {
    let key = call.world.login.tokens.get(&request.token).map(|waiting| waiting.key);
    accept(call.world, call.me, &request.token)?;
    let key = key.ok_or_else(|| Refusal::bad("AUTH_TOKEN_INVALID"))?;
    Ok(super::sessions::describe(call.world.key_row(key)?, super::sessions::hash_of(key)))
}

fn import_bot_authorization(
    call: &mut Call,
    request: f::auth::ImportBotAuthorization,
) -> Answer<enums::auth::Authorization> {
    check_api(request.api_id, &request.api_hash)?;
    let bot = call.world.login.bots.get(&request.bot_auth_token).copied();
    let bot = bot.ok_or_else(|| Refusal::bad("ACCESS_TOKEN_INVALID"))?;
    let bot = at_home(call, bot, "USER_MIGRATE")?;
    complete(call, bot)
}

fn export_authorization(
    call: &mut Call,
    request: f::auth::ExportAuthorization,
) -> Answer<enums::auth::ExportedAuthorization> {
    let to = request.dc_id;
    if !DATA_CENTRES.contains(&to) || to == call.link.datacentre {
        return Err(Refusal::bad("DC_ID_INVALID"));
    }
    let bytes = random::<32>().to_vec();
    let expires = unix_seconds() + EXPORT_SECONDS;
    call.world.login.exported.insert(bytes.clone(), Exported { person: call.me, to, expires });
    Ok(types::auth::ExportedAuthorization { id: call.me, bytes }.into())
}

fn import_authorization(
    call: &mut Call,
    request: f::auth::ImportAuthorization,
) -> Answer<enums::auth::Authorization> {
    let here = call.link.datacentre;
    let exported = call.world.login.exported.remove(&request.bytes);
    let exported = exported.filter(|row| row.to == here && row.expires > unix_seconds());
    let person = exported.ok_or_else(|| Refusal::bad("AUTH_BYTES_INVALID"))?.person;
    match person == request.id {
        true => complete(call, person),
        false => Err(Refusal::bad("USER_ID_INVALID")),
    }
}

fn log_out(call: &mut Call, _: f::auth::LogOut) -> Answer<enums::auth::LoggedOut> {
    call.world.forget_key_person(call.link.key);
    Ok(types::auth::LoggedOut { future_auth_token: None }.into())
}
