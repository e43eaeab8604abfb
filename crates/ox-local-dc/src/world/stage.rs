//! The test's side of the world: who lives in it, what they do from elsewhere, and what can be seen of it.
//! Every action here is as from another session of that person. Peers are marked ids, as she sees them.

mod files;
mod rooms;

use std::collections::BTreeMap;

use grammers_tl_types::{enums, types};

use super::World;
use super::messages::{Draft, Uid};
use super::peers::{Peer, title_of};
use super::people::Resident;
use crate::crypto::{self, AuthKey};
use crate::rpc::Refusal;
use crate::services::password::Verifier;

/// What the world refused, in Telegram's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text} ({code})")]
pub struct StageError {
    /// Telegram's error code.
    pub code: i32,
    /// Telegram's error text.
    pub text: String,
}

impl From<Refusal> for StageError {
    fn from(refusal: Refusal) -> StageError {
        StageError { code: refusal.code, text: refusal.text }
    }
}

/// Somebody to be added.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Her id; `None` for a fresh one.
    pub id: Option<i64>,
    /// Shown to everybody.
    pub first_name: String,
    /// Shown to everybody.
    pub last_name: Option<String>,
    /// Without `@`.
    pub username: Option<String>,
    /// In digits, without `+`; needed to log in by code.
    pub phone: Option<String>,
    /// The second password, if she has one.
    pub password: Option<String>,
    /// Whether it is a bot; then it gets a token.
    pub bot: bool,
    /// Whether she pays.
    pub premium: bool,
}

/// A message as a person sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The viewer's id of the message.
    pub id: i32,
    /// Marked id of who speaks.
    pub sender: i64,
    /// Name or title of who speaks.
    pub sender_name: String,
    /// The text.
    pub text: String,
    /// Formatting of the text.
    pub entities: Vec<Entity>,
    /// Whether it has been edited.
    pub edited: bool,
    /// Whether the viewer wrote it.
    pub out: bool,
    /// The file's name, or what hangs on the message.
    pub media_name: Option<String>,
    /// The viewer's id of the message that it answers.
    pub reply_to: Option<i32>,
    /// Name of who is forwarded.
    pub forwarded_from: Option<String>,
    /// Whether it is pinned.
    pub pinned: bool,
    /// Rows of buttons.
    pub buttons: Vec<Vec<Button>>,
    /// What a service message says, as its TL constructor.
    pub action: Option<String>,
}

/// Formatting of a part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// The TL name without its prefix: `bold`, `textUrl`, `customEmoji`.
    pub kind: String,
    /// In UTF-16 units.
    pub offset: i32,
    /// In UTF-16 units.
    pub length: i32,
    /// Address, language, user or document id, where the kind has one.
    pub extra: Option<String>,
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub text: String,
    /// What a callback button sends.
    pub data: Option<Vec<u8>>,
    /// Where a link button leads.
    pub url: Option<String>,
}

/// What a bot answers to a pressed button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Click {
    /// The text, if there is one.
    pub text: Option<String>,
    /// Whether it is shown as a window.
    pub alert: bool,
    /// An address to be opened.
    pub url: Option<String>,
}

/// A pressed button whose bot has not answered yet.
pub struct PendingClick(tokio::sync::oneshot::Receiver<types::messages::BotCallbackAnswer>);

impl PendingClick {
    /// The bot's answer; `None` when the data centre ends before it.
    pub async fn answer(self) -> Option<Click> {
        let answer = self.0.await.ok()?;
        Some(Click { text: answer.message, alert: answer.alert, url: answer.url })
    }
}

impl World {
    /// Lets somebody live here; gives her id.
    pub fn add_person(&self, person: Person) -> i64 {
        // Outside the lock: deriving a password takes its time.
        let verifier = person.password.as_ref().map(|password| Verifier::of(password, "hint"));
        let mut state = self.lock();
        let id = person.id.unwrap_or_else(|| state.number());
        let token = person.bot.then(|| format!("{id}:{:032x}", u128::from_le_bytes(crypto::random())));
        if let Some(username) = &person.username {
            state.usernames.insert(username.to_lowercase(), Peer::User(id));
        }
        if let Some(phone) = &person.phone {
            state.phones.insert(crate::services::auth::digits(phone), id);
        }
        if let Some(token) = &token {
            state.login.bots.insert(token.clone(), id);
        }
        let resident = Resident {
            first_name: person.first_name,
            last_name: person.last_name,
            username: person.username,
            phone: person.phone,
            bot: person.bot,
            token,
            premium: person.premium,
            verifier,
            pts: 1,
            ..Resident::default()
        };
        state.people.insert(id, resident);
        state.touch();
        id
    }

    /// The token with which a bot logs in; `None` for people.
    pub fn bot_token(&self, bot: i64) -> Option<String> {
        self.lock().people.get(&bot)?.token.clone()
    }

    /// Gives a bot a web app at an address; the empty name means its main one.
    pub fn install_app(&self, bot: i64, short_name: &str, url: &str) -> Result<(), StageError> {
        Ok(crate::services::bots::install(&mut self.lock(), bot, short_name, url)?)
    }

    /// The code that was sent to a phone last.
    pub fn login_code(&self, phone: &str) -> Option<String> {
        let phone = crate::services::auth::digits(phone);
        self.lock().login.codes.get(&phone).map(|(code, _)| code.clone())
    }

    /// The codes that wait to be typed, by phone.
    pub fn login_codes(&self) -> BTreeMap<String, String> {
        let state = self.lock();
        state.login.codes.iter().map(|(phone, (code, _))| (phone.clone(), code.clone())).collect()
    }

    /// The code that went to an address of mail last.
    pub fn email_code(&self, address: &str) -> Option<String> {
        self.lock().login.emails.code(address)
    }

    /// Says yes to the QR code that carries this token.
    pub fn accept_login_token(&self, person: i64, token: &[u8]) -> Result<(), StageError> {
        let mut state = self.lock();
        crate::services::auth::accept(&mut state, person, token)?;
        Ok(())
    }

    /// Makes two people know each other.
    pub fn add_contact(&self, person: i64, other: i64) {
        let mut state = self.lock();
        for (one, two) in [(person, other), (other, person)] {
            if let Some(resident) = state.people.get_mut(&one) {
                resident.contacts.insert(two);
            }
        }
    }

    /// Gives another public name to a person or channel, as if bought; it is switched off at first.
    pub fn buy_username(&self, peer: i64, name: &str) -> Result<(), StageError> {
        Ok(self.lock().buy_name(Peer::from_marked(peer), name)?)
    }

    /// Adds a basic group whose first member made it; gives its marked id.
    pub fn add_group(&self, title: &str, members: &[i64]) -> i64 {
        let creator = members.first().copied().unwrap_or(0);
        self.lock().create_group(creator, title, members).marked()
    }

    /// Adds a megagroup, or a broadcast channel, whose first member made it; gives its marked id.
    pub fn add_channel(
        &self,
        title: &str,
        username: Option<&str>,
        broadcast: bool,
        members: &[i64],
    ) -> Result<i64, StageError> {
        let mut state = self.lock();
        let creator = members.first().copied().unwrap_or(0);
        let peer = state.create_channel(creator, title, broadcast, members);
        state.name(peer, username)?;
        Ok(peer.marked())
    }

    /// Lets somebody into a group or channel.
    pub fn join_as(&self, person: i64, peer: i64) {
        self.lock().enter_chat(Peer::from_marked(peer), person, person);
    }

    /// Fills a group or channel with so many people who do nothing, named `Member 1` and on; gives their ids.
    pub fn crowd(&self, peer: i64, count: u32) -> Vec<i64> {
        let named = |number| Person { first_name: format!("Member {number}"), ..Person::default() };
        let ids: Vec<i64> = (1..=count).map(|number| self.add_person(named(number))).collect();
        let mut state = self.lock();
        for id in &ids {
            state.enter_chat(Peer::from_marked(peer), *id, *id);
        }
        ids
    }

    /// Makes another data centre a person's home, before she logs in anywhere.
    pub fn live_in(&self, person: i64, datacentre: i32) {
        if let Some(resident) = self.lock().people.get_mut(&person) {
            resident.home = Some(datacentre);
        }
    }

    /// Lets a person pay, or not any more.
    pub fn set_premium(&self, person: i64, premium: bool) {
        if let Some(resident) = self.lock().people.get_mut(&person) {
            resident.premium = premium;
        }
    }

    /// An authorisation key of a person's home that is already logged in as her.
    pub fn authorize_key(&self, person: i64) -> AuthKey {
        let home = self.lock().home_of(person);
        self.new_key(Some(person), home)
    }

    /// An authorisation key as after an exchange with a data centre: nobody is logged in.
    pub fn nobodys_key(&self, datacentre: i32) -> AuthKey {
        self.new_key(None, datacentre)
    }

    fn new_key(&self, person: Option<i64>, datacentre: i32) -> AuthKey {
        let key = crypto::random();
        let mut state = self.lock();
        let id = state.add_key(Box::new(key), i64::from_le_bytes(crypto::random()), datacentre);
        if let Ok(row) = state.key_row(id) {
            row.person = person;
        }
        key
    }

    /// Writes a message; gives the sender's id of it.
    pub fn send_as(&self, person: i64, peer: i64, text: &str) -> Result<i32, StageError> {
        self.send_with(person, peer, Draft { text: text.to_owned(), ..Draft::default() })
    }

    /// Writes a message that answers another.
    pub fn reply_as(&self, person: i64, peer: i64, reply_to: i32, text: &str) -> Result<i32, StageError> {
        let text = text.to_owned();
        self.send_with(person, peer, Draft { text, reply_to: Some(reply_to), ..Draft::default() })
    }

    fn send_with(&self, person: i64, peer: i64, draft: Draft) -> Result<i32, StageError> {
        let posted = self.lock().post(person, Peer::from_marked(peer), draft, None)?;
        Ok(posted.id)
    }

    fn own(&self, person: i64, peer: i64, id: i32) -> Result<Uid, StageError> {
        Ok(self.lock().found(person, Peer::from_marked(peer), id)?)
    }

    /// Edits a message.
    pub fn edit_as(&self, person: i64, peer: i64, id: i32, text: &str) -> Result<(), StageError> {
        let uid = self.own(person, peer, id)?;
        let mut state = self.lock();
        let place = Peer::from_marked(peer);
        let before = state.look(person, place, uid);
        let (text, entities) = super::text::prepare(&state, text, Vec::new());
        state.measure(person, &text, state.records[uid].media.as_ref())?;
        let record = &mut state.records[uid];
        (record.text, record.entities) = (text, entities);
        state.edited(person, uid, None);
        state.note_edit(person, place, uid, before);
        Ok(())
    }

    /// Makes a message so many seconds older than it is.
    pub fn backdate(&self, viewer: i64, peer: i64, id: i32, seconds: i32) -> Result<(), StageError> {
        let uid = self.own(viewer, peer, id)?;
        self.lock().records[uid].date -= seconds;
        Ok(())
    }

    /// Deletes messages for everybody.
    pub fn delete_as(&self, person: i64, peer: i64, ids: &[i32]) -> Result<(), StageError> {
        let mut state = self.lock();
        match Peer::from_marked(peer) {
            Peer::Channel(id) => {
                state.delete_in_channel(person, id, ids, None)?;
            }
            _ => {
                state.delete(person, ids, true, None);
            }
        }
        Ok(())
    }

    /// Presses the callback button with this data; the bot's answer comes when the bot gives one.
    pub fn click_as(&self, person: i64, peer: i64, id: i32, data: &[u8]) -> Result<PendingClick, StageError> {
        let uid = self.own(person, peer, id)?;
        let (told, answer) = tokio::sync::oneshot::channel();
        crate::services::bots::press(&mut self.lock(), person, uid, data.to_vec(), told)?;
        Ok(PendingClick(answer))
    }

    /// Reads a chat to its end.
    pub fn read_as(&self, person: i64, peer: i64) {
        self.lock().read(person, Peer::from_marked(peer), 0, None);
    }

    /// Says that a person is online, or not any more.
    pub fn set_online(&self, person: i64, online: bool) {
        let mut state = self.lock();
        if let Some(resident) = state.people.get_mut(&person) {
            resident.online = online;
            resident.seen = Some(crate::session::unix_seconds());
        }
        state.tell_status(person);
        state.alarm.notify_one();
        state.touch();
    }

    /// Lets a person type in a chat.
    pub fn type_as(&self, person: i64, peer: i64) {
        let action = enums::SendMessageAction::SendMessageTypingAction;
        self.lock().typing(person, Peer::from_marked(peer), None, &action);
    }

    /// A chat from its beginning, as a person sees it.
    pub fn history(&self, viewer: i64, peer: i64) -> Vec<Line> {
        let state = self.lock();
        let messages = state.messages_of(viewer, Peer::from_marked(peer));
        let line = |(id, uid): (&i32, &Uid)| line(&state, viewer, *id, *uid);
        messages.into_iter().flatten().map(line).collect()
    }

    /// How many sessions listen to what happens to a person.
    pub fn listeners(&self, person: i64) -> usize {
        self.lock().people.get(&person).map_or(0, |person| person.listeners.len())
    }
}

fn line(state: &super::State, viewer: i64, id: i32, uid: Uid) -> Line {
    let record = &state.records[uid];
    let speaker = record.speaker();
    let reply = record.reply.as_ref();
    let name = |peer| title_of(state, peer);
    Line {
        id,
        sender: speaker.marked(),
        sender_name: name(speaker),
        text: record.text.clone(),
        entities: record.entities.iter().map(entity).collect(),
        edited: record.edited.is_some(),
        out: record.author == viewer,
        media_name: record.media.as_ref().map(|media| state.files.name_of(media)),
        reply_to: reply.and_then(|reply| state.records[reply.uid].id_for(viewer)),
        forwarded_from: record.forward.as_ref().and_then(|f| f.from.map(name).or_else(|| f.name.clone())),
        pinned: record.pinned,
        buttons: record.markup.as_ref().map(buttons).unwrap_or_default(),
        action: record.action.as_ref().map(constructor),
    }
}

/// The TL name of an action.
fn constructor(action: &enums::MessageAction) -> String {
    use grammers_tl_types::Serializable;
    let bytes = action.to_bytes();
    let id = bytes.first_chunk().map_or(0, |id| u32::from_le_bytes(*id));
    grammers_tl_types::name_for_id(id).to_owned()
}

fn entity(entity: &enums::MessageEntity) -> Entity {
    use enums::MessageEntity as E;
    use grammers_tl_types::Serializable;
    let bytes = entity.to_bytes();
    let id = bytes.first_chunk().map_or(0, |id| u32::from_le_bytes(*id));
    let name = grammers_tl_types::name_for_id(id);
    let bare = name.strip_prefix("messageEntity").unwrap_or(name);
    let mut letters = bare.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    let extra = match entity {
        E::TextUrl(link) => Some(link.url.clone()),
        E::Pre(code) => Some(code.language.clone()).filter(|language| !language.is_empty()),
        E::MentionName(mention) => Some(mention.user_id.to_string()),
        E::CustomEmoji(emoji) => Some(emoji.document_id.to_string()),
        _ => None,
    };
    let (offset, length) = super::text::span(entity);
    Entity { kind: first.into_iter().chain(letters).collect(), offset, length, extra }
}

fn buttons(markup: &enums::ReplyMarkup) -> Vec<Vec<Button>> {
    match markup {
        enums::ReplyMarkup::ReplyInlineMarkup(markup) => markup.rows.iter().map(inline_row).collect(),
        enums::ReplyMarkup::ReplyKeyboardMarkup(markup) => markup.rows.iter().map(keyboard_row).collect(),
        _ => Vec::new(),
    }
}

fn keyboard_row(enums::KeyboardButtonRow::Row(row): &enums::KeyboardButtonRow) -> Vec<Button> {
    let button = |enums::KeyboardButton::Button(button): &enums::KeyboardButton| Button {
        text: button.text.clone(),
        data: None,
        url: None,
    };
    row.buttons.iter().map(button).collect()
}

fn inline_row(enums::KeyboardInlineButtonRow::Row(row): &enums::KeyboardInlineButtonRow) -> Vec<Button> {
    use enums::InlineButtonType as Type;
    let button = |enums::KeyboardInlineButton::Button(button): &enums::KeyboardInlineButton| {
        let (data, url) = match &button.r#type {
            Type::Callback(callback) => (Some(callback.data.clone()), None),
            Type::Url(link) => (None, Some(link.url.clone())),
            _ => (None, None),
        };
        Button { text: button.text.clone(), data, url }
    };
    row.buttons.iter().map(button).collect()
}
