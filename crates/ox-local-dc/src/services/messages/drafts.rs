//! What is written but not sent: saving a draft, all of them, dropping one by sending. A draft belongs to a chat, or
//! to a topic of it. Out of scope: media in drafts, suggested posts, rich messages.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Table};
use crate::session::unix_seconds;
use crate::world::peers::{Mentioned, Peer};
use crate::world::text;

pub(crate) fn register(table: &mut Table) {
    table.serve(save_draft);
    table.serve(get_all_drafts);
    table.serve(clear_all_drafts);
}

fn update(peer: Peer, top_msg_id: Option<i32>, draft: Option<&types::DraftMessage>) -> enums::Update {
    let draft = match draft {
        Some(draft) => draft.clone().into(),
        None => types::DraftMessageEmpty { date: Some(unix_seconds()) }.into(),
    };
    types::UpdateDraftMessage { peer: peer.tl(), top_msg_id, saved_peer_id: None, draft }.into()
}

fn tell(call: &Call, peer: Peer, top: Option<i32>, draft: Option<&types::DraftMessage>) {
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    call.world.tell(call.me, update(peer, top, draft), &mentioned, Some(call.link));
    call.world.touch();
}

/// Drops a draft, because it was sent.
pub(crate) fn clear(call: &mut Call, peer: Peer, top: Option<i32>) {
    let me = call.world.people.get_mut(&call.me);
    if me.is_some_and(|me| me.drafts.remove(&(peer, top)).is_some()) {
        tell(call, peer, top, None);
    }
}

fn save_draft(call: &mut Call, request: f::messages::SaveDraft) -> Answer<bool> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let top = match &request.reply_to {
        Some(enums::InputReplyTo::Message(reply)) => reply.top_msg_id,
        _ => None,
    };
    let bare = matches!(&request.reply_to, Some(enums::InputReplyTo::Message(reply))
        if reply.top_msg_id == Some(reply.reply_to_msg_id));
    let reply_to = request.reply_to.filter(|_| !bare);
    if request.message.is_empty() && reply_to.is_none() {
        clear(call, peer, top);
        return Ok(true);
    }
    let (message, entities) =
        text::prepare(call.world, &request.message, request.entities.unwrap_or_default());
    let draft = types::DraftMessage {
        no_webpage: request.no_webpage,
        invert_media: request.invert_media,
        reply_to,
        message,
        entities: (!entities.is_empty()).then_some(entities),
        media: None,
        date: unix_seconds(),
        effect: request.effect,
        suggested_post: None,
        rich_message: None,
    };
    tell(call, peer, top, Some(&draft));
    // A chat with a draft is in the list, even without a message.
    call.world.dialog(call.me, peer);
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.drafts.insert((peer, top), draft);
    }
    Ok(true)
}

fn get_all_drafts(call: &mut Call, _: f::messages::GetAllDrafts) -> Answer<enums::Updates> {
    let mut mentioned = Mentioned::default();
    let drafts = call.world.resident(call.me).into_iter().flat_map(|me| &me.drafts);
    let updates = drafts.map(|((peer, top), draft)| {
        mentioned.add(*peer);
        update(*peer, *top, Some(draft))
    });
    let updates = updates.collect();
    Ok(call.world.updates(call.me, updates, &mentioned))
}

fn clear_all_drafts(call: &mut Call, _: f::messages::ClearAllDrafts) -> Answer<bool> {
    let me = call.world.people.get_mut(&call.me);
    let drafts = me.map(|me| std::mem::take(&mut me.drafts)).unwrap_or_default();
    for (peer, top) in drafts.into_keys() {
        tell(call, peer, top, None);
    }
    Ok(true)
}
