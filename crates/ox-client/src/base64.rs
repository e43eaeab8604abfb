//! Base64 (RFC 4648): addresses of QR codes, proxies' passwords and secrets.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// With padding.
pub fn standard(bytes: &[u8]) -> String {
    let mut text = letters(bytes);
    text.extend(std::iter::repeat_n('=', text.len().next_multiple_of(4) - text.len()));
    text
}

/// For addresses, without padding.
pub fn url(bytes: &[u8]) -> String {
    letters(bytes).replace('+', "-").replace('/', "_")
}

/// Reads either alphabet, with or without padding.
pub fn read(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for chunk in text.as_bytes().chunks(4) {
        let mut group = 0;
        for letter in chunk {
            let letter = match letter {
                b'-' => b'+',
                b'_' => b'/',
                other => *other,
            };
            group = group << 6 | LETTERS.iter().position(|known| *known == letter)?;
        }
        group <<= 6 * (4 - chunk.len());
        match chunk.len() {
            1 => return None,
            length => bytes.extend(&(group as u32).to_be_bytes()[1..length]),
        }
    }
    Some(bytes)
}

fn letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(LETTERS[(group >> (18 - 6 * place) & 63) as usize] as char);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_matches_the_examples_of_rfc_4648() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"foobar", "Zm9vYmFy"),
            (b"\xfb\xff", "+/8="),
        ] {
            assert_eq!(standard(bytes), text);
            assert_eq!(url(bytes), text.trim_end_matches('=').replace('+', "-").replace('/', "_"));
            assert_eq!(read(text).as_deref(), Some(bytes));
            assert_eq!(read(&url(bytes)).as_deref(), Some(bytes));
        }
        for text in ["Z", "Zm9vY", "Zm 9", "Zm9ö"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
