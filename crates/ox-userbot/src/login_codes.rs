//! Codes by which somebody logs in to the account: Telegram sends them as messages, and a module that reads one has the account.
//! They are starred out, length kept, in whatever goes to the worker. Pure.

use std::{ops::RangeInclusive, sync::LazyLock};

use ox_tl::{by_tl_name, texts};

/// The user id of Telegram's own service messages, and of the chat with them.
const TELEGRAM: i64 = 777_000;
/// Constructors of what carries a text.
struct Carriers {
    /// A message, wherever it stands.
    messages: [Option<u32>; 2],
    /// A notice that is always Telegram's.
    notice: Option<u32>,
    /// A text that does not say whose it is.
    copy: Option<u32>,
}

static CARRIERS: LazyLock<Carriers> = LazyLock::new(|| {
    let id = |name| by_tl_name(name).map(|constructor| constructor.id);
    Carriers {
        messages: [id("message"), id("updateShortMessage")],
        notice: id("updateServiceNotification"),
        copy: id("textWithEntities"),
    }
});

/// A number of fewer digits is no code.
const FEWEST_DIGITS: usize = 5;
/// Codes of web pages are a line of their own, of as many letters.
const WEB_CODE: RangeInclusive<usize> = 6..=32;

/// Whether a request names the chat with Telegram: what it is answered may be a copy of a code.
pub fn is_about_telegram(request: &[u8]) -> bool {
    words(request).any(|word| word == TELEGRAM)
}

/// Stars the codes out of TL bytes, an update or an answer. `asked` says that the request was about Telegram's chat.
pub fn hide(bytes: &mut [u8], asked: bool) {
    if !asked && !words(bytes).any(|word| word == TELEGRAM || is(CARRIERS.notice, word)) {
        return;
    }
    let starts: Vec<usize> = (0..)
        .step_by(4)
        .zip(words(bytes))
        .filter(|(_, word)| carries(*word, asked))
        .map(|(at, _)| at)
        .collect();
    for start in starts {
        let Ok((places, length)) = texts(&bytes[start..]) else { continue };
        let object = &bytes[start..start + length];
        let is_message = words(object).take(1).any(|word| CARRIERS.messages.iter().any(|id| is(*id, word)));
        if !is_message || is_about_telegram(object) {
            places.into_iter().for_each(|place| star(&mut bytes[start + place.start..start + place.end]));
        }
    }
}

/// Every eight bytes that begin where TL values begin.
fn words(bytes: &[u8]) -> impl Iterator<Item = i64> + '_ {
    bytes.windows(8).step_by(4).filter_map(|pair| pair.try_into().ok().map(i64::from_le_bytes))
}

/// Whether a word begins with this constructor.
fn is(constructor: Option<u32>, word: i64) -> bool {
    constructor == Some(word as u32)
}

fn carries(word: i64, asked: bool) -> bool {
    CARRIERS.messages.iter().chain([&CARRIERS.notice]).any(|id| is(*id, word))
        || asked && is(CARRIERS.copy, word)
}

/// Stars the codes out of one text.
fn star(text: &mut [u8]) {
    let mut after_colon = false;
    for line in text.split_mut(|byte| *byte == b'\n') {
        let alone = line.trim_ascii();
        let is_web_code =
            after_colon && WEB_CODE.contains(&alone.len()) && alone.iter().all(|byte| is_of_code(*byte));
        after_colon = alone.ends_with(b":") || after_colon && alone.is_empty();
        if is_web_code {
            line.iter_mut().filter(|byte| is_of_code(**byte)).for_each(|byte| *byte = b'*');
        }
        line.split_mut(|byte| !(byte.is_ascii_digit() || *byte == b'-')).for_each(star_number);
    }
}

fn is_of_code(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

fn star_number(number: &mut [u8]) {
    if number.iter().filter(|byte| byte.is_ascii_digit()).count() >= FEWEST_DIGITS {
        number.iter_mut().filter(|byte| byte.is_ascii_digit()).for_each(|byte| *byte = b'*');
    }
}

#[cfg(test)]
mod tests {
    use ox_tl::{
        MessageView,
        value::{Object, Value, encode},
    };

    use super::*;

    const CODE: &str = "Login code: 12345. Do not give it to anyone.";

    fn object(name: &str, fields: Vec<(&'static str, Value)>) -> Object {
        Object::build(by_tl_name(name).unwrap(), fields).unwrap()
    }

    fn person(id: i64) -> Value {
        Value::Object(object("peerUser", vec![("user_id", Value::Long(id))]))
    }

    fn message(peer: i64, text: &str) -> Object {
        let fields = vec![
            ("id", Value::Int(1)),
            ("peer_id", person(peer)),
            ("date", Value::Int(0)),
            ("message", Value::Text(text.into())),
        ];
        object("message", fields)
    }

    fn update(message: Object) -> Vec<u8> {
        let fields =
            vec![("message", Value::Object(message)), ("pts", Value::Int(1)), ("pts_count", Value::Int(1))];
        encode(&object("updateNewMessage", fields)).unwrap()
    }

    fn hidden(text: &str) -> String {
        let mut bytes = update(message(TELEGRAM, text));
        hide(&mut bytes, false);
        MessageView::parse(&bytes).unwrap().unwrap().text.to_owned()
    }

    #[test]
    fn a_code_in_telegram_s_chat_is_starred_and_its_words_stay() {
        assert_eq!(hidden(CODE), "Login code: *****. Do not give it to anyone.");
        assert_eq!(hidden("Код для входа: 12-34-56."), "Код для входа: **-**-**.");
        assert_eq!(
            hidden("This is your login code:\ngJ-x_VdwbfW\n\nKeep it"),
            "This is your login code:\n***********\n\nKeep it"
        );
    }

    #[test]
    fn dates_addresses_and_versions_stay() {
        let text = "New login on 02/01/2026 at 12:00:00 UTC, 192.168.100.200, app 12.4.1";
        assert_eq!(hidden(text), text);
    }

    #[test]
    fn other_people_s_numbers_stay() {
        let before = update(message(5, CODE));
        let mut after = before.clone();
        hide(&mut after, false);
        assert_eq!(before, after);
    }

    #[test]
    fn a_forward_of_the_code_is_starred_in_every_chat() {
        let header = object("messageFwdHeader", vec![("from_id", person(TELEGRAM)), ("date", Value::Int(0))]);
        let mut forward = message(5, CODE);
        for (field, value) in forward.constructor.fields.iter().zip(&mut forward.fields) {
            if field.tl_name == "fwd_from" {
                *value = Value::Object(header.clone());
            }
        }
        let mut bytes = update(forward);
        hide(&mut bytes, false);
        assert!(!bytes.windows(5).any(|window| window == b"12345"));
    }

    #[test]
    fn an_answer_loses_the_codes_of_all_its_messages_and_nothing_else() {
        let messages = [message(5, "7777777"), message(TELEGRAM, CODE), message(TELEGRAM, "code 99999")];
        let fields = vec![
            ("messages", Value::Vector(messages.into_iter().map(Value::Object).collect())),
            ("topics", Value::Vector(Vec::new())),
            ("chats", Value::Vector(Vec::new())),
            ("users", Value::Vector(Vec::new())),
        ];
        let mut bytes = encode(&object("messages.messages", fields)).unwrap();
        hide(&mut bytes, false);
        let has = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
        assert!(has(b"7777777") && !has(b"12345") && !has(b"99999"));
    }

    #[test]
    fn a_translation_is_starred_when_it_was_asked_of_telegram_s_chat() {
        let text = object(
            "textWithEntities",
            vec![("text", Value::Text(CODE.into())), ("entities", Value::Vector(Vec::new()))],
        );
        let whole =
            object("messages.translateResult", vec![("result", Value::Vector(vec![Value::Object(text)]))]);
        let before = encode(&whole).unwrap();
        let (mut asked, mut other) = (before.clone(), before.clone());
        hide(&mut asked, true);
        hide(&mut other, false);
        assert_ne!(asked, before);
        assert_eq!(other, before);
        let peer = object(
            "inputPeerUser",
            vec![("user_id", Value::Long(TELEGRAM)), ("access_hash", Value::Long(1))],
        );
        assert!(is_about_telegram(&encode(&peer).unwrap()));
    }

    #[test]
    fn a_notice_of_the_service_is_starred_wherever_it_comes_from() {
        let fields = vec![
            ("type", Value::Text("login".into())),
            ("message", Value::Text(CODE.into())),
            ("media", Value::Object(object("messageMediaEmpty", Vec::new()))),
            ("entities", Value::Vector(Vec::new())),
        ];
        let mut bytes = encode(&object("updateServiceNotification", fields)).unwrap();
        hide(&mut bytes, false);
        assert!(!bytes.windows(5).any(|window| window == b"12345"));
    }

    #[test]
    fn nonsense_is_left_alone() {
        let mut bytes = update(message(TELEGRAM, CODE));
        bytes.truncate(bytes.len() - 16);
        let before = bytes.clone();
        hide(&mut bytes, false);
        assert_eq!(bytes, before);
        hide(&mut [0x28, 0xdb, 0x0b], true);
    }
}
