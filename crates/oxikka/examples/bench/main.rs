//! `make bench`: the built program beside its peers, each as accounts of one local data centre, in one run.
//! Arguments: the program `oxikka`, the peers' Python, and for the real host its checkout and Python.

#[path = "../shared/furnish.rs"]
mod furnish;
mod measure;
mod modules;
mod process;
mod runner;
mod table;

use std::path::PathBuf;

use anyhow::Context;
use ox_local_dc::{LocalDc, Options};

use measure::Hall;
use runner::Kind;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    let (program, python, host) = match &arguments[..] {
        [program, python] => (program, python, None),
        [program, python, checkout, host_python] => (program, python, Some((checkout, host_python))),
        _ => anyhow::bail!("usage: bench OXIKKA PYTHON [CHECKOUT HOST_PYTHON]; `-` leaves a side out"),
    };
    let hall = Hall::new(LocalDc::start(Options::default())?);
    let kinds = [
        Some(Kind::Oxikka { program: program.clone() }),
        Some(Kind::Client { python: python.clone() }),
        host.map(|(checkout, python)| Kind::Host { checkout: checkout.clone(), python: python.clone() }),
    ];
    let mut samples = [None, None, None];
    for (kind, sample) in kinds.iter().zip(&mut samples) {
        if let Some(kind) = kind.as_ref().filter(|kind| kind.program().as_os_str() != "-") {
            let measured = measure::sample(&hall, kind).await;
            *sample = Some(measured.with_context(|| format!("{} could not be measured", kind.name()))?);
        }
    }
    table::print(samples.each_ref().map(Option::as_ref))?;
    Ok(())
}
