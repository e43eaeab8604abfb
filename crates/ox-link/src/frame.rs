//! What crosses the link. TL objects travel as their bytes, rare things as JSON.
//! Every frame is listed here once; its wire form follows the order of the fields.

use crate::codec::{LinkError, Reader, Writer};
use crate::transfer::Transfer;

/// A command that the dispatcher recognised in an update.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// Id of the command's interest.
    pub id: u32,
    /// Resolved name, after aliases.
    pub name: String,
    /// The message's text as the handler shall see it.
    pub text: String,
    /// What filters its answer, as it was typed; mostly empty.
    pub filter: String,
}

/// One request of a module on its way to Telegram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Chosen by the worker, unique while the call is in flight.
    pub call: u64,
    /// Which of the worker's clients asks: 0 is the account's, others are modules' own.
    pub client: u32,
    /// Data centre, 0 for the home one.
    pub dc: i32,
    /// Longest flood wait, in seconds, that is waited for instead of returned.
    pub flood_threshold: u32,
    /// How many times a failing request is tried again.
    pub retries: u32,
    /// Name of the module that asks: attribution, never authorisation.
    pub module: String,
    /// TL bytes of the request.
    pub body: Vec<u8>,
}

/// What became of a [`Call`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// TL bytes of the result.
    Done(Vec<u8>),
    /// Telegram said no.
    Rpc { code: i32, name: String, value: Option<u32> },
    /// We could not: not connected, refused, timed out.
    Failed(String),
}

/// From the core to the worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToWorker {
    /// The account is online: start modules. `config` is JSON, `me` the TL bytes of the own `User`.
    Start {
        config: String,
        me: Vec<u8>,
    },
    /// An update that somebody is interested in.
    Update {
        /// Whose update: 0 is the account's, others are modules' own clients'; those have no targets.
        client: u32,
        /// Interest ids in calling order.
        targets: Vec<u32>,
        command: Option<Command>,
        /// TL bytes of one `Update`.
        update: Vec<u8>,
        /// TL bytes of each `User` it refers to.
        users: Vec<Vec<u8>>,
        /// TL bytes of each `Chat` it refers to.
        chats: Vec<Vec<u8>>,
    },
    Answer {
        call: u64,
        outcome: Outcome,
    },
    /// The write with this ticket is on disk.
    Stored {
        ticket: u64,
    },
    /// Answer to a control with an id; `body` is JSON, or the error's text.
    ControlAnswer {
        id: u64,
        ok: bool,
        body: String,
    },
    /// Asks for an [`ToCore::Alive`] with the same number.
    Probe {
        nonce: u64,
    },
    /// Unload modules, flush and leave.
    Stop,
    /// A module's own client has no login any more; the outcome says what Telegram said.
    Ended {
        client: u32,
        outcome: Outcome,
    },
    /// So many bytes of this transfer are where they belong.
    Progress {
        call: u64,
        done: u64,
    },
    /// The next bytes of this transfer.
    Chunk {
        call: u64,
        bytes: Vec<u8>,
    },
}

/// From the worker to the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToCore {
    /// First frame; JSON: process id, Python, walls.
    Hello {
        body: String,
    },
    /// Complete replacement of what the worker wants to see; JSON.
    Interests {
        body: String,
    },
    Call(Call),
    /// The caller of this call is gone.
    Cancel {
        call: u64,
    },
    /// One write to the database; `value` is JSON text, `None` removes. Ticket 0 wants no answer.
    Store {
        ticket: u64,
        owner: String,
        key: String,
        value: Option<String>,
    },
    Alive {
        nonce: u64,
    },
    /// A log line: level as in Python's logging (10 debug … 50 critical).
    Log {
        level: u8,
        module: String,
        text: String,
    },
    /// Anything rare; id 0 wants no answer, `body` is JSON.
    Control {
        id: u64,
        module: String,
        name: String,
        body: String,
    },
    /// A file to or from Telegram; a descriptor of it may come along.
    Transfer(Transfer),
    /// The next bytes of this transfer; none say that there are no more.
    Chunk {
        call: u64,
        bytes: Vec<u8>,
    },
    /// So many bytes of this transfer's chunks have been taken.
    Taken {
        call: u64,
        total: u64,
    },
}

impl Outcome {
    fn encode<'a>(&self, w: Writer<'a>) -> Writer<'a> {
        match self {
            Self::Done(bytes) => w.u8(0).bytes(bytes),
            Self::Rpc { code, name, value } => w.u8(1).i32(*code).str(name).option(*value, Writer::u32),
            Self::Failed(text) => w.u8(2).str(text),
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, LinkError> {
        Ok(match r.u8()? {
            0 => Self::Done(r.bytes()?),
            1 => Self::Rpc { code: r.i32()?, name: r.str()?, value: r.option(Reader::u32)? },
            2 => Self::Failed(r.str()?),
            kind => return Err(LinkError::Kind(kind)),
        })
    }
}

impl ToWorker {
    /// Appends the frame, length first, to `out`.
    pub fn encode(&self, out: &mut Vec<u8>) {
        Writer::frame(out, |w| match self {
            Self::Start { config, me } => w.u8(1).str(config).bytes(me),
            Self::Update { client, targets, command, update, users, chats } => w
                .u8(2)
                .u32(*client)
                .ids(targets)
                .option(command.as_ref(), |w, c| w.u32(c.id).str(&c.name).str(&c.text).str(&c.filter))
                .bytes(update)
                .list(users)
                .list(chats),
            Self::Answer { call, outcome } => outcome.encode(w.u8(3).u64(*call)),
            Self::Stored { ticket } => w.u8(4).u64(*ticket),
            Self::ControlAnswer { id, ok, body } => w.u8(5).u64(*id).u8(u8::from(*ok)).str(body),
            Self::Probe { nonce } => w.u8(6).u64(*nonce),
            Self::Stop => w.u8(7),
            Self::Ended { client, outcome } => outcome.encode(w.u8(8).u32(*client)),
            Self::Progress { call, done } => w.u8(9).u64(*call).u64(*done),
            Self::Chunk { call, bytes } => w.u8(10).u64(*call).bytes(bytes),
        });
    }

    /// Reads the body of one frame (without its length).
    pub fn decode(body: &[u8]) -> Result<Self, LinkError> {
        let mut r = Reader::new(body);
        let frame = match r.u8()? {
            1 => Self::Start { config: r.str()?, me: r.bytes()? },
            2 => Self::Update {
                client: r.u32()?,
                targets: r.ids()?,
                command: r.option(|r| {
                    Ok(Command { id: r.u32()?, name: r.str()?, text: r.str()?, filter: r.str()? })
                })?,
                update: r.bytes()?,
                users: r.list()?,
                chats: r.list()?,
            },
            3 => Self::Answer { call: r.u64()?, outcome: Outcome::decode(&mut r)? },
            4 => Self::Stored { ticket: r.u64()? },
            5 => Self::ControlAnswer { id: r.u64()?, ok: r.u8()? != 0, body: r.str()? },
            6 => Self::Probe { nonce: r.u64()? },
            7 => Self::Stop,
            8 => Self::Ended { client: r.u32()?, outcome: Outcome::decode(&mut r)? },
            9 => Self::Progress { call: r.u64()?, done: r.u64()? },
            10 => Self::Chunk { call: r.u64()?, bytes: r.bytes()? },
            kind => return Err(LinkError::Kind(kind)),
        };
        r.end()?;
        Ok(frame)
    }
}

impl ToCore {
    /// Appends the frame, length first, to `out`.
    pub fn encode(&self, out: &mut Vec<u8>) {
        Writer::frame(out, |w| match self {
            Self::Hello { body } => w.u8(1).str(body),
            Self::Interests { body } => w.u8(2).str(body),
            Self::Call(c) => w
                .u8(3)
                .u64(c.call)
                .u32(c.client)
                .i32(c.dc)
                .u32(c.flood_threshold)
                .u32(c.retries)
                .str(&c.module)
                .bytes(&c.body),
            Self::Cancel { call } => w.u8(4).u64(*call),
            Self::Store { ticket, owner, key, value } => {
                w.u8(5).u64(*ticket).str(owner).str(key).option(value.as_ref(), |w, v| w.str(v))
            }
            Self::Alive { nonce } => w.u8(6).u64(*nonce),
            Self::Log { level, module, text } => w.u8(7).u8(*level).str(module).str(text),
            Self::Control { id, module, name, body } => w.u8(8).u64(*id).str(module).str(name).str(body),
            Self::Transfer(transfer) => transfer.encode(w.u8(9)),
            Self::Chunk { call, bytes } => w.u8(10).u64(*call).bytes(bytes),
            Self::Taken { call, total } => w.u8(11).u64(*call).u64(*total),
        });
    }

    /// Reads the body of one frame (without its length).
    pub fn decode(body: &[u8]) -> Result<Self, LinkError> {
        let mut r = Reader::new(body);
        let frame = match r.u8()? {
            1 => Self::Hello { body: r.str()? },
            2 => Self::Interests { body: r.str()? },
            3 => Self::Call(Call {
                call: r.u64()?,
                client: r.u32()?,
                dc: r.i32()?,
                flood_threshold: r.u32()?,
                retries: r.u32()?,
                module: r.str()?,
                body: r.bytes()?,
            }),
            4 => Self::Cancel { call: r.u64()? },
            5 => Self::Store {
                ticket: r.u64()?,
                owner: r.str()?,
                key: r.str()?,
                value: r.option(Reader::str)?,
            },
            6 => Self::Alive { nonce: r.u64()? },
            7 => Self::Log { level: r.u8()?, module: r.str()?, text: r.str()? },
            8 => Self::Control { id: r.u64()?, module: r.str()?, name: r.str()?, body: r.str()? },
            9 => Self::Transfer(Transfer::decode(&mut r)?),
            10 => Self::Chunk { call: r.u64()?, bytes: r.bytes()? },
            11 => Self::Taken { call: r.u64()?, total: r.u64()? },
            kind => return Err(LinkError::Kind(kind)),
        };
        r.end()?;
        Ok(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::Way;

    fn check_to_worker(frame: &ToWorker) {
        let mut out = Vec::new();
        frame.encode(&mut out);
        assert_eq!(u32::from_le_bytes([out[0], out[1], out[2], out[3]]) as usize, out.len() - 4);
        assert_eq!(&ToWorker::decode(&out[4..]).unwrap(), frame);
        for cut in 4..out.len() {
            assert!(ToWorker::decode(&out[4..cut]).is_err(), "cut at {cut} was accepted");
        }
    }

    fn check_to_core(frame: &ToCore) {
        let mut out = Vec::new();
        frame.encode(&mut out);
        assert_eq!(&ToCore::decode(&out[4..]).unwrap(), frame);
        for cut in 4..out.len() {
            assert!(ToCore::decode(&out[4..cut]).is_err(), "cut at {cut} was accepted");
        }
    }

    fn transfer(descriptor: Option<u64>, way: Way) -> Transfer {
        let module = "Files".into();
        Transfer { call: 3, client: 1, flood_threshold: 60, retries: 5, module, part: 1024, descriptor, way }
    }

    #[test]
    fn every_frame_to_the_worker_survives_the_wire() {
        let frames = [
            ToWorker::Start { config: "{}".into(), me: vec![1, 2, 3] },
            ToWorker::Update {
                client: 3,
                targets: vec![1, 70_000],
                command: Some(Command {
                    id: 3,
                    name: "ping".into(),
                    text: ".ping ё".into(),
                    filter: "| grep a".into(),
                }),
                update: vec![9; 300],
                users: vec![vec![1], vec![]],
                chats: vec![],
            },
            ToWorker::Answer { call: u64::MAX, outcome: Outcome::Done(vec![5; 8]) },
            ToWorker::Answer {
                call: 1,
                outcome: Outcome::Rpc { code: 420, name: "FLOOD_WAIT".into(), value: Some(31) },
            },
            ToWorker::Answer { call: 1, outcome: Outcome::Failed("not connected".into()) },
            ToWorker::Stored { ticket: 7 },
            ToWorker::ControlAnswer { id: 1, ok: true, body: "null".into() },
            ToWorker::Probe { nonce: 4 },
            ToWorker::Stop,
            ToWorker::Progress { call: 3, done: 1 << 33 },
            ToWorker::Chunk { call: 3, bytes: vec![1; 5] },
            ToWorker::Ended { client: 2, outcome: Outcome::Failed("gone".into()) },
        ];
        frames.iter().for_each(check_to_worker);
    }

    #[test]
    fn every_frame_to_the_core_survives_the_wire() {
        let frames = [
            ToCore::Hello { body: "{}".into() },
            ToCore::Interests { body: "{}".into() },
            ToCore::Call(Call {
                call: 1,
                client: 2,
                dc: -2,
                flood_threshold: 60,
                retries: 5,
                module: "Ping".into(),
                body: vec![0; 4],
            }),
            ToCore::Cancel { call: 1 },
            ToCore::Store { ticket: 0, owner: "a".into(), key: "b".into(), value: None },
            ToCore::Store { ticket: 9, owner: "a".into(), key: "b".into(), value: Some("[1]".into()) },
            ToCore::Alive { nonce: 4 },
            ToCore::Log { level: 40, module: "m".into(), text: "t".into() },
            ToCore::Control { id: 0, module: String::new(), name: "ready".into(), body: "{}".into() },
            ToCore::Transfer(transfer(Some(7), Way::Up { id: -5, size: 1 << 40, big: true })),
            ToCore::Transfer(transfer(
                None,
                Way::Down { dc: 4, location: vec![1; 40], offset: 4096, size: Some(9) },
            )),
            ToCore::Chunk { call: 3, bytes: vec![1; 5] },
            ToCore::Taken { call: 3, total: 5 },
        ];
        frames.iter().for_each(check_to_core);
    }

    #[test]
    fn an_unknown_kind_is_an_error() {
        assert!(matches!(ToCore::decode(&[99]), Err(LinkError::Kind(99))));
        assert!(matches!(ToWorker::decode(&[99]), Err(LinkError::Kind(99))));
        assert!(ToCore::decode(&[]).is_err());
    }
}
