//! Reads what the worker's `faulthandler` wrote about a standing loop and finds the module in it.

use std::{
    io::{self, Read},
    os::fd::OwnedFd,
};

/// Where a stack says the loop stands: file and line of the innermost frame that is a module's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub file: String,
    pub line: u32,
    pub function: String,
}

/// Everything that the pipe holds now. The pipe must be non-blocking.
pub fn drain(pipe: &OwnedFd) -> io::Result<String> {
    let mut pipe = std::fs::File::from(pipe.try_clone()?);
    let mut text = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        match pipe.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => text.extend_from_slice(&chunk[..count]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) => return Err(error),
        }
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// The innermost frame of a module's code, else the innermost frame of all. `faulthandler` prints the
/// most recent call first, lines as `  File "NAME", line N in FUNCTION`; modules have names in `<…>`.
pub fn place(stack: &str) -> Option<Place> {
    let frames: Vec<Place> = stack.lines().filter_map(frame).collect();
    let of_module = |f: &&Place| f.file.starts_with('<') && !f.file.starts_with("<frozen");
    frames.iter().find(of_module).or_else(|| frames.first()).cloned()
}

fn frame(line: &str) -> Option<Place> {
    let rest = line.trim_start().strip_prefix("File \"")?;
    let (file, rest) = rest.split_once("\", line ")?;
    let (number, function) = rest.split_once(" in ")?;
    Some(Place { file: file.to_owned(), line: number.parse().ok()?, function: function.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_is_found_under_the_library_call_that_stands() {
        let stack = "Current thread 0x1 (most recent call first):\n  File \"/usr/lib/python3.11/time.py\", line 3 in sleep\n  \
                     File \"<external x.modules.Bad>\", line 7 in badcmd\n  File \"/shim/dispatcher.py\", line 9 in run\n";
        assert_eq!(
            place(stack),
            Some(Place { file: "<external x.modules.Bad>".into(), line: 7, function: "badcmd".into() })
        );
    }

    #[test]
    fn nonsense_has_no_place() {
        assert_eq!(place("Segmentation fault\n  File \"x\" line"), None);
    }
}
