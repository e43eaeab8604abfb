//! Voice chats of groups and channels: who begins, plans, names, leads and ends them, and who is told.

use std::time::{SystemTime, UNIX_EPOCH};

use grammers_tl_types::{RemoteCall, enums, functions as f, types};

use crate::client::{Client, told};
use crate::people::{Town, channel, group, peer, user};

fn now() -> i32 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i32
}

fn create(peer: enums::InputPeer) -> f::phone::CreateGroupCall {
    f::phone::CreateGroupCall { rtmp_stream: false, peer, random_id: 1, title: None, schedule_date: None }
}

/// What updates say about a voice chat: its new state, and the service message that goes with it.
fn news(updates: Vec<enums::Update>) -> (Option<enums::GroupCall>, Option<enums::MessageAction>) {
    let (mut call, mut action) = (None, None);
    for update in updates {
        let message = match update {
            enums::Update::GroupCall(update) => {
                call = Some(update.call);
                continue;
            }
            enums::Update::NewMessage(update) => update.message,
            enums::Update::NewChannelMessage(update) => update.message,
            _ => continue,
        };
        if let enums::Message::Service(message) = message {
            action = Some(message.action);
        }
    }
    (call, action)
}

fn ask<R: RemoteCall<Return = enums::Updates>>(
    client: &mut Client,
    request: &R,
) -> Result<(Option<enums::GroupCall>, Option<enums::MessageAction>), (i32, String)> {
    match client.call(request)? {
        enums::Updates::Updates(updates) => Ok(news(updates.updates)),
        other => panic!("{other:?}"),
    }
}

fn open(call: Option<enums::GroupCall>) -> types::GroupCall {
    match call {
        Some(enums::GroupCall::Call(call)) => call,
        other => panic!("{other:?}"),
    }
}

fn input(call: &types::GroupCall) -> enums::InputGroupCall {
    types::InputGroupCall { id: call.id, access_hash: call.access_hash }.into()
}

/// A megagroup that alice made and bob is in, with a voice chat.
struct Room {
    town: Town,
    alice: Client,
    bob: Client,
    peer: enums::InputPeer,
    channel: enums::InputChannel,
    marked: i64,
    call: enums::InputGroupCall,
}

impl Room {
    fn new() -> Room {
        let town = Town::new();
        let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
        let marked = town.dc.world().add_channel("Place", None, false, &[town.alice, town.bob]).unwrap();
        let (peer, channel) = channel(&mut alice, marked);
        let (call, _) = ask(&mut alice, &create(peer.clone())).unwrap();
        let call = input(&open(call));
        told(&mut bob);
        Room { town, alice, bob, peer, channel, marked, call }
    }
}

#[test]
fn a_voice_chat_is_announced_to_everybody_and_looked_up_from_the_group() {
    let town = Town::new();
    let world = town.dc.world();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    let tea = world.add_group("Tea", &[town.alice, town.bob]);
    told(&mut bob);
    let request = f::phone::CreateGroupCall { title: Some(" Talk ".to_owned()), ..create(group(tea)) };
    let (call, action) = ask(&mut alice, &request).unwrap();
    let hers = open(call);
    assert!(matches!(action, Some(enums::MessageAction::GroupCall(action)) if action.duration.is_none()));
    assert_eq!((hers.title.as_deref(), hers.can_change_join_muted), (Some("Talk"), true));
    let (call, action) = news(told(&mut bob));
    let his = open(call);
    assert!(matches!(action, Some(enums::MessageAction::GroupCall(action)) if action.call == input(&hers)));
    assert!(!his.can_change_join_muted);
    assert!(told(&mut alice).is_empty());

    let full = bob.call(&f::messages::GetFullChat { chat_id: -tea }).unwrap();
    let enums::messages::ChatFull::Full(full) = full;
    let enums::ChatFull::Full(shown) = full.full_chat else { panic!("a group") };
    assert_eq!(shown.call, Some(input(&his)));
    assert!(matches!(&full.chats[..], [enums::Chat::Chat(chat)] if chat.call_active));
    let found = bob.call(&f::phone::GetGroupCall { call: input(&his), limit: 10 }).unwrap();
    let enums::phone::GroupCall::Call(found) = found;
    assert_eq!(open(Some(found.call)), his);
    assert!(found.participants.is_empty());
    let (again, action) = ask(&mut alice, &create(group(tea))).unwrap();
    assert_eq!((open(again).id, action), (his.id, None));
}

#[test]
fn a_planned_voice_chat_is_no_active_one_until_it_is_started_and_starts_once() {
    let Room { town: _town, mut alice, mut bob, peer, channel, call, .. } = Room::new();
    alice.call(&f::phone::DiscardGroupCall { call }).unwrap();
    told(&mut bob);
    for date in [now() - 1, now() + 9 * 86_400] {
        let request = f::phone::CreateGroupCall { schedule_date: Some(date), ..create(peer.clone()) };
        assert_eq!(ask(&mut alice, &request).unwrap_err().1, "SCHEDULE_DATE_INVALID");
    }
    let date = now() + 3600;
    let request = f::phone::CreateGroupCall { schedule_date: Some(date), ..create(peer) };
    let (call, action) = ask(&mut alice, &request).unwrap();
    let planned = open(call);
    assert_eq!(planned.schedule_date, Some(date));
    assert!(matches!(action,
        Some(enums::MessageAction::GroupCallScheduled(action)) if action.schedule_date == date));
    let mut active = || {
        let request = f::channels::GetChannels { id: vec![channel.clone()] };
        match alice.call(&request).unwrap() {
            enums::messages::Chats::Chats(list) => match &list.chats[..] {
                [enums::Chat::Channel(channel)] => channel.call_active,
                other => panic!("{other:?}"),
            },
            other @ enums::messages::Chats::Slice(_) => panic!("{other:?}"),
        }
    };
    assert!(!active());
    let start = f::phone::StartScheduledGroupCall { call: input(&planned) };
    assert_eq!(ask(&mut bob, &start).unwrap_err(), (400, "CHAT_ADMIN_REQUIRED".to_owned()));
    told(&mut bob);
    let (call, _) = ask(&mut alice, &start).unwrap();
    let begun = open(call);
    assert_eq!(begun.schedule_date, None);
    assert!(begun.version > planned.version);
    let (call, action) = news(told(&mut bob));
    assert_eq!(open(call).schedule_date, None);
    assert!(matches!(action, Some(enums::MessageAction::GroupCall(_))));
    let again = ask(&mut alice, &start).unwrap_err();
    assert_eq!(again, (403, "GROUPCALL_ALREADY_STARTED".to_owned()));
}

#[test]
fn title_and_settings_are_changed_by_who_leads_and_told_to_members() {
    let Room { town, mut alice, mut bob, call, marked, .. } = Room::new();
    let title = |title: &str| f::phone::EditGroupCallTitle { call: call.clone(), title: title.to_owned() };
    let settings = |join_muted| f::phone::ToggleGroupCallSettings {
        reset_invite_hash: false,
        call: call.clone(),
        join_muted,
        messages_enabled: None,
        send_paid_messages_stars: None,
    };
    let required = (400, "CHAT_ADMIN_REQUIRED".to_owned());
    assert_eq!(ask(&mut bob, &title("His")).unwrap_err(), required);
    assert_eq!(ask(&mut bob, &settings(Some(true))).unwrap_err(), required);
    ask(&mut alice, &title("Hers")).unwrap();
    assert_eq!(open(news(told(&mut bob)).0).title.as_deref(), Some("Hers"));
    assert_eq!(ask(&mut alice, &title("Hers")).unwrap_err().1, "GROUPCALL_NOT_MODIFIED");
    ask(&mut alice, &settings(Some(true))).unwrap();
    assert!(open(news(told(&mut bob)).0).join_muted);
    assert_eq!(ask(&mut alice, &settings(Some(true))).unwrap_err().1, "GROUPCALL_NOT_MODIFIED");
    assert_eq!(ask(&mut alice, &settings(None)).unwrap_err().1, "GROUPCALL_NOT_MODIFIED");
    town.dc.world().promote(marked, town.bob, &["manage_call"]).unwrap();
    told(&mut alice);
    ask(&mut bob, &title("")).unwrap();
    assert_eq!(open(news(told(&mut alice)).0).title, None);
}

#[test]
fn people_are_invited_once_by_any_member() {
    let Room { town, mut alice, mut bob, call, .. } = Room::new();
    let carol = town.add("carol", "10003");
    let invited = |users| f::phone::InviteToGroupCall { call: call.clone(), users };
    let (her, him) = (user(&mut bob, "carol_user"), user(&mut bob, "alice_user"));
    ask(&mut bob, &invited(vec![her.clone()])).unwrap();
    let told_users = |client: &mut Client| match news(told(client)).1 {
        Some(enums::MessageAction::InviteToGroupCall(action)) => action.users,
        other => panic!("{other:?}"),
    };
    assert_eq!(told_users(&mut alice), [carol]);
    assert_eq!(ask(&mut bob, &invited(vec![her.clone()])).unwrap_err().1, "USER_ALREADY_INVITED");
    ask(&mut bob, &invited(vec![her, him])).unwrap();
    assert_eq!(told_users(&mut alice), [town.alice]);
}

#[test]
fn only_a_place_with_a_name_has_a_link_to_its_voice_chat() {
    let Room { town: _town, mut alice, channel, call, .. } = Room::new();
    let export = |can_self_unmute| f::phone::ExportGroupCallInvite { can_self_unmute, call: call.clone() };
    let refused = alice.call(&export(false)).unwrap_err();
    assert_eq!(refused, (403, "PUBLIC_CHANNEL_MISSING".to_owned()));
    let named = f::channels::UpdateUsername { channel, username: "talking_place".to_owned() };
    assert!(alice.call(&named).unwrap());
    let mut link = |unmuted| {
        let enums::phone::ExportedGroupCallInvite::Invite(invite) = alice.call(&export(unmuted)).unwrap();
        invite.link
    };
    assert_eq!(link(false), "https://t.me/talking_place?videochat");
    assert!(link(true).starts_with("https://t.me/talking_place?videochat="));
}

#[test]
fn an_ended_voice_chat_tells_how_long_it_was_and_is_not_to_be_reached_any_more() {
    let Room { town: _town, mut alice, mut bob, channel, call, .. } = Room::new();
    let discard = f::phone::DiscardGroupCall { call: call.clone() };
    assert_eq!(ask(&mut bob, &discard).unwrap_err(), (400, "CHAT_ADMIN_REQUIRED".to_owned()));
    ask(&mut alice, &discard).unwrap();
    let (ended, action) = news(told(&mut bob));
    assert!(matches!(ended, Some(enums::GroupCall::Discarded(_))), "{ended:?}");
    let Some(enums::MessageAction::GroupCall(action)) = action else { panic!("{action:?}") };
    assert!(action.duration.is_some());
    assert_eq!(ask(&mut alice, &discard).unwrap_err(), (400, "GROUPCALL_ALREADY_DISCARDED".to_owned()));
    let over = (403, "GROUPCALL_FORBIDDEN".to_owned());
    let found = f::phone::GetGroupCall { call: call.clone(), limit: 10 };
    assert_eq!(bob.call(&found).unwrap_err(), over);
    let title = f::phone::EditGroupCallTitle { call, title: "Late".to_owned() };
    assert_eq!(ask(&mut alice, &title).unwrap_err(), over);
    let enums::messages::ChatFull::Full(full) = alice.call(&f::channels::GetFullChannel { channel }).unwrap();
    let enums::ChatFull::ChannelFull(full) = full.full_chat else { panic!("a channel") };
    assert_eq!(full.call, None);
}

#[test]
fn voice_chats_are_refused_to_strangers_between_people_and_to_members_without_the_right() {
    let Room { town, mut alice, mut bob, marked, call, .. } = Room::new();
    let him = peer(&mut alice, "bob_user");
    assert_eq!(ask(&mut alice, &create(him)).unwrap_err().1, "PEER_ID_INVALID");
    let his = channel(&mut bob, marked).0;
    assert_eq!(ask(&mut bob, &create(his)).unwrap_err().1, "CHAT_ADMIN_REQUIRED");
    let carol = town.add("carol", "10003");
    let mut carol = Client::of(&town.dc, carol);
    let invalid = (400, "GROUPCALL_INVALID".to_owned());
    let found = |call| f::phone::GetGroupCall { call, limit: 10 };
    assert_eq!(carol.call(&found(call.clone())).unwrap_err(), invalid);
    let enums::InputGroupCall::Call(known) = call else { panic!("{call:?}") };
    let guessed = types::InputGroupCall { access_hash: known.access_hash ^ 1, ..known };
    assert_eq!(bob.call(&found(guessed.into())).unwrap_err(), invalid);
}
