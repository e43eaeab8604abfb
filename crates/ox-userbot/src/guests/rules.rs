//! What a module's own client may ask: everything about its account, nothing that leads into the owner's.
//! And the application's hash, which modules do not have, put where its stand-in is. Pure.

use ox_tl::{Constructor, Kind, Reader, reader::FlagWords, writer};

use crate::request::{Inner, inner};

/// What modules see instead of the application's hash.
pub const HASH_STAND_IN: &str = "never shown";
/// Refused whoever it would log in: its token says nothing about that.
const WEB_TOKEN: &str = "auth.importWebTokenAuthorization";
/// Numbers that end with the same so many digits count as one: the country's part can be written in several ways.
const DIGITS_COMPARED: usize = 7;

/// One of the owner's accounts.
#[derive(Clone, Debug, Default)]
pub struct Owner {
    pub id: i64,
    /// As Telegram has it.
    pub phone: Option<String>,
}

/// The application whose hash stands behind the stand-in.
#[derive(Clone, Debug)]
pub struct Application {
    pub id: i32,
    pub hash: String,
}

/// Why a request does not leave the machine, as the name of an error. The owner's accounts are asked for when they matter.
pub fn refusal(owned: impl FnOnce() -> Vec<Owner>, body: &[u8]) -> Option<String> {
    let Some(Inner { function, reader }) = inner(body) else {
        return Some("OXIKKA_REFUSES_WHAT_IS_NO_FUNCTION".to_owned());
    };
    let name = function.tl_name;
    let leads_there = |owner: &Owner| leads_to(owner, function, &mut reader.clone());
    let refused = name == WEB_TOKEN || is_signing_in(name) && owned().iter().any(leads_there);
    refused.then(|| format!("OXIKKA_REFUSES_{}", name.replace('.', "_").to_uppercase()))
}

/// The request with the application's id and hash in the place of their stand-ins.
/// Which application that is, is asked for when it matters.
pub fn with_application(application: impl FnOnce() -> Option<Application>, body: Vec<u8>) -> Vec<u8> {
    filled(application, &body).unwrap_or(body)
}

fn filled(application: impl FnOnce() -> Option<Application>, body: &[u8]) -> Option<Vec<u8>> {
    let Inner { function, mut reader } = inner(body)?;
    let mut flags = FlagWords::default();
    let (mut id_at, mut hash_at) = (None, None);
    for field in function.fields {
        let start = reader.position();
        match field.kind {
            Kind::Flags => flags.push(reader.u32().ok()?),
            _ if !flags.has(field.flag) => continue,
            _ => reader.skip(&field.kind).ok()?,
        }
        match field.tl_name {
            "api_id" => id_at = Some(start),
            "api_hash" => hash_at = Some(start..reader.position()),
            _ => {}
        }
    }
    let (id_at, hash_at) = (id_at?, hash_at?);
    let mut stand_in = Vec::new();
    writer::push_bytes(&mut stand_in, HASH_STAND_IN.as_bytes()).ok()?;
    if body.get(hash_at.clone())? != stand_in {
        return None;
    }
    let application = application()?;
    let mut hash = Vec::new();
    writer::push_bytes(&mut hash, application.hash.as_bytes()).ok()?;
    let mut filled = body.to_vec();
    filled.get_mut(id_at..id_at + 4)?.copy_from_slice(&application.id.to_le_bytes());
    filled.splice(hash_at, hash);
    Some(filled)
}

/// Where logins begin, go on and end, and where accounts get other numbers.
fn is_signing_in(name: &str) -> bool {
    name.starts_with("auth.") || name.starts_with("account.")
}

/// Whether the request names the owner: by phone, by id, or by the token of a bot that is the account.
fn leads_to(owner: &Owner, function: &Constructor, reader: &mut Reader<'_>) -> bool {
    let mut flags = FlagWords::default();
    for field in function.fields {
        let read = match (&field.kind, field.tl_name) {
            (Kind::Flags, _) => reader.u32().map(|word| {
                flags.push(word);
                false
            }),
            _ if !flags.has(field.flag) => continue,
            (Kind::String, "phone_number") => reader.string().map(|phone| is_phone_of(owner, phone)),
            (Kind::String, "bot_auth_token") => reader.string().map(|token| is_token_of(owner, token)),
            (Kind::Long, "id") if function.tl_name == "auth.importAuthorization" => {
                reader.i64().map(|id| id == owner.id)
            }
            (kind, _) => reader.skip(kind).map(|()| false),
        };
        // What cannot be read could name anybody.
        if read.unwrap_or(true) {
            return true;
        }
    }
    false
}

fn is_phone_of(owner: &Owner, phone: &[u8]) -> bool {
    let Some(own) = &owner.phone else { return false };
    // Digits of other scripts may be read as digits over there.
    if !phone.is_ascii() {
        return true;
    }
    let digits = |text: &[u8]| -> Vec<u8> { text.iter().copied().filter(u8::is_ascii_digit).collect() };
    let (given, own) = (digits(phone), digits(own.as_bytes()));
    match (given.last_chunk::<DIGITS_COMPARED>(), own.last_chunk::<DIGITS_COMPARED>()) {
        (Some(given), Some(own)) => given == own,
        _ => given == own,
    }
}

/// A bot's token begins with its id.
fn is_token_of(owner: &Owner, token: &[u8]) -> bool {
    let text = String::from_utf8_lossy(token);
    text.split(':').next().and_then(|id| id.trim().parse().ok()) == Some(owner.id)
}

#[cfg(test)]
mod tests {
    use ox_tl::{
        by_tl_name,
        value::{Object, Value, encode},
    };

    use super::*;

    fn request(name: &str, fields: Vec<(&'static str, Value)>) -> Vec<u8> {
        encode(&Object::build(by_tl_name(name).unwrap(), fields).unwrap()).unwrap()
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn send_code(phone: &str, hash: &str) -> Vec<u8> {
        let settings = Object::build(by_tl_name("codeSettings").unwrap(), vec![]).unwrap();
        request(
            "auth.sendCode",
            vec![
                ("phone_number", text(phone)),
                ("api_id", Value::Int(1)),
                ("api_hash", text(hash)),
                ("settings", Value::Object(settings)),
            ],
        )
    }

    fn sign_in(phone: &str) -> Vec<u8> {
        request(
            "auth.signIn",
            vec![("phone_number", text(phone)), ("phone_code_hash", text("h")), ("phone_code", text("1"))],
        )
    }

    fn refused(body: &[u8]) -> Option<String> {
        let other = Owner { id: 5, phone: Some("35550005678".to_owned()) };
        refusal(|| vec![other, owner()], body)
    }

    fn owner() -> Owner {
        Owner { id: 777, phone: Some("15550001234".to_owned()) }
    }

    #[test]
    fn the_owners_number_is_refused_however_it_is_written() {
        for phone in ["15550001234", "+1 (555) 000-12-34", "0015550001234", "5550001234", "١5550001234"] {
            assert_eq!(refused(&sign_in(phone)).unwrap(), "OXIKKA_REFUSES_AUTH_SIGNIN", "{phone}");
            assert!(refused(&send_code(phone, "x")).is_some(), "{phone}");
        }
        let layer = [by_tl_name("invokeWithLayer").unwrap().id.to_le_bytes(), 230i32.to_le_bytes()].concat();
        let wrapped = [layer, sign_in("15550001234")].concat();
        assert_eq!(refused(&wrapped).unwrap(), "OXIKKA_REFUSES_AUTH_SIGNIN");
    }

    #[test]
    fn other_numbers_and_an_owner_without_one_pass() {
        for phone in ["15550001235", "1234", ""] {
            assert_eq!(refused(&sign_in(phone)), None, "{phone}");
        }
        let bot = Owner { id: 777, phone: None };
        assert_eq!(refusal(|| vec![bot], &sign_in("15550001234")), None);
    }

    #[test]
    fn the_owners_authorisation_token_and_web_tokens_are_refused() {
        let import = |id| {
            request(
                "auth.importAuthorization",
                vec![("id", Value::Long(id)), ("bytes", Value::Bytes(vec![1]))],
            )
        };
        assert!(refused(&import(777)).is_some());
        assert_eq!(refused(&import(778)), None);
        let bot = |token: &str| {
            request(
                "auth.importBotAuthorization",
                vec![
                    ("flags", Value::Int(0)),
                    ("api_id", Value::Int(1)),
                    ("api_hash", text("x")),
                    ("bot_auth_token", text(token)),
                ],
            )
        };
        assert!(refused(&bot("777:abc")).is_some());
        assert_eq!(refused(&bot("778:abc")), None);
        let web = request(
            WEB_TOKEN,
            vec![("api_id", Value::Int(1)), ("api_hash", text("x")), ("web_auth_token", text("t"))],
        );
        assert_eq!(refused(&web).unwrap(), "OXIKKA_REFUSES_AUTH_IMPORTWEBTOKENAUTHORIZATION");
    }

    #[test]
    fn what_an_account_does_with_itself_passes_and_nonsense_does_not() {
        for name in ["auth.logOut", "account.getPassword", "auth.resetAuthorizations", "updates.getState"] {
            assert_eq!(refused(&request(name, vec![])), None, "{name}");
        }
        let cut = &sign_in("15550009999")[..12];
        assert!(refused(cut).is_some());
        assert!(refused(&[1, 2, 3, 4]).unwrap().ends_with("NO_FUNCTION"));
        let ping =
            by_tl_name("ping_delay_disconnect").map(|c| c.id.to_le_bytes().to_vec()).unwrap_or_default();
        assert!(refused(&ping).is_some());
    }

    #[test]
    fn only_the_stand_in_becomes_the_application() {
        let application = Application { id: 42, hash: "0123456789abcdef0123456789abcdef".to_owned() };
        let real = {
            let mut real = send_code("1", &application.hash);
            let at = real.windows(4).position(|four| four == 1i32.to_le_bytes()).unwrap();
            real[at..at + 4].copy_from_slice(&42i32.to_le_bytes());
            real
        };
        let given = send_code("1", HASH_STAND_IN);
        let with = |body: Vec<u8>| with_application(|| Some(application.clone()), body);
        assert_eq!(with(given.clone()), real);
        let layer = [by_tl_name("invokeWithLayer").unwrap().id.to_le_bytes(), 230i32.to_le_bytes()].concat();
        let wrapped = [layer.clone(), given].concat();
        assert_eq!(with(wrapped), [layer, real].concat());
        for own in [send_code("1", "the module's own"), request("updates.getState", vec![])] {
            assert_eq!(with(own.clone()), own);
        }
    }
}
