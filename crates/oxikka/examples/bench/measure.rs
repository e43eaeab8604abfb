//! What is measured of a program, run by run: start, memory, rest, answers, messages, modules.

use ox_local_dc::{LocalDc, Person, World};

use crate::modules::Load;
use crate::runner::{Kind, Runner};

/// Messages that nobody wants; watchers get fewer.
const UNWANTED: u32 = 10_000;
const WATCHED: u32 = 2_000;
/// A host gets one of so many of them: it takes its time.
const HOSTS_SHARE: u32 = 20;
const ASKED: u32 = 300;
/// Runs with so many watchers.
pub const WATCHERS: [usize; 3] = [1, 10, 50];
/// Runs with so many usual modules.
pub const MODULES: [usize; 2] = [1, 100];
/// How long the program is left alone.
const REST: std::time::Duration = std::time::Duration::from_secs(10);

/// What was measured of one program. Times in seconds, memory in MiB.
pub struct Sample {
    /// CPU from the start until it is ready.
    pub start_cpu: f64,
    /// From the start until it is ready.
    pub start_time: f64,
    /// All its processes, when it is ready and has answered once.
    pub memory: f64,
    /// CPU for each message that nobody wants.
    pub unwanted_cpu: f64,
    /// CPU that each of [`WATCHERS`] adds to a message.
    pub watchers_cpu: [f64; WATCHERS.len()],
    /// From a command, as another session sees it, to its answer: the middle one.
    pub answer_median: f64,
    /// The same: 95 of 100 take no longer.
    pub answer_p95: f64,
    /// CPU for each answer.
    pub answer_cpu: f64,
    /// CPU, and time, that each of [`MODULES`] adds to the start; not for the client library.
    pub modules: Option<[(f64, f64); MODULES.len()]>,
    /// How often its threads run in a minute in which nothing happens.
    pub wakeups: f64,
}

/// The data centre, and those who write.
pub struct Hall {
    datacentre: LocalDc,
    world: World,
    bob: i64,
}

impl Hall {
    pub fn new(datacentre: LocalDc) -> Self {
        let world = datacentre.world();
        let bob = person(&world, "Bob");
        Self { datacentre, world, bob }
    }

    /// Starts a program as somebody new, with a friend in whose chat commands are typed.
    async fn enter(&self, kind: &Kind, load: Load) -> anyhow::Result<Guest<'_>> {
        let (person, friend) = (person(&self.world, "Alice"), person(&self.world, "Friend"));
        if matches!(kind, Kind::Host { .. }) {
            // It makes these chats at its first start; that is not measured.
            for title in ["hikka-assets", "hikka-logs", "hikka-backups", "heroku-userbot"] {
                self.world.add_channel(title, None, false, &[person])?;
            }
        }
        let mut runner = kind.start(&self.datacentre, person, load)?;
        let start_time = runner.ready().await?;
        let start_cpu = runner.cpu_seconds()?;
        // What runs only the first time is over after some answers.
        for _ in 0..5 {
            runner.ask(&self.world, person, friend).await?;
        }
        Ok(Guest { hall: self, runner, person, friend, start_cpu, start_time })
    }
}

fn person(world: &World, name: &str) -> i64 {
    world.add_person(Person { first_name: name.to_owned(), ..Person::default() })
}

/// A running program and whose account it has.
struct Guest<'a> {
    hall: &'a Hall,
    runner: Runner,
    person: i64,
    friend: i64,
    start_cpu: f64,
    start_time: f64,
}

impl Guest<'_> {
    /// CPU for each of some messages from Bob.
    async fn flood(&self, messages: u32) -> anyhow::Result<f64> {
        let Hall { world, bob, .. } = self.hall;
        let before = self.runner.cpu_seconds()?;
        for number in 0..messages {
            world.send_as(*bob, self.person, &format!("Message {number} of {messages}, as people write"))?;
            if number % 100 == 0 {
                tokio::task::yield_now().await;
            }
        }
        // Updates come in order: when this is answered, all are behind.
        self.runner.ask(world, self.person, self.friend).await?;
        Ok((self.runner.cpu_seconds()? - before) / f64::from(messages))
    }

    /// Times of many answers in order of length, and the CPU for each.
    async fn answers(&self) -> anyhow::Result<(Vec<f64>, f64)> {
        let before = self.runner.cpu_seconds()?;
        let mut times = Vec::new();
        for _ in 0..ASKED {
            times.push(self.runner.ask(&self.hall.world, self.person, self.friend).await?);
        }
        times.sort_by(f64::total_cmp);
        Ok((times, (self.runner.cpu_seconds()? - before) / f64::from(ASKED)))
    }

    /// Wake-ups a minute.
    async fn rest(&self) -> f64 {
        let before = self.runner.switches();
        tokio::time::sleep(REST).await;
        (self.runner.switches() - before) as f64 * 60.0 / REST.as_secs_f64()
    }
}

pub async fn sample(hall: &Hall, kind: &Kind) -> anyhow::Result<Sample> {
    eprintln!("{}: start, memory, rest, answers, messages …", kind.name());
    // The first start reads everything from the disk and compiles it.
    hall.enter(kind, Load::default()).await?.runner.end().await;
    let plain = hall.enter(kind, Load::default()).await?;
    let (start_cpu, start_time) = (plain.start_cpu, plain.start_time);
    let memory = plain.runner.memory_mib()?;
    let wakeups = plain.rest().await;
    let (times, answer_cpu) = plain.answers().await?;
    let share = if matches!(kind, Kind::Host { .. }) { HOSTS_SHARE } else { 1 };
    // As many as watchers will get: a longer flood may cost more for each.
    let unwatched_cpu = plain.flood(WATCHED / share).await?;
    let unwanted_cpu = plain.flood(UNWANTED / share).await?;
    plain.runner.end().await;
    let mut watchers_cpu = [0.0; WATCHERS.len()];
    for (watchers, cpu) in WATCHERS.into_iter().zip(&mut watchers_cpu) {
        eprintln!("{}: watchers, {watchers} …", kind.name());
        let guest = hall.enter(kind, Load { watchers, ..Load::default() }).await?;
        *cpu = guest.flood(WATCHED / share).await? - unwatched_cpu;
        guest.runner.end().await;
    }
    let mut modules = [(0.0, 0.0); MODULES.len()];
    for (typical, added) in MODULES.into_iter().zip(&mut modules).filter(|_| kind.loads_modules()) {
        eprintln!("{}: modules, {typical} …", kind.name());
        let guest = hall.enter(kind, Load { typical, ..Load::default() }).await?;
        *added = (guest.start_cpu - start_cpu, guest.start_time - start_time);
        guest.runner.end().await;
    }
    Ok(Sample {
        start_cpu,
        start_time,
        memory,
        unwanted_cpu,
        watchers_cpu,
        answer_median: times[times.len() / 2],
        answer_p95: times[times.len() * 95 / 100],
        answer_cpu,
        modules: kind.loads_modules().then_some(modules),
        wakeups,
    })
}
