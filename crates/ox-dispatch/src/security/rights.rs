//! What Telegram said about people's rights in chats. Asking is done elsewhere; answers are good for five minutes.

use std::collections::HashMap;

use super::mask::Mask;

/// How long an answer counts, in seconds.
const FRESH: i64 = 300;
/// So many answers are kept; then stale ones go, and all of them when there are none.
const KEPT: usize = 10_000;

/// What somebody is in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Owns it.
    Creator,
    /// Administers it.
    Admin {
        /// The rights that masks ask for.
        rights: Mask,
        /// May write in a channel.
        posts: bool,
    },
    /// Anything less, outside included.
    Member,
}

/// What only Telegram can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// What `user` is in `chat`; both marked.
    Standing {
        /// The chat.
        chat: i64,
        /// The user, or the account itself.
        user: i64,
    },
    /// Who edited a post of a channel, by its log.
    Editor {
        /// The marked channel.
        chat: i64,
        /// The post.
        message: i32,
    },
}

/// Answers by marked chat and user, with the time they were given.
#[derive(Clone, Debug, Default)]
pub struct Standings(HashMap<(i64, i64), (Standing, i64)>);

impl Standings {
    /// Keeps an answer given at `now` (unix seconds).
    pub fn learn(&mut self, chat: i64, user: i64, standing: Standing, now: i64) {
        if self.0.len() >= KEPT {
            self.0.retain(|_, (_, learned)| is_fresh(*learned, now));
        }
        if self.0.len() >= KEPT {
            self.0.clear();
        }
        self.0.insert((chat, user), (standing, now));
    }

    /// The answer, when it is fresh.
    pub fn get(&self, chat: i64, user: i64, now: i64) -> Option<Standing> {
        let (standing, learned) = self.0.get(&(chat, user))?;
        is_fresh(*learned, now).then_some(*standing)
    }
}

fn is_fresh(learned: i64, now: i64) -> bool {
    (learned..learned.saturating_add(FRESH)).contains(&now)
}

/// What is known when a decision is made, besides the settings.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Unix seconds.
    pub now: i64,
    /// Who is what where.
    pub standings: &'a Standings,
    /// Who edited the post that is decided about.
    pub editor: Option<i64>,
    /// Whether an answer of Telegram can be had; else what is not known is a no.
    pub may_ask: bool,
    /// Whether others have had as much as they may in a while: what they would pay for is no command then.
    pub spent: bool,
}

impl<'a> Moment<'a> {
    /// A moment in which Telegram can be asked.
    pub fn new(now: i64, standings: &'a Standings) -> Self {
        Self { now, standings, editor: None, may_ask: true, spent: false }
    }
}
