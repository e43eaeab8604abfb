//! Calls: errors with their values, waits, trouble of server and connection, other data centres.

use std::time::{Duration, Instant};

use grammers_tl_types::{self as tl, Serializable};
use ox_client::{Account, ClientError, InvokeError, Request};
use ox_store::{AuthKey, DcRow};

use crate::scene::{Scene, ask, in_time, send_message};

fn get_state() -> Request {
    Request::new(tl::functions::updates::GetState {}.to_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_come_with_their_name_and_value() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    for (code, text, name, value) in [
        (400, "PEER_ID_INVALID", "PEER_ID_INVALID", None),
        (303, "FILE_MIGRATE_4", "FILE_MIGRATE", Some(4)),
        (400, "FILE_PART_7_MISSING", "FILE_PART_MISSING", Some(7)),
        (400, "2FA_CONFIRM_WAIT_31", "2FA_CONFIRM_WAIT", Some(31)),
    ] {
        scene.dc.faults().rpc_error("updates.getState", code, text);
        let error = account.invoke(get_state()).await.unwrap_err();
        let error = error.rpc().unwrap();
        assert_eq!((error.code, &*error.name, error.value, error.message()), (code, name, value, text));
    }
    account.invoke(get_state()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_within_the_threshold_is_slept() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    scene.dc.faults().flood_wait("updates.getState", 1);
    let started = Instant::now();
    account.invoke(Request { flood_threshold: 1, ..get_state() }).await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_over_the_threshold_is_an_error_and_is_remembered() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    scene.dc.faults().flood_wait("updates.getState", 90);
    let wait = |error: InvokeError| error.rpc().map(|error| (error.name.clone(), error.value.unwrap()));
    let error = account.invoke(get_state()).await.unwrap_err();
    assert_eq!(wait(error), Some(("FLOOD_WAIT".into(), 90)));
    // The server would let it through now; the account knows that it would not have waited long enough.
    scene.dc.faults().clear();
    let error = account.invoke(get_state()).await.unwrap_err();
    assert!(wait(error).is_some_and(|(name, left)| name == "FLOOD_WAIT" && (80..=90).contains(&left)));
    ask(&account, &tl::functions::help::GetConfig {}).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn server_trouble_is_tried_again_as_often_as_asked() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    scene.dc.faults().rpc_error("updates.getState", 500, "RPC_CALL_FAIL");
    let started = Instant::now();
    account.invoke(Request { retries: 1, ..get_state() }).await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(2));
    scene.dc.faults().rpc_error("updates.getState", 500, "RPC_CALL_FAIL");
    let error = account.invoke(Request { retries: 0, ..get_state() }).await.unwrap_err();
    assert_eq!(error.rpc().map(|error| &*error.name), Some("RPC_CALL_FAIL"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_no_tl_harms_nobody_else() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    for body in [vec![], vec![1, 2, 3, 4, 5], vec![0; 2 << 20]] {
        let error = account.invoke(Request::new(body)).await.unwrap_err();
        assert!(
            matches!(error, InvokeError::Client(ClientError::BodyLength(_) | ClientError::BodyTooLong(_))),
            "{error}"
        );
    }
    account.invoke(get_state()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_loses_its_connection_is_made_again() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    scene.dc.faults().latency(Duration::from_millis(200));
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let account = account.clone();
            tokio::spawn(async move { account.invoke(get_state()).await })
        })
        .collect();
    tokio::task::yield_now().await;
    scene.dc.faults().drop_connections();
    scene.dc.faults().clear();
    for call in calls {
        in_time(call).await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_calls_at_once_are_all_answered() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    let calls: Vec<_> = (0..2000)
        .map(|number| {
            let (account, peer) = (account.clone(), scene.input_group());
            tokio::spawn(
                async move { ask(&account, &send_message(peer, &number.to_string(), number + 1)).await },
            )
        })
        .collect();
    for call in calls {
        in_time(call).await.unwrap().unwrap();
    }
    assert_eq!(scene.world.history(scene.bob, scene.group).len(), 2000);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_data_centre_is_logged_in_to_when_it_is_needed() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    for _ in 0..2 {
        let part = tl::functions::upload::SaveFilePart { file_id: 1, file_part: 0, bytes: vec![7; 1024] };
        account.invoke(Request { dc: 4, ..Request::new(part.to_bytes()) }).await.unwrap();
    }
    let error = account.invoke(Request { dc: 4, ..Request::new(vec![1, 2, 3, 4]) }).await.unwrap_err();
    assert!(error.rpc().is_some(), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_data_centre_does_not_hold_up_the_home() {
    let scene = Scene::new();
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let std::net::SocketAddr::V4(ipv4) = silent.local_addr().unwrap() else { unreachable!() };
    let store = scene.store();
    let mut session = store.session().unwrap().unwrap();
    let ipv6 = "[::]:0".parse().unwrap();
    session.data_centres.push(DcRow { id: 77, ipv4, ipv6, key: Some(AuthKey([9; 256])) });
    store.set_session(&session).unwrap();
    let options = ox_client::Options { time_limit: Duration::from_secs(2), ..scene.options() };
    let (account, _incoming) = Account::connect(store, options).await.unwrap();
    let far = tokio::spawn({
        let account = account.clone();
        async move { account.invoke(Request { dc: 77, ..get_state() }).await }
    });
    in_time(silent.accept()).await.unwrap();
    let started = Instant::now();
    account.invoke(get_state()).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(1));
    let error = in_time(far).await.unwrap().unwrap_err();
    assert!(matches!(error, InvokeError::Client(ClientError::TimedOut(_))), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_account_refuses_calls_and_ends_its_updates() {
    let scene = Scene::new();
    let (account, mut incoming) = scene.connect().await;
    account.close();
    assert_eq!(in_time(incoming.next()).await, None);
    assert!(matches!(account.invoke(get_state()).await, Err(InvokeError::Client(ClientError::Closed))));
}
