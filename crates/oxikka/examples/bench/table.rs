//! The figures as a table: ours, each peer's, and how many times ours the peer's are.

use std::io::Write;

use crate::measure::{MODULES, Sample, WATCHERS};

struct Row {
    what: String,
    unit: &'static str,
    /// Ours, the client library's, the host's; what was not measured is left out.
    values: [Option<f64>; 3],
}

/// The sides are ours, the client library's and the host's.
pub fn print(sides: [Option<&Sample>; 3]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "core and worker with the built-in modules, beside Telethon with cryptg")?;
    writeln!(out, "and, where its checkout is given, a real host; ratios count\n")?;
    writeln!(
        out,
        "{:<38} {:>11} {:>11} {:>7} {:>11} {:>7}",
        "", "oxikka", "telethon", "ratio", "host", "ratio"
    )?;
    for Row { what, unit, values } in rows(sides) {
        let [ours, peers @ ..] = values;
        write!(out, "{what:<38} {:>11}", shown(ours, unit))?;
        for peer in peers {
            let ratio =
                peer.zip(ours).map_or_else(|| "-".to_owned(), |(peer, ours)| format!("{:.1}x", peer / ours));
            write!(out, " {:>11} {ratio:>7}", shown(peer, unit))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn shown(value: Option<f64>, unit: &str) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2} {unit}"))
}

fn rows(sides: [Option<&Sample>; 3]) -> Vec<Row> {
    let row = |what: &str, unit, value: &dyn Fn(&Sample) -> Option<f64>| Row {
        what: what.to_owned(),
        unit,
        values: sides.map(|side| side.and_then(value)),
    };
    let mut rows = vec![
        row("start to ready, CPU", "s", &|s| Some(s.start_cpu)),
        row("start to ready, time", "s", &|s| Some(s.start_time)),
        row("memory when ready, PSS", "MiB", &|s| Some(s.memory)),
        row("wake-ups a minute at rest", "", &|s| Some(s.wakeups)),
        row("a message nobody wants, CPU", "us", &|s| Some(s.unwanted_cpu * 1e6)),
    ];
    for (at, watchers) in WATCHERS.into_iter().enumerate() {
        let what = format!("{watchers} watchers add to a message, CPU");
        rows.push(row(&what, "us", &|s| Some(s.watchers_cpu[at] * 1e6)));
    }
    rows.push(row("a command's answer, median", "ms", &|s| Some(s.answer_median * 1e3)));
    rows.push(row("a command's answer, 95 of 100", "ms", &|s| Some(s.answer_p95 * 1e3)));
    rows.push(row("a command's answer, CPU", "ms", &|s| Some(s.answer_cpu * 1e3)));
    for (at, modules) in MODULES.into_iter().enumerate() {
        let name = if modules == 1 { "a module adds".to_owned() } else { format!("{modules} modules add") };
        rows.push(row(&format!("{name} to the start, CPU"), "s", &|s| s.modules.map(|m| m[at].0)));
        rows.push(row(&format!("{name} to the start, time"), "s", &|s| s.modules.map(|m| m[at].1)));
    }
    rows
}
