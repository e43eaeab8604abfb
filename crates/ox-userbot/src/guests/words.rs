//! The controls about modules' own clients, as the worker spells them, and their answers. JSON; keys are hexadecimal.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use ox_client::{ClientError, Device, Guest, GuestOptions, Home, InvokeError, Known, Options, Place, Proxy};
use ox_store::ProxyRow;
use serde::Deserialize;
use serde_json::{Value, json};

use super::rules::HASH_STAND_IN;

/// Longest pause between two attempts, in seconds.
const LONGEST_PAUSE: f64 = 600.0;
/// Most attempts.
const MOST_RETRIES: u32 = 1000;

/// Why a proxy is not taken.
const WITHOUT_APPLICATION: &str = "a client with a proxy of its own needs an application of its own\n\
    hint: give api_id and api_hash from https://my.telegram.org";

/// `client.connect`.
#[derive(Deserialize)]
pub struct Connecting {
    pub client: u32,
    dc: i32,
    address: Option<String>,
    port: Option<u16>,
    key: Option<String>,
    api_id: i32,
    api_hash: String,
    #[serde(default)]
    device: Shown,
    proxy: Option<ProxyRow>,
    place: Option<At>,
    retries: u32,
    pause: f64,
}

/// What the client shows of itself; what is missing is this machine's.
#[derive(Default, Deserialize)]
struct Shown {
    model: Option<String>,
    system_version: Option<String>,
    app_version: Option<String>,
    system_language: Option<String>,
    language: Option<String>,
}

/// A place in the updates.
#[derive(Deserialize)]
struct At {
    pts: i32,
    qts: i32,
    date: i32,
    seq: i32,
    /// Bare id, pts and access hash of each.
    #[serde(default)]
    channels: Vec<(i64, i32, i64)>,
}

/// `client.move`.
#[derive(Deserialize)]
pub struct Moving {
    pub client: u32,
    pub dc: i32,
}

/// `client.close`.
#[derive(Deserialize)]
pub struct Closing {
    pub client: u32,
}

impl Connecting {
    /// How to connect, with the server and proxy of the account, and its application where the stand-in is.
    pub fn options(self, account: Options, known: Vec<Known>) -> Result<GuestOptions, String> {
        let own = self.api_hash != HASH_STAND_IN;
        let (api_id, api_hash) =
            if own { (self.api_id, self.api_hash) } else { (account.api_id, account.api_hash) };
        let proxy = match self.proxy {
            None => account.proxy.clone(),
            // The module has the client's key and may own the proxy: it would read the application's hash there.
            Some(_) if !own => return Err(WITHOUT_APPLICATION.to_owned()),
            Some(row) => Some(Proxy::try_from(row).map_err(|error| error.to_string())?),
        };
        let device = self.device.or_this_machine();
        let options = Options { api_id, api_hash, device, proxy, catch_up: false, ..account };
        let key = self.key.map(|key| bytes(&key).ok_or("a key has 256 bytes")).transpose()?;
        let address = self.address.and_then(|address| address.parse::<IpAddr>().ok());
        let address = address.zip(self.port).map(SocketAddr::from);
        let (place, hashes) = self.place.map(At::split).unzip();
        let seconds =
            if self.pause.is_finite() { self.pause.clamp(0.0, LONGEST_PAUSE) } else { LONGEST_PAUSE };
        Ok(GuestOptions {
            options,
            home: Home { dc: self.dc, address, key },
            known,
            place,
            hashes: hashes.unwrap_or_default(),
            retries: self.retries.min(MOST_RETRIES),
            pause: Duration::from_secs_f64(seconds),
        })
    }
}

impl At {
    /// The place, and the channels' access hashes.
    fn split(self) -> (Place, Vec<(i64, i64)>) {
        let Self { pts, qts, date, seq, channels } = self;
        let hashes = channels.iter().map(|(id, _, hash)| (*id, *hash)).collect();
        let channels = channels.into_iter().map(|(id, pts, _)| (id, pts)).collect();
        (Place { pts, qts, date, seq, channels }, hashes)
    }
}

impl Shown {
    fn or_this_machine(self) -> Device {
        let machine = Device::this_machine();
        Device {
            model: self.model.unwrap_or(machine.model),
            system_version: self.system_version.unwrap_or(machine.system_version),
            app_version: self.app_version.unwrap_or(machine.app_version),
            system_language: self.system_language.unwrap_or(machine.system_language),
            language: self.language.unwrap_or(machine.language),
        }
    }
}

/// Reads a control's body.
pub fn read<'a, T: Deserialize<'a>>(body: &'a str) -> Result<T, String> {
    serde_json::from_str(body).map_err(|error| format!("unreadable control: {error}"))
}

/// Where a client is, with its key, and who it is.
pub fn connected(guest: &Guest) -> String {
    let Home { dc, address, key } = guest.home();
    let answer = json!({
        "dc": dc,
        "address": address.map(|address| address.ip().to_string()),
        "port": address.map(|address| address.port()),
        "key": key.map(|key| hex(&key)),
        "user": guest.user(),
    });
    answer.to_string()
}

/// Where the updates were left.
pub fn closed(place: Option<Place>) -> String {
    let place = place.map(|Place { pts, qts, date, seq, channels }| {
        json!({ "pts": pts, "qts": qts, "date": date, "seq": seq, "channels": channels })
    });
    json!({ "place": place }).to_string()
}

/// Why there is no connection.
pub fn error(error: InvokeError) -> String {
    match error {
        InvokeError::Rpc(error) => {
            let value = error.value.map_or(Value::Null, Value::from);
            json!({ "refused": { "code": error.code, "name": error.name, "value": value } }).to_string()
        }
        InvokeError::Client(ClientError::DeadKey) => json!({ "dead_key": true }).to_string(),
        InvokeError::Client(error) => failed(&error.to_string()),
    }
}

/// We could not.
pub fn failed(text: &str) -> String {
    json!({ "failed": text }).to_string()
}

/// It may not be.
pub fn refused(code: i32, name: &str) -> String {
    json!({ "refused": { "code": code, "name": name, "value": null } }).to_string()
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|half| char::from_digit(half.into(), 16))
        .collect()
}

fn bytes(hex: &str) -> Option<[u8; 256]> {
    let digits: Option<Vec<u8>> =
        hex.chars().map(|digit| digit.to_digit(16).map(|half| half as u8)).collect();
    let (pairs, []) = digits.as_deref()?.as_chunks::<2>() else { return None };
    let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"client": 1, "dc": 2, "address": "149.154.167.51", "port": 443, "key": null, "api_id": 1,
        "api_hash": "HASH", "device": {"model": "PC"}, "place": null, "retries": 5, "pause": 1}"#;

    fn options(body: &str) -> Result<GuestOptions, String> {
        let wanted: Connecting = read(body)?;
        wanted.options(Options::new(42, "the account's"), Vec::new())
    }

    #[test]
    fn the_stand_in_is_the_accounts_application_and_another_hash_its_own() {
        let own = options(BODY).unwrap().options;
        assert_eq!((own.api_id, &*own.api_hash, &*own.device.model), (1, "HASH", "PC"));
        let accounts = options(&BODY.replace("HASH", HASH_STAND_IN)).unwrap().options;
        assert_eq!((accounts.api_id, &*accounts.api_hash), (42, "the account's"));
    }

    #[test]
    fn a_proxy_is_taken_together_with_an_application() {
        let proxy = r#""proxy": {"kind": "socks5", "host": "p.example", "port": 1080}, "place""#;
        let body = BODY.replace("\"place\"", proxy);
        assert!(options(&body).unwrap().options.proxy.is_some());
        assert!(options(&body.replace("HASH", HASH_STAND_IN)).is_err());
        assert!(options(&body.replace("socks5", "pigeon")).is_err());
    }

    #[test]
    fn keys_and_addresses_are_read_or_refused() {
        let key: [u8; 256] = std::array::from_fn(|at| at as u8);
        let body = BODY.replace("\"key\": null", &format!("\"key\": \"{}\"", hex(&key)));
        assert!(options(&body).unwrap().home.key == Some(key));
        assert!(options(&BODY.replace("\"key\": null", "\"key\": \"00ff\"")).is_err());
        assert!(options(&BODY.replace("\"key\": null", "\"key\": \"zz\"")).is_err());
        assert_eq!(options(&BODY.replace("149.154.167.51", "nowhere")).unwrap().home.address, None);
        assert!(options("{}").is_err());
    }

    #[test]
    fn pauses_that_are_no_pauses_are_bounded() {
        for (pause, seconds) in [("-3", 0), ("1e300", 600), ("2", 2)] {
            let body = BODY.replace("\"pause\": 1", &format!("\"pause\": {pause}"));
            assert_eq!(options(&body).unwrap().pause, Duration::from_secs(seconds), "{pause}");
        }
    }
}
