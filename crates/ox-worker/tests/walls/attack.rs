//! What a hostile module would try, and what a useful one must still be able to do.
//! An attack returns an error when it was repelled.

use std::ffi::CString;
use std::fs;
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::stage::{Mode, REFUSED, Scene, is_root};
use crate::walls::{self, WallOptions, WallReport};

/// What must come of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Must fail inside the walls and go through without them.
    Repelled,
    /// The same, where the machine lets root do such a thing at all; a container may not.
    RepelledEvenForRoot,
    /// Must fail inside the walls; without them it fails for a lesser reason, or would end this test.
    RepelledAnyhow,
    /// Must succeed.
    Still,
}

/// For whom and where an attack means anything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Anywhere,
    AsRoot,
    AsRootInNamespace,
}

/// One thing tried inside the walls.
#[derive(Clone, Copy)]
pub struct Attack {
    pub name: &'static str,
    holds: Holds,
    place: Where,
    run: fn(&Scene) -> io::Result<()>,
}

type Run = fn(&Scene) -> io::Result<()>;

const fn repelled(name: &'static str, run: Run) -> Attack {
    Attack { name, holds: Holds::Repelled, place: Where::Anywhere, run }
}

const fn repelled_even_for_root(name: &'static str, run: Run) -> Attack {
    Attack { name, holds: Holds::RepelledEvenForRoot, place: Where::Anywhere, run }
}

const fn repelled_anyhow(name: &'static str, run: Run) -> Attack {
    Attack { name, holds: Holds::RepelledAnyhow, place: Where::Anywhere, run }
}

const fn still(name: &'static str, run: Run) -> Attack {
    Attack { name, holds: Holds::Still, place: Where::Anywhere, run }
}

#[allow(clippy::needless_pass_by_value, reason = "a row of a constant table; only some builds see it")]
const fn only(place: Where, attack: Attack) -> Attack {
    Attack { place, ..attack }
}

impl Attack {
    /// Whether this machine may refuse it without our walls, so that its control proves nothing.
    pub fn may_be_refused_anyway(&self) -> bool {
        self.holds == Holds::RepelledEvenForRoot
    }

    /// Whether it means anything in `mode` for this user.
    pub fn applies(&self, mode: Mode) -> bool {
        let place = match self.place {
            Where::Anywhere => true,
            Where::AsRoot => is_root(),
            Where::AsRootInNamespace => is_root() && mode != Mode::LandlockAlone,
        };
        let control = match self.holds {
            Holds::Repelled => true,
            Holds::RepelledEvenForRoot => is_root(),
            Holds::RepelledAnyhow | Holds::Still => false,
        };
        place && (mode != Mode::NoWalls || control)
    }
}

pub const ALL: &[Attack] = &[
    repelled("a_hidden_file_is_not_read_by_its_path", |scene| read(&scene.keys())),
    repelled("a_hidden_file_is_not_read_by_a_child", |scene| sh(&format!("cat {}", scene.keys().display()))),
    repelled_even_for_root("a_hidden_file_is_not_read_through_the_core_s_root", |scene| {
        through(scene.core, "root", scene)
    }),
    repelled_even_for_root("a_hidden_file_is_not_read_through_the_core_s_folder", |scene| {
        through(scene.core, "cwd", scene)
    }),
    repelled_anyhow("a_hidden_file_is_not_read_through_the_first_process", |scene| through(1, "root", scene)),
    repelled("a_hidden_file_is_not_linked", |scene| fs::hard_link(scene.keys(), scene.home("link"))),
    repelled_even_for_root("a_hidden_file_is_not_opened_by_handle", open_by_handle),
    repelled("a_hidden_file_is_not_uncovered_in_another_user_namespace", |scene| {
        let store = scene.store();
        sh(&format!("unshare -U -r -m sh -c 'umount {0}; umount -l {0}; cat {0}/keys'", store.display()))
    }),
    repelled("a_hidden_folder_is_not_written", |scene| fs::write(scene.store().join("new"), "x")),
    repelled_even_for_root("the_core_s_memory_is_not_read", |scene| {
        open(&format!("/proc/{}/mem", scene.core))
    }),
    repelled_even_for_root("the_core_s_memory_is_not_copied", copy_memory),
    repelled_even_for_root("the_core_s_environment_is_not_read", |scene| {
        read(Path::new(&format!("/proc/{}/environ", scene.core)))
    }),
    repelled_even_for_root("the_core_s_descriptors_are_not_opened", |scene| {
        read(Path::new(&format!("/proc/{}/fd/0", scene.core)))
    }),
    repelled_even_for_root("the_core_is_not_traced", |scene| ptrace_attach(scene.core)),
    repelled("the_core_is_not_signalled", |scene| kill(scene.core, 0)),
    repelled_anyhow("the_core_is_not_killed", |scene| kill(scene.core, libc::SIGKILL)),
    repelled_anyhow("the_core_is_not_stopped_by_a_child", |scene| sh(&format!("kill -STOP {}", scene.core))),
    repelled_anyhow("a_cover_is_not_unmounted", |scene| unmount(&scene.store())),
    repelled_even_for_root("nothing_is_mounted", |scene| mount_tmpfs(&scene.home(""))),
    repelled_anyhow("the_first_process_s_namespace_is_not_entered", |_| set_namespace(1)),
    repelled_even_for_root("the_core_s_namespace_is_not_entered", |scene| set_namespace(scene.core)),
    repelled("a_program_file_is_not_written", |scene| fs::write(scene.program("shim.py"), "evil")),
    repelled("a_program_file_is_not_replaced", |scene| {
        fs::write(scene.home("evil"), "evil")?;
        fs::rename(scene.home("evil"), scene.program("shim.py"))
    }),
    repelled("a_program_folder_takes_no_new_file", |scene| fs::write(scene.program("new"), "x")),
    repelled_even_for_root("the_disk_is_not_made_anew", |scene| make_disk(&scene.home("disk"))),
    repelled("a_stray_descriptor_is_not_inherited", |_| fs::metadata("/proc/self/fd/77").map(drop)),
    only(Where::AsRoot, repelled_even_for_root("the_disk_is_not_opened", |_| open_a_disk())),
    only(
        Where::AsRootInNamespace,
        repelled_even_for_root("the_kernel_s_knobs_are_not_turned", |_| {
            fs::OpenOptions::new().write(true).open("/proc/sys/kernel/core_pattern").map(drop)
        }),
    ),
    only(
        Where::AsRootInNamespace,
        repelled_anyhow("the_kernel_is_not_watched", |_| {
            let windows = ["/sys/kernel/tracing/trace", "/sys/kernel/debug/tracing/trace"];
            windows.iter().map(|path| read(Path::new(path))).find(Result::is_ok).unwrap_or_else(refuse)
        }),
    ),
    still("a_shell_command_runs", |scene| {
        sh(&format!(
            "cd {} && echo hi > note && grep -q hi note && ls /usr > /dev/null",
            scene.home("").display()
        ))
    }),
    still("temporary_files_of_children_are_in_the_home", |scene| {
        sh(&format!("test \"$(dirname \"$(mktemp)\")\" = {}", scene.home("").display()))
    }),
    still("a_child_is_killed", |_| sh("sleep 100 & kill -9 $!; wait $! ; test $? = 137")),
    still("a_neighbour_folder_is_written", |scene| fs::write(scene.root.join("neighbour/file"), "x")),
    still("a_program_file_is_read_and_run", |scene| {
        read(&scene.program("shim.py"))?;
        status(Command::new(scene.program("worker")).arg("--list"))
    }),
    still("the_worker_s_own_process_is_seen", |_| {
        read(Path::new("/proc/self/environ"))?;
        sh("cat /proc/self/status > /dev/null; test -w /dev/null")
    }),
    still("the_oom_killer_takes_children_first", |_| sh("test \"$(cat /proc/self/oom_score_adj)\" = 1000")),
];

/// The worker's side: walls first, then the attack. Exit code 0: it went as it must.
pub fn main(arguments: &[String]) -> ExitCode {
    let [name, root, core, mode] = arguments else { return ExitCode::from(3) };
    let scene = Scene { root: root.into(), core: core.parse().unwrap() };
    let attack = ALL.iter().find(|attack| attack.name == name).unwrap();
    // SAFETY: duplicates standard input far away, as a careless parent would leave a descriptor.
    unsafe { libc::dup2(0, 77) };
    if mode == Mode::NoWalls.name() {
        // SAFETY: plain integer. What is mounted here goes with this process; a user simply may not.
        unsafe { libc::unshare(libc::CLONE_NEWNS) };
        return judge((attack.run)(&scene), true);
    }
    if mode == Mode::LandlockAlone.name() {
        forbid_namespaces();
    }
    let report = walls::raise(&WallOptions {
        hide: vec![scene.store()],
        readonly: vec![scene.root.join("program")],
        home: scene.home(""),
    });
    if let Some(missing) = missing(&report, mode == Mode::LandlockAlone.name()) {
        println!("{missing}\n{report:?}");
        return ExitCode::from(4);
    }
    judge((attack.run)(&scene), attack.holds == Holds::Still)
}

fn judge(outcome: io::Result<()>, must_succeed: bool) -> ExitCode {
    match outcome {
        Ok(()) if !must_succeed => {
            println!("it succeeded");
            ExitCode::from(1)
        }
        Err(error) if must_succeed => {
            println!("it was refused: {error}");
            ExitCode::from(REFUSED)
        }
        _ => ExitCode::SUCCESS,
    }
}

/// A wall that this machine did not raise.
fn missing(report: &WallReport, without_namespace: bool) -> Option<String> {
    let excused = |name: &str| without_namespace && name == "namespace";
    let missing = report.walls.iter().find(|wall| !wall.standing && !excused(&wall.name))?;
    Some(format!("wall `{}` does not stand: {}", missing.name, missing.reason.as_deref().unwrap_or("?")))
}

/// Takes the ways to a mount namespace away, as a container or a strict kernel does.
fn forbid_namespaces() {
    // A filter that answers EPERM to `unshare`.
    let filter = [
        libc::sock_filter { code: 0x20, jt: 0, jf: 0, k: 0 },
        libc::sock_filter { code: 0x15, jt: 0, jf: 1, k: libc::SYS_unshare as u32 },
        libc::sock_filter { code: 0x06, jt: 0, jf: 0, k: libc::SECCOMP_RET_ERRNO | libc::EPERM as u32 },
        libc::sock_filter { code: 0x06, jt: 0, jf: 0, k: libc::SECCOMP_RET_ALLOW },
    ];
    let program = libc::sock_fprog { len: filter.len() as u16, filter: filter.as_ptr().cast_mut() };
    // SAFETY: plain integers, then a filter that outlives the call.
    let installed = unsafe {
        libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &raw const program)
    };
    assert_eq!(installed, 0);
}

fn read(path: &Path) -> io::Result<()> {
    fs::read(path).map(drop)
}

fn refuse() -> io::Result<()> {
    Err(io::Error::other("nothing there"))
}

fn through(process: i32, link: &str, scene: &Scene) -> io::Result<()> {
    let keys = scene.keys();
    let inner = keys.strip_prefix("/").unwrap();
    let ways = [inner.to_owned(), PathBuf::from("../../../..").join(inner)];
    let tried = ways.iter().map(|way| read(&Path::new(&format!("/proc/{process}/{link}")).join(way)));
    tried.reduce(io::Result::or).unwrap()
}

fn open(path: &str) -> io::Result<()> {
    fs::File::open(path).map(drop)
}

fn copy_memory(scene: &Scene) -> io::Result<()> {
    let mut byte = 0u8;
    let local = libc::iovec { iov_base: (&raw mut byte).cast(), iov_len: 1 };
    // The core runs this very program: a static lies at an address that its own maps would tell.
    let remote = libc::iovec { iov_base: 0x1000 as *mut libc::c_void, iov_len: 1 };
    // SAFETY: one byte, alive during the call. EFAULT would mean that the door was open.
    let copied = unsafe { libc::process_vm_readv(scene.core, &raw const local, 1, &raw const remote, 1, 0) };
    let error = io::Error::last_os_error();
    if copied >= 0 || error.raw_os_error() == Some(libc::EFAULT) { Ok(()) } else { Err(error) }
}

fn ok_or_errno(returned: i64) -> io::Result<()> {
    if returned < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

fn ptrace_attach(process: i32) -> io::Result<()> {
    // SAFETY: plain integers.
    ok_or_errno(unsafe { libc::ptrace(libc::PTRACE_SEIZE, process, 0, 0) })
}

fn kill(process: i32, signal: i32) -> io::Result<()> {
    // SAFETY: plain integers; were it to succeed, the test program itself would end.
    ok_or_errno(i64::from(unsafe { libc::kill(process, signal) }))
}

fn unmount(path: &Path) -> io::Result<()> {
    let path = CString::new(path.as_os_str().as_bytes())?;
    // SAFETY: a C string.
    ok_or_errno(i64::from(unsafe { libc::umount2(path.as_ptr(), libc::MNT_DETACH) }))
}

fn mount_tmpfs(path: &Path) -> io::Result<()> {
    let path = CString::new(path.as_os_str().as_bytes())?;
    // SAFETY: C strings.
    let mounted =
        unsafe { libc::mount(c"none".as_ptr(), path.as_ptr(), c"tmpfs".as_ptr(), 0, std::ptr::null()) };
    ok_or_errno(i64::from(mounted))
}

fn set_namespace(process: i32) -> io::Result<()> {
    let file = fs::File::open(format!("/proc/{process}/ns/mnt"))?;
    // SAFETY: an open descriptor.
    ok_or_errno(i64::from(unsafe { libc::setns(std::os::fd::AsRawFd::as_raw_fd(&file), libc::CLONE_NEWNS) }))
}

fn make_disk(path: &Path) -> io::Result<()> {
    let path = CString::new(path.as_os_str().as_bytes())?;
    // SAFETY: a C string. 254:0 is the first virtio disk.
    let made = unsafe { libc::mknod(path.as_ptr(), libc::S_IFBLK | 0o600, libc::makedev(254, 0)) };
    ok_or_errno(i64::from(made))
}

/// Any block device that the kernel names.
fn open_a_disk() -> io::Result<()> {
    let disks = fs::read_dir("/sys/class/block")?.flatten();
    let opened = disks.map(|disk| fs::File::open(Path::new("/dev").join(disk.file_name())));
    opened.reduce(io::Result::or).map_or_else(refuse, |opened| opened.map(drop))
}

/// Takes a handle of the home's folder and opens every inode near it, as `shocker` did.
fn open_by_handle(scene: &Scene) -> io::Result<()> {
    #[repr(C)]
    struct Handle {
        bytes: u32,
        kind: i32,
        data: [u8; 128],
    }
    let mut handle = Handle { bytes: 128, kind: 0, data: [0; 128] };
    let mut mount = 0;
    let path = CString::new(scene.home("").as_os_str().as_bytes())?;
    let folder = fs::File::open(scene.home(""))?;
    // SAFETY: a C string, a handle with 128 bytes of room as its header says, an integer.
    unsafe {
        let named = libc::syscall(
            libc::SYS_name_to_handle_at,
            libc::AT_FDCWD,
            path.as_ptr(),
            &raw mut handle,
            &raw mut mount,
            0,
        );
        ok_or_errno(named)?;
        let descriptor = std::os::fd::AsRawFd::as_raw_fd(&folder);
        ok_or_errno(libc::syscall(libc::SYS_open_by_handle_at, descriptor, &raw mut handle, libc::O_RDONLY))
    }
}

fn sh(line: &str) -> io::Result<()> {
    // SAFETY: nothing is done between fork and exec but one system call.
    let mut command = Command::new("sh");
    status(unsafe { command.args(["-c", line]).pre_exec(|| ok_or_errno(i64::from(libc::setsid()))) })
}

fn status(command: &mut Command) -> io::Result<()> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    io::stdout().write_all(&output.stderr)?;
    Err(io::Error::other(format!("{}", output.status)))
}
