//! The program with a person at it: waits for what it says, types, presses Ctrl-C.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Nothing here takes this long.
const PATIENCE: Duration = Duration::from_secs(90);

/// The program with its data and cache in a folder, where it is started, and with pipes at its ends.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oxikka"));
    command.args(arguments).current_dir(folder);
    command.env("OXIKKA_DATA", folder.join("data")).env("XDG_CACHE_HOME", folder.join("cache"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub struct Program {
    child: Child,
    said: Arc<Said>,
    /// Up to here it has been waited for.
    heard: usize,
}

#[derive(Default)]
struct Said {
    text: Mutex<String>,
    more: Condvar,
}

impl Program {
    /// Starts it with the data folder `folder/data`.
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = command(folder, arguments).spawn().unwrap();
        let said = Arc::new(Said::default());
        listen(child.stdout.take().unwrap(), said.clone());
        listen(child.stderr.take().unwrap(), said.clone());
        Self { child, said, heard: 0 }
    }

    /// Waits until it has said this, after what was waited for before.
    #[track_caller]
    pub fn until(&mut self, text: &str) {
        let heard = self.heard;
        let lacking = |said: &mut String| !said[heard..].contains(text);
        let said = self.said.text.lock().unwrap();
        let (said, late) = self.said.more.wait_timeout_while(said, PATIENCE, lacking).unwrap();
        assert!(!late.timed_out(), "{text:?} was never said:\n{said}");
        self.heard += said[heard..].find(text).unwrap() + text.len();
    }

    /// What it says after this, up to the end of the line, waited for like `until`.
    #[track_caller]
    pub fn after(&mut self, text: &str) -> String {
        self.until(text);
        let from = self.heard;
        self.until("\n");
        self.said.text.lock().unwrap()[from..self.heard].trim().to_owned()
    }

    /// Whether it has ever said this.
    pub fn has_said(&self, text: &str) -> bool {
        self.said.text.lock().unwrap().contains(text)
    }

    pub fn answer(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Ends its input.
    pub fn hang_up(&mut self) {
        drop(self.child.stdin.take());
    }

    pub fn press_ctrl_c(&self) {
        // SAFETY: the child is not reaped before `end`, so the id is still its own.
        assert_eq!(unsafe { libc::kill(self.child.id() as i32, libc::SIGINT) }, 0);
    }

    /// Its exit code and everything it has said.
    pub fn end(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        // The readers let go when they have read to the end.
        while Arc::strong_count(&self.said) > 1 {
            std::thread::yield_now();
        }
        let said = self.said.text.lock().unwrap().clone();
        (code, said)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(mut from: impl Read + Send + 'static, said: Arc<Said>) {
    std::thread::spawn(move || {
        let (mut bytes, mut whole) = ([0; 4096], Vec::new());
        while let Ok(length @ 1..) = from.read(&mut bytes) {
            whole.extend(&bytes[..length]);
            let valid = std::str::from_utf8(&whole).map_or_else(|error| error.valid_up_to(), str::len);
            let text: Vec<u8> = whole.drain(..valid).collect();
            said.text.lock().unwrap().push_str(&String::from_utf8_lossy(&text));
            said.more.notify_all();
        }
    });
}
