//! Who has read, seen and felt what, of stories.
//! Out of scope: reposts among the viewers, viewers that are forgotten after a day, paid reactions.

use grammers_tl_types::{enums, functions as f, types};

use super::own;
use crate::rpc::{Answer, Call, Refusal, Table};
use crate::session::unix_seconds;
use crate::world::peers::{Mentioned, Peer};
use crate::world::stories::View;

pub(super) fn register(table: &mut Table) {
    table.serve(read_stories);
    table.serve(increment_story_views);
    table.serve(get_story_views_list);
    table.serve(get_stories_views);
    table.serve(send_reaction);
    table.serve(report);
}

/// Gives the stories that were unread until now.
fn read_stories(call: &mut Call, request: f::stories::ReadStories) -> Answer<Vec<i32>> {
    let owner = call.world.input_peer(call.me, &request.peer)?;
    let (me, max_id) = (call.me, request.max_id);
    if max_id <= 0 {
        return Err(Refusal::bad("MAX_ID_INVALID"));
    }
    let before = call.world.resident(me).and_then(|me| me.read_stories.get(&owner).copied()).unwrap_or(0);
    let fresh = call.world.stories_of(me, owner).filter(|story| story.active());
    let ids: Vec<i32> = fresh.map(|story| story.id).filter(|id| (before + 1..=max_id).contains(id)).collect();
    if let (Some(last), Some(resident)) = (ids.last(), call.world.people.get_mut(&me)) {
        resident.read_stories.insert(owner, *last);
        see(call, owner, &ids);
        let mut mentioned = Mentioned::default();
        mentioned.add(owner);
        let update = types::UpdateReadStories { peer: owner.tl(), max_id };
        call.world.tell(me, update.into(), &mentioned, Some(call.link));
    }
    Ok(ids)
}

fn see(call: &mut Call, owner: Peer, ids: &[i32]) {
    let me = call.me;
    if call.world.speaks_for(me, owner) {
        return;
    }
    for id in ids {
        let Some(story) = call.world.story_mut(owner, *id) else { continue };
        if !story.views.iter().any(|view| view.person == me) {
            story.views.push(View { person: me, date: unix_seconds(), reaction: None });
        }
    }
    call.world.touch();
}

fn increment_story_views(call: &mut Call, request: f::stories::IncrementStoryViews) -> Answer<bool> {
    let owner = call.world.input_peer(call.me, &request.peer)?;
    let seen = call.world.stories_of(call.me, owner).filter(|story| request.id.contains(&story.id));
    let ids: Vec<i32> = seen.map(|story| story.id).collect();
    if ids.is_empty() {
        return Err(Refusal::bad("STORY_ID_EMPTY"));
    }
    see(call, owner, &ids);
    Ok(true)
}

/// A page of who has seen a story, newest first or those who felt something first.
fn get_story_views_list(
    call: &mut Call,
    request: f::stories::GetStoryViewsList,
) -> Answer<enums::stories::StoryViewsList> {
    let owner = own(call, &request.peer)?;
    let world = &*call.world;
    let story = world.story(owner, request.id).ok_or_else(|| Refusal::bad("STORY_ID_INVALID"))?;
    let contacts = world.resident(call.me).map(|me| &me.contacts);
    let query = request.q.unwrap_or_default().to_lowercase();
    let wanted = |view: &&View| {
        let known = !request.just_contacts || contacts.is_some_and(|ids| ids.contains(&view.person));
        let name = world.resident(view.person).map(crate::world::people::Resident::full_name);
        known && name.unwrap_or_default().to_lowercase().contains(&query)
    };
    let mut views: Vec<&View> = story.views.iter().rev().filter(wanted).collect();
    if request.reactions_first {
        views.sort_by_key(|view| view.reaction.is_none());
    }
    let from = request.offset.parse().unwrap_or(0);
    let to = (from + request.limit.clamp(0, 100) as usize).min(views.len());
    let mut mentioned = Mentioned::default();
    let row = |view: &&View| {
        mentioned.add(Peer::User(view.person));
        types::StoryView {
            blocked: false,
            blocked_my_stories_from: false,
            user_id: view.person,
            date: view.date,
            reaction: view.reaction.clone(),
        }
        .into()
    };
    let rows = views.get(from..to).unwrap_or_default().iter().map(row).collect();
    let (users, chats) = world.gather(call.me, &mentioned);
    Ok(types::stories::StoryViewsList {
        count: views.len() as i32,
        views_count: story.views.len() as i32,
        forwards_count: 0,
        reactions_count: story.views.iter().filter(|view| view.reaction.is_some()).count() as i32,
        views: rows,
        chats,
        users,
        next_offset: (to < views.len()).then(|| to.to_string()),
    }
    .into())
}

fn get_stories_views(
    call: &mut Call,
    request: f::stories::GetStoriesViews,
) -> Answer<enums::stories::StoryViews> {
    let owner = own(call, &request.peer)?;
    let mut mentioned = Mentioned::default();
    let mut views: Vec<enums::StoryViews> = Vec::new();
    for id in &request.id {
        let story = call.world.story(owner, *id).ok_or_else(|| Refusal::bad("STORY_ID_INVALID"))?;
        story.views.iter().for_each(|view| mentioned.add(Peer::User(view.person)));
        views.push(story.views().into());
    }
    let (users, _) = call.world.gather(call.me, &mentioned);
    Ok(types::stories::StoryViews { views, users }.into())
}

fn send_reaction(call: &mut Call, request: f::stories::SendReaction) -> Answer<enums::Updates> {
    let owner = call.world.input_peer(call.me, &request.peer)?;
    let (me, id) = (call.me, request.story_id);
    let seen = call.world.story(owner, id).is_some_and(|story| call.world.may_see(me, owner, story));
    if !seen {
        return Err(Refusal::bad("STORY_ID_INVALID"));
    }
    let reaction = match request.reaction {
        enums::Reaction::Empty => None,
        known @ (enums::Reaction::Emoji(_) | enums::Reaction::CustomEmoji(_)) => Some(known),
        enums::Reaction::Paid => return Err(Refusal::bad("REACTION_INVALID")),
    };
    see(call, owner, &[id]);
    let story = call.world.story_mut(owner, id);
    let view = story.and_then(|story| story.views.iter_mut().find(|view| view.person == me));
    let view = view.ok_or_else(|| Refusal::bad("STORY_ID_INVALID"))?;
    view.reaction.clone_from(&reaction);
    let mut mentioned = Mentioned::default();
    mentioned.add(owner);
    let reaction = reaction.unwrap_or(enums::Reaction::Empty);
    if let Peer::User(person) = owner {
        let mut who = Mentioned::default();
        who.add(Peer::User(me));
        let reaction = reaction.clone();
        let peer = Peer::User(me).tl();
        let update = types::UpdateNewStoryReaction { story_id: id, peer, reaction };
        call.world.tell(person, update.into(), &who, None);
    }
    let update: enums::Update =
        types::UpdateSentStoryReaction { peer: owner.tl(), story_id: id, reaction }.into();
    call.world.tell(me, update.clone(), &mentioned, Some(call.link));
    call.world.touch();
    Ok(call.world.updates(me, vec![update], &mentioned))
}

/// Taken without a question: nobody looks into reports.
fn report(call: &mut Call, request: f::stories::Report) -> Answer<enums::ReportResult> {
    call.world.input_peer(call.me, &request.peer)?;
    Ok(enums::ReportResult::Reported)
}
