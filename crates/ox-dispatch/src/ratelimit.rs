//! How often others may run commands: every command costs its sender and its chat something that wears off with time.
//! Owners pay nothing. The clock is handed in.

use std::collections::{HashMap, VecDeque};

/// What a user may owe.
pub const MAX_USER: u32 = 30;
/// What a chat may owe.
pub const MAX_CHAT: u32 = 100;
/// Owing this much together doubles the price, twice this much triples it.
const STEP: u32 = 30;
const PRICE: u32 = 2;
/// The price of commands that ask for a limit.
const HIGH_PRICE: u32 = 5;
/// So many accounts are kept before those that owe nothing are dropped.
const KEPT: usize = 1000;

/// Who pays for a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The sender, marked.
    pub user: Option<i64>,
    /// The chat, marked.
    pub chat: i64,
    /// The command asks for a limit.
    pub high: bool,
}

/// Debts of users and chats.
#[derive(Clone, Debug, Default)]
pub struct Limiter {
    users: Debts,
    chats: Debts,
}

impl Limiter {
    /// Charges for a command at `now` (seconds of any steady clock); `false` when that is more than may be owed.
    /// A refused command burdens its sender, not the chat.
    pub fn admit(&mut self, charge: Charge, now: u64, max_user: u32, max_chat: u32) -> bool {
        let chat_owes = self.chats.owed(charge.chat, now);
        let user_owes = charge.user.map_or(0, |user| self.users.owed(user, now));
        let price = if charge.high { HIGH_PRICE } else { PRICE } * ((user_owes + chat_owes) / STEP + 1);
        let user_can = charge.user.is_none_or(|user| {
            self.users.add(user, price, now, max_user);
            user_owes + price <= max_user
        });
        let fits = user_can && chat_owes + price <= max_chat;
        if fits {
            self.chats.add(charge.chat, price, now, max_chat);
        }
        fits
    }
}

/// What each owes: amounts and when they are forgiven.
#[derive(Clone, Debug, Default)]
struct Debts(HashMap<i64, VecDeque<(u64, u32)>>);

impl Debts {
    fn owed(&mut self, who: i64, now: u64) -> u32 {
        let Some(debts) = self.0.get_mut(&who) else { return 0 };
        debts.retain(|(until, _)| *until > now);
        debts.iter().map(|(_, amount)| *amount).sum()
    }

    /// A debt is forgiven after `limit` seconds for each of its parts. Nobody owes more than twice the limit.
    fn add(&mut self, who: i64, amount: u32, now: u64, limit: u32) {
        if self.0.len() >= KEPT {
            self.0.retain(|_, debts| debts.iter().any(|(until, _)| *until > now));
        }
        let owed = self.owed(who, now);
        if owed <= limit {
            let until = now + u64::from(limit) * u64::from(amount);
            self.0.entry(who).or_default().push_back((until, amount));
        }
    }
}
