//! Web apps of bots: which address is opened, what its page is told, and which are refused.

use grammers_tl_types::{enums, functions as f, types};
use ox_local_dc::Person;
use pbkdf2::hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::client::Client;
use crate::people::{Town, peer, user};

/// A town with a bot that has an app.
fn town() -> Town {
    let town = Town::new();
    let world = town.dc.world();
    let bot = Person {
        first_name: "Shop".to_owned(),
        username: Some("shop_bot".to_owned()),
        bot: true,
        ..Person::default()
    };
    let bot = world.add_person(bot);
    world.install_app(bot, "Orders", "https://shop.invalid/orders?v=1").unwrap();
    town
}

fn open(client: &mut Client, bot: &str, name: &str) -> f::messages::RequestAppWebView {
    let (peer, bot_id) = (peer(client, bot), user(client, bot));
    f::messages::RequestAppWebView {
        write_allowed: true,
        compact: false,
        fullscreen: false,
        peer,
        app: types::InputBotAppShortName { bot_id, short_name: name.to_owned() }.into(),
        start_param: None,
        theme_params: None,
        platform: "android".to_owned(),
    }
}

fn url(result: enums::WebViewResult) -> types::WebViewResultUrl {
    let enums::WebViewResult::Url(result) = result;
    result
}

fn unescaped(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap()
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    let mut keyed = Hmac::<Sha256>::new_from_slice(key).unwrap();
    keyed.update(text.as_bytes());
    keyed.finalize().into_bytes().to_vec()
}

#[test]
fn a_bot_can_prove_with_its_token_that_a_page_was_told_the_truth() {
    let town = town();
    let world = town.dc.world();
    let mut alice = Client::of(&town.dc, town.alice);
    let request = open(&mut alice, "shop_bot", "orders");
    let enums::InputPeer::User(bot) = &request.peer else { panic!("a bot") };
    let token = world.bot_token(bot.user_id).unwrap();
    let result = url(alice.call(&request).unwrap());
    let data = result.url.split_once("#tgWebAppData=").unwrap().1;
    let told = unescaped(data.split('&').next().unwrap());
    let (told, hash) = told.rsplit_once("&hash=").unwrap();
    let lines: Vec<String> = told.split('&').map(unescaped).collect();
    assert!(lines.is_sorted());
    let expected = keyed(&keyed(b"WebAppData", &token), &lines.join("\n"));
    let pairs = (0..hash.len()).step_by(2);
    let hash: Vec<u8> = pairs.map(|at| u8::from_str_radix(&hash[at..at + 2], 16).unwrap()).collect();
    assert_eq!(hash, expected);
    let user = format!(
        "user={{\"id\":{},\"first_name\":\"alice\",\"last_name\":\"\",\"username\":\"alice_user\",\
         \"language_code\":\"en\",\"allows_write_to_pm\":true}}",
        town.alice
    );
    assert!(lines.contains(&user), "{lines:?}");
}

#[test]
fn an_app_is_opened_at_its_address_and_told_who_opens_it() {
    let town = town();
    let mut alice = Client::of(&town.dc, town.alice);
    let request = f::messages::RequestAppWebView {
        start_param: Some("a b".to_owned()),
        ..open(&mut alice, "shop_bot", "orders")
    };
    let result = url(alice.call(&request).unwrap());
    assert_eq!(result.query_id, None);
    let (address, told) = result.url.split_once('#').unwrap();
    assert_eq!(address, "https://shop.invalid/orders?v=1&tgWebAppStartParam=a%20b");
    let id = format!("%257B%2522id%2522%253A{}%252C", town.alice);
    for part in ["tgWebAppData=auth_date%3D", "%26hash%3D", "%26start_param%3Da%2520b", "chat_type%3Dsender"]
    {
        assert!(told.contains(part), "{part} is not in {told}");
    }
    assert!(told.contains(&format!("user%3D{id}")), "{told}");
    assert!(told.ends_with("&tgWebAppPlatform=android"), "{told}");
    let enums::messages::BotApp::App(found) =
        alice.call(&f::messages::GetBotApp { app: request.app, hash: 0 }).unwrap();
    let enums::BotApp::App(app) = found.app else { panic!("{found:?}") };
    let by_id = f::messages::RequestAppWebView {
        app: types::InputBotAppId { id: app.id, access_hash: app.access_hash }.into(),
        ..open(&mut alice, "shop_bot", "orders")
    };
    alice.call(&by_id).unwrap();
}

#[test]
fn a_bots_menu_and_its_buttons_open_pages_that_are_prolonged() {
    let town = town();
    let mut alice = Client::of(&town.dc, town.alice);
    let (chat, bot) = (peer(&mut alice, "shop_bot"), user(&mut alice, "shop_bot"));
    let request = |peer, url: Option<&str>| f::messages::RequestWebView {
        from_bot_menu: url.is_none(),
        silent: false,
        compact: false,
        fullscreen: false,
        peer,
        bot: bot.clone(),
        url: url.map(str::to_owned),
        start_param: None,
        theme_params: Some(types::DataJson { data: "{}".to_owned() }.into()),
        platform: "ios".to_owned(),
        reply_to: None,
        send_as: None,
    };
    let mut refused = |request| alice.call(&request).unwrap_err().1;
    assert_eq!(refused(request(chat.clone(), None)), "URL_INVALID");
    assert_eq!(refused(request(chat.clone(), Some("http://shop.invalid"))), "URL_INVALID");
    let elsewhere = request(enums::InputPeer::PeerSelf, Some("https://shop.invalid"));
    assert_eq!(refused(elsewhere), "BOT_WEBVIEW_DISABLED");
    let opened = url(alice.call(&request(chat.clone(), Some("https://shop.invalid"))).unwrap());
    assert!(opened.url.starts_with("https://shop.invalid#tgWebAppData="));
    assert!(opened.url.ends_with("&tgWebAppThemeParams=%7B%7D"));
    let prolong = |query_id| f::messages::ProlongWebView {
        silent: false,
        peer: chat.clone(),
        bot: bot.clone(),
        query_id,
        reply_to: None,
        send_as: None,
    };
    let query = opened.query_id.unwrap();
    assert!(alice.call(&prolong(query)).unwrap());
    assert_eq!(alice.call(&prolong(query ^ 1)).unwrap_err().1, "QUERY_ID_INVALID");
}

#[test]
fn apps_of_people_and_apps_that_do_not_exist_are_refused() {
    let town = town();
    let mut alice = Client::of(&town.dc, town.alice);
    for (bot, name, expected) in
        [("bob_user", "orders", "BOT_APP_BOT_INVALID"), ("shop_bot", "games", "BOT_APP_SHORTNAME_INVALID")]
    {
        let request = open(&mut alice, bot, name);
        assert_eq!(alice.call(&request).unwrap_err().1, expected);
    }
    let lost = f::messages::RequestAppWebView {
        app: types::InputBotAppId { id: 1, access_hash: 2 }.into(),
        ..open(&mut alice, "shop_bot", "orders")
    };
    assert_eq!(alice.call(&lost).unwrap_err().1, "BOT_APP_INVALID");
    let (peer, bot) = (peer(&mut alice, "shop_bot"), user(&mut alice, "shop_bot"));
    let main = f::messages::RequestMainWebView {
        compact: false,
        fullscreen: false,
        peer,
        bot,
        start_param: None,
        theme_params: None,
        platform: "android".to_owned(),
    };
    assert_eq!(alice.call(&main).unwrap_err().1, "BOT_INVALID");
    assert!(town.dc.world().install_app(town.bob, "orders", "https://bob.invalid").is_err());
}
