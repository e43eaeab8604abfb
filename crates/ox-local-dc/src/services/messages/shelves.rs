//! Stickers, GIFs, custom emoji and reactions that somebody collected: nobody has any, and every set is unknown.
//! Out of scope: adding to them, trending and featured sets, covers.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};

pub(crate) fn register(table: &mut Table) {
    table.serve(get_all_stickers);
    table.serve(get_emoji_stickers);
    table.serve(get_faved_stickers);
    table.serve(get_recent_stickers);
    table.serve(get_saved_gifs);
    table.serve(get_sticker_set);
    table.serve(get_custom_emoji_documents);
    table.serve(get_top_reactions);
    table.serve(get_recent_reactions);
}

fn no_sets() -> enums::messages::AllStickers {
    types::messages::AllStickers { hash: 0, sets: Vec::new() }.into()
}

fn get_all_stickers(_: &mut Call, _: f::messages::GetAllStickers) -> Answer<enums::messages::AllStickers> {
    Ok(no_sets())
}

fn get_emoji_stickers(
    _: &mut Call,
    _: f::messages::GetEmojiStickers,
) -> Answer<enums::messages::AllStickers> {
    Ok(no_sets())
}

fn get_faved_stickers(
    _: &mut Call,
    _: f::messages::GetFavedStickers,
) -> Answer<enums::messages::FavedStickers> {
    let (packs, stickers) = (Vec::new(), Vec::new());
    Ok(types::messages::FavedStickers { hash: 0, packs, stickers }.into())
}

fn get_recent_stickers(
    _: &mut Call,
    _: f::messages::GetRecentStickers,
) -> Answer<enums::messages::RecentStickers> {
    let (packs, stickers, dates) = (Vec::new(), Vec::new(), Vec::new());
    Ok(types::messages::RecentStickers { hash: 0, packs, stickers, dates }.into())
}

fn get_saved_gifs(_: &mut Call, _: f::messages::GetSavedGifs) -> Answer<enums::messages::SavedGifs> {
    Ok(types::messages::SavedGifs { hash: 0, gifs: Vec::new() }.into())
}

fn get_sticker_set(_: &mut Call, _: f::messages::GetStickerSet) -> Answer<enums::messages::StickerSet> {
    Err(Refusal::bad("STICKERSET_INVALID"))
}

/// Documents that are unknown are left out of the answer.
fn get_custom_emoji_documents(
    _: &mut Call,
    _: f::messages::GetCustomEmojiDocuments,
) -> Answer<Vec<enums::Document>> {
    Ok(Vec::new())
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
