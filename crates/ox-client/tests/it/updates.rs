//! Updates: in order, none lost, none twice, with the peers they mention.

use grammers_tl_types::{Deserializable, enums};
use ox_client::{Account, Options};

use crate::scene::{Scene, in_time, next_text, said};

const BURST: usize = 50_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_comes_with_its_sender_and_chat() {
    let scene = Scene::new();
    let (_account, mut incoming) = scene.connect().await;
    scene.bob_says("hello");
    let update = in_time(incoming.next()).await.unwrap();
    assert_eq!(said(&update), Some((false, "hello".into())));
    let users: Vec<i64> =
        update.users.iter().map(|user| enums::User::from_bytes(user).unwrap().id()).collect();
    let chats: Vec<i64> =
        update.chats.iter().map(|chat| enums::Chat::from_bytes(chat).unwrap().id()).collect();
    assert!(users.contains(&scene.bob), "{users:?}");
    assert_eq!(chats, [-scene.group]);
}

#[tokio::test(flavor = "multi_thread")]
async fn peers_are_stored_as_they_come_by() {
    let scene = Scene::new();
    let store = scene.store();
    let (_account, mut incoming) = Account::connect(store.clone(), scene.options()).await.unwrap();
    scene.world.send_as(scene.bob, scene.alice, "hi").unwrap();
    assert_eq!(next_text(&mut incoming).await, "hi");
    let row = store.peer_by_username("@Bob").unwrap().unwrap();
    assert_eq!((row.id, row.name.as_deref()), (scene.bob, Some("Bob")));
    assert_ne!(row.hash, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_and_deletions_come_too() {
    let scene = Scene::new();
    let (_account, mut incoming) = scene.connect().await;
    let id = scene.world.send_as(scene.bob, scene.group, "tpyo").unwrap();
    scene.world.edit_as(scene.bob, scene.group, id, "typo").unwrap();
    scene.world.delete_as(scene.bob, scene.group, &[id]).unwrap();
    let mut kinds = Vec::new();
    while kinds.len() < 3 {
        let update = in_time(incoming.next()).await.unwrap();
        match enums::Update::from_bytes(&update.update).unwrap() {
            enums::Update::NewMessage(_) => kinds.push("new"),
            enums::Update::EditMessage(_) => kinds.push("edited"),
            enums::Update::DeleteMessages(_) => kinds.push("deleted"),
            _ => {}
        }
    }
    assert_eq!(kinds, ["new", "edited", "deleted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_fifty_thousand_loses_none_and_stays_in_order() {
    let scene = Scene::new();
    let (_account, mut incoming) = scene.connect().await;
    let (world, bob, group) = (scene.world.clone(), scene.bob, scene.group);
    let sending = std::thread::spawn(move || {
        for number in 0..BURST {
            world.send_as(bob, group, &number.to_string()).unwrap();
        }
    });
    for number in 0..BURST {
        assert_eq!(next_text(&mut incoming).await, number.to_string());
    }
    sending.join().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_updates_come_once() {
    let scene = Scene::new();
    let (_account, mut incoming) = scene.connect().await;
    scene.dc.faults().duplicate_updates(3);
    for number in 0..20 {
        scene.bob_says(&number.to_string());
    }
    for number in 0..20 {
        assert_eq!(next_text(&mut incoming).await, number.to_string());
    }
    scene.dc.faults().clear();
    scene.bob_says("last");
    assert_eq!(next_text(&mut incoming).await, "last");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_connection_recovers_by_itself() {
    let scene = Scene::new();
    let (_account, mut incoming) = scene.connect().await;
    for round in 0..5 {
        scene.dc.faults().drop_connections();
        let text = format!("after drop {round}");
        scene.bob_says(&text);
        assert_eq!(next_text(&mut incoming).await, text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_gap_hides_is_fetched() {
    let scene = Scene::new();
    let (_account, mut incoming) = scene.connect().await;
    scene.bob_says("before");
    assert_eq!(next_text(&mut incoming).await, "before");
    scene.dc.faults().withhold_updates(true);
    scene.bob_says("hidden");
    scene.dc.faults().withhold_updates(false);
    scene.bob_says("seen");
    let mut texts = vec![next_text(&mut incoming).await, next_text(&mut incoming).await];
    texts.sort();
    assert_eq!(texts, ["hidden", "seen"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_goes_on_where_it_was_after_a_dropped_connection() {
    let scene = Scene::new();
    let channel = scene.world.add_channel("Big", None, false, &[scene.bob, scene.alice]).unwrap();
    let (_account, mut incoming) = scene.connect().await;
    scene.world.send_as(scene.bob, channel, "first").unwrap();
    assert_eq!(next_text(&mut incoming).await, "first");
    scene.dc.faults().withhold_updates(true);
    for text in ["second", "third"] {
        scene.world.send_as(scene.bob, channel, text).unwrap();
    }
    scene.dc.faults().withhold_updates(false);
    scene.dc.faults().drop_connections();
    assert_eq!(next_text(&mut incoming).await, "second");
    assert_eq!(next_text(&mut incoming).await, "third");
}

#[tokio::test(flavor = "multi_thread")]
async fn catching_up_is_a_choice() {
    let scene = Scene::new();
    let store = scene.store();
    let (account, mut incoming) = Account::connect(store.clone(), scene.options()).await.unwrap();
    scene.bob_says("while online");
    assert_eq!(next_text(&mut incoming).await, "while online");
    account.close();
    while in_time(incoming.next()).await.is_some() {}
    drop((account, incoming));
    scene.bob_says("while offline");

    let later = Options { catch_up: true, ..scene.options() };
    let (account, mut incoming) = Account::connect(store.clone(), later).await.unwrap();
    assert_eq!(next_text(&mut incoming).await, "while offline");
    account.close();
    while in_time(incoming.next()).await.is_some() {}
    drop((account, incoming));
    scene.bob_says("while offline again");

    let (_account, mut incoming) = Account::connect(store, scene.options()).await.unwrap();
    scene.bob_says("now");
    assert_eq!(next_text(&mut incoming).await, "now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_ends_ends_the_updates_with_the_reason() {
    let scene = Scene::new();
    let (account, mut incoming) = scene.connect().await;
    scene.dc.faults().rpc_error("updates.getDifference", 401, "SESSION_REVOKED");
    scene.dc.faults().drop_connections();
    while in_time(incoming.next()).await.is_some() {}
    assert_eq!(account.ended().as_deref(), Some("SESSION_REVOKED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_reading_loses_nothing() {
    let scene = Scene::new();
    let (_account, mut incoming) = scene.connect().await;
    for number in 0..500 {
        scene.bob_says(&number.to_string());
    }
    in_time(async {
        while incoming.waiting() < 500 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    for number in 0..500 {
        assert_eq!(next_text(&mut incoming).await, number.to_string());
    }
}
