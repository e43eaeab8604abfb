//! Voting: a vote, who voted, how a poll stands. What a poll is lives in `world::polls`.
//! Out of scope: adding answers later, unread votes, statistics.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::files::Media;
use crate::world::messages::Place;
use crate::world::peers::{Mentioned, Peer};

pub(crate) fn register(table: &mut Table) {
    table.serve(send_vote);
    table.serve(get_poll_results);
    table.serve(get_poll_votes);
}

/// The poll on a message.
fn poll_on(call: &Call, peer: Peer, message: i32) -> Answer<i64> {
    let uid = call.world.found(call.me, peer, message)?;
    match &call.world.records[uid].media {
        Some(Media::Poll(id)) => Ok(*id),
        _ => Err(Refusal::bad("MESSAGE_ID_INVALID")),
    }
}

/// Everybody who sees a poll somewhere.
fn audience(call: &Call, id: i64) -> Vec<i64> {
    let shown = call.world.polls.get(&id).into_iter().flat_map(|poll| &poll.shown);
    let viewers = shown.flat_map(|uid| match call.world.records[*uid].place {
        Place::Channel(id) => call.world.members(Peer::Channel(id)),
        _ => call.world.records[*uid].copies.iter().map(|(person, _)| *person).collect(),
    });
    let viewers: std::collections::BTreeSet<i64> = viewers.collect();
    viewers.into_iter().collect()
}

/// How a poll stands, for the caller.
fn standing(call: &Call, id: i64) -> enums::Updates {
    let mut mentioned = Mentioned::default();
    let updates = call.world.poll_update(call.me, id, &mut mentioned).into_iter().collect();
    call.world.updates(call.me, updates, &mentioned)
}

fn send_vote(call: &mut Call, request: f::messages::SendVote) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let id = poll_on(call, peer, request.msg_id)?;
    let poll = call.world.polls.get_mut(&id).ok_or_else(|| Refusal::bad("MESSAGE_ID_INVALID"))?;
    poll.vote(call.me, request.options)?;
    tell(call, id);
    Ok(standing(call, id))
}

fn tell(call: &Call, id: i64) {
    for viewer in audience(call, id) {
        let mut mentioned = Mentioned::default();
        if let Some(update) = call.world.poll_update(viewer, id, &mut mentioned) {
            call.world.tell(viewer, update, &mentioned, Some(call.link));
        }
    }
    call.world.touch();
}

/// Ends a poll; that is the only edit of one.
pub(crate) fn close(call: &mut Call, id: i64) -> Answer<enums::Updates> {
    let poll = call.world.polls.get_mut(&id).ok_or_else(|| Refusal::bad("MESSAGE_ID_INVALID"))?;
    if poll.question.closed {
        return Err(Refusal::bad("MESSAGE_NOT_MODIFIED"));
    }
    poll.question.closed = true;
    tell(call, id);
    Ok(standing(call, id))
}

fn get_poll_results(call: &mut Call, request: f::messages::GetPollResults) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let id = poll_on(call, peer, request.msg_id)?;
    Ok(standing(call, id))
}

fn get_poll_votes(call: &mut Call, request: f::messages::GetPollVotes) -> Answer<enums::messages::VotesList> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let id = poll_on(call, peer, request.id)?;
    let poll = call.world.polls.get(&id).ok_or_else(|| Refusal::bad("MESSAGE_ID_INVALID"))?;
    if !poll.votes.contains_key(&call.me) && !poll.question.closed {
        return Err(Refusal::new(403, "POLL_VOTE_REQUIRED"));
    }
    if !poll.question.public_voters {
        return Err(Refusal::new(403, "BROADCAST_FORBIDDEN"));
    }
    let votes = call.world.votes(id, request.option.as_deref());
    let skipped: usize = request.offset.and_then(|offset| offset.parse().ok()).unwrap_or(0);
    let reached = skipped + request.limit.clamp(1, 100) as usize;
    let next_offset = (reached < votes.len()).then(|| reached.to_string());
    let mut mentioned = Mentioned::default();
    let count = votes.len() as i32;
    let page = votes.into_iter().take(reached).skip(skipped);
    let votes = page.inspect(|vote| mentioned.add(Peer::from(&vote.peer))).map(Into::into).collect();
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::messages::VotesList { count, votes, chats, users, next_offset }.into())
}
