//! A whole login, and messages, through a proxy of each kind; and what is said of those that do not work.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use ox_client::login::{Login, LoginError, Step};
use ox_client::{Account, ClientError, Options, ProxyError, Server, Upload};
use ox_store::Store;

use crate::proxy::{Kind, Proxy};
use crate::scene::{Scene, ask, in_time, next_text, send_message};
use crate::transfers;

const KEY: [u8; 16] = [0xab; 16];
const HEX: &str = "abababababababababababababababab";
const DOMAIN: &str = "www.example.org";
const DOMAIN_HEX: &str = "7777772e6578616d706c652e6f7267";

fn scene() -> Scene {
    Scene::with(ox_local_dc::Options { proxy_secret: Some(KEY), ..ox_local_dc::Options::default() })
}

/// Logs in where nothing listens but behind the proxy, then talks; returns the store.
async fn login_and_talk(scene: &Scene, server: SocketAddr, proxy: &str) -> Store {
    let options = Options { proxy: Some(proxy.parse().unwrap()), ..scene.options_at(server) };
    let mut login = in_time(Login::begin(options)).await.unwrap();
    login.request_code("15550001").await.unwrap();
    let code = scene.world.login_code("15550001").unwrap();
    assert_eq!(login.sign_in(&code).await.unwrap(), Step::Done);
    let store = Store::memory();
    login.save(&store).await.unwrap();
    drop(login);
    talk(scene, &store).await;
    store
}

/// The next `random_id`.
static SENT: AtomicI64 = AtomicI64::new(1);

/// Connects the stored login, hears Bob and answers.
async fn talk(scene: &Scene, store: &Store) {
    let row = store.account(scene.alice);
    let (account, mut incoming) =
        in_time(Account::connect(row.clone(), Options::stored(&row).unwrap())).await.unwrap();
    scene.bob_says("through?");
    assert_eq!(next_text(&mut incoming).await, "through?");
    let number = SENT.fetch_add(1, Ordering::Relaxed);
    let long = format!("{number} {}", "through! ".repeat(400));
    ask(&account, &send_message(scene.input_group(), long.trim(), number)).await.unwrap();
    scene.arrived(long.trim()).await;
    account.close();
}

/// Why nobody gets through this proxy.
async fn trouble(scene: &Scene, proxy: &str) -> ProxyError {
    let options = Options { proxy: Some(proxy.parse().unwrap()), ..scene.options() };
    match in_time(Login::begin(options)).await.err().unwrap() {
        LoginError::Client(ClientError::Proxy(error)) => error,
        error => panic!("{error}"),
    }
}

/// An address that only proxies know: nothing listens there.
fn behind() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socks5_proxy_carries_a_login_and_messages() {
    let scene = scene();
    for (known, place) in [(None, ""), (Some(("user", "p@ss")), "user:p%40ss@")] {
        let proxy = Proxy::start(Kind::Socks5(known), scene.dc.address()).await;
        let port = proxy.address.port();
        login_and_talk(&scene, scene.dc.address(), &format!("socks5://{place}localhost:{port}")).await;
        assert!(proxy.carried() >= 3, "the exchange, the login and the account");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn proxies_and_servers_may_have_ipv6_addresses() {
    let scene = scene();
    let here = "[::1]:0".parse().unwrap();
    let proxy = Proxy::start_at(here, Kind::Socks5(None), scene.dc.address()).await;
    let server = SocketAddr::new("::1".parse().unwrap(), scene.dc.address().port());
    login_and_talk(&scene, server, &format!("socks5://{}", proxy.address)).await;
    assert!(proxy.carried() >= 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_http_proxy_carries_a_login_and_messages() {
    let scene = scene();
    for (known, place) in [(None, ""), (Some(("Aladdin", "open sesame")), "Aladdin:open%20sesame@")] {
        let proxy = Proxy::start(Kind::Http(known), scene.dc.address()).await;
        login_and_talk(&scene, scene.dc.address(), &format!("http://{place}{}", proxy.address)).await;
        assert!(proxy.carried() >= 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_mtproxy_carries_a_login_and_messages_with_every_kind_of_secret() {
    let scene = scene();
    for (kind, secret) in [
        (Kind::Plain, HEX.to_owned()),
        (Kind::Plain, "q6urq6urq6urq6urq6urqw".to_owned()),
        (Kind::Plain, format!("dd{HEX}")),
        (Kind::Tls { key: KEY, domain: DOMAIN }, format!("ee{HEX}{DOMAIN_HEX}")),
        (Kind::Tls { key: KEY, domain: DOMAIN }, "7qurq6urq6urq6urq6urq6t3d3cuZXhhbXBsZS5vcmc".to_owned()),
    ] {
        let proxy = Proxy::start(kind, scene.dc.address()).await;
        let (port, nowhere) = (proxy.address.port(), behind());
        let link = format!("tg://proxy?server=127.0.0.1&port={port}&secret={secret}");
        login_and_talk(&scene, nowhere, &link).await;
        assert!(proxy.carried() >= 3, "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_and_come_through_an_mtproxy_to_another_data_centre() {
    let options = ox_local_dc::Options { proxy_secret: Some(KEY), file_dc: Some(4), ..Default::default() };
    let scene = Scene::with(options);
    let proxy = Proxy::start(Kind::Tls { key: KEY, domain: DOMAIN }, scene.dc.address()).await;
    let link = format!("mtproxy://{}?secret=ee{HEX}{DOMAIN_HEX}", proxy.address);
    let options = Options { proxy: Some(link.parse().unwrap()), ..scene.options_at(behind()) };
    let (account, _incoming) = Account::connect(scene.store(), options).await.unwrap();
    let plan = transfers::file(&scene, &account).await;
    assert_eq!(plan.dc, 4);
    let expected = transfers::expected();
    assert!(transfers::rest(&mut account.files().download(plan).unwrap()).await.unwrap() == expected);
    let plan =
        Upload { id: 1, size: transfers::SIZE, part: transfers::PART, big: true, rules: transfers::RULES };
    let mut sending = account.files().upload(plan).unwrap();
    let (mut taken, mut saved) = (0, 0);
    while sending.wants().is_some() || sending.is_flying() {
        while let Some(length) = sending.wants() {
            sending.send(expected[taken..taken + length].to_vec());
            taken += length;
        }
        saved += in_time(sending.saved()).await.unwrap().unwrap();
    }
    assert_eq!(saved, transfers::SIZE);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_is_kept_with_the_account_and_the_relays_address_is_not() {
    let scene = scene();
    let proxy = Proxy::start(Kind::Socks5(None), scene.dc.address()).await;
    let address = format!("socks5://{}", proxy.address);
    let store = login_and_talk(&scene, scene.dc.address(), &address).await;
    let account = store.account(scene.alice);
    assert_eq!(ox_client::Proxy::stored(&account).unwrap().unwrap().to_string(), address);
    let home = account.session().unwrap().unwrap();
    let home = home.data_centres.into_iter().find(|row| row.id == 2).unwrap();
    assert_eq!(SocketAddr::from(home.ipv4), scene.dc.address());
    assert!(ox_client::Proxy::keep(&account, None).unwrap());
    assert!(!ox_client::Proxy::keep(&account, None).unwrap());
    let before = proxy.carried();
    talk(&scene, &store).await;
    assert_eq!(proxy.carried(), before, "a forgotten proxy was used");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_dies_and_comes_back_is_used_again() {
    let scene = scene();
    let proxy = Proxy::start(Kind::Socks5(None), scene.dc.address()).await;
    let store = scene.store();
    let options =
        Options { proxy: Some(format!("socks5://{}", proxy.address).parse().unwrap()), ..scene.options() };
    let (account, mut incoming) = Account::connect(store, options).await.unwrap();
    proxy.die();
    let error = in_time(async {
        loop {
            if let Err(error) = account.me().await {
                return error;
            }
        }
    })
    .await;
    let ClientError::Proxy(ProxyError::Unreachable { reason, .. }) = error else { panic!("{error}") };
    assert_eq!(reason, "connection refused");
    scene.bob_says("said meanwhile");
    let again = Proxy::start_at(proxy.address, Kind::Socks5(None), scene.dc.address()).await;
    assert_eq!(next_text(&mut incoming).await, "said meanwhile");
    in_time(account.me()).await.unwrap();
    assert!(again.carried() > 0);
}

type Check = fn(&ProxyError) -> bool;
type Address<'a> = &'a dyn Fn(SocketAddr) -> String;

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_trouble_is_told_for_what_it_is() {
    let scene = scene();
    let server = scene.dc.address();
    let mtproxy = |secret: String| move |at: SocketAddr| format!("mtproxy://{at}?secret={secret}");
    let credentials: Check = |error| matches!(error, ProxyError::Credentials { .. });
    let garbled: Check = |error| matches!(error, ProxyError::Garbled { .. });
    let closed: Check = |error| matches!(error, ProxyError::Closed { .. });
    let secret: Check = |error| matches!(error, ProxyError::Secret { .. });
    let refused: Check = |error| matches!(error, ProxyError::Refused { .. });
    let right = mtproxy(HEX.to_owned());
    let tls = format!("ee{HEX}{DOMAIN_HEX}");
    let wrong_tls = format!("ee{}{DOMAIN_HEX}", HEX.replace('a', "c"));
    let (right_tls, wrong_tls) = (mtproxy(tls), mtproxy(wrong_tls));
    let wrong_plain = mtproxy("000102030405060708090a0b0c0d0e0f".to_owned());
    let cases: [(Kind, Address, Check); 14] = [
        (Kind::Socks5(Some(("user", "right"))), &|at| format!("socks5://user:wrong@{at}"), credentials),
        (Kind::Socks5(Some(("user", "right"))), &|at| format!("socks5://{at}"), credentials),
        (Kind::Http(Some(("user", "right"))), &|at| format!("http://user:wrong@{at}"), credentials),
        (Kind::Refusing, &|at| format!("socks5://{at}"), refused),
        (Kind::Forbidding, &|at| format!("http://{at}"), refused),
        (Kind::Babbling, &|at| format!("socks5://{at}"), garbled),
        (Kind::Babbling, &|at| format!("http://{at}"), garbled),
        (Kind::Babbling, &right, garbled),
        (Kind::Babbling, &right_tls, garbled),
        (Kind::Closing, &|at| format!("socks5://{at}"), closed),
        (Kind::Closing, &|at| format!("http://{at}"), closed),
        (Kind::Closing, &right, closed),
        (Kind::Plain, &wrong_plain, closed),
        (Kind::Tls { key: KEY, domain: DOMAIN }, &wrong_tls, secret),
    ];
    for (number, (kind, address, expected)) in cases.into_iter().enumerate() {
        let proxy = Proxy::start(kind, server).await;
        let error = trouble(&scene, &address(proxy.address)).await;
        assert!(expected(&error), "case {number}: {error}");
        let text = error.to_string();
        assert!(text.contains(&proxy.address.to_string()) && text.contains("\nhint: "), "{text}");
        assert!(!text.contains("wrong@") && !text.contains("0102") && !text.contains("cbcb"), "{text}");
    }
    let nobody = behind();
    let error = trouble(&scene, &format!("socks5://{nobody}")).await;
    assert_eq!(
        error.line(),
        format!(
            "the proxy socks5://{nobody} cannot be reached: connection refused; start it, name another \
             with `--proxy`, or go without with `--proxy none`"
        )
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_of_the_proxy_is_not_tried_again_and_again() {
    let scene = scene();
    let proxy = Proxy::start(Kind::Socks5(Some(("user", "right"))), scene.dc.address()).await;
    let server = Server { address: scene.dc.address(), public_key_pem: scene.dc.public_key_pem().to_owned() };
    let options = Options {
        proxy: Some(format!("socks5://user:wrong@{}", proxy.address).parse().unwrap()),
        server: Some(server),
        time_limit: Duration::from_secs(10),
        ..Options::new(1, "hash")
    };
    let error = in_time(Account::connect(scene.store(), options)).await.err().unwrap();
    assert!(matches!(&error, ClientError::Proxy(ProxyError::Credentials { .. })), "{error}");
}
