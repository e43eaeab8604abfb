//! Questions that only the owner answers, by a code of one use: in Saved Messages from another session, or in the terminal.
//! Modules never see an open code, cannot send one, and messages of their making do not count, however they came about.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use ox_link::Call;
use ox_tl::{
    MessageView, UpdateKind,
    value::{Object, Value, decode},
};
use tokio::task::JoinHandle;

/// A question without an answer is a refusal after this long.
pub const PATIENCE: Duration = Duration::from_mins(10);
/// What was refused or left alone is not asked again for this long.
const SETTLED: Duration = Duration::from_hours(1);
/// What nobody waits for any more is not asked again for this long.
const DROPPED: Duration = Duration::from_mins(1);
/// More open questions than this are refused at once.
const MOST: usize = 5;
const DIGITS: usize = 6;

/// Who gets the owner's answer.
#[derive(Debug)]
pub enum Asker {
    /// A request that is held back.
    Call(Call),
    /// The number of a control.
    Control(u64),
}

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    /// Nobody said anything.
    None,
}

impl Answer {
    /// What the worker is told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::None => "none",
        }
    }
}

/// An open question.
#[derive(Debug)]
pub struct Question {
    pub asker: Asker,
    /// The message that asks, once it is sent.
    pub message: Option<JoinHandle<Option<i32>>>,
    /// Its text.
    pub text: String,
    code: String,
    subject: String,
    until: Instant,
}

/// The open questions of one account.
#[derive(Default)]
pub struct Approvals {
    open: Vec<Question>,
    /// Until when a subject is not asked about again.
    settled: HashMap<String, Instant>,
    codes: Codes,
}

impl Approvals {
    /// The codes of all open questions.
    pub fn codes(&self) -> Codes {
        self.codes.clone()
    }

    /// A new code for a question about `subject`; `None` when it is not to be asked now.
    pub fn code(&mut self, subject: &str, now: Instant) -> Option<String> {
        self.settled.retain(|_, until| now < *until);
        let asked = self.open.iter().any(|question| question.subject == subject);
        if asked || self.settled.contains_key(subject) || self.open.len() >= MOST {
            return None;
        }
        let mut random = [0; 4];
        getrandom::fill(&mut random).ok()?;
        let code = format!("{:0DIGITS$}", u32::from_le_bytes(random) % 10u32.pow(DIGITS as u32));
        self.codes.add(&code);
        Some(code)
    }

    /// Opens a question with the code that was made for it.
    pub fn open(
        &mut self,
        asker: Asker,
        subject: String,
        code: String,
        text: String,
        message: Option<JoinHandle<Option<i32>>>,
        now: Instant,
    ) {
        self.open.push(Question { asker, message, text, code, subject, until: now + PATIENCE });
    }

    /// The question that a message of another session answers. Only a plain new message in Saved Messages does: one that was
    /// scheduled, forwarded, sent by a bot or by itself proves no hand of the owner.
    pub fn heard(&mut self, update: &[u8], me: i64, now: Instant) -> Option<(Question, Answer)> {
        if self.open.is_empty() {
            return None;
        }
        let view = MessageView::parse(update).ok().flatten()?;
        let plain = view.update == UpdateKind::New
            && !(view.service || view.empty || view.forwarded || view.via_bot || view.via_business_bot);
        (plain && view.peer == me && view.media.is_none() && is_typed(update))
            .then(|| self.typed(view.text, now))
            .flatten()
    }

    /// The question that typed text answers: `+CODE` or `-CODE`.
    pub fn typed(&mut self, text: &str, now: Instant) -> Option<(Question, Answer)> {
        let text = text.trim();
        let answer = match text.as_bytes().first()? {
            b'+' => Answer::Yes,
            b'-' => Answer::No,
            _ => return None,
        };
        let at = self.open.iter().position(|question| question.code == text[1..].trim_start())?;
        let question = self.open.remove(at);
        self.close(&question, answer, now);
        Some((question, answer))
    }

    /// Takes out what nobody answered in time.
    pub fn expired(&mut self, now: Instant) -> Vec<Question> {
        let (gone, open) = std::mem::take(&mut self.open).into_iter().partition(|q| q.until <= now);
        self.open = open;
        for question in &gone {
            self.close(question, Answer::None, now);
        }
        gone
    }

    /// Who asked is gone.
    pub fn forget_all(&mut self, now: Instant) -> Vec<Question> {
        let gone = std::mem::take(&mut self.open);
        gone.iter().for_each(|question| self.settle(question, now + DROPPED));
        gone
    }

    /// The caller of a held request is gone.
    pub fn forget_call(&mut self, number: u64, now: Instant) -> Option<Question> {
        let of_call = |q: &Question| matches!(&q.asker, Asker::Call(call) if call.call == number);
        let at = self.open.iter().position(of_call)?;
        let question = self.open.remove(at);
        self.settle(&question, now + DROPPED);
        Some(question)
    }

    fn close(&mut self, question: &Question, answer: Answer, now: Instant) {
        self.settle(question, if answer == Answer::Yes { now } else { now + SETTLED });
    }

    fn settle(&mut self, question: &Question, until: Instant) {
        self.codes.remove(&question.code);
        self.settled.insert(question.subject.clone(), until);
    }
}

/// Whether a hand typed the message now, as far as its other marks tell.
fn is_typed(update: &[u8]) -> bool {
    let Ok(Value::Object(update)) = decode(update) else { return false };
    let Some(Value::Object(message)) = update.get("message") else { return false };
    !is_set(message, "from_scheduled") && !is_set(message, "offline") && !has(message, "edit_date")
}

fn is_set(message: &Object, flag: &str) -> bool {
    message.get(flag) == Some(&Value::Flag(true))
}

fn has(message: &Object, field: &str) -> bool {
    message.get(field).is_some_and(|value| *value != Value::Absent)
}

/// The codes that modules must not see or say, shared with whoever carries bytes.
#[derive(Clone, Default)]
pub struct Codes(Arc<Mutex<Vec<String>>>);

impl Codes {
    /// Overwrites the codes in bytes on their way to the worker.
    pub fn hide(&self, bytes: &mut [u8]) {
        for code in self.all().iter() {
            let mut from = 0;
            while let Some(at) = find(&bytes[from..], code.as_bytes()) {
                bytes[from + at..from + at + code.len()].fill(b'*');
                from += at + code.len();
            }
        }
    }

    /// Whether bytes of the worker hold a code.
    pub fn are_in(&self, bytes: &[u8]) -> bool {
        self.all().iter().any(|code| find(bytes, code.as_bytes()).is_some())
    }

    fn add(&self, code: &str) {
        self.all().push(code.to_owned());
    }

    fn remove(&self, code: &str) {
        self.all().retain(|known| known != code);
    }

    fn all(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use ox_tl::{by_tl_name, value::encode};

    use super::*;

    const ME: i64 = 1_000_001;

    fn object(name: &str, fields: Vec<(&'static str, Value)>) -> Value {
        Value::Object(Object::build(by_tl_name(name).unwrap(), fields).unwrap())
    }

    fn message(text: &str, more: Vec<(&'static str, Value)>) -> Vec<u8> {
        let mut fields = vec![
            ("id", Value::Int(7)),
            ("peer_id", object("peerUser", vec![("user_id", Value::Long(ME))])),
            ("date", Value::Int(1)),
            ("message", Value::Text(text.into())),
        ];
        for (name, value) in more {
            fields.retain(|(known, _)| *known != name);
            fields.push((name, value));
        }
        update("updateNewMessage", object("message", fields))
    }

    fn update(name: &str, message: Value) -> Vec<u8> {
        let fields = vec![("message", message), ("pts", Value::Int(1)), ("pts_count", Value::Int(1))];
        encode(&Object::build(by_tl_name(name).unwrap(), fields).unwrap()).unwrap()
    }

    fn asking(subject: &str) -> (Approvals, String) {
        let mut approvals = Approvals::default();
        let now = Instant::now();
        let code = approvals.code(subject, now).unwrap();
        approvals.open(Asker::Control(1), subject.into(), code.clone(), String::new(), None, now);
        (approvals, code)
    }

    #[test]
    fn a_typed_code_answers_once() {
        for (sign, expected) in [("+", Answer::Yes), ("-", Answer::No), ("+ ", Answer::Yes)] {
            let (mut approvals, code) = asking("a");
            let text = format!("{sign}{code}");
            let now = Instant::now();
            assert_eq!(approvals.heard(&message(&text, vec![]), ME, now).unwrap().1, expected);
            assert!(approvals.heard(&message(&text, vec![]), ME, now).is_none());
        }
    }

    #[test]
    fn what_no_hand_typed_does_not_count() {
        let (mut approvals, code) = asking("a");
        let yes = format!("+{code}");
        let header = object("messageFwdHeader", vec![("date", Value::Int(1))]);
        let elsewhere = object("peerUser", vec![("user_id", Value::Long(5))]);
        let marks = [
            ("from_scheduled", Value::Flag(true)),
            ("offline", Value::Flag(true)),
            ("edit_date", Value::Int(2)),
            ("fwd_from", header),
            ("via_bot_id", Value::Long(5)),
            ("via_business_bot_id", Value::Long(5)),
            ("peer_id", elsewhere),
            (
                "media",
                object(
                    "messageMediaDice",
                    vec![("value", Value::Int(1)), ("emoticon", Value::Text("🎲".into()))],
                ),
            ),
        ];
        let now = Instant::now();
        for (name, value) in marks {
            assert!(approvals.heard(&message(&yes, vec![(name, value)]), ME, now).is_none(), "{name}");
        }
        for text in ["+", "+000", &code, &format!("{yes} "), &format!("yes {yes}"), "é", ""] {
            let heard = approvals.heard(&message(text, vec![]), ME, now).is_some();
            assert_eq!(heard, *text == format!("{yes} "), "{text:?}");
        }
    }

    #[test]
    fn edits_do_not_count() {
        let (mut approvals, code) = asking("a");
        let mut edited = message(&format!("+{code}"), vec![]);
        edited[..4].copy_from_slice(&by_tl_name("updateEditMessage").unwrap().id.to_le_bytes());
        assert!(approvals.heard(&edited, ME, Instant::now()).is_none());
    }

    #[test]
    fn codes_are_hidden_and_recognised_while_a_question_is_open() {
        let (mut approvals, code) = asking("a");
        let codes = approvals.codes();
        let mut bytes = format!("x{code}{code}y").into_bytes();
        assert!(codes.are_in(&bytes));
        codes.hide(&mut bytes);
        assert_eq!(bytes, b"x************y");
        approvals.typed(&format!("-{code}"), Instant::now()).unwrap();
        assert!(!codes.are_in(code.as_bytes()));
    }

    #[test]
    fn what_was_refused_is_not_asked_again_for_a_while() {
        let (mut approvals, code) = asking("a");
        let now = Instant::now();
        assert_eq!(approvals.code("a", now), None);
        approvals.typed(&format!("-{code}"), now).unwrap();
        assert_eq!(approvals.code("a", now), None);
        assert!(approvals.code("b", now).is_some());
        assert!(approvals.code("a", now + SETTLED).is_some());
    }

    #[test]
    fn questions_end_by_themselves_and_are_never_too_many() {
        let mut approvals = Approvals::default();
        let now = Instant::now();
        for subject in 0..MOST {
            let code = approvals.code(&subject.to_string(), now).unwrap();
            approvals.open(Asker::Control(1), subject.to_string(), code, String::new(), None, now);
        }
        assert_eq!(approvals.code("more", now), None);
        assert!(approvals.expired(now).is_empty());
        assert_eq!(approvals.expired(now + PATIENCE).len(), MOST);
    }
}
