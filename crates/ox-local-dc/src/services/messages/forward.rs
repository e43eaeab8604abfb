//! Messages about messages: forwarding, pinning and unpinning.
//! Out of scope: forwarding with a comment (two calls do it), hidden forwards, pins for one side only.

use std::collections::HashMap;

use grammers_tl_types::{enums, functions as f, types};

use super::send::{Answered, answered, sent};
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::forums::in_thread;
use crate::world::messages::{Draft, Forward, Stamp, Uid};
use crate::world::peers::{Mentioned, Peer};
use crate::world::people::Resident;
use crate::world::schedule;

pub(crate) fn register(table: &mut Table) {
    table.serve(forward_messages);
    table.serve(update_pinned_message);
    table.serve(unpin_all_messages);
}

/// The header of a forwarded copy; a copy of a copy names the first author.
fn origin(call: &Call, uid: Uid, from: Peer, id: i32) -> Forward {
    let record = &call.world.records[uid];
    let saved = Some((from, id));
    if let Some(forward) = &record.forward {
        return Forward { saved, ..forward.clone() };
    }
    let hidden = match record.speaker() {
        Peer::User(id) if !call.world.allows(id, call.me, &enums::PrivacyKey::Forwards) => Some(id),
        _ => None,
    };
    Forward {
        from: hidden.is_none().then(|| record.speaker()),
        name: hidden.and_then(|id| call.world.resident(id)).map(Resident::full_name),
        date: record.date,
        post: record.post.then_some(id),
        saved,
    }
}

fn forward_messages(call: &mut Call, request: f::messages::ForwardMessages) -> Answer<enums::Updates> {
    let from = call.world.input_peer(call.me, &request.from_peer)?;
    let to = call.world.input_peer(call.me, &request.to_peer)?;
    if request.id.len() != request.random_id.len() {
        return Err(Refusal::bad("RANDOM_ID_INVALID"));
    }
    if call.world.keeps_to_itself(from) {
        return Err(Refusal::bad("CHAT_FORWARDS_RESTRICTED"));
    }
    let mut found = Vec::new();
    for (id, random_id) in request.id.iter().zip(&request.random_id) {
        if let Ok(uid) = call.world.found(call.me, from, *id) {
            found.push((*id, *random_id, uid));
        }
    }
    if found.is_empty() {
        return Err(Refusal::bad("MESSAGE_ID_INVALID"));
    }
    let Answered { reply_to, top, quote } = answered(request.reply_to);
    let top = request.top_msg_id.or(top);
    let mut albums = HashMap::new();
    let mut drafts = Vec::with_capacity(found.len());
    for (id, random_id, uid) in found {
        let forward = (!request.drop_author).then(|| origin(call, uid, from, id));
        let record = call.world.records[uid].clone();
        if record.action.is_some() || record.noforwards {
            return Err(Refusal::bad("MESSAGE_ID_INVALID"));
        }
        let bare = request.drop_media_captions && record.media.is_some();
        let album = record.album.map(|album| *albums.entry(album).or_insert_with(|| call.world.number()));
        let draft = Draft {
            text: if bare { String::new() } else { record.text },
            entities: if bare { Vec::new() } else { record.entities },
            media: record.media,
            forward,
            reply_to: reply_to.or(top),
            top,
            quote: quote.clone(),
            noforwards: request.noforwards,
            silent: request.silent,
            via_bot: record.via_bot,
            album,
            random_id,
            ..Draft::default()
        };
        drafts.push(draft);
    }
    if let Some(date) = schedule::waits(request.schedule_date)? {
        return super::scheduled::keep(call, to, drafts, date);
    }
    let mut posted = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let random_id = draft.random_id;
        posted.push((call.world.post(call.me, to, draft, Some(call.link))?, random_id));
    }
    Ok(sent(call, &posted))
}

fn may_pin(call: &Call, peer: Peer) -> Answer<()> {
    let allowed = match peer {
        Peer::User(_) | Peer::Group(_) => true,
        Peer::Channel(id) => {
            call.world.channels.get(&id).is_some_and(|c| c.may(call.me, |rights| rights.pin_messages))
        }
    };
    match allowed {
        true => Ok(()),
        false => Err(Refusal::bad("CHAT_ADMIN_REQUIRED")),
    }
}

fn update_pinned_message(
    call: &mut Call,
    request: f::messages::UpdatePinnedMessage,
) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    may_pin(call, peer)?;
    let uid = call.world.found(call.me, peer, request.id)?;
    if call.world.records[uid].pinned != request.unpin {
        return Err(Refusal::bad("CHAT_NOT_MODIFIED"));
    }
    let Stamp { pts, count: pts_count } = call.world.pin(call.me, uid, !request.unpin, Some(call.link));
    let (pinned, messages) = (!request.unpin, vec![request.id]);
    let mut updates = vec![match peer {
        Peer::Channel(channel_id) => {
            types::UpdatePinnedChannelMessages { pinned, channel_id, messages, pts, pts_count }.into()
        }
        peer => {
            let peer = peer.tl();
            types::UpdatePinnedMessages { pinned, peer, messages, pts, pts_count }.into()
        }
    }];
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    // Nobody needs to be told about a pin in her own chat.
    if pinned && peer != Peer::User(call.me) {
        let action = Some(enums::MessageAction::PinMessage);
        let draft = Draft { action, reply_to: Some(request.id), ..Draft::default() };
        let posted = call.world.post(call.me, peer, draft, Some(call.link))?;
        let Stamp { pts, count: pts_count } = posted.stamp;
        let message = call.world.render(call.me, posted.uid, &mut mentioned);
        updates.extend(message.map(|message| match peer {
            Peer::Channel(_) => types::UpdateNewChannelMessage { message, pts, pts_count }.into(),
            _ => enums::Update::from(types::UpdateNewMessage { message, pts, pts_count }),
        }));
    }
    Ok(call.world.updates(call.me, updates, &mentioned))
}

fn unpin_all_messages(
    call: &mut Call,
    request: f::messages::UnpinAllMessages,
) -> Answer<enums::messages::AffectedHistory> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    may_pin(call, peer)?;
    let ids = call.world.messages_of(call.me, peer).into_iter().flatten();
    let topic = |uid: &Uid| match (peer, request.top_msg_id) {
        (Peer::Channel(id), Some(top)) => {
            let channel = call.world.channels.get(&id);
            channel.is_some_and(|channel| in_thread(channel, &call.world.records[*uid], top))
        }
        _ => true,
    };
    let pinned = ids.map(|(_, uid)| *uid).filter(|uid| call.world.records[*uid].pinned && topic(uid));
    let mut total = Stamp { pts: call.world.resident(call.me).map_or(0, |me| me.pts), count: 0 };
    for uid in pinned.collect::<Vec<_>>() {
        let Stamp { pts, count } = call.world.pin(call.me, uid, false, Some(call.link));
        total = Stamp { pts, count: total.count + count };
    }
    let Stamp { pts, count: pts_count } = total;
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}
