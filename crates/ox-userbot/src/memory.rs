//! How much memory a process and its children use, as /proc tells, and how much a worker may use when
//! nobody said.

use std::{collections::BTreeSet, fs, time::Duration};

/// Share of the machine's memory that a worker may use, in percent.
const DEFAULT_PERCENT: u64 = 60;

/// Bytes that processes may take in a second: what machines fill at most.
const FASTEST: u64 = 2 << 30;
const OFTEN: Duration = Duration::from_millis(250);
const SELDOM: Duration = Duration::from_secs(2);

/// When to look again at a worker that uses so many bytes of so many: before it can have used them up.
pub fn next_look(used: u64, limit: u64) -> Duration {
    Duration::from_millis(limit.saturating_sub(used) / (FASTEST / 1000)).clamp(OFTEN, SELDOM)
}

/// 60 % of the machine's memory, in bytes; without /proc there is no limit.
pub fn default_limit() -> u64 {
    let meminfo = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    total(&meminfo).map_or(u64::MAX, |bytes| bytes / 100 * DEFAULT_PERCENT)
}

/// A process and all its descendants, from the kernel's own lists: cheap. See `family` for the rest.
pub fn tree(root: u32) -> BTreeSet<u32> {
    let mut seen = BTreeSet::from([root]);
    let mut open = vec![root];
    while let Some(pid) = open.pop() {
        open.extend(children(pid).into_iter().filter(|child| seen.insert(*child)));
    }
    seen
}

/// Resident bytes of one process; one that is gone has none.
pub fn resident(pid: u32) -> u64 {
    let statm = fs::read_to_string(format!("/proc/{pid}/statm")).unwrap_or_default();
    pages(&statm).map_or(0, |pages| pages * page_size())
}

fn children(pid: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    let lists = threads.flatten().filter_map(|t| fs::read_to_string(t.path().join("children")).ok());
    lists
        .flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<u32>>())
        .collect()
}

/// Second field of /proc/PID/statm.
fn pages(statm: &str) -> Option<u64> {
    statm.split_whitespace().nth(1)?.parse().ok()
}

/// `MemTotal` of /proc/meminfo, in bytes.
fn total(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}

fn page_size() -> u64 {
    // SAFETY: sysconf takes a plain integer and touches no memory of ours.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    u64::try_from(size).unwrap_or(4096)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_far_from_its_limit_is_looked_at_seldom() {
        const MIB: u64 = 1 << 20;
        let looks = [(30, 16_384), (30, 2_400), (30, 600), (599, 600), (700, 600)];
        let pauses = looks.map(|(used, limit)| next_look(used * MIB, limit * MIB).as_millis());
        assert_eq!(pauses, [2000, 1157, 278, 250, 250]);
    }

    #[test]
    fn proc_files_read_as_the_kernel_writes_them() {
        assert_eq!(pages("100 25 3 4 0 5 0\n"), Some(25));
        assert_eq!(pages(""), None);
        assert_eq!(total("MemTotal:       1024 kB\nMemFree: 1 kB\n"), Some(1 << 20));
        assert_eq!(total("nonsense"), None);
    }

    #[test]
    fn a_child_counts_with_its_parent_and_the_dead_count_nothing() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let family = tree(std::process::id());
        let used = resident(child.id());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(family.contains(&child.id()), "{family:?}");
        assert!(used > 0);
        assert_eq!(resident(child.id()), 0);
    }
}
