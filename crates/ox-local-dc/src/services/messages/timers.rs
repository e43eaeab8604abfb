//! `messages.setHistoryTTL`: messages of a chat that delete themselves. When they do is `world::timers`.
//! Out of scope: the period that somebody wants for all her new chats, periods of topics.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::services::chats::announce;
use crate::world::peers::Peer;

/// A period is so many whole days at most.
const DAYS: i32 = 365;
const DAY: i32 = 86_400;

pub(crate) fn register(table: &mut Table) {
    table.serve(set_history_ttl);
}

fn may_change(call: &Call, peer: Peer) -> bool {
    match peer {
        Peer::User(_) => true,
        Peer::Group(id) => call.world.groups.get(&id).is_some_and(|group| group.rules(call.me)),
        Peer::Channel(id) => {
            call.world.channels.get(&id).is_some_and(|c| c.may(call.me, |rights| rights.change_info))
        }
    }
}

/// A service message says so to everybody; old messages stay.
fn set_history_ttl(call: &mut Call, request: f::messages::SetHistoryTtl) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let period = request.period;
    if !(0..=DAYS * DAY).contains(&period) || period % DAY != 0 {
        return Err(Refusal::bad("TTL_PERIOD_INVALID"));
    }
    if !may_change(call, peer) {
        return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
    }
    if let Peer::User(id) = peer {
        let blocked = call.world.resident(id).is_some_and(|other| other.blocked.contains(&call.me));
        if blocked {
            return Err(Refusal::bad("USER_IS_BLOCKED"));
        }
    }
    if !call.world.set_period(call.me, peer, period) {
        return Err(Refusal::bad("CHAT_NOT_MODIFIED"));
    }
    let action = types::MessageActionSetMessagesTtl { period, auto_setting_from: None };
    let mut updates = announce(call, peer, action)?;
    call.world.tell_period(call.me, peer, call.link);
    if let enums::Updates::Updates(updates) = &mut updates {
        let ttl_period = Some(period).filter(|period| *period > 0);
        updates.updates.push(types::UpdatePeerHistoryTtl { peer: peer.tl(), ttl_period }.into());
    }
    Ok(updates)
}
