//! Gifts that somebody or a channel has: shown or not, pinned, converted into stars, made unique.
//! Out of scope: passing them on, selling them, sorting by value.

use grammers_tl_types::{enums, functions as f, types};

use super::kind_of;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::session::unix_seconds;
use crate::world::messages::{Draft, Uid};
use crate::world::peers::{Mentioned, Peer};
use crate::world::shapes;

/// Rows of a page when a client does not say.
const PAGE: i32 = 100;

pub(super) fn register(table: &mut Table) {
    table.serve(get_saved_star_gifts);
    table.serve(get_saved_star_gift);
    table.serve(save_star_gift);
    table.serve(convert_star_gift);
    table.serve(upgrade_star_gift);
    table.serve(get_unique_star_gift);
}

/// A gift in somebody's hands.
pub(crate) struct Owned {
    pub kind: i64,
    from: i64,
    owner: Peer,
    date: i32,
    saved_id: i64,
    pub hide_name: bool,
    pub message: Option<enums::TextWithEntities>,
    /// The message that told of it.
    pub uid: Option<Uid>,
    unsaved: bool,
    pub paid_upgrade: bool,
    /// Its number, once it is unique.
    pub unique: Option<i32>,
}

impl Owned {
    pub fn is_of(&self, owner: Peer) -> bool {
        self.owner == owner
    }

    pub fn new(kind: i64, from: i64, owner: Peer, saved_id: i64) -> Owned {
        Owned {
            kind,
            from,
            owner,
            date: unix_seconds(),
            saved_id,
            hide_name: false,
            message: None,
            uid: None,
            unsaved: false,
            paid_upgrade: false,
            unique: None,
        }
    }
}

/// The place of a gift that a person may dispose of.
pub(super) fn own(call: &Call, input: &enums::InputSavedStarGift) -> Answer<usize> {
    let world = &*call.world;
    let owner = match input {
        enums::InputSavedStarGift::Chat(input) => world.input_peer(call.me, &input.peer)?,
        _ => Peer::User(call.me),
    };
    let wanted = |gift: &Owned| match input {
        enums::InputSavedStarGift::User(input) => {
            gift.uid.is_some_and(|uid| world.records[uid].id_for(call.me) == Some(input.msg_id))
        }
        enums::InputSavedStarGift::Chat(input) => gift.saved_id == input.saved_id,
        enums::InputSavedStarGift::Slug(input) => slug(gift).as_deref() == Some(&input.slug),
    };
    let at = world.gifts.owned.iter().position(|gift| gift.owner == owner && wanted(gift));
    let allowed = world.speaks_for(call.me, owner);
    at.filter(|_| allowed).ok_or_else(|| Refusal::bad("STARGIFT_NOT_FOUND"))
}

/// A unique gift by its name, whoever has it.
fn get_unique_star_gift(
    call: &mut Call,
    request: f::payments::GetUniqueStarGift,
) -> Answer<enums::payments::UniqueStarGift> {
    let named = |gift: &&Owned| slug(gift).is_some_and(|slug| slug.eq_ignore_ascii_case(&request.slug));
    let gift = call.world.gifts.owned.iter().find(named);
    let gift = gift.ok_or_else(|| Refusal::bad("STARGIFT_SLUG_INVALID"))?;
    let mut mentioned = Mentioned::default();
    mentioned.add(gift.owner);
    let gift = shown(call, gift)?;
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::payments::UniqueStarGift { gift, chats, users }.into())
}

fn slug(gift: &Owned) -> Option<String> {
    let kind = kind_of(gift.kind).ok()?;
    gift.unique.map(|number| format!("{}-{number}", kind.title))
}

/// The gift itself: of its kind, or unique.
fn shown(call: &Call, gift: &Owned) -> Answer<enums::StarGift> {
    let kind = kind_of(gift.kind)?;
    let (Some(number), Some(slug)) = (gift.unique, slug(gift)) else {
        return Ok(call.world.gifts.kind(kind));
    };
    let rarity = || types::StarGiftAttributeRarity { permille: 10 }.into();
    let backdrop = types::StarGiftAttributeBackdrop {
        name: "Plain".to_owned(),
        backdrop_id: 1,
        center_color: 0x00ff_ffff,
        edge_color: 0x00cc_cccc,
        pattern_color: 0x0099_9999,
        text_color: 0,
        rarity: rarity(),
    };
    let mut unique = shapes::unique_gift();
    unique.id = gift.saved_id;
    unique.gift_id = kind.id;
    kind.title.clone_into(&mut unique.title);
    unique.slug = slug;
    unique.num = number;
    unique.owner_id = Some(gift.owner.tl());
    unique.attributes = vec![backdrop.into()];
    unique.availability_issued = call.world.gifts.issued;
    unique.availability_total = kind.total.unwrap_or(0);
    Ok(unique.into())
}

fn saved(call: &Call, gift: &Owned, mentioned: &mut Mentioned) -> Answer<enums::SavedStarGift> {
    let kind = kind_of(gift.kind)?;
    let mine = call.world.speaks_for(call.me, gift.owner);
    let mut row = shapes::saved_gift(&shown(call, gift)?);
    row.name_hidden = gift.hide_name;
    row.unsaved = gift.unsaved;
    row.date = gift.date;
    row.message.clone_from(&gift.message);
    row.can_upgrade = mine && gift.unique.is_none() && kind.upgrade.is_some();
    row.convert_stars = (mine && gift.unique.is_none()).then_some(kind.convert);
    row.upgrade_stars = gift.paid_upgrade.then_some(kind.upgrade).flatten();
    if mine || !gift.hide_name {
        row.from_id = Some(Peer::User(gift.from).tl());
        mentioned.add(Peer::User(gift.from));
    }
    match (gift.owner, gift.uid) {
        (Peer::Channel(_), _) => row.saved_id = Some(gift.saved_id),
        (_, Some(uid)) if mine => row.msg_id = call.world.records[uid].id_for(call.me),
        _ => {}
    }
    Ok(row.into())
}

fn listed(
    call: &Call,
    gifts: &[&Owned],
    count: usize,
    next_offset: Option<String>,
) -> Answer<enums::payments::SavedStarGifts> {
    let mut mentioned = Mentioned::default();
    let rows = gifts.iter().map(|gift| saved(call, gift, &mut mentioned)).collect::<Answer<_>>()?;
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::payments::SavedStarGifts {
        count: count as i32,
        chat_notifications_enabled: None,
        gifts: rows,
        next_offset,
        chats,
        users,
    }
    .into())
}

/// Newest first; what is not shown is seen by who owns it.
fn get_saved_star_gifts(
    call: &mut Call,
    request: f::payments::GetSavedStarGifts,
) -> Answer<enums::payments::SavedStarGifts> {
    let owner = call.world.input_peer(call.me, &request.peer)?;
    let mine = call.world.speaks_for(call.me, owner);
    let wanted = |gift: &&Owned| {
        let kind = kind_of(gift.kind).ok();
        let limited = kind.is_some_and(|kind| kind.total.is_some());
        let upgradable = gift.unique.is_none() && kind.is_some_and(|kind| kind.upgrade.is_some());
        gift.owner == owner
            && (mine || !gift.unsaved)
            && !(request.exclude_unsaved && gift.unsaved)
            && (!request.exclude_saved || gift.unsaved)
            && (!request.exclude_unlimited || limited)
            && !(request.exclude_unique && gift.unique.is_some())
            && !(request.exclude_upgradable && upgradable)
            && !(request.exclude_unupgradable && !upgradable && gift.unique.is_none())
    };
    let found: Vec<&Owned> = call.world.gifts.owned.iter().rev().filter(wanted).collect();
    let from = request.offset.parse().unwrap_or(0).min(found.len());
    let limit = if request.limit <= 0 { PAGE } else { request.limit.min(PAGE) };
    let to = (from + limit as usize).min(found.len());
    let next = (to < found.len()).then(|| to.to_string());
    listed(call, &found[from..to], found.len(), next)
}

fn get_saved_star_gift(
    call: &mut Call,
    request: f::payments::GetSavedStarGift,
) -> Answer<enums::payments::SavedStarGifts> {
    let places = request.stargift.iter().map(|input| own(call, input)).collect::<Answer<Vec<_>>>()?;
    let gifts: Vec<&Owned> = places.into_iter().map(|at| &call.world.gifts.owned[at]).collect();
    listed(call, &gifts, gifts.len(), None)
}

fn save_star_gift(call: &mut Call, request: f::payments::SaveStarGift) -> Answer<bool> {
    let at = own(call, &request.stargift)?;
    call.world.gifts.owned[at].unsaved = request.unsave;
    Ok(true)
}

fn convert_star_gift(call: &mut Call, request: f::payments::ConvertStarGift) -> Answer<bool> {
    let at = own(call, &request.stargift)?;
    let gift = &call.world.gifts.owned[at];
    if gift.unique.is_some() {
        return Err(Refusal::bad("STARGIFT_ALREADY_UPGRADED"));
    }
    let (worth, owner) = (kind_of(gift.kind)?.convert, gift.owner);
    call.world.gifts.owned.remove(at);
    *call.world.gifts.stars.entry(owner).or_default() += worth;
    call.world.touch();
    Ok(true)
}

/// Only what is paid already: anything else goes through a form.
fn upgrade_star_gift(call: &mut Call, request: f::payments::UpgradeStarGift) -> Answer<enums::Updates> {
    let at = own(call, &request.stargift)?;
    let gift = &call.world.gifts.owned[at];
    match (gift.unique, gift.paid_upgrade) {
        (Some(_), _) => Err(Refusal::bad("STARGIFT_ALREADY_UPGRADED")),
        (None, false) => Err(Refusal::bad("PAYMENT_REQUIRED")),
        (None, true) => upgrade(call, at, request.keep_original_details),
    }
}

/// Makes a gift unique. Details of its giving are kept on wish.
pub(super) fn upgrade(call: &mut Call, at: usize, keep: bool) -> Answer<enums::Updates> {
    call.world.gifts.issued += 1;
    let number = call.world.gifts.issued;
    let gift = &mut call.world.gifts.owned[at];
    (gift.unique, gift.paid_upgrade) = (Some(number), false);
    if !keep {
        gift.message = None;
    }
    let owner = gift.owner;
    let gift = shown(call, &call.world.gifts.owned[at])?;
    let mut action = shapes::unique_gift_action(&gift);
    (action.upgrade, action.saved) = (true, true);
    let Peer::User(_) = owner else {
        return Ok(call.world.updates(call.me, Vec::new(), &Mentioned::default()));
    };
    let draft = Draft { action: Some(action.into()), ..Draft::default() };
    let posted = call.world.post(call.me, owner, draft, Some(call.link))?;
    call.world.gifts.owned[at].uid = Some(posted.uid);
    Ok(crate::services::messages::send::sent(call, &[(posted, 0)]))
}
