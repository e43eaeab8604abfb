//! Who has read a message, and when: in small groups for a week, and in private chats of people who show when they
//! were online. What has been read is marked in `marks`.

use grammers_tl_types::enums::{self, PrivacyKey};
use grammers_tl_types::{functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::session::unix_seconds;
use crate::world::messages::Uid;
use crate::world::peers::Peer;

/// Members of a group in which it is told who has read.
const MOST_MEMBERS: usize = 100;
/// Seconds for which it is told.
const KEPT: i32 = 7 * 86_400;

pub(crate) fn register(table: &mut Table) {
    table.serve(get_message_read_participants);
    table.serve(get_outbox_read_date);
}

fn date_of(call: &Call, reader: i64, uid: Uid) -> Option<i32> {
    let record = &call.world.records[uid];
    let dialog = call.world.resident(reader)?.dialogs.get(&record.peer_for(reader))?;
    dialog.read_at(record.id_for(reader)?)
}

fn get_message_read_participants(
    call: &mut Call,
    request: f::messages::GetMessageReadParticipants,
) -> Answer<Vec<enums::ReadParticipantDate>> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let group = match peer {
        Peer::User(_) => false,
        Peer::Group(_) => true,
        Peer::Channel(id) => call.world.channels.get(&id).is_some_and(|channel| !channel.broadcast),
    };
    if !group {
        return Err(Refusal::bad("PEER_ID_INVALID"));
    }
    let members = call.world.members(peer);
    if members.len() > MOST_MEMBERS {
        return Err(Refusal::bad("CHAT_TOO_BIG"));
    }
    let uid = call.world.found(call.me, peer, request.msg_id);
    let uid = uid.map_err(|_| Refusal::bad("MSG_ID_INVALID"))?;
    let record = &call.world.records[uid];
    if record.date < unix_seconds() - KEPT {
        return Err(Refusal::bad("MSG_TOO_OLD"));
    }
    let others = members.into_iter().filter(|member| *member != record.author && *member != call.me);
    let mut read: Vec<(i32, i64)> =
        others.filter_map(|member| date_of(call, member, uid).map(|date| (date, member))).collect();
    read.sort_unstable();
    let row = |(date, user_id)| types::ReadParticipantDate { user_id, date }.into();
    Ok(read.into_iter().map(row).collect())
}

fn get_outbox_read_date(
    call: &mut Call,
    request: f::messages::GetOutboxReadDate,
) -> Answer<enums::OutboxReadDate> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let Peer::User(other) = peer else { return Err(Refusal::bad("PEER_ID_INVALID")) };
    let uid = call.world.found(call.me, peer, request.msg_id)?;
    let record = &call.world.records[uid];
    let key = PrivacyKey::StatusTimestamp;
    let pays = call.world.resident(call.me).is_some_and(|me| me.premium);
    match () {
        () if record.author != call.me => Err(Refusal::bad("MESSAGE_ID_INVALID")),
        () if record.date < unix_seconds() - KEPT => Err(Refusal::bad("MESSAGE_TOO_OLD")),
        () if !call.world.allows(other, call.me, &key) => Err(Refusal::new(403, "USER_PRIVACY_RESTRICTED")),
        () if !pays && !call.world.allows(call.me, other, &key) => {
            Err(Refusal::new(403, "YOUR_PRIVACY_RESTRICTED"))
        }
        () => {
            let date = date_of(call, other, uid).ok_or_else(|| Refusal::bad("MESSAGE_NOT_READ_YET"))?;
            Ok(types::OutboxReadDate { date }.into())
        }
    }
}
