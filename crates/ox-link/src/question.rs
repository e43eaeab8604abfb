//! The second socket: one blocking question, one answer. Used where Python must not wait for the loop
//! (a database owner seen for the first time, an entity that is not in the worker's cache).

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::MAX_FRAME;

/// What the worker may ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "lowercase")]
pub enum Question {
    /// Names of all owners; a JSON list.
    Owners,
    /// Everything one owner keeps; a JSON object.
    Owner { owner: String },
    /// One known peer by marked id, username, phone or exact name; a JSON object or null.
    Peer {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        username: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
}

/// JSON text, or why there is none.
pub type Answer = Result<String, String>;

fn write_block(to: &mut impl Write, head: &[u8], body: &[u8]) -> io::Result<()> {
    let length = (head.len() + body.len()) as u32;
    let mut block = Vec::with_capacity(4 + head.len() + body.len());
    block.extend_from_slice(&length.to_le_bytes());
    block.extend_from_slice(head);
    block.extend_from_slice(body);
    to.write_all(&block)
}

fn read_block(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = [0; 4];
    from.read_exact(&mut head)?;
    let length = u32::from_le_bytes(head) as usize;
    if length > MAX_FRAME {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("block of {length} bytes is over the limit of {MAX_FRAME}"),
        ));
    }
    let mut body = Vec::new();
    from.take(length as u64).read_to_end(&mut body)?;
    if body.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(body)
}

/// Asks; the text is the JSON of a [`Question`].
pub fn write_question(to: &mut impl Write, json: &str) -> io::Result<()> {
    write_block(to, &[], json.as_bytes())
}

/// Reads the next question's JSON.
pub fn read_question(from: &mut impl Read) -> io::Result<Vec<u8>> {
    read_block(from)
}

/// Answers the question read last.
pub fn write_answer(to: &mut impl Write, answer: &Answer) -> io::Result<()> {
    match answer {
        Ok(json) => write_block(to, &[0], json.as_bytes()),
        Err(text) => write_block(to, &[1], text.as_bytes()),
    }
}

/// Reads the answer to the question written last.
pub fn read_answer(from: &mut impl Read) -> io::Result<Answer> {
    let block = read_block(from)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match block.split_first() {
        Some((0, body)) => Ok(Ok(text(body))),
        Some((_, body)) => Ok(Err(text(body))),
        None => Err(io::ErrorKind::InvalidData.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_read_as_the_worker_spells_them() {
        let check = |json: &str, expected: Question| {
            assert_eq!(serde_json::from_str::<Question>(json).unwrap(), expected);
        };
        check(r#"{"ask":"owners"}"#, Question::Owners);
        check(r#"{"ask":"owner","owner":"Notes"}"#, Question::Owner { owner: "Notes".into() });
        check(
            r#"{"ask":"peer","id":-1001}"#,
            Question::Peer { id: Some(-1001), username: None, phone: None, name: None },
        );
        assert!(serde_json::from_str::<Question>(r#"{"ask":"key"}"#).is_err());
    }

    #[test]
    fn answers_and_errors_survive_the_wire() {
        for answer in [Ok("null".to_string()), Err("no such owner".to_string()), Ok(String::new())] {
            let mut wire = Vec::new();
            write_answer(&mut wire, &answer).unwrap();
            assert_eq!(read_answer(&mut &wire[..]).unwrap(), answer);
            assert!(read_answer(&mut &wire[..wire.len() - 1]).is_err());
        }
    }
}
