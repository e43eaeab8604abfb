//! Sets of stickers and custom emoji: what is in them, who made them, how clients see them.
//! Making, changing and installing them is `services::stickers`; what else somebody collects is in `people`.

use std::collections::BTreeMap;

use grammers_tl_types::{enums, types};

use super::State;
use super::files::Origin;
use crate::rpc::{Answer, Refusal};

/// A set.
#[derive(Clone)]
pub(crate) struct Set {
    pub id: i64,
    pub access_hash: i64,
    pub owner: i64,
    pub title: String,
    pub short_name: String,
    pub emojis: bool,
    pub masks: bool,
    pub stickers: Vec<Sticker>,
    /// Grows with each change.
    pub version: i32,
}

/// A sticker of a set.
#[derive(Clone)]
pub(crate) struct Sticker {
    pub document: i64,
    pub emoji: String,
    pub keywords: Option<String>,
}

/// All sets of the world.
#[derive(Default)]
pub(crate) struct Sets(pub BTreeMap<i64, Set>);

/// What somebody collected, newest first.
#[derive(Default)]
pub(crate) struct Collected {
    /// Sets: their ids, when they were installed, whether they are put away.
    pub sets: Vec<(i64, i32, bool)>,
    pub gifs: Vec<i64>,
    /// Songs of her profile, as they are shown.
    pub music: Vec<i64>,
    pub favourites: Vec<i64>,
    /// Stickers used last, and when.
    pub recent: Vec<(i64, i32)>,
}

impl Set {
    pub fn input(&self) -> enums::InputStickerSet {
        types::InputStickerSetId { id: self.id, access_hash: self.access_hash }.into()
    }

    pub fn place_of(&self, document: i64) -> Option<usize> {
        self.stickers.iter().position(|sticker| sticker.document == document)
    }
}

impl State {
    pub fn sticker_set(&self, input: &enums::InputStickerSet) -> Answer<&Set> {
        let found = match input {
            enums::InputStickerSet::Id(known) => {
                self.sets.0.get(&known.id).filter(|set| set.access_hash == known.access_hash)
            }
            enums::InputStickerSet::ShortName(named) => self.set_named(&named.short_name),
            _ => None,
        };
        found.ok_or_else(|| Refusal::bad("STICKERSET_INVALID"))
    }

    pub fn set_named(&self, name: &str) -> Option<&Set> {
        self.sets.0.values().find(|set| set.short_name.eq_ignore_ascii_case(name))
    }

    /// The set that a sticker is in.
    pub fn set_with(&self, document: i64) -> Option<&Set> {
        self.sets.0.values().find(|set| set.place_of(document).is_some())
    }

    /// A copy of a document that belongs to a set.
    pub fn sticker_of(&mut self, set: &Set, document: i64, emoji: &str, owner: i64) -> Answer<i64> {
        let (alt, stickerset) = (emoji.to_owned(), set.input());
        let attribute = match set.emojis {
            true => {
                types::DocumentAttributeCustomEmoji { free: false, text_color: false, alt, stickerset }.into()
            }
            false => {
                types::DocumentAttributeSticker { mask: set.masks, alt, stickerset, mask_coords: None }.into()
            }
        };
        let id = self.number();
        let Origin { datacentre, .. } = self.origin(owner);
        self.files.sticker(id, datacentre, document, attribute)
    }

    /// A set as somebody sees it in a list.
    pub fn shown_set(&self, viewer: i64, set: &Set) -> enums::StickerSet {
        let sets = self.resident(viewer).into_iter().flat_map(|me| &me.collected.sets);
        let installed = sets.into_iter().find(|(id, ..)| *id == set.id);
        types::StickerSet {
            archived: installed.is_some_and(|(.., archived)| *archived),
            official: false,
            masks: set.masks,
            emojis: set.emojis,
            text_color: false,
            channel_emoji_status: false,
            creator: set.owner == viewer,
            installed_date: installed.map(|(_, date, _)| *date),
            id: set.id,
            access_hash: set.access_hash,
            title: set.title.clone(),
            short_name: set.short_name.clone(),
            thumbs: None,
            thumb_dc_id: None,
            thumb_version: None,
            thumb_document_id: None,
            count: set.stickers.len() as i32,
            hash: set.version,
        }
        .into()
    }

    /// A set with everything in it.
    pub fn whole_set(&self, viewer: i64, set: &Set) -> enums::messages::StickerSet {
        let mut packs: Vec<types::StickerPack> = Vec::new();
        for sticker in &set.stickers {
            match packs.iter_mut().find(|pack| pack.emoticon == sticker.emoji) {
                Some(pack) => pack.documents.push(sticker.document),
                None => packs.push(types::StickerPack {
                    emoticon: sticker.emoji.clone(),
                    documents: vec![sticker.document],
                }),
            }
        }
        let keyword = |sticker: &Sticker| {
            let words = sticker.keywords.as_ref()?.split(',').map(|word| word.trim().to_owned()).collect();
            Some(types::StickerKeyword { document_id: sticker.document, keyword: words }.into())
        };
        types::messages::StickerSet {
            set: self.shown_set(viewer, set),
            packs: packs.into_iter().map(Into::into).collect(),
            keywords: set.stickers.iter().filter_map(keyword).collect(),
            documents: set.stickers.iter().map(|s| self.files.render_document(s.document)).collect(),
        }
        .into()
    }
}
