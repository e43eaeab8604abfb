//! Connecting: keys, sessions, servers that are not there.

use std::time::Duration;

use grammers_tl_types::{Deserializable, enums};
use ox_client::{Account, ClientError, Options, adopt_key};
use ox_store::Store;

use crate::scene::{Scene, ask, in_time, next_text};

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_key_connects_as_its_owner() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    assert_eq!((account.id(), account.is_bot()), (scene.alice, false));
    let enums::User::User(user) = enums::User::from_bytes(&account.me().await.unwrap()).unwrap() else {
        panic!("an empty user")
    };
    assert_eq!((user.id, user.first_name.as_deref(), user.is_self), (scene.alice, Some("Alice"), true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_survives_a_new_connection_from_disk() {
    let scene = Scene::new();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap().account(scene.alice);
    adopt_key(&store, &scene.options(), scene.world.authorize_key(scene.alice)).unwrap();
    let (account, incoming) = Account::connect(store.clone(), scene.options()).await.unwrap();
    account.close();
    drop((account, incoming, store));
    let store = in_time(async {
        loop {
            match Store::open(folder.path()) {
                Ok(store) => break store.account(scene.alice),
                Err(ox_store::StoreError::InUse { .. }) => tokio::task::yield_now().await,
                Err(error) => panic!("{error}"),
            }
        }
    })
    .await;
    let options = Options::stored(&store).unwrap();
    assert_eq!(options.server, scene.options().server);
    let (account, mut incoming) = Account::connect(store, options).await.unwrap();
    assert_eq!(account.id(), scene.alice);
    scene.bob_says("hello again");
    assert_eq!(next_text(&mut incoming).await, "hello again");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_login_there_is_a_hint() {
    let scene = Scene::new();
    let error = Account::connect(Store::memory().account(1), scene.options()).await.err().unwrap();
    assert!(matches!(error, ClientError::NotLoggedIn), "{error}");
    assert!(error.to_string().contains("hint: run `oxikka login`"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_nobody_is_a_login_that_has_ended() {
    let scene = Scene::new();
    let store = Store::memory().account(scene.alice);
    adopt_key(&store, &scene.options(), scene.world.authorize_key(scene.alice)).unwrap();
    let (account, _incoming) = Account::connect(store.clone(), scene.options()).await.unwrap();
    ask(&account, &grammers_tl_types::functions::auth::LogOut {}).await.unwrap();
    let error = Account::connect(store, scene.options()).await.err().unwrap();
    assert!(matches!(error, ClientError::LoggedOut { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stays_silent_is_given_up() {
    let scene = Scene::new();
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let options =
        Options { time_limit: Duration::from_millis(300), ..scene.options_at(silent.local_addr().unwrap()) };
    let store = Store::memory().account(scene.alice);
    adopt_key(&store, &options, [7; 256]).unwrap();
    let error = in_time(Account::connect(store, options)).await.err().unwrap();
    assert!(matches!(error, ClientError::TimedOut(_)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_device_is_chosen_once() {
    let scene = Scene::new();
    let store = scene.store();
    let chosen = store.session().unwrap().unwrap().device;
    let mut options = scene.options();
    options.device.model = "another".into();
    let (_account, _incoming) = Account::connect(store.clone(), options).await.unwrap();
    assert_eq!(store.session().unwrap().unwrap().device, chosen);
}
