//! Inline queries: a question to a bot, its results, the message made of one of them, edits of that message.
//! Out of scope: media from web addresses, places, invoices, caching of results.

use grammers_tl_types::{Serializable, enums, functions as f, types};

use super::{Waiting, query_id, take};
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::server::HOME_DC;
use crate::services::messages::send::{Answered, Change, answered, apply, sent};
use crate::world::State;
use crate::world::files::Media;
use crate::world::messages::{Draft, Uid};
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(get_inline_bot_results);
    table.serve(set_inline_bot_results);
    table.serve(send_inline_bot_result);
    table.serve(edit_inline_bot_message);
}

/// What a bot calls a message that was made of its result.
pub(crate) fn message_id(world: &State, uid: Uid) -> enums::InputBotInlineMessageId {
    let (id, dc_id) = (uid as i64, HOME_DC);
    types::InputBotInlineMessageId { dc_id, id, access_hash: hash(world, uid) }.into()
}

fn hash(world: &State, uid: Uid) -> i64 {
    world.access_hash(uid as i64, Peer::User(-1))
}

fn get_inline_bot_results(
    call: &mut Call,
    request: f::messages::GetInlineBotResults,
) -> Answer<enums::messages::BotResults> {
    let bot = call.world.input_user(call.me, &request.bot)?;
    if !call.world.resident(bot).is_some_and(|person| person.bot) {
        return Err(Refusal::bad("BOT_INVALID"));
    }
    let peer_type = match &request.peer {
        // Asked from nowhere in particular.
        enums::InputPeer::Empty => None,
        peer => Some(match call.world.input_peer(call.me, peer)? {
            Peer::User(id) if id == bot => enums::InlineQueryPeerType::SameBotPm,
            Peer::User(_) => enums::InlineQueryPeerType::Pm,
            Peer::Group(_) => enums::InlineQueryPeerType::Chat,
            Peer::Channel(_) => enums::InlineQueryPeerType::Megagroup,
        }),
    };
    let query_id = query_id();
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::User(call.me));
    let update = types::UpdateBotInlineQuery {
        query_id,
        user_id: call.me,
        query: request.query,
        geo: None,
        peer_type,
        offset: request.offset,
    };
    call.world.tell(bot, update.into(), &mentioned, None);
    let waiting = Waiting::client(call);
    call.world.bots.waiting.insert(query_id, (bot, waiting));
    Ok(found(call, query_id, bot, &[], 0, None))
}

fn found(
    call: &Call,
    query_id: i64,
    bot: i64,
    results: &[enums::InputBotInlineResult],
    cache_time: i32,
    next_offset: Option<String>,
) -> enums::messages::BotResults {
    types::messages::BotResults {
        gallery: false,
        query_id,
        next_offset,
        switch_pm: None,
        switch_webview: None,
        results: results.iter().filter_map(|result| shown(call, result)).collect(),
        cache_time,
        users: vec![call.world.user(bot, bot)],
    }
    .into()
}

fn document(web: &enums::InputWebDocument) -> enums::WebDocument {
    let enums::InputWebDocument::Document(web) = web.clone();
    types::WebDocumentNoProxy {
        url: web.url,
        size: web.size,
        mime_type: web.mime_type,
        attributes: web.attributes,
    }
    .into()
}

/// A result as the person who asked sees it.
fn shown(call: &Call, result: &enums::InputBotInlineResult) -> Option<enums::BotInlineResult> {
    use enums::InputBotInlineResult as Input;
    let files = &call.world.files;
    Some(match result.clone() {
        Input::Result(result) => types::BotInlineResult {
            id: result.id,
            r#type: result.r#type,
            title: result.title,
            description: result.description,
            url: result.url,
            thumb: result.thumb.as_ref().map(document),
            content: result.content.as_ref().map(document),
            send_message: preview(&result.send_message)?,
        }
        .into(),
        Input::Photo(result) => types::BotInlineMediaResult {
            id: result.id,
            r#type: result.r#type,
            photo: Some(files.render_photo(files.input_photo(&result.photo).ok()?)),
            document: None,
            title: None,
            description: None,
            send_message: preview(&result.send_message)?,
        }
        .into(),
        Input::Document(result) => types::BotInlineMediaResult {
            id: result.id,
            r#type: result.r#type,
            photo: None,
            document: Some(files.render_document(files.input_document(&result.document).ok()?)),
            title: result.title,
            description: result.description,
            send_message: preview(&result.send_message)?,
        }
        .into(),
        Input::Game(_) => return None,
    })
}

fn preview(message: &enums::InputBotInlineMessage) -> Option<enums::BotInlineMessage> {
    use enums::InputBotInlineMessage as Input;
    Some(match message.clone() {
        Input::Text(text) => types::BotInlineMessageText {
            no_webpage: text.no_webpage,
            invert_media: text.invert_media,
            message: text.message,
            entities: text.entities,
            reply_markup: text.reply_markup,
        }
        .into(),
        Input::MediaAuto(media) => types::BotInlineMessageMediaAuto {
            invert_media: media.invert_media,
            message: media.message,
            entities: media.entities,
            reply_markup: media.reply_markup,
        }
        .into(),
        _ => return None,
    })
}

fn set_inline_bot_results(call: &mut Call, request: f::messages::SetInlineBotResults) -> Answer<bool> {
    if request.results.len() > 50 {
        return Err(Refusal::bad("RESULTS_TOO_MUCH"));
    }
    let waiting = take(call, request.query_id)?;
    let next = request.next_offset;
    let answer = found(call, request.query_id, call.me, &request.results, request.cache_time, next);
    call.world.bots.results.insert(request.query_id, (call.me, request.results));
    if let Waiting::Client { ticket, answered } = waiting {
        Waiting::answer(&ticket, &answered, answer.to_bytes());
    }
    Ok(true)
}

/// The message that a result becomes.
fn draft_of(call: &Call, result: &enums::InputBotInlineResult) -> Answer<Draft> {
    use enums::{InputBotInlineMessage as Message, InputBotInlineResult as Input};
    let files = &call.world.files;
    let (media, message) = match result {
        Input::Result(result) => (None, &result.send_message),
        Input::Photo(result) => {
            let id = files.input_photo(&result.photo)?;
            (Some(Media::Photo { id, spoiler: false, ttl: None }), &result.send_message)
        }
        Input::Document(result) => {
            let id = files.input_document(&result.document)?;
            (Some(Media::Document { id, spoiler: false, ttl: None }), &result.send_message)
        }
        Input::Game(_) => return Err(Refusal::bad("MEDIA_NOT_SERVED")),
    };
    let (media, text, entities, markup) = match message.clone() {
        Message::Text(text) => (None, text.message, text.entities, text.reply_markup),
        Message::MediaAuto(auto) => (media, auto.message, auto.entities, auto.reply_markup),
        _ => return Err(Refusal::bad("MEDIA_NOT_SERVED")),
    };
    Ok(Draft { text, entities: entities.unwrap_or_default(), media, markup, ..Draft::default() })
}

fn id_of(result: &enums::InputBotInlineResult) -> &str {
    use enums::InputBotInlineResult as Input;
    match result {
        Input::Result(result) => &result.id,
        Input::Photo(result) => &result.id,
        Input::Document(result) => &result.id,
        Input::Game(result) => &result.id,
    }
}

fn send_inline_bot_result(
    call: &mut Call,
    request: f::messages::SendInlineBotResult,
) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let given = call.world.bots.results.get(&request.query_id);
    let (bot, results) = given.ok_or_else(|| Refusal::bad("QUERY_ID_INVALID"))?;
    let (bot, chosen) = (*bot, results.iter().find(|result| id_of(result) == request.id));
    let chosen = chosen.ok_or_else(|| Refusal::bad("RESULT_ID_INVALID"))?;
    let Answered { reply_to, top, quote } = answered(request.reply_to);
    let draft = Draft {
        reply_to,
        top,
        quote,
        silent: request.silent,
        via_bot: Some(bot),
        random_id: request.random_id,
        ..draft_of(call, chosen)?
    };
    let editable = draft.markup.is_some();
    let posted = call.world.post(call.me, peer, draft, Some(call.link))?;
    let update = types::UpdateBotInlineSend {
        user_id: call.me,
        query: String::new(),
        geo: None,
        id: request.id,
        msg_id: editable.then(|| message_id(call.world, posted.uid)),
    };
    let mut mentioned = Mentioned::default();
    mentioned.add(Peer::User(call.me));
    call.world.tell(bot, update.into(), &mentioned, None);
    Ok(sent(call, &[(posted, request.random_id)]))
}

fn edit_inline_bot_message(call: &mut Call, request: f::messages::EditInlineBotMessage) -> Answer<bool> {
    let invalid = || Refusal::bad("MESSAGE_ID_INVALID");
    let enums::InputBotInlineMessageId::Id(id) = request.id else { return Err(invalid()) };
    let uid = id.id as Uid;
    let record = call.world.records.get(uid).ok_or_else(invalid)?;
    let author = record.author;
    if record.via_bot != Some(call.me) || id.access_hash != hash(call.world, uid) {
        return Err(invalid());
    }
    let change = Change {
        text: request.message.map(|text| (text, request.entities.unwrap_or_default())),
        media: request.media,
        markup: request.reply_markup,
    };
    apply(call, uid, change)?;
    call.world.edited(author, uid, None);
    Ok(true)
}
