//! Small questions about a message: whether it can be edited, its public link, its translation, its preview.
//! The translation is invented, always the same; there is no web to preview.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::peers::{Mentioned, Peer};
use crate::world::text::shifted;

pub(crate) fn register(table: &mut Table) {
    table.serve(get_message_edit_data);
    table.serve(export_message_link);
    table.serve(translate_text);
    table.serve(get_web_page);
    table.serve(get_web_page_preview);
}

fn get_message_edit_data(
    call: &mut Call,
    request: f::messages::GetMessageEditData,
) -> Answer<enums::messages::MessageEditData> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let uid = call.world.found(call.me, peer, request.id)?;
    let record = &call.world.records[uid];
    if record.author != call.me || record.action.is_some() || record.forward.is_some() {
        return Err(Refusal::new(403, "MESSAGE_AUTHOR_REQUIRED"));
    }
    Ok(types::messages::MessageEditData { caption: record.media.is_some() }.into())
}

fn export_message_link(
    call: &mut Call,
    request: f::channels::ExportMessageLink,
) -> Answer<enums::ExportedMessageLink> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    let uid = call.world.found(call.me, Peer::Channel(id), request.id)?;
    let channel = call.world.channels.get(&id).ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
    let place = channel.username.clone().unwrap_or_else(|| format!("c/{id}"));
    let thread = call.world.records[uid].thread;
    let message = request.id;
    let link = match (channel.forum, thread) {
        (true, Some(topic)) => format!("https://t.me/{place}/{topic}/{message}"),
        (false, Some(top)) if request.thread => format!("https://t.me/{place}/{message}?thread={top}"),
        _ => format!("https://t.me/{place}/{message}"),
    };
    let single = if request.grouped { "" } else { "?single" };
    let album = call.world.records[uid].album.is_some();
    let link = if album { format!("{link}{single}") } else { link };
    Ok(types::ExportedMessageLink { link, html: String::new() }.into())
}

/// The invented translation: the language in brackets, then the text itself.
fn translated(language: &str, text: &str, entities: &[enums::MessageEntity]) -> enums::TextWithEntities {
    let before = format!("[{language}] ");
    let entities = shifted(entities, before.encode_utf16().count() as i32);
    types::TextWithEntities { text: format!("{before}{text}"), entities }.into()
}

fn translate_text(
    call: &mut Call,
    request: f::messages::TranslateText,
) -> Answer<enums::messages::TranslatedText> {
    let language = request.to_lang;
    if language.is_empty() || !language.chars().all(|c| c.is_ascii_alphabetic() || c == '-') {
        return Err(Refusal::bad("TO_LANG_INVALID"));
    }
    let mut result = Vec::new();
    if let (Some(input), Some(ids)) = (&request.peer, &request.id) {
        let peer = call.world.input_peer(call.me, input)?;
        for id in ids {
            let record = &call.world.records[call.world.found(call.me, peer, *id)?];
            result.push(translated(&language, &record.text, &record.entities));
        }
    }
    for enums::TextWithEntities::Entities(text) in request.text.iter().flatten() {
        result.push(translated(&language, &text.text, &text.entities));
    }
    match result.is_empty() {
        true => Err(Refusal::bad("INPUT_TEXT_EMPTY")),
        false => Ok(types::messages::TranslateResult { result }.into()),
    }
}

fn get_web_page(_: &mut Call, request: f::messages::GetWebPage) -> Answer<enums::messages::WebPage> {
    let webpage = types::WebPageEmpty { id: 0, url: Some(request.url) }.into();
    Ok(types::messages::WebPage { webpage, chats: Vec::new(), users: Vec::new() }.into())
}

fn get_web_page_preview(
    call: &mut Call,
    _: f::messages::GetWebPagePreview,
) -> Answer<enums::messages::WebPagePreview> {
    let (users, chats) = call.world.gather(call.me, &Mentioned::default());
    Ok(types::messages::WebPagePreview { media: enums::MessageMedia::Empty, chats, users }.into())
}
