//! One TCP connection: packets in, service messages answered here, calls handed to `rpc`, queue out.
//! Message packing lives in `session`.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use grammers_tl_types::{self as tl, Cursor, Deserializable, Identifiable, Serializable};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::crypto::{self, KeyId};
use crate::handshake::{Handshake, Step};
use crate::key::ServerKey;
use crate::rpc::{self, Link};
use crate::server::{DATA_CENTRES, Door};
use crate::session::{self, CONTAINER, GZIP_PACKED, Nature, Outgoing, Session, unix_seconds};
use crate::transport::{self, Reader, Secret, Writer};
use crate::world::World;

/// The transport error for a key that the server does not know.
const UNKNOWN_KEY: i32 = -404;
/// Containers and packed messages may nest this deep.
const DEEPEST: u8 = 4;

/// What every connection of a data centre shares.
pub(crate) struct Shared {
    pub world: World,
    pub key: ServerKey,
    pub secret: Option<Secret>,
}

/// Why a connection ends from the server's side.
enum Close {
    /// Say the transport error first.
    Refuse(i32),
    Broken,
}

struct Connection {
    shared: Arc<Shared>,
    id: u64,
    door: Door,
    handshake: Handshake,
    session: Option<(KeyId, Session)>,
    out: mpsc::UnboundedSender<Outgoing>,
    /// Unencrypted packets that wait to be written.
    plain: Vec<Vec<u8>>,
    hang_up: Option<Instant>,
}

/// Serves one connection until either side ends it.
pub(crate) async fn serve(shared: Arc<Shared>, stream: TcpStream, mut door: Door) -> io::Result<()> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let id = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut kick = shared.world.kicks();
    let (reader, mut writer, wanted) = tokio::select! {
        accepted = transport::accept(stream, shared.secret) => accepted?,
        _ = kick.changed() => return Ok(()),
    };
    if let Some(wanted) = wanted {
        // A proxy has nothing to say to who asks for no data centre.
        if !DATA_CENTRES.contains(&wanted.datacentre) {
            return Ok(());
        }
        (door.datacentre, door.media) = (wanted.datacentre, wanted.media);
    }
    let (out, mut queue) = mpsc::unbounded_channel();
    let mut connection = Connection {
        shared: shared.clone(),
        id,
        door,
        handshake: Handshake::default(),
        session: None,
        out,
        plain: Vec::new(),
        hang_up: None,
    };
    let (packets, mut incoming) = mpsc::channel(64);
    let reading = tokio::spawn(read(reader, packets, shared.world.clone()));
    let result = tokio::select! {
        result = connection.run(&mut incoming, &mut queue, &mut writer) => result,
        _ = kick.changed() => Ok(()),
    };
    reading.abort();
    shared.world.lock().forget_connection(id);
    result
}

async fn read(mut reader: Reader, packets: mpsc::Sender<(Instant, Vec<u8>)>, world: World) {
    while let Ok(packet) = reader.packet().await {
        if packets.send((Instant::now() + world.latency(), packet)).await.is_err() {
            return;
        }
    }
}

impl Connection {
    async fn run(
        &mut self,
        incoming: &mut mpsc::Receiver<(Instant, Vec<u8>)>,
        queue: &mut mpsc::UnboundedReceiver<Outgoing>,
        writer: &mut Writer,
    ) -> io::Result<()> {
        let mut late: Option<(Instant, Vec<u8>)> = None;
        let mut batch = Vec::new();
        let mut waiting = VecDeque::new();
        let far = Instant::now() + Duration::from_hours(1000);
        loop {
            let due = late.as_ref().map_or(far, |(due, _)| *due);
            tokio::select! {
                _ = queue.recv_many(&mut batch, 256) => {
                    waiting.extend(batch.drain(..));
                    self.flush(&mut waiting, writer).await?;
                }
                packet = incoming.recv(), if late.is_none() => match packet {
                    Some((due, packet)) if due > Instant::now() => late = Some((due, packet)),
                    Some((_, packet)) => self.take(packet, writer).await?,
                    None => return Ok(()),
                },
                () = sleep_until(due), if late.is_some() => {
                    if let Some((_, packet)) = late.take() {
                        self.take(packet, writer).await?;
                    }
                }
                () = sleep_until(self.hang_up.unwrap_or(far)), if self.hang_up.is_some() => {
                    return Ok(());
                }
            }
        }
    }

    async fn flush(&mut self, waiting: &mut VecDeque<Outgoing>, writer: &mut Writer) -> io::Result<()> {
        let Some((_, session)) = &mut self.session else { return Ok(()) };
        while let Some(packet) = session.pack(waiting) {
            writer.packet(packet).await?;
        }
        Ok(())
    }

    async fn take(&mut self, mut packet: Vec<u8>, writer: &mut Writer) -> io::Result<()> {
        let outcome =
            if packet.starts_with(&[0; 8]) { self.exchange(&packet) } else { self.encrypted(&mut packet) };
        for plain in self.plain.drain(..) {
            writer.packet(plain).await?;
        }
        match outcome {
            Ok(()) => Ok(()),
            Err(Close::Refuse(code)) => {
                writer.packet(code.to_le_bytes().to_vec()).await?;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
            Err(Close::Broken) => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    fn exchange(&mut self, packet: &[u8]) -> Result<(), Close> {
        // What a framing has padded is behind the length that the message gives.
        let length = packet.get(16..).and_then(|rest| rest.first_chunk()).copied().map(u32::from_le_bytes);
        let request = length.and_then(|length| packet.get(20..20 + length as usize));
        let request = request.ok_or(Close::Refuse(UNKNOWN_KEY))?;
        let step = self.handshake.step(&self.shared.key, request);
        let answer = match step.ok_or(Close::Refuse(UNKNOWN_KEY))? {
            Step::Answer(answer) => answer,
            Step::Done { answer, key, salt } => {
                self.shared.world.lock().add_key(key, salt, self.door.datacentre);
                answer
            }
        };
        let mut plain = vec![0; 8];
        plain.extend_from_slice(&(i64::from(unix_seconds()) << 32 | 1).to_le_bytes());
        plain.extend_from_slice(&(answer.len() as u32).to_le_bytes());
        plain.extend_from_slice(&answer);
        self.plain.push(plain);
        Ok(())
    }

    fn encrypted(&mut self, packet: &mut [u8]) -> Result<(), Close> {
        let key_id: KeyId = *packet.first_chunk().ok_or(Close::Refuse(UNKNOWN_KEY))?;
        let known = self.shared.world.lock().key(key_id, self.door.datacentre);
        let (key, salt) = known.ok_or(Close::Refuse(UNKNOWN_KEY))?;
        let plain = crypto::open(&key, packet).ok_or(Close::Broken)?;
        // Invariant: `open` gives at least 32 bytes.
        let long = |at: usize| i64::from_le_bytes(std::array::from_fn(|i| plain[at + i]));
        let word = |at: usize| u32::from_le_bytes(std::array::from_fn(|i| plain[at + i]));
        let (client_salt, session_id, id) = (long(0), long(8), long(16));
        let (sequence, length) = (word(24) as i32, word(28) as usize);
        let body = plain.get(32..32 + length).ok_or(Close::Broken)?;
        let same = matches!(&self.session, Some((k, s)) if *k == key_id && s.id == session_id);
        if !same {
            self.shared.world.lock().forget_connection(self.id);
            self.session = Some((key_id, Session::new(key, key_id, session_id, salt)));
        }
        if let Some((_, session)) = &mut self.session {
            session.salt = salt;
        }
        if let Some(code) = Session::fault_of(id) {
            let note =
                tl::types::BadMsgNotification { bad_msg_id: id, bad_msg_seqno: sequence, error_code: code };
            self.notice(&tl::enums::BadMsgNotification::Notification(note));
            return Ok(());
        }
        if client_salt != salt {
            let note = tl::types::BadServerSalt {
                bad_msg_id: id,
                bad_msg_seqno: sequence,
                error_code: 48,
                new_server_salt: salt,
            };
            self.notice(&tl::enums::BadMsgNotification::BadServerSalt(note));
            return Ok(());
        }
        if self.shared.world.lock().open_session(key_id, session_id) {
            let created = tl::types::NewSessionCreated {
                first_msg_id: id,
                unique_id: i64::from_le_bytes(crypto::random()),
                server_salt: salt,
            };
            self.notice(&tl::enums::NewSession::Created(created));
        }
        self.message(id, body, 0)
    }

    fn notice(&self, message: &impl Serializable) {
        let outgoing = Outgoing::new(Nature::Notice, message.to_bytes());
        // The queue lives as long as the connection.
        let _ = self.out.send(outgoing);
    }

    fn message(&mut self, id: i64, body: &[u8], depth: u8) -> Result<(), Close> {
        let (key, session) = self.session.as_mut().ok_or(Close::Broken)?;
        let (kind, rest) = body.split_first_chunk().ok_or(Close::Broken)?;
        if !session.first_time(id) && depth == 0 {
            return Ok(());
        }
        match u32::from_le_bytes(*kind) {
            CONTAINER | GZIP_PACKED if depth >= DEEPEST => Err(Close::Broken),
            CONTAINER => {
                let messages = session::container(rest).ok_or(Close::Broken)?;
                messages.into_iter().try_for_each(|(id, body)| self.message(id, body, depth + 1))
            }
            GZIP_PACKED => {
                let packed =
                    Vec::<u8>::deserialize(&mut Cursor::from_slice(rest)).map_err(|_| Close::Broken)?;
                let body = session::inflate(&packed).ok_or(Close::Broken)?;
                self.message(id, &body, depth + 1)
            }
            kind => {
                let link = Link {
                    key: *key,
                    connection: self.id,
                    session: session.id,
                    datacentre: self.door.datacentre,
                    media: self.door.media,
                    out: self.out.clone(),
                };
                if !self.service(id, kind, rest)? {
                    let acknowledgement = tl::types::MsgsAck { msg_ids: vec![id] };
                    self.notice(&tl::enums::MsgsAck::Ack(acknowledgement));
                    rpc::serve(&self.shared.world, &link, id, body);
                }
                Ok(())
            }
        }
    }

    /// Answers what is no method call; `false` for what is one.
    fn service(&mut self, id: i64, kind: u32, rest: &[u8]) -> Result<bool, Close> {
        use tl::functions as f;
        let body = &mut Cursor::from_slice(rest);
        let broken = |_| Close::Broken;
        match kind {
            tl::types::MsgsAck::CONSTRUCTOR_ID
            | tl::types::HttpWait::CONSTRUCTOR_ID
            | tl::types::MsgsAllInfo::CONSTRUCTOR_ID
            | tl::types::MsgsStateInfo::CONSTRUCTOR_ID => {}
            f::Ping::CONSTRUCTOR_ID => {
                let ping_id = f::Ping::deserialize(body).map_err(broken)?.ping_id;
                self.notice(&tl::enums::Pong::Pong(tl::types::Pong { msg_id: id, ping_id }));
            }
            f::PingDelayDisconnect::CONSTRUCTOR_ID => {
                let ping = f::PingDelayDisconnect::deserialize(body).map_err(broken)?;
                let delay = Duration::from_secs(ping.disconnect_delay.max(0) as u64);
                self.hang_up = Some(Instant::now() + delay);
                let answer = tl::types::Pong { msg_id: id, ping_id: ping.ping_id };
                self.notice(&tl::enums::Pong::Pong(answer));
            }
            f::GetFutureSalts::CONSTRUCTOR_ID => self.notice(&self.salts(id)),
            f::DestroySession::CONSTRUCTOR_ID => {
                let session_id = f::DestroySession::deserialize(body).map_err(broken)?.session_id;
                self.notice(&self.destroy(session_id));
            }
            tl::types::MsgsStateReq::CONSTRUCTOR_ID | tl::types::MsgResendReq::CONSTRUCTOR_ID => {
                let ids = Vec::<i64>::deserialize(body).map_err(broken)?;
                let known = self.session.as_ref().map(|(_, session)| session);
                let info = ids.iter().map(|id| known.map_or(1, |s| s.state_of(*id))).collect();
                let info = tl::types::MsgsStateInfo { req_msg_id: id, info };
                self.notice(&tl::enums::MsgsStateInfo::Info(info));
            }
            f::RpcDropAnswer::CONSTRUCTOR_ID => {
                // Answers leave at once, so there is never one left to drop.
                let link = self.link().ok_or(Close::Broken)?;
                rpc::answer(&link, id, Ok(tl::enums::RpcDropAnswer::RpcAnswerUnknown.to_bytes()));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn link(&self) -> Option<Link> {
        let (key, session) = self.session.as_ref()?;
        Some(Link {
            key: *key,
            connection: self.id,
            session: session.id,
            datacentre: self.door.datacentre,
            media: self.door.media,
            out: self.out.clone(),
        })
    }

    fn salts(&self, request: i64) -> tl::enums::FutureSalts {
        let salt = self.session.as_ref().map_or(0, |(_, session)| session.salt);
        let now = unix_seconds();
        // Two entries: a client that sees only one left asks again at once.
        let from = |valid_since| tl::types::FutureSalt { valid_since, valid_until: i32::MAX, salt };
        let salts = tl::RawVec(vec![from(0), from(now + 86400)]);
        tl::enums::FutureSalts::Salts(tl::types::FutureSalts { req_msg_id: request, now, salts })
    }

    fn destroy(&self, session_id: i64) -> tl::enums::DestroySessionRes {
        let key = self.session.as_ref().map(|(key, _)| *key);
        let gone = key.is_some_and(|key| self.shared.world.lock().close_session(key, session_id));
        if gone {
            let session = tl::types::DestroySessionOk { session_id };
            return tl::enums::DestroySessionRes::DestroySessionOk(session);
        }
        tl::enums::DestroySessionRes::DestroySessionNone(tl::types::DestroySessionNone { session_id })
    }
}
