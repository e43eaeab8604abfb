//! Who is told what, in which order, and what the difference says afterwards.

use grammers_tl_types::{enums, functions as f, types};

use crate::client::{Client, text, texts};
use crate::people::{Town, message, peer};

fn difference(pts: i32) -> f::updates::GetDifference {
    f::updates::GetDifference {
        pts,
        pts_limit: None,
        pts_total_limit: None,
        date: i32::MAX,
        qts: 0,
        qts_limit: None,
    }
}

fn state(client: &mut Client) -> i32 {
    let enums::updates::State::State(state) = client.call(&f::updates::GetState {}).unwrap();
    state.pts
}

#[test]
fn only_a_session_that_introduced_itself_is_told() {
    let town = Town::new();
    let mut silent = Client::silent(&town.dc, town.alice);
    // The salt is learned; more is not said.
    silent.call(&f::updates::GetState {}).unwrap_err();
    let mut open = Client::of(&town.dc, town.alice);
    let mut muted = Client::silent(&town.dc, town.alice);
    let quiet = f::InvokeWithoutUpdates { query: f::help::GetConfig {} };
    muted.call(&crate::client::introduction(230, quiet)).unwrap();
    town.send("hello");
    assert_eq!(open.texts(), ["hello"]);
    assert!(silent.settle().is_empty());
    assert!(muted.settle().is_empty());
    muted.call(&f::updates::GetState {}).unwrap();
    town.send("again");
    assert_eq!(muted.texts(), ["again"]);
}

#[test]
fn the_session_that_acts_is_answered_and_the_others_are_told() {
    let town = Town::new();
    let (mut first, mut second) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.alice));
    let mut bob = Client::of(&town.dc, town.bob);
    let to = peer(&mut first, "bob_user");
    let answer = first.call(&message(to.clone(), "hello", 1)).unwrap();
    assert!(matches!(answer, enums::Updates::UpdateShortSentMessage(_)), "{answer:?}");
    assert!(first.settle().is_empty());
    assert_eq!(second.texts(), ["hello"]);
    assert_eq!(bob.texts(), ["hello"]);
    let twice = first.call(&message(to, "hello", 1)).unwrap_err();
    assert_eq!(twice.1, "RANDOM_ID_DUPLICATE");
    assert_eq!(town.dc.world().history(town.alice, town.bob).len(), 1);
}

#[test]
fn the_difference_tells_every_event_since_a_pts_and_nothing_else() {
    let town = Town::new();
    let world = town.dc.world();
    let mut client = Client::of(&town.dc, town.alice);
    let pts = state(&mut client);
    let kept = town.send("kept");
    let gone = town.send("gone");
    world.edit_as(town.bob, town.alice, kept, "edited").unwrap();
    world.delete_as(town.bob, town.alice, &[gone]).unwrap();
    world.read_as(town.alice, town.bob);
    let told = client.call(&difference(pts)).unwrap();
    let enums::updates::Difference::Difference(told) = told else { panic!("{told:?}") };
    let messages: Vec<String> = told.new_messages.iter().map(text).collect();
    assert_eq!(messages, ["edited"]);
    let kinds: Vec<&str> = told
        .other_updates
        .iter()
        .map(|update| match update {
            enums::Update::EditMessage(_) => "edit",
            enums::Update::DeleteMessages(_) => "delete",
            enums::Update::ReadHistoryInbox(_) => "read",
            _ => "other",
        })
        .collect();
    assert_eq!(kinds, ["edit", "delete", "read"]);
    let enums::updates::State::State(now) = told.state;
    assert_eq!((now.pts, state(&mut client)), (pts + 5, pts + 5));
    let again = client.call(&difference(now.pts)).unwrap();
    assert!(matches!(again, enums::updates::Difference::Empty(_)), "{again:?}");
}

#[test]
fn a_long_difference_comes_in_slices_without_a_gap() {
    let town = Town::new();
    let mut client = Client::of(&town.dc, town.alice);
    let mut pts = state(&mut client);
    for number in 0..2500 {
        town.send(&number.to_string());
    }
    let mut told = Vec::new();
    loop {
        let (messages, more) = match client.call(&difference(pts)).unwrap() {
            enums::updates::Difference::Slice(slice) => {
                let enums::updates::State::State(reached) = slice.intermediate_state;
                pts = reached.pts;
                (slice.new_messages, true)
            }
            enums::updates::Difference::Difference(rest) => (rest.new_messages, false),
            other => panic!("{other:?}"),
        };
        told.extend(messages.iter().map(text));
        if !more {
            break;
        }
    }
    let expected: Vec<String> = (0..2500).map(|number| number.to_string()).collect();
    assert_eq!(told, expected);
}

#[test]
fn a_channel_counts_for_itself() {
    let town = Town::new();
    let world = town.dc.world();
    let marked = world.add_channel("Place", None, false, &[town.alice, town.bob]).unwrap();
    let mut client = Client::of(&town.dc, town.alice);
    let pts = state(&mut client);
    let first = world.send_as(town.bob, marked, "one").unwrap();
    world.send_as(town.bob, marked, "two").unwrap();
    world.delete_as(town.bob, marked, &[first]).unwrap();
    assert_eq!(client.update_texts(2), ["one", "two"]);
    assert_eq!(state(&mut client), pts);
    let enums::messages::Dialogs::Dialogs(listed) = client.call(&dialogs()).unwrap() else {
        panic!("one chat fits a page")
    };
    let Some(enums::Chat::Channel(channel)) = listed.chats.first() else { panic!("{listed:?}") };
    let request = f::updates::GetChannelDifference {
        force: false,
        channel: types::InputChannel { channel_id: channel.id, access_hash: channel.access_hash.unwrap() }
            .into(),
        filter: enums::ChannelMessagesFilter::Empty,
        pts: 1,
        limit: 100,
    };
    let told = client.call(&request).unwrap();
    let enums::updates::ChannelDifference::Difference(told) = told else { panic!("{told:?}") };
    assert_eq!(told.new_messages.iter().map(text).collect::<Vec<_>>(), ["two"]);
    assert!(matches!(told.other_updates[..], [enums::Update::DeleteChannelMessages(_)]));
    assert_eq!((told.pts, told.r#final), (4, true));
}

fn dialogs() -> f::messages::GetDialogs {
    f::messages::GetDialogs {
        exclude_pinned: false,
        folder_id: None,
        offset_date: 0,
        offset_id: 0,
        offset_peer: enums::InputPeer::Empty,
        limit: 100,
        hash: 0,
    }
}

#[test]
fn fifty_thousand_messages_are_pushed_whole_and_in_order() {
    let town = Town::new();
    let mut client = Client::of(&town.dc, town.alice);
    let count = 50_000;
    for number in 0..count {
        town.send(&number.to_string());
    }
    for number in 0..count {
        assert_eq!(texts(&client.update()), [number.to_string()]);
    }
}

impl Client {
    /// Texts of the next pushed messages.
    fn update_texts(&mut self, count: usize) -> Vec<String> {
        let mut found = Vec::new();
        while found.len() < count {
            found.extend(texts(&self.update()));
        }
        found
    }
}
