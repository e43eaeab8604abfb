//! `stories.*`: putting up, changing and taking down, lists, views, reactions, what has been read.
//! Out of scope: close friends, reposts, live stories, stealth mode, limits of those who do not pay, stories in
//! messages. Who looks is listed in `views`, what is put together in `albums`.

mod albums;
mod views;

use grammers_tl_types::{enums, functions as f, types};

use super::privacy::rules;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::session::unix_seconds;
use crate::world::files::Media;
use crate::world::peers::{Mentioned, Peer};
use crate::world::stories::Story;
use crate::world::text;

/// Hours that a story may stay, in seconds.
const PERIODS: [i32; 4] = [6 * 3600, 12 * 3600, 24 * 3600, 48 * 3600];
/// Most stories at a time.
const MOST: usize = 100;

pub(crate) fn register(table: &mut Table) {
    table.serve(can_send_story);
    table.serve(send_story);
    table.serve(edit_story);
    table.serve(delete_stories);
    table.serve(toggle_pinned);
    table.serve(get_all_stories);
    table.serve(get_peer_stories);
    table.serve(get_pinned_stories);
    table.serve(get_stories_archive);
    table.serve(get_stories_by_id);
    table.serve(toggle_all_stories_hidden);
    table.serve(toggle_peer_stories_hidden);
    table.serve(export_story_link);
    albums::register(table);
    views::register(table);
}

/// Whose stories are meant, by somebody who may change them.
fn own(call: &Call, peer: &enums::InputPeer) -> Answer<Peer> {
    let owner = call.world.input_peer(call.me, peer)?;
    match (call.world.speaks_for(call.me, owner), owner) {
        (true, _) => Ok(owner),
        (false, Peer::Channel(_)) => Err(Refusal::bad("CHAT_ADMIN_REQUIRED")),
        (false, _) => Err(Refusal::bad("PEER_ID_INVALID")),
    }
}

fn room(call: &Call, owner: Peer) -> usize {
    MOST.saturating_sub(call.world.stories_of(call.me, owner).filter(|story| story.active()).count())
}

fn can_send_story(
    call: &mut Call,
    request: f::stories::CanSendStory,
) -> Answer<enums::stories::CanSendStoryCount> {
    let owner = own(call, &request.peer)?;
    let count_remains = room(call, owner) as i32;
    match count_remains {
        0 => Err(Refusal::bad("STORIES_TOO_MUCH")),
        _ => Ok(types::stories::CanSendStoryCount { count_remains }.into()),
    }
}

/// Pictures and videos can be put up, and nothing else.
fn shown(call: &mut Call, input: &enums::InputMedia) -> Answer<Media> {
    use enums::DocumentAttribute::Video;
    let media = super::messages::media::of(call, input)?.ok_or_else(|| Refusal::bad("MEDIA_EMPTY"))?;
    let attributes = call.world.files.attributes_of(&media);
    let video = attributes.iter().any(|attribute| matches!(attribute, Video(_)));
    match media {
        Media::Photo { .. } => Ok(media),
        Media::Document { .. } if video => Ok(media),
        _ => Err(Refusal::bad("MEDIA_TYPE_INVALID")),
    }
}

fn updates(call: &Call, owner: Peer, id: i32, random_id: Option<i64>) -> enums::Updates {
    let mut mentioned = Mentioned::default();
    let mut updates: Vec<enums::Update> = Vec::new();
    updates.extend(random_id.map(|random_id| types::UpdateStoryId { id, random_id }.into()));
    if let Some(story) = call.world.story(owner, id) {
        let story = call.world.render_story(call.me, owner, story, &mut mentioned);
        updates.push(types::UpdateStory { peer: owner.tl(), story }.into());
    }
    call.world.updates(call.me, updates, &mentioned)
}

fn send_story(call: &mut Call, request: f::stories::SendStory) -> Answer<enums::Updates> {
    let owner = own(call, &request.peer)?;
    let period = request.period.unwrap_or(86400);
    if !PERIODS.contains(&period) {
        return Err(Refusal::bad("STORY_PERIOD_INVALID"));
    }
    if request.fwd_from_id.is_some() || request.music.is_some() {
        return Err(Refusal::bad("STORY_PARTS_NOT_SERVED"));
    }
    if room(call, owner) == 0 {
        return Err(Refusal::bad("STORIES_TOO_MUCH"));
    }
    let rules = rules(call, &request.privacy_rules)?;
    let media = shown(call, &request.media)?;
    let caption = request.caption.unwrap_or_default();
    let (caption, entities) = text::prepare(call.world, &caption, request.entities.unwrap_or_default());
    let date = unix_seconds();
    let shelf = call.world.stories.shelves.entry(owner).or_default();
    shelf.last_id += 1;
    let id = shelf.last_id;
    let story = Story {
        id,
        author: call.me,
        date,
        expires: date + period,
        caption,
        entities,
        media,
        areas: request.media_areas,
        rules,
        pinned: request.pinned,
        noforwards: request.noforwards,
        edited: false,
        views: Vec::new(),
    };
    shelf.stories.insert(id, story);
    let wanted = request.albums.unwrap_or_default();
    shelf.albums.iter_mut().filter(|album| wanted.contains(&album.id)).for_each(|album| album.add(&[id]));
    call.world.tell_story(owner, id, Some(call.link));
    Ok(updates(call, owner, id, Some(request.random_id)))
}

fn edit_story(call: &mut Call, request: f::stories::EditStory) -> Answer<enums::Updates> {
    let owner = own(call, &request.peer)?;
    let id = request.id;
    call.world.story(owner, id).ok_or_else(|| Refusal::bad("STORY_ID_INVALID"))?;
    let media = request.media.as_ref().map(|media| shown(call, media)).transpose()?;
    let rules = request.privacy_rules.as_ref().map(|input| rules(call, input)).transpose()?;
    let given = request.entities.unwrap_or_default();
    let text = request.caption.map(|caption| text::prepare(call.world, &caption, given));
    let Some(story) = call.world.story_mut(owner, id) else { return Err(Refusal::bad("STORY_ID_INVALID")) };
    let same = text.as_ref().is_none_or(|(caption, _)| *caption == story.caption);
    let unmoved = rules.as_ref().is_none_or(|rules| *rules == story.rules);
    if same && unmoved && media.is_none() && request.media_areas.is_none() {
        return Err(Refusal::bad("STORY_NOT_MODIFIED"));
    }
    story.edited |= media.is_some() || !same;
    if let Some((caption, entities)) = text {
        (story.caption, story.entities) = (caption, entities);
    }
    story.media = media.unwrap_or_else(|| story.media.clone());
    story.rules = rules.unwrap_or_else(|| story.rules.clone());
    story.areas = request.media_areas.or(story.areas.take());
    call.world.tell_story(owner, id, Some(call.link));
    Ok(updates(call, owner, id, None))
}

fn delete_stories(call: &mut Call, request: f::stories::DeleteStories) -> Answer<Vec<i32>> {
    let owner = own(call, &request.peer)?;
    if request.id.is_empty() {
        return Err(Refusal::bad("STORY_ID_EMPTY"));
    }
    let mut gone = Vec::new();
    for id in request.id {
        let shelf = call.world.stories.shelves.get_mut(&owner);
        let taken = shelf.is_some_and(|shelf| {
            shelf.albums.iter_mut().for_each(|album| album.stories.retain(|other| *other != id));
            shelf.stories.remove(&id).is_some()
        });
        if taken {
            gone.push(id);
            call.world.tell_story(owner, id, Some(call.link));
        }
    }
    Ok(gone)
}

fn toggle_pinned(call: &mut Call, request: f::stories::TogglePinned) -> Answer<Vec<i32>> {
    let owner = own(call, &request.peer)?;
    let mut changed = Vec::new();
    for id in request.id {
        let story = call.world.story_mut(owner, id).filter(|story| story.pinned != request.pinned);
        if let Some(story) = story {
            story.pinned = request.pinned;
            changed.push(id);
            call.world.tell_story(owner, id, Some(call.link));
        }
    }
    Ok(changed)
}

/// Stories that are on now, as a person sees them.
fn current(call: &Call, owner: Peer, mentioned: &mut Mentioned) -> types::PeerStories {
    let world = &*call.world;
    let active = world.stories_of(call.me, owner).filter(|story| story.active());
    let stories = active.map(|story| world.render_story(call.me, owner, story, mentioned)).collect();
    let read = world.resident(call.me).and_then(|me| me.read_stories.get(&owner).copied());
    types::PeerStories { peer: owner.tl(), max_read_id: read, stories }
}

/// All who are followed and have something on now, on one page.
fn get_all_stories(
    call: &mut Call,
    request: f::stories::GetAllStories,
) -> Answer<enums::stories::AllStories> {
    let stealth = || types::StoriesStealthMode { active_until_date: None, cooldown_until_date: None }.into();
    let state = format!("{}-{}", call.world.stories.version, i32::from(request.hidden));
    if request.state.as_deref() == Some(state.as_str()) {
        let stealth_mode = stealth();
        return Ok(types::stories::AllStoriesNotModified { state, stealth_mode }.into());
    }
    let me = call.world.resident(call.me);
    let follows = |owner: &Peer| match owner {
        Peer::User(id) => *id == call.me || me.is_some_and(|me| me.contacts.contains(id)),
        peer => call.world.members(*peer).contains(&call.me),
    };
    let hidden = |owner: &Peer| me.is_some_and(|me| me.hidden_stories.contains(owner));
    let owners = call.world.stories.shelves.keys().copied();
    let mut owners: Vec<Peer> =
        owners.filter(|owner| follows(owner) && hidden(owner) == request.hidden).collect();
    owners.sort_unstable();
    let mut mentioned = Mentioned::default();
    let rows = owners.into_iter().map(|owner| current(call, owner, &mut mentioned));
    let peer_stories: Vec<enums::PeerStories> =
        rows.filter(|row| !row.stories.is_empty()).map(Into::into).collect();
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::stories::AllStories {
        has_more: false,
        count: peer_stories.len() as i32,
        state,
        peer_stories,
        chats,
        users,
        stealth_mode: stealth(),
    }
    .into())
}

fn get_peer_stories(
    call: &mut Call,
    request: f::stories::GetPeerStories,
) -> Answer<enums::stories::PeerStories> {
    let owner = call.world.input_peer(call.me, &request.peer)?;
    let mut mentioned = Mentioned::default();
    mentioned.add(owner);
    let stories = current(call, owner, &mut mentioned).into();
    let (users, chats) = call.world.gather(call.me, &mentioned);
    Ok(types::stories::PeerStories { stories, chats, users }.into())
}

/// A page of stories, newest first.
fn page(
    call: &Call,
    owner: Peer,
    (offset_id, limit): (i32, i32),
    wanted: impl Fn(&Story) -> bool,
) -> enums::stories::Stories {
    let world = &*call.world;
    let mut found: Vec<&Story> = world.stories_of(call.me, owner).filter(|story| wanted(story)).collect();
    found.reverse();
    let count = found.len() as i32;
    let mut mentioned = Mentioned::default();
    let page = found.into_iter().filter(|story| offset_id <= 0 || story.id < offset_id);
    let page = page.take(limit.clamp(0, 100) as usize);
    let stories = page.map(|story| world.render_story(call.me, owner, story, &mut mentioned)).collect();
    let (users, chats) = world.gather(call.me, &mentioned);
    types::stories::Stories { count, stories, pinned_to_top: None, chats, users }.into()
}

fn get_pinned_stories(
    call: &mut Call,
    request: f::stories::GetPinnedStories,
) -> Answer<enums::stories::Stories> {
    let owner = call.world.input_peer(call.me, &request.peer)?;
    Ok(page(call, owner, (request.offset_id, request.limit), |story| story.pinned))
}

fn get_stories_archive(
    call: &mut Call,
    request: f::stories::GetStoriesArchive,
) -> Answer<enums::stories::Stories> {
    let owner = own(call, &request.peer)?;
    Ok(page(call, owner, (request.offset_id, request.limit), |_| true))
}

fn get_stories_by_id(
    call: &mut Call,
    request: f::stories::GetStoriesById,
) -> Answer<enums::stories::Stories> {
    let owner = call.world.input_peer(call.me, &request.peer)?;
    if request.id.is_empty() {
        return Err(Refusal::bad("STORY_ID_EMPTY"));
    }
    Ok(page(call, owner, (0, 100), |story| request.id.contains(&story.id)))
}

/// Accepted: everybody is shown where she was.
fn toggle_all_stories_hidden(_: &mut Call, _: f::stories::ToggleAllStoriesHidden) -> Answer<bool> {
    Ok(true)
}

fn toggle_peer_stories_hidden(call: &mut Call, request: f::stories::TogglePeerStoriesHidden) -> Answer<bool> {
    let owner = call.world.input_peer(call.me, &request.peer)?;
    call.world.stories.version += 1;
    let me = call.world.people.get_mut(&call.me);
    Ok(me.is_some_and(|me| match request.hidden {
        true => me.hidden_stories.insert(owner),
        false => me.hidden_stories.remove(&owner),
    }))
}

fn export_story_link(
    call: &mut Call,
    request: f::stories::ExportStoryLink,
) -> Answer<enums::ExportedStoryLink> {
    let owner = call.world.input_peer(call.me, &request.peer)?;
    let story = call.world.story(owner, request.id);
    story.ok_or_else(|| Refusal::bad("STORY_ID_INVALID"))?;
    let name = match owner {
        Peer::User(id) => call.world.resident(id).and_then(|person| person.username.clone()),
        Peer::Channel(id) => call.world.channels.get(&id).and_then(|channel| channel.username.clone()),
        Peer::Group(_) => None,
    };
    let name = name.ok_or_else(|| Refusal::bad("USER_PUBLIC_MISSING"))?;
    Ok(types::ExportedStoryLink { link: format!("https://t.me/{name}/s/{}", request.id) }.into())
}
