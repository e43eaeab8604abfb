//! The walls, tried from inside: each attack is a child of this program, which plays the core.
//! Needs no test harness, because walls are raised in a process with one thread.
//! Root runs the whole list as root, then once more with core and worker both as `nobody`.

mod attack;
mod stage;
#[path = "../../src/walls/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the worker's own file, of which this program uses a part")]
mod walls;

use std::process::ExitCode;

use stage::{Mode, Stage, Unlike};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("worker") => return attack::main(&arguments[1..]),
        Some("--list") => return ExitCode::SUCCESS,
        _ => {}
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with('-')).map_or("", String::as_str);
    let failed = core(filter);
    let held_as_nobody = !stage::is_root() || stage::again_as_nobody(filter);
    println!("test result: {} failed", failed.len());
    failed.iter().for_each(|title| println!("    {title}"));
    if failed.is_empty() && held_as_nobody { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs every attack whose name contains `filter`, in every mode; those that did not go as they must.
fn core(filter: &str) -> Vec<String> {
    // SAFETY: plain integers. The core does this before it loads a key.
    assert_eq!(unsafe { libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0) }, 0);
    let mut failed = Vec::new();
    for mode in [Mode::AllWalls, Mode::LandlockAlone, Mode::NoWalls] {
        let stage = Stage::set(mode);
        for attack in attack::ALL.iter().filter(|attack| attack.name.contains(filter) && attack.applies(mode))
        {
            let outcome = stage.run(attack.name);
            let title = format!("{} ({})", attack.name, stage.name());
            match outcome {
                Ok(()) => println!("test {title} ... ok"),
                Err(Unlike::Refused(words)) if mode == Mode::NoWalls && attack.may_be_refused_anyway() => {
                    println!("test {title} ... ok: the machine itself refuses ({})", words.trim());
                }
                Err(unlike) => {
                    println!(
                        "test {title} ... FAILED\n    {}",
                        unlike.words().trim().replace('\n', "\n    ")
                    );
                    failed.push(title);
                }
            }
        }
    }
    failed
}
