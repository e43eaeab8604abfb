//! Messages that wait for their date: looking at them, editing, sending them early, dropping them.
//! When they are due is in `world::schedule`. Out of scope: repetition, a channel's administrators sharing them.

use grammers_tl_types::{enums, functions as f, types};

use super::history::listed;
use super::send::{Change, apply, sent};
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::messages::{Draft, Uid};
use crate::world::peers::{Mentioned, Peer};
use crate::world::schedule;

pub(crate) fn register(table: &mut Table) {
    table.serve(get_scheduled_history);
    table.serve(get_scheduled_messages);
    table.serve(send_scheduled_messages);
    table.serve(delete_scheduled_messages);
}

/// Keeps drafts for a date and says so to all of the caller's sessions.
pub(crate) fn keep(call: &mut Call, peer: Peer, drafts: Vec<Draft>, date: i32) -> Answer<enums::Updates> {
    if call.world.resident(call.me).is_some_and(|me| me.bot) {
        return Err(Refusal::bad("SCHEDULE_BOT_NOT_ALLOWED"));
    }
    let mut kept = Vec::new();
    for draft in drafts {
        let random_id = draft.random_id;
        kept.push((call.world.schedule(call.me, peer, draft, date)?, random_id));
    }
    let id = |uid: &Uid| call.world.records[*uid].copies.first().map_or(0, |(_, id)| *id);
    let ids =
        kept.iter().map(|(uid, random_id)| types::UpdateMessageId { id: id(uid), random_id: *random_id });
    let mut updates: Vec<enums::Update> = ids.map(Into::into).collect();
    let mut mentioned = Mentioned::default();
    for (uid, _) in &kept {
        updates.extend(told(call, *uid, &mut mentioned));
    }
    Ok(call.world.updates(call.me, updates, &mentioned))
}

/// The update about a waiting message; pushed to the caller's other sessions.
fn told(call: &Call, uid: Uid, mentioned: &mut Mentioned) -> Option<enums::Update> {
    let message = call.world.render(call.me, uid, mentioned)?;
    let update: enums::Update = types::UpdateNewScheduledMessage { message }.into();
    call.world.tell(call.me, update.clone(), mentioned, Some(call.link));
    Some(update)
}

fn waiting(call: &Call, peer: Peer) -> Vec<(i32, Uid)> {
    let all = call.world.resident(call.me).into_iter().flat_map(|me| &me.scheduled);
    let here = all.filter(|((other, _), _)| *other == peer);
    let mut here: Vec<(i32, Uid)> = here.map(|((_, id), uid)| (*id, *uid)).collect();
    // The one that is due last comes first.
    here.sort_by_key(|(id, uid)| std::cmp::Reverse((call.world.records[*uid].date, *id)));
    here
}

fn shown(call: &Call, peer: Peer, uids: &[Uid]) -> enums::messages::Messages {
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    let messages: Vec<_> =
        uids.iter().filter_map(|uid| call.world.render(call.me, *uid, &mut mentioned)).collect();
    let count = messages.len();
    listed(call, messages, count, None, &mentioned)
}

fn get_scheduled_history(
    call: &mut Call,
    request: f::messages::GetScheduledHistory,
) -> Answer<enums::messages::Messages> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let uids: Vec<Uid> = waiting(call, peer).into_iter().map(|(_, uid)| uid).collect();
    Ok(shown(call, peer, &uids))
}

fn get_scheduled_messages(
    call: &mut Call,
    request: f::messages::GetScheduledMessages,
) -> Answer<enums::messages::Messages> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let waiting = waiting(call, peer);
    let found = request.id.iter().filter_map(|id| waiting.iter().find(|(known, _)| known == id));
    let uids: Vec<Uid> = found.map(|(_, uid)| *uid).collect();
    Ok(shown(call, peer, &uids))
}

fn unscheduled(peer: Peer, messages: Vec<i32>, sent_messages: Option<Vec<i32>>) -> enums::Update {
    types::UpdateDeleteScheduledMessages { peer: peer.tl(), messages, sent_messages }.into()
}

fn send_scheduled_messages(
    call: &mut Call,
    request: f::messages::SendScheduledMessages,
) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let mut posted = Vec::new();
    for id in &request.id {
        posted.push((call.world.send_scheduled(call.me, peer, *id, Some(call.link))?, 0));
    }
    let ids: Vec<i32> = posted.iter().map(|(posted, _)| posted.id).collect();
    call.world.tell_unscheduled(call.me, peer, request.id.clone(), Some(ids.clone()), Some(call.link));
    let mut answer = sent(call, &posted);
    if let enums::Updates::Updates(updates) = &mut answer {
        updates.updates.retain(|update| !matches!(update, enums::Update::MessageId(_)));
        updates.updates.insert(0, unscheduled(peer, request.id, Some(ids)));
    }
    Ok(answer)
}

fn delete_scheduled_messages(
    call: &mut Call,
    request: f::messages::DeleteScheduledMessages,
) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    if let Some(me) = call.world.people.get_mut(&call.me) {
        for id in &request.id {
            me.scheduled.remove(&(peer, *id));
        }
    }
    call.world.tell_unscheduled(call.me, peer, request.id.clone(), None, Some(call.link));
    call.world.touch();
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    Ok(call.world.updates(call.me, vec![unscheduled(peer, request.id, None)], &mentioned))
}

/// Changes a waiting message, or its date.
pub(crate) fn edit(call: &mut Call, peer: Peer, request: f::messages::EditMessage) -> Answer<enums::Updates> {
    let known = waiting(call, peer).into_iter().find(|(id, _)| *id == request.id);
    let (id, uid) = known.ok_or_else(|| Refusal::bad("MESSAGE_ID_INVALID"))?;
    let date = schedule::waits(request.schedule_date)?;
    let moved = date.is_some_and(|date| date != call.world.records[uid].date);
    let change = Change {
        text: request.message.map(|text| (text, request.entities.unwrap_or_default())),
        media: request.media,
        markup: request.reply_markup,
    };
    match apply(call, uid, change) {
        Err(refusal) if refusal.text == "MESSAGE_NOT_MODIFIED" && moved => {}
        outcome => outcome?,
    }
    let Some(date) = date else {
        let posted = call.world.send_scheduled(call.me, peer, id, Some(call.link))?;
        return Ok(sent(call, &[(posted, 0)]));
    };
    call.world.records[uid].date = date;
    call.world.alarm.notify_one();
    let mut mentioned = Mentioned::default();
    let updates = told(call, uid, &mut mentioned).into_iter().collect();
    Ok(call.world.updates(call.me, updates, &mentioned))
}
