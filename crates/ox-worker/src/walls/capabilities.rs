//! What root may no longer do: the powers that would see through or take down the other walls.
//! In a user namespace of our own everything goes, since a plain user had none of it before.

use super::refusal::{Refusal, check};

/// The powers taken from root, by number (`linux/capability.h`), with what each would open.
const TAKEN: [(u32, &str); 10] = [
    (2, "DAC_READ_SEARCH: files by handle, past any mount"),
    (16, "SYS_MODULE: code in the kernel"),
    (17, "SYS_RAWIO: memory and ports"),
    (19, "SYS_PTRACE: the core's memory and its root folder"),
    (21, "SYS_ADMIN: mounts and namespaces"),
    (22, "SYS_BOOT: another kernel"),
    (27, "MKNOD: the disk under a new name"),
    (38, "PERFMON: the core's registers"),
    (39, "BPF: reading kernel memory"),
    (40, "CHECKPOINT_RESTORE: the core's mapped files"),
];

/// `SYS_ADMIN`, which decides how a mount namespace is made.
pub const SYS_ADMIN: u32 = 21;

const VERSION_3: u32 = 0x2008_0522;

#[repr(C)]
struct Header {
    version: u32,
    pid: i32,
}

#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Words {
    effective: u32,
    permitted: u32,
    inheritable: u32,
}

/// Drops the list (or everything) from the bounding, ambient, permitted, effective and inheritable sets.
pub fn drop(everything: bool) -> Result<(), Refusal> {
    let mut words = read()?;
    let held = permitted(&words);
    let taken = if everything { u64::MAX } else { mask() };
    let limits_matter = held != 0 || super::process::is_root();
    for capability in (0..=last()).filter(|number| taken & (1 << number) != 0) {
        // SAFETY: plain integers.
        let dropped = unsafe { libc::prctl(libc::PR_CAPBSET_DROP, capability, 0, 0, 0) };
        // Without powers and with no_new_privs the bounding set gives nothing back.
        if limits_matter {
            check("prctl(PR_CAPBSET_DROP)", i64::from(dropped))?;
        }
    }
    // SAFETY: plain integers; older kernels without ambient sets refuse, and have none to clear.
    unsafe { libc::prctl(libc::PR_CAP_AMBIENT, libc::PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) };
    for (index, word) in words.iter_mut().enumerate() {
        let keep = !((taken >> (32 * index)) as u32);
        word.effective &= keep;
        word.permitted &= keep;
        word.inheritable &= keep;
    }
    write(&words)
}

/// Whether this process holds `capability` now.
pub fn holds(capability: u32) -> bool {
    read().is_ok_and(|words| permitted(&words) & (1 << capability) != 0)
}

fn mask() -> u64 {
    TAKEN.iter().fold(0, |mask, (number, _)| mask | (1 << number))
}

fn permitted(words: &[Words; 2]) -> u64 {
    u64::from(words[0].permitted) | (u64::from(words[1].permitted) << 32)
}

/// The highest capability this kernel knows.
fn last() -> u32 {
    // SAFETY: plain integers; an unknown number is refused.
    (0..64).take_while(|number| unsafe { libc::prctl(libc::PR_CAPBSET_READ, *number, 0, 0, 0) } >= 0).count()
        as u32
        - 1
}

fn read() -> Result<[Words; 2], Refusal> {
    let header = Header { version: VERSION_3, pid: 0 };
    let mut words = [Words::default(); 2];
    // SAFETY: version 3 of the call fills exactly two blocks.
    let read = unsafe { libc::syscall(libc::SYS_capget, &raw const header, words.as_mut_ptr()) };
    check("capget", read)?;
    Ok(words)
}

fn write(words: &[Words; 2]) -> Result<(), Refusal> {
    let header = Header { version: VERSION_3, pid: 0 };
    // SAFETY: version 3 of the call reads exactly two blocks.
    let written = unsafe { libc::syscall(libc::SYS_capset, &raw const header, words.as_ptr()) };
    check("capset", written).map(std::mem::drop)
}
