//! `config` blocks: how the world of a case differs from the usual one.

use std::time::Duration;

use serde_json::Value;

use super::Malformed;

/// The world of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    pub prefix: Option<String>,
    pub language: Option<String>,
    /// Members of the group besides alice and bob.
    pub people: Vec<String>,
    /// Who pays for Telegram Premium.
    pub premium: Vec<String>,
    /// Who is obeyed besides alice.
    pub owners: Vec<String>,
    /// Owner, key and value of what is in the database from the start.
    pub stored: Vec<(String, String, Value)>,
    /// Who made the supergroup and the channel; alice when it is nobody.
    pub maker: Option<String>,
    /// Administrators of both, with their rights by their names in the schema.
    pub admins: Vec<(String, Vec<String>)>,
    /// Topics of the supergroup.
    pub topics: Vec<String>,
    /// What the supergroup is called.
    pub title: Option<String>,
    pub faults: Vec<Fault>,
    /// How long a chat that is not yet as expected may still change.
    pub patience: Duration,
}

/// What goes wrong in the data centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    FloodWait { method: String, seconds: u32 },
    RpcError { method: String, code: i32, text: String },
    Latency { milliseconds: u64 },
    DuplicateUpdates { extra: u32 },
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            prefix: None,
            language: None,
            people: Vec::new(),
            premium: Vec::new(),
            owners: Vec::new(),
            stored: Vec::new(),
            maker: None,
            admins: Vec::new(),
            topics: Vec::new(),
            title: None,
            faults: Vec::new(),
            patience: Duration::from_secs(5),
        }
    }
}

impl Setting {
    /// Adds the lines of a block whose first line is line `first` of the file.
    pub fn read(&mut self, block: &str, first: usize) -> Result<(), Malformed> {
        for (number, line) in (first..).zip(block.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            self.read_line(line).map_err(|what| Malformed::new(number, what))?;
        }
        Ok(())
    }

    fn read_line(&mut self, line: &str) -> Result<(), String> {
        const KEYS: &str = "`prefix`, `language`, `people`, `premium`, `owner`, `store`, `maker`, `admin`, `topic`, `title`, `fault` or `patience`";
        let (key, value) =
            line.split_once(':').ok_or_else(|| format!("expected `KEY: VALUE`; KEY is {KEYS}"))?;
        let value = value.trim();
        let words = || value.split_whitespace().map(str::to_owned);
        match key.trim() {
            "prefix" => self.prefix = Some(value.to_owned()),
            "language" => self.language = Some(value.to_owned()),
            "people" => self.people.extend(words()),
            "premium" => self.premium.extend(words()),
            "owner" => self.owners.extend(words()),
            "store" => self.stored.push(stored(value)?),
            "maker" => self.maker = Some(value.to_owned()),
            "admin" => {
                let mut words = words();
                let name = words.next().ok_or("expected `admin: NAME RIGHT…`")?;
                self.admins.push((name, words.collect()));
            }
            "topic" => self.topics.push(value.to_owned()),
            "title" => self.title = Some(value.to_owned()),
            "fault" => self.faults.push(fault(value)?),
            "patience" => {
                let seconds: f64 = value.parse().map_err(|_| "expected `patience: SECONDS`".to_owned())?;
                self.patience = Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())?;
            }
            other => return Err(format!("`{other}` is no setting; expected {KEYS}")),
        }
        Ok(())
    }
}

fn stored(value: &str) -> Result<(String, String, Value), String> {
    let mut parts = value.splitn(3, ' ');
    let (Some(owner), Some(key), Some(json)) = (parts.next(), parts.next(), parts.next()) else {
        return Err("expected `store: OWNER KEY JSON`".to_owned());
    };
    let json = serde_json::from_str(json).map_err(|error| format!("`{json}` is not JSON: {error}"))?;
    Ok((owner.to_owned(), key.to_owned(), json))
}

fn fault(value: &str) -> Result<Fault, String> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let read = match words.as_slice() {
        ["flood_wait", method, seconds] => {
            seconds.parse().ok().map(|seconds| Fault::FloodWait { method: (*method).to_owned(), seconds })
        }
        ["rpc_error", method, code, text] => code.parse().ok().map(|code| Fault::RpcError {
            method: (*method).to_owned(),
            code,
            text: (*text).to_owned(),
        }),
        ["latency", milliseconds] => {
            milliseconds.parse().ok().map(|milliseconds| Fault::Latency { milliseconds })
        }
        ["duplicate_updates", extra] => extra.parse().ok().map(|extra| Fault::DuplicateUpdates { extra }),
        _ => None,
    };
    read.ok_or_else(|| {
        "expected `fault: flood_wait METHOD SECONDS`, `fault: rpc_error METHOD CODE TEXT`, \
         `fault: latency MILLISECONDS` or `fault: duplicate_updates EXTRA`"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_read() {
        let mut setting = Setting::default();
        let block = "# the world\nprefix: !\nlanguage: ru\npeople: carol dave\npremium: alice\nowner: bob\nstore: CatMod fed {\"at\": 1}\n\
            fault: flood_wait messages.sendMessage 3\nfault: rpc_error messages.editMessage 400 MESSAGE_ID_INVALID\n\
            fault: latency 20\nmaker: bob\nadmin: alice ban_users anonymous\ntopic: Small talk\ntitle: chat-data\nfault: duplicate_updates 1\npatience: 0.5\n";
        setting.read(block, 1).unwrap();
        assert_eq!(setting.prefix.as_deref(), Some("!"));
        assert_eq!(setting.people, ["carol", "dave"]);
        assert_eq!(setting.premium, ["alice"]);
        assert_eq!(setting.stored, [("CatMod".into(), "fed".into(), serde_json::json!({"at": 1}))]);
        assert_eq!(
            setting.admins,
            [("alice".to_owned(), vec!["ban_users".to_owned(), "anonymous".to_owned()])]
        );
        assert_eq!((setting.maker.as_deref(), setting.title.as_deref()), (Some("bob"), Some("chat-data")));
        assert_eq!(setting.topics, ["Small talk"]);
        assert_eq!(setting.faults.len(), 4);
        assert_eq!(setting.patience, Duration::from_millis(500));
    }

    #[test]
    fn what_is_malformed_is_told_with_its_line() {
        let check = |block: &str, line: usize, part: &str| {
            let error = Setting::default().read(block, 3).unwrap_err();
            assert_eq!(error.line, line, "{block:?}: {error:?}");
            assert!(error.what.contains(part), "{block:?}: {error:?}");
        };
        check("\nprefix", 4, "KEY: VALUE");
        check("admin:", 3, "expected `admin:");
        check("colour: red", 3, "`colour` is no setting");
        check("store: A b {", 3, "is not JSON");
        check("fault: fire", 3, "expected `fault:");
        check("patience: long", 3, "expected `patience:");
    }
}
