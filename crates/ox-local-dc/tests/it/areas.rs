//! Topics, dates, drafts, votes and permissions as a raw client sees them: who is told, and in which words Telegram
//! refuses. The same areas from the real client library are in `peers`.

use std::time::{SystemTime, UNIX_EPOCH};

use grammers_tl_types::{enums, functions as f, types};

use crate::client::{Client, text, told};
use crate::people::{Town, dialogs, message, peer};

fn now() -> i32 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i32
}

/// A megagroup in which alice rules and bob is, as alice addresses it.
fn megagroup(town: &Town, client: &mut Client) -> (i64, enums::InputPeer, enums::InputChannel) {
    let marked = town.dc.world().add_channel("Place", None, false, &[town.alice, town.bob]).unwrap();
    let enums::messages::Dialogs::Dialogs(listed) = client.call(&dialogs(None)).unwrap() else {
        panic!("few chats fit a page")
    };
    let Some(enums::Chat::Channel(channel)) = listed.chats.first() else { panic!("{listed:?}") };
    let (channel_id, access_hash) = (channel.id, channel.access_hash.unwrap());
    let peer = types::InputPeerChannel { channel_id, access_hash }.into();
    (marked, peer, types::InputChannel { channel_id, access_hash }.into())
}

#[test]
fn a_message_waits_for_its_date_unseen_and_comes_when_it_is_due() {
    let town = Town::new();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    let mut elsewhere = Client::of(&town.dc, town.alice);
    let to = peer(&mut alice, "bob_user");
    let request =
        f::messages::SendMessage { schedule_date: Some(now() + 3600), ..message(to.clone(), "later", 1) };
    alice.call(&request).unwrap();
    assert!(matches!(told(&mut elsewhere)[..], [enums::Update::NewScheduledMessage(_)]));
    assert!(told(&mut bob).is_empty());
    assert!(town.dc.world().history(town.alice, town.bob).is_empty());
    town.dc.world().deliver_due_within(3000);
    assert!(told(&mut bob).is_empty());
    town.dc.world().deliver_due_within(3601);
    assert_eq!(bob.texts(), ["later"]);
    let ended = told(&mut elsewhere);
    let ended = ended.iter().find_map(|update| match update {
        enums::Update::DeleteScheduledMessages(gone) => Some(gone.sent_messages.clone()),
        _ => None,
    });
    let id = town.dc.world().history(town.alice, town.bob)[0].id;
    assert_eq!(ended, Some(Some(vec![id])));
    let waiting = alice.call(&f::messages::GetScheduledHistory { peer: to, hash: 0 }).unwrap();
    let enums::messages::Messages::Messages(waiting) = waiting else { panic!("{waiting:?}") };
    assert!(waiting.messages.is_empty());
}

#[test]
fn a_draft_is_told_to_other_sessions_and_lists_an_empty_chat() {
    let town = Town::new();
    let (mut first, mut second) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.alice));
    let to = peer(&mut first, "bob_user");
    let request = f::messages::SaveDraft {
        no_webpage: false,
        invert_media: false,
        reply_to: None,
        peer: to.clone(),
        message: "half".to_owned(),
        entities: None,
        media: None,
        effect: None,
        suggested_post: None,
        rich_message: None,
    };
    first.call(&request).unwrap();
    assert!(matches!(told(&mut second)[..], [enums::Update::DraftMessage(_)]));
    assert!(told(&mut first).is_empty());
    let enums::messages::Dialogs::Dialogs(listed) = first.call(&dialogs(None)).unwrap() else {
        panic!("few chats fit a page")
    };
    let Some(enums::Dialog::Dialog(dialog)) = listed.dialogs.first() else { panic!("{listed:?}") };
    assert!(matches!(&dialog.draft, Some(enums::DraftMessage::Message(draft)) if draft.message == "half"));
    first.call(&f::messages::SendMessage { clear_draft: true, ..message(to, "whole", 1) }).unwrap();
    let cleared = told(&mut second);
    assert!(cleared.iter().any(|update| matches!(update,
        enums::Update::DraftMessage(draft) if matches!(draft.draft, enums::DraftMessage::Empty(_)))));
}

#[test]
fn what_is_sent_into_a_topic_names_it_and_the_rest_is_general() {
    let town = Town::new();
    let mut alice = Client::of(&town.dc, town.alice);
    let (_, place, channel) = megagroup(&town, &mut alice);
    let replies = |msg_id| f::messages::GetReplies {
        peer: place.clone(),
        msg_id,
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 10,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let create = f::messages::CreateForumTopic {
        title_missing: false,
        peer: place.clone(),
        title: "News".to_owned(),
        icon_color: None,
        icon_emoji_id: None,
        random_id: 1,
        send_as: None,
    };
    assert_eq!(alice.call(&create).unwrap_err().1, "CHANNEL_FORUM_MISSING");
    alice.call(&f::channels::ToggleForum { channel, enabled: true, tabs: false }).unwrap();
    let enums::Updates::Updates(made) = alice.call(&create).unwrap() else { panic!("a topic is announced") };
    let Some(enums::Update::MessageId(topic)) = made.updates.first() else { panic!("{made:?}") };
    let topic = topic.id;
    let into = |top_msg_id: Option<i32>, reply_to_msg_id| {
        Some(enums::InputReplyTo::Message(types::InputReplyToMessage {
            reply_to_msg_id,
            top_msg_id,
            reply_to_peer_id: None,
            quote_text: None,
            quote_entities: None,
            quote_offset: None,
            monoforum_peer_id: None,
            todo_item_id: None,
            poll_option: None,
        }))
    };
    let filed =
        f::messages::SendMessage { reply_to: into(None, topic), ..message(place.clone(), "filed", 2) };
    alice.call(&filed).unwrap();
    alice.call(&message(place.clone(), "unfiled", 3)).unwrap();
    let mut texts = |id| {
        let enums::messages::Messages::ChannelMessages(page) = alice.call(&replies(id)).unwrap() else {
            panic!("a channel's messages")
        };
        let plain = page.messages.iter().filter(|message| matches!(message, enums::Message::Message(_)));
        plain.map(text).collect::<Vec<_>>()
    };
    assert_eq!(texts(topic), ["filed"]);
    assert_eq!(texts(1), ["unfiled"]);
    let gone = f::messages::SendMessage { reply_to: into(Some(77), 77), ..message(place, "lost", 4) };
    assert_eq!(alice.call(&gone).unwrap_err().1, "TOPIC_DELETED");
}

#[test]
fn slow_mode_holds_back_members_but_not_who_rules() {
    let town = Town::new();
    let mut alice = Client::of(&town.dc, town.alice);
    let (marked, place, channel) = megagroup(&town, &mut alice);
    let world = town.dc.world();
    alice.call(&f::channels::ToggleSlowMode { channel: channel.clone(), seconds: 60 }).unwrap();
    let odd = alice.call(&f::channels::ToggleSlowMode { channel, seconds: 61 }).unwrap_err();
    assert_eq!(odd.1, "SECONDS_INVALID");
    world.send_as(town.bob, marked, "one").unwrap();
    let refused = world.send_as(town.bob, marked, "two").unwrap_err();
    assert!(refused.code == 420 && refused.text.starts_with("SLOWMODE_WAIT_"), "{refused}");
    for number in 0..3 {
        alice.call(&message(place.clone(), "any time", number + 10)).unwrap();
    }
}

#[test]
fn an_archived_chat_is_in_its_folder_only_and_the_difference_says_so() {
    let town = Town::new();
    let (mut first, mut second) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.alice));
    town.send("hello");
    let to = peer(&mut first, "bob_user");
    told(&mut second);
    let folder_peers = vec![types::InputFolderPeer { peer: to, folder_id: 1 }.into()];
    first.call(&f::folders::EditPeerFolders { folder_peers }).unwrap();
    let moved = told(&mut second);
    let [enums::Update::FolderPeers(moved)] = &moved[..] else { panic!("{moved:?}") };
    assert_eq!((moved.pts_count, moved.folder_peers.len()), (1, 1));
    for (folder, expected) in [(Some(0), 0), (Some(1), 1), (None, 1)] {
        let enums::messages::Dialogs::Dialogs(listed) = first.call(&dialogs(folder)).unwrap() else {
            panic!("one chat fits a page")
        };
        assert_eq!(listed.dialogs.len(), expected, "folder {folder:?}");
    }
}

#[test]
fn groups_in_common_are_counted_and_channels_are_not() {
    let town = Town::new();
    let mut alice = Client::of(&town.dc, town.alice);
    let both = [town.alice, town.bob];
    let (user, world) = (peer(&mut alice, "bob_user"), town.dc.world());
    world.add_group("Tea", &both);
    world.add_group("Alone", &both[..1]);
    world.add_channel("Place", None, false, &both).unwrap();
    world.add_channel("News", None, true, &both).unwrap();
    let enums::InputPeer::User(bob) = user else { panic!("{user:?}") };
    let id: enums::InputUser = types::InputUser { user_id: bob.user_id, access_hash: bob.access_hash }.into();
    let enums::users::UserFull::Full(full) = alice.call(&f::users::GetFullUser { id: id.clone() }).unwrap();
    let enums::UserFull::Full(full) = full.full_user;
    assert_eq!(full.common_chats_count, 2);
    let request = f::messages::GetCommonChats { user_id: id, max_id: 0, limit: 100 };
    let enums::messages::Chats::Chats(common) = alice.call(&request).unwrap() else { panic!("a slice") };
    assert_eq!(common.chats.len(), 2);
}
