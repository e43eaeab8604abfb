//! Invitation links of groups and channels: making one, looking at one, entering by one.
//! Out of scope: links with limits or requests, revoking, lists of links.

use grammers_tl_types::{enums, functions as f, types};

use super::auth::hex;
use super::chats::announce;
use crate::crypto::random;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::session::unix_seconds;
use crate::world::peers::{Peer, title_of};

pub(crate) fn register(table: &mut Table) {
    table.serve(export_chat_invite);
    table.serve(check_chat_invite);
    table.serve(import_chat_invite);
}

fn export_chat_invite(
    call: &mut Call,
    request: f::messages::ExportChatInvite,
) -> Answer<enums::ExportedChatInvite> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let allowed = match peer {
        Peer::User(_) => false,
        Peer::Group(id) => call.world.groups.get(&id).is_some_and(|group| group.rules(call.me)),
        Peer::Channel(id) => call.world.channels.get(&id).is_some_and(|channel| channel.rules(call.me)),
    };
    if !allowed {
        return Err(Refusal::bad("CHAT_ADMIN_REQUIRED"));
    }
    let hash = hex(&random::<8>());
    call.world.invites.insert(hash.clone(), peer);
    Ok(types::ChatInviteExported {
        revoked: false,
        permanent: true,
        request_needed: false,
        link: format!("https://t.me/+{hash}"),
        admin_id: call.me,
        date: unix_seconds(),
        start_date: None,
        expire_date: None,
        usage_limit: None,
        usage: None,
        requested: None,
        subscription_expired: None,
        title: None,
        subscription_pricing: None,
    }
    .into())
}

fn invited(call: &Call, hash: &str) -> Answer<Peer> {
    call.world.invites.get(hash).copied().ok_or_else(|| Refusal::bad("INVITE_HASH_INVALID"))
}

fn check_chat_invite(call: &mut Call, request: f::messages::CheckChatInvite) -> Answer<enums::ChatInvite> {
    let peer = invited(call, &request.hash)?;
    let members = call.world.members(peer);
    if members.contains(&call.me) {
        let chat = call.world.chat(call.me, peer);
        let chat = chat.ok_or_else(|| Refusal::bad("INVITE_HASH_INVALID"))?;
        return Ok(types::ChatInviteAlready { chat }.into());
    }
    let channel = match peer {
        Peer::Channel(id) => call.world.channels.get(&id),
        _ => None,
    };
    Ok(types::ChatInvite {
        channel: channel.is_some(),
        broadcast: channel.is_some_and(|channel| channel.broadcast),
        public: channel.is_some_and(|channel| channel.username.is_some()),
        megagroup: channel.is_some_and(|channel| !channel.broadcast),
        request_needed: false,
        verified: false,
        scam: false,
        fake: false,
        can_refulfill_subscription: false,
        title: title_of(call.world, peer),
        about: channel.map(|channel| channel.about.clone()),
        photo: types::PhotoEmpty { id: 0 }.into(),
        participants_count: members.len() as i32,
        participants: None,
        color: 0,
        subscription_pricing: None,
        subscription_form_id: None,
        bot_verification: None,
    }
    .into())
}

fn import_chat_invite(
    call: &mut Call,
    request: f::messages::ImportChatInvite,
) -> Answer<enums::messages::ChatInviteJoinResult> {
    let peer = invited(call, &request.hash)?;
    let inviter = match peer {
        Peer::Group(id) => call.world.groups.get(&id).map(|group| group.creator),
        Peer::Channel(id) => call.world.channels.get(&id).map(|channel| channel.creator),
        Peer::User(_) => None,
    };
    let inviter_id = inviter.ok_or_else(|| Refusal::bad("INVITE_HASH_INVALID"))?;
    if !call.world.enter_chat(peer, call.me, inviter_id) {
        return Err(Refusal::bad("USER_ALREADY_PARTICIPANT"));
    }
    let updates = announce(call, peer, types::MessageActionChatJoinedByLink { inviter_id })?;
    Ok(types::messages::ChatInviteJoinResultOk { updates }.into())
}
