//! What others pay for commands. One that nobody can pay for is none: it does not run, and watchers hear a message.

use ox_client::Update;
use ox_dispatch::{Decision, Facts, Moment};

use super::{Running, updates::Part};

impl Running {
    /// A decision whose command can be paid for; without one, as it is when there is none.
    pub(super) fn paid(
        &mut self,
        update: &Update,
        decision: Decision,
        part: Part,
        editor: Option<i64>,
    ) -> Option<Decision> {
        let command = decision.command.as_ref().filter(|_| part.runs_commands());
        if command.is_none_or(|command| self.affords(command)) {
            return Some(decision);
        }
        self.decide(update, &Moment { editor, may_ask: false, spent: true, ..self.rights.moment() })
    }

    /// Whether who pays for a command can.
    pub(super) fn affords(&mut self, command: &ox_dispatch::Command) -> bool {
        let now = self.born.elapsed().as_secs();
        let Facts { ratelimit_user, ratelimit_chat, .. } = self.facts;
        command.charge.is_none_or(|charge| {
            let affords = self.limiter.admit(charge, now, ratelimit_user, ratelimit_chat);
            if !affords {
                tracing::info!(command = command.name, ?charge, "a command is not run: too many in a while");
            }
            affords
        })
    }
}
