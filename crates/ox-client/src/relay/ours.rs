//! Whether a loopback connection comes from this very process: the kernel's table of connections names the
//! socket at its other end, and our own descriptors are looked through for it. `proc_net(5)`, `proc_pid_fd(5)`.

use std::net::{SocketAddr, SocketAddrV4};
use std::{fs, io};

use super::ProxyError;

/// Whether the connection from `from` to our `door` was made by this process.
pub async fn connected(from: SocketAddr, door: SocketAddr) -> Result<bool, ProxyError> {
    let (SocketAddr::V4(from), SocketAddr::V4(door)) = (from, door) else { return Ok(false) };
    let looked = tokio::task::spawn_blocking(move || is_ours(from, door)).await;
    // A closed runtime is the only way for the task not to finish.
    let looked = looked.unwrap_or(Ok(false));
    looked.map_err(|error| ProxyError::Loopback(format!("whose they are cannot be seen in /proc: {error}")))
}

fn is_ours(from: SocketAddrV4, door: SocketAddrV4) -> io::Result<bool> {
    let table = fs::read_to_string("/proc/self/net/tcp")?;
    let Some(socket) = table.lines().find_map(|line| socket_of(line, from, door)) else { return Ok(false) };
    let link = format!("socket:[{socket}]");
    for descriptor in fs::read_dir("/proc/self/fd")? {
        // One that was closed meanwhile has no link any more.
        if fs::read_link(descriptor?.path()).is_ok_and(|path| path.as_os_str() == &*link) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The inode in a row of the table, if it is the connection from one address to another.
fn socket_of(line: &str, from: SocketAddrV4, to: SocketAddrV4) -> Option<&str> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let is = |at: usize, address| fields.get(at).is_some_and(|field| *field == spelled(address));
    if is(1, from) && is(2, to) { fields.get(9).copied() } else { None }
}

/// The address in the machine's byte order, the port as a number.
fn spelled(address: SocketAddrV4) -> String {
    format!("{:08X}:{:04X}", u32::from_ne_bytes(address.ip().octets()), address.port())
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn our_own_connection_is_known_and_another_programs_is_not() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let SocketAddr::V4(door) = listener.local_addr().unwrap() else { unreachable!() };
        let check = |expected| {
            let (_accepted, from) = listener.accept().unwrap();
            let SocketAddr::V4(from) = from else { unreachable!() };
            assert_eq!(is_ours(from, door).unwrap(), expected);
        };
        let own = TcpStream::connect(door).unwrap();
        check(true);
        drop(own);
        let script = format!("exec 9<>/dev/tcp/127.0.0.1/{}; read line", door.port());
        let mut other = Command::new("bash").args(["-c", &script]).stdin(Stdio::piped()).spawn().unwrap();
        check(false);
        drop(other.stdin.take());
        other.wait().unwrap();
    }
}
