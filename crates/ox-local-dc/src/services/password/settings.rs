//! Setting, changing, taking away and recovering the second password, and the address of mail behind it.
//! Out of scope: Telegram Passport's secrets, temporary passwords for payments, waiting periods after a change.

use grammers_tl_types::{enums, functions as f, types};

use super::{Verifier, describe};
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::services::auth;
use crate::services::emails::{check_address, pattern};
use crate::session::unix_seconds;

/// How long somebody waits who has forgotten everything, in seconds: a week.
const RESET_SECONDS: i32 = 7 * 86400;

pub(crate) fn register(table: &mut Table) {
    table.serve_all(get_password);
    table.serve(get_password_settings);
    table.serve(update_password_settings);
    table.serve(confirm_password_email);
    table.serve(resend_password_email);
    table.serve(cancel_password_email);
    table.serve_all(request_password_recovery);
    table.serve_all(check_recovery_password);
    table.serve_all(recover_password);
    table.serve(reset_password);
    table.serve(decline_password_reset);
}

/// What guards an account beside the password itself.
#[derive(Default)]
pub(crate) struct Guard {
    /// Where a forgotten password is recovered.
    pub recovery: Option<String>,
    pub login_email: Option<String>,
    waiting: Option<Waiting>,
    /// Salts that a new password must be made with.
    offered: Option<(Vec<u8>, Vec<u8>)>,
    reset: Option<i32>,
}

/// A change that waits for its address to be confirmed.
struct Waiting {
    email: String,
    password: Change,
}

/// What becomes of a password.
enum Change {
    Nothing,
    Removed,
    New(Verifier),
}

/// Who asks: also somebody whose login waits for the password.
fn asking(call: &mut Call) -> Answer<i64> {
    let row = call.world.key_row(call.link.key)?;
    row.person.or(row.half_way).ok_or_else(|| Refusal::new(401, "AUTH_KEY_UNREGISTERED"))
}

fn guard<'a>(call: &'a mut Call, person: i64) -> Answer<&'a mut Guard> {
    let resident = call.world.people.get_mut(&person);
    Ok(&mut resident.ok_or_else(|| Refusal::new(401, "AUTH_KEY_UNREGISTERED"))?.guard)
}

fn get_password(call: &mut Call, _: f::account::GetPassword) -> Answer<enums::account::Password> {
    let person = asking(call)?;
    let verifier = call.world.resident(person).and_then(|resident| resident.verifier.clone());
    let mut password = describe(verifier.as_ref());
    if let Some(verifier) = &verifier {
        let id = i64::from_le_bytes(crate::crypto::random());
        let exchange = verifier.ask(person);
        password.srp_b = Some(exchange.public.to_vec());
        password.srp_id = Some(id);
        call.world.login.srp.insert(id, exchange);
    }
    let guard = guard(call, person)?;
    guard.offered = super::salts(&password.new_algo);
    password.has_recovery = guard.recovery.is_some();
    password.login_email_pattern = guard.login_email.as_deref().map(pattern);
    password.email_unconfirmed_pattern = guard.waiting.as_ref().map(|waiting| pattern(&waiting.email));
    password.pending_reset_date = guard.reset;
    Ok(password.into())
}

/// Whether the current password, if there is one, is known.
pub(in crate::services) fn prove(call: &mut Call, proof: &enums::InputCheckPasswordSrp) -> Answer<()> {
    let verifier = call.world.resident(call.me).and_then(|me| me.verifier.clone());
    let Some(verifier) = verifier else { return Ok(()) };
    match proof {
        enums::InputCheckPasswordSrp::Srp(proof) => {
            let exchange = call.world.login.srp.remove(&proof.srp_id);
            let exchange = exchange.filter(|exchange| exchange.person == call.me);
            let exchange = exchange.ok_or_else(|| Refusal::bad("SRP_ID_INVALID"))?;
            match verifier.proves(&exchange, proof) {
                true => Ok(()),
                false => Err(Refusal::bad("PASSWORD_HASH_INVALID")),
            }
        }
        enums::InputCheckPasswordSrp::InputCheckPasswordEmpty => Err(Refusal::bad("PASSWORD_HASH_INVALID")),
    }
}

fn get_password_settings(
    call: &mut Call,
    request: f::account::GetPasswordSettings,
) -> Answer<enums::account::PasswordSettings> {
    prove(call, &request.password)?;
    let email = guard(call, call.me)?.recovery.clone();
    Ok(types::account::PasswordSettings { email, secure_settings: None }.into())
}

/// What the settings make of the password. Its salt is ours, lengthened by the client.
fn change(call: &mut Call, person: i64, settings: &types::account::PasswordInputSettings) -> Answer<Change> {
    let Some(hash) = &settings.new_password_hash else { return Ok(Change::Nothing) };
    if hash.is_empty() {
        return Ok(Change::Removed);
    }
    let offered = guard(call, person)?.offered.take();
    let salts = settings.new_algo.as_ref().and_then(super::salts);
    let (first, second) = salts.ok_or_else(|| Refusal::bad("NEW_SETTINGS_INVALID"))?;
    let ours = |(given, other): &(Vec<u8>, Vec<u8>)| {
        first.starts_with(given) && first.len() > given.len() && second == *other
    };
    if !offered.as_ref().is_some_and(ours) {
        return Err(Refusal::bad("NEW_SALT_INVALID"));
    }
    let hint = settings.hint.clone().unwrap_or_default();
    let verifier = Verifier::received(first, second, hash, hint);
    verifier.map(Change::New).ok_or_else(|| Refusal::bad("NEW_SETTINGS_INVALID"))
}

fn apply(call: &mut Call, person: i64, change: Change) {
    let Some(resident) = call.world.people.get_mut(&person) else { return };
    match change {
        Change::Nothing => {}
        Change::Removed => {
            resident.verifier = None;
            resident.guard.recovery = None;
        }
        Change::New(verifier) => resident.verifier = Some(verifier),
    }
    resident.guard.reset = None;
    call.world.touch();
}

fn update_password_settings(call: &mut Call, request: f::account::UpdatePasswordSettings) -> Answer<bool> {
    prove(call, &request.password)?;
    let enums::account::PasswordInputSettings::Settings(settings) = request.new_settings;
    let password = change(call, call.me, &settings)?;
    let protected = call.world.resident(call.me).is_some_and(|me| me.verifier.is_some());
    let nothing = matches!(password, Change::Nothing) && settings.email.is_none();
    if nothing || !protected && !matches!(password, Change::New(_)) {
        return Err(Refusal::bad("NEW_SETTINGS_EMPTY"));
    }
    match settings.email {
        Some(email) if !email.is_empty() && !matches!(password, Change::Removed) => {
            check_address(&email)?;
            let length = call.world.login.emails.send(&email);
            guard(call, call.me)?.waiting = Some(Waiting { email, password });
            call.world.touch();
            return Err(Refusal::bad(format!("EMAIL_UNCONFIRMED_{length}")));
        }
        Some(_) => guard(call, call.me)?.recovery = None,
        None => {}
    }
    apply(call, call.me, password);
    Ok(true)
}

fn confirm_password_email(call: &mut Call, request: f::account::ConfirmPasswordEmail) -> Answer<bool> {
    let waiting = guard(call, call.me)?.waiting.take();
    let waiting = waiting.ok_or_else(|| Refusal::bad("EMAIL_HASH_EXPIRED"))?;
    if let Err(refusal) = call.world.login.emails.check(&waiting.email, &request.code) {
        guard(call, call.me)?.waiting = Some(waiting);
        return Err(refusal);
    }
    guard(call, call.me)?.recovery = Some(waiting.email);
    apply(call, call.me, waiting.password);
    Ok(true)
}

fn resend_password_email(call: &mut Call, _: f::account::ResendPasswordEmail) -> Answer<bool> {
    let email = guard(call, call.me)?.waiting.as_ref().map(|waiting| waiting.email.clone());
    call.world.login.emails.send(&email.ok_or_else(|| Refusal::bad("EMAIL_HASH_EXPIRED"))?);
    Ok(true)
}

fn cancel_password_email(call: &mut Call, _: f::account::CancelPasswordEmail) -> Answer<bool> {
    match guard(call, call.me)?.waiting.take() {
        Some(_) => Ok(true),
        None => Err(Refusal::bad("EMAIL_HASH_EXPIRED")),
    }
}

/// Where a forgotten password is recovered.
fn recovery(call: &mut Call) -> Answer<(i64, String)> {
    let person = asking(call)?;
    if call.world.resident(person).is_none_or(|person| person.verifier.is_none()) {
        return Err(Refusal::bad("PASSWORD_EMPTY"));
    }
    let email = guard(call, person)?.recovery.clone();
    Ok((person, email.ok_or_else(|| Refusal::bad("PASSWORD_RECOVERY_NA"))?))
}

fn request_password_recovery(
    call: &mut Call,
    _: f::auth::RequestPasswordRecovery,
) -> Answer<enums::auth::PasswordRecovery> {
    let (_, email) = recovery(call)?;
    call.world.login.emails.send(&email);
    call.world.touch();
    Ok(types::auth::PasswordRecovery { email_pattern: pattern(&email) }.into())
}

fn check_recovery_password(call: &mut Call, request: f::auth::CheckRecoveryPassword) -> Answer<bool> {
    let (_, email) = recovery(call)?;
    call.world.login.emails.matches(&email, &request.code)?;
    Ok(true)
}

fn recover_password(
    call: &mut Call,
    request: f::auth::RecoverPassword,
) -> Answer<enums::auth::Authorization> {
    let (person, email) = recovery(call)?;
    let change = match request.new_settings {
        Some(enums::account::PasswordInputSettings::Settings(settings)) => change(call, person, &settings)?,
        None => Change::Removed,
    };
    call.world.login.emails.check(&email, &request.code)?;
    apply(call, person, change);
    auth::complete(call, person)
}

fn reset_password(
    call: &mut Call,
    _: f::account::ResetPassword,
) -> Answer<enums::account::ResetPasswordResult> {
    if call.world.resident(call.me).is_none_or(|me| me.verifier.is_none()) {
        return Err(Refusal::bad("PASSWORD_EMPTY"));
    }
    let now = unix_seconds();
    let until_date = *guard(call, call.me)?.reset.get_or_insert(now + RESET_SECONDS);
    if until_date > now {
        return Ok(types::account::ResetPasswordRequestedWait { until_date }.into());
    }
    apply(call, call.me, Change::Removed);
    Ok(enums::account::ResetPasswordResult::ResetPasswordOk)
}

fn decline_password_reset(call: &mut Call, _: f::account::DeclinePasswordReset) -> Answer<bool> {
    match guard(call, call.me)?.reset.take() {
        Some(_) => Ok(true),
        None => Err(Refusal::bad("RESET_REQUEST_MISSING")),
    }
}
