//! Gives back the pages of the program file that only the start needed: most of what is resident of a large
//! program. What is needed again comes from the kernel's cache of the file.

use std::{fs, io, sync::Once};

/// A mapping of the program that nobody can write and nobody has.
#[derive(Debug, PartialEq, Eq)]
struct Mapping {
    start: usize,
    end: usize,
}

static OVER: Once = Once::new();

/// To be called when the start is over; only the first account's counts.
pub fn start_is_over() {
    OVER.call_once(|| {
        if let Err(error) = give_back() {
            tracing::debug!(%error, "the pages of the start stay in memory");
        }
    });
}

/// Drops them; the process goes on as before.
fn give_back() -> io::Result<()> {
    let program = fs::read_link("/proc/self/exe")?;
    let maps = fs::read_to_string("/proc/self/smaps")?;
    for Mapping { start, end } in clean(&maps, &program.to_string_lossy()) {
        // SAFETY: the range is a whole mapping of the program's file without changes of ours, so every page that is
        // touched again is read from the file as it was.
        if unsafe { libc::madvise(start as *mut libc::c_void, end - start, libc::MADV_DONTNEED) } != 0 {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}

/// Mappings of a file, in the words of /proc/PID/smaps, that are not writable and have no private copy of a page:
/// what the loader relocated has some.
fn clean(smaps: &str, program: &str) -> Vec<Mapping> {
    let mut found = Vec::new();
    let mut current = None;
    for line in smaps.lines() {
        if let Some(mapping) = head(line, program) {
            current = mapping;
        } else if let Some(rest) = line.strip_prefix("Anonymous:")
            && rest.split_whitespace().next() == Some("0")
        {
            found.extend(current.take());
        }
    }
    found
}

/// The first line of a mapping: `Some(None)` for one that is not to be touched, `None` for any other line.
#[allow(clippy::option_option)]
fn head(line: &str, program: &str) -> Option<Option<Mapping>> {
    let mut words = line.split_whitespace();
    let (start, end) = words.next()?.split_once('-')?;
    let start = usize::from_str_radix(start, 16).ok()?;
    let end = usize::from_str_radix(end, 16).ok()?;
    let readable = matches!(words.next(), Some("r-xp" | "r--p"));
    let ours = line.strip_suffix(program).is_some_and(|rest| rest.ends_with(' '));
    Some((readable && ours).then_some(Mapping { start, end }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMAPS: &str = "\
1000-3000 r--p 00000000 fd:00 7 /bin/program
Rss:                   8 kB
Anonymous:             0 kB
3000-5000 r-xp 00002000 fd:00 7 /bin/program
Anonymous:             0 kB
VmFlags: rd ex mr mw me
5000-6000 r--p 00004000 fd:00 7 /bin/program
Anonymous:             4 kB
6000-7000 rw-p 00005000 fd:00 7 /bin/program
Anonymous:             0 kB
7000-8000 r-xp 00000000 fd:00 9 /lib/library.so
Anonymous:             0 kB
8000-9000 r--p 00000000 00:00 0
Anonymous:             0 kB
";

    #[test]
    fn only_unchanged_pages_of_the_program_are_given_back() {
        let expected = [Mapping { start: 0x1000, end: 0x3000 }, Mapping { start: 0x3000, end: 0x5000 }];
        assert_eq!(clean(SMAPS, "/bin/program"), expected);
    }

    #[test]
    fn the_program_goes_on_after_its_pages_were_given_back() {
        give_back().unwrap();
        let text = format!("{:?}", clean(SMAPS, "/lib/library.so"));
        assert!(text.contains(&0x7000.to_string()), "{text}");
    }
}
