//! A raw MTProto client: full framing over a blocking socket, one session, nothing automatic but the salt.
//! Its encryption is the client's half of grammers, so that both ends are not ours.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use grammers_crypto::{AuthKey, DequeBuffer, decrypt_data_v2, encrypt_data_v2};
use grammers_tl_types::{
    self as tl, Cursor, Deserializable, Identifiable, RemoteCall, Serializable, enums, functions as f,
};
use ox_local_dc::LocalDc;

const CONTAINER: u32 = 0x73f1_f8dc;
const GZIP_PACKED: u32 = 0x3072_cfa1;
const RPC_RESULT: u32 = 0xf35c_6d01;

/// A message of the server.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: i64,
    pub sequence: i32,
    pub body: Vec<u8>,
}

impl Message {
    pub fn kind(&self) -> u32 {
        word(&self.body, 0)
    }

    pub fn is<T: Identifiable>(&self) -> bool {
        self.kind() == T::CONSTRUCTOR_ID
    }

    /// The message as a bare constructor.
    pub fn read<T: Deserializable + Identifiable>(&self) -> T {
        assert!(self.is::<T>(), "got {}", tl::name_for_id(self.kind()));
        T::from_bytes(&self.body[4..]).unwrap()
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn long(bytes: &[u8], at: usize) -> i64 {
    i64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())
}

/// Full framing.
pub struct Wire {
    stream: TcpStream,
    sequence: u32,
}

impl Wire {
    pub fn connect(address: SocketAddr) -> Wire {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.set_nodelay(true).unwrap();
        Wire { stream, sequence: 0 }
    }

    pub fn send_raw(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    pub fn send(&mut self, payload: &[u8]) {
        let mut packet = (payload.len() as u32 + 12).to_le_bytes().to_vec();
        packet.extend(self.sequence.to_le_bytes());
        packet.extend(payload);
        packet.extend(crc32fast::hash(&packet).to_le_bytes());
        self.sequence += 1;
        self.send_raw(&packet);
    }

    /// The next payload; `None` when the server hung up.
    pub fn receive(&mut self) -> Option<Vec<u8>> {
        let mut head = [0; 8];
        self.stream.read_exact(&mut head).ok()?;
        let mut rest = vec![0; word(&head, 0) as usize - 8];
        self.stream.read_exact(&mut rest).ok()?;
        let sum = rest.split_off(rest.len() - 4);
        let check = crc32fast::hash(&[&head[..], &rest].concat());
        assert_eq!(check.to_le_bytes(), sum[..]);
        Some(rest)
    }
}

/// A client with an authorisation key.
pub struct Client {
    pub wire: Wire,
    key: AuthKey,
    pub salt: i64,
    pub session: i64,
    last_id: i64,
    content: i32,
    waiting: VecDeque<Message>,
    /// What was pushed while an answer was waited for.
    pub pushed: VecDeque<enums::Updates>,
}

impl Client {
    /// Connects with a key of this person, without a word yet.
    pub fn silent(dc: &LocalDc, person: i64) -> Client {
        Client::with_key(dc.address(), dc.world().authorize_key(person))
    }

    pub fn with_key(address: SocketAddr, key: [u8; 256]) -> Client {
        let session = i64::from(std::process::id()) << 32 | fresh() & 0xffff_ffff;
        Client {
            wire: Wire::connect(address),
            key: AuthKey::from_bytes(key),
            salt: 0,
            session,
            last_id: 0,
            content: 0,
            waiting: VecDeque::new(),
            pushed: VecDeque::new(),
        }
    }

    /// Connects and introduces itself.
    pub fn of(dc: &LocalDc, person: i64) -> Client {
        let mut client = Client::silent(dc, person);
        client.introduce();
        client
    }

    pub fn introduce(&mut self) {
        self.call(&introduction(230, f::help::GetConfig {})).unwrap();
    }

    pub fn next_id(&mut self) -> i64 {
        self.last_id = fresh().max(self.last_id + 4);
        self.last_id
    }

    pub fn send_message(&mut self, id: i64, sequence: i32, body: &[u8]) {
        let mut buffer = DequeBuffer::with_capacity(body.len() + 64, 64);
        buffer.extend(self.salt.to_le_bytes());
        buffer.extend(self.session.to_le_bytes());
        buffer.extend(id.to_le_bytes());
        buffer.extend(sequence.to_le_bytes());
        buffer.extend((body.len() as u32).to_le_bytes());
        buffer.extend(body.iter().copied());
        encrypt_data_v2(&mut buffer, &self.key);
        self.wire.send(&buffer[..]);
    }

    /// Sends something that asks for an answer.
    pub fn send(&mut self, body: &[u8]) -> i64 {
        let id = self.next_id();
        self.content += 1;
        self.send_message(id, self.content * 2 - 1, body);
        id
    }

    /// The next message, out of its container; `None` when the server hung up.
    pub fn try_receive(&mut self) -> Option<Message> {
        if let Some(message) = self.waiting.pop_front() {
            return Some(message);
        }
        let mut packet = self.wire.receive()?;
        let plain = decrypt_data_v2(&mut packet, &self.key).unwrap();
        assert_eq!(long(plain, 8), self.session);
        let length = word(plain, 28) as usize;
        let message = Message {
            id: long(plain, 16),
            sequence: word(plain, 24) as i32,
            body: plain[32..32 + length].to_vec(),
        };
        self.unpack(message);
        self.waiting.pop_front()
    }

    fn unpack(&mut self, message: Message) {
        if message.kind() != CONTAINER {
            return self.waiting.push_back(message);
        }
        let mut at = 8;
        for _ in 0..word(&message.body, 4) {
            let length = word(&message.body, at + 12) as usize;
            let body = message.body[at + 16..at + 16 + length].to_vec();
            let sequence = word(&message.body, at + 8) as i32;
            self.waiting.push_back(Message { id: long(&message.body, at), sequence, body });
            at += 16 + length;
        }
    }

    pub fn receive(&mut self) -> Message {
        self.try_receive().expect("the server hung up")
    }

    /// Waits for a message of this kind; pushes before it are kept, the rest is dropped.
    pub fn expect<T: Deserializable + Identifiable>(&mut self) -> T {
        loop {
            let message = self.receive();
            if message.is::<T>() {
                return message.read();
            }
            self.keep(&message);
        }
    }

    fn keep(&mut self, message: &Message) {
        self.pushed.extend(enums::Updates::from_bytes(&message.body));
    }

    /// The answer to a request; a changed salt is learned and the request repeated.
    pub fn answer(&mut self, mut id: i64, request: &[u8]) -> Result<Vec<u8>, (i32, String)> {
        loop {
            let message = self.receive();
            match message.kind() {
                RPC_RESULT if long(&message.body, 4) == id => return result(&message.body[12..]),
                tl::types::BadServerSalt::CONSTRUCTOR_ID => {
                    self.salt = message.read::<tl::types::BadServerSalt>().new_server_salt;
                    id = self.send(request);
                }
                _ => self.keep(&message),
            }
        }
    }

    pub fn call_raw(&mut self, request: &[u8]) -> Result<Vec<u8>, (i32, String)> {
        let id = self.send(request);
        self.answer(id, request)
    }

    pub fn call<R: RemoteCall>(&mut self, request: &R) -> Result<R::Return, (i32, String)> {
        let body = self.call_raw(&request.to_bytes())?;
        Ok(R::Return::from_bytes(&body).unwrap())
    }

    /// The next pushed update.
    pub fn update(&mut self) -> enums::Updates {
        while self.pushed.is_empty() {
            let message = self.receive();
            self.keep(&message);
        }
        self.pushed.pop_front().unwrap()
    }

    /// Everything that was pushed so far: what happened before the ping is told before the pong.
    pub fn settle(&mut self) -> Vec<enums::Updates> {
        self.send(&f::Ping { ping_id: 7 }.to_bytes());
        self.expect::<tl::types::Pong>();
        self.pushed.drain(..).collect()
    }

    /// Texts of the new messages among pushed updates.
    pub fn texts(&mut self) -> Vec<String> {
        self.settle().iter().flat_map(texts).collect()
    }
}

/// The updates that were pushed so far.
pub fn told(client: &mut Client) -> Vec<enums::Update> {
    let of = |updates| match updates {
        enums::Updates::Updates(updates) => updates.updates,
        other => panic!("{other:?}"),
    };
    client.settle().into_iter().flat_map(of).collect()
}

/// The texts of the new messages in updates.
pub fn texts(updates: &enums::Updates) -> Vec<String> {
    let enums::Updates::Updates(updates) = updates else { return Vec::new() };
    let message = |update: &enums::Update| match update {
        enums::Update::NewMessage(update) => Some(text(&update.message)),
        enums::Update::NewChannelMessage(update) => Some(text(&update.message)),
        _ => None,
    };
    updates.updates.iter().filter_map(message).collect()
}

/// A message's text.
pub fn text(message: &enums::Message) -> String {
    match message {
        enums::Message::Message(message) => message.message.clone(),
        other => format!("{other:?}"),
    }
}

/// A call in the wrappers that open a session.
pub fn introduction<Q>(layer: i32, query: Q) -> f::InvokeWithLayer<f::InitConnection<Q>> {
    f::InvokeWithLayer {
        layer,
        query: f::InitConnection {
            api_id: 1,
            device_model: "test".to_owned(),
            system_version: "1".to_owned(),
            app_version: "1".to_owned(),
            system_lang_code: "en".to_owned(),
            lang_pack: String::new(),
            lang_code: "en".to_owned(),
            proxy: None,
            params: None,
            query,
        },
    }
}

fn fresh() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    (now.as_secs() as i64) << 32 | i64::from(now.subsec_nanos()) & !3
}

fn result(body: &[u8]) -> Result<Vec<u8>, (i32, String)> {
    let cursor = &mut Cursor::from_slice(&body[4..]);
    match word(body, 0) {
        GZIP_PACKED => {
            let packed = Vec::<u8>::deserialize(cursor).unwrap();
            let mut bytes = Vec::new();
            flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
            Ok(bytes)
        }
        tl::types::RpcError::CONSTRUCTOR_ID => {
            let error = tl::types::RpcError::deserialize(cursor).unwrap();
            Err((error.error_code, error.error_message))
        }
        _ => Ok(body.to_vec()),
    }
}
