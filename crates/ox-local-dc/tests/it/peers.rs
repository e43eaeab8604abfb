//! The real client library of other userbots, from its registry, against the data centre: `compat-tests/oracle/local_dc*.py`.
//! `OXIKKA_PEERS_PYTHON` names a Python that has it; with `OXIKKA_REQUIRE_PEERS=1` its absence is a failure.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use ox_local_dc::{LocalDc, Options, console};

#[test]
fn telethon_finds_a_data_centre() {
    every_check_passes("local_dc.py", 21);
}

#[test]
fn telethon_finds_topics_dates_drafts_and_rights() {
    every_check_passes("local_dc_areas.py", 14);
}

#[test]
fn telethon_finds_a_network() {
    every_check_passes("local_dc_network.py", 15);
}

#[test]
fn telethon_finds_what_an_account_has() {
    every_check_passes("local_dc_account.py", 9);
}

#[test]
fn telethon_finds_stories_voices_gifts_and_numbers() {
    every_check_passes("local_dc_extras.py", 7);
}

/// What the scripts give an `MTProxy`.
const SECRET: u128 = 0x0011_2233_4455_6677_8899_aabb_ccdd_eeff;

/// Runs a script of the oracle, in which so many checks are known.
fn every_check_passes(script: &str, known: usize) {
    let Some(python) = std::env::var_os("OXIKKA_PEERS_PYTHON") else {
        let required = std::env::var("OXIKKA_REQUIRE_PEERS").is_ok_and(|value| value == "1");
        assert!(!required, "OXIKKA_PEERS_PYTHON names no Python with telethon");
        eprintln!("not run: OXIKKA_PEERS_PYTHON names no Python with telethon");
        return;
    };
    let options = Options { proxy_secret: Some(SECRET.to_be_bytes()), ..Options::default() };
    let dc = LocalDc::start(options).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let pem = folder.path().join("key.pem");
    std::fs::write(&pem, dc.public_key_pem()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../compat-tests/oracle").join(script);
    let mut peer = Command::new(python)
        .arg(script)
        .arg(dc.address().to_string())
        .arg(&pem)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut answers = peer.stdin.take().unwrap();
    let mut passed = 0;
    for line in BufReader::new(peer.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if let Some(command) = line.strip_prefix("> ") {
            writeln!(answers, "{}", console::obey(&dc, command)).unwrap();
        } else {
            passed += usize::from(line.starts_with("ok "));
            eprintln!("{line}");
        }
    }
    assert!(peer.wait().unwrap().success(), "a check failed; its traceback is above");
    assert!(passed >= known, "only {passed} checks ran");
}
