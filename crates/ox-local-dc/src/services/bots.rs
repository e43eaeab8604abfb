//! Bots: buttons, inline queries, commands. A question waits for the other side, or for the time that a bot has.
//! Who is a bot and its token are in `world::people`. Web apps are in `webapps`. Out of scope: games, payments, business.

mod buttons;
mod inline;
mod webapps;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use grammers_tl_types::{enums, functions as f, types};
use tokio::sync::oneshot;

use super::messages::send::sent;
use crate::rpc::{Answer, Call, Refusal, Table, Ticket};
use crate::world::messages::Draft;
use crate::world::peers::Peer;

pub(crate) use buttons::press;
pub(crate) use webapps::install;

/// How long a bot may take.
const PATIENCE: Duration = Duration::from_secs(15);

pub(crate) fn register(table: &mut Table) {
    buttons::register(table);
    inline::register(table);
    webapps::register(table);
    table.serve(set_bot_commands);
    table.serve(reset_bot_commands);
    table.serve(get_bot_commands);
    table.serve(start_bot);
}

/// Questions that wait for a bot, and the results that it has given.
#[derive(Default)]
pub(crate) struct Exchange {
    /// By query id: the bot, and who waits.
    waiting: HashMap<i64, (i64, Waiting)>,
    /// By query id: the bot and its inline results.
    results: HashMap<i64, (i64, Vec<enums::InputBotInlineResult>)>,
    commands: HashMap<i64, Vec<enums::BotCommand>>,
    apps: webapps::Apps,
}

/// Who waits for a bot.
pub(crate) enum Waiting {
    /// A client, until its time is over.
    Client { ticket: Ticket, answered: Arc<AtomicBool> },
    /// A test that pressed a button.
    Stage(oneshot::Sender<types::messages::BotCallbackAnswer>),
}

impl Waiting {
    /// Lets the call wait, and answers it in the bot's place when it takes too long.
    fn client(call: &mut Call) -> Waiting {
        let ticket = call.defer();
        let answered = Arc::new(AtomicBool::new(false));
        let late = (ticket.clone(), answered.clone());
        // Clients are served on the event loop only, so there is one to wait on.
        if let Ok(event_loop) = tokio::runtime::Handle::try_current() {
            event_loop.spawn(async move {
                tokio::time::sleep(PATIENCE).await;
                let (ticket, answered) = late;
                if !answered.swap(true, Ordering::SeqCst) {
                    ticket.answer(Err(Refusal::bad("BOT_RESPONSE_TIMEOUT")));
                }
            });
        }
        Waiting::Client { ticket, answered }
    }

    fn answer(ticket: &Ticket, answered: &AtomicBool, body: Vec<u8>) {
        if !answered.swap(true, Ordering::SeqCst) {
            ticket.answer(Ok(body));
        }
    }
}

fn query_id() -> i64 {
    i64::from_le_bytes(crate::crypto::random())
}

/// Takes a question that waits for this bot.
fn take(call: &mut Call, query_id: i64) -> Answer<Waiting> {
    let mine = call.world.bots.waiting.get(&query_id).is_some_and(|(bot, _)| *bot == call.me);
    let waiting = mine.then(|| call.world.bots.waiting.remove(&query_id)).flatten();
    waiting.map(|(_, waiting)| waiting).ok_or_else(|| Refusal::bad("QUERY_ID_INVALID"))
}

/// The markup that a sender may attach: buttons are a bot's privilege, others' are dropped silently.
pub(crate) fn markup_of(call: &Call, markup: Option<enums::ReplyMarkup>) -> Option<enums::ReplyMarkup> {
    let bot = call.world.resident(call.me).is_some_and(|me| me.bot);
    markup.filter(|_| bot)
}

/// One list for all scopes and languages.
fn set_bot_commands(call: &mut Call, request: f::bots::SetBotCommands) -> Answer<bool> {
    call.world.bots.commands.insert(call.me, request.commands);
    Ok(true)
}

fn reset_bot_commands(call: &mut Call, _: f::bots::ResetBotCommands) -> Answer<bool> {
    call.world.bots.commands.remove(&call.me);
    Ok(true)
}

fn get_bot_commands(call: &mut Call, _: f::bots::GetBotCommands) -> Answer<Vec<enums::BotCommand>> {
    Ok(call.world.bots.commands.get(&call.me).cloned().unwrap_or_default())
}

fn start_bot(call: &mut Call, request: f::messages::StartBot) -> Answer<enums::Updates> {
    let bot = call.world.input_user(call.me, &request.bot)?;
    if !call.world.resident(bot).is_some_and(|person| person.bot) {
        return Err(Refusal::bad("BOT_INVALID"));
    }
    let text = format!("/start {}", request.start_param);
    let random_id = request.random_id;
    let draft = Draft { text, random_id, ..Draft::default() };
    let posted = call.world.post(call.me, Peer::User(bot), draft, Some(call.link))?;
    Ok(sent(call, &[(posted, random_id)]))
}
