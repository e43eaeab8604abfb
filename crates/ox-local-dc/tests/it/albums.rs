//! Albums of stories: what is in them, in which order, and who may change them.

use grammers_tl_types::{enums, functions as f, types};

use crate::client::Client;
use crate::people::{Town, peer, upload};

fn story(client: &mut Client, number: i64, albums: Option<Vec<i32>>) -> i32 {
    let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0, 0, 0, 64, 0, 0, 0, 64]].concat();
    let media = types::InputMediaUploadedPhoto {
        spoiler: false,
        live_photo: false,
        file: upload(client, number, "photo.png", &png),
        stickers: None,
        ttl_seconds: None,
        video: None,
    };
    let request = f::stories::SendStory {
        pinned: true,
        noforwards: false,
        fwd_modified: false,
        peer: enums::InputPeer::PeerSelf,
        media: media.into(),
        media_areas: None,
        caption: None,
        entities: None,
        privacy_rules: vec![enums::InputPrivacyRule::InputPrivacyValueAllowAll],
        random_id: number,
        period: None,
        fwd_from_id: None,
        fwd_from_story: None,
        albums,
        music: None,
    };
    let enums::Updates::Updates(updates) = client.call(&request).unwrap() else { panic!("updates") };
    let id = updates.updates.iter().find_map(|update| match update {
        enums::Update::StoryId(update) => Some(update.id),
        _ => None,
    });
    id.unwrap()
}

fn create(client: &mut Client, title: &str, stories: &[i32]) -> types::StoryAlbum {
    let (title, stories) = (title.to_owned(), stories.to_vec());
    let request = f::stories::CreateAlbum { peer: enums::InputPeer::PeerSelf, title, stories };
    let enums::StoryAlbum::Album(album) = client.call(&request).unwrap();
    album
}

fn titles(client: &mut Client, peer: enums::InputPeer) -> Vec<String> {
    let title = |album: enums::StoryAlbum| {
        let enums::StoryAlbum::Album(album) = album;
        album.title
    };
    match client.call(&f::stories::GetAlbums { peer, hash: 0 }).unwrap() {
        enums::stories::Albums::Albums(list) => list.albums.into_iter().map(title).collect(),
        enums::stories::Albums::NotModified => panic!("nothing was known"),
    }
}

/// Ids of an album's stories, and the albums that each says to be in.
fn inside(client: &mut Client, peer: enums::InputPeer, album_id: i32) -> Vec<(i32, Option<Vec<i32>>)> {
    let request = f::stories::GetAlbumStories { peer, album_id, offset: 0, limit: 10 };
    let enums::stories::Stories::Stories(found) = client.call(&request).unwrap();
    let row = |story: enums::StoryItem| match story {
        enums::StoryItem::Item(story) => (story.id, story.albums),
        other => panic!("{other:?}"),
    };
    found.stories.into_iter().map(row).collect()
}

fn change(album_id: i32) -> f::stories::UpdateAlbum {
    f::stories::UpdateAlbum {
        peer: enums::InputPeer::PeerSelf,
        album_id,
        title: None,
        delete_stories: None,
        add_stories: None,
        order: None,
    }
}

#[test]
fn an_album_holds_stories_in_an_order_and_each_story_says_where_it_is() {
    let town = Town::new();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    let (one, two) = (story(&mut alice, 1, None), story(&mut alice, 2, None));
    let album = create(&mut alice, "Trips", &[one, two]);
    assert!(album.icon_photo.is_some());
    let three = story(&mut alice, 3, Some(vec![album.album_id]));
    let me = || enums::InputPeer::PeerSelf;
    let listed = Some(vec![album.album_id]);
    let expected = [one, two, three].map(|id| (id, listed.clone()));
    assert_eq!(inside(&mut alice, me(), album.album_id), expected);
    let her = peer(&mut bob, "alice_user");
    assert_eq!(inside(&mut bob, her.clone(), album.album_id), expected);
    let changes = f::stories::UpdateAlbum {
        title: Some("Journeys".to_owned()),
        delete_stories: Some(vec![one]),
        order: Some(vec![three, two]),
        ..change(album.album_id)
    };
    alice.call(&changes).unwrap();
    let ids = |rows: Vec<(i32, Option<Vec<i32>>)>| rows.into_iter().map(|row| row.0).collect::<Vec<_>>();
    assert_eq!(ids(inside(&mut alice, me(), album.album_id)), [three, two]);
    alice.call(&f::stories::DeleteStories { peer: me(), id: vec![three] }).unwrap();
    assert_eq!(ids(inside(&mut bob, her.clone(), album.album_id)), [two]);
    create(&mut alice, "Cats", &[]);
    assert_eq!(titles(&mut bob, her.clone()), ["Journeys", "Cats"]);
    let order = vec![album.album_id + 1, album.album_id];
    alice.call(&f::stories::ReorderAlbums { peer: me(), order }).unwrap();
    assert_eq!(titles(&mut bob, her.clone()), ["Cats", "Journeys"]);
    let end = f::stories::DeleteAlbum { peer: me(), album_id: album.album_id };
    assert!(alice.call(&end).unwrap());
    assert_eq!(titles(&mut bob, her), ["Cats"]);
    assert_eq!(alice.call(&end).unwrap_err().1, "ALBUM_ID_INVALID");
}

#[test]
fn albums_are_their_owners_hold_her_own_stories_and_are_not_sent_twice() {
    let town = Town::new();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    let album = create(&mut alice, "Trips", &[]);
    let foreign = f::stories::UpdateAlbum { add_stories: Some(vec![77]), ..change(album.album_id) };
    assert_eq!(alice.call(&foreign).unwrap_err().1, "STORY_ID_INVALID");
    let her = peer(&mut bob, "alice_user");
    let theirs = f::stories::UpdateAlbum { peer: her.clone(), ..change(album.album_id) };
    assert_eq!(bob.call(&theirs).unwrap_err().1, "PEER_ID_INVALID");
    let mut listed = |hash| bob.call(&f::stories::GetAlbums { peer: her.clone(), hash }).unwrap();
    let enums::stories::Albums::Albums(first) = listed(0) else { panic!("nothing was known") };
    assert_eq!(listed(first.hash), enums::stories::Albums::NotModified);
    alice
        .call(&f::stories::UpdateAlbum { title: Some("Ways".to_owned()), ..change(album.album_id) })
        .unwrap();
    assert!(matches!(listed(first.hash), enums::stories::Albums::Albums(_)));
}
