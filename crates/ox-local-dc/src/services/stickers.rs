//! `stickers.*` and installing: sets that somebody makes of documents, changes, deletes, adds to hers.
//! Out of scope: measures of pictures, thumbnails, masks' places, bots that make sets for others, trending sets.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::session::unix_seconds;
use crate::world::peers::Mentioned;
use crate::world::stickers::{Set, Sticker};

/// Most stickers of a set, and most custom emoji of one.
const MOST: (usize, usize) = (120, 200);
/// What a sticker may be.
const KINDS: [&str; 4] = ["image/png", "image/webp", "application/x-tgsticker", "video/webm"];

pub(crate) fn register(table: &mut Table) {
    table.serve(check_short_name);
    table.serve(suggest_short_name);
    table.serve(create_sticker_set);
    table.serve(add_sticker_to_set);
    table.serve(change_sticker);
    table.serve(change_sticker_position);
    table.serve(remove_sticker_from_set);
    table.serve(rename_sticker_set);
    table.serve(delete_sticker_set);
    table.serve(get_sticker_set);
    table.serve(install_sticker_set);
    table.serve(uninstall_sticker_set);
}

fn invalid() -> Refusal {
    Refusal::bad("STICKERSET_INVALID")
}

/// Letters, digits and single underscores, beginning with a letter.
fn is_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !name.contains("__")
        && !name.ends_with('_')
}

fn check_short_name(call: &mut Call, request: f::stickers::CheckShortName) -> Answer<bool> {
    match () {
        () if !is_name(&request.short_name) => Err(Refusal::bad("SHORT_NAME_INVALID")),
        () if call.world.set_named(&request.short_name).is_some() => Err(Refusal::bad("SHORT_NAME_OCCUPIED")),
        () => Ok(true),
    }
}

fn suggest_short_name(
    call: &mut Call,
    request: f::stickers::SuggestShortName,
) -> Answer<enums::stickers::SuggestedShortName> {
    let letters = request.title.chars().filter(char::is_ascii_alphanumeric);
    let bare: String = letters.skip_while(char::is_ascii_digit).take(32).collect();
    if bare.is_empty() {
        return Err(Refusal::bad("TITLE_INVALID"));
    }
    let names = std::iter::once(bare.clone()).chain((1..).map(|number| format!("{bare}{number}")));
    let mut free = names.filter(|name| call.world.set_named(name).is_none());
    let short_name = free.next().unwrap_or(bare);
    Ok(types::stickers::SuggestedShortName { short_name }.into())
}

/// The document and emoji of an item.
fn item(call: &Call, item: &enums::InputStickerSetItem) -> Answer<Sticker> {
    let enums::InputStickerSetItem::Item(item) = item;
    let document = call.world.files.input_document(&item.document);
    let document = document.map_err(|_| Refusal::bad("STICKER_FILE_INVALID"))?;
    match () {
        () if item.emoji.trim().is_empty() => Err(Refusal::bad("STICKER_EMOJI_INVALID")),
        () if !KINDS.contains(&call.world.files.mime_of(document)) => {
            Err(Refusal::bad("STICKER_MIME_INVALID"))
        }
        () => Ok(Sticker { document, emoji: item.emoji.clone(), keywords: item.keywords.clone() }),
    }
}

/// Puts an item into a set that is not yet, or not at the moment, among the others.
fn put(call: &mut Call, set: &mut Set, sticker: Sticker) -> Answer<()> {
    let most = if set.emojis { MOST.1 } else { MOST.0 };
    if set.stickers.len() >= most {
        return Err(Refusal::bad("STICKERS_TOO_MUCH"));
    }
    let document = call.world.sticker_of(set, sticker.document, &sticker.emoji, call.me)?;
    set.stickers.push(Sticker { document, ..sticker });
    Ok(())
}

/// Keeps a set, and gives it as it is now.
fn keep(call: &mut Call, mut set: Set) -> Answer<enums::messages::StickerSet> {
    set.version += 1;
    let shown = call.world.whole_set(call.me, &set);
    call.world.sets.0.insert(set.id, set);
    call.world.touch();
    Ok(shown)
}

fn create_sticker_set(
    call: &mut Call,
    request: f::stickers::CreateStickerSet,
) -> Answer<enums::messages::StickerSet> {
    if call.world.input_user(call.me, &request.user_id)? != call.me {
        return Err(Refusal::bad("USER_ID_INVALID"));
    }
    let title = request.title.trim();
    match () {
        () if title.is_empty() || title.chars().count() > 64 => {
            return Err(Refusal::bad("PACK_TITLE_INVALID"));
        }
        () if !is_name(&request.short_name) => return Err(Refusal::bad("PACK_SHORT_NAME_INVALID")),
        () if call.world.set_named(&request.short_name).is_some() => {
            return Err(Refusal::bad("PACK_SHORT_NAME_OCCUPIED"));
        }
        () if request.stickers.is_empty() => return Err(Refusal::bad("STICKERS_EMPTY")),
        () => {}
    }
    let items = request.stickers.iter().map(|given| item(call, given)).collect::<Answer<Vec<_>>>()?;
    let mut set = Set {
        id: call.world.number(),
        access_hash: i64::from_le_bytes(crate::crypto::random()),
        owner: call.me,
        title: title.to_owned(),
        short_name: request.short_name,
        emojis: request.emojis,
        masks: request.masks,
        stickers: Vec::new(),
        version: 0,
    };
    for sticker in items {
        put(call, &mut set, sticker)?;
    }
    keep(call, set)
}

/// A set of the caller's own.
fn own(call: &Call, input: &enums::InputStickerSet) -> Answer<Set> {
    let set = call.world.sticker_set(input)?;
    if set.owner == call.me { Ok(set.clone()) } else { Err(invalid()) }
}

/// A sticker of the caller's own set: the set, and where it is in it.
fn own_sticker(call: &Call, input: &enums::InputDocument) -> Answer<(Set, usize)> {
    let missing = || Refusal::bad("STICKER_INVALID");
    let document = call.world.files.input_document(input).map_err(|_| missing())?;
    let set = call.world.set_with(document).filter(|set| set.owner == call.me).ok_or_else(missing)?;
    Ok((set.clone(), set.place_of(document).ok_or_else(missing)?))
}

fn add_sticker_to_set(
    call: &mut Call,
    request: f::stickers::AddStickerToSet,
) -> Answer<enums::messages::StickerSet> {
    let mut set = own(call, &request.stickerset)?;
    let sticker = item(call, &request.sticker)?;
    put(call, &mut set, sticker)?;
    keep(call, set)
}

fn change_sticker(
    call: &mut Call,
    request: f::stickers::ChangeSticker,
) -> Answer<enums::messages::StickerSet> {
    let (mut set, place) = own_sticker(call, &request.sticker)?;
    let sticker = &mut set.stickers[place];
    sticker.emoji = request.emoji.unwrap_or_else(|| sticker.emoji.clone());
    sticker.keywords = request.keywords.or(sticker.keywords.take());
    keep(call, set)
}

fn change_sticker_position(
    call: &mut Call,
    request: f::stickers::ChangeStickerPosition,
) -> Answer<enums::messages::StickerSet> {
    let (mut set, place) = own_sticker(call, &request.sticker)?;
    let sticker = set.stickers.remove(place);
    let position = (request.position.max(0) as usize).min(set.stickers.len());
    set.stickers.insert(position, sticker);
    keep(call, set)
}

fn remove_sticker_from_set(
    call: &mut Call,
    request: f::stickers::RemoveStickerFromSet,
) -> Answer<enums::messages::StickerSet> {
    let (mut set, place) = own_sticker(call, &request.sticker)?;
    set.stickers.remove(place);
    keep(call, set)
}

fn rename_sticker_set(
    call: &mut Call,
    request: f::stickers::RenameStickerSet,
) -> Answer<enums::messages::StickerSet> {
    let mut set = own(call, &request.stickerset)?;
    if request.title.trim().is_empty() {
        return Err(Refusal::bad("PACK_TITLE_INVALID"));
    }
    request.title.trim().clone_into(&mut set.title);
    keep(call, set)
}

fn delete_sticker_set(call: &mut Call, request: f::stickers::DeleteStickerSet) -> Answer<bool> {
    let id = own(call, &request.stickerset)?.id;
    call.world.sets.0.remove(&id);
    for person in call.world.people.values_mut() {
        person.collected.sets.retain(|(set, ..)| *set != id);
    }
    call.world.touch();
    Ok(true)
}

fn get_sticker_set(
    call: &mut Call,
    request: f::messages::GetStickerSet,
) -> Answer<enums::messages::StickerSet> {
    let set = call.world.sticker_set(&request.stickerset)?;
    match request.hash == set.version {
        true => Ok(enums::messages::StickerSet::NotModified),
        false => Ok(call.world.whole_set(call.me, set)),
    }
}

/// Tells the caller's other sessions that her list of sets has changed.
fn tell(call: &Call, update: enums::Update) {
    call.world.tell(call.me, update, &Mentioned::default(), Some(call.link));
    call.world.touch();
}

fn install_sticker_set(
    call: &mut Call,
    request: f::messages::InstallStickerSet,
) -> Answer<enums::messages::StickerSetInstallResult> {
    let set = call.world.sticker_set(&request.stickerset)?.clone();
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.collected.sets.retain(|(id, ..)| *id != set.id);
        me.collected.sets.insert(0, (set.id, unix_seconds(), request.archived));
    }
    tell(call, types::UpdateNewStickerSet { stickerset: call.world.whole_set(call.me, &set) }.into());
    Ok(enums::messages::StickerSetInstallResult::Success)
}

fn uninstall_sticker_set(call: &mut Call, request: f::messages::UninstallStickerSet) -> Answer<bool> {
    let set = call.world.sticker_set(&request.stickerset)?;
    let (id, masks, emojis) = (set.id, set.masks, set.emojis);
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.collected.sets.retain(|(known, ..)| *known != id);
    }
    tell(call, types::UpdateStickerSets { masks, emojis }.into());
    Ok(true)
}
