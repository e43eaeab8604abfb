//! Public names that somebody or a channel bought beside the one of their own: shown while they are switched on, in
//! an order of one's choice. The name of one's own is given in `membership`.

use grammers_tl_types::{enums, types};

use super::State;
use super::peers::{Mentioned, Peer};
use crate::rpc::{Answer, Link, Refusal};

/// Most names that can be switched on.
const MOST_ACTIVE: usize = 10;

/// Bought names, and the order of all that are switched on.
#[derive(Default)]
pub(crate) struct Names {
    /// As written, and whether it is on.
    bought: Vec<(String, bool)>,
    /// In lower case, the name of one's own included.
    order: Vec<String>,
}

impl Names {
    /// Whether a bought name is on.
    pub fn any_active(&self) -> bool {
        self.bought.iter().any(|(_, active)| *active)
    }

    /// All names as clients see them; `None` when nothing was bought, and a client sees one name or none.
    pub fn list(&self, own: Option<&str>) -> Option<Vec<enums::Username>> {
        if self.bought.is_empty() {
            return None;
        }
        let own = own.map(|name| shown(name, true, true));
        let bought = self.bought.iter().map(|(name, active)| shown(name, false, *active));
        let mut names: Vec<types::Username> = own.into_iter().chain(bought).collect();
        let place = |name: &types::Username| {
            let key = name.username.to_lowercase();
            self.order.iter().position(|other| *other == key).unwrap_or(usize::MAX)
        };
        names.sort_by_key(|name| (!name.active, if name.active { place(name) } else { 0 }));
        Some(names.into_iter().map(Into::into).collect())
    }

    fn active(&self, own: Option<&str>) -> Vec<String> {
        let names = self.list(own).unwrap_or_default().into_iter();
        let active = names.filter_map(|enums::Username::Username(name)| name.active.then_some(name.username));
        active.map(|name| name.to_lowercase()).collect()
    }
}

fn shown(name: &str, editable: bool, active: bool) -> types::Username {
    types::Username { editable, active, deletable: false, expired: false, username: name.to_owned() }
}

impl State {
    fn names(&mut self, peer: Peer) -> Answer<(&mut Names, Option<String>)> {
        let found = match peer {
            Peer::User(id) => self.people.get_mut(&id).map(|row| (&mut row.names, row.username.clone())),
            Peer::Channel(id) => self.channels.get_mut(&id).map(|row| (&mut row.names, row.username.clone())),
            Peer::Group(_) => None,
        };
        found.ok_or_else(|| Refusal::bad("PEER_ID_INVALID"))
    }

    /// Whom an active name leads to.
    pub fn named(&self, name: &str) -> Option<Peer> {
        let key = name.to_lowercase();
        let peer = *self.usernames.get(&key)?;
        let names = match peer {
            Peer::User(id) => &self.people.get(&id)?.names,
            Peer::Channel(id) => &self.channels.get(&id)?.names,
            Peer::Group(_) => return None,
        };
        let off = names.bought.iter().any(|(name, active)| !active && name.to_lowercase() == key);
        (!off).then_some(peer)
    }

    /// Gives a bought name to somebody; it is off at first.
    pub fn buy_name(&mut self, peer: Peer, name: &str) -> Answer<()> {
        if self.usernames.contains_key(&name.to_lowercase()) {
            return Err(Refusal::bad("USERNAME_OCCUPIED"));
        }
        self.names(peer)?.0.bought.push((name.to_owned(), false));
        self.usernames.insert(name.to_lowercase(), peer);
        Ok(())
    }

    /// Switches a bought name on or off; a name that comes on stands last.
    pub fn toggle_name(&mut self, peer: Peer, name: &str, active: bool) -> Answer<()> {
        let (names, own) = self.names(peer)?;
        let key = name.to_lowercase();
        let order = names.active(own.as_deref());
        let row = names.bought.iter_mut().find(|(name, _)| name.to_lowercase() == key);
        let row = row.ok_or_else(|| Refusal::bad("USERNAME_INVALID"))?;
        if row.1 == active {
            return Err(Refusal::bad("USERNAME_NOT_MODIFIED"));
        }
        if active && order.len() >= MOST_ACTIVE {
            return Err(Refusal::bad("USERNAMES_ACTIVE_TOO_MUCH"));
        }
        row.1 = active;
        names.order = order.into_iter().filter(|other| *other != key).collect();
        if active {
            names.order.push(key);
        }
        Ok(())
    }

    /// Puts the names that are on into another order.
    pub fn order_names(&mut self, peer: Peer, order: &[String]) -> Answer<()> {
        let (names, own) = self.names(peer)?;
        let now = names.active(own.as_deref());
        let wanted: Vec<String> = order.iter().map(|name| name.to_lowercase()).collect();
        if wanted == now {
            return Err(Refusal::bad("USERNAME_NOT_MODIFIED"));
        }
        let sorted = |names: &[String]| {
            let mut names = names.to_vec();
            names.sort_unstable();
            names
        };
        if sorted(&wanted) != sorted(&now) {
            return Err(Refusal::bad("ORDER_INVALID"));
        }
        names.order = wanted;
        Ok(())
    }

    /// Switches every bought name off; `false` when none was on.
    pub fn silence_names(&mut self, peer: Peer) -> Answer<bool> {
        let (names, _) = self.names(peer)?;
        let any = names.any_active();
        names.bought.iter_mut().for_each(|(_, active)| *active = false);
        Ok(any)
    }

    /// Tells contacts and a person's own sessions how she is called now.
    pub fn tell_name(&self, person: i64, except: Option<&Link>) {
        self.touch();
        let Some(me) = self.resident(person) else { return };
        let own = || me.username.iter().map(|name| shown(name, true, true).into()).collect();
        let update: enums::Update = types::UpdateUserName {
            user_id: person,
            first_name: me.first_name.clone(),
            last_name: me.last_name.clone().unwrap_or_default(),
            usernames: me.names.list(me.username.as_deref()).unwrap_or_else(own),
        }
        .into();
        self.tell_those_near(person, &update, except);
    }

    /// Tells the same people which emoji is beside her name now.
    pub fn tell_emoji_status(&self, person: i64, except: &Link) {
        self.touch();
        let emoji_status = self.resident(person).and_then(|me| me.emoji_status.clone());
        let emoji_status = emoji_status.unwrap_or(enums::EmojiStatus::Empty);
        let update = types::UpdateUserEmojiStatus { user_id: person, emoji_status }.into();
        self.tell_those_near(person, &update, Some(except));
    }

    fn tell_those_near(&self, person: i64, update: &enums::Update, except: Option<&Link>) {
        let Some(me) = self.resident(person) else { return };
        let mut mentioned = Mentioned::default();
        mentioned.add(Peer::User(person));
        for other in me.contacts.iter().chain([&person]) {
            self.tell(*other, update.clone(), &mentioned, except);
        }
    }
}
