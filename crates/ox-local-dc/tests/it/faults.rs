//! Each fault does what it says, and ends.

use std::time::{Duration, Instant};

use grammers_tl_types::functions as f;

use crate::client::Client;
use crate::people::Town;

const GET_STATE: f::updates::GetState = f::updates::GetState {};

#[test]
fn a_flood_lasts_its_seconds_and_counts_down() {
    let town = Town::new();
    let mut client = Client::of(&town.dc, town.alice);
    town.dc.faults().flood_wait("updates.getState", 1);
    let refusal = client.call(&GET_STATE).unwrap_err();
    assert_eq!(refusal, (420, "FLOOD_WAIT_1".to_owned()));
    let began = Instant::now();
    while let Err((code, text)) = client.call(&GET_STATE) {
        assert_eq!((code, text.as_str()), (420, "FLOOD_WAIT_1"));
        assert!(began.elapsed() < Duration::from_secs(5));
    }
    assert!(began.elapsed() > Duration::from_millis(800));
}

#[test]
fn an_ordered_error_comes_once_each_time() {
    let town = Town::new();
    let mut client = Client::of(&town.dc, town.alice);
    town.dc.faults().rpc_error("updates.getState", 500, "WORKER_BUSY_TOO_LONG_RETRY");
    town.dc.faults().rpc_error("updates.getState", 303, "USER_MIGRATE_4");
    assert_eq!(client.call(&GET_STATE).unwrap_err().0, 500);
    assert_eq!(client.call(&GET_STATE).unwrap_err(), (303, "USER_MIGRATE_4".to_owned()));
    assert!(client.call(&GET_STATE).is_ok());
}

#[test]
fn dropped_connections_are_closed_and_can_come_back() {
    let town = Town::new();
    let key = town.dc.world().authorize_key(town.alice);
    let mut client = Client::with_key(town.dc.address(), key);
    client.introduce();
    town.dc.faults().drop_connections();
    while client.try_receive().is_some() {}
    let mut client = Client::with_key(town.dc.address(), key);
    // The key has introduced itself before; its next session need not.
    assert!(client.call(&GET_STATE).is_ok());
    town.send("back");
    assert_eq!(client.texts(), ["back"]);
}

#[test]
fn updates_are_repeated_or_withheld_while_it_is_switched_on() {
    let town = Town::new();
    let mut client = Client::of(&town.dc, town.alice);
    town.dc.faults().duplicate_updates(2);
    town.send("three times");
    assert_eq!(client.texts(), ["three times"; 3]);
    town.dc.faults().clear();
    town.dc.faults().withhold_updates(true);
    town.send("never");
    town.dc.faults().withhold_updates(false);
    town.send("once");
    assert_eq!(client.texts(), ["once"]);
}

#[test]
fn latency_delays_each_packet_and_does_not_add_up() {
    let town = Town::new();
    let mut client = Client::of(&town.dc, town.alice);
    town.dc.faults().latency(Duration::from_millis(200));
    let began = Instant::now();
    let request = grammers_tl_types::Serializable::to_bytes(&GET_STATE);
    let ids: Vec<i64> = (0..10).map(|_| client.send(&request)).collect();
    for id in ids {
        client.answer(id, &request).unwrap();
    }
    assert!((200..1500).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
}
