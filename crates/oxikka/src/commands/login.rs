//! `oxikka login`: the terminal's side of a login. The steps themselves are in `ox_client::login`.
//! Questions go to the terminal; with a pipe as input, each answer is a line of it.

use std::io::{BufRead, IsTerminal, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use ox_client::login::{CodeSent, CodeWay, Login, LoginError, Qr, Step, check_public_key};
use ox_client::{Options, Server};
use ox_store::Store;

use crate::{accounts::described, paths::Paths, proxy::ProxyChoice};

/// A server of one's own knows no applications.
const OWN_SERVER_API: (i32, &str) = (1, "own-server");
/// As shells say it of a program that Ctrl-C has ended.
const INTERRUPTED: u8 = 130;

/// Everything this command says, in one place. `{}` is filled in.
mod text {
    pub const API: &str =
        "Telegram wants every client to name its application: an API id and hash, yours, free, made once.
  1. Log in at https://my.telegram.org with your phone number; the code comes to your Telegram app.
  2. Open \"API development tools\" and give the application any title and short name.
  3. Copy `api_id` and `api_hash` from that page, and keep the hash to yourself.";
    pub const ASK_API_ID: &str = "API id: ";
    pub const ASK_API_HASH: &str = "API hash: ";
    pub const API_ID_IS_A_NUMBER: &str = "the API id is a number, like 1234567";
    pub const API_HASH_IS_HEX: &str = "the API hash is 32 letters and digits, from 0 to 9 and a to f";
    pub const ASK_PHONE: &str = "Phone number with country code (Enter for a QR code): ";
    pub const ASK_CODE: &str = "Code: ";
    pub const ASK_CODE_OR_RESEND: &str = "Code (Enter to get it another way): ";
    pub const ASK_PASSWORD: &str = "2FA password: ";
    pub const ASK_PASSWORD_HINTED: &str = "2FA password (hint: {}): ";
    pub const CODE_IN_APP: &str = "Telegram has sent the code to your other apps";
    pub const CODE_BY_SMS: &str = "Telegram has sent the code by SMS";
    pub const CODE_BY_CALL: &str = "Telegram calls and says the code";
    pub const CODE_BY_MISSED_CALL: &str = "Telegram calls from a number that ends with the code";
    pub const CODE_BY_EMAIL: &str = "Telegram has sent the code to {}";
    pub const CODE_ON_FRAGMENT: &str = "The code is at {}";
    pub const QR: &str = "Scan this in a Telegram app: Settings, Devices, Link Desktop Device";
    pub const QR_LINK: &str = "or open this link there: {}";
    pub const TRY_AGAIN: &str = "{}; try again";
    pub const DONE: &str = "Logged in as {}";
    pub const NEXT: &str = "Start it with `oxikka run`";
    pub const ANOTHER_CODE: &str = "{}; another one is on its way";
    pub const INTERRUPTED: &str = "\nstopped; nothing was stored";
    pub const INPUT_ENDED: &str = "the input ended before the login was finished";
}

/// Arguments of `oxikka login`.
#[derive(Args, Clone, Debug, Default)]
pub struct LoginArgs {
    /// API id from my.telegram.org
    #[arg(long, value_name = "NUMBER", env = "OXIKKA_API_ID", hide_env_values = true)]
    api_id: Option<i32>,
    /// API hash from my.telegram.org
    #[arg(long, value_name = "HASH", env = "OXIKKA_API_HASH", hide_env_values = true)]
    api_hash: Option<String>,
    /// Log in with a code sent to this number
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["qr", "bot_token"])]
    phone: Option<String>,
    /// Log in by scanning a QR code
    #[arg(long, conflicts_with = "bot_token")]
    qr: bool,
    /// Log in as a bot
    #[arg(long, value_name = "TOKEN", env = "OXIKKA_BOT_TOKEN", hide_env_values = true)]
    bot_token: Option<String>,
    /// Reach Telegram through this proxy: `socks5://…`, `http://…`, `tg://proxy?…` or `mtproxy://…`
    #[arg(long, value_name = "URL")]
    proxy: Option<ProxyChoice>,
    /// Another server than Telegram's
    #[arg(long, value_name = "HOST:PORT", requires = "server_key")]
    server: Option<SocketAddr>,
    /// The other server's public RSA key
    #[arg(long, value_name = "PUBLIC.pem", requires = "server")]
    server_key: Option<PathBuf>,
}

impl LoginArgs {
    /// Those of a login on another command's way.
    pub fn meanwhile(
        server: Option<SocketAddr>,
        server_key: Option<PathBuf>,
        proxy: Option<ProxyChoice>,
    ) -> Self {
        Self { proxy, server, server_key, ..Self::default() }
    }
}

/// Logs an account in and stores it, beside those that are there. Ctrl-C leaves nothing behind.
pub async fn run(args: LoginArgs, paths: &Paths) -> anyhow::Result<ExitCode> {
    // Opened first: nobody should type a code for a store that cannot be written.
    let store = Store::open(&paths.store())?;
    let terminal = Terminal::now();
    let login = tokio::select! {
        login = converse(&args, &store) => login?,
        _ = tokio::signal::ctrl_c() => {
            // What reads a password has switched the echo off.
            terminal.restore();
            say(text::INTERRUPTED);
            return Ok(ExitCode::from(INTERRUPTED));
        }
    };
    let row = login.save(&store).await?;
    say(&fill(text::DONE, &described(&row)));
    say(text::NEXT);
    Ok(ExitCode::SUCCESS)
}

/// Everything up to a finished login; nothing is stored yet.
async fn converse(args: &LoginArgs, store: &Store) -> anyhow::Result<Login> {
    let server = server(args)?;
    let (api_id, api_hash) = application(args, server.is_some(), store).await?;
    let proxy = args.proxy.as_ref().and_then(ProxyChoice::proxy).cloned();
    let mut login = Login::begin(Options { server, proxy, ..Options::new(api_id, api_hash) }).await?;
    let step = match &args.bot_token {
        Some(token) => login.bot(token).await?,
        None if args.qr => by_qr(&mut login).await?,
        None => by_phone(&mut login, args.phone.clone()).await?,
    };
    if let Step::Password { hint } = step {
        by_password(&mut login, hint).await?;
    }
    Ok(login)
}

/// With a phone number that Telegram knows; the first one is given or asked for.
async fn by_phone(login: &mut Login, mut given: Option<String>) -> anyhow::Result<Step> {
    loop {
        let phone = match given.take() {
            Some(phone) => phone,
            None => ask(text::ASK_PHONE, false).await?,
        };
        if phone.is_empty() {
            return by_qr(login).await;
        }
        match login.request_code(&phone).await {
            Ok(sent) => return by_code(login, &phone, sent).await,
            Err(error @ (LoginError::Phone | LoginError::NoAccount)) => try_again(&error),
            Err(error) => return Err(error.into()),
        }
    }
}

fn server(args: &LoginArgs) -> anyhow::Result<Option<Server>> {
    let (Some(address), Some(file)) = (args.server, &args.server_key) else { return Ok(None) };
    let public_key_pem = read(file)?;
    check_public_key(&public_key_pem).with_context(|| format!("cannot use `{}`", file.display()))?;
    Ok(Some(Server { address, public_key_pem }))
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))
}

/// From the arguments, from an account that is stored already, or from the person.
async fn application(args: &LoginArgs, own_server: bool, store: &Store) -> anyhow::Result<(i32, String)> {
    if let (Some(id), Some(hash)) = (args.api_id, &args.api_hash) {
        return Ok((id, hash.clone()));
    }
    if own_server {
        return Ok((OWN_SERVER_API.0, OWN_SERVER_API.1.to_owned()));
    }
    for row in store.accounts()? {
        if let Some(session) = store.account(row.id).session()?.filter(|session| session.server.is_none()) {
            return Ok((session.api_id, session.api_hash));
        }
    }
    say(text::API);
    let id = match args.api_id {
        Some(id) => id,
        None => loop {
            match ask(text::ASK_API_ID, false).await?.parse() {
                Ok(id) if id > 0 => break id,
                _ => say(text::API_ID_IS_A_NUMBER),
            }
        },
    };
    let hash = match &args.api_hash {
        Some(hash) => hash.clone(),
        None => loop {
            let hash = ask(text::ASK_API_HASH, false).await?;
            if hash.len() == 32 && hash.chars().all(|letter| letter.is_ascii_hexdigit()) {
                break hash;
            }
            say(text::API_HASH_IS_HEX);
        },
    };
    Ok((id, hash))
}

async fn by_code(login: &mut Login, phone: &str, mut sent: CodeSent) -> anyhow::Result<Step> {
    say(&how(&sent));
    loop {
        let question = if sent.next_after.is_some() { text::ASK_CODE_OR_RESEND } else { text::ASK_CODE };
        let code = ask(question, true).await?;
        if code.is_empty() && sent.next_after.is_some() {
            sent = login.resend_code().await?;
            say(&how(&sent));
            continue;
        }
        match login.sign_in(&code).await {
            Ok(step) => return Ok(step),
            Err(error @ LoginError::Code) => try_again(&error),
            Err(error @ LoginError::CodeExpired) => {
                say(&fill(text::ANOTHER_CODE, first_line(&error.to_string())));
                sent = login.request_code(phone).await?;
                say(&how(&sent));
            }
            Err(error) => return Err(error.into()),
        }
    }
}

async fn by_password(login: &mut Login, hint: Option<String>) -> anyhow::Result<()> {
    let question =
        hint.map_or_else(|| text::ASK_PASSWORD.to_owned(), |hint| fill(text::ASK_PASSWORD_HINTED, &hint));
    loop {
        let password = ask(&question, true).await?;
        match login.check_password(&password).await {
            Ok(_) => return Ok(()),
            Err(error @ (LoginError::Password | LoginError::PasswordStale)) => try_again(&error),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Says why an answer did not do, with the hint that there may be.
fn try_again(error: &LoginError) {
    let error = error.to_string();
    say(&fill(text::TRY_AGAIN, first_line(&error)));
    error.lines().skip(1).for_each(say);
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

async fn by_qr(login: &mut Login) -> anyhow::Result<Step> {
    say(text::QR);
    let mut drawn = None;
    loop {
        match login.qr().await? {
            Qr::Step(step) => return Ok(step),
            Qr::Show { url, expires_in } => {
                drawn = Some(draw(&url, drawn)?);
                login.scanned(expires_in).await;
            }
        }
    }
}

/// Draws a code, over the last one where there is a terminal; returns how many lines it took.
fn draw(url: &str, last: Option<usize>) -> anyhow::Result<usize> {
    let code = qrcode::QrCode::new(url).context("the QR code cannot be drawn")?;
    let picture = code.render::<qrcode::render::unicode::Dense1x2>().build();
    let terminal = std::io::stdout().is_terminal();
    if let Some(lines) = last.filter(|_| terminal) {
        print!("\x1b[{lines}A\x1b[J");
    }
    let mut lines: Vec<String> = picture.lines().map(|line| on_white(line, terminal)).collect();
    lines.push(fill(text::QR_LINK, url));
    say(&lines.join("\n"));
    Ok(lines.len())
}

/// Black on white, whatever the terminal's colours are: scanners want it so.
fn on_white(line: &str, terminal: bool) -> String {
    if terminal { format!("\x1b[38;5;16;48;5;231m{line}\x1b[0m") } else { line.to_owned() }
}

fn how(sent: &CodeSent) -> String {
    match &sent.way {
        CodeWay::App => text::CODE_IN_APP.to_owned(),
        CodeWay::Sms => text::CODE_BY_SMS.to_owned(),
        CodeWay::Call => text::CODE_BY_CALL.to_owned(),
        CodeWay::MissedCall => text::CODE_BY_MISSED_CALL.to_owned(),
        CodeWay::Email(address) => fill(text::CODE_BY_EMAIL, address),
        CodeWay::Fragment(address) => fill(text::CODE_ON_FRAGMENT, address),
    }
}

/// Asks a question; what is typed to a secret one is not shown.
async fn ask(question: &str, secret: bool) -> anyhow::Result<String> {
    let question = question.to_owned();
    let asked = tokio::task::spawn_blocking(move || {
        let mut output = std::io::stdout();
        if secret && std::io::stdin().is_terminal() {
            return rpassword::prompt_password(question);
        }
        write!(output, "{question}")?;
        output.flush()?;
        let mut line = String::new();
        if std::io::stdin().lock().read_line(&mut line)? == 0 {
            return Err(std::io::Error::new(std::io::ErrorKind::UnexpectedEof, text::INPUT_ENDED));
        }
        Ok(line)
    });
    Ok(asked.await??.trim().to_owned())
}

/// How the terminal was before a password was asked for.
struct Terminal(Option<libc::termios>);

impl Terminal {
    fn now() -> Self {
        // SAFETY: zeros are a valid value of this plain structure.
        let mut state: libc::termios = unsafe { std::mem::zeroed() };
        // SAFETY: the structure outlives the call.
        let known = unsafe { libc::tcgetattr(libc::STDIN_FILENO, &raw mut state) } == 0;
        Self(known.then_some(state))
    }

    fn restore(&self) {
        if let Some(state) = &self.0 {
            // SAFETY: as above; a terminal that is gone is an error that changes nothing.
            unsafe { libc::tcsetattr(libc::STDIN_FILENO, libc::TCSANOW, state) };
        }
    }
}

fn say(line: &str) {
    println!("{line}");
}

fn fill(text: &str, value: &str) -> String {
    text.replacen("{}", value, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_code_fits_a_small_terminal() {
        let url = format!("tg://login?token={}", "A".repeat(48));
        let lines = draw(&url, None).unwrap();
        assert!(lines <= 24, "{lines}");
    }
}
