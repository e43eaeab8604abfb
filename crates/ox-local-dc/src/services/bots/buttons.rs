//! Callback buttons: a press travels to the bot, its answer travels back.
//! Out of scope: buttons that ask for the password, games.

use grammers_tl_types::{Serializable, enums, functions as f, types};

use super::{Waiting, inline, query_id, take};
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::State;
use crate::world::messages::Uid;
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(get_bot_callback_answer);
    table.serve(set_bot_callback_answer);
}

fn has_button(markup: Option<&enums::ReplyMarkup>, data: &[u8]) -> bool {
    let Some(enums::ReplyMarkup::ReplyInlineMarkup(markup)) = markup else { return false };
    let rows = markup.rows.iter().map(|enums::KeyboardInlineButtonRow::Row(row)| row);
    rows.flat_map(|row| &row.buttons).any(|enums::KeyboardInlineButton::Button(button)| {
        matches!(&button.r#type, enums::InlineButtonType::Callback(callback) if callback.data == data)
    })
}

/// Tells the bot behind a message that somebody pressed its button; gives the query's id and the bot.
fn ask(world: &State, person: i64, uid: Uid, data: Vec<u8>) -> Answer<(i64, i64)> {
    let record = &world.records[uid];
    let bot = record.via_bot.unwrap_or(record.author);
    let is_bot = world.resident(bot).is_some_and(|resident| resident.bot);
    if !is_bot || !has_button(record.markup.as_ref(), &data) {
        return Err(Refusal::bad("DATA_INVALID"));
    }
    let query_id = query_id();
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::User(person));
    let (user_id, data) = (person, Some(data));
    let chat_instance = record.peer_for(person).marked().wrapping_mul(0x9e37_79b9);
    let update: enums::Update = if record.via_bot.is_some() {
        types::UpdateInlineBotCallbackQuery {
            query_id,
            user_id,
            msg_id: inline::message_id(world, uid),
            chat_instance,
            data,
            game_short_name: None,
        }
        .into()
    } else {
        let peer = record.peer_for(bot);
        mentioned.add(peer);
        let msg_id = record.id_for(bot).ok_or_else(|| Refusal::bad("MESSAGE_ID_INVALID"))?;
        types::UpdateBotCallbackQuery {
            query_id,
            user_id,
            peer: peer.tl(),
            msg_id,
            chat_instance,
            data,
            game_short_name: None,
        }
        .into()
    };
    world.tell(bot, update, &mentioned, None);
    Ok((query_id, bot))
}

/// Presses a button as from another session of that person.
pub(crate) fn press(
    world: &mut State,
    person: i64,
    uid: Uid,
    data: Vec<u8>,
    told: tokio::sync::oneshot::Sender<types::messages::BotCallbackAnswer>,
) -> Answer<()> {
    let (query_id, bot) = ask(world, person, uid, data)?;
    world.bots.waiting.insert(query_id, (bot, Waiting::Stage(told)));
    Ok(())
}

fn get_bot_callback_answer(
    call: &mut Call,
    request: f::messages::GetBotCallbackAnswer,
) -> Answer<enums::messages::BotCallbackAnswer> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let uid = call.world.found(call.me, peer, request.msg_id)?;
    let (query_id, bot) = ask(call.world, call.me, uid, request.data.unwrap_or_default())?;
    let waiting = Waiting::client(call);
    call.world.bots.waiting.insert(query_id, (bot, waiting));
    Ok(answer_of(None, false, None, 0).into())
}

fn answer_of(
    message: Option<String>,
    alert: bool,
    url: Option<String>,
    cache_time: i32,
) -> types::messages::BotCallbackAnswer {
    types::messages::BotCallbackAnswer {
        alert,
        has_url: url.is_some(),
        native_ui: true,
        message,
        url,
        cache_time,
    }
}

fn set_bot_callback_answer(call: &mut Call, request: f::messages::SetBotCallbackAnswer) -> Answer<bool> {
    let waiting = take(call, request.query_id)?;
    let answer = answer_of(request.message, request.alert, request.url, request.cache_time);
    match waiting {
        Waiting::Client { ticket, answered } => {
            let body = enums::messages::BotCallbackAnswer::Answer(answer).to_bytes();
            Waiting::answer(&ticket, &answered, body);
        }
        // The test may have stopped waiting.
        Waiting::Stage(told) => drop(told.send(answer)),
    }
    Ok(true)
}
