//! What one side of a chat is told about the other.

use grammers_tl_types::{enums, functions as f, types};

use crate::client::Client;
use crate::people::{Town, peer};

#[test]
fn a_screenshot_is_told_as_a_message_that_answers_the_one_on_it() {
    let town = Town::new();
    let mut alice = Client::of(&town.dc, town.alice);
    town.send("look");
    let world = town.dc.world();
    let seen = world.history(town.alice, town.bob)[0].id;
    let reply_to = types::InputReplyToMessage {
        reply_to_msg_id: seen,
        top_msg_id: None,
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    };
    let bob = peer(&mut alice, "bob_user");
    let taken = f::messages::SendScreenshotNotification {
        peer: bob.clone(),
        reply_to: reply_to.into(),
        random_id: 7,
    };
    alice.call(&taken).unwrap();
    assert!(alice.call(&f::messages::ReportSpam { peer: bob }).unwrap());
    let lines = world.history(town.bob, town.alice);
    let told = lines.last().unwrap();
    assert_eq!(told.action.as_deref(), Some("messageActionScreenshotTaken"));
    assert_eq!(told.reply_to, Some(lines[0].id));
}

#[test]
fn public_channels_are_listed_for_who_made_them() {
    let town = Town::new();
    let world = town.dc.world();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    world.add_channel("Public", Some("public_place"), true, &[town.alice, town.bob]).unwrap();
    world.add_channel("Private", None, true, &[town.alice, town.bob]).unwrap();
    let asked = f::channels::GetAdminedPublicChannels {
        by_location: false,
        check_limit: false,
        for_personal: false,
        for_community_peer: false,
    };
    let titles = |client: &mut Client| match client.call(&asked).unwrap() {
        enums::messages::Chats::Chats(list) => list
            .chats
            .into_iter()
            .map(|chat| match chat {
                enums::Chat::Channel(channel) => channel.title,
                other => panic!("{other:?}"),
            })
            .collect::<Vec<_>>(),
        other @ enums::messages::Chats::Slice(_) => panic!("{other:?}"),
    };
    assert_eq!(titles(&mut alice), ["Public"]);
    assert!(titles(&mut bob).is_empty());
}
