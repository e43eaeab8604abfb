//! Stories: who put up what until when, who may see it, who did and what she felt. How clients see a story.
//! The methods are in `services::stories`.

use std::collections::{BTreeMap, HashMap};

use grammers_tl_types::enums::{self, PrivacyRule as Rule};
use grammers_tl_types::types;

use super::State;
use super::files::Media;
use super::peers::{Mentioned, Peer};
use crate::rpc::Link;
use crate::session::unix_seconds;

/// Something shown for a day or so.
pub(crate) struct Story {
    pub id: i32,
    /// Who put it up: of a channel, one of its administrators.
    pub author: i64,
    pub date: i32,
    pub expires: i32,
    pub caption: String,
    pub entities: Vec<enums::MessageEntity>,
    pub media: Media,
    pub areas: Option<Vec<enums::MediaArea>>,
    pub rules: Vec<enums::PrivacyRule>,
    pub pinned: bool,
    pub noforwards: bool,
    pub edited: bool,
    /// Who has seen it, in order.
    pub views: Vec<View>,
}

/// Somebody who has seen a story.
#[derive(Clone)]
pub(crate) struct View {
    pub person: i64,
    pub date: i32,
    pub reaction: Option<enums::Reaction>,
}

/// All stories of a person or channel.
#[derive(Default)]
pub(crate) struct Shelf {
    pub last_id: i32,
    pub stories: BTreeMap<i32, Story>,
    pub last_album: i32,
    /// In the order in which they are shown.
    pub albums: Vec<Album>,
}

/// Stories that somebody put together; one may be in several.
#[derive(Clone)]
pub(crate) struct Album {
    pub id: i32,
    pub title: String,
    /// Ids of stories, as they are shown.
    pub stories: Vec<i32>,
}

impl Album {
    /// Puts stories at the end that are not in it.
    pub fn add(&mut self, stories: &[i32]) {
        for id in stories {
            if !self.stories.contains(id) {
                self.stories.push(*id);
            }
        }
    }
}

/// All stories of the world.
#[derive(Default)]
pub(crate) struct Stories {
    pub shelves: HashMap<Peer, Shelf>,
    /// Grows with each change, so that a list can be said to be the same.
    pub version: u64,
}

impl Story {
    pub fn active(&self) -> bool {
        self.expires > unix_seconds()
    }

    /// How many feel what.
    fn reactions(&self) -> Vec<enums::ReactionCount> {
        let mut counts: Vec<types::ReactionCount> = Vec::new();
        for reaction in self.views.iter().filter_map(|view| view.reaction.clone()) {
            match counts.iter_mut().find(|row| row.reaction == reaction) {
                Some(row) => row.count += 1,
                None => counts.push(types::ReactionCount { chosen_order: None, reaction, count: 1 }),
            }
        }
        counts.into_iter().map(Into::into).collect()
    }

    pub fn views(&self) -> types::StoryViews {
        let reacted = self.views.iter().filter(|view| view.reaction.is_some()).count() as i32;
        types::StoryViews {
            has_viewers: true,
            views_count: self.views.len() as i32,
            forwards_count: Some(0),
            reactions: Some(self.reactions()),
            reactions_count: Some(reacted),
            recent_viewers: Some(self.views.iter().rev().take(3).map(|view| view.person).collect()),
        }
    }
}

impl State {
    pub fn story(&self, owner: Peer, id: i32) -> Option<&Story> {
        self.stories.shelves.get(&owner)?.stories.get(&id)
    }

    pub fn story_mut(&mut self, owner: Peer, id: i32) -> Option<&mut Story> {
        self.stories.shelves.get_mut(&owner)?.stories.get_mut(&id)
    }

    /// The albums that a story is in.
    fn albums_with(&self, owner: Peer, id: i32) -> Option<Vec<i32>> {
        let albums = &self.stories.shelves.get(&owner)?.albums;
        let found: Vec<i32> = albums.iter().filter(|a| a.stories.contains(&id)).map(|a| a.id).collect();
        Some(found).filter(|found| !found.is_empty())
    }

    /// Whether a person may speak for a peer.
    pub fn speaks_for(&self, person: i64, owner: Peer) -> bool {
        match owner {
            Peer::User(id) => id == person,
            Peer::Channel(id) => self.channels.get(&id).is_some_and(|channel| channel.rules(person)),
            Peer::Group(_) => false,
        }
    }

    /// Whether a person may see a story now.
    pub fn may_see(&self, viewer: i64, owner: Peer, story: &Story) -> bool {
        if self.speaks_for(viewer, owner) {
            return true;
        }
        let Peer::User(owner) = owner else { return story.active() || story.pinned };
        let Some(resident) = self.resident(owner) else { return false };
        if resident.blocked.contains(&viewer) || !story.active() && !story.pinned {
            return false;
        }
        self.permits(owner, viewer, &story.rules)
    }

    /// The stories of a peer that a person may see, oldest first.
    pub fn stories_of(&self, viewer: i64, owner: Peer) -> impl Iterator<Item = &Story> {
        let all = self.stories.shelves.get(&owner).into_iter().flat_map(|shelf| shelf.stories.values());
        all.filter(move |story| self.may_see(viewer, owner, story))
    }

    /// A story as somebody who may see it does.
    pub fn render_story(
        &self,
        viewer: i64,
        owner: Peer,
        story: &Story,
        mentioned: &mut Mentioned,
    ) -> enums::StoryItem {
        mentioned.add(owner);
        let mine = self.speaks_for(viewer, owner);
        let has = |wanted: &Rule| story.rules.contains(wanted);
        let views = (mine || matches!(owner, Peer::Channel(_))).then(|| story.views());
        if mine {
            let shown = views.iter().flat_map(|views| views.recent_viewers.iter().flatten());
            shown.for_each(|person| mentioned.add(Peer::User(*person)));
        }
        if mine {
            mentioned.add(Peer::User(story.author));
        }
        let own = story.views.iter().find(|view| view.person == viewer);
        types::StoryItem {
            pinned: story.pinned,
            public: matches!(owner, Peer::Channel(_)) || has(&Rule::PrivacyValueAllowAll),
            close_friends: false,
            min: false,
            noforwards: story.noforwards,
            edited: story.edited,
            contacts: has(&Rule::PrivacyValueAllowContacts),
            selected_contacts: story.rules.iter().any(|rule| matches!(rule, Rule::PrivacyValueAllowUsers(_))),
            out: mine,
            id: story.id,
            date: story.date,
            from_id: (mine && owner != Peer::User(story.author)).then(|| Peer::User(story.author).tl()),
            fwd_from: None,
            expire_date: story.expires,
            caption: Some(story.caption.clone()).filter(|caption| !caption.is_empty()),
            entities: Some(story.entities.clone()).filter(|entities| !entities.is_empty()),
            media: self.media(viewer, &story.media, mentioned),
            media_areas: story.areas.clone(),
            privacy: mine.then(|| story.rules.clone()),
            views: views.map(Into::into),
            sent_reaction: own.and_then(|view| view.reaction.clone()),
            albums: self.albums_with(owner, story.id),
            music: None,
        }
        .into()
    }

    /// Who is told about a peer's stories: its own people, and who follows it.
    fn audience(&self, owner: Peer) -> Vec<i64> {
        let mut people: Vec<i64> = match owner {
            Peer::User(id) => {
                let follows = |(person, row): (&i64, &super::people::Resident)| {
                    (*person == id || row.contacts.contains(&id)).then_some(*person)
                };
                self.people.iter().filter_map(follows).collect()
            }
            peer => self.members(peer),
        };
        people.sort_unstable();
        people
    }

    /// Tells followers how a story looks now; whoever may not see it any more learns that it is gone.
    pub fn tell_story(&mut self, owner: Peer, id: i32, except: Option<&Link>) {
        self.stories.version += 1;
        for person in self.audience(owner) {
            let mut mentioned = Mentioned::default();
            mentioned.add(owner);
            let seen = self.story(owner, id).filter(|story| self.may_see(person, owner, story));
            let story = match seen {
                Some(story) => self.render_story(person, owner, story, &mut mentioned),
                None => types::StoryItemDeleted { id }.into(),
            };
            let update = types::UpdateStory { peer: owner.tl(), story }.into();
            self.tell(person, update, &mentioned, except);
        }
        self.touch();
    }
}
