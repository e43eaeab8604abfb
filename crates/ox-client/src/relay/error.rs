//! Why there is no way through a proxy. The words stand here; no secret is ever among them.

/// Why there is no way through a proxy. `proxy` is the proxy as [`Proxy`](super::Proxy) prints itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    /// What was written is no address of a proxy.
    #[error(
        "this is no address of a proxy: {0}\n\
         hint: like socks5://user:password@host:port, http://host:port or tg://proxy?server=…&port=…&secret=…"
    )]
    Address(&'static str),
    #[error(
        "the proxy {proxy} cannot be reached: {reason}\n\
         hint: start it, name another with `--proxy`, or go without with `--proxy none`"
    )]
    Unreachable { proxy: String, reason: String },
    #[error(
        "the proxy {proxy} does not accept the user name and password\nhint: correct them with `--proxy`"
    )]
    Credentials { proxy: String },
    #[error("the proxy {proxy} does not accept the secret\nhint: copy the proxy's link again, for `--proxy`")]
    Secret { proxy: String },
    #[error("the proxy {proxy} speaks another language\nhint: is it another kind of proxy, or another port?")]
    Garbled { proxy: String },
    #[error("the proxy {proxy} does not connect to telegram: {reason}\nhint: ask its owner, or use another")]
    Refused { proxy: String, reason: String },
    #[error(
        "the proxy {proxy} does not answer\nhint: its secret or its port may be another now; if not, use another proxy"
    )]
    Silent { proxy: String },
    #[error(
        "the proxy {proxy} hangs up without an answer\nhint: its secret may be another now; if not, use another proxy"
    )]
    Closed { proxy: String },
    /// The way from the client to its own relay.
    #[error("no loopback connection can be made for the proxy: {0}")]
    Loopback(String),
}

impl ProxyError {
    /// Whether trying again without a change is of no use.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Address(_) | Self::Credentials { .. } | Self::Secret { .. })
    }

    /// The text and its hint in one line.
    pub fn line(&self) -> String {
        self.to_string().replace("\nhint: ", "; ")
    }
}
