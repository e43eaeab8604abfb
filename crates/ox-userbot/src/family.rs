//! A worker and everything it started, however far away: children, children of the dead, own sessions.
//! Whoever left the tree is still known by the private mount namespace, where that wall stands.

use std::{
    collections::{BTreeSet, HashMap},
    ffi::OsString,
    fs::{self, File},
    path::Path,
    time::{Duration, Instant},
};

/// The whole process table is read this often at most; in between, only the tree.
const THOROUGH_EVERY: Duration = Duration::from_secs(2);
/// Rounds of killing; a process that forks as fast as it is killed needs more than one.
const ROUNDS: usize = 20;

/// The processes of one worker, as far as seen.
#[derive(Debug)]
pub struct Family {
    root: u32,
    /// When the root started: its number may be another's later.
    since: Option<u64>,
    /// The worker's mount namespace, once it differs from ours. Held open, so that its name stays its own.
    namespace: Option<(OsString, File)>,
    strays: BTreeSet<u32>,
    searched: Option<Instant>,
}

impl Family {
    /// The family of the worker process `root`.
    pub fn new(root: u32) -> Self {
        Self { root, since: since(root), namespace: None, strays: BTreeSet::new(), searched: None }
    }

    /// Resident bytes of all members. Pages that they share are counted once for each, which errs on the
    /// careful side.
    pub fn memory(&mut self) -> u64 {
        self.learn_namespace();
        if self.searched.is_none_or(|searched| searched.elapsed() >= THOROUGH_EVERY) {
            self.strays = self.members();
            self.searched = Some(Instant::now());
        }
        let mut all = crate::memory::tree(self.root);
        all.extend(&self.strays);
        all.into_iter().map(crate::memory::resident).sum()
    }

    /// Ends every member at once.
    pub fn kill(&mut self) {
        for _ in 0..ROUNDS {
            let members = self.members();
            if members.is_empty() {
                return;
            }
            for pid in members {
                // SAFETY: plain integers. The id was read a moment ago and has not been reaped by us.
                unsafe { libc::kill(pid as i32, libc::SIGKILL) };
            }
        }
    }

    fn root_lives(&self) -> bool {
        self.since.is_some() && since(self.root) == self.since
    }

    /// Looks for the private namespace, until it is known. To be asked when the worker says that it is there: it has
    /// raised its walls then, and may be dead before anybody looks again.
    pub fn learn_namespace(&mut self) {
        if self.namespace.is_none() && self.root_lives() {
            self.namespace = hold_namespace(self.root);
        }
    }

    /// Everyone alive, from the whole process table.
    fn members(&mut self) -> BTreeSet<u32> {
        let table = table();
        let mut members: BTreeSet<u32> = self.root_lives().then_some(self.root).into_iter().collect();
        self.learn_namespace();
        if let Some((wanted, _)) = &self.namespace {
            members.extend(table.keys().filter(|pid| namespace(&pid.to_string()).as_ref() == Some(wanted)));
        }
        loop {
            let child = |(pid, parent): &(&u32, &u32)| members.contains(parent) && !members.contains(pid);
            let more: Vec<u32> = table.iter().filter(child).map(|(pid, _)| *pid).collect();
            if more.is_empty() {
                return members;
            }
            members.extend(more);
        }
    }
}

/// `mnt:[…]` of a process; nothing when it is gone or a zombie.
fn namespace(pid: &str) -> Option<OsString> {
    fs::read_link(Path::new("/proc").join(pid).join("ns/mnt")).ok().map(Into::into)
}

/// The namespace of a process, unless it is our own.
fn hold_namespace(pid: u32) -> Option<(OsString, File)> {
    let name = namespace(&pid.to_string()).filter(|theirs| Some(theirs) != namespace("self").as_ref())?;
    let held = File::open(format!("/proc/{pid}/ns/mnt")).ok()?;
    Some((name, held))
}

/// When a living process started, in ticks since the machine did.
fn since(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    parent(&stat)?;
    stat.rsplit_once(") ")?.1.split(' ').nth(19)?.parse().ok()
}

/// Each living process and its parent. Zombies need no killing.
fn table() -> HashMap<u32, u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid: u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        Some((pid, parent(&stat)?))
    })
    .collect()
}

/// The parent in a line of /proc/PID/stat (proc(5)): the name before it may hold anything.
fn parent(stat: &str) -> Option<u32> {
    let mut fields = stat.rsplit_once(") ")?.1.split(' ');
    if matches!(fields.next()?, "Z" | "X") {
        return None;
    }
    fields.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_process_name_with_brackets_does_not_confuse() {
        assert_eq!(parent("12 (a) b) S 7 12 0"), Some(7));
        assert_eq!(parent("12 (sh) Z 7 12 0"), None);
        assert_eq!(parent("nonsense"), None);
    }

    #[test]
    fn grandchildren_in_sessions_of_their_own_are_ended_too() {
        let line = "setsid sleep 600 & sleep 600 & echo ready; wait";
        let mut shell = Command::new("sh").args(["-c", line]).stdout(Stdio::piped()).spawn().unwrap();
        let mut ready = [0; 6];
        std::io::Read::read_exact(shell.stdout.as_mut().unwrap(), &mut ready).unwrap();
        let mut family = Family::new(shell.id());
        let members = family.members();
        assert!(members.len() >= 3, "{members:?}");
        assert!(family.memory() > 0);
        let started = std::time::Instant::now();
        family.kill();
        // All of them hold the pipe: its end comes when the last is gone.
        std::io::Read::read_to_end(shell.stdout.as_mut().unwrap(), &mut Vec::new()).unwrap();
        shell.wait().unwrap();
        assert!(started.elapsed().as_secs() < 300, "they slept until the end");
    }
}
