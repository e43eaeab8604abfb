//! Messages that delete themselves: who may say so, who is told, what has a period and what ends when.

use grammers_tl_types::{enums, functions as f, types};

use crate::client::{Client, told};
use crate::people::{Town, channel, group, message, peer, user};

const DAY: i32 = 86_400;

fn set(client: &mut Client, peer: &enums::InputPeer, period: i32) -> Result<Vec<enums::Update>, String> {
    let request = f::messages::SetHistoryTtl { peer: peer.clone(), period };
    match client.call(&request).map_err(|(_, text)| text)? {
        enums::Updates::Updates(updates) => Ok(updates.updates),
        other => panic!("{other:?}"),
    }
}

/// The periods that updates tell.
fn periods(updates: &[enums::Update]) -> Vec<Option<i32>> {
    let told = updates.iter().filter_map(|update| match update {
        enums::Update::PeerHistoryTtl(update) => Some(update.ttl_period),
        _ => None,
    });
    told.collect()
}

#[test]
fn messages_end_after_the_period_of_their_chat_and_the_message_that_set_it_stays() {
    let town = Town::new();
    let world = town.dc.world();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    let him = peer(&mut alice, "bob_user");
    town.send("old");
    told(&mut bob);
    assert_eq!(periods(&set(&mut alice, &him, DAY).unwrap()), [Some(DAY)]);
    let heard = told(&mut bob);
    let enums::Update::PeerHistoryTtl(update) = heard.last().unwrap() else { panic!("{heard:?}") };
    let hers: enums::Peer = types::PeerUser { user_id: town.alice }.into();
    assert_eq!((&update.peer, update.ttl_period), (&hers, Some(DAY)));

    let sent = alice.call(&message(him.clone(), "new", 1)).unwrap();
    let enums::Updates::UpdateShortSentMessage(sent) = sent else { panic!("{sent:?}") };
    assert_eq!(sent.ttl_period, Some(DAY));
    world.send_as(town.bob, town.alice, "newer").unwrap();
    let ttl = told(&mut bob).into_iter().find_map(|update| match update {
        enums::Update::NewMessage(update) => match update.message {
            enums::Message::Message(message) => message.ttl_period,
            _ => None,
        },
        _ => None,
    });
    assert_eq!(ttl, Some(DAY));

    world.deliver_due_within(DAY - 600);
    assert_eq!(world.history(town.alice, town.bob).len(), 4);
    world.deliver_due_within(DAY);
    let left = |viewer, peer| {
        let lines = world.history(viewer, peer).into_iter();
        lines.map(|line| line.action.unwrap_or(line.text)).collect::<Vec<_>>()
    };
    assert_eq!(left(town.alice, town.bob), ["old", "messageActionSetMessagesTTL"]);
    assert_eq!(left(town.bob, town.alice), ["old", "messageActionSetMessagesTTL"]);
    let gone: Vec<i32> = told(&mut alice)
        .iter()
        .filter_map(|update| match update {
            enums::Update::DeleteMessages(gone) => Some(gone.messages.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    assert_eq!(gone.len(), 2);
}

#[test]
fn a_chat_without_a_period_keeps_what_is_written_and_says_so() {
    let town = Town::new();
    let world = town.dc.world();
    let mut alice = Client::of(&town.dc, town.alice);
    let him = peer(&mut alice, "bob_user");
    set(&mut alice, &him, 7 * DAY).unwrap();
    let mut shown = || {
        let id = user(&mut alice, "bob_user");
        let enums::users::UserFull::Full(full) = alice.call(&f::users::GetFullUser { id }).unwrap();
        let enums::UserFull::Full(full) = full.full_user;
        full.ttl_period
    };
    assert_eq!(shown(), Some(7 * DAY));
    assert_eq!(periods(&set(&mut alice, &him, 0).unwrap()), [None]);
    let id = user(&mut alice, "bob_user");
    let enums::users::UserFull::Full(full) = alice.call(&f::users::GetFullUser { id }).unwrap();
    let enums::UserFull::Full(full) = full.full_user;
    assert_eq!(full.ttl_period, None);
    town.send("stays");
    world.deliver_due_within(365 * DAY);
    assert_eq!(world.history(town.alice, town.bob).last().unwrap().text, "stays");
}

#[test]
fn periods_that_are_no_days_are_refused_and_so_is_the_same_again() {
    let town = Town::new();
    let mut alice = Client::of(&town.dc, town.alice);
    let him = peer(&mut alice, "bob_user");
    for odd in [-DAY, 1, DAY + 1, 366 * DAY] {
        assert_eq!(set(&mut alice, &him, odd).unwrap_err(), "TTL_PERIOD_INVALID", "{odd}");
    }
    assert_eq!(set(&mut alice, &him, 0).unwrap_err(), "CHAT_NOT_MODIFIED");
    set(&mut alice, &him, 365 * DAY).unwrap();
    assert_eq!(set(&mut alice, &him, 365 * DAY).unwrap_err(), "CHAT_NOT_MODIFIED");
}

#[test]
fn in_groups_and_channels_only_who_rules_sets_the_period_and_all_members_are_told() {
    let town = Town::new();
    let world = town.dc.world();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    let both = [town.alice, town.bob];
    let tea = world.add_group("Tea", &both);
    let place = world.add_channel("Place", None, false, &both).unwrap();
    let rooms =
        [(tea, group(tea), group(tea)), (place, channel(&mut alice, place).0, channel(&mut bob, place).0)];
    for (marked, hers, his) in rooms {
        assert_eq!(set(&mut bob, &his, DAY).unwrap_err(), "CHAT_ADMIN_REQUIRED");
        set(&mut alice, &hers, DAY).unwrap();
        assert_eq!(periods(&told(&mut bob)), [Some(DAY)]);
        world.send_as(town.bob, marked, "passes").unwrap();
        world.deliver_due_within(DAY);
        let left: Vec<_> = world.history(town.bob, marked).into_iter().map(|line| line.action).collect();
        assert_eq!(left, [Some("messageActionSetMessagesTTL".to_owned())], "{marked}");
    }
    world.promote(place, town.bob, &["change_info"]).unwrap();
    let his = channel(&mut bob, place).0;
    set(&mut bob, &his, 0).unwrap();
}
