//! How the address of a proxy is written: `socks5://`, `http://`, `mtproxy://`, and Telegram's own links.
//! <https://core.telegram.org/api/links#mtproxy-links>

use std::str::FromStr;

use ox_store::{ProxyKind, ProxyRow};

use super::{Proxy, ProxyError};

/// Where Telegram's links may be as pages.
const PAGES: [&str; 3] = ["t.me/", "telegram.me/", "telegram.dog/"];

impl FromStr for Proxy {
    type Err = ProxyError;

    fn from_str(text: &str) -> Result<Self, ProxyError> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").ok_or(ProxyError::Address("it has no `scheme://`"))?;
        let row = match &*scheme.to_ascii_lowercase() {
            "tg" => link(rest),
            "http" | "https" if PAGES.iter().any(|page| rest.starts_with(page)) => {
                link(rest.split_once('/').map_or("", |(_, rest)| rest))
            }
            "socks5" | "socks5h" | "socks" => place(ProxyKind::Socks5, rest),
            "http" => place(ProxyKind::Http, rest),
            "mtproxy" | "mtproto" => place(ProxyKind::Mtproto, rest),
            _ => Err(ProxyError::Address("its scheme is not one of socks5, http, mtproxy, tg")),
        };
        row?.try_into()
    }
}

/// `proxy?server=…&port=…&secret=…`, or `socks?server=…&port=…&user=…&pass=…`.
fn link(text: &str) -> Result<ProxyRow, ProxyError> {
    let (name, query) = text.split_once('?').unwrap_or((text, ""));
    let kind = match name.trim_end_matches('/') {
        "proxy" => ProxyKind::Mtproto,
        "socks" => ProxyKind::Socks5,
        _ => return Err(ProxyError::Address("the link is neither `proxy?…` nor `socks?…`")),
    };
    Ok(ProxyRow {
        kind,
        host: value(query, "server")?.unwrap_or_default(),
        port: value(query, "port")?.map_or(Ok(0), |port| read_port(&port))?,
        user: value(query, "user")?,
        password: value(query, "pass")?,
        secret: value(query, "secret")?,
    })
}

/// `user:password@host:port`; the secret is in the user's place, or `?secret=…`.
fn place(kind: ProxyKind, text: &str) -> Result<ProxyRow, ProxyError> {
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let text = text.trim_end_matches('/');
    let (known, place) = match text.rsplit_once('@') {
        Some((known, place)) => (Some(known), place),
        None => (None, text),
    };
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, read_port(port)?),
        _ => return Err(ProxyError::Address("it does not end with `host:port`")),
    };
    let (user, password) = match known.map(|known| known.split_once(':').unwrap_or((known, ""))) {
        Some((user, password)) => (Some(plain(user)?), Some(plain(password)?)),
        None => (None, None),
    };
    let row = ProxyRow { kind, host: host.to_owned(), port, user, password, secret: None };
    Ok(match kind {
        ProxyKind::Mtproto => {
            let secret = value(query, "secret")?.or(row.user);
            ProxyRow { secret, user: None, password: None, ..row }
        }
        _ => row,
    })
}

fn read_port(text: &str) -> Result<u16, ProxyError> {
    text.parse().map_err(|_| ProxyError::Address("its port is not a number from 1 to 65535"))
}

/// The value of a name in a query, decoded; the first one counts.
fn value(query: &str, name: &str) -> Result<Option<String>, ProxyError> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let found = pairs.find(|(key, value)| *key == name && !value.is_empty());
    // `+` is a letter of base64 here, never a space.
    found.map(|(_, value)| plain(value)).transpose()
}

/// Text without `%xx`.
fn plain(text: &str) -> Result<String, ProxyError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|byte| (*byte as char).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (byte, digit(0), digit(1)) {
            bytes.push((high << 4 | low) as u8);
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8(bytes).map_err(|_| ProxyError::Address("it is not UTF-8 text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "000102030405060708090a0b0c0d0eff";

    #[track_caller]
    fn check(text: &str, shown: &str, json: &str) {
        let proxy: Proxy = text.parse().unwrap();
        assert_eq!((proxy.to_string(), serde_json::to_string(&proxy).unwrap()), (shown.into(), json.into()));
        assert_eq!(serde_json::from_str::<Proxy>(json).unwrap(), proxy);
        assert!(!format!("{proxy:?}").contains("p@ss") && !format!("{proxy:?}").contains("0102"));
    }

    #[test]
    fn addresses_of_every_kind_are_read_and_shown_without_their_secrets() {
        check(
            "socks5://h.example:1080",
            "socks5://h.example:1080",
            r#"{"kind":"socks5","host":"h.example","port":1080}"#,
        );
        check(
            "socks5://us%20er:p%40ss@[::1]:1/",
            "socks5://[::1]:1",
            r#"{"kind":"socks5","host":"::1","port":1,"user":"us er","password":"p@ss"}"#,
        );
        check(
            "http://user:p@ss@10.0.0.1:3128",
            "http://10.0.0.1:3128",
            r#"{"kind":"http","host":"10.0.0.1","port":3128,"user":"user","password":"p@ss"}"#,
        );
        check(
            "tg://socks?server=h&port=5&user=u&pass=p%40ss",
            "socks5://h:5",
            r#"{"kind":"socks5","host":"h","port":5,"user":"u","password":"p@ss"}"#,
        );
        let mtproxy = format!(r#"{{"kind":"mtproto","host":"h","port":443,"secret":"{SECRET}"}}"#);
        for text in [
            format!("tg://proxy?server=h&port=443&secret={SECRET}"),
            format!("https://t.me/proxy?server=h&port=443&secret={SECRET}"),
            format!("https://telegram.me/proxy?secret={SECRET}&server=h&port=443"),
            format!("mtproxy://{SECRET}@h:443"),
            format!("mtproto://h:443?secret={SECRET}"),
            "tg://proxy?server=h&port=443&secret=AAECAwQFBgcICQoLDA0O_w%3D%3D".to_owned(),
        ] {
            check(&text, "mtproxy://h:443", &mtproxy);
        }
    }

    #[test]
    fn what_is_no_address_says_why() {
        for (text, part) in [
            ("h:1080", "scheme"),
            ("ftp://h:1", "scheme"),
            ("socks5://h", "host:port"),
            ("socks5://::1:5", "host:port"),
            ("socks5://h:70000", "port"),
            ("socks5://h:0", "no port"),
            ("socks5://:5", "no host"),
            ("socks5://u@h:5", "user name or password"),
            ("http://:secret@h:5", "no user name"),
            ("mtproxy://h:5", "no secret"),
            ("mtproxy://00@h:5", "16 bytes"),
            ("tg://proxy?port=5&secret=00", "no host"),
            ("tg://resolve?domain=x", "neither"),
        ] {
            let error = text.parse::<Proxy>().unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains("00@"), "{text}: {error}");
        }
    }
}
