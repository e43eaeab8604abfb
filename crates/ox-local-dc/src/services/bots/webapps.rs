//! Web apps of bots: where they are opened, with what their page is told about who opens it.
//! A test gives bots their apps. Out of scope: what pages do, side menus, buttons that ask for one, apps' data sent back.
//! What the page is told: <https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app>.

use std::collections::BTreeMap;
use std::fmt::Write;

use grammers_tl_types::{enums, functions as f, types};
use pbkdf2::hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::services::auth::hex;
use crate::session::unix_seconds;
use crate::world::State;
use crate::world::peers::Peer;

/// The protocol between pages and clients.
const VERSION: &str = "9.1";
/// What may stand unescaped in a query (RFC 3986).
const PLAIN: &[u8] = b"-._~";

pub(super) fn register(table: &mut Table) {
    table.serve(get_bot_app);
    table.serve(request_app_web_view);
    table.serve(request_main_web_view);
    table.serve(request_simple_web_view);
    table.serve(request_web_view);
    table.serve(prolong_web_view);
}

/// Apps by bot and short name, and pages that are open.
#[derive(Default)]
pub(crate) struct Apps {
    known: BTreeMap<(i64, String), App>,
    /// By query id: who opened a page of which bot.
    open: BTreeMap<i64, (i64, i64)>,
}

/// A page. The main one of a bot has no short name.
struct App {
    id: i64,
    access_hash: i64,
    url: String,
}

/// Gives a bot an app, its main one for the empty name; another address replaces the first.
pub(crate) fn install(state: &mut State, bot: i64, short_name: &str, url: &str) -> Answer<()> {
    if !state.resident(bot).is_some_and(|person| person.bot) {
        return Err(Refusal::bad("BOT_INVALID"));
    }
    let (id, access_hash) = (state.number(), i64::from_le_bytes(crate::crypto::random()));
    let app = App { id, access_hash, url: url.to_owned() };
    state.bots.apps.known.insert((bot, short_name.to_lowercase()), app);
    Ok(())
}

fn is_bot(call: &Call, id: i64) -> bool {
    call.world.resident(id).is_some_and(|person| person.bot && !person.deleted)
}

fn bot(call: &Call, input: &enums::InputUser) -> Answer<i64> {
    let id = call.world.input_user(call.me, input)?;
    if is_bot(call, id) { Ok(id) } else { Err(Refusal::bad("BOT_INVALID")) }
}

/// An app, and whose it is under which name.
fn found<'a>(call: &'a Call, input: &enums::InputBotApp) -> Answer<(i64, &'a str, &'a App)> {
    let mut known = call.world.bots.apps.known.iter().filter(|((_, name), _)| !name.is_empty());
    let (found, missing) = match input {
        enums::InputBotApp::ShortName(named) => {
            let bot = call.world.input_user(call.me, &named.bot_id);
            let bot = bot.ok().filter(|bot| is_bot(call, *bot));
            let bot = bot.ok_or_else(|| Refusal::bad("BOT_APP_BOT_INVALID"))?;
            let key = (bot, named.short_name.to_lowercase());
            (known.find(|(known, _)| **known == key), "BOT_APP_SHORTNAME_INVALID")
        }
        enums::InputBotApp::Id(wanted) => {
            let same = |app: &App| app.id == wanted.id && app.access_hash == wanted.access_hash;
            (known.find(|(_, app)| same(app)), "BOT_APP_INVALID")
        }
    };
    let ((bot, name), app) = found.ok_or_else(|| Refusal::bad(missing))?;
    Ok((*bot, name, app))
}

fn main_page(call: &Call, bot: i64) -> Option<String> {
    call.world.bots.apps.known.get(&(bot, String::new())).map(|app| app.url.clone())
}

fn get_bot_app(call: &mut Call, request: f::messages::GetBotApp) -> Answer<enums::messages::BotApp> {
    let (_, name, app) = found(call, &request.app)?;
    let app = types::BotApp {
        id: app.id,
        access_hash: app.access_hash,
        short_name: name.to_owned(),
        title: name.to_owned(),
        description: String::new(),
        photo: types::PhotoEmpty { id: 0 }.into(),
        document: None,
        hash: app.id,
    };
    let app = match request.hash == app.hash {
        true => enums::BotApp::NotModified,
        false => app.into(),
    };
    Ok(types::messages::BotApp { inactive: false, request_write_access: false, has_settings: false, app }
        .into())
}

/// Where a page is opened, and what the client says about itself.
struct Opening<'a> {
    bot: i64,
    url: String,
    peer: Option<Peer>,
    start: Option<String>,
    theme: Option<enums::DataJson>,
    platform: &'a str,
    query: Option<i64>,
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        match byte.is_ascii_alphanumeric() || PLAIN.contains(&byte) {
            true => escaped.push(char::from(byte)),
            // Writing to a string does not fail.
            false => _ = write!(escaped, "%{byte:02X}"),
        }
        escaped
    })
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            control if control.is_control() => _ = write!(quoted, "\\u{:04x}", u32::from(control)),
            other => quoted.push(other),
        }
    }
    quoted + "\""
}

/// Somebody as a page knows her.
fn described(call: &Call) -> String {
    let Some(me) = call.world.resident(call.me) else { return "{}".to_owned() };
    let mut fields = vec![
        format!("\"id\":{}", call.me),
        format!("\"first_name\":{}", quoted(&me.first_name)),
        format!("\"last_name\":{}", quoted(me.last_name.as_deref().unwrap_or_default())),
    ];
    fields.extend(me.username.as_deref().map(|name| format!("\"username\":{}", quoted(name))));
    fields.push("\"language_code\":\"en\"".to_owned());
    fields.extend(me.premium.then(|| "\"is_premium\":true".to_owned()));
    fields.push("\"allows_write_to_pm\":true".to_owned());
    format!("{{{}}}", fields.join(","))
}

fn keyed(key: &[u8], text: &[u8]) -> Vec<u8> {
    // A key of any length is taken.
    let Ok(mut keyed) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    keyed.update(text);
    keyed.finalize().into_bytes().to_vec()
}

/// What a page is told, signed with the bot's token.
fn told(call: &Call, opening: &Opening) -> String {
    let mut fields = BTreeMap::from([("auth_date", unix_seconds().to_string()), ("user", described(call))]);
    if let Some(peer) = opening.peer {
        let kind = match peer {
            Peer::User(id) if id == opening.bot || id == call.me => "sender",
            Peer::User(_) => "private",
            Peer::Group(_) => "group",
            Peer::Channel(id) => {
                let broadcast = call.world.channels.get(&id).is_some_and(|channel| channel.broadcast);
                if broadcast { "channel" } else { "supergroup" }
            }
        };
        fields.insert("chat_type", kind.to_owned());
        let instance = call.world.access_hash(opening.bot, peer);
        fields.insert("chat_instance", instance.to_string());
    }
    fields.extend(opening.query.map(|query| ("query_id", query.to_string())));
    fields.extend(opening.start.clone().map(|start| ("start_param", start)));
    let lines: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let token = call.world.resident(opening.bot).and_then(|bot| bot.token.clone()).unwrap_or_default();
    let hash = keyed(&keyed(b"WebAppData", token.as_bytes()), lines.join("\n").as_bytes());
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
    pairs.chain([format!("hash={}", hex(&hash))]).collect::<Vec<_>>().join("&")
}

fn opened(call: &mut Call, opening: &Opening) -> Answer<enums::WebViewResult> {
    if !opening.url.starts_with("https://") {
        return Err(Refusal::bad("URL_INVALID"));
    }
    let start = opening.start.as_deref().map(|start| format!("tgWebAppStartParam={}", escaped(start)));
    let joint = if opening.url.contains('?') { "&" } else { "?" };
    let start = start.map(|start| format!("{joint}{start}")).unwrap_or_default();
    let theme = opening.theme.as_ref().map(|enums::DataJson::Json(theme)| theme.data.as_str());
    let theme = theme.map(|theme| format!("&tgWebAppThemeParams={}", escaped(theme))).unwrap_or_default();
    let (data, platform) = (escaped(&told(call, opening)), escaped(opening.platform));
    let url = format!(
        "{}{start}#tgWebAppData={data}&tgWebAppVersion={VERSION}&tgWebAppPlatform={platform}{theme}",
        opening.url
    );
    if let Some(query) = opening.query {
        call.world.bots.apps.open.insert(query, (call.me, opening.bot));
    }
    let query_id = opening.query;
    Ok(types::WebViewResultUrl { fullsize: false, fullscreen: false, same_origin: false, query_id, url }
        .into())
}

fn request_app_web_view(
    call: &mut Call,
    request: f::messages::RequestAppWebView,
) -> Answer<enums::WebViewResult> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let (bot, _, app) = found(call, &request.app)?;
    let opening = Opening {
        bot,
        url: app.url.clone(),
        peer: Some(peer),
        start: request.start_param,
        theme: request.theme_params,
        platform: &request.platform,
        query: None,
    };
    opened(call, &opening)
}

fn request_main_web_view(
    call: &mut Call,
    request: f::messages::RequestMainWebView,
) -> Answer<enums::WebViewResult> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let bot = bot(call, &request.bot)?;
    let url = main_page(call, bot).ok_or_else(|| Refusal::bad("BOT_INVALID"))?;
    let (start, theme) = (request.start_param, request.theme_params);
    let platform = &request.platform;
    opened(call, &Opening { bot, url, peer: Some(peer), start, theme, platform, query: None })
}

fn request_simple_web_view(
    call: &mut Call,
    request: f::messages::RequestSimpleWebView,
) -> Answer<enums::WebViewResult> {
    let bot = bot(call, &request.bot)?;
    let url = request.url.or_else(|| main_page(call, bot)).ok_or_else(|| Refusal::bad("URL_INVALID"))?;
    let (start, theme) = (request.start_param, request.theme_params);
    opened(call, &Opening { bot, url, peer: None, start, theme, platform: &request.platform, query: None })
}

/// From a button or a bot's menu: both are in the chat with the bot.
fn request_web_view(call: &mut Call, request: f::messages::RequestWebView) -> Answer<enums::WebViewResult> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let bot = bot(call, &request.bot)?;
    if (request.from_bot_menu || request.url.is_some()) && peer != Peer::User(bot) {
        return Err(Refusal::bad("BOT_WEBVIEW_DISABLED"));
    }
    let url = request.url.or_else(|| main_page(call, bot)).ok_or_else(|| Refusal::bad("URL_INVALID"))?;
    let (start, theme) = (request.start_param, request.theme_params);
    let query = Some(i64::from_le_bytes(crate::crypto::random()));
    let platform = &request.platform;
    opened(call, &Opening { bot, url, peer: Some(peer), start, theme, platform, query })
}

/// Clients say from time to time that a page is still open.
fn prolong_web_view(call: &mut Call, request: f::messages::ProlongWebView) -> Answer<bool> {
    let bot = bot(call, &request.bot)?;
    match call.world.bots.apps.open.get(&request.query_id) == Some(&(call.me, bot)) {
        true => Ok(true),
        false => Err(Refusal::bad("QUERY_ID_INVALID")),
    }
}
