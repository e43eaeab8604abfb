//! What one side of a chat is told about the other, and what Telegram is told about somebody.

use grammers_tl_types::{enums, functions as f, types};

use crate::client::Client;
use crate::people::{Town, channel, peer};

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

#[test]
fn a_report_asks_for_a_reason_and_the_last_of_them_for_words() {
    let town = Town::new();
    let mut alice = Client::of(&town.dc, town.alice);
    town.send("buy gold");
    let him = peer(&mut alice, "bob_user");
    let seen = town.dc.world().history(town.alice, town.bob)[0].id;
    let mut report = |id: i32, option: &[u8], words: &str| {
        let request = f::messages::Report {
            peer: him.clone(),
            id: vec![id],
            option: option.to_vec(),
            message: words.to_owned(),
        };
        alice.call(&request).map_err(|(_, text)| text)
    };
    let enums::ReportResult::ChooseOption(asked) = report(seen, b"", "").unwrap() else {
        panic!("reasons are shown")
    };
    let options: Vec<Vec<u8>> = asked
        .options
        .into_iter()
        .map(|option| {
            let enums::MessageReportOption::Option(option) = option;
            assert!(!option.text.is_empty());
            option.option
        })
        .collect();
    let (last, others) = options.split_last().unwrap();
    for option in others {
        assert_eq!(report(seen, option, "").unwrap(), enums::ReportResult::Reported);
    }
    let comment = types::ReportResultAddComment { optional: false, option: last.clone() };
    assert_eq!(report(seen, last, "").unwrap(), comment.into());
    assert_eq!(report(seen, last, "it is bronze").unwrap(), enums::ReportResult::Reported);
    assert_eq!(report(seen, b"boredom", "").unwrap_err(), "OPTION_INVALID");
    assert_eq!(report(77, b"", "").unwrap_err(), "MESSAGE_ID_INVALID");
}

#[test]
fn spam_in_a_group_is_reported_by_who_rules_and_a_reaction_by_whoever_sees_it() {
    let town = Town::new();
    let world = town.dc.world();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    let marked = world.add_channel("Place", None, false, &[town.alice, town.bob]).unwrap();
    let spam = world.send_as(town.bob, marked, "buy gold").unwrap();
    let ((hers, place), (his, from_him)) = (channel(&mut alice, marked), channel(&mut bob, marked));
    let him = peer(&mut alice, "bob_user");
    let request = f::channels::ReportSpam { channel: place, participant: him.clone(), id: vec![spam] };
    assert!(alice.call(&request).unwrap());
    let lost = f::channels::ReportSpam { id: vec![77], ..request.clone() };
    assert_eq!(alice.call(&lost).unwrap_err().1, "MESSAGE_ID_INVALID");
    let her = peer(&mut bob, "alice_user");
    let back = f::channels::ReportSpam { channel: from_him, participant: her, ..request };
    assert_eq!(bob.call(&back).unwrap_err().1, "CHAT_ADMIN_REQUIRED");
    let reaction = f::messages::SendReaction {
        big: false,
        add_to_recent: false,
        peer: his,
        msg_id: spam,
        reaction: Some(vec![types::ReactionEmoji { emoticon: "👎".to_owned() }.into()]),
    };
    let reported = f::messages::ReportReaction { peer: hers, id: spam, reaction_peer: him };
    assert_eq!(alice.call(&reported).unwrap_err().1, "USER_ID_INVALID");
    bob.call(&reaction).unwrap();
    assert!(alice.call(&reported).unwrap());
}
