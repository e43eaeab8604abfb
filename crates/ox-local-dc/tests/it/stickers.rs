//! Sets of stickers that somebody makes, changes and installs, and what else is collected: GIFs, favourites, songs.

use grammers_tl_types::{RemoteCall, enums, functions as f, types};

use crate::client::{Client, told};
use crate::people::{Town, audio, document, input};

type Whole = types::messages::StickerSet;

fn png(client: &mut Client, id: i64) -> enums::InputDocument {
    document(client, id, "image/png", Vec::new())
}

fn item(document: enums::InputDocument, emoji: &str) -> enums::InputStickerSetItem {
    let emoji = emoji.to_owned();
    types::InputStickerSetItem { document, emoji, mask_coords: None, keywords: None }.into()
}

fn create(name: &str, stickers: Vec<enums::InputStickerSetItem>) -> f::stickers::CreateStickerSet {
    f::stickers::CreateStickerSet {
        masks: false,
        emojis: false,
        text_color: false,
        user_id: enums::InputUser::UserSelf,
        title: "Cats".to_owned(),
        short_name: name.to_owned(),
        thumb: None,
        stickers,
        software: None,
    }
}

fn named(name: &str) -> enums::InputStickerSet {
    types::InputStickerSetShortName { short_name: name.to_owned() }.into()
}

fn ask<R: RemoteCall<Return = enums::messages::StickerSet>>(
    client: &mut Client,
    request: &R,
) -> Result<Whole, String> {
    match client.call(request).map_err(|(_, text)| text)? {
        enums::messages::StickerSet::Set(set) => Ok(set),
        enums::messages::StickerSet::NotModified => Err("NOT_MODIFIED".to_owned()),
    }
}

fn get(name: &str, hash: i32) -> f::messages::GetStickerSet {
    f::messages::GetStickerSet { stickerset: named(name), hash }
}

/// The emoji of each sticker, in order.
fn emoji(set: &Whole) -> Vec<&str> {
    let of = |document: &enums::Document| {
        let id = document.id();
        let pack = set.packs.iter().find_map(|pack| {
            let enums::StickerPack::Pack(pack) = pack;
            pack.documents.contains(&id).then_some(pack.emoticon.as_str())
        });
        pack.unwrap()
    };
    set.documents.iter().map(of).collect()
}

fn shown(set: &Whole) -> &types::StickerSet {
    let enums::StickerSet::Set(set) = &set.set;
    set
}

#[test]
fn a_set_is_made_of_documents_found_by_its_name_and_changed_by_who_made_it() {
    let town = Town::new();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    let (one, two, three) = (png(&mut alice, 1), png(&mut alice, 2), png(&mut alice, 3));
    let request = create("cats_of_alice", vec![item(one.clone(), "😺"), item(two, "🙀")]);
    let made = ask(&mut alice, &request).unwrap();
    assert!(shown(&made).creator && shown(&made).installed_date.is_none());
    assert_eq!(ask(&mut alice, &request).unwrap_err(), "PACK_SHORT_NAME_OCCUPIED");
    let found = ask(&mut bob, &get("CATS_of_alice", 0)).unwrap();
    assert_eq!((shown(&found).title.as_str(), shown(&found).creator), ("Cats", false));
    assert_eq!(emoji(&found), ["😺", "🙀"]);
    assert_eq!(ask(&mut bob, &get("cats_of_alice", shown(&found).hash)).unwrap_err(), "NOT_MODIFIED");
    let enums::Document::Document(first) = &found.documents[0] else { panic!("{found:?}") };
    let own = types::InputStickerSetId { id: shown(&found).id, access_hash: shown(&found).access_hash };
    assert!(first.attributes.iter().any(|attribute| matches!(attribute,
        enums::DocumentAttribute::Sticker(sticker)
            if sticker.alt == "😺" && sticker.stickerset == own.clone().into())));

    let add = |document| f::stickers::AddStickerToSet {
        stickerset: named("cats_of_alice"),
        sticker: item(document, "😹"),
    };
    assert_eq!(emoji(&ask(&mut alice, &add(three.clone())).unwrap()), ["😺", "🙀", "😹"]);
    assert_eq!(ask(&mut bob, &add(three)).unwrap_err(), "STICKERSET_INVALID");
    let last = input(&ask(&mut alice, &get("cats_of_alice", 0)).unwrap().documents[2]);
    let moved = f::stickers::ChangeStickerPosition { sticker: last.clone(), position: 0 };
    assert_eq!(emoji(&ask(&mut alice, &moved).unwrap()), ["😹", "😺", "🙀"]);
    assert_eq!(ask(&mut bob, &moved).unwrap_err(), "STICKER_INVALID");
    let changed = f::stickers::ChangeSticker {
        sticker: last.clone(),
        emoji: Some("😽".to_owned()),
        mask_coords: None,
        keywords: Some("kiss, cat".to_owned()),
    };
    let changed = ask(&mut alice, &changed).unwrap();
    assert_eq!((emoji(&changed), changed.keywords.len()), (vec!["😽", "😺", "🙀"], 1));
    let removed = f::stickers::RemoveStickerFromSet { sticker: last };
    assert_eq!(emoji(&ask(&mut alice, &removed).unwrap()), ["😺", "🙀"]);
    assert_eq!(ask(&mut alice, &removed).unwrap_err(), "STICKER_INVALID");
    // What it was made of is no sticker.
    assert_eq!(
        ask(&mut alice, &f::stickers::RemoveStickerFromSet { sticker: one }).unwrap_err(),
        "STICKER_INVALID"
    );
    let renamed =
        f::stickers::RenameStickerSet { stickerset: named("cats_of_alice"), title: "Lions".to_owned() };
    assert_eq!(shown(&ask(&mut alice, &renamed).unwrap()).title, "Lions");
    assert!(alice.call(&f::stickers::DeleteStickerSet { stickerset: own.into() }).unwrap());
    assert_eq!(ask(&mut bob, &get("cats_of_alice", 0)).unwrap_err(), "STICKERSET_INVALID");
}

#[test]
fn sets_without_a_proper_name_title_file_or_emoji_are_refused() {
    let town = Town::new();
    let mut alice = Client::of(&town.dc, town.alice);
    let sticker = png(&mut alice, 1);
    let gif = document(&mut alice, 2, "image/gif", Vec::new());
    let good = || vec![item(sticker.clone(), "😺")];
    let other = f::stickers::CreateStickerSet {
        user_id: crate::people::user(&mut alice, "bob_user"),
        ..create("cats", good())
    };
    let nameless = f::stickers::CreateStickerSet { title: " ".to_owned(), ..create("cats", good()) };
    let lost = types::InputDocument { id: 1, access_hash: 2, file_reference: vec![3] };
    for (request, expected) in [
        (create("1cat", good()), "PACK_SHORT_NAME_INVALID"),
        (create("cats__", good()), "PACK_SHORT_NAME_INVALID"),
        (nameless, "PACK_TITLE_INVALID"),
        (create("cats", Vec::new()), "STICKERS_EMPTY"),
        (create("cats", vec![item(sticker.clone(), "")]), "STICKER_EMOJI_INVALID"),
        (create("cats", vec![item(gif, "😺")]), "STICKER_MIME_INVALID"),
        (create("cats", vec![item(lost.into(), "😺")]), "STICKER_FILE_INVALID"),
        (create("cats", vec![item(sticker.clone(), "😺"); 121]), "STICKERS_TOO_MUCH"),
        (other, "USER_ID_INVALID"),
    ] {
        assert_eq!(ask(&mut alice, &request).unwrap_err(), expected);
    }
    let mut check = |name: &str| {
        let request = f::stickers::CheckShortName { short_name: name.to_owned() };
        alice.call(&request).map_err(|(_, text)| text)
    };
    assert_eq!(check("cats"), Ok(true));
    assert_eq!(check("_cats").unwrap_err(), "SHORT_NAME_INVALID");
    ask(&mut alice, &create("Cats", good())).unwrap();
    let taken = f::stickers::CheckShortName { short_name: "cats".to_owned() };
    assert_eq!(alice.call(&taken).unwrap_err().1, "SHORT_NAME_OCCUPIED");
    let suggest = f::stickers::SuggestShortName { title: "7 Cats!".to_owned() };
    let enums::stickers::SuggestedShortName::Name(suggested) = alice.call(&suggest).unwrap();
    assert_eq!(suggested.short_name, "Cats1");
    let nothing = f::stickers::SuggestShortName { title: "…".to_owned() };
    assert_eq!(alice.call(&nothing).unwrap_err().1, "TITLE_INVALID");
}

#[test]
fn installed_sets_are_listed_by_kind_newest_first_and_other_sessions_are_told() {
    let town = Town::new();
    let (mut first, mut second) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.alice));
    let sticker = png(&mut first, 1);
    for (name, emojis) in [("cats", false), ("dogs", false), ("hearts", true)] {
        let request =
            f::stickers::CreateStickerSet { emojis, ..create(name, vec![item(sticker.clone(), "😺")]) };
        ask(&mut first, &request).unwrap();
    }
    let names = |list: enums::messages::AllStickers| match list {
        enums::messages::AllStickers::Stickers(list) => {
            let name = |set: &enums::StickerSet| {
                let enums::StickerSet::Set(set) = set;
                assert!(set.installed_date.is_some());
                set.short_name.clone()
            };
            (list.hash, list.sets.iter().map(name).collect::<Vec<_>>())
        }
        enums::messages::AllStickers::NotModified => (0, vec!["as before".to_owned()]),
    };
    let stickers = |hash| f::messages::GetAllStickers { hash };
    assert!(names(first.call(&stickers(0)).unwrap()).1.is_empty());
    for name in ["cats", "dogs", "hearts"] {
        first.call(&f::messages::InstallStickerSet { stickerset: named(name), archived: false }).unwrap();
    }
    let heard = told(&mut second);
    assert_eq!(heard.len(), 3);
    assert!(heard.iter().all(|update| matches!(update, enums::Update::NewStickerSet(_))));
    let (hash, listed) = names(first.call(&stickers(0)).unwrap());
    assert_eq!(listed, ["dogs", "cats"]);
    assert_eq!(names(first.call(&stickers(hash)).unwrap()).1, ["as before"]);
    assert_eq!(names(first.call(&f::messages::GetEmojiStickers { hash: 0 }).unwrap()).1, ["hearts"]);
    first.call(&f::messages::InstallStickerSet { stickerset: named("cats"), archived: true }).unwrap();
    first.call(&f::messages::UninstallStickerSet { stickerset: named("dogs") }).unwrap();
    assert!(names(first.call(&stickers(hash)).unwrap()).1.is_empty());
    assert!(matches!(told(&mut second).last(), Some(enums::Update::StickerSets(_))));
    let hearts = ask(&mut first, &get("hearts", 0)).unwrap().documents[0].id();
    let request = f::messages::GetCustomEmojiDocuments { document_id: vec![hearts, 77] };
    let found = first.call(&request).unwrap();
    assert_eq!(found.iter().map(enums::Document::id).collect::<Vec<_>>(), [hearts]);
    let unknown = f::messages::InstallStickerSet { stickerset: named("bears"), archived: false };
    assert_eq!(first.call(&unknown).unwrap_err().1, "STICKERSET_INVALID");
}

#[test]
fn songs_of_a_profile_are_shown_in_their_order_to_those_who_may_hear_them() {
    let town = Town::new();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    let songs = [1, 2, 3].map(|id| document(&mut alice, id, "audio/mpeg", vec![audio(false)]));
    let voice = document(&mut alice, 4, "audio/ogg", vec![audio(true)]);
    let save = |id: &enums::InputDocument, after_id: Option<&enums::InputDocument>, unsave| {
        f::account::SaveMusic { unsave, id: id.clone(), after_id: after_id.cloned() }
    };
    assert_eq!(alice.call(&save(&voice, None, false)).unwrap_err().1, "DOCUMENT_INVALID");
    alice.call(&save(&songs[0], None, false)).unwrap();
    alice.call(&save(&songs[1], None, false)).unwrap();
    alice.call(&save(&songs[2], Some(&songs[1]), false)).unwrap();
    let her = crate::people::user(&mut bob, "alice_user");
    let mut heard = || {
        let request = f::users::GetSavedMusic { id: her.clone(), offset: 0, limit: 10, hash: 0 };
        match bob.call(&request).unwrap() {
            enums::users::SavedMusic::Music(list) => list.documents.iter().map(input).collect::<Vec<_>>(),
            enums::users::SavedMusic::NotModified(_) => panic!("nothing was known"),
        }
    };
    assert_eq!(heard(), [&songs[1], &songs[2], &songs[0]].map(Clone::clone));
    alice.call(&save(&songs[1], None, true)).unwrap();
    assert_eq!(heard(), [&songs[2], &songs[0]].map(Clone::clone));
    let nobody = vec![enums::InputPrivacyRule::InputPrivacyValueDisallowAll];
    alice.call(&f::account::SetPrivacy { key: enums::InputPrivacyKey::SavedMusic, rules: nobody }).unwrap();
    assert!(heard().is_empty());
}

#[test]
fn gifs_favourites_and_recent_stickers_are_kept_newest_first_and_nothing_else_is() {
    let town = Town::new();
    let (mut alice, mut second) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.alice));
    let plain = png(&mut alice, 1);
    let set = ask(&mut alice, &create("cats", vec![item(plain.clone(), "😺"), item(plain.clone(), "🙀")]));
    let stickers: Vec<enums::InputDocument> = set.unwrap().documents.iter().map(input).collect();
    let gif = document(&mut alice, 2, "video/mp4", vec![enums::DocumentAttribute::Animated]);
    let id = |document: &enums::InputDocument| match document {
        enums::InputDocument::Document(document) => document.id,
        enums::InputDocument::Empty => 0,
    };
    told(&mut second);

    let save = |id, unsave| f::messages::SaveGif { id, unsave };
    assert_eq!(alice.call(&save(plain.clone(), false)).unwrap_err().1, "GIF_ID_INVALID");
    alice.call(&save(gif.clone(), false)).unwrap();
    let mut gifs = || match alice.call(&f::messages::GetSavedGifs { hash: 0 }).unwrap() {
        enums::messages::SavedGifs::Gifs(list) => {
            list.gifs.iter().map(enums::Document::id).collect::<Vec<_>>()
        }
        enums::messages::SavedGifs::NotModified => panic!("nothing was known"),
    };
    assert_eq!(gifs(), [id(&gif)]);
    alice.call(&save(gif, true)).unwrap();

    let fave = |id, unfave| f::messages::FaveSticker { id, unfave };
    assert_eq!(alice.call(&fave(plain, false)).unwrap_err().1, "STICKER_ID_INVALID");
    let recent = |id| f::messages::SaveRecentSticker { attached: false, id, unsave: false };
    for sticker in &stickers {
        alice.call(&fave(sticker.clone(), false)).unwrap();
        alice.call(&recent(sticker.clone())).unwrap();
    }
    let newest_first = [id(&stickers[1]), id(&stickers[0])];
    let faved = alice.call(&f::messages::GetFavedStickers { hash: 0 }).unwrap();
    let enums::messages::FavedStickers::Stickers(faved) = faved else { panic!("{faved:?}") };
    assert_eq!(faved.stickers.iter().map(enums::Document::id).collect::<Vec<_>>(), newest_first);
    alice.call(&fave(stickers[1].clone(), true)).unwrap();
    let mut used = || match alice.call(&f::messages::GetRecentStickers { attached: false, hash: 0 }).unwrap()
    {
        enums::messages::RecentStickers::Stickers(list) => {
            list.stickers.iter().map(enums::Document::id).collect::<Vec<_>>()
        }
        enums::messages::RecentStickers::NotModified => panic!("nothing was known"),
    };
    assert_eq!(used(), newest_first);
    alice.call(&f::messages::ClearRecentStickers { attached: false }).unwrap();
    let faved = alice.call(&f::messages::GetFavedStickers { hash: faved.hash }).unwrap();
    let enums::messages::FavedStickers::Stickers(faved) = faved else { panic!("{faved:?}") };
    assert_eq!(faved.stickers.iter().map(enums::Document::id).collect::<Vec<_>>(), [id(&stickers[0])]);
    let heard = told(&mut second);
    for expected in [enums::Update::SavedGifs, enums::Update::FavedStickers, enums::Update::RecentStickers] {
        assert!(heard.contains(&expected), "{expected:?}");
    }
}
