//! Root's own device folder: terminals, randomness, graphics and the like, but nothing that reads a
//! disk or memory. Root opens `/dev/sda` by its owner's number, so powers alone do not keep it away.

use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use super::namespace;
use super::refusal::Refusal;

/// Where devices live.
pub const FOLDER: &str = "/dev";

/// Names (or beginnings, with `*`) that a worker of root keeps. Storage has no business here.
const KEPT: [&str; 24] = [
    "null", "zero", "full", "random", "urandom", "tty", "console", "ptmx", "pts", "shm", "mqueue", "fd",
    "stdin", "stdout", "stderr", "log", "dri", "snd", "video*", "nvidia*", "net", "fuse", "kvm", "rtc*",
];

/// Whether the entry `name` of the device folder stays.
pub fn kept(name: &str) -> bool {
    KEPT.iter().any(|kept| kept.strip_suffix('*').map_or(*kept == name, |start| name.starts_with(start)))
}

/// Mounts the new folder; inside a mount namespace of our own.
pub fn replace() -> Result<(), Refusal> {
    let folder = Path::new(FOLDER);
    let failed = |error: std::io::Error| Refusal::path("list", folder, &error);
    let mut nodes: Vec<(PathBuf, OwnedFd)> = Vec::new();
    let mut links: Vec<(PathBuf, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if !path.file_name().and_then(|name| name.to_str()).is_some_and(kept) {
            continue;
        }
        match fs::read_link(&path) {
            Ok(target) => links.push((path, target)),
            Err(_) => nodes.push((path.clone(), namespace::hold(&path)?)),
        }
    }
    namespace::empty(folder)?;
    for (path, held) in &nodes {
        namespace::put_back(path, held)?;
    }
    for (path, target) in links {
        symlink(target, &path).map_err(|error| Refusal::path("link", &path, &error))?;
    }
    namespace::make_readonly_here(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_disk_is_kept() {
        for disk in
            ["sda", "vda1", "nvme0", "ng0n1", "sg0", "mem", "kmsg", "loop0", "mapper", "raw", "bsg", "disk"]
        {
            assert!(!kept(disk), "{disk}");
        }
    }

    #[test]
    fn what_programs_need_is_kept() {
        for needed in ["null", "urandom", "tty", "pts", "shm", "video0", "nvidiactl"] {
            assert!(kept(needed), "{needed}");
        }
    }
}
