//! `--proxy`: an address, or `none` for the direct way.

use std::str::FromStr;

use ox_client::{Proxy, ProxyError};
use ox_store::AccountStore;

/// What `--proxy` said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProxyChoice {
    /// Directly; a kept proxy is forgotten.
    Direct,
    Through(Proxy),
}

impl FromStr for ProxyChoice {
    type Err = ProxyError;

    fn from_str(text: &str) -> Result<Self, ProxyError> {
        if text.trim().eq_ignore_ascii_case("none") {
            Ok(Self::Direct)
        } else {
            text.parse().map(Self::Through)
        }
    }
}

impl ProxyChoice {
    /// The proxy, if there is one.
    pub fn proxy(&self) -> Option<&Proxy> {
        match self {
            Self::Direct => None,
            Self::Through(proxy) => Some(proxy),
        }
    }

    /// Keeps the choice with an account.
    pub fn keep(&self, store: &AccountStore) -> anyhow::Result<()> {
        Proxy::keep(store, self.proxy())?;
        Ok(())
    }
}

/// The way of a stored account, without what is secret in it.
pub fn shown(store: &AccountStore) -> String {
    match Proxy::stored(store) {
        Ok(Some(proxy)) => proxy.to_string(),
        Ok(None) => "direct".to_owned(),
        Err(error) => error.to_string().lines().next().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_is_the_direct_way_and_everything_else_an_address() {
        assert_eq!("None".parse(), Ok(ProxyChoice::Direct));
        let ProxyChoice::Through(proxy) = "socks5://h:1".parse().unwrap() else { panic!("direct") };
        assert_eq!(proxy.to_string(), "socks5://h:1");
        assert!("nonesuch".parse::<ProxyChoice>().is_err());
    }
}
