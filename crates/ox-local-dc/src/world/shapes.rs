//! TL constructors with every optional field absent, to be filled in: they have dozens of fields, of which few
//! are ever used here. Parsed once from zero bytes, which is what "everything absent" is on the wire.

use std::sync::LazyLock;

use grammers_tl_types::{self as tl, Deserializable, Serializable, enums, types};

/// Parses what is a valid bare constructor by construction.
fn parse<T: Deserializable>(bytes: &[u8]) -> T {
    // Invariant: every caller below hands in flags, numbers and boxed values in the order of the schema.
    T::from_bytes(bytes).expect("zero bytes are a value with everything absent")
}

fn zeroes(words: usize) -> Vec<u8> {
    vec![0; words * 4]
}

/// Bytes of several values, one after the other.
fn bytes(parts: &[Vec<u8>]) -> Vec<u8> {
    parts.concat()
}

fn nobody() -> Vec<u8> {
    enums::Peer::User(types::PeerUser { user_id: 0 }).to_bytes()
}

pub(crate) fn settings() -> enums::PeerNotifySettings {
    parse::<types::PeerNotifySettings>(&zeroes(1)).into()
}

pub(crate) fn user() -> types::User {
    static EMPTY: LazyLock<types::User> = LazyLock::new(|| parse(&zeroes(4)));
    EMPTY.clone()
}

pub(crate) fn message() -> types::Message {
    // flags, flags2, id; peer; date, empty text.
    static EMPTY: LazyLock<types::Message> =
        LazyLock::new(|| parse(&bytes(&[zeroes(3), nobody(), zeroes(2)])));
    EMPTY.clone()
}

pub(crate) fn service_message(action: enums::MessageAction) -> types::MessageService {
    static EMPTY: LazyLock<types::MessageService> = LazyLock::new(|| {
        let action = enums::MessageAction::Empty.to_bytes();
        parse(&bytes(&[zeroes(2), nobody(), zeroes(1), action]))
    });
    types::MessageService { action, ..EMPTY.clone() }
}

pub(crate) fn channel() -> types::Channel {
    // flags, flags2, id, empty title; photo; date.
    static EMPTY: LazyLock<types::Channel> = LazyLock::new(|| {
        let photo = enums::ChatPhoto::Empty.to_bytes();
        parse(&bytes(&[zeroes(5), photo, zeroes(1)]))
    });
    EMPTY.clone()
}

pub(crate) fn user_full() -> types::UserFull {
    // flags, flags2, id; settings; notify_settings; common_chats_count.
    let peer = tl::enums::PeerSettings::Settings(parse(&zeroes(1))).to_bytes();
    parse(&bytes(&[zeroes(4), peer, settings().to_bytes(), zeroes(1)]))
}

pub(crate) fn peer_settings() -> enums::PeerSettings {
    parse::<types::PeerSettings>(&zeroes(1)).into()
}

pub(crate) fn channel_full() -> types::ChannelFull {
    // flags, flags2, id, empty about, three counters; photo; settings; no bots; pts.
    let photo = enums::Photo::Empty(types::PhotoEmpty { id: 0 }).to_bytes();
    let bots = Vec::<enums::BotInfo>::new().to_bytes();
    parse(&bytes(&[zeroes(8), photo, settings().to_bytes(), bots, zeroes(1)]))
}

pub(crate) fn chat_full(participants: &enums::ChatParticipants) -> types::ChatFull {
    // flags, id, empty about; participants; settings.
    parse(&bytes(&[zeroes(4), participants.to_bytes(), settings().to_bytes()]))
}

pub(crate) fn admin_rights() -> types::ChatAdminRights {
    parse(&zeroes(1))
}

pub(crate) fn banned_rights() -> types::ChatBannedRights {
    parse(&zeroes(2))
}

pub(crate) fn star_gift() -> types::StarGift {
    // flags, id; sticker; stars, convert_stars.
    let sticker = enums::Document::Empty(types::DocumentEmpty { id: 0 }).to_bytes();
    parse(&bytes(&[zeroes(3), sticker, zeroes(4)]))
}

pub(crate) fn unique_gift() -> types::StarGiftUnique {
    // flags, id, gift_id, empty title and slug, num; no attributes; issued, total.
    let attributes = Vec::<enums::StarGiftAttribute>::new().to_bytes();
    parse(&bytes(&[zeroes(8), attributes, zeroes(2)]))
}

pub(crate) fn saved_gift(gift: &enums::StarGift) -> types::SavedStarGift {
    // flags, date; gift.
    parse(&bytes(&[zeroes(2), gift.to_bytes()]))
}

pub(crate) fn gift_action(gift: &enums::StarGift) -> types::MessageActionStarGift {
    parse(&bytes(&[zeroes(1), gift.to_bytes()]))
}

pub(crate) fn unique_gift_action(gift: &enums::StarGift) -> types::MessageActionStarGiftUnique {
    parse(&bytes(&[zeroes(1), gift.to_bytes()]))
}

pub(crate) fn stars_status(balance: &enums::StarsAmount) -> types::payments::StarsStatus {
    // flags; balance; no chats, no users.
    let nobody = [Vec::<enums::Chat>::new().to_bytes(), Vec::<enums::User>::new().to_bytes()].concat();
    parse(&bytes(&[zeroes(1), balance.to_bytes(), nobody]))
}

pub(crate) fn invoice(prices: &[enums::LabeledPrice]) -> types::Invoice {
    // flags, empty currency; prices.
    parse(&bytes(&[zeroes(2), prices.to_vec().to_bytes()]))
}
