//! A data centre for clients of other languages: writes its public key to the path in the first argument, prints its
//! address, then obeys one line of standard input after another (`help` lists the commands). Ends with its input.

use std::io::{BufRead, Write};

use ox_local_dc::{LocalDc, Options, console};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: serve PEM_PATH")?;
    let dc = LocalDc::start(Options::default())?;
    std::fs::write(&path, dc.public_key_pem())?;
    let mut output = std::io::stdout();
    writeln!(output, "{}", dc.address())?;
    for line in std::io::stdin().lock().lines() {
        writeln!(output, "{}", console::obey(&dc, &line?))?;
        output.flush()?;
    }
    Ok(())
}
