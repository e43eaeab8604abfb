//! Accounts as their owner meets them: logging in with mistakes on the way, several in one core, proxies, logging out.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ox_local_dc::{LocalDc, Person, World};
use ox_store::Store;

use crate::account::log_in;
use crate::program::Program;

const PATIENCE: Duration = Duration::from_secs(90);

/// A server, its key in a file, and a data folder.
struct House {
    dc: LocalDc,
    world: World,
    folder: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        let dc = LocalDc::start(ox_local_dc::Options::default()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("key.pem"), dc.public_key_pem()).unwrap();
        Self { world: dc.world(), dc, folder }
    }

    fn person(&self, name: &str, phone: &str, password: Option<&str>) -> i64 {
        self.world.add_person(Person {
            first_name: name.into(),
            username: Some(name.to_lowercase()),
            phone: Some(phone.into()),
            password: password.map(Into::into),
            ..Person::default()
        })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn login(&self, more: &[&str]) -> Program {
        let (address, key) = (self.dc.address().to_string(), self.path().join("key.pem"));
        let arguments = ["login", "--server", &address, "--server-key", key.to_str().unwrap()];
        Program::start(self.path(), &[&arguments, more].concat())
    }

    /// Logs people in without a terminal; with a key of nobody's the login has ended.
    fn store(&self, people: &[(i64, &str, bool)]) {
        let made = tempfile::tempdir().unwrap();
        let store = Store::open(made.path()).unwrap();
        for &(id, name, alive) in people {
            let key = if alive { self.world.authorize_key(id) } else { self.world.nobodys_key(2) };
            log_in(&self.dc, &store, (id, name), key).unwrap();
        }
        store.flush().unwrap();
        drop(store);
        // A copy: a program that another test starts at this moment inherits our lock until it runs.
        copy(made.path(), &self.path().join("data/store"));
    }

    fn home(&self, id: i64) -> PathBuf {
        self.path().join("data/worker").join(id.to_string())
    }

    /// Runs to the end; what it has said.
    fn said(&self, arguments: &[&str]) -> String {
        Program::start(self.path(), arguments).end().1
    }

    /// Somebody types into a chat, and what becomes of the line.
    async fn answer(&self, who: i64, with: i64, text: &str) -> String {
        let id = self.world.send_as(who, with, text).unwrap();
        let line = || {
            let lines = self.world.history(who, with);
            lines.into_iter().find(|line| line.id == id).map(|line| line.text).unwrap_or_default()
        };
        let answered = self.world.until(|| line() != text);
        tokio::time::timeout(PATIENCE, answered).await.expect("nobody answers");
        line()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(from, to).unwrap();
        }
    }
}

/// An address where nothing listens.
fn nowhere() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[test]
fn whatever_is_mistyped_is_asked_for_again() {
    let house = House::new();
    house.person("Alice", "15550001111", Some("correct horse"));
    house.person("Bob", "15550002222", None);
    let mut program = house.login(&[]);
    program.until("Phone number");
    program.answer("+1 555 9999999");
    program.until("not a phone number that telegram knows; try again\nhint: write it with the country code");
    program.until("Phone number");
    program.answer("+1 555 000 1111");
    program.until("Code");
    let code = house.world.login_code("15550001111").unwrap();
    program.answer(if code == "00000" { "00001" } else { "00000" });
    program.until("this is not the code that telegram has sent; try again");
    program.until("Code");
    house.dc.faults().rpc_error("auth.signIn", 400, "PHONE_CODE_EXPIRED");
    program.answer(&code);
    program.until("the code is too old; another one is on its way");
    program.until("Code");
    program.answer(&house.world.login_code("15550001111").unwrap());
    program.until("2FA password");
    program.answer("wrong horse");
    program.until("this is not the account's 2FA password; try again");
    program.until("2FA password");
    program.answer("correct horse");
    let (code, said) = program.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("Logged in as Alice (@alice, id "), "{said}");

    let mut program = house.login(&["--phone", "15550002222"]);
    program.until("Code");
    program.answer(&house.world.login_code("15550002222").unwrap());
    assert_eq!(program.end().0, Some(0));
    let listed = house.said(&["accounts"]);
    let lines: Vec<Vec<&str>> = listed.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0][1..], ["Alice", "@alice", "+15·······11", "direct", "0", "modules"]);
    assert_eq!(lines[1][1..], ["Bob", "@bob", "+15·······22", "direct", "0", "modules"]);
}

#[test]
fn an_interrupted_login_leaves_nothing_behind() {
    let house = House::new();
    house.person("Alice", "15550001111", Some("correct horse"));
    let mut program = house.login(&["--phone", "15550001111"]);
    program.until("Code");
    program.answer(&house.world.login_code("15550001111").unwrap());
    program.until("2FA password");
    program.press_ctrl_c();
    program.until("stopped; nothing was stored\n");
    let (code, said) = program.end();
    assert_eq!(code, Some(130), "{said}");
    assert!(house.said(&["accounts"]).contains("error: there is no account here\nhint: add one with"));
}

#[test]
fn where_the_api_id_and_hash_come_from_is_explained_and_both_are_checked() {
    let house = House::new();
    let mut program = Program::start(house.path(), &["login", "--proxy", &format!("socks5://{}", nowhere())]);
    program.until("Log in at https://my.telegram.org");
    program.until("API id: ");
    program.answer("my phone");
    program.until("the API id is a number");
    program.answer("12345");
    program.until("API hash: ");
    program.answer("12345");
    program.until("the API hash is 32 letters and digits");
    program.answer("0123456789abcdef0123456789abcdef");
    program.until("Phone number");
    program.answer("+1 555 000 1111");
    program.until("cannot be reached: connection refused\nhint: start it, name another with `--proxy`");
    assert_eq!(program.end().0, Some(1));
}

#[test]
fn an_account_is_logged_out_after_a_yes() {
    let house = House::new();
    let [alice, bob, carol] = ["Alice", "Bob", "Carol"].map(|name| house.person(name, "", None));
    house.store(&[(alice, "Alice", true), (bob, "Bob", true), (carol, "Carol", false)]);
    assert!(house.said(&["logout"]).contains("error: there are several accounts"));
    let id = alice.to_string();
    let mut program = Program::start(house.path(), &["logout", "--account", &id]);
    program.until("Log out Alice");
    program.answer("n");
    assert_eq!(program.end().0, Some(1));
    assert!(house.said(&["accounts"]).contains("Alice"));
    assert!(house.said(&["logout", "--account", &id, "--yes"]).contains("Alice (id "));
    assert!(!house.said(&["accounts"]).contains("Alice"));
    // A login that has ended already is as good.
    house.said(&["logout", "--account", &carol.to_string(), "--yes"]);
    house.said(&["logout", "--account", &bob.to_string(), "--yes", "--local"]);
    assert!(house.said(&["accounts"]).contains("there is no account here"));
}

#[test]
fn a_dead_proxy_is_told_in_a_line_and_forgotten_on_demand() {
    let house = House::new();
    let alice = house.person("Alice", "15550001111", None);
    house.store(&[(alice, "Alice", true)]);
    let proxy = nowhere();
    let mut program =
        Program::start(house.path(), &["run", "--proxy", &format!("socks5://me:secret@{proxy}")]);
    program.until(&format!(
        "the proxy socks5://{proxy} cannot be reached: connection refused; start it, name another with `--proxy`, or go \
         without with `--proxy none`; trying again until it works"
    ));
    program.press_ctrl_c();
    let (code, said) = program.end();
    assert!(code == Some(0) && !said.contains("secret"), "{said}");
    let line = format!("socks5://{proxy}");
    for command in ["accounts", "doctor"] {
        let said = house.said(&[command]);
        assert!(said.contains(&line) && !said.contains("secret"), "{said}");
    }
    let mut program = Program::start(house.path(), &["run", "--proxy", "none"]);
    program.until("Alice is online");
    program.press_ctrl_c();
    assert_eq!(program.end().0, Some(0));
    assert!(house.said(&["accounts"]).contains("direct"));
    assert!(house.said(&["run", "--proxy", "socks5://h"]).contains("this is no address of a proxy"));
}

/// Lists a folder, or says why not.
const MODULE: &str = r#"
import os
from .. import loader, utils

@loader.tds
class LookMod(loader.Module):
    """Looks."""
    strings = {"name": "Look"}

    async def lookcmd(self, message):
        """<folder> - what is in it"""
        try:
            found = sorted(os.listdir(utils.get_args_raw(message)))
        except OSError as error:
            found = type(error).__name__
        await message.edit(f"seen: {found}")

    async def leavecmd(self, message):
        """<name> - leaves a file in the current folder"""
        open(utils.get_args_raw(message), "w").close()
        await message.edit("left in " + os.path.basename(os.getcwd()))
"#;

#[tokio::test(flavor = "multi_thread")]
async fn two_accounts_run_in_one_core_and_do_not_see_each_others_files() {
    let house = House::new();
    let [alice, bob, carol] = ["Alice", "Bob", "Carol"].map(|name| house.person(name, "", None));
    house.store(&[(alice, "Alice", true), (bob, "Bob", true), (carol, "Carol", false)]);
    let module = house.path().join("look.py");
    std::fs::write(&module, MODULE).unwrap();
    let mut program = Program::start(house.path(), &["run"]);
    program.until("Carol: error: telegram has ended this login");
    for (name, id) in [("Alice", alice), ("Bob", bob)] {
        while !program.has_said(&format!("{name}: {name} is online")) {
            program.until(" is online");
        }
        let loaded = house.answer(id, carol, &format!(".lm {}", module.display())).await;
        assert!(loaded.contains("Look"), "{loaded}");
        let left = house.answer(id, carol, &format!(".leave {name}.txt")).await;
        assert_eq!(left, format!("left in {id}"));
    }
    for (name, own, other) in [("Alice", alice, bob), ("Bob", bob, alice)] {
        let seen = house.answer(own, carol, &format!(".look {}", house.home(own).display())).await;
        assert!(seen.contains(&format!("{name}.txt")), "{seen}");
        let seen = house.answer(own, carol, &format!(".look {}", house.home(other).display())).await;
        assert!(["seen: []", "seen: PermissionError"].contains(&&*seen), "{seen}");
        assert!(house.home(other).join(if other == alice { "Alice.txt" } else { "Bob.txt" }).exists());
    }
    program.press_ctrl_c();
    let (code, said) = program.end();
    assert_eq!(code, Some(1), "one of them had failed: {said}");
    assert!(said.contains("stopping …"), "{said}");
    let mut program = Program::start(house.path(), &["run", "--account", &bob.to_string()]);
    program.until("Bob is online");
    program.press_ctrl_c();
    let (code, said) = program.end();
    assert!(code == Some(0) && !said.contains("Alice"), "{said}");
}
