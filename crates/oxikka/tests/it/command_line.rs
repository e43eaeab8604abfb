//! The program as its user meets it: what it prints, its hints, its exit codes.

use std::io::Write;
use std::path::Path;
use std::process::Output;

use crate::program::command;

fn oxikka(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = command(folder, arguments).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[track_caller]
fn check(output: &Output, code: i32, parts: &[&str]) {
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{said}");
    for part in parts {
        assert!(said.contains(part), "{part:?} is missing in:\n{said}");
    }
}

#[test]
fn failures_are_one_line_and_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    check(
        &oxikka(folder.path(), &["modules", "list"], ""),
        1,
        &["error: there is no account here\nhint: add one with"],
    );
    check(&oxikka(folder.path(), &["compat", "."], ""), 1, &["error: there is no `.py` file", "hint: "]);
    check(&oxikka(folder.path(), &["test", "none.md"], ""), 1, &["error: cannot read `none.md`"]);
    check(&oxikka(folder.path(), &["fly"], ""), 2, &["unrecognized subcommand 'fly'"]);
    assert!(!folder.path().join("data").exists(), "looking made a folder");
}

#[test]
fn a_malformed_transcript_is_reported_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bad.md"), "# A\n\n```chat\n> alice: hi\nhello\n```\n").unwrap();
    check(
        &oxikka(folder.path(), &["test", "bad.md"], ""),
        1,
        &["BAD  bad.md:5: `hello` is no line of a dialogue; expected"],
    );
}

#[test]
fn a_failing_case_shows_both_sides_and_a_passing_one_passes() {
    let folder = tempfile::tempdir().unwrap();
    let text = "# Good\n```chat\n> alice: hi\nalice: hi\n```\n\
        # Bad\n```config\npatience: 0\n```\n```chat\n> alice: hi\nalice: ho\n```\n";
    std::fs::write(folder.path().join("two.md"), text).unwrap();
    let output = oxikka(folder.path(), &["test", "two.md"], "");
    check(
        &output,
        1,
        &[
            "ok   two.md:1: Good",
            "FAIL two.md:6: Bad",
            "   12 - alice: ho\n      + alice: hi\n",
            "1 of 2 cases",
        ],
    );
    check(&oxikka(folder.path(), &["test", "two.md", "--only", "Good"], ""), 0, &["1 of 1 cases passed"]);
}

#[test]
fn the_playground_plays_what_comes_through_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let output = oxikka(folder.path(), &["playground"], ".e 6 * 7\n/as bob\nhi\n/chat moon\n");
    check(
        &output,
        0,
        &["alice> .e 6 * 7\nalice (edited): ", "\n  42\n", "bob> hi\nbob: hi\n", "`/chat` needs"],
    );
}

#[test]
fn python_is_handed_through_with_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let code = "import sys; print(sys.stdin.read(), sys.argv[1:]); sys.exit(7)";
    check(&oxikka(folder.path(), &["python", "-c", code, "--help"], "in"), 7, &["in ['--help']"]);
}

#[test]
fn compat_tells_apart_what_loads_hangs_and_dies() {
    let folder = tempfile::tempdir().unwrap();
    let module = "from .. import loader\n\n\nclass CatMod(loader.Module):\n    strings = {'name': 'Cat'}\n\n    \
        async def purrcmd(self, message):\n        pass\n";
    for (name, source) in [
        ("good.py", module),
        ("hang.py", "while True:\n    pass\n"),
        ("die.py", "import os\nos._exit(3)\n"),
        ("none.py", "x = 1\n"),
        ("need.py", "import package_of_nobody\n"),
        ("syntax.py", "def\n"),
    ] {
        std::fs::write(folder.path().join(name), source).unwrap();
    }
    let arguments = ["compat", ".", "--json", "rows.json", "--timeout", "15"];
    check(
        &oxikka(folder.path(), &arguments, ""),
        0,
        &["6 modules: 1 loaded (1 ready), 1 need packages, 1 failed, 1 timed out"],
    );
    let rows = std::fs::read(folder.path().join("rows.json")).unwrap();
    let rows: serde_json::Value = serde_json::from_slice(&rows).unwrap();
    let outcome = |name: &str| {
        let row = rows["modules"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["path"].as_str().unwrap().ends_with(name));
        row.unwrap().clone()
    };
    assert_eq!(outcome("good.py")["commands"], serde_json::json!(["purr"]));
    assert_eq!(outcome("good.py")["ready"], "ok");
    assert_eq!(outcome("need.py")["missing"], serde_json::json!(["package_of_nobody"]));
    assert_eq!(outcome("syntax.py")["error"]["line"], 1);
    assert_eq!(outcome("die.py")["outcome"], "crashed");
    assert_eq!(rows["summary"]["no_module"], 1);
}

/// One file behind every path, for as long as the process lives.
fn serve(text: &'static str) -> std::net::SocketAddr {
    use std::io::{Read, Write};

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            write!(stream, "HTTP/1.0 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        }
    });
    address
}

#[test]
fn an_update_is_shown_and_taken_only_after_a_yes() {
    let folder = tempfile::tempdir().unwrap();
    let address = serve("class CatMod:\n    sound = 'meow'\n");
    {
        let store = ox_store::Store::open(&folder.path().join("data/store")).unwrap();
        let account = ox_store::AccountRow { id: 7, name: "Alice".into(), ..Default::default() };
        store.put_account(&account).unwrap();
        let row = ox_store::ModuleRow {
            class: "CatMod".into(),
            name: "Cat".into(),
            origin: format!("http://{address}/cat.py"),
            hash: ox_store::SourceHash::default(),
            date: 0,
            packages: Vec::new(),
        };
        store.account(7).put_module(&row, b"class CatMod:\n    sound = 'purr'\n").unwrap();
    }
    let run = |arguments: &[&str]| String::from_utf8(oxikka(folder.path(), arguments, "").stdout).unwrap();
    let shown = run(&["modules", "update"]);
    assert!(shown.contains("-    sound = 'purr'") && shown.contains("+    sound = 'meow'"), "{shown}");
    assert!(shown.contains("Cat: not updated"), "{shown}");
    assert!(run(&["modules", "update", "dog"]).is_empty());
    assert!(run(&["modules", "update", "cat", "--yes"]).contains("Cat: updated"));
    assert_eq!(run(&["modules", "update"]), "Cat: nothing is new\n");
}
