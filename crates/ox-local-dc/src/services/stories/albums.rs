//! Albums of stories: making, changing, ordering and listing them. What is in which is kept in `world::stories`.
//! Out of scope: how many albums and stories there may be.

use grammers_tl_types::{enums, functions as f, types};

use super::own;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::files::Media;
use crate::world::peers::{Mentioned, Peer};
use crate::world::stories::Album;

pub(super) fn register(table: &mut Table) {
    table.serve(create_album);
    table.serve(update_album);
    table.serve(reorder_albums);
    table.serve(delete_album);
    table.serve(get_albums);
    table.serve(get_album_stories);
}

/// An album shows its first story.
fn shown(call: &Call, owner: Peer, album: &Album) -> enums::StoryAlbum {
    let first = album.stories.first().and_then(|id| call.world.story(owner, *id));
    let files = &call.world.files;
    let (icon_photo, icon_video) = match first.map(|story| &story.media) {
        Some(Media::Photo { id, .. }) => (Some(files.render_photo(*id)), None),
        Some(Media::Document { id, .. }) => (None, Some(files.render_document(*id))),
        _ => (None, None),
    };
    types::StoryAlbum { album_id: album.id, title: album.title.clone(), icon_photo, icon_video }.into()
}

fn invalid() -> Refusal {
    Refusal::bad("ALBUM_ID_INVALID")
}

/// Whether these are stories of the peer.
pub(super) fn check(call: &Call, owner: Peer, stories: &[i32]) -> Answer<()> {
    match stories.iter().all(|id| call.world.story(owner, *id).is_some()) {
        true => Ok(()),
        false => Err(Refusal::bad("STORY_ID_INVALID")),
    }
}

/// Tells whoever sees these stories in which albums they are now.
fn tell(call: &mut Call, owner: Peer, stories: &[i32]) {
    for id in stories {
        call.world.tell_story(owner, *id, Some(call.link));
    }
    call.world.stories.version += 1;
}

fn create_album(call: &mut Call, request: f::stories::CreateAlbum) -> Answer<enums::StoryAlbum> {
    let owner = own(call, &request.peer)?;
    check(call, owner, &request.stories)?;
    let shelf = call.world.stories.shelves.entry(owner).or_default();
    shelf.last_album += 1;
    let mut album = Album { id: shelf.last_album, title: request.title, stories: Vec::new() };
    album.add(&request.stories);
    shelf.albums.push(album.clone());
    tell(call, owner, &album.stories);
    Ok(shown(call, owner, &album))
}

fn update_album(call: &mut Call, request: f::stories::UpdateAlbum) -> Answer<enums::StoryAlbum> {
    let owner = own(call, &request.peer)?;
    let added = request.add_stories.unwrap_or_default();
    check(call, owner, &added)?;
    let gone = request.delete_stories.unwrap_or_default();
    let shelf = call.world.stories.shelves.get_mut(&owner).ok_or_else(invalid)?;
    let album = shelf.albums.iter_mut().find(|album| album.id == request.album_id).ok_or_else(invalid)?;
    album.title = request.title.unwrap_or_else(|| album.title.clone());
    album.stories.retain(|id| !gone.contains(id));
    album.add(&added);
    if let Some(order) = request.order {
        let place = |id: &i32| order.iter().position(|other| other == id).unwrap_or(order.len());
        album.stories.sort_by_key(place);
    }
    let album = album.clone();
    tell(call, owner, &[added, gone].concat());
    Ok(shown(call, owner, &album))
}

fn reorder_albums(call: &mut Call, request: f::stories::ReorderAlbums) -> Answer<bool> {
    let owner = own(call, &request.peer)?;
    if let Some(shelf) = call.world.stories.shelves.get_mut(&owner) {
        let order = &request.order;
        shelf.albums.sort_by_key(|album| order.iter().position(|id| *id == album.id).unwrap_or(order.len()));
    }
    call.world.stories.version += 1;
    Ok(true)
}

/// The stories stay.
fn delete_album(call: &mut Call, request: f::stories::DeleteAlbum) -> Answer<bool> {
    let owner = own(call, &request.peer)?;
    let shelf = call.world.stories.shelves.get_mut(&owner).ok_or_else(invalid)?;
    let at = shelf.albums.iter().position(|album| album.id == request.album_id).ok_or_else(invalid)?;
    let album = shelf.albums.remove(at);
    tell(call, owner, &album.stories);
    Ok(true)
}

fn get_albums(call: &mut Call, request: f::stories::GetAlbums) -> Answer<enums::stories::Albums> {
    let owner = call.world.input_peer(call.me, &request.peer)?;
    let hash = call.world.stories.version as i64 + 1;
    if request.hash == hash {
        return Ok(enums::stories::Albums::NotModified);
    }
    let albums = call.world.stories.shelves.get(&owner).into_iter().flat_map(|shelf| &shelf.albums);
    let albums = albums.map(|album| shown(call, owner, album)).collect();
    Ok(types::stories::Albums { hash, albums }.into())
}

fn get_album_stories(
    call: &mut Call,
    request: f::stories::GetAlbumStories,
) -> Answer<enums::stories::Stories> {
    let owner = call.world.input_peer(call.me, &request.peer)?;
    let world = &*call.world;
    let shelf = world.stories.shelves.get(&owner).ok_or_else(invalid)?;
    let album = shelf.albums.iter().find(|album| album.id == request.album_id).ok_or_else(invalid)?;
    let found = album.stories.iter().filter_map(|id| world.story(owner, *id));
    let found: Vec<_> = found.filter(|story| world.may_see(call.me, owner, story)).collect();
    let count = found.len() as i32;
    let page = found.into_iter().skip(request.offset.max(0) as usize);
    let mut mentioned = Mentioned::default();
    let stories = page
        .take(request.limit.clamp(0, 100) as usize)
        .map(|story| world.render_story(call.me, owner, story, &mut mentioned))
        .collect();
    let (users, chats) = world.gather(call.me, &mentioned);
    Ok(types::stories::Stories { count, stories, pinned_to_top: None, chats, users }.into())
}
