//! `make bench`: the built program beside the peer, each as one account of one local data centre, in one run.
//! Arguments: the program `oxikka`, the peers' Python, and how many messages nobody wants (20,000).

mod process;
mod runner;

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use ox_local_dc::{LocalDc, Options, Person, World};

use runner::{Runner, Sample};

const MESSAGES: u32 = 20_000;

/// One line of the table.
struct Row {
    what: &'static str,
    unit: &'static str,
    ours: f64,
    peers: f64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [program, python, rest @ ..] = &arguments[..] else {
        anyhow::bail!("usage: bench OXIKKA PYTHON [MESSAGES]");
    };
    let messages = rest.first().map_or(Ok(MESSAGES), |text| text.parse()).context("MESSAGES is a number")?;
    let datacentre = LocalDc::start(Options::default())?;
    let world = datacentre.world();
    let bob = add(&world, "Bob");
    let ours = {
        let alice = add(&world, "Alice");
        let runner = Runner::oxikka(&PathBuf::from(program), &datacentre, alice)?;
        measure(runner, &world, alice, bob, messages).await.context("oxikka")?
    };
    let peers = {
        let carol = add(&world, "Carol");
        let runner = Runner::peer(&PathBuf::from(python), &datacentre, carol)?;
        measure(runner, &world, carol, bob, messages).await.context("the peer")?
    };
    print(&rows(&ours, &peers), messages)?;
    Ok(())
}

fn add(world: &World, name: &str) -> i64 {
    let username = Some(name.to_lowercase());
    world.add_person(Person { first_name: name.to_owned(), username, ..Person::default() })
}

/// Start, an answer, then a flood of messages from Bob that no handler asked for.
async fn measure(
    mut runner: Runner,
    world: &World,
    person: i64,
    bob: i64,
    messages: u32,
) -> anyhow::Result<Sample> {
    runner.ready().await?;
    let start_cpu = runner.cpu_seconds()?;
    // What runs only the first time is over after an answer.
    runner.ping(world, person, bob).await?;
    let memory = runner.memory_mib()?;
    let before = runner.cpu_seconds()?;
    for number in 0..messages {
        world.send_as(bob, person, &format!("Nobody waits for message {number}"))?;
        if number % 100 == 0 {
            tokio::task::yield_now().await;
        }
    }
    // Updates come in order: when this is answered, all are behind.
    runner.ping(world, person, bob).await?;
    let flood_cpu = runner.cpu_seconds()? - before;
    runner.end().await;
    Ok(Sample { start_cpu, memory, message_cpu: flood_cpu / f64::from(messages) })
}

fn rows(ours: &Sample, peers: &Sample) -> [Row; 3] {
    let row = |what, unit, ours, peers| Row { what, unit, ours, peers };
    [
        row("start to ready, CPU", "s", ours.start_cpu, peers.start_cpu),
        row("memory when ready, PSS", "MiB", ours.memory, peers.memory),
        row("a message nobody wants, CPU", "us", ours.message_cpu * 1e6, peers.message_cpu * 1e6),
    ]
}

fn print(rows: &[Row], messages: u32) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "core and worker beside Telethon with cryptg; {messages} messages; ratios count\n")?;
    writeln!(out, "{:<34} {:>12} {:>12} {:>10}", "", "oxikka", "peer", "peer/ours")?;
    for Row { what, unit, ours, peers } in rows {
        let (ours_text, peers_text) = (format!("{ours:.2} {unit}"), format!("{peers:.2} {unit}"));
        writeln!(out, "{what:<34} {ours_text:>12} {peers_text:>12} {:>9.1}x", peers / ours)?;
    }
    Ok(())
}
