//! Codes that are sent by mail, and `account.sendVerifyEmailCode` / `verifyEmail` for the address of a login.
//! Nothing is ever sent: a test reads the code from the world. Out of scope: Google and Apple, logging in by mail.

use std::collections::HashMap;

use grammers_tl_types::{enums, functions as f, types};

use super::auth;
use crate::crypto::random;
use crate::rpc::{Answer, Call, Refusal, Table};

/// Digits of a code.
const LENGTH: usize = 6;

pub(crate) fn register(table: &mut Table) {
    table.serve_all(send_verify_email_code);
    table.serve_all(verify_email);
}

/// The last code that went to each address.
#[derive(Default)]
pub(crate) struct Emails(HashMap<String, String>);

impl Emails {
    /// Sends a fresh code; gives its length.
    pub fn send(&mut self, address: &str) -> usize {
        let code = format!("{:06}", u32::from_le_bytes(random()) % 1_000_000);
        self.0.insert(address.to_lowercase(), code);
        LENGTH
    }

    pub fn code(&self, address: &str) -> Option<String> {
        self.0.get(&address.to_lowercase()).cloned()
    }

    /// Whether a code is the one that was sent.
    pub fn matches(&self, address: &str, code: &str) -> Answer<()> {
        let sent = self.0.get(&address.to_lowercase()).ok_or_else(|| Refusal::bad("EMAIL_HASH_EXPIRED"))?;
        if sent == code { Ok(()) } else { Err(Refusal::bad("CODE_INVALID")) }
    }

    /// As `matches`; a right code is used up.
    pub fn check(&mut self, address: &str, code: &str) -> Answer<()> {
        self.matches(address, code)?;
        self.0.remove(&address.to_lowercase());
        Ok(())
    }
}

/// An address as it is shown to who should know it: `a***e@example.org`.
pub(crate) fn pattern(address: &str) -> String {
    let (name, place) = address.split_once('@').unwrap_or((address, ""));
    let (first, last) = (name.chars().next(), name.chars().last());
    format!("{}***{}@{place}", first.unwrap_or('*'), last.unwrap_or('*'))
}

/// Whether it looks like an address of mail.
pub(crate) fn check_address(address: &str) -> Answer<()> {
    let place = address.split_once('@').filter(|(name, _)| !name.is_empty()).map(|(_, place)| place);
    match place.is_some_and(|place| place.contains('.') && !place.contains(['@', ' '])) {
        true => Ok(()),
        false => Err(Refusal::bad("EMAIL_INVALID")),
    }
}

/// Setting up a login needs no login; everything else does.
fn check_purpose(call: &Call, purpose: &enums::EmailVerifyPurpose) -> Answer<()> {
    let setup = matches!(purpose, enums::EmailVerifyPurpose::LoginSetup(_));
    if !setup && call.me == 0 {
        return Err(Refusal::new(401, "AUTH_KEY_UNREGISTERED"));
    }
    Ok(())
}

fn send_verify_email_code(
    call: &mut Call,
    request: f::account::SendVerifyEmailCode,
) -> Answer<enums::account::SentEmailCode> {
    check_purpose(call, &request.purpose)?;
    check_address(&request.email)?;
    let length = call.world.login.emails.send(&request.email) as i32;
    call.world.login.asked.insert(call.link.key, request.email.clone());
    call.world.touch();
    Ok(types::account::SentEmailCode { email_pattern: pattern(&request.email), length }.into())
}

fn verify_email(call: &mut Call, request: f::account::VerifyEmail) -> Answer<enums::account::EmailVerified> {
    check_purpose(call, &request.purpose)?;
    let enums::EmailVerification::Code(given) = request.verification else {
        return Err(Refusal::bad("EMAIL_VERIFICATION_NOT_SERVED"));
    };
    let email = call.world.login.asked.get(&call.link.key).cloned();
    let email = email.ok_or_else(|| Refusal::bad("EMAIL_VERIFY_EXPIRED"))?;
    call.world.login.emails.check(&email, &given.code)?;
    call.world.login.asked.remove(&call.link.key);
    let (person, sent_code) = match request.purpose {
        enums::EmailVerifyPurpose::LoginSetup(setup) => {
            let sent = auth::new_code(call, &setup.phone_number)?;
            (call.world.phones.get(&auth::digits(&setup.phone_number)).copied(), Some(sent))
        }
        enums::EmailVerifyPurpose::LoginChange => (Some(call.me), None),
        enums::EmailVerifyPurpose::Passport => (None, None),
    };
    if let Some(person) = person.and_then(|person| call.world.people.get_mut(&person)) {
        person.guard.login_email = Some(email.clone());
    }
    Ok(match sent_code {
        Some(sent_code) => types::account::EmailVerifiedLogin { email, sent_code }.into(),
        None => types::account::EmailVerified { email }.into(),
    })
}
