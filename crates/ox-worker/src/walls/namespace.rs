//! The first wall: a private mount namespace where hidden folders are empty and programs read-only.
//! Rehearsed in a child, so that a kernel that refuses half-way leaves the worker as it was.

use std::ffi::CString;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::plan::Plan;
use super::refusal::{Refusal, check};
use super::{capabilities, devices};

/// How the namespace was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The process had the power to mount.
    Privileged,
    /// A user namespace lent it; its powers are still held and must be dropped.
    User,
}

/// Enters the namespace and mounts what `plan` says.
pub fn raise(plan: &Plan) -> Result<Kind, Refusal> {
    rehearse(plan)?;
    build(plan)
}

fn build(plan: &Plan) -> Result<Kind, Refusal> {
    let kind = enter()?;
    let everything = libc::MS_REC | libc::MS_PRIVATE;
    mount(None, Path::new("/"), None, everything, None)?;
    if plan.private_devices {
        devices::replace()?;
    }
    for hidden in &plan.hidden {
        cover(hidden, plan)?;
    }
    for path in &plan.readonly {
        mount(Some(path), path, None, libc::MS_BIND | libc::MS_REC, None)?;
        make_readonly(path)?;
    }
    if plan.readonly.iter().any(|path| plan.home.starts_with(path)) {
        reopen(&plan.home)?;
    }
    Ok(kind)
}

/// Runs `build` in a child, which dies with the namespace it made.
fn rehearse(plan: &Plan) -> Result<(), Refusal> {
    let mut ends = [0; 2];
    // SAFETY: the array holds two descriptors.
    check("pipe2", i64::from(unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) }))?;
    // SAFETY: both descriptors were just made and belong to nobody else.
    let (reader, writer) = unsafe { (OwnedFd::from_raw_fd(ends[0]), OwnedFd::from_raw_fd(ends[1])) };
    // SAFETY: the walls are raised before any other thread exists, so the child may run any code.
    let child = unsafe { libc::fork() };
    check("fork", i64::from(child))?;
    if child == 0 {
        if let Err(refusal) = build(plan) {
            drop(File::from(writer).write_all(refusal.to_string().as_bytes()));
        }
        // SAFETY: ends the child without running the parent's exit handlers.
        unsafe { libc::_exit(0) }
    }
    drop(writer);
    let mut words = String::new();
    let read = File::from(reader).read_to_string(&mut words);
    let mut status = 0;
    // SAFETY: `status` outlives the call.
    check("waitpid", i64::from(unsafe { libc::waitpid(child, &raw mut status, 0) }))?;
    read.map_err(|error| Refusal::call("read the rehearsal", &error))?;
    match (words.is_empty(), status) {
        (true, 0) => Ok(()),
        (true, _) => Err(Refusal::Words(format!("the rehearsal ended with status {status}"))),
        (false, _) => Err(Refusal::Words(words)),
    }
}

fn enter() -> Result<Kind, Refusal> {
    if capabilities::holds(capabilities::SYS_ADMIN) {
        // SAFETY: plain integer.
        check("unshare(CLONE_NEWNS)", i64::from(unsafe { libc::unshare(libc::CLONE_NEWNS) }))?;
        return Ok(Kind::Privileged);
    }
    // SAFETY: no arguments, cannot fail.
    let (user, group) = unsafe { (libc::geteuid(), libc::getegid()) };
    let flags = libc::CLONE_NEWUSER | libc::CLONE_NEWNS;
    // SAFETY: plain integer.
    check("unshare(CLONE_NEWUSER)", i64::from(unsafe { libc::unshare(flags) }))?;
    write("/proc/self/setgroups", "deny")?;
    write("/proc/self/uid_map", &format!("{user} {user} 1"))?;
    write("/proc/self/gid_map", &format!("{group} {group} 1"))?;
    Ok(Kind::User)
}

fn write(path: &str, text: &str) -> Result<(), Refusal> {
    let path = Path::new(path);
    fs::write(path, text).map_err(|error| Refusal::path("write", path, &error))
}

/// Puts an empty read-only folder over `hidden`, and what is exposed inside it back in its place.
fn cover(hidden: &Path, plan: &Plan) -> Result<(), Refusal> {
    if !hidden.is_dir() {
        let nothing = Path::new("/dev/null");
        return mount(Some(nothing), hidden, None, libc::MS_BIND, None);
    }
    let kept: Vec<(PathBuf, OwnedFd)> = plan
        .exposed_in(hidden)
        .map(|path| Ok((path.to_owned(), hold(path)?)))
        .collect::<Result<_, Refusal>>()?;
    empty(hidden)?;
    for (path, held) in &kept {
        put_back(path, held)?;
    }
    make_readonly_here(hidden)
}

/// A small writable tmpfs over `folder`; the caller makes it read-only when it is filled.
pub fn empty(folder: &Path) -> Result<(), Refusal> {
    let flags = libc::MS_NOSUID | libc::MS_NODEV | libc::MS_NOEXEC;
    mount(Some(Path::new("tmpfs")), folder, Some(c"tmpfs"), flags, Some(c"size=64k,mode=0755"))
}

/// A descriptor that still names `path` after something is mounted over it.
pub fn hold(path: &Path) -> Result<OwnedFd, Refusal> {
    let opened = fs::OpenOptions::new().read(true).custom_flags(libc::O_PATH | libc::O_CLOEXEC).open(path);
    opened.map(OwnedFd::from).map_err(|error| Refusal::path("open", path, &error))
}

/// Binds what `held` names to `path`, creating the mount point.
pub fn put_back(path: &Path, held: &OwnedFd) -> Result<(), Refusal> {
    let name = PathBuf::from(format!("/proc/self/fd/{}", held.as_raw_fd()));
    let folder = fs::metadata(&name).is_ok_and(|metadata| metadata.is_dir());
    let point = if folder { path } else { path.parent().unwrap_or(path) };
    fs::create_dir_all(point).map_err(|error| Refusal::path("create", point, &error))?;
    if !folder {
        File::create_new(path).map_err(|error| Refusal::path("create", path, &error))?;
    }
    mount(Some(&name), path, None, libc::MS_BIND | libc::MS_REC, None)
}

/// The home inside a read-only folder gets its own writable mount, made from the folder itself.
fn reopen(home: &Path) -> Result<(), Refusal> {
    mount(Some(home), home, None, libc::MS_BIND | libc::MS_REC, None)?;
    set_attributes(home, 0, libc::MOUNT_ATTR_RDONLY, libc::AT_RECURSIVE)
}

fn make_readonly(path: &Path) -> Result<(), Refusal> {
    set_attributes(path, libc::MOUNT_ATTR_RDONLY, 0, libc::AT_RECURSIVE)
}

/// Read-only for this mount alone, not for what is mounted inside it.
pub fn make_readonly_here(path: &Path) -> Result<(), Refusal> {
    set_attributes(path, libc::MOUNT_ATTR_RDONLY, 0, 0)
}

/// `mount_setattr` (Linux 5.12) keeps the flags that a user namespace may not change.
fn set_attributes(path: &Path, set: u64, clear: u64, flags: i32) -> Result<(), Refusal> {
    let attributes = libc::mount_attr { attr_set: set, attr_clr: clear, propagation: 0, userns_fd: 0 };
    let name = c_string(path)?;
    // SAFETY: a C string, a struct and its size, alive during the call.
    let changed = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            name.as_ptr(),
            flags,
            &raw const attributes,
            size_of::<libc::mount_attr>(),
        )
    };
    if changed == 0 { Ok(()) } else { Err(refused("mount_setattr", path)) }
}

fn mount(
    source: Option<&Path>,
    target: &Path,
    kind: Option<&std::ffi::CStr>,
    flags: libc::c_ulong,
    options: Option<&std::ffi::CStr>,
) -> Result<(), Refusal> {
    let source = source.map(c_string).transpose()?;
    let name = c_string(target)?;
    // SAFETY: C strings or null, alive during the call.
    let mounted = unsafe {
        libc::mount(
            source.as_ref().map_or(std::ptr::null(), |source| source.as_ptr()),
            name.as_ptr(),
            kind.map_or(std::ptr::null(), std::ffi::CStr::as_ptr),
            flags,
            options.map_or(std::ptr::null(), |options| options.as_ptr().cast()),
        )
    };
    if mounted == 0 { Ok(()) } else { Err(refused("mount on", target)) }
}

fn refused(step: &'static str, path: &Path) -> Refusal {
    Refusal::path(step, path, &std::io::Error::last_os_error())
}

fn c_string(path: &Path) -> Result<CString, Refusal> {
    let invalid = |_| Refusal::Path { step: "name", path: path.to_owned(), errno: libc::EINVAL };
    CString::new(path.as_os_str().as_bytes()).map_err(invalid)
}
