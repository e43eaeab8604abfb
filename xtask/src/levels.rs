//! The level table: what each room may use. docs/architecture.md says why.

use crate::Finding;
use crate::graph::Graph;

/// One room: its level and the rooms it may use. An edge only goes down.
struct Room {
    name: &'static str,
    level: u8,
    may_use: &'static [&'static str],
}

const fn room(name: &'static str, level: u8, may_use: &'static [&'static str]) -> Room {
    Room { name, level, may_use }
}

const ROOMS: [Room; 10] = [
    room(
        "oxikka",
        5,
        &["ox-client", "ox-dispatch", "ox-link", "ox-local-dc", "ox-store", "ox-tl", "ox-userbot"],
    ),
    room("ox-userbot", 3, &["ox-client", "ox-dispatch", "ox-link", "ox-store", "ox-tl"]),
    room("ox-worker", 3, &["ox-link", "ox-tl"]),
    room("ox-client", 2, &["ox-store", "ox-tl"]),
    room("ox-dispatch", 1, &["ox-tl"]),
    room("ox-store", 1, &[]),
    room("ox-local-dc", 1, &[]),
    room("ox-tl", 0, &[]),
    room("ox-link", 0, &[]),
    room("xtask", 0, &[]),
];

/// Rooms that any room's tests may use.
const FOR_TESTS: [&str; 1] = ["ox-local-dc"];

/// A program and what must not be in its tree, with the reason.
const KEPT_OUT: [(&str, &[&str], &str); 4] = [
    (
        "ox-worker",
        &[
            "ox-store",
            "ox-client",
            "ox-userbot",
            "sled",
            "grammers-client",
            "grammers-mtsender",
            "grammers-session",
        ],
        "keys and stores never meet Python",
    ),
    ("oxikka", &["pyo3", "pyo3-ffi", "ox-worker"], "the core embeds no Python"),
    ("ox-local-dc", &["ox-client", "ox-tl"], "a shared bug would cancel itself out"),
    ("ox-dispatch", &["tokio", "sled", "pyo3"], "deciding is pure"),
];

/// The table against the graph.
pub fn check(graph: &Graph) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in &graph.members {
        match ROOMS.iter().find(|room| room.name == name) {
            None => findings.push(Finding::new(name, "not in the level table of xtask/src/levels.rs")),
            Some(room) => check_room(room, graph, &mut findings),
        }
    }
    for (program, others, reason) in KEPT_OUT {
        let reach = graph.reach(program);
        for other in others.iter().filter(|other| reach.contains(**other)) {
            findings.push(Finding::new(program, format!("reaches `{other}`, but {reason}")));
        }
    }
    findings
}

fn check_room(room: &Room, graph: &Graph, findings: &mut Vec<Finding>) {
    let ours = |name: &&String| graph.members.contains(*name);
    let needs = graph.needs.get(room.name).into_iter().flatten().filter(ours);
    for other in needs {
        let lower = ROOMS.iter().any(|below| below.name == other && below.level < room.level);
        if !lower || !room.may_use.contains(&other.as_str()) {
            findings.push(Finding::new(room.name, format!("may not use `{other}` (level table)")));
        }
    }
    for other in graph.tests_need.get(room.name).into_iter().flatten().filter(ours) {
        if !FOR_TESTS.contains(&other.as_str()) && !room.may_use.contains(&other.as_str()) {
            findings.push(Finding::new(room.name, format!("its tests may not use `{other}` (level table)")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permitted_edge_goes_down() {
        for room in &ROOMS {
            for other in room.may_use {
                let below = ROOMS.iter().find(|below| below.name == *other).unwrap();
                assert!(below.level < room.level, "{} -> {other}", room.name);
            }
        }
    }

    #[test]
    fn an_edge_up_is_found() {
        let needs = [("ox-tl".to_owned(), ["ox-store".to_owned()].into())];
        let members = ["ox-tl".to_owned(), "ox-store".to_owned()].into();
        let graph = Graph { members, needs: needs.into(), tests_need: [].into(), folders: [].into() };
        let found: Vec<String> = check(&graph).into_iter().map(|finding| finding.words).collect();
        assert_eq!(found, ["may not use `ox-store` (level table)"]);
    }
}
