//! Bots: buttons and inline queries between a person and a bot. Answers that wait for the other side.
//! Out of scope: games, payments, web apps, business connections.

use grammers_tl_types::enums;

use crate::rpc::Call;

/// Questions that wait for a bot.
#[derive(Default)]
pub(crate) struct Exchange {}

/// The markup that a sender may attach: buttons are a bot's privilege, others' are dropped silently.
pub(crate) fn markup_of(call: &Call, markup: Option<enums::ReplyMarkup>) -> Option<enums::ReplyMarkup> {
    let bot = call.world.resident(call.me).is_some_and(|me| me.bot);
    markup.filter(|_| bot)
}
