//! Logins outside the store: how they follow their account to its data centre, and with whose key their files travel.

use std::collections::BTreeSet;
use std::time::Duration;

use grammers_tl_types::{self as tl, Deserializable, Identifiable, Serializable, enums};
use ox_client::{
    Account, ClientError, Guest, GuestOptions, Home, InvokeError, Known, Options, Request, TransferError,
    Update, Upload,
};
use ox_local_dc::Person;
use tokio::sync::mpsc;

use crate::scene::{Scene, in_time, said};
use crate::transfers::{self, PART, RULES, SEED, SIZE, expected};

type Updates = mpsc::UnboundedReceiver<Update>;

/// A guest that begins with nobody logged in, or with the key of a login.
async fn guest(scene: &Scene, home: Home, known: Vec<Known>) -> (Guest, Updates) {
    let options = GuestOptions {
        options: scene.options(),
        home,
        known,
        place: None,
        hashes: Vec::new(),
        retries: 3,
        pause: Duration::from_millis(10),
    };
    in_time(Guest::connect(options)).await.unwrap()
}

async fn stranger(scene: &Scene) -> (Guest, Updates) {
    guest(scene, Home { dc: 2, address: None, key: None }, Vec::new()).await
}

async fn ask<R: tl::RemoteCall>(guest: &Guest, request: &R) -> Result<R::Return, InvokeError> {
    let answer = in_time(guest.invoke(Request::new(request.to_bytes()))).await?;
    Ok(R::Return::from_bytes(&answer).unwrap())
}

/// Asks, and moves whenever the answer is to do it elsewhere; gives the moves' errors, too.
async fn follow<R: tl::RemoteCall>(guest: &Guest, request: &R) -> (R::Return, Vec<String>) {
    let mut moves = Vec::new();
    loop {
        match ask(guest, request).await {
            Ok(answer) => return (answer, moves),
            Err(error) => {
                let refusal = error.rpc().unwrap_or_else(|| panic!("{error}"));
                assert_eq!(refusal.code, 303, "{error}");
                let dc = refusal.value.unwrap() as i32;
                moves.push(format!("{}_{dc}", refusal.name));
                in_time(guest.migrate(dc)).await.unwrap();
            }
        }
    }
}

fn send_code() -> tl::functions::auth::SendCode {
    let settings = tl::types::CodeSettings {
        allow_flashcall: false,
        current_number: false,
        allow_app_hash: false,
        allow_missed_call: false,
        allow_firebase: false,
        unknown_number: false,
        logout_tokens: None,
        token: None,
        app_sandbox: None,
    };
    tl::functions::auth::SendCode {
        phone_number: "15550002".into(),
        api_id: 1,
        api_hash: "hash".into(),
        settings: settings.into(),
    }
}

async fn sign_in(scene: &Scene, guest: &Guest, sent: enums::auth::SentCode) {
    let enums::auth::SentCode::Code(sent) = sent else { panic!("{sent:?}") };
    let request = tl::functions::auth::SignIn {
        phone_number: "15550002".into(),
        phone_code_hash: sent.phone_code_hash,
        phone_code: scene.world.login_code("15550002"),
        email_verification: None,
    };
    ask(guest, &request).await.unwrap();
}

/// Waits for what Alice says.
async fn hears(scene: &Scene, updates: &mut Updates, person: i64, text: &str) {
    scene.world.send_as(scene.alice, person, text).unwrap();
    loop {
        let update = in_time(updates.recv()).await.expect("the updates have ended");
        if said(&update).is_some_and(|(_, said)| said == text) {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_leads_to_its_data_centre_and_the_login_stays_there() {
    let scene = Scene::new();
    scene.world.live_in(scene.bob, 4);
    let (first, mut updates) = stranger(&scene).await;
    let before = first.home();
    let (sent, moves) = follow(&first, &send_code()).await;
    assert_eq!(moves, ["PHONE_MIGRATE_4"]);
    sign_in(&scene, &first, sent).await;
    assert_eq!(first.user(), Some(scene.bob));
    let home = first.home();
    assert!(home.dc == 4 && home.address != before.address, "{} {:?}", home.dc, home.address);
    assert!(home.key.is_some() && home.key != before.key);
    hears(&scene, &mut updates, scene.bob, "welcome").await;
    assert!(in_time(first.close()).await.is_some());

    // Its address is not believed; where that data centre is, the account knows.
    let store = scene.store();
    let (_account, _incoming) = Account::connect(store.clone(), scene.options()).await.unwrap();
    let known = Options::known(&store).unwrap();
    let (again, mut updates) = guest(&scene, home, known).await;
    assert_eq!(again.user(), Some(scene.bob));
    hears(&scene, &mut updates, scene.bob, "welcome back").await;
    in_time(again.close()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_a_data_centre_that_does_not_exist_says_so() {
    let scene = Scene::new();
    let options = GuestOptions {
        options: scene.options(),
        home: Home { dc: 9, address: None, key: Some([1; 256]) },
        known: Vec::new(),
        place: None,
        hashes: Vec::new(),
        retries: 3,
        pause: Duration::from_millis(10),
    };
    let Err(error) = in_time(Guest::connect(options)).await else { panic!("somebody is there") };
    assert!(matches!(error, InvokeError::Client(ClientError::UnknownDc(9))), "{error}");
    let (guest, _updates) = stranger(&scene).await;
    let error = in_time(guest.migrate(9)).await.unwrap_err();
    assert!(matches!(error, ClientError::UnknownDc(9)), "{error}");
    let elsewhere = Request { dc: 9, ..Request::new(send_code().to_bytes()) };
    let error = in_time(guest.invoke(elsewhere)).await.unwrap_err();
    assert!(matches!(error, InvokeError::Client(ClientError::UnknownDc(9))), "{error}");
    // It is still where it was.
    assert_eq!(guest.home().dc, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_sends_a_login_elsewhere_and_the_phone_sends_it_home() {
    let scene = Scene::new();
    scene.world.live_in(scene.bob, 5);
    scene.dc.faults().rpc_error("auth.sendCode", 303, "NETWORK_MIGRATE_3");
    let (guest, mut updates) = stranger(&scene).await;
    let (sent, moves) = follow(&guest, &send_code()).await;
    assert_eq!(moves, ["NETWORK_MIGRATE_3", "PHONE_MIGRATE_5"]);
    sign_in(&scene, &guest, sent).await;
    assert_eq!((guest.user(), guest.home().dc), (Some(scene.bob), 5));
    hears(&scene, &mut updates, scene.bob, "welcome").await;
    in_time(guest.close()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_s_token_leads_to_its_home() {
    let scene = Scene::new();
    let bot = scene.world.add_person(Person { first_name: "Robot".into(), bot: true, ..Person::default() });
    let token = scene.world.bot_token(bot).unwrap();
    scene.world.live_in(bot, 1);
    let (guest, mut updates) = stranger(&scene).await;
    let request = tl::functions::auth::ImportBotAuthorization {
        flags: 0,
        api_id: 1,
        api_hash: "hash".into(),
        bot_auth_token: token,
    };
    let (_, moves) = follow(&guest, &request).await;
    assert_eq!(moves, ["USER_MIGRATE_1"]);
    assert_eq!((guest.user(), guest.home().dc), (Some(bot), 1));
    hears(&scene, &mut updates, bot, "/start").await;
    in_time(guest.close()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_has_moved_is_brought_to_where_it_began() {
    let scene = Scene::new();
    scene.world.live_in(scene.bob, 4);
    let (guest, _updates) = stranger(&scene).await;
    let (sent, _) = follow(&guest, &send_code()).await;
    sign_in(&scene, &guest, sent).await;
    // Where it began it was nobody. Now it is known there, as somebody who lives elsewhere.
    let request = Request { dc: 2, ..Request::new(tl::functions::updates::GetState {}.to_bytes()) };
    let error = in_time(guest.invoke(request)).await.unwrap_err();
    let error = error.rpc().unwrap_or_else(|| panic!("{error}"));
    assert_eq!((&*error.name, error.value), ("USER_MIGRATE", Some(4)));
    in_time(guest.close()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_travel_with_the_guest_s_own_login() {
    let scene = Scene::with(ox_local_dc::Options { file_dc: Some(4), ..Default::default() });
    let (_account, _incoming) = scene.connect().await;
    for person in [scene.alice, scene.bob] {
        scene.world.record(person, true);
    }
    let key = scene.world.authorize_key(scene.bob);
    let (guest, _updates) = guest(&scene, Home { dc: 2, address: None, key: Some(key) }, Vec::new()).await;
    let id = scene.world.send_big_file_as(scene.alice, scene.group, "big.bin", SIZE, SEED).unwrap();
    let whole = transfers::plan(ask(&guest, &transfers::get_message(id)).await.unwrap());
    assert_eq!(whole.dc, 4);
    let mut files = guest.files();
    assert!(transfers::rest(&mut files.download(whole.clone()).unwrap()).await.unwrap() == expected());

    let sent = u64::from(PART) + 5;
    let mut sending =
        files.upload(Upload { id: 7, size: sent, part: PART, big: true, rules: RULES }).unwrap();
    while let Some(length) = sending.wants() {
        sending.send(vec![1; length]);
    }
    let mut saved = 0;
    while let Some(length) = in_time(sending.saved()).await.unwrap() {
        saved += length;
    }
    assert_eq!(saved, sent);
    let asked = |person| -> BTreeSet<u32> {
        let requests = scene.world.recorded(person);
        requests.iter().map(|body| u32::from_le_bytes(*body.first_chunk().unwrap())).collect()
    };
    let parts = BTreeSet::from([
        tl::functions::upload::GetFile::CONSTRUCTOR_ID,
        tl::functions::upload::SaveBigFilePart::CONSTRUCTOR_ID,
    ]);
    assert!(asked(scene.bob).is_superset(&parts));
    assert!(asked(scene.alice).is_disjoint(&parts));

    in_time(guest.close()).await;
    in_time(files.closed()).await;
    assert!(matches!(
        files.download(whole),
        Err(TransferError::Invoke(InvokeError::Client(ClientError::Closed)))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_that_nobody_is_logged_in_as_gets_no_file_of_the_account() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    let plan = transfers::file(&scene, &account).await;
    let (guest, _updates) = stranger(&scene).await;
    let error = transfers::rest(&mut guest.files().download(plan).unwrap()).await.unwrap_err();
    let TransferError::Invoke(error) = error else { panic!("{error}") };
    assert_eq!(error.rpc().map(|error| &*error.name), Some("AUTH_KEY_UNREGISTERED"));
    in_time(guest.close()).await;
}
