//! Modules' own clients in the main loop: their controls, calls, updates. What they are is `guests`' to say.

use ox_client::Files;
use ox_link::{Call, Outcome, ToWorker};
use ox_tl::value::{Value, decode};

use super::{ACCOUNT, Running};
use crate::guests::{Owner, Told};

/// How the names of their controls begin.
pub const CONTROLS: &str = "client.";

/// The owner, from the TL bytes of the own `User`.
pub fn owner(id: i64, me: &[u8]) -> Owner {
    let phone = match decode(me) {
        Ok(Value::Object(user)) => match user.get("phone") {
            Some(Value::Text(phone)) => Some(phone.clone()),
            _ => None,
        },
        _ => None,
    };
    Owner { id, phone }
}

impl Running {
    /// A request of a module's own client.
    pub(super) fn call_of_guest(&mut self, call: Call) {
        let Some((worker, _)) = &self.to_worker else { return };
        let number = call.call;
        match self.guests.call(call) {
            Ok(answer) => self.calls.begin(number, worker.clone(), answer),
            Err(outcome) => worker.send(ToWorker::Answer { call: number, outcome }),
        }
    }

    /// What carries the files of the account, or of a module's own client and nobody else's.
    pub(super) fn files_of(&mut self, client: u32) -> Result<Files, Outcome> {
        if client == ACCOUNT { Ok(self.account.files()) } else { self.guests.files(client) }
    }

    /// A control about one; its answer comes later, unless it is an error.
    pub(super) fn control_of_guest(&mut self, id: u64, name: &str, body: &str) {
        let Err(error) = self.guests.control(id, name, body) else { return };
        tracing::warn!(control = name, error, "a control was not carried out");
        if let Some((worker, _)) = self.to_worker.as_ref().filter(|_| id != 0) {
            worker.send(ToWorker::ControlAnswer { id, ok: false, body: error });
        }
    }

    /// Something that one has told.
    pub fn learn_of_guest(&mut self, told: (u32, Told)) {
        self.idle.disturb();
        self.guests.learn(told, self.to_worker.as_ref().map(|(worker, _)| worker));
    }
}
