//! What somebody collected: sets of stickers, GIFs, favourite and recent stickers, custom emoji, reactions.
//! Sets themselves are in `services::stickers`. Out of scope: what is collected by sending it, reactions' order.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::session::unix_seconds;
use crate::world::peers::Mentioned;
use crate::world::stickers::{Collected, Set};

/// Most GIFs, favourite and recent stickers.
const MOST: (usize, usize, usize) = (200, 5, 200);

pub(crate) fn register(table: &mut Table) {
    table.serve(get_all_stickers);
    table.serve(get_emoji_stickers);
    table.serve(get_faved_stickers);
    table.serve(fave_sticker);
    table.serve(get_recent_stickers);
    table.serve(save_recent_sticker);
    table.serve(clear_recent_stickers);
    table.serve(get_saved_gifs);
    table.serve(save_gif);
    table.serve(get_custom_emoji_documents);
    table.serve(get_top_reactions);
    table.serve(get_recent_reactions);
}

/// A number for a list that is the same as long as the list is.
fn hash(ids: impl IntoIterator<Item = i64>) -> i64 {
    ids.into_iter().fold(0, |hash: i64, id| hash.rotate_left(21).wrapping_mul(31).wrapping_add(id))
}

fn collected<'a>(call: &'a mut Call) -> Answer<&'a mut Collected> {
    let me = call.world.people.get_mut(&call.me);
    Ok(&mut me.ok_or_else(|| Refusal::new(401, "AUTH_KEY_UNREGISTERED"))?.collected)
}

fn documents(call: &Call, ids: &[i64]) -> Vec<enums::Document> {
    ids.iter().map(|id| call.world.files.render_document(*id)).collect()
}

fn tell(call: &Call, update: enums::Update) {
    call.world.tell(call.me, update, &Mentioned::default(), Some(call.link));
    call.world.touch();
}

/// Installed sets of a kind, those that were put away excepted.
fn sets(call: &mut Call, known: i64, wanted: impl Fn(&Set) -> bool) -> Answer<enums::messages::AllStickers> {
    let ids: Vec<i64> =
        collected(call)?.sets.iter().filter(|(.., archived)| !archived).map(|(id, ..)| *id).collect();
    let found = ids.iter().filter_map(|id| call.world.sets.0.get(id));
    let found: Vec<&Set> = found.filter(|set| wanted(set)).collect();
    let hash = hash(found.iter().flat_map(|set| [set.id, i64::from(set.version)]));
    if hash != 0 && hash == known {
        return Ok(enums::messages::AllStickers::NotModified);
    }
    let sets = found.into_iter().map(|set| call.world.shown_set(call.me, set)).collect();
    Ok(types::messages::AllStickers { hash, sets }.into())
}

fn get_all_stickers(
    call: &mut Call,
    request: f::messages::GetAllStickers,
) -> Answer<enums::messages::AllStickers> {
    sets(call, request.hash, |set| !set.emojis && !set.masks)
}

fn get_emoji_stickers(
    call: &mut Call,
    request: f::messages::GetEmojiStickers,
) -> Answer<enums::messages::AllStickers> {
    sets(call, request.hash, |set| set.emojis)
}

/// A document that is a sticker.
fn sticker(call: &Call, input: &enums::InputDocument) -> Answer<i64> {
    use enums::DocumentAttribute as Attribute;
    let invalid = || Refusal::bad("STICKER_ID_INVALID");
    let id = call.world.files.input_document(input).map_err(|_| invalid())?;
    match call.world.files.document_has(id, |attribute| matches!(attribute, Attribute::Sticker(_))) {
        true => Ok(id),
        false => Err(invalid()),
    }
}

/// Puts something at the front of a list, or takes it out of it.
fn shelve(list: &mut Vec<i64>, id: i64, away: bool, most: usize) {
    list.retain(|known| *known != id);
    if !away {
        list.insert(0, id);
        list.truncate(most);
    }
}

fn get_faved_stickers(
    call: &mut Call,
    request: f::messages::GetFavedStickers,
) -> Answer<enums::messages::FavedStickers> {
    let ids = collected(call)?.favourites.clone();
    let hash = hash(ids.iter().copied());
    if hash != 0 && hash == request.hash {
        return Ok(enums::messages::FavedStickers::NotModified);
    }
    let (packs, stickers) = (Vec::new(), documents(call, &ids));
    Ok(types::messages::FavedStickers { hash, packs, stickers }.into())
}

fn fave_sticker(call: &mut Call, request: f::messages::FaveSticker) -> Answer<bool> {
    let id = sticker(call, &request.id)?;
    shelve(&mut collected(call)?.favourites, id, request.unfave, MOST.1);
    tell(call, enums::Update::FavedStickers);
    Ok(true)
}

fn get_recent_stickers(
    call: &mut Call,
    request: f::messages::GetRecentStickers,
) -> Answer<enums::messages::RecentStickers> {
    let (ids, dates): (Vec<i64>, Vec<i32>) = collected(call)?.recent.iter().copied().unzip();
    let hash = hash(ids.iter().copied());
    if hash != 0 && hash == request.hash {
        return Ok(enums::messages::RecentStickers::NotModified);
    }
    let (packs, stickers) = (Vec::new(), documents(call, &ids));
    Ok(types::messages::RecentStickers { hash, packs, stickers, dates }.into())
}

fn save_recent_sticker(call: &mut Call, request: f::messages::SaveRecentSticker) -> Answer<bool> {
    let id = sticker(call, &request.id)?;
    let recent = &mut collected(call)?.recent;
    recent.retain(|(known, _)| *known != id);
    if !request.unsave {
        recent.insert(0, (id, unix_seconds()));
        recent.truncate(MOST.2);
    }
    tell(call, enums::Update::RecentStickers);
    Ok(true)
}

fn clear_recent_stickers(call: &mut Call, _: f::messages::ClearRecentStickers) -> Answer<bool> {
    collected(call)?.recent.clear();
    tell(call, enums::Update::RecentStickers);
    Ok(true)
}

fn get_saved_gifs(call: &mut Call, request: f::messages::GetSavedGifs) -> Answer<enums::messages::SavedGifs> {
    let ids = collected(call)?.gifs.clone();
    let hash = hash(ids.iter().copied());
    if hash != 0 && hash == request.hash {
        return Ok(enums::messages::SavedGifs::NotModified);
    }
    Ok(types::messages::SavedGifs { hash, gifs: documents(call, &ids) }.into())
}

fn save_gif(call: &mut Call, request: f::messages::SaveGif) -> Answer<bool> {
    use enums::DocumentAttribute as Attribute;
    let invalid = || Refusal::bad("GIF_ID_INVALID");
    let id = call.world.files.input_document(&request.id).map_err(|_| invalid())?;
    if !call.world.files.document_has(id, |attribute| matches!(attribute, Attribute::Animated)) {
        return Err(invalid());
    }
    shelve(&mut collected(call)?.gifs, id, request.unsave, MOST.0);
    tell(call, enums::Update::SavedGifs);
    Ok(true)
}

/// Documents that are unknown, or no emoji, are left out of the answer.
fn get_custom_emoji_documents(
    call: &mut Call,
    request: f::messages::GetCustomEmojiDocuments,
) -> Answer<Vec<enums::Document>> {
    use enums::DocumentAttribute as Attribute;
    let emoji = |id: &i64| call.world.files.document_has(*id, |a| matches!(a, Attribute::CustomEmoji(_)));
    let ids: Vec<i64> = request.document_id.iter().copied().filter(emoji).collect();
    Ok(documents(call, &ids))
}

fn no_reactions() -> enums::messages::Reactions {
    types::messages::Reactions { hash: 0, reactions: Vec::new() }.into()
}

fn get_top_reactions(_: &mut Call, _: f::messages::GetTopReactions) -> Answer<enums::messages::Reactions> {
    Ok(no_reactions())
}

fn get_recent_reactions(
    _: &mut Call,
    _: f::messages::GetRecentReactions,
) -> Answer<enums::messages::Reactions> {
    Ok(no_reactions())
}
