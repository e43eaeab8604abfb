//! Reactions to messages: setting one's own, and what a message has.
//! Out of scope: paid reactions, big ones, lists of who reacted, limits per chat, recent and favourite reactions.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::messages::{Place, Uid};
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(send_reaction);
    table.serve(get_messages_reactions);
}

/// What a message has, for one viewer's chat with it.
fn update(call: &Call, viewer: i64, uid: Uid, mentioned: &mut Mentioned) -> Option<enums::Update> {
    let record = &call.world.records[uid];
    let (peer, msg_id) = (record.peer_for(viewer), record.id_for(viewer)?);
    mentioned.add(peer);
    let reactions = call.world.reactions(viewer, uid, mentioned);
    Some(
        types::UpdateMessageReactions {
            peer: peer.tl(),
            msg_id,
            top_msg_id: None,
            saved_peer_id: None,
            reactions,
        }
        .into(),
    )
}

fn send_reaction(call: &mut Call, request: f::messages::SendReaction) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let uid = call.world.found(call.me, peer, request.msg_id)?;
    let wanted = request.reaction.unwrap_or_default();
    let known = |reaction: &enums::Reaction| {
        matches!(reaction, enums::Reaction::Emoji(_) | enums::Reaction::CustomEmoji(_))
    };
    if !wanted.iter().all(known) {
        return Err(Refusal::bad("REACTION_INVALID"));
    }
    let me = call.me;
    let record = &mut call.world.records[uid];
    let own: Vec<_> = record.reactions.iter().filter(|(who, _)| *who == me).map(|(_, r)| r).collect();
    if own.into_iter().eq(wanted.iter()) {
        return Err(Refusal::bad("MESSAGE_NOT_MODIFIED"));
    }
    record.reactions.retain(|(who, _)| *who != me);
    record.reactions.extend(wanted.into_iter().map(|reaction| (me, reaction)));
    let viewers: Vec<i64> = match record.place {
        Place::Channel(id) => call.world.members(Peer::Channel(id)),
        _ => record.copies.iter().map(|(person, _)| *person).collect(),
    };
    for viewer in viewers {
        let mut mentioned = Mentioned::default();
        if let Some(update) = update(call, viewer, uid, &mut mentioned) {
            call.world.tell(viewer, update, &mentioned, Some(call.link));
        }
    }
    call.world.touch();
    let mut mentioned = Mentioned::default();
    let updates = update(call, me, uid, &mut mentioned).into_iter().collect();
    Ok(call.world.updates(me, updates, &mentioned))
}

fn get_messages_reactions(
    call: &mut Call,
    request: f::messages::GetMessagesReactions,
) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let mut mentioned = Mentioned::default();
    let found = request.id.iter().filter_map(|id| call.world.found(call.me, peer, *id).ok());
    let updates = found.filter_map(|uid| update(call, call.me, uid, &mut mentioned)).collect();
    Ok(call.world.updates(call.me, updates, &mentioned))
}
