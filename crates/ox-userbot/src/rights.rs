//! Asks Telegram what a decision lacks: what somebody is in a chat, who edited a channel's post.
//! What the answers mean for a command is the dispatcher's to say; here they are only fetched and read.

use std::time::{SystemTime, UNIX_EPOCH};

use ox_client::{Account, Request, Update};
use ox_dispatch::{Mask, Moment, Need, Standing, Standings};
use ox_store::AccountStore;
use ox_tl::{
    EncodeError, MessageView,
    peer::{PeerKind, unmarked},
    value::{Object, Value, decode, encode},
};
use tokio::sync::mpsc;

/// So many of the newest edits of a channel are looked through for the one in question.
const EDITS_READ: i32 = 10;
/// Waits of Telegram longer than this many seconds are not sat out: the command is then not run.
const PATIENCE: u32 = 5;

/// The rights by their names in Telegram's schema.
const RIGHTS: [(&str, Mask); 6] = [
    ("add_admins", Mask::ADD_ADMINS),
    ("change_info", Mask::CHANGE_INFO),
    ("ban_users", Mask::BAN_USERS),
    ("delete_messages", Mask::DELETE_MESSAGES),
    ("pin_messages", Mask::PIN_MESSAGES),
    ("invite_users", Mask::INVITE_USERS),
];

/// What Telegram said.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Standing(Standing),
    /// The bare id of a user; `None` when the log does not name the edit.
    Editor(Option<i64>),
    /// It could not be asked.
    None,
}

/// An update that waited for an answer.
pub struct Learned {
    pub update: Update,
    /// Interests that have got it already.
    pub sent: Vec<u32>,
    pub need: Need,
    pub answer: Answer,
}

/// What was asked and is known.
pub struct Rights {
    account: Account,
    store: AccountStore,
    me: i64,
    standings: Standings,
    open: usize,
    answers: mpsc::UnboundedSender<Learned>,
}

impl Rights {
    /// The receiver gets every answer; each must come back through `learn`.
    pub fn new(account: Account, store: AccountStore) -> (Self, mpsc::UnboundedReceiver<Learned>) {
        let (answers, learned) = mpsc::unbounded_channel();
        let me = account.id();
        (Self { account, store, me, standings: Standings::default(), open: 0, answers }, learned)
    }

    /// The present, in which Telegram can be asked.
    pub fn moment(&self) -> Moment<'_> {
        Moment::new(now(), &self.standings)
    }

    /// Whether nothing is being asked.
    pub fn is_quiet(&self) -> bool {
        self.open == 0
    }

    /// Asks; the update comes back with the answer.
    pub fn ask(&mut self, need: Need, update: Update, sent: Vec<u32>) {
        self.open += 1;
        let (account, answers) = (self.account.clone(), self.answers.clone());
        let body = self.request(need, &update);
        tokio::spawn(async move {
            let answer = match body {
                Ok(body) => fetch(&account, need, body).await,
                Err(error) => {
                    tracing::warn!(%error, "rights cannot be asked for with this schema");
                    Answer::None
                }
            };
            let _ = answers.send(Learned { update, sent, need, answer });
        });
    }

    /// Keeps an answer. Gives the editor it names, 0 for nobody.
    pub fn learn(&mut self, need: Need, answer: &Answer) -> Option<i64> {
        self.open -= 1;
        match (need, answer) {
            (Need::Standing { chat, user }, Answer::Standing(standing)) => {
                self.standings.learn(chat, user, *standing, now());
                None
            }
            (_, Answer::Editor(editor)) => Some(editor.unwrap_or_default()),
            _ => None,
        }
    }

    fn request(&self, need: Need, update: &Update) -> Result<Vec<u8>, EncodeError> {
        let (Need::Standing { chat, .. } | Need::Editor { chat, .. }) = need;
        let (kind, id) = unmarked(chat);
        let (name, fields) = match need {
            Need::Standing { .. } if kind == PeerKind::Chat => {
                ("messages.getFullChat", vec![("chat_id", Value::Long(id))])
            }
            Need::Standing { user, .. } => (
                "channels.getParticipant",
                vec![
                    ("channel", self.channel("inputChannel", chat)?),
                    ("participant", self.participant(chat, user, update)?),
                ],
            ),
            Need::Editor { .. } => (
                "channels.getAdminLog",
                vec![
                    ("channel", self.channel("inputChannel", chat)?),
                    ("q", Value::Text(String::new())),
                    (
                        "events_filter",
                        object("channelAdminLogEventsFilter", vec![("edit", Value::Flag(true))])?,
                    ),
                    ("max_id", Value::Long(0)),
                    ("min_id", Value::Long(0)),
                    ("limit", Value::Int(EDITS_READ)),
                ],
            ),
        };
        encode(&build(name, fields)?)
    }

    fn channel(&self, name: &'static str, chat: i64) -> Result<Value, EncodeError> {
        let fields = [("channel_id", unmarked(chat).1), ("access_hash", self.hash(chat).unwrap_or_default())];
        object(name, fields.map(|(name, id)| (name, Value::Long(id))).into())
    }

    /// A user whose hash is not known is named by the message.
    fn participant(&self, chat: i64, user: i64, update: &Update) -> Result<Value, EncodeError> {
        if user == self.me {
            return object("inputPeerSelf", Vec::new());
        }
        let id = ("user_id", Value::Long(user));
        if let Some(hash) = self.hash(user) {
            return object("inputPeerUser", vec![id, ("access_hash", Value::Long(hash))]);
        }
        let message = MessageView::parse(&update.update).ok().flatten().map_or(0, |view| view.id);
        let peer = self.channel("inputPeerChannel", chat)?;
        object("inputPeerUserFromMessage", vec![("peer", peer), ("msg_id", Value::Int(message)), id])
    }

    fn hash(&self, marked: i64) -> Option<i64> {
        self.store.peer_by_id(marked).ok().flatten().map(|row| row.hash)
    }
}

async fn fetch(account: &Account, need: Need, body: Vec<u8>) -> Answer {
    let request = Request { dc: 0, body, flood_threshold: PATIENCE, retries: 2 };
    match account.invoke(request).await {
        Ok(bytes) => match decode(&bytes) {
            Ok(value) => read(need, &value),
            Err(error) => {
                tracing::warn!(%error, "an answer about rights could not be read");
                Answer::None
            }
        },
        // Somebody who is not there has no rights; so has everybody where we may not look.
        Err(ox_client::InvokeError::Rpc(error)) if (400..=403).contains(&error.code) => match need {
            Need::Standing { .. } => Answer::Standing(Standing::Member),
            Need::Editor { .. } => Answer::Editor(None),
        },
        Err(error) => {
            tracing::warn!(%error, ?need, "a command is not run: rights could not be asked for");
            Answer::None
        }
    }
}

fn read(need: Need, answer: &Value) -> Answer {
    match need {
        Need::Standing { user, .. } => Answer::Standing(standing(user, answer)),
        Need::Editor { message, .. } => Answer::Editor(editor(message, answer)),
    }
}

/// What a user is by `channels.channelParticipant` or `messages.chatFull`.
fn standing(user: i64, answer: &Value) -> Standing {
    let participant = field(answer, "participant").or_else(|| {
        let members = field(field(field(answer, "full_chat")?, "participants")?, "participants")?;
        items(members).find(|member| field(member, "user_id") == Some(&Value::Long(user)))
    });
    let Some(Value::Object(participant)) = participant else { return Standing::Member };
    match participant.constructor.tl_name {
        "channelParticipantCreator" | "chatParticipantCreator" => Standing::Creator,
        "channelParticipantAdmin" => {
            let has = |name: &str| {
                let rights = participant.get("admin_rights");
                rights.and_then(|rights| field(rights, name)) == Some(&Value::Flag(true))
            };
            let held = RIGHTS.iter().filter(|(name, _)| has(name));
            let rights = held.fold(Mask::default(), |rights, (_, right)| rights | *right);
            Standing::Admin { rights, posts: has("post_messages") }
        }
        // In a basic group they may do everything but make others administrators.
        "chatParticipantAdmin" => {
            let all = RIGHTS.iter().filter(|(_, right)| *right != Mask::ADD_ADMINS);
            let rights = all.fold(Mask::default(), |rights, (_, right)| rights | *right);
            Standing::Admin { rights, posts: false }
        }
        _ => Standing::Member,
    }
}

/// Who edited a post last, by `channels.adminLogResults`, newest first.
fn editor(message: i32, answer: &Value) -> Option<i64> {
    let event = items(field(answer, "events")?).find(|event| {
        let post = field(event, "action").and_then(|action| field(action, "new_message"));
        post.and_then(|post| field(post, "id")) == Some(&Value::Int(message))
    });
    match field(event?, "user_id")? {
        Value::Long(user) => Some(*user),
        _ => None,
    }
}

fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(object) => object.get(name),
        _ => None,
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    match value {
        Value::Vector(items) => items.iter(),
        _ => [].iter(),
    }
}

fn object(name: &'static str, fields: Vec<(&'static str, Value)>) -> Result<Value, EncodeError> {
    build(name, fields).map(Value::Object)
}

fn build(name: &'static str, fields: Vec<(&'static str, Value)>) -> Result<Object, EncodeError> {
    let unknown = EncodeError::WrongKind { tl_name: name, field: "constructor" };
    Object::build(ox_tl::by_tl_name(name).ok_or(unknown)?, fields)
}

/// Unix seconds.
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs().cast_signed())
}

#[cfg(test)]
mod tests {
    use ox_client::{Incoming, Options, Server, adopt_key};
    use ox_local_dc::{LocalDc, Person};
    use ox_store::Store;

    use super::*;

    fn make(name: &'static str, fields: Vec<(&'static str, Value)>) -> Value {
        object(name, fields).unwrap()
    }

    fn admin(right: &'static str) -> Value {
        let rights = make("chatAdminRights", vec![(right, Value::Flag(true))]);
        make("channelParticipantAdmin", vec![("user_id", Value::Long(7)), ("admin_rights", rights)])
    }

    #[test]
    fn a_participant_is_read_with_the_rights_that_masks_ask_for() {
        let member = make("channelParticipant", vec![("user_id", Value::Long(7)), ("date", Value::Int(1))]);
        let cases = [
            (make("channelParticipantCreator", vec![("user_id", Value::Long(7))]), Standing::Creator),
            (admin("ban_users"), Standing::Admin { rights: Mask::BAN_USERS, posts: false }),
            (admin("post_messages"), Standing::Admin { rights: Mask::default(), posts: true }),
            (member, Standing::Member),
        ];
        for (participant, expected) in cases {
            let answer = make("channels.channelParticipant", vec![("participant", participant)]);
            assert_eq!(standing(7, &answer), expected);
        }
    }

    #[test]
    fn a_basic_groups_administrator_may_all_but_name_others() {
        let member = |name, id| make(name, vec![("user_id", Value::Long(id))]);
        let members = vec![
            member("chatParticipantCreator", 1),
            member("chatParticipantAdmin", 2),
            member("chatParticipant", 3),
        ];
        let list = make("chatParticipants", vec![("participants", Value::Vector(members))]);
        let full = make("chatFull", vec![("participants", list)]);
        let answer = make("messages.chatFull", vec![("full_chat", full)]);
        assert_eq!(standing(1, &answer), Standing::Creator);
        let Standing::Admin { rights, .. } = standing(2, &answer) else { panic!("no administrator") };
        assert!(rights.meets(Mask::PIN_MESSAGES) && !rights.meets(Mask::ADD_ADMINS));
        assert_eq!((standing(3, &answer), standing(4, &answer)), (Standing::Member, Standing::Member));
    }

    #[test]
    fn the_newest_edit_of_a_post_names_its_editor() {
        let event = |user, id| {
            let post = make("message", vec![("id", Value::Int(id))]);
            let action = make("channelAdminLogEventActionEditMessage", vec![("new_message", post)]);
            make("channelAdminLogEvent", vec![("user_id", Value::Long(user)), ("action", action)])
        };
        let events = vec![event(1, 5), event(2, 6), event(3, 5)];
        let answer = make("channels.adminLogResults", vec![("events", Value::Vector(events))]);
        assert_eq!((editor(5, &answer), editor(6, &answer), editor(7, &answer)), (Some(1), Some(2), None));
    }

    /// What Telegram says to Alice about a need that a message of the chat brings.
    async fn ask(scene: &Scene, need: Need) -> Answer {
        let (mut rights, mut answers) = Rights::new(scene.account.clone(), scene.store.clone());
        let update = Update { update: Vec::new(), users: Vec::new(), chats: Vec::new() };
        rights.ask(need, update, vec![4]);
        assert!(!rights.is_quiet());
        let learned = answers.recv().await.unwrap();
        assert_eq!(learned.sent, [4]);
        rights.learn(learned.need, &learned.answer);
        assert!(rights.is_quiet());
        learned.answer
    }

    struct Scene {
        datacentre: LocalDc,
        account: Account,
        incoming: Incoming,
        store: AccountStore,
        alice: i64,
        bob: i64,
    }

    async fn scene() -> Scene {
        let datacentre = LocalDc::start(ox_local_dc::Options::default()).unwrap();
        let world = datacentre.world();
        let [alice, bob] = ["Alice", "Bob"]
            .map(|name| world.add_person(Person { first_name: name.to_owned(), ..Person::default() }));
        let store = Store::memory().account(alice);
        let public_key_pem = datacentre.public_key_pem().to_owned();
        let server = Server { address: datacentre.address(), public_key_pem };
        let options = Options { server: Some(server), ..Options::new(1, "hash") };
        adopt_key(&store, &options, world.authorize_key(alice)).unwrap();
        let (account, incoming) = Account::connect(store.clone(), options).await.unwrap();
        Scene { datacentre, account, incoming, store, alice, bob }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn telegram_is_asked_about_supergroups_channels_and_groups() {
        let mut scene = scene().await;
        let Scene { alice, bob, .. } = scene;
        let world = scene.datacentre.world();
        let supergroup = world.add_channel("Bob's", None, false, &[bob, alice]).unwrap();
        let channel = world.add_channel("Alice's", None, true, &[alice, bob]).unwrap();
        let group = world.add_group("Both", &[bob, alice]);
        // Her account learns the access hashes from what it receives.
        for (person, chat) in [(bob, supergroup), (alice, channel), (bob, group)] {
            world.send_as(person, chat, "hi").unwrap();
            scene.incoming.next().await.unwrap();
        }
        let cases = [
            (supergroup, bob, Standing::Creator),
            (supergroup, alice, Standing::Member),
            (supergroup, 999, Standing::Member),
            (channel, alice, Standing::Creator),
            (group, bob, Standing::Creator),
            (group, alice, Standing::Member),
        ];
        for (chat, user, expected) in cases {
            let answer = ask(&scene, Need::Standing { chat, user }).await;
            assert_eq!(answer, Answer::Standing(expected), "{user} in {chat}");
        }
        // The log is not served there; that the question is understood shows in its name.
        ask(&scene, Need::Editor { chat: channel, message: 1 }).await;
        let unserved = world.unserved();
        assert!(unserved.keys().all(|method| method == "channels.getAdminLog"), "{unserved:?}");
    }
}
