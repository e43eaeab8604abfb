//! Descriptors beside the bytes of the link (`SCM_RIGHTS`, unix(7)): one goes with the first byte of its frame.
//! What a descriptor may be is decided by who receives it.

use std::io;
use std::mem::{size_of, zeroed};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

/// Descriptors taken with one read; more of them break the link.
const MOST: usize = 8;
/// Room for a control message with that many.
const SPACE: usize = 64;

/// A control buffer, aligned as the kernel wants it.
#[repr(C, align(8))]
struct Control([u8; SPACE]);

/// Writes what fits, with a descriptor on the first byte; the number of bytes taken. Never blocks on a socket
/// that does not.
pub fn send(socket: RawFd, bytes: &[u8], descriptor: Option<BorrowedFd<'_>>) -> io::Result<usize> {
    let mut piece = libc::iovec { iov_base: bytes.as_ptr().cast_mut().cast(), iov_len: bytes.len() };
    let mut control = Control([0; SPACE]);
    // SAFETY: zeroes are a message header without parts.
    let mut message: libc::msghdr = unsafe { zeroed() };
    message.msg_iov = &raw mut piece;
    message.msg_iovlen = 1;
    if let Some(descriptor) = descriptor {
        let length = size_of::<RawFd>() as u32;
        message.msg_control = (&raw mut control).cast();
        // SAFETY: pure arithmetic, and one header with one descriptor, which the buffer has room for.
        unsafe {
            message.msg_controllen = libc::CMSG_SPACE(length) as usize;
            let head = libc::CMSG_FIRSTHDR(&raw const message);
            (*head).cmsg_level = libc::SOL_SOCKET;
            (*head).cmsg_type = libc::SCM_RIGHTS;
            (*head).cmsg_len = libc::CMSG_LEN(length) as usize;
            libc::CMSG_DATA(head).cast::<RawFd>().write_unaligned(descriptor.as_raw_fd());
        }
    }
    // SAFETY: the header points to memory that outlives the call.
    let sent = unsafe { libc::sendmsg(socket, &raw const message, libc::MSG_NOSIGNAL) };
    usize::try_from(sent).map_err(|_| io::Error::last_os_error())
}

/// Reads into `bytes` and puts what came along behind `descriptors`; the number of bytes, 0 at the end.
/// More descriptors than one read may bring are an error.
pub fn receive(socket: RawFd, bytes: &mut [u8], descriptors: &mut Vec<OwnedFd>) -> io::Result<usize> {
    let mut piece = libc::iovec { iov_base: bytes.as_mut_ptr().cast(), iov_len: bytes.len() };
    let mut control = Control([0; SPACE]);
    // SAFETY: zeroes are a message header without parts.
    let mut message: libc::msghdr = unsafe { zeroed() };
    message.msg_iov = &raw mut piece;
    message.msg_iovlen = 1;
    message.msg_control = (&raw mut control).cast();
    message.msg_controllen = SPACE.min(space());
    // SAFETY: the header points to memory that outlives the call.
    let count = unsafe { libc::recvmsg(socket, &raw mut message, libc::MSG_CMSG_CLOEXEC) };
    let count = usize::try_from(count).map_err(|_| io::Error::last_os_error())?;
    take(&message, descriptors);
    if message.msg_flags & libc::MSG_CTRUNC != 0 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "too many descriptors at once"));
    }
    Ok(count)
}

fn space() -> usize {
    // SAFETY: pure arithmetic.
    unsafe { libc::CMSG_SPACE((MOST * size_of::<RawFd>()) as u32) as usize }
}

fn take(message: &libc::msghdr, descriptors: &mut Vec<OwnedFd>) {
    // SAFETY: the kernel wrote whole control messages of the lengths that it says; each descriptor in them is new
    // and ours alone.
    unsafe {
        let mut head = libc::CMSG_FIRSTHDR(message);
        while !head.is_null() {
            if (*head).cmsg_level == libc::SOL_SOCKET && (*head).cmsg_type == libc::SCM_RIGHTS {
                let data = libc::CMSG_DATA(head);
                let length = (*head).cmsg_len - libc::CMSG_LEN(0) as usize;
                for index in 0..length / size_of::<RawFd>() {
                    let number =
                        data.add(index * size_of::<RawFd>()).cast::<[u8; size_of::<RawFd>()]>().read();
                    descriptors.push(OwnedFd::from_raw_fd(RawFd::from_ne_bytes(number)));
                }
            }
            head = libc::CMSG_NXTHDR(message, head);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek, Write};
    use std::os::fd::AsFd;
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn a_descriptor_arrives_with_its_bytes_and_opens_the_same_file() {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"what it says").unwrap();
        file.rewind().unwrap();
        assert_eq!(send(ours.as_raw_fd(), b"plain", None).unwrap(), 5);
        assert_eq!(send(ours.as_raw_fd(), b"with one", Some(file.as_fd())).unwrap(), 8);
        let (mut bytes, mut descriptors) = ([0; 64], Vec::new());
        let mut seen = Vec::new();
        while seen.len() < 13 {
            let count = receive(theirs.as_raw_fd(), &mut bytes, &mut descriptors).unwrap();
            seen.extend_from_slice(&bytes[..count]);
        }
        assert_eq!(seen, b"plainwith one");
        let [descriptor] = <[OwnedFd; 1]>::try_from(descriptors).unwrap();
        let mut text = String::new();
        std::fs::File::from(descriptor).read_to_string(&mut text).unwrap();
        assert_eq!(text, "what it says");
    }

    #[test]
    fn the_end_is_no_bytes() {
        let (ours, theirs) = UnixStream::pair().unwrap();
        drop(ours);
        assert_eq!(receive(theirs.as_raw_fd(), &mut [0; 8], &mut Vec::new()).unwrap(), 0);
    }
}
