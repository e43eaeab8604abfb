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

    /// Somebody else, with a username and a phone as alice and bob have them.
    pub fn add(&self, name: &str, phone: &str) -> i64 {
        add(&self.dc, name, phone)
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

/// The same for methods that want a person.
pub fn user(client: &mut Client, username: &str) -> enums::InputUser {
    match peer(client, username) {
        enums::InputPeer::User(user) => {
            types::InputUser { user_id: user.user_id, access_hash: user.access_hash }.into()
        }
        other => panic!("{other:?}"),
    }
}

/// How a client addresses a group that it is in, by its marked id.
pub fn group(marked: i64) -> enums::InputPeer {
    types::InputPeerChat { chat_id: -marked }.into()
}

/// How a client addresses a channel that it is in, by its marked id.
pub fn channel(client: &mut Client, marked: i64) -> (enums::InputPeer, enums::InputChannel) {
    let enums::messages::Dialogs::Dialogs(listed) = client.call(&dialogs(None)).unwrap() else {
        panic!("few chats fit a page")
    };
    let found = listed.chats.iter().find_map(|chat| match chat {
        enums::Chat::Channel(channel) if -1_000_000_000_000 - channel.id == marked => channel.access_hash,
        _ => None,
    });
    let (channel_id, access_hash) = (-1_000_000_000_000 - marked, found.expect("a channel in the list"));
    let peer = types::InputPeerChannel { channel_id, access_hash };
    (peer.into(), types::InputChannel { channel_id, access_hash }.into())
}

/// The list of chats.
pub fn dialogs(folder_id: Option<i32>) -> f::messages::GetDialogs {
    f::messages::GetDialogs {
        exclude_pinned: false,
        folder_id,
        offset_date: 0,
        offset_id: 0,
        offset_peer: enums::InputPeer::Empty,
        limit: 100,
        hash: 0,
    }
}

/// A small file, uploaded and not sent yet.
pub fn upload(client: &mut Client, id: i64, name: &str, bytes: &[u8]) -> enums::InputFile {
    let part = f::upload::SaveFilePart { file_id: id, file_part: 0, bytes: bytes.to_vec() };
    assert!(client.call(&part).unwrap());
    types::InputFile { id, parts: 1, name: name.to_owned(), md5_checksum: String::new() }.into()
}

/// An uploaded file as a document.
pub fn uploaded(
    file: enums::InputFile,
    mime_type: &str,
    attributes: Vec<enums::DocumentAttribute>,
) -> enums::InputMedia {
    types::InputMediaUploadedDocument {
        nosound_video: false,
        force_file: false,
        spoiler: false,
        file,
        thumb: None,
        mime_type: mime_type.to_owned(),
        attributes,
        stickers: None,
        video_cover: None,
        video_timestamp: None,
        ttl_seconds: None,
    }
    .into()
}

/// A second of sound: a voice message, or music.
pub fn audio(voice: bool) -> enums::DocumentAttribute {
    types::DocumentAttributeAudio { voice, duration: 1, title: None, performer: None, waveform: None }.into()
}

/// An uploaded document that is not sent to anybody: its address among the files.
pub fn document(
    client: &mut Client,
    id: i64,
    mime_type: &str,
    attributes: Vec<enums::DocumentAttribute>,
) -> enums::InputDocument {
    let media = uploaded(upload(client, id, "file", b"bytes"), mime_type, attributes);
    let request =
        f::messages::UploadMedia { business_connection_id: None, peer: enums::InputPeer::PeerSelf, media };
    match client.call(&request).unwrap() {
        enums::MessageMedia::Document(media) => input(media.document.as_ref().unwrap()),
        other => panic!("{other:?}"),
    }
}

/// How a client addresses a document.
pub fn input(document: &enums::Document) -> enums::InputDocument {
    match document {
        enums::Document::Document(document) => types::InputDocument {
            id: document.id,
            access_hash: document.access_hash,
            file_reference: document.file_reference.clone(),
        }
        .into(),
        other @ enums::Document::Empty(_) => panic!("{other:?}"),
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
