//! Proof that an update nobody wants costs no memory: an allocator that counts per thread.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use ox_dispatch::{Mask, Moment, Rule, Scope, Standings};
use serde_json::json;

use crate::draft::{BOB, Draft, GROUP, NOW, facts, registry};

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

/// Who was let run a command once.
const CAROL: i64 = 201;

struct Counting;

// SAFETY: every call goes to the system's allocator unchanged; the count is a thread-local number without a destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: as promised by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as promised by the caller.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn an_unwanted_message_allocates_nothing() {
    let registry = registry(&json!({
        "commands": [{"id": 1, "name": "ping", "aliases": ["p"]}],
        "watchers": [{"id": 2, "tags": {"out": true, "startswith": "x", "only_pm": true, "only_commands": true}}],
        "events": [{"id": 3, "kind": "NewMessage", "chats": [1], "from_users": [2]}],
        "raw": [{"id": 4, "constructors": [1, 2]}],
        "conversations": [5],
    }));
    let mut facts = facts();
    facts.security.owners.insert(BOB);
    facts.security.bounding_mask = Mask(u32::MAX);
    let expired = Rule { scope: Scope::Command("ping".into()), expires: Some(1) };
    facts.security.user_rules.insert(CAROL, vec![expired]);
    facts.aliases.insert("pp".into(), "gone".into());
    let standings = Standings::default();
    let moment = Moment::new(NOW, &standings);
    let drafts = [
        Draft::from_bob("hello, a message of some length that nobody asked for"),
        Draft::from_bob(".Unknown command"),
        Draft::from_bob(".pp"),
        Draft::from_bob("юзеру привет"),
        Draft::from_bob(".ping@alice").to(GROUP).sender(CAROL),
        Draft::from_bob("...").to(GROUP).sender(BOB),
        Draft::own("hello").photo().reply().forwarded(),
        Draft::own("hello").file("video/mp4", "video").edited(),
    ];
    for draft in drafts {
        let update = draft.update();
        let before = COUNT.get();
        let decision = registry.decide(&update, &facts, &moment);
        assert_eq!(COUNT.get(), before, "something was allocated");
        assert!(decision.unwrap().is_empty());
    }
    let wanted = Draft::own(".ping").update();
    let before = COUNT.get();
    assert!(registry.decide(&wanted, &facts, &moment).unwrap().command.is_some());
    assert!(COUNT.get() > before, "the counter counts");
}
