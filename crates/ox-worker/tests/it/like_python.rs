//! `oxikka-worker python` beside `python`: arguments, input, exit codes, paths.

use crate::worker::{holds, program, python, text};

#[track_caller]
fn check(arguments: &[&str], stdin: &str, code: i32, stdout: &str) {
    let output = python(arguments, stdin);
    assert_eq!(
        (output.status.code(), text(&output.stdout).as_str()),
        (Some(code), stdout),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn commands_scripts_modules_and_input_run_with_their_arguments() {
    let dir = tempfile::tempdir().unwrap();
    let script = dir.path().join("script.py");
    std::fs::write(&script, "import sys, beside; print(sys.argv[1:], beside.X, sys.path[0] == sys.argv[2])")
        .unwrap();
    std::fs::write(dir.path().join("beside.py"), "X = 7").unwrap();
    let folder = dir.path().canonicalize().unwrap();
    let script = folder.join("script.py");
    check(
        &["-c", "import sys; print(sys.argv, repr(sys.path[0]))", "a", "-b"],
        "",
        0,
        "['-c', 'a', '-b'] ''",
    );
    check(&["-", "x"], "import sys; print(sys.argv)", 0, "['-', 'x']");
    check(&[], "print(1 + 1)", 0, "2");
    let folder = folder.to_str().unwrap();
    check(&[script.to_str().unwrap(), "a", folder], "", 0, &format!("['a', '{folder}'] 7 True"));
    check(&["-m", "json.tool"], "{\"a\":1}", 0, "{\n    \"a\": 1\n}");
}

#[test]
fn exit_codes_are_pythons() {
    check(&["-c", "import sys; sys.exit(5)"], "", 5, "");
    check(&["-c", "raise ValueError"], "", 1, "");
    check(&["-c", "import atexit; atexit.register(print, 'bye')"], "", 0, "bye");
    check(&["no-such-file.py"], "", 2, "");
    check(&["--no-such-option"], "", 2, "");
}

#[test]
fn the_interpreter_is_the_one_that_was_linked_whatever_the_folder() {
    let output = program()
        .args(["python", "-c", "import ssl, sqlite3, sys; print(sys.executable)"])
        .current_dir("/")
        .output()
        .unwrap();
    let doctor = program().arg("doctor").current_dir("/").output().unwrap();
    let doctor: serde_json::Value = serde_json::from_slice(&doctor.stdout).unwrap();
    assert_eq!(doctor["base_executable"], text(&output.stdout));
    assert_eq!(doctor["executable"], doctor["base_executable"]);
    assert!(std::path::Path::new(doctor["shim"].as_str().unwrap()).join("_ox").is_dir());
}

#[test]
fn subprocesses_and_threads_work() {
    holds(
        "import subprocess, sys, threading\n\
         assert subprocess.check_output([sys.executable, '-c', 'print(2)']) == b'2\\n'\n\
         seen = []\n\
         thread = threading.Thread(target=seen.append, args=(1,)); thread.start(); thread.join()\n\
         assert seen == [1]",
    );
}

#[test]
fn whatever_needs_a_core_says_that_there_is_none() {
    holds(
        "import asyncio\n\
         from _ox.link import link\n\
         request = native.class_of('updates', 'GetStateRequest', True)()\n\
         for attempt in (lambda: native.link_fd(), lambda: link.ask({'ask': 'owners'}), lambda: link.store('a', 'b', '1'),\n\
         \x20               lambda: asyncio.run(link.call(request))):\n\
         \x20   try: attempt()\n\
         \x20   except ConnectionError as error: assert 'not connected to a core' in str(error)\n\
         \x20   else: raise AssertionError('went through')",
    );
}
