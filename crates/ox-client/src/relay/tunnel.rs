//! Asking a proxy for a plain connection: SOCKS5 (RFC 1928, 1929) and HTTP CONNECT (RFC 9110, 9.3.6).

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_socks::{Error, tcp::Socks5Stream};

use super::{Proxy, ProxyError, plainly, proxy::Credentials};
use crate::base64;

/// No proxy's answer to CONNECT is longer.
const LONGEST_ANSWER: usize = 16 << 10;

/// Has a SOCKS5 proxy connect to `target`.
pub async fn socks5(
    server: &mut TcpStream,
    proxy: &Proxy,
    known: Option<&Credentials>,
    target: SocketAddr,
) -> Result<(), ProxyError> {
    let done = match known {
        None => Socks5Stream::connect_with_socket(server, target).await,
        Some(Credentials { user, password }) => {
            Socks5Stream::connect_with_password_and_socket(server, target, user, password).await
        }
    };
    let proxy = proxy.to_string();
    done.map(|_| ()).map_err(|error| match error {
        Error::Io(error) => ended(proxy, &error),
        Error::PasswordAuthFailure(_) | Error::NoAcceptableAuthMethods | Error::AuthorizationRequired => {
            ProxyError::Credentials { proxy }
        }
        Error::InvalidResponseVersion
        | Error::UnknownAuthMethod
        | Error::InvalidReservedByte
        | Error::UnknownAddressType => ProxyError::Garbled { proxy },
        refusal => ProxyError::Refused { proxy, reason: refusal.to_string().to_lowercase() },
    })
}

/// Has an HTTP proxy connect to `target`.
pub async fn http(
    server: &mut TcpStream,
    proxy: &Proxy,
    known: Option<&Credentials>,
    target: SocketAddr,
) -> Result<(), ProxyError> {
    let known = known.map_or_else(String::new, |Credentials { user, password }| {
        let pair = base64::standard(format!("{user}:{password}").as_bytes());
        format!("Proxy-Authorization: Basic {pair}\r\n")
    });
    let request = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{known}\r\n");
    let name = proxy.to_string();
    let answer = async {
        server.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        // Byte by byte: what follows the empty line is the server's.
        while !answer.ends_with(b"\r\n\r\n") && answer.len() < LONGEST_ANSWER {
            answer.push(server.read_u8().await?);
            if answer.len() == 5 && answer != b"HTTP/" {
                break;
            }
        }
        Ok(answer)
    };
    let answer = answer.await.map_err(|error| ended(name.clone(), &error))?;
    verdict(&answer, name)
}

fn verdict(answer: &[u8], proxy: String) -> Result<(), ProxyError> {
    let text = String::from_utf8_lossy(answer);
    let line = text.lines().next().unwrap_or_default();
    let status = line.strip_prefix("HTTP/1.").and_then(|line| line.split_once(' '));
    let status = status.map(|(_, status)| status.trim()).filter(|_| answer.ends_with(b"\r\n\r\n"));
    match status.and_then(|status| Some((status.get(..3)?.parse().ok()?, status))) {
        Some((200..=299, _)) => Ok(()),
        Some((407, _)) => Err(ProxyError::Credentials { proxy }),
        // Somebody else's text goes to the terminal.
        Some((100..=999, status)) => {
            let reason = status.chars().filter(|letter| !letter.is_control()).take(80).collect();
            Err(ProxyError::Refused { proxy, reason })
        }
        _ => Err(ProxyError::Garbled { proxy }),
    }
}

fn ended(proxy: String, error: &std::io::Error) -> ProxyError {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::ConnectionReset => {
            ProxyError::Closed { proxy }
        }
        _ => ProxyError::Unreachable { proxy, reason: plainly(error) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_http_proxys_answer_is_understood() {
        let proxy = || "http://h:1".to_owned();
        let refused = |reason: &str| ProxyError::Refused { proxy: proxy(), reason: reason.into() };
        for (answer, expected) in [
            (&b"HTTP/1.1 200 Connection established\r\n\r\n"[..], Ok(())),
            (b"HTTP/1.0 200\r\nVia: x\r\n\r\n", Ok(())),
            (b"HTTP/1.1 407 Authenticate\r\n\r\n", Err(ProxyError::Credentials { proxy: proxy() })),
            (b"HTTP/1.1 403 For\x1bbidden\r\n\r\n", Err(refused("403 Forbidden"))),
            (b"HTTP/1.1 20\r\n\r\n", Err(ProxyError::Garbled { proxy: proxy() })),
            (b"SSH-2", Err(ProxyError::Garbled { proxy: proxy() })),
            (b"HTTP/1.1 200 OK\r\n", Err(ProxyError::Garbled { proxy: proxy() })),
            ("HTTP/1.1 💥\r\n\r\n".as_bytes(), Err(ProxyError::Garbled { proxy: proxy() })),
        ] {
            assert_eq!(verdict(answer, proxy()), expected, "{answer:?}");
        }
    }
}
