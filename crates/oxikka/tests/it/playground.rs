//! The playground with company: a second userbot logs in at its port and runs there.

use crate::program::Program;

#[test]
fn another_userbot_joins_the_playground_and_obeys_its_owner() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("server.pem");
    let key = key.to_str().unwrap();
    let mut playground = Program::start(folder.path(), &["playground", "--port", "0", "--server-key", key]);
    let said = playground.after("server  ");
    let address = said.split_whitespace().next().unwrap();
    assert_eq!(playground.after("people  "), "alice +15550001, bob +15550002; codes are shown here");

    let server = ["--server", address, "--server-key", key];
    let arguments = [&["login"], &server[..], &["--phone", "15550002"]].concat();
    let mut login = Program::start(folder.path(), &arguments);
    login.until("Code");
    login.answer(playground.after("(the code for +15550002 is ").trim_end_matches(')'));
    login.until("Logged in as Bob");
    assert_eq!(login.end().0, Some(0));

    let mut bob = Program::start(folder.path(), &["run"]);
    bob.until("Bob is online");
    playground.answer("/as bob");
    playground.answer(".e 6 * 7");
    playground.until("bob (edited): ");
    playground.until("42");
    bob.press_ctrl_c();
    assert_eq!(bob.end().0, Some(0));

    playground.answer("/world person Carol carol 15550003");
    playground.until("ok ");
    playground.answer("/quit");
    assert_eq!(playground.end().0, Some(0));
}

#[test]
fn a_playground_that_others_join_outlives_its_input_and_ends_with_ctrl_c() {
    let folder = tempfile::tempdir().unwrap();
    let mut playground = Program::start(folder.path(), &["playground", "--port", "0"]);
    playground.hang_up();
    let key = playground.after("key     ");
    assert!(std::fs::read_to_string(&key).unwrap().starts_with("-----BEGIN RSA PUBLIC KEY-----"));
    playground.until("e.g. ");
    playground.press_ctrl_c();
    assert_eq!(playground.end().0, Some(0));
    assert!(!std::path::Path::new(&key).exists());
}
