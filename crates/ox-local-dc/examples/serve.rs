//! A data centre for clients of other languages: writes its public key to the path in the first argument, prints its
//! address, then obeys one line of standard input after another (`help` lists the commands). Ends with its input.

use std::io::{BufRead, Write};

use ox_local_dc::{LocalDc, Options, console};

/// What an `MTProxy` is asked for: the ports are those of one, too.
const SECRET: [u8; 16] = 0x0011_2233_4455_6677_8899_aabb_ccdd_eeff_u128.to_be_bytes();

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: serve PEM_PATH")?;
    let dc = LocalDc::start(Options { proxy_secret: Some(SECRET), ..Options::default() })?;
    std::fs::write(&path, dc.public_key_pem())?;
    let mut output = std::io::stdout();
    writeln!(output, "{}", dc.address())?;
    for line in std::io::stdin().lock().lines() {
        writeln!(output, "{}", console::obey(&dc, &line?))?;
        output.flush()?;
    }
    Ok(())
}
