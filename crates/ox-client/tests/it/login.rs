//! Logging in, each way, with our own key exchange; and what is said when it does not work.

use std::time::Duration;

use ox_client::login::{CodeWay, Login, LoginError, Qr, Step};
use ox_client::{Account, ClientError, ExchangeError, Options, Server};
use ox_local_dc::Person;
use ox_store::Store;

use crate::scene::{Scene, in_time, next_text};

/// Saves a finished login, connects the account from the store, and sees that it lives.
async fn lives(scene: &Scene, login: &Login, person: i64) {
    let store = Store::memory();
    let row = login.save(&store).await.unwrap();
    assert_eq!(row.id, person);
    assert_eq!(store.accounts().unwrap(), [row]);
    let account = store.account(person);
    let options = Options::stored(&account).unwrap();
    let (account, mut incoming) = Account::connect(account, options).await.unwrap();
    assert_eq!(account.id(), person);
    scene.world.send_as(scene.bob, person, "welcome").unwrap();
    assert_eq!(next_text(&mut incoming).await, "welcome");
}

async fn begin(scene: &Scene) -> Login {
    Login::begin(scene.options()).await.unwrap()
}

/// Somebody scans the code with another app of hers.
fn accept(scene: &Scene, person: i64, url: &str) -> Result<(), ox_local_dc::StageError> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (mut token, mut bits, mut held) = (Vec::new(), 0u32, 0);
    for letter in url.strip_prefix("tg://login?token=").unwrap().chars() {
        bits = bits << 6 | LETTERS.find(letter).unwrap() as u32;
        held += 6;
        if held >= 8 {
            held -= 8;
            token.push((bits >> held) as u8);
        }
    }
    scene.world.accept_login_token(person, &token)
}

fn protected(scene: &Scene) -> i64 {
    scene.world.add_person(Person {
        first_name: "Carol".into(),
        phone: Some("15550003".into()),
        password: Some("correct horse".into()),
        ..Person::default()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_logs_in() {
    let scene = Scene::new();
    let mut login = begin(&scene).await;
    let sent = login.request_code("+1 555 0001").await.unwrap();
    assert_eq!((sent.way, sent.length), (CodeWay::App, Some(5)));
    let code = scene.world.login_code("15550001").unwrap();
    assert_eq!(login.sign_in(&format!(" {code} ")).await.unwrap(), Step::Done);
    lives(&scene, &login, scene.alice).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_is_said_and_may_be_corrected() {
    let scene = Scene::new();
    let mut login = begin(&scene).await;
    login.request_code("15550001").await.unwrap();
    let code = scene.world.login_code("15550001").unwrap();
    let wrong = if code == "00000" { "00001" } else { "00000" };
    let error = login.sign_in(wrong).await.unwrap_err();
    assert!(matches!(error, LoginError::Code), "{error}");
    assert_eq!(error.to_string(), "this is not the code that telegram has sent");
    assert_eq!(login.sign_in(&code).await.unwrap(), Step::Done);
}

/// Every number was once taken for a data centre of a server of one's own, and the login asked there for ever.
#[tokio::test(flavor = "multi_thread")]
async fn a_phone_at_a_data_centre_that_does_not_exist_is_said_at_once() {
    let scene = Scene::new();
    scene.world.live_in(scene.alice, 9);
    let mut login = begin(&scene).await;
    let error = in_time(login.request_code("15550001")).await.unwrap_err();
    assert!(matches!(error, LoginError::Client(ClientError::UnknownDc(9))), "{error}");
    assert_eq!(error.to_string(), "there is no data centre 9");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_code_replaces_the_first() {
    let scene = Scene::new();
    let mut login = begin(&scene).await;
    login.request_code("15550001").await.unwrap();
    login.resend_code().await.unwrap();
    let code = scene.world.login_code("15550001").unwrap();
    assert_eq!(login.sign_in(&code).await.unwrap(), Step::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_asked_for_and_proved() {
    let scene = Scene::new();
    let carol = protected(&scene);
    let mut login = begin(&scene).await;
    login.request_code("15550003").await.unwrap();
    let code = scene.world.login_code("15550003").unwrap();
    assert_eq!(login.sign_in(&code).await.unwrap(), Step::Password { hint: Some("hint".into()) });
    let error = login.check_password("wrong horse").await.unwrap_err();
    assert!(matches!(error, LoginError::Password), "{error}");
    assert_eq!(error.to_string(), "this is not the account's 2FA password");
    assert_eq!(login.check_password("correct horse").await.unwrap(), Step::Done);
    lives(&scene, &login, carol).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanned_qr_code_logs_in() {
    let scene = Scene::new();
    let mut login = begin(&scene).await;
    let Qr::Show { url, .. } = login.qr().await.unwrap() else { panic!("nothing to scan") };
    accept(&scene, scene.alice, &url).unwrap();
    assert!(in_time(login.scanned(Duration::from_secs(30))).await);
    assert_eq!(login.qr().await.unwrap(), Qr::Step(Step::Done));
    lives(&scene, &login, scene.alice).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_qr_code_that_nobody_scans_is_replaced() {
    let scene = Scene::new();
    let mut login = begin(&scene).await;
    let first = login.qr().await.unwrap();
    assert!(!login.scanned(Duration::from_millis(50)).await);
    let second = login.qr().await.unwrap();
    assert!(matches!((&first, &second), (Qr::Show { .. }, Qr::Show { .. })));
    assert_ne!(first, second);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_qr_code_leads_to_the_password_where_there_is_one() {
    let scene = Scene::new();
    let carol = protected(&scene);
    let mut login = begin(&scene).await;
    let Qr::Show { url, .. } = login.qr().await.unwrap() else { panic!("nothing to scan") };
    accept(&scene, carol, &url).unwrap();
    assert!(in_time(login.scanned(Duration::from_secs(30))).await);
    assert!(matches!(login.qr().await.unwrap(), Qr::Step(Step::Password { .. })));
    assert_eq!(login.check_password("correct horse").await.unwrap(), Step::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_logs_a_bot_in() {
    let scene = Scene::new();
    let bot = scene.world.add_person(Person { first_name: "Robot".into(), bot: true, ..Person::default() });
    let token = scene.world.bot_token(bot).unwrap();
    let mut login = begin(&scene).await;
    let error = login.bot("1:wrong").await.unwrap_err();
    assert!(error.to_string().contains("this is not a bot token"), "{error}");
    assert_eq!(login.bot(&token).await.unwrap(), Step::Done);
    assert!(login.save(&Store::memory()).await.unwrap().bot);
    lives(&scene, &login, bot).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_follows_the_account_to_its_data_centre() {
    let scene = Scene::new();
    scene.world.live_in(scene.alice, 4);
    let mut login = begin(&scene).await;
    login.request_code("15550001").await.unwrap();
    let code = scene.world.login_code("15550001").unwrap();
    assert_eq!(login.sign_in(&code).await.unwrap(), Step::Done);
    let store = Store::memory();
    login.save(&store).await.unwrap();
    assert_eq!(store.account(scene.alice).session().unwrap().unwrap().home_dc, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_has_plain_words() {
    let scene = Scene::new();
    let mut login = begin(&scene).await;
    for (code, text, words) in [
        (400, "PHONE_NUMBER_INVALID", "this is not a phone number that telegram knows"),
        (400, "API_ID_INVALID", "telegram does not know this API id and hash"),
        (420, "FLOOD_WAIT_7200", "telegram asks to wait 2 hours before the next attempt"),
        (400, "PHONE_NUMBER_BANNED", "telegram has banned this phone number"),
    ] {
        scene.dc.faults().rpc_error("auth.sendCode", code, text);
        let error = login.request_code("15550001").await.unwrap_err();
        assert!(error.to_string().starts_with(words), "{error}");
        if text.starts_with("FLOOD") {
            login = begin(&scene).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_another_key_is_refused() {
    let scene = Scene::new();
    let other = "-----BEGIN PUBLIC KEY-----\n\
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAyMEdY1aR+sCR3ZSJrtzt\n\
        KTKqigvO/vBfqACJLZtS7QMgCGXJ6XIRyy7mx66W0/sOFa7/1mAZtEoIokDP3Sho\n\
        qF4fVNb6XeqgQfaUHd8wJpDWHcR2OFwvplUUI1PLTktZ9uW2WE23b+ixNwJjJGwB\n\
        DJPQEQFBE+vfmH0JP503wr5INS1poWg/j25sIWeYPHYeOrFp/eXaqhISP6G+q2Ie\n\
        TaWTXpwZj4LzXq5YOpk4bYEQ6mvRq7D1aHWfYmlEGepfaYR8Q0YqvvhYtMte3ITn\n\
        uSJs171+GDqpdKcSwHnd6FudwGO4pcCOj4WcDuXc2CTHgH8gFTNhp/Y8/SpDOhvn\n\
        9QIDAQAB\n-----END PUBLIC KEY-----\n";
    for (pem, expected) in [(other, "does not have the key"), ("garbage", "is not a 2048-bit RSA key")] {
        let server = Server { address: scene.dc.address(), public_key_pem: pem.into() };
        let error = Login::begin(Options { server: Some(server), ..scene.options() }).await.err().unwrap();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(matches!(
            error,
            LoginError::Client(ClientError::Exchange(ExchangeError::OtherKey | ExchangeError::PublicKey(_)))
        ));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_out_of_order_are_refused() {
    let scene = Scene::new();
    let mut login = begin(&scene).await;
    assert!(matches!(login.sign_in("1").await, Err(LoginError::OutOfOrder)));
    assert!(matches!(login.check_password("1").await, Err(LoginError::OutOfOrder)));
    assert!(matches!(login.resend_code().await, Err(LoginError::OutOfOrder)));
    assert!(matches!(login.save(&Store::memory()).await, Err(LoginError::OutOfOrder)));
}
