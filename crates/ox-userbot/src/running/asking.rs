//! Questions to the owner on their way: from a held request or a module's wish to the message that asks, and the answer back.
//! Who may answer, and how, is `approval`'s to say.

use std::time::Instant;

use ox_client::Update;
use ox_link::{Call, Outcome, ToWorker};
use serde_json::json;

use super::{ACCOUNT, FORBIDDEN, Running};
use crate::{
    approval::{Answer, Asker, PATIENCE, Question},
    controls::Join,
    facts,
    firewall::{self, Refusal, Verdict},
    notice,
    request::is_transfer,
    userbot::StartMode,
};

/// What a module says of itself is cut here: it is shown in a question.
const LONGEST: usize = 200;

impl Running {
    /// A request of a module: sent, held back for the owner's word, or refused.
    pub(super) fn call(&mut self, call: Call) {
        if call.client != ACCOUNT {
            return self.call_of_guest(call);
        }
        let refusal = match firewall::judge(&call.body) {
            Verdict::Refused(refusal) => refusal,
            // Nothing that a module sends may look like the owner's answer.
            _ if self.approvals.codes().are_in(&call.body) && !is_transfer(&call.body) => Refusal::Answer,
            Verdict::Free => {
                if let Some((worker, _)) = &self.to_worker {
                    self.calls.start(call, worker.clone(), self.approvals.codes());
                }
                return;
            }
            Verdict::Ask(name) => match self.ask_about(call, name) {
                None => return,
                Some(call) => return self.refuse(&call, &Refusal::Never(name)),
            },
        };
        self.refuse(&call, &refusal);
    }

    /// Asks whether a request may be sent; gives it back when the owner is not to be asked. While modules start nobody is: all
    /// of them would wait for the answer.
    fn ask_about(&mut self, call: Call, name: &'static str) -> Option<Call> {
        let subject = name.to_owned();
        if !self.ready {
            return Some(call);
        }
        let Some(code) = self.new_code(&subject) else { return Some(call) };
        let languages = facts::languages(&self.store);
        let deed = notice::text(&languages, &format!("deed_{name}"), &[]);
        let values = [("module", shown(&call.module)), ("deed", deed)];
        self.ask("ask_request", &values, Asker::Call(call), subject, code);
        None
    }

    /// Asks whether the account is to join a chat; the control is answered when the owner has.
    pub(super) fn ask_to_join(&mut self, control: u64, join: &Join) {
        let subject = format!("join {}", join.id);
        let Some(code) = self.new_code(&subject) else {
            return self.answer_control(control, Answer::None);
        };
        let values =
            [("module", shown(&join.module)), ("chat", shown(&join.chat)), ("reason", shown(&join.reason))];
        self.ask("ask_join", &values, Asker::Control(control), subject, code);
    }

    fn new_code(&mut self, subject: &str) -> Option<String> {
        (self.mode == StartMode::Run).then(|| self.approvals.code(subject, Instant::now())).flatten()
    }

    fn ask(&mut self, key: &str, values: &[(&str, String)], asker: Asker, subject: String, code: String) {
        let minutes = (PATIENCE.as_secs() / 60).to_string();
        let (yes, no) = (format!("+{code}"), format!("-{code}"));
        let mut places = vec![("minutes", minutes.as_str())];
        places.extend(values.iter().map(|(name, value)| (*name, value.as_str())));
        // The code comes last: what a module says cannot hold its place.
        let text = notice::text(&facts::languages(&self.store), key, &places);
        let text = text.replace("{yes}", &yes).replace("{no}", &no);
        self.tell(crate::Event::Notice(text.clone()));
        let message = notice::ask(&self.account, &text, &[&yes, &no]);
        self.approvals.open(asker, subject, code, text, message, Instant::now());
    }

    /// Whether an update was the owner's answer to a question; it goes no further then.
    pub(super) fn hears_answer(&mut self, update: &Update) -> bool {
        let heard = self.approvals.heard(&update.update, self.my_id, Instant::now());
        heard.map(|(question, answer)| self.answered(question, answer)).is_some()
    }

    /// A line typed in the terminal; whether it answered a question.
    pub fn hears_terminal(&mut self, line: &str) -> bool {
        let heard = self.approvals.typed(line, Instant::now());
        heard.map(|(question, answer)| self.answered(question, answer)).is_some()
    }

    /// Ends the questions that nobody answered.
    pub(super) fn expire_questions(&mut self, now: Instant) {
        for question in self.approvals.expired(now) {
            self.answered(question, Answer::None);
        }
    }

    /// The worker is gone, and with it everybody who asked.
    pub(super) fn drop_questions(&mut self) {
        for question in self.approvals.forget_all(Instant::now()) {
            self.mark(question, Answer::None);
        }
    }

    /// The caller of a request is gone; its question, too.
    pub(super) fn cancel(&mut self, number: u64) {
        self.calls.cancel(number);
        if let Some(question) = self.approvals.forget_call(number, Instant::now()) {
            self.mark(question, Answer::None);
        }
    }

    fn answered(&mut self, mut question: Question, answer: Answer) {
        self.idle.disturb();
        tracing::info!(?answer, "the owner was asked");
        match std::mem::replace(&mut question.asker, Asker::Control(0)) {
            Asker::Control(id) => self.answer_control(id, answer),
            Asker::Call(call) if answer == Answer::Yes => {
                if let Some((worker, _)) = &self.to_worker {
                    self.calls.start(call, worker.clone(), self.approvals.codes());
                }
            }
            Asker::Call(call) => {
                let name = firewall::function(&call.body).unwrap_or_default();
                self.refuse(&call, &Refusal::Never(name));
            }
        }
        self.mark(question, answer);
    }

    /// Writes under the question how it ended.
    fn mark(&self, question: Question, answer: Answer) {
        let key = match answer {
            Answer::Yes => "answered_yes",
            Answer::No => "answered_no",
            Answer::None => "answered_none",
        };
        let end = notice::text(&facts::languages(&self.store), key, &[]);
        if let Some(message) = question.message {
            notice::amend(&self.account, message, format!("{}\n\n{end}", question.text));
        }
    }

    fn answer_control(&self, id: u64, answer: Answer) {
        let body = json!({ "answer": answer.name() }).to_string();
        if let Some((worker, _)) = &self.to_worker {
            worker.send(ToWorker::ControlAnswer { id, ok: true, body });
        }
    }

    fn refuse(&self, call: &Call, refusal: &Refusal) {
        let name = refusal.error_name();
        tracing::warn!(module = call.module, name, "a module asked for what it may not have");
        if let Some((worker, _)) = &self.to_worker {
            let outcome = Outcome::Rpc { code: FORBIDDEN, name, value: None };
            worker.send(ToWorker::Answer { call: call.call, outcome });
        }
    }
}

/// A module's words as one short line that cannot pass for ours.
fn shown(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let line: String = words.join(" ").chars().filter(|c| !matches!(c, '{' | '}')).take(LONGEST).collect();
    if line.trim().is_empty() { "?".to_owned() } else { line }
}
