//! What a person's sessions asked for, in order, as raw bytes without their wrappers: switched on per person.
//! Comparing two clients also needs a fresh start for one person in numbers that two worlds agree about.

use std::collections::HashMap;

use crate::world::{State, World};

/// Requests by the person who sent them; people who are not recorded have no row.
#[derive(Default)]
pub(crate) struct Recorder(HashMap<i64, Vec<Vec<u8>>>);

impl Recorder {
    /// Keeps a request of a person who is recorded.
    pub fn note(&mut self, person: Option<i64>, body: &[u8]) {
        let row = person.and_then(|person| self.0.get_mut(&person));
        if let Some(row) = row {
            row.push(body.to_vec());
        }
    }
}

impl World {
    /// Starts or stops recording what a person's sessions ask for.
    pub fn record(&self, person: i64, on: bool) {
        let mut state = self.lock();
        match on {
            true => state.recorder.0.insert(person, Vec::new()),
            false => state.recorder.0.remove(&person),
        };
    }

    /// What has been recorded since the last look, oldest first: the requests as TL bytes.
    pub fn recorded(&self, person: i64) -> Vec<Vec<u8>> {
        self.lock().recorder.0.get_mut(&person).map(std::mem::take).unwrap_or_default()
    }

    /// Empties a person's list of chats and of contacts without telling her sessions, and goes on counting at
    /// `number`: her messages, and the ids of everything that comes into the world.
    pub fn start_afresh(&self, person: i64, number: u32) {
        self.lock().start_afresh(person, number);
    }
}

impl State {
    fn start_afresh(&mut self, person: i64, number: u32) {
        self.count_from(i64::from(number));
        let Some(resident) = self.people.get_mut(&person) else { return };
        resident.last_id = i32::try_from(number).unwrap_or(i32::MAX).max(resident.last_id);
        resident.mailbox.clear();
        resident.dialogs.clear();
        resident.contacts.clear();
        resident.blocked.clear();
        resident.filters.clear();
        resident.filter_order.clear();
        resident.filter_tags = false;
        resident.drafts.clear();
        resident.scheduled.clear();
        resident.last_scheduled = 0;
        resident.read_threads.clear();
        resident.takeout = None;
        resident.read_stories.clear();
        resident.hidden_stories.clear();
        let owner = crate::world::peers::Peer::User(person);
        self.stories.shelves.remove(&owner);
        self.gifts.forget(owner);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_recorded_people_are_noted_and_a_look_empties_the_row() {
        let dc = crate::LocalDc::start(crate::Options::default()).unwrap();
        let world = dc.world();
        world.record(1, true);
        for person in [Some(1), Some(2), None] {
            world.lock().recorder.note(person, b"request");
        }
        assert_eq!(world.recorded(1), [b"request"]);
        assert!(world.recorded(1).is_empty() && world.recorded(2).is_empty());
        world.record(1, false);
        world.lock().recorder.note(Some(1), b"request");
        assert!(world.recorded(1).is_empty());
    }

    #[test]
    fn a_fresh_start_empties_the_list_and_counts_on_from_the_number() {
        let dc = crate::LocalDc::start(crate::Options::default()).unwrap();
        let world = dc.world();
        let person = |name: &str| {
            world.add_person(crate::Person { first_name: name.to_owned(), ..crate::Person::default() })
        };
        let (alice, bob) = (person("Alice"), person("Bob"));
        world.send_as(bob, alice, "before").unwrap();
        world.start_afresh(alice, 5000);
        assert!(world.history(alice, bob).is_empty());
        assert_eq!(world.send_as(alice, bob, "after").unwrap(), 5001);
        assert_eq!(person("Carol"), crate::world::FIRST_NUMBER + 5001);
    }
}
