//! Killing the writer at random moments: what was acknowledged is there, and nothing is torn.
//! The writer is this test binary again, told by the environment.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use ox_store::{AccountStore, Store};

const FOLDER: &str = "OX_STORE_KILL_FOLDER";
const KILLS: usize = 50;
const BATCH: u64 = 100;

/// The value that belongs to a number: long enough to cross the engine's buffers, never twice the same.
fn value(number: u64) -> String {
    let letter = (b'a' + (number % 26) as u8) as char;
    format!("[{number},\"{}\"]", letter.to_string().repeat((number * 37 % 700) as usize))
}

fn key(number: u64) -> String {
    format!("{number:05}")
}

#[test]
#[ignore = "the writing half of the test below"]
fn writer() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let account = Store::open(Path::new(&folder)).unwrap().account(1);
    let mut number = account.get("Kill", "next").unwrap().map_or(0, |text| text.parse().unwrap());
    let mut out = std::io::stdout();
    loop {
        for _ in 0..BATCH {
            account.set("Kill", &key(number), &value(number)).unwrap();
            number += 1;
        }
        account.set("Kill", "next", &number.to_string()).unwrap();
        account.flush().unwrap();
        writeln!(out, "acknowledged {number}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn acknowledged_values_survive_fifty_kills() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = 0;
    for _ in 0..KILLS {
        acknowledged = write_until_killed(folder.path()).max(acknowledged);
        let account = Store::open(folder.path()).unwrap().account(1);
        check_tail(&account, acknowledged);
    }
    let account = Store::open(folder.path()).unwrap().account(1);
    let values = account.owner("Kill").unwrap();
    for number in 0..acknowledged {
        assert_eq!(
            values.get(&key(number)).map(String::as_str),
            Some(&*value(number)),
            "value {number} of {acknowledged}"
        );
    }
    assert!(acknowledged > KILLS as u64 * BATCH, "the writers wrote next to nothing: {acknowledged}");
}

/// The last number that the writer acknowledged before it was killed.
fn write_until_killed(folder: &Path) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::writer", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut last = 0;
    let mut take = |lines: &mut dyn Iterator<Item = String>, count: u64| {
        let numbers = lines.filter_map(|line| line.strip_prefix("acknowledged ")?.parse().ok());
        last = numbers.take(count as usize).last().unwrap_or(last);
    };
    let random = RandomState::new().build_hasher().finish();
    take(&mut lines, 1 + random % 12);
    let moment = std::time::Duration::from_micros(random % 5000);
    #[expect(
        clippy::disallowed_methods,
        reason = "a random moment within the next batch, not a wait for anything"
    )]
    std::thread::sleep(moment);
    child.kill().unwrap();
    take(&mut lines, u64::MAX);
    child.wait().unwrap();
    last
}

/// The newest values, and whatever was written after the last acknowledgement.
fn check_tail(account: &AccountStore, acknowledged: u64) {
    for number in acknowledged.saturating_sub(3 * BATCH)..acknowledged {
        assert_eq!(
            account.get("Kill", &key(number)).unwrap(),
            Some(value(number)),
            "value {number} of {acknowledged}"
        );
    }
    let mut ended = false;
    for number in acknowledged..acknowledged + 2 * BATCH {
        match account.get("Kill", &key(number)).unwrap() {
            Some(found) => {
                assert_eq!(found, value(number), "torn");
                assert!(!ended, "value {number} is there, an earlier one is not");
            }
            None => ended = true,
        }
    }
}
