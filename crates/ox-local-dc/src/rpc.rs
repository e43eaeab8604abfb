//! From a message's body to an answer: wrappers are stripped, the method's handler is found and called.
//! What a method does lives in `services`; a method without a handler is refused by its name and counted.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use grammers_tl_types::{self as tl, Cursor, Deserializable, Identifiable, RemoteCall, Serializable};
use tokio::sync::mpsc::UnboundedSender;

use crate::crypto::KeyId;
use crate::session::{GZIP_PACKED, Nature, Outgoing, deflate, inflate};
use crate::world::{Device, State, World};
use crate::{layers, services};

/// An RPC error as Telegram writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub code: i32,
    pub text: String,
}

impl Refusal {
    pub fn new(code: i32, text: impl Into<String>) -> Refusal {
        Refusal { code, text: text.into() }
    }

    /// Error 400.
    pub fn bad(text: impl Into<String>) -> Refusal {
        Refusal::new(400, text)
    }
}

/// What a typed handler gives back.
pub(crate) type Answer<T> = Result<T, Refusal>;

/// Where a session's messages go; cheap to clone.
#[derive(Clone)]
pub(crate) struct Link {
    pub key: KeyId,
    /// Unique among the connections of this process.
    pub connection: u64,
    /// The session's id as the client chose it.
    pub session: i64,
    /// Which data centre the client reached: pushes come from a person's home only.
    pub datacentre: i32,
    /// Whether it came through a door for files only.
    pub media: bool,
    pub out: UnboundedSender<Outgoing>,
}

/// One method call: the world, locked, and who asks.
pub(crate) struct Call<'a> {
    pub world: &'a mut State,
    /// The asking person; 0 where the method needs nobody and nobody is logged in.
    pub me: i64,
    pub link: &'a Link,
    pub request: i64,
    /// Whether it belongs to a takeout.
    pub takeout: bool,
    /// Set by a handler whose answer comes later, through [`answer`].
    deferred: bool,
    later: Option<Later>,
}

/// What is left of a call when the world is unlocked; it gives the answer.
type Later = Box<dyn FnOnce() -> Answer<Vec<u8>> + Send>;

/// How a call went while the world was locked.
enum Outcome {
    Answer(Answer<Vec<u8>>),
    Deferred,
    Later(Later),
}

type Handler = Box<dyn Fn(&mut Call, &[u8]) -> Answer<Vec<u8>> + Send + Sync>;

struct Method {
    name: &'static str,
    /// Whether somebody must be logged in.
    private: bool,
    handler: Handler,
}

/// Constructor id to handler.
#[derive(Default)]
pub(crate) struct Table(HashMap<u32, Method>);

impl Table {
    /// Serves a method to those who are logged in.
    pub fn serve<R>(&mut self, handler: fn(&mut Call, R) -> Answer<R::Return>)
    where
        R: RemoteCall + Deserializable + Identifiable + 'static,
        R::Return: Serializable,
    {
        self.insert(true, handler);
    }

    /// Serves a method to everybody.
    pub fn serve_all<R>(&mut self, handler: fn(&mut Call, R) -> Answer<R::Return>)
    where
        R: RemoteCall + Deserializable + Identifiable + 'static,
        R::Return: Serializable,
    {
        self.insert(false, handler);
    }

    fn insert<R>(&mut self, private: bool, handler: fn(&mut Call, R) -> Answer<R::Return>)
    where
        R: RemoteCall + Deserializable + Identifiable + 'static,
        R::Return: Serializable,
    {
        let name = tl::name_for_id(R::CONSTRUCTOR_ID);
        let handler = move |call: &mut Call, body: &[u8]| {
            let request = R::from_bytes(body)
                .or_else(|_| R::from_bytes(&with_users_in_mentions(body)))
                .map_err(|_| Refusal::bad("INPUT_REQUEST_TOO_SHORT"))?;
            handler(call, request).map(|answer| answer.to_bytes())
        };
        self.0.insert(R::CONSTRUCTOR_ID, Method { name, private, handler: Box::new(handler) });
    }
}

/// A mention that carries an `inputPeerUser` is read as if it carried an `inputUser`, as Telegram does: the client
/// libraries that send it are in wide use. The two are of one shape.
fn with_users_in_mentions(body: &[u8]) -> Vec<u8> {
    use tl::types::{InputMessageEntityMentionName, InputPeerUser, InputUser};
    let [mention, peer, user] = [
        InputMessageEntityMentionName::CONSTRUCTOR_ID,
        InputPeerUser::CONSTRUCTOR_ID,
        InputUser::CONSTRUCTOR_ID,
    ]
    .map(u32::to_le_bytes);
    let mut bytes = body.to_vec();
    for at in (0..bytes.len().saturating_sub(15)).step_by(4) {
        // Between the two: offset and length.
        if bytes[at..at + 4] == mention && bytes[at + 12..at + 16] == peer {
            bytes[at + 12..at + 16].copy_from_slice(&user);
        }
    }
    bytes
}

static METHODS: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    services::register(&mut table);
    table
});

/// A query without its wrappers.
struct Query<'a> {
    body: Cow<'a, [u8]>,
    layer: Option<i32>,
    device: Option<Device>,
    without_updates: bool,
    takeout: Option<i64>,
}

/// Stands for a wrapped query that stays unread.
struct Unread;

impl Deserializable for Unread {
    fn deserialize(_: &mut Cursor<'_>) -> tl::deserialize::Result<Unread> {
        Ok(Unread)
    }
}

fn skip<W: Deserializable>(cursor: &mut Cursor) -> Answer<()> {
    W::deserialize(cursor).map(drop).map_err(|_| Refusal::bad("INPUT_REQUEST_TOO_SHORT"))
}

fn constructor(body: &[u8]) -> Option<u32> {
    body.first_chunk().map(|id| u32::from_le_bytes(*id))
}

fn unwrap(body: &[u8]) -> Answer<Query<'_>> {
    use tl::functions as f;
    let mut query =
        Query { body: Cow::Borrowed(&[]), layer: None, device: None, without_updates: false, takeout: None };
    let mut rest = Cow::Borrowed(body);
    loop {
        let id = constructor(&rest).ok_or_else(|| Refusal::bad("INPUT_REQUEST_TOO_SHORT"))?;
        let inside = &mut Cursor::from_slice(&rest[4..]);
        match id {
            f::InvokeWithLayer::<Unread>::CONSTRUCTOR_ID => {
                let wrapper = f::InvokeWithLayer::<Unread>::deserialize(inside)
                    .map_err(|_| Refusal::bad("INPUT_REQUEST_TOO_SHORT"))?;
                query.layer = Some(layers::check(wrapper.layer)?);
            }
            f::InitConnection::<Unread>::CONSTRUCTOR_ID => {
                let wrapper = f::InitConnection::<Unread>::deserialize(inside)
                    .map_err(|_| Refusal::bad("INPUT_REQUEST_TOO_SHORT"))?;
                query.device = Some(Device {
                    api_id: wrapper.api_id,
                    model: wrapper.device_model,
                    system: wrapper.system_version,
                    app: wrapper.app_version,
                });
            }
            f::InvokeWithoutUpdates::<Unread>::CONSTRUCTOR_ID => query.without_updates = true,
            f::InvokeAfterMsg::<Unread>::CONSTRUCTOR_ID => {
                skip::<f::InvokeAfterMsg<Unread>>(inside)?;
            }
            f::InvokeAfterMsgs::<Unread>::CONSTRUCTOR_ID => {
                skip::<f::InvokeAfterMsgs<Unread>>(inside)?;
            }
            f::InvokeWithTakeout::<Unread>::CONSTRUCTOR_ID => {
                let wrapper = f::InvokeWithTakeout::<Unread>::deserialize(inside)
                    .map_err(|_| Refusal::bad("INPUT_REQUEST_TOO_SHORT"))?;
                query.takeout = Some(wrapper.takeout_id);
            }
            f::InvokeWithMessagesRange::<Unread>::CONSTRUCTOR_ID => {
                skip::<f::InvokeWithMessagesRange<Unread>>(inside)?;
            }
            GZIP_PACKED => {
                let unpacked = Vec::<u8>::deserialize(inside).ok().and_then(|p| inflate(&p));
                let unpacked = unpacked.ok_or_else(|| Refusal::bad("INPUT_FETCH_ERROR"))?;
                rest = Cow::Owned(unpacked);
                continue;
            }
            _ => break,
        }
        let read = 4 + inside.pos();
        rest = match rest {
            Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[read..]),
            Cow::Owned(bytes) => Cow::Owned(bytes[read..].to_vec()),
        };
    }
    query.body = rest;
    Ok(query)
}

/// Serves one call. The answer is queued before the world is unlocked, so that answers and pushes keep
/// the order of what happened; only the bytes of files are handled afterwards.
pub(crate) fn serve(world: &World, link: &Link, request: i64, body: &[u8]) {
    let query = unwrap(body);
    let mut state = world.lock();
    let outcome = query.and_then(|query| {
        let row = state.key_row(link.key)?;
        row.layer = query.layer.or(row.layer);
        row.active = crate::session::unix_seconds();
        if let Some(device) = &query.device {
            row.device = Some(device.clone());
        }
        if row.layer.is_none() || row.device.is_none() {
            return Err(Refusal::bad("CONNECTION_NOT_INITED"));
        }
        let outcome = call(&mut state, link, request, &query);
        if !query.without_updates {
            state.subscribe(link);
        }
        outcome
    });
    match outcome.unwrap_or_else(|refusal| Outcome::Answer(Err(refusal))) {
        Outcome::Answer(outcome) => answer(link, request, outcome),
        Outcome::Deferred => {}
        Outcome::Later(later) => {
            drop(state);
            answer(link, request, later());
        }
    }
}

fn call(world: &mut State, link: &Link, request: i64, query: &Query) -> Answer<Outcome> {
    let body = &*query.body;
    let id = constructor(body).ok_or_else(|| Refusal::bad("INPUT_REQUEST_TOO_SHORT"))?;
    let person = world.key_row(link.key)?.person;
    world.recorder.note(person, body);
    let Some(method) = METHODS.0.get(&id) else {
        let name = layers::name_of(id);
        tracing::debug!(method = %name, "not served");
        let refusal = Refusal::bad(format!("METHOD_NOT_SERVED_{name}"));
        *world.unserved.entry(name).or_default() += 1;
        return Err(refusal);
    };
    tracing::trace!(method = method.name, person, "call");
    world.faults.check(method.name)?;
    if let Some(reason) = world.key_row(link.key)?.ended.filter(|_| method.private) {
        return Err(Refusal::new(401, reason));
    }
    if method.private && person.is_none() {
        return Err(Refusal::new(401, "AUTH_KEY_UNREGISTERED"));
    }
    check_door(world, link, method, person)?;
    let me = person.unwrap_or(0);
    let takeout = world.resident(me).and_then(|me| me.takeout);
    if query.takeout.is_some_and(|asked| takeout != Some(asked)) {
        return Err(Refusal::bad("TAKEOUT_INVALID"));
    }
    let takeout = query.takeout.is_some();
    let mut call = Call { world, me, link, request, takeout, deferred: false, later: None };
    let answer = (method.handler)(&mut call, &body[4..]);
    Ok(match (call.later.take(), call.deferred) {
        (Some(later), _) if answer.is_ok() => Outcome::Later(later),
        (_, true) if answer.is_ok() => Outcome::Deferred,
        _ => Outcome::Answer(answer),
    })
}

/// Areas that every data centre serves to people whose login was brought there.
const EVERYWHERE: [&str; 5] = ["auth.", "help.", "langpack.", "stats.", "upload."];

/// Refuses what this data centre does not do: people are served at home, and doors for media know only files.
fn check_door(world: &State, link: &Link, method: &Method, person: Option<i64>) -> Answer<()> {
    if !method.private || EVERYWHERE.iter().any(|area| method.name.starts_with(area)) {
        return Ok(());
    }
    let home = person.map_or(link.datacentre, |person| world.home_of(person));
    match () {
        () if home != link.datacentre => Err(Refusal::new(303, format!("USER_MIGRATE_{home}"))),
        () if link.media => Err(Refusal::bad(format!("METHOD_NOT_SERVED_BY_MEDIA_DC_{}", method.name))),
        () => Ok(()),
    }
}

/// Queues the answer to a request; answers above 512 bytes travel packed where that is shorter.
pub(crate) fn answer(link: &Link, request: i64, outcome: Answer<Vec<u8>>) {
    let body = match outcome {
        Ok(body) => {
            let file = constructor(&body) == Some(tl::types::upload::File::CONSTRUCTOR_ID);
            let worthwhile = body.len() > 512 && !file;
            worthwhile.then(|| deflate(&body)).flatten().unwrap_or(body)
        }
        Err(Refusal { code, text }) => {
            let error = tl::types::RpcError { error_code: code, error_message: text };
            tl::enums::RpcError::Error(error).to_bytes()
        }
    };
    // A closed connection has nobody to tell.
    let _ = link.out.send(Outgoing { nature: Nature::Answer, request: Some(request), body });
}

/// A handler's answer that is given later, whoever gives it.
#[derive(Clone)]
pub(crate) struct Ticket {
    link: Arc<Link>,
    request: i64,
}

impl Ticket {
    /// Answers the waiting call.
    pub fn answer(&self, outcome: Answer<Vec<u8>>) {
        answer(&self.link, self.request, outcome);
    }
}

impl Call<'_> {
    /// Promises an answer for later: the handler's own value is then not sent.
    pub fn defer(&mut self) -> Ticket {
        self.deferred = true;
        Ticket { link: Arc::new(self.link.clone()), request: self.request }
    }

    /// Leaves the rest of the work, and the answer, to when the world is unlocked: the handler's own value is then
    /// not sent.
    pub fn unlocked(&mut self, later: impl FnOnce() -> Answer<Vec<u8>> + Send + 'static) {
        self.later = Some(Box::new(later));
    }
}
