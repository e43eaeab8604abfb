//! The walls that are attributes of the process: descriptors, privileges, order of the OOM killer, home.

use std::fs;
use std::path::Path;

use super::refusal::{Refusal, check};

/// First descriptor after standard input, output and error.
const FIRST_HANDED: i32 = 3;
/// First descriptor that nobody handed to the worker on purpose: 0-2, then link, questions, traces.
const FIRST_STRAY: libc::c_uint = 6;

/// Whether the effective user is root, who needs walls that others have by nature.
pub fn is_root() -> bool {
    // SAFETY: no arguments, cannot fail.
    unsafe { libc::geteuid() == 0 }
}

/// Closes everything that a careless parent left open, and keeps the core's sockets from programs that
/// the worker starts: their end is to be heard when the worker ends.
pub fn close_descriptors() -> Result<(), Refusal> {
    for handed in FIRST_HANDED..FIRST_STRAY as i32 {
        // SAFETY: plain integers; a descriptor that is not open is refused, which is as good.
        unsafe { libc::fcntl(handed, libc::F_SETFD, libc::FD_CLOEXEC) };
    }
    // SAFETY: plain integers; nothing in this process owns these descriptors yet.
    let closed = unsafe { libc::syscall(libc::SYS_close_range, FIRST_STRAY, libc::c_uint::MAX, 0) };
    if closed == 0 {
        return Ok(());
    }
    let folder = Path::new("/proc/self/fd");
    let entries = fs::read_dir(folder).map_err(|error| Refusal::path("list", folder, &error))?;
    let open: Vec<i32> =
        entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    for descriptor in open.into_iter().filter(|fd| *fd >= FIRST_STRAY as i32) {
        // SAFETY: as above; closing the listing's own descriptor again is a harmless error.
        unsafe { libc::close(descriptor) };
    }
    Ok(())
}

/// Asks the kernel to take the worker first when memory runs out; its children inherit it.
pub fn prefer_to_be_killed() -> Result<(), Refusal> {
    let path = Path::new("/proc/self/oom_score_adj");
    fs::write(path, "1000").map_err(|error| Refusal::path("write", path, &error))
}

/// Makes `home` the working directory and the place of temporary files and caches.
pub fn settle(home: &Path) -> Result<(), Refusal> {
    let home = home.canonicalize().map_err(|error| Refusal::path("find", home, &error))?;
    std::env::set_current_dir(&home).map_err(|error| Refusal::path("enter", &home, &error))?;
    // SAFETY: the walls are raised before any other thread exists.
    #[allow(clippy::disallowed_methods, reason = "single-threaded, see `raise`")]
    unsafe {
        std::env::set_var("TMPDIR", &home);
        std::env::set_var("XDG_CACHE_HOME", home.join("cache"));
    }
    Ok(())
}

/// No set-user-id program gives more than the worker has: `sudo` cannot work from here.
pub fn no_new_privs() -> Result<(), Refusal> {
    // SAFETY: plain integers.
    let set = unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) };
    check("prctl(PR_SET_NO_NEW_PRIVS)", i64::from(set)).map(drop)
}
