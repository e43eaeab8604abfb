//! `updates.*`: the state, and the difference since a pts, for people and for channels.
//! Out of scope: secret chats (`qts` stays 0), `seq`, `differenceTooLong`.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Table};
use crate::session::unix_seconds;
use crate::world::peers::{Mentioned, Peer};
use crate::world::updates::Slice;

/// Events told in one difference at most.
const LIMIT: usize = 1000;

pub(crate) fn register(table: &mut Table) {
    table.serve(get_state);
    table.serve(get_difference);
    table.serve(get_channel_difference);
}

/// Where a person's update log stands; `pts` instead of its end when only a part was told.
pub(crate) fn state(call: &Call, pts: Option<i32>) -> types::updates::State {
    let me = call.world.resident(call.me);
    let unread_count = me.map_or(0, |me| me.dialogs.values().filter(|dialog| dialog.unread > 0).count());
    types::updates::State {
        pts: pts.unwrap_or_else(|| me.map_or(1, |me| me.pts)),
        qts: 0,
        date: unix_seconds(),
        seq: 0,
        unread_count: unread_count as i32,
    }
}

fn get_state(call: &mut Call, _: f::updates::GetState) -> Answer<enums::updates::State> {
    Ok(state(call, None).into())
}

fn get_difference(call: &mut Call, request: f::updates::GetDifference) -> Answer<enums::updates::Difference> {
    let world = &*call.world;
    let limit = request.pts_limit.map_or(LIMIT, |limit| (limit.max(1) as usize).min(LIMIT));
    let mut mentioned = Mentioned::default();
    let Slice { messages, mut others, pts, more } =
        world.slice(call.me, None, request.pts, limit, &mut mentioned);
    let subscribed = world.resident(call.me).into_iter().flat_map(|me| me.dialogs.keys());
    for peer in subscribed {
        let Peer::Channel(channel_id) = *peer else { continue };
        let changed = world.channels.get(&channel_id).filter(|channel| channel.changed >= request.date);
        if let Some(channel) = changed {
            mentioned.add(*peer);
            let pts = Some(channel.pts);
            others.push(types::UpdateChannelTooLong { channel_id, pts }.into());
        }
    }
    if messages.is_empty() && others.is_empty() && !more && pts == request.pts {
        return Ok(types::updates::DifferenceEmpty { date: unix_seconds(), seq: 0 }.into());
    }
    let (users, chats) = world.gather(call.me, &mentioned);
    let (new_messages, other_updates) = (messages, others);
    let new_encrypted_messages = Vec::new();
    if more {
        let intermediate_state = state(call, Some(pts)).into();
        return Ok(types::updates::DifferenceSlice {
            new_messages,
            new_encrypted_messages,
            other_updates,
            chats,
            users,
            intermediate_state,
        }
        .into());
    }
    let state = state(call, Some(pts)).into();
    Ok(types::updates::Difference {
        new_messages,
        new_encrypted_messages,
        other_updates,
        chats,
        users,
        state,
    }
    .into())
}

fn get_channel_difference(
    call: &mut Call,
    request: f::updates::GetChannelDifference,
) -> Answer<enums::updates::ChannelDifference> {
    let world = &*call.world;
    let id = world.input_channel(call.me, &request.channel)?;
    let limit = (request.limit.max(1) as usize).min(LIMIT);
    let mut mentioned = Mentioned::default();
    let Slice { messages, others, pts, more } =
        world.slice(call.me, Some(id), request.pts, limit, &mut mentioned);
    let (r#final, timeout) = (!more, Some(30));
    if messages.is_empty() && others.is_empty() && !more {
        return Ok(types::updates::ChannelDifferenceEmpty { r#final, pts, timeout }.into());
    }
    mentioned.add(Peer::Channel(id));
    let (users, chats) = world.gather(call.me, &mentioned);
    Ok(types::updates::ChannelDifference {
        r#final,
        pts,
        timeout,
        new_messages: messages,
        other_updates: others,
        chats,
        users,
    }
    .into())
}
