//! What our own calls do never comes back as an update; what another session of ours does, does.

use std::time::Duration;

use grammers_tl_types::{self as tl, Deserializable, Serializable, enums};
use ox_client::{Account, Incoming, Request};

use crate::relay::Relay;
use crate::scene::{Scene, ask, in_time, message, next_text, said, send_message};

/// Everything up to Bob's last word, which is taken.
async fn until_bob_says(scene: &Scene, incoming: &mut Incoming, word: &str) -> Vec<String> {
    scene.bob_says(word);
    let mut texts = Vec::new();
    loop {
        match next_text(incoming).await {
            text if text == word => return texts,
            text => texts.push(text),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn own_sends_do_not_come_back() {
    let scene = Scene::new();
    let (account, mut incoming) = scene.connect().await;
    for number in 1..=200 {
        ask(&account, &send_message(scene.input_group(), "mine", number)).await.unwrap();
    }
    assert_eq!(until_bob_says(&scene, &mut incoming, "end").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn own_sends_to_a_person_and_to_oneself_do_not_come_back() {
    let scene = Scene::new();
    let (account, mut incoming) = scene.connect().await;
    scene.world.send_as(scene.bob, scene.alice, "hi").unwrap();
    let update = in_time(incoming.next()).await.unwrap();
    let bob = update.users.iter().find_map(|user| match tl::Deserializable::from_bytes(user).unwrap() {
        enums::User::User(user) if user.id == scene.bob => user.access_hash,
        _ => None,
    });
    let bob = tl::types::InputPeerUser { user_id: scene.bob, access_hash: bob.unwrap() };
    for number in 1..50 {
        ask(&account, &send_message(bob.clone().into(), "mine", number)).await.unwrap();
        ask(&account, &send_message(enums::InputPeer::PeerSelf, "note", number + 1000)).await.unwrap();
    }
    assert_eq!(until_bob_says(&scene, &mut incoming, "end").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn own_sends_among_those_of_others_do_not_come_back() {
    let scene = Scene::new();
    let (account, mut incoming) = scene.connect().await;
    let mut expected = Vec::new();
    let mut sends = Vec::new();
    for number in 1..=500 {
        let (account, peer) = (account.clone(), scene.input_group());
        sends.push(tokio::spawn(async move { ask(&account, &send_message(peer, "mine", number)).await }));
        let text = format!("bob's {number}");
        scene.bob_says(&text);
        expected.push(text);
    }
    for send in sends {
        in_time(send).await.unwrap().unwrap();
    }
    let mut texts = until_bob_says(&scene, &mut incoming, "end").await;
    // A gap is filled by a difference, which may come after what was pushed meanwhile.
    let number = |text: &String| text.rsplit(' ').next().unwrap().parse::<u32>().unwrap();
    texts.sort_by_key(number);
    assert_eq!(texts, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_session_of_ours_does_come() {
    let scene = Scene::new();
    let (account, mut incoming) = scene.connect().await;
    ask(&account, &send_message(scene.input_group(), ".ping", 1)).await.unwrap();
    scene.world.send_as(scene.alice, scene.group, ".ping").unwrap();
    let update = in_time(incoming.next()).await.unwrap();
    assert_eq!(said(&update), Some((true, ".ping".into())));
    assert_eq!(until_bob_says(&scene, &mut incoming, "end").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_session_of_ours_comes_in_the_middle_of_our_sends() {
    let scene = Scene::new();
    let (account, mut incoming) = scene.connect().await;
    scene.dc.faults().latency(Duration::from_millis(20));
    let sending = tokio::spawn({
        let (account, peer) = (account.clone(), scene.input_group());
        async move {
            for number in 1..=20 {
                ask(&account, &send_message(peer.clone(), "mine", number)).await.unwrap();
            }
        }
    });
    for number in 0..20 {
        scene.world.send_as(scene.alice, scene.group, &format!(".command {number}")).unwrap();
        assert_eq!(next_text(&mut incoming).await, format!(".command {number}"));
    }
    in_time(sending).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn own_edits_and_deletions_do_not_come_back() {
    let scene = Scene::new();
    let (account, mut incoming) = scene.connect().await;
    let sent = ask(&account, &send_message(scene.input_group(), "mine", 1)).await.unwrap();
    let id = match sent {
        enums::Updates::UpdateShortSentMessage(sent) => sent.id,
        enums::Updates::Updates(all) => all.updates.iter().find_map(message).unwrap().id(),
        other => panic!("{other:?}"),
    };
    let edit = tl::functions::messages::EditMessage {
        no_webpage: false,
        invert_media: false,
        peer: scene.input_group(),
        id,
        message: Some("edited".into()),
        media: None,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    };
    ask(&account, &edit).await.unwrap();
    ask(&account, &tl::functions::messages::DeleteMessages { revoke: true, id: vec![id] }).await.unwrap();
    scene.bob_says("end");
    let first = in_time(incoming.next()).await.unwrap();
    assert_eq!(said(&first), Some((false, "end".into())));
}

/// Alice behind a relay, whose next send is carried out while the answer is lost.
async fn send_without_answer(
    scene: &Scene,
    relay: &Relay,
    account: &Account,
    retries: u32,
) -> Result<Vec<u8>, ox_client::InvokeError> {
    relay.lose_answers();
    let body = send_message(scene.input_group(), "mine", 42).to_bytes();
    let sending = tokio::spawn({
        let account = account.clone();
        async move { account.invoke(Request { retries, ..Request::new(body) }).await }
    });
    scene.arrived("mine").await;
    scene.bob_says("while the line was dead");
    relay.cut();
    in_time(sending).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_send_whose_answer_was_lost_does_not_come_back_in_the_difference() {
    let scene = Scene::new();
    let relay = Relay::to(scene.dc.address()).await;
    let (account, mut incoming) =
        Account::connect(scene.store(), scene.options_at(relay.address)).await.unwrap();
    // The server has the message already and says only that; the answer is made from the message.
    let answer = send_without_answer(&scene, &relay, &account, 5).await.unwrap();
    let enums::Updates::Updates(answer) = enums::Updates::from_bytes(&answer).unwrap() else {
        panic!("no updates")
    };
    let enums::Update::MessageId(id) = &answer.updates[0] else { panic!("{:?}", answer.updates[0]) };
    let sent = message(&answer.updates[1]).unwrap();
    assert_eq!((id.random_id, id.id), (42, sent.id()));
    assert_eq!(next_text(&mut incoming).await, "while the line was dead");
    assert_eq!(until_bob_says(&scene, &mut incoming, "end").await, Vec::<String>::new());
    assert_eq!(
        scene.world.history(scene.bob, scene.group).iter().filter(|line| line.text == "mine").count(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_send_that_was_given_up_does_not_come_back_either() {
    let scene = Scene::new();
    let relay = Relay::to(scene.dc.address()).await;
    let (account, mut incoming) =
        Account::connect(scene.store(), scene.options_at(relay.address)).await.unwrap();
    send_without_answer(&scene, &relay, &account, 0).await.unwrap_err();
    assert_eq!(next_text(&mut incoming).await, "while the line was dead");
    assert_eq!(until_bob_says(&scene, &mut incoming, "end").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_send_that_nobody_waits_for_any_more_does_not_come_back() {
    let scene = Scene::new();
    let (account, mut incoming) = scene.connect().await;
    scene.dc.faults().latency(Duration::from_millis(50));
    for number in 1..=20 {
        let request = send_message(scene.input_group(), "mine", number);
        let waited = tokio::time::timeout(Duration::from_millis(10), ask(&account, &request)).await;
        assert!(waited.is_err(), "the server was not slow enough");
    }
    scene.arrived("mine").await;
    scene.dc.faults().clear();
    assert_eq!(until_bob_says(&scene, &mut incoming, "end").await, Vec::<String>::new());
}
