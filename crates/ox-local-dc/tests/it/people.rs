//! The usual inhabitants of a test's world.

use grammers_tl_types::{enums, functions as f, types};
use ox_local_dc::{LocalDc, Options, Person};

use crate::client::Client;

/// A data centre with two people.
pub struct Town {
    pub dc: LocalDc,
    pub alice: i64,
    pub bob: i64,
}

impl Town {
    pub fn new() -> Town {
        Town::with(Options::default())
    }

    pub fn with(options: Options) -> Town {
        let dc = LocalDc::start(options).unwrap();
        let (alice, bob) = (add(&dc, "alice", "10001"), add(&dc, "bob", "10002"));
        Town { dc, alice, bob }
    }

    pub fn send(&self, text: &str) -> i32 {
        self.dc.world().send_as(self.bob, self.alice, text).unwrap()
    }
}

fn add(dc: &LocalDc, name: &str, phone: &str) -> i64 {
    dc.world().add_person(Person {
        first_name: name.to_owned(),
        username: Some(format!("{name}_user")),
        phone: Some(phone.to_owned()),
        ..Person::default()
    })
}

/// How a client addresses somebody, by her username.
pub fn peer(client: &mut Client, username: &str) -> enums::InputPeer {
    let request = f::contacts::ResolveUsername { username: username.to_owned(), referer: None };
    let enums::contacts::ResolvedPeer::Peer(found) = client.call(&request).unwrap();
    match found.users.first() {
        Some(enums::User::User(user)) => {
            let access_hash = user.access_hash.unwrap();
            types::InputPeerUser { user_id: user.id, access_hash }.into()
        }
        other => panic!("{other:?}"),
    }
}

/// A plain text to somebody.
pub fn message(peer: enums::InputPeer, text: &str, random_id: i64) -> f::messages::SendMessage {
    f::messages::SendMessage {
        no_webpage: false,
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer,
        reply_to: None,
        message: text.to_owned(),
        random_id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    }
}
