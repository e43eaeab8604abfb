//! Which real paths are hidden, read-only or open, before any wall is tried.
//! Root gets more of both: disks, swap and the kernel's knobs answer to the user's number, not to powers.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::WallOptions;
use super::refusal::Refusal;

/// Canonical paths; every one exists.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Covered by something empty, shortest first.
    pub hidden: Vec<PathBuf>,
    /// Read and execute only.
    pub readonly: Vec<PathBuf>,
    /// Written freely wherever it lies.
    pub home: PathBuf,
    /// Whether the device folder is replaced by one without disks.
    pub private_devices: bool,
}

/// Folders through which root could read or steer the kernel.
const KERNEL_WINDOWS: [&str; 2] = ["/sys/kernel/debug", "/sys/kernel/tracing"];
/// Files and folders through which root could make the kernel run a program or stop the machine.
const KERNEL_KNOBS: [&str; 5] = ["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/sys"];

impl Plan {
    /// Follows every symbolic link. A hidden folder that does not exist could appear later, unhidden, so it
    /// is made, for its owner alone.
    pub fn resolve(options: &WallOptions, root: bool) -> Result<Self, Refusal> {
        let mountinfo = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
        let mut plan = Self { home: real(&options.home)?, private_devices: root, ..Self::default() };
        for folder in &options.hide {
            let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
            let folder = real(folder)
                .or_else(|_| made.map_err(failed("create", folder)).and_then(|()| real(folder)))?;
            plan.hidden.extend(other_names(&folder, &mountinfo));
            plan.hidden.push(folder);
        }
        for program in &options.readonly {
            let program = real(program)?;
            plan.readonly.extend(other_names(&program, &mountinfo));
            plan.readonly.push(program);
        }
        if root {
            plan.hidden.extend(KERNEL_WINDOWS.iter().map(PathBuf::from).filter(|path| path.exists()));
            plan.hidden.extend(swap_files(&fs::read_to_string("/proc/swaps").unwrap_or_default()));
            plan.readonly.extend(KERNEL_KNOBS.iter().map(PathBuf::from).filter(|path| path.exists()));
        }
        plan.hidden.sort();
        plan.hidden.dedup();
        Ok(plan)
    }

    /// What stays visible inside a hidden folder: the worker's home and the programs' files.
    pub fn exposed_in(&self, hidden: &Path) -> impl Iterator<Item = &Path> {
        let inside = move |path: &&PathBuf| path.starts_with(hidden) && *path != hidden;
        self.readonly.iter().chain([&self.home]).filter(inside).map(PathBuf::as_path)
    }
}

fn real(path: &Path) -> Result<PathBuf, Refusal> {
    path.canonicalize().map_err(failed("find", path))
}

fn failed<'a>(step: &'static str, path: &'a Path) -> impl Fn(io::Error) -> Refusal + 'a {
    move |error| Refusal::path(step, path, &error)
}

/// Swap may hold pages of the core; swap partitions go with the devices.
fn swap_files(swaps: &str) -> Vec<PathBuf> {
    let rows = swaps.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.filter(|row| row.get(1) == Some(&"file")).map(|row| PathBuf::from(unescape(row[0]))).collect()
}

/// One line of `/proc/self/mountinfo` (proc(5)), as far as it matters here.
struct Mount {
    device: String,
    root: PathBuf,
    point: PathBuf,
}

/// Other paths to the same folder, where its file system is mounted a second time.
fn other_names(folder: &Path, mountinfo: &str) -> Vec<PathBuf> {
    let mounts: Vec<Mount> = mountinfo.lines().filter_map(parse_mount).collect();
    let Some(own) = mounts
        .iter()
        .filter(|mount| folder.starts_with(&mount.point))
        .max_by_key(|mount| mount.point.as_os_str().len())
    else {
        return Vec::new();
    };
    let Ok(rest) = folder.strip_prefix(&own.point) else { return Vec::new() };
    let inner = own.root.join(rest);
    let candidates = mounts.iter().filter(|mount| mount.device == own.device).filter_map(|mount| {
        if mount.root.starts_with(&inner) {
            return Some(mount.point.clone()); // A part of the folder, mounted elsewhere.
        }
        let name = mount.point.join(inner.strip_prefix(&mount.root).ok()?);
        same_file(&name, folder).then_some(name)
    });
    candidates.filter(|name| !name.starts_with(folder)).collect()
}

fn parse_mount(line: &str) -> Option<Mount> {
    let mut fields = line.split(' ').skip(2);
    let device = fields.next()?.to_owned();
    let root = PathBuf::from(unescape(fields.next()?));
    let point = PathBuf::from(unescape(fields.next()?));
    Some(Mount { device, root, point })
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (fs::symlink_metadata(one), fs::symlink_metadata(other)) {
        (Ok(one), Ok(other)) => (one.dev(), one.ino()) == (other.dev(), other.ino()),
        _ => false,
    }
}

/// The kernel writes space, tab, newline and backslash in paths as three octal digits.
fn unescape(field: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .iter()
        .fold(field.to_owned(), |text, (code, sign)| text.replace(code, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swap_partitions_are_not_files() {
        let swaps =
            "Filename Type Size Used Priority\n/swap\\040file file 1 0 -2\n/dev/sda2 partition 1 0 -3\n";
        assert_eq!(swap_files(swaps), [PathBuf::from("/swap file")]);
    }

    #[test]
    fn a_part_mounted_elsewhere_is_another_name() {
        let table = "\
            1 0 254:0 / / rw - ext4 /dev/vda rw\n\
            2 1 254:0 /data/store/keys /srv/keys rw - ext4 /dev/vda rw\n\
            3 1 254:0 /other /srv/other rw - ext4 /dev/vda rw\n\
            4 1 0:33 /data/store /mnt rw - tmpfs tmpfs rw\n";
        assert_eq!(other_names(Path::new("/data/store"), table), [PathBuf::from("/srv/keys")]);
    }

    #[test]
    fn a_missing_hidden_folder_is_made_for_its_owner_alone() {
        let data = tempfile::tempdir().unwrap();
        let store = data.path().join("data/store");
        let options = WallOptions { hide: vec![store.clone()], home: "/".into(), ..WallOptions::default() };
        let plan = Plan::resolve(&options, false).unwrap();
        assert_eq!(plan.hidden, [store.canonicalize().unwrap()]);
        assert_eq!(fs::metadata(&store).unwrap().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_missing_program_is_refused() {
        let options = WallOptions {
            readonly: vec!["/nowhere/at/all".into()],
            home: "/".into(),
            ..WallOptions::default()
        };
        let refusal = Plan::resolve(&options, false).map_err(|refusal| refusal.to_string());
        assert_eq!(refusal, Err("find `/nowhere/at/all`: No such file or directory (os error 2)".to_owned()));
    }

    #[test]
    fn home_and_programs_stay_visible_inside_a_hidden_folder() {
        let plan = Plan {
            hidden: vec!["/data".into()],
            readonly: vec!["/data/shim".into(), "/database".into()],
            home: "/data/workers/1".into(),
            private_devices: false,
        };
        let exposed: Vec<&Path> = plan.exposed_in(Path::new("/data")).collect();
        assert_eq!(exposed, [Path::new("/data/shim"), Path::new("/data/workers/1")]);
    }
}
