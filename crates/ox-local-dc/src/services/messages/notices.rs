//! What one side of a chat is told about the other: that a screenshot was taken, that somebody is reported.
//! Out of scope: reports of single messages and of reactions, what becomes of reports.

use grammers_tl_types::{enums, functions as f};

use super::send::sent;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::messages::Draft;
use crate::world::peers::Peer;

pub(crate) fn register(table: &mut Table) {
    table.serve(send_screenshot_notification);
    table.serve(report_spam);
}

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
