//! What one side of a chat is told about the other: that a screenshot was taken, that somebody is reported.
//! Reports are taken and forgotten. Out of scope: what becomes of them, advertisements.

use grammers_tl_types::{enums, functions as f, types};

use super::send::sent;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::messages::Draft;
use crate::world::peers::Peer;

pub(crate) fn register(table: &mut Table) {
    table.serve(send_screenshot_notification);
    table.serve(report_spam);
    table.serve(report_spam_in_channel);
    table.serve(report);
    table.serve(report_reaction);
}

/// What a message may be reported for; the last wants to be explained.
const REASONS: [(&str, &[u8]); 5] = [
    ("I don't like it", b"dislike"),
    ("Violence", b"violence"),
    ("Scam or spam", b"spam"),
    ("Illegal goods", b"goods"),
    ("Other", OTHER),
];
const OTHER: &[u8] = b"other";

fn send_screenshot_notification(
    call: &mut Call,
    request: f::messages::SendScreenshotNotification,
) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    if !matches!(peer, Peer::User(_)) {
        return Err(Refusal::bad("PEER_ID_INVALID"));
    }
    let reply_to = match request.reply_to {
        enums::InputReplyTo::Message(message) => Some(message.reply_to_msg_id),
        _ => None,
    };
    let action = Some(enums::MessageAction::ScreenshotTaken);
    let draft = Draft { action, reply_to, random_id: request.random_id, ..Draft::default() };
    let posted = call.world.post(call.me, peer, draft, Some(call.link))?;
    Ok(sent(call, &[(posted, request.random_id)]))
}

/// Taken without a question: nobody looks into reports.
fn report_spam(call: &mut Call, request: f::messages::ReportSpam) -> Answer<bool> {
    call.world.input_peer(call.me, &request.peer)?;
    Ok(true)
}

fn report_spam_in_channel(call: &mut Call, request: f::channels::ReportSpam) -> Answer<bool> {
    let id = call.world.input_channel(call.me, &request.channel)?;
    call.world.input_peer(call.me, &request.participant)?;
    super::super::channels::ruled(call, id)?;
    request
        .id
        .iter()
        .try_for_each(|message| call.world.found(call.me, Peer::Channel(id), *message).map(drop))?;
    Ok(true)
}

/// First the reasons are shown, then one is chosen, and one of them asks for words.
fn report(call: &mut Call, request: f::messages::Report) -> Answer<enums::ReportResult> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    request.id.iter().try_for_each(|id| call.world.found(call.me, peer, *id).map(drop))?;
    let option = request.option;
    if option.is_empty() {
        let of = |(text, option): &(&str, &[u8])| {
            types::MessageReportOption { text: (*text).to_owned(), option: option.to_vec() }.into()
        };
        let (title, options) = ("Report".to_owned(), REASONS.iter().map(of).collect());
        return Ok(types::ReportResultChooseOption { title, options }.into());
    }
    match () {
        () if !REASONS.iter().any(|(_, known)| *known == option) => Err(Refusal::bad("OPTION_INVALID")),
        () if option == OTHER && request.message.is_empty() => {
            Ok(types::ReportResultAddComment { optional: false, option }.into())
        }
        () => Ok(enums::ReportResult::Reported),
    }
}

fn report_reaction(call: &mut Call, request: f::messages::ReportReaction) -> Answer<bool> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let Peer::User(who) = call.world.input_peer(call.me, &request.reaction_peer)? else {
        return Err(Refusal::bad("PEER_ID_INVALID"));
    };
    let uid = call.world.found(call.me, peer, request.id)?;
    match call.world.records[uid].reactions.iter().any(|(person, _)| *person == who) {
        true => Ok(true),
        false => Err(Refusal::bad("USER_ID_INVALID")),
    }
}
