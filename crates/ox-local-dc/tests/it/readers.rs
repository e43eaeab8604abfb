//! Who has read a message and when, and who is not told.

use grammers_tl_types::enums::{self, InputPrivacyKey as Key, InputPrivacyRule as Rule};
use grammers_tl_types::{functions as f, types};

use crate::client::Client;
use crate::people::{Town, channel, group, peer};

fn readers(client: &mut Client, peer: enums::InputPeer, msg_id: i32) -> Result<Vec<i64>, String> {
    let request = f::messages::GetMessageReadParticipants { peer, msg_id };
    let id = |row: enums::ReadParticipantDate| {
        let enums::ReadParticipantDate::Date(row) = row;
        assert!(row.date > 0);
        row.user_id
    };
    let rows = client.call(&request).map_err(|(_, text)| text)?;
    Ok(rows.into_iter().map(id).collect())
}

#[test]
fn readers_of_a_group_are_those_who_read_it_without_who_wrote_and_who_asks() {
    let town = Town::new();
    let world = town.dc.world();
    let carol = town.add("carol", "10003");
    let mut alice = Client::of(&town.dc, town.alice);
    let members = [town.alice, town.bob, carol];
    let tea = world.add_group("Tea", &members);
    let place = world.add_channel("Place", None, false, &members).unwrap();
    for (marked, addressed) in [(tea, group(tea)), (place, channel(&mut alice, place).0)] {
        let id = world.send_as(town.alice, marked, "news").unwrap();
        assert!(readers(&mut alice, addressed.clone(), id).unwrap().is_empty());
        world.read_as(carol, marked);
        assert_eq!(readers(&mut alice, addressed.clone(), id).unwrap(), [carol]);
        let later = world.send_as(town.alice, marked, "more news").unwrap();
        world.read_as(town.bob, marked);
        assert_eq!(readers(&mut alice, addressed.clone(), later).unwrap(), [town.bob]);
        let mut both = readers(&mut alice, addressed, id).unwrap();
        both.sort_unstable();
        assert_eq!(both, [town.bob, carol]);
    }
}

#[test]
fn who_has_read_is_not_told_of_people_channels_crowds_and_messages_that_are_not_there() {
    let town = Town::new();
    let world = town.dc.world();
    let mut alice = Client::of(&town.dc, town.alice);
    let both = [town.alice, town.bob];
    let him = peer(&mut alice, "bob_user");
    let private = world.send_as(town.alice, town.bob, "hello").unwrap();
    assert_eq!(readers(&mut alice, him, private).unwrap_err(), "PEER_ID_INVALID");
    let news = world.add_channel("News", None, true, &both).unwrap();
    let post = world.send_as(town.alice, news, "news").unwrap();
    let addressed = channel(&mut alice, news).0;
    assert_eq!(readers(&mut alice, addressed, post).unwrap_err(), "PEER_ID_INVALID");
    let place = world.add_channel("Place", None, false, &both).unwrap();
    let addressed = channel(&mut alice, place).0;
    assert_eq!(readers(&mut alice, addressed.clone(), 77).unwrap_err(), "MSG_ID_INVALID");
    let id = world.send_as(town.alice, place, "hello").unwrap();
    world.crowd(place, 98);
    assert!(readers(&mut alice, addressed.clone(), id).unwrap().is_empty());
    world.crowd(place, 1);
    assert_eq!(readers(&mut alice, addressed, id).unwrap_err(), "CHAT_TOO_BIG");
}

#[test]
fn after_a_week_nobody_is_told_any_more() {
    const WEEK: i32 = 7 * 86_400;
    let town = Town::new();
    let world = town.dc.world();
    let mut alice = Client::of(&town.dc, town.alice);
    let tea = world.add_group("Tea", &[town.alice, town.bob]);
    let news = world.send_as(town.alice, tea, "news").unwrap();
    let hello = world.send_as(town.alice, town.bob, "hello").unwrap();
    world.read_as(town.bob, tea);
    world.read_as(town.bob, town.alice);
    let him = peer(&mut alice, "bob_user");
    let date = f::messages::GetOutboxReadDate { peer: him, msg_id: hello };
    world.backdate(town.alice, tea, news, WEEK - 600).unwrap();
    world.backdate(town.alice, town.bob, hello, WEEK - 600).unwrap();
    assert_eq!(readers(&mut alice, group(tea), news).unwrap(), [town.bob]);
    alice.call(&date).unwrap();
    world.backdate(town.alice, tea, news, 1200).unwrap();
    world.backdate(town.alice, town.bob, hello, 1200).unwrap();
    assert_eq!(readers(&mut alice, group(tea), news).unwrap_err(), "MSG_TOO_OLD");
    assert_eq!(alice.call(&date).unwrap_err(), (400, "MESSAGE_TOO_OLD".to_owned()));
}

#[test]
fn when_a_message_was_read_is_told_to_who_wrote_it() {
    let town = Town::new();
    let world = town.dc.world();
    let mut alice = Client::of(&town.dc, town.alice);
    let him = peer(&mut alice, "bob_user");
    let id = world.send_as(town.alice, town.bob, "hello").unwrap();
    let mut date = |msg_id| {
        let request = f::messages::GetOutboxReadDate { peer: him.clone(), msg_id };
        alice.call(&request).map_err(|(_, text)| text)
    };
    assert_eq!(date(id).unwrap_err(), "MESSAGE_NOT_READ_YET");
    world.read_as(town.bob, town.alice);
    let enums::OutboxReadDate::Date(types::OutboxReadDate { date: read }) = date(id).unwrap();
    assert!(read > 0);
    town.send("his own");
    let his = world.history(town.alice, town.bob).last().unwrap().id;
    assert_eq!(date(his).unwrap_err(), "MESSAGE_ID_INVALID");
    assert_eq!(date(77).unwrap_err(), "MESSAGE_ID_INVALID");
}

#[test]
fn when_a_message_was_read_is_not_told_past_somebodys_privacy() {
    let town = Town::new();
    let world = town.dc.world();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    let tea = world.add_group("Tea", &[town.alice, town.bob]);
    let him = peer(&mut alice, "bob_user");
    let msg_id = world.send_as(town.alice, town.bob, "hello").unwrap();
    world.read_as(town.bob, town.alice);
    let set = |client: &mut Client, rule| {
        client.call(&f::account::SetPrivacy { key: Key::StatusTimestamp, rules: vec![rule] }).unwrap();
    };
    let date = |client: &mut Client, peer, msg_id| {
        client.call(&f::messages::GetOutboxReadDate { peer, msg_id }).map(drop)
    };
    let forbidden = |text: &str| Err((403, text.to_owned()));
    set(&mut alice, Rule::InputPrivacyValueDisallowAll);
    assert_eq!(date(&mut alice, him.clone(), msg_id), forbidden("YOUR_PRIVACY_RESTRICTED"));
    world.set_premium(town.alice, true);
    assert_eq!(date(&mut alice, him.clone(), msg_id), Ok(()));
    set(&mut bob, Rule::InputPrivacyValueDisallowAll);
    assert_eq!(date(&mut alice, him, msg_id), forbidden("USER_PRIVACY_RESTRICTED"));
    assert_eq!(date(&mut alice, group(tea), 1), Err((400, "PEER_ID_INVALID".to_owned())));
}
