//! How other clients join the playground's Telegram: where it listens, its key, who can log in, codes as they are sent.
//! The logins themselves are the data centre's; what happens in chats is the terminal's.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::Context;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::stage::Stage;

/// The open side of a playground.
pub struct Door {
    address: SocketAddr,
    key: PathBuf,
    /// Codes that were shown, by phone number.
    told: BTreeMap<String, String>,
    ctrl_c: Signal,
}

impl Door {
    /// Writes the server's public key down; without a place for it, in the stage's folder, which ends with it.
    pub fn open(stage: &Stage, key: Option<&Path>) -> anyhow::Result<Self> {
        let key = key.map_or_else(|| stage.folder().join("server.pem"), Path::to_owned);
        let datacentre = stage.datacentre();
        std::fs::write(&key, datacentre.public_key_pem())
            .with_context(|| format!("cannot write `{}`", key.display()))?;
        let ctrl_c = signal(SignalKind::interrupt()).context("cannot listen to Ctrl-C")?;
        Ok(Self { address: datacentre.address(), key, told: BTreeMap::new(), ctrl_c })
    }

    /// Waits until Ctrl-C is pressed.
    pub async fn closed(&mut self) {
        self.ctrl_c.recv().await;
    }

    /// What a person needs to know to join.
    pub fn greeting(&self, stage: &Stage) -> String {
        let (address, key) = (self.address, self.key.display());
        let phone = |(name, phone): (&String, &String)| format!("{name} +{phone}");
        let people: Vec<String> = stage.phones().iter().map(phone).collect();
        let last = stage.phones().values().last().map_or("", String::as_str);
        format!(
            "other clients may join this Telegram:\n  \
             server  {address} (data centre 2; any API id and hash)\n  \
             key     {key}\n  \
             people  {}; codes are shown here\n  \
             e.g.    oxikka --data FOLDER login --server {address} --server-key {key} --phone {last}",
            people.join(", ")
        )
    }

    /// Codes that were sent since the last look.
    pub fn codes(&mut self, stage: &Stage) -> Vec<String> {
        let codes = stage.world.login_codes();
        let new = codes.iter().filter(|(phone, code)| self.told.get(*phone) != Some(code));
        let lines = new.map(|(phone, code)| format!("the code for +{phone} is {code}")).collect();
        self.told = codes;
        lines
    }
}
