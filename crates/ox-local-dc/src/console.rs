//! One line in, one line out: the world and its faults for clients of other languages and for people at a terminal.
//! Where the lines come from is the caller's business. Words are separated by spaces; texts go to the end of the line.

use std::time::Duration;

use crate::server::LocalDc;
use crate::world::World;
use crate::world::stage::{Person, StageError};

type Outcome = Result<String, String>;

const HELP: &str = "person FIRST USERNAME PHONE [PASSWORD] | bot FIRST USERNAME | app BOT NAME|- URL | group TITLE ID... | \
    channel TITLE USERNAME|- broadcast|mega ID... | contact ID ID | key ID | code PHONE | mail ADDRESS | accept ID TOKEN_HEX | \
    send ID PEER TEXT | reply ID PEER MSG TEXT | burst ID PEER COUNT | edit ID PEER MSG TEXT | delete ID PEER MSG... | read ID PEER | \
    bigfile ID PEER SIZE SEED NAME | filehash ID PEER MSG | live ID DC | stars PEER AMOUNT | say ID PEER MSG TEXT | buy PEER USERNAME | crowd PEER COUNT | \
    online ID on|off | premium ID on|off | typing ID PEER | due SECONDS | history ID PEER | listeners ID | unserved | flood METHOD SECONDS | premiumflood METHOD SECONDS | error METHOD CODE TEXT | drop | \
    record ID on|off | recorded ID | afresh ID NUMBER | withhold on|off | duplicate N | latency MILLISECONDS | salts | expire | late | address DC";

/// Obeys one line; the answer begins with `ok` or `error`.
pub fn obey(dc: &LocalDc, line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let Some((command, arguments)) = words.split_first() else { return "ok".to_owned() };
    match switch(dc, command, arguments) {
        Ok(answer) => format!("ok {answer}"),
        Err(reason) => format!("error {reason}"),
    }
}

fn word<'a>(arguments: &[&'a str], at: usize) -> Result<&'a str, String> {
    arguments.get(at).copied().ok_or_else(|| "too few arguments".to_owned())
}

fn number<T: std::str::FromStr>(arguments: &[&str], at: usize) -> Result<T, String> {
    let word = arguments.get(at).ok_or("too few arguments")?;
    word.parse().map_err(|_| format!("`{word}` is not a number"))
}

fn ids(arguments: &[&str], from: usize) -> Result<Vec<i64>, String> {
    (from..arguments.len()).map(|at| number(arguments, at)).collect()
}

fn text(arguments: &[&str], from: usize) -> Result<String, String> {
    match arguments.get(from..) {
        Some(words) if !words.is_empty() => Ok(words.join(" ")),
        _ => Err("too few arguments".to_owned()),
    }
}

fn switch(dc: &LocalDc, command: &str, arguments: &[&str]) -> Outcome {
    let (world, faults) = (dc.world(), dc.faults());
    let done = || Ok(String::new());
    match command {
        "help" => return Ok(HELP.to_owned()),
        "flood" => faults.flood_wait(word(arguments, 0)?, number(arguments, 1)?),
        "premiumflood" => faults.premium_wait(word(arguments, 0)?, number(arguments, 1)?),
        "error" => {
            faults.rpc_error(word(arguments, 0)?, number(arguments, 1)?, &text(arguments, 2)?);
        }
        "drop" => faults.drop_connections(),
        "withhold" => faults.withhold_updates(arguments == ["on"]),
        "duplicate" => faults.duplicate_updates(number(arguments, 0)?),
        "latency" => faults.latency(Duration::from_millis(number(arguments, 0)?)),
        "salts" => faults.rotate_salts(),
        "expire" => faults.expire_file_references(),
        "late" => faults.expire_exported_logins(),
        "address" => {
            let address = dc.address_of(number(arguments, 0)?);
            return address
                .map(|address| address.to_string())
                .ok_or_else(|| "no such data centre".to_owned());
        }
        _ => return act(&world, command, arguments),
    }
    done()
}

fn act(world: &World, command: &str, arguments: &[&str]) -> Outcome {
    let refused = |error: StageError| error.to_string();
    match command {
        "person" | "bot" => Ok(add(world, command == "bot", arguments)?),
        "group" => Ok(world.add_group(word(arguments, 0)?, &ids(arguments, 1)?).to_string()),
        "channel" => {
            let [title, username, kind, ..] = arguments else { return Err("too few arguments".into()) };
            let username = Some(*username).filter(|name| *name != "-");
            let members = ids(arguments, 3)?;
            let added = world.add_channel(title, username, *kind == "broadcast", &members);
            added.map(|id| id.to_string()).map_err(refused)
        }
        "app" => {
            let name = Some(word(arguments, 1)?).filter(|name| *name != "-").unwrap_or_default();
            let installed = world.install_app(number(arguments, 0)?, name, word(arguments, 2)?);
            installed.map(|()| String::new()).map_err(refused)
        }
        "contact" => {
            world.add_contact(number(arguments, 0)?, number(arguments, 1)?);
            Ok(String::new())
        }
        "code" => {
            let code = world.login_code(arguments.first().ok_or("too few arguments")?);
            code.ok_or_else(|| "no code was sent".to_owned())
        }
        "mail" => {
            let code = world.email_code(word(arguments, 0)?);
            code.ok_or_else(|| "no mail was sent".to_owned())
        }
        "accept" => {
            let token = bytes(arguments.get(1).ok_or("too few arguments")?)?;
            world.accept_login_token(number(arguments, 0)?, &token).map_err(refused)?;
            Ok(String::new())
        }
        "key" => Ok(hex(&world.authorize_key(number(arguments, 0)?))),
        "send" => world
            .send_as(number(arguments, 0)?, number(arguments, 1)?, &text(arguments, 2)?)
            .map(|id| id.to_string())
            .map_err(refused),
        "reply" => {
            let (person, peer, id) = (number(arguments, 0)?, number(arguments, 1)?, number(arguments, 2)?);
            let sent = world.reply_as(person, peer, id, &text(arguments, 3)?);
            sent.map(|id| id.to_string()).map_err(refused)
        }
        "bigfile" => {
            let [size, seed] = [number(arguments, 2)?, number(arguments, 3)?];
            let (person, peer) = (number(arguments, 0)?, number(arguments, 1)?);
            let sent = world.send_big_file_as(person, peer, &text(arguments, 4)?, size, seed);
            sent.map(|id| id.to_string()).map_err(refused)
        }
        "filehash" => {
            let found = world.file_hash(number(arguments, 0)?, number(arguments, 1)?, number(arguments, 2)?);
            found.map(|(size, hash)| format!("{size} {}", hex(&hash))).ok_or_else(|| "no file".to_owned())
        }
        "crowd" => {
            let ids = world.crowd(number(arguments, 0)?, number(arguments, 1)?);
            Ok(ids.iter().map(i64::to_string).collect::<Vec<_>>().join(" "))
        }
        "buy" => {
            world.buy_username(number(arguments, 0)?, word(arguments, 1)?).map_err(refused)?;
            Ok(String::new())
        }
        "say" => {
            let (viewer, peer) = (number(arguments, 0)?, number(arguments, 1)?);
            world.say(viewer, peer, number(arguments, 2)?, &text(arguments, 3)?).map_err(refused)?;
            Ok(String::new())
        }
        "stars" => {
            world.give_stars(number(arguments, 0)?, number(arguments, 1)?);
            Ok(String::new())
        }
        "live" => {
            world.live_in(number(arguments, 0)?, number(arguments, 1)?);
            Ok(String::new())
        }
        "burst" => {
            let (person, peer) = (number(arguments, 0)?, number(arguments, 1)?);
            for count in 0..number::<u32>(arguments, 2)? {
                world.send_as(person, peer, &format!("message {count}")).map_err(refused)?;
            }
            Ok(String::new())
        }
        "edit" => {
            let (person, peer, id) = (number(arguments, 0)?, number(arguments, 1)?, number(arguments, 2)?);
            world.edit_as(person, peer, id, &text(arguments, 3)?).map_err(refused)?;
            Ok(String::new())
        }
        "delete" => {
            let messages: Vec<i32> =
                (2..arguments.len()).map(|at| number(arguments, at)).collect::<Result<_, _>>()?;
            world.delete_as(number(arguments, 0)?, number(arguments, 1)?, &messages).map_err(refused)?;
            Ok(String::new())
        }
        "read" => {
            world.read_as(number(arguments, 0)?, number(arguments, 1)?);
            Ok(String::new())
        }
        "online" => {
            world.set_online(number(arguments, 0)?, arguments.get(1) == Some(&"on"));
            Ok(String::new())
        }
        "premium" => {
            world.set_premium(number(arguments, 0)?, arguments.get(1) == Some(&"on"));
            Ok(String::new())
        }
        "typing" => {
            world.type_as(number(arguments, 0)?, number(arguments, 1)?);
            Ok(String::new())
        }
        "due" => {
            world.deliver_due_within(number(arguments, 0)?);
            Ok(String::new())
        }
        "history" => Ok(format!("{:?}", world.history(number(arguments, 0)?, number(arguments, 1)?))),
        "record" => {
            world.record(number(arguments, 0)?, arguments.get(1) == Some(&"on"));
            Ok(String::new())
        }
        "recorded" => {
            let requests = world.recorded(number(arguments, 0)?);
            Ok(requests.iter().map(|body| hex(body)).collect::<Vec<_>>().join(" "))
        }
        "afresh" => {
            world.start_afresh(number(arguments, 0)?, number(arguments, 1)?);
            Ok(String::new())
        }
        "listeners" => Ok(world.listeners(number(arguments, 0)?).to_string()),
        "unserved" => Ok(format!("{:?}", world.unserved())),
        command => Err(format!("unknown command `{command}`")),
    }
}

fn add(world: &World, bot: bool, arguments: &[&str]) -> Outcome {
    let optional = |at: usize| arguments.get(at).map(|word| (*word).to_owned());
    let id = world.add_person(Person {
        first_name: word(arguments, 0)?.to_owned(),
        username: optional(1),
        phone: optional(2).filter(|_| !bot),
        password: optional(3).filter(|_| !bot),
        bot,
        ..Person::default()
    });
    Ok(match world.bot_token(id) {
        Some(token) => format!("{id} {token}"),
        None => id.to_string(),
    })
}

fn hex(bytes: &[u8]) -> String {
    crate::services::auth::hex(bytes)
}

fn bytes(hex: &str) -> Result<Vec<u8>, String> {
    let digits = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let pairs = (0..hex.len()).step_by(2).map(digits);
    pairs.collect::<Option<_>>().ok_or_else(|| format!("`{hex}` is not hexadecimal"))
}
