//! Who may run a command: every kind of permission, what bounds it, and what Telegram has to be asked for.

use std::collections::BTreeMap;

use ox_dispatch::{Command, Decision, Facts, Mask, Moment, Need, Registry, Security, Standing, Standings};
use serde_json::{Value as Json, json};

use crate::draft::{BOB, CHANNEL, Draft, GROUP, ME, NOW, SUPERGROUP, decide, facts, heard, registry};

const CAROL: i64 = 201;

/// `ping` has no mask of its own; `open` is for everybody, as far as the bound allows.
fn commands() -> Registry {
    registry(&json!({
        "commands": [
            {"id": 1, "name": "ping", "module": "Tester", "path": "some.modules.tester", "function": "pingcmd"},
            {"id": 2, "name": "Open", "module": "Tester", "path": "some.modules.tester", "function": "open",
             "security": 8191, "ratelimit": true},
        ],
        "watchers": [
            {"id": 3}, {"id": 4, "tags": {"no_commands": true}}, {"id": 5, "tags": {"only_commands": true}},
        ],
    }))
}

/// Facts with these values of the security settings.
fn with(security: Json) -> Facts {
    let rows = |json: Json| -> BTreeMap<String, String> {
        let pairs = json.as_object().cloned().unwrap_or_default();
        pairs.into_iter().map(|(key, value)| (key, value.to_string())).collect()
    };
    let none = BTreeMap::new();
    Facts::from_database(ME, vec!["Alice".into()], &none, &rows(security), &none)
}

fn runs(facts: &Facts, draft: &Draft) -> bool {
    let decision = decide(&commands(), &draft.update(), facts);
    assert_eq!(decision.needs, None, "nothing has to be asked");
    decision.command.is_some()
}

fn in_group(text: &str) -> Draft {
    Draft::from_bob(text).to(GROUP).sender(BOB)
}

fn bits(masks: &[Mask]) -> u32 {
    masks.iter().fold(0, |bits, mask| bits | mask.0)
}

fn everything() -> Json {
    json!({"bounding_mask": 16383})
}

#[test]
fn out_of_the_box_nobody_but_owners_runs_anything() {
    let fresh = with(json!({}));
    assert_eq!(fresh.security, Security::default());
    for text in [".ping", ".open"] {
        for draft in [Draft::from_bob(text), in_group(&format!("{text}@alice")), in_group(text)] {
            assert!(!runs(&fresh, &draft), "{text}");
        }
        assert!(runs(&fresh, &Draft::own(text)));
        assert!(runs(&with(json!({"owner": [BOB]})), &Draft::from_bob(text)));
    }
}

#[test]
fn a_mask_counts_as_far_as_the_bound_goes() {
    let bound = |mask: &[Mask]| json!({"bounding_mask": bits(mask) | 1});
    let cases = [
        (everything(), ".open", true),
        (everything(), ".ping", false),
        (bound(&[Mask::PM]), ".open", true),
        (bound(&[Mask::GROUP_MEMBER]), ".open", false),
        (json!({"bounding_mask": 16383, "default": Mask::PM.0 | 1}), ".ping", true),
        (json!({"default": Mask::PM.0 | 1}), ".ping", false),
        (
            json!({"bounding_mask": 16383, "masks": {"some.modules.tester.pingcmd": Mask::PM.0}}),
            ".ping",
            true,
        ),
        (
            json!({"bounding_mask": 16383, "masks": {"other.modules.tester.pingcmd": Mask::PM.0}}),
            ".ping",
            true,
        ),
        (json!({"bounding_mask": 16383, "masks": {"tester.pingcmd": Mask::PM.0}}), ".ping", true),
        (json!({"bounding_mask": 16383, "masks": {"tester.open": 1}}), ".open", false),
        (json!({"bounding_mask": 16383, "masks": {"tester.open": 1}, "default": 8191}), ".open", false),
    ];
    for (security, text, expected) in cases {
        assert_eq!(runs(&with(security.clone()), &Draft::from_bob(text)), expected, "{text} {security}");
    }
}

#[test]
fn a_command_for_nobody_is_not_even_the_owners() {
    let nobody = with(json!({"masks": {"tester.pingcmd": Mask::PM.0}}));
    assert!(!runs(&nobody, &Draft::own(".ping")));
}

#[test]
fn members_and_private_chats_are_told_apart() {
    let only = |mask: Mask| with(json!({"bounding_mask": 16383, "default": mask.0}));
    let private = Draft::from_bob(".ping");
    assert!(runs(&only(Mask::PM), &private) && !runs(&only(Mask::GROUP_MEMBER), &private));
    for chat in [GROUP, SUPERGROUP] {
        let group = Draft::from_bob(".ping@alice").to(chat).sender(BOB);
        assert!(!runs(&only(Mask::PM), &group) && runs(&only(Mask::GROUP_MEMBER), &group));
    }
    let post = Draft::from_bob(".ping@alice").to(CHANNEL);
    assert!(!runs(&only(Mask::GROUP_MEMBER | Mask::PM), &post));
}

#[test]
fn sudo_and_support_are_lists_with_a_bit_of_their_own() {
    for (list, mask) in [("sudo", Mask::SUDO), ("support", Mask::SUPPORT)] {
        let facts =
            |bound: u32, default: u32| with(json!({list: [BOB], "bounding_mask": bound, "default": default}));
        let draft = Draft::from_bob(".ping");
        assert!(runs(&facts(7, mask.0 | 1), &draft), "{list}");
        assert!(!runs(&facts(1, mask.0 | 1), &draft), "{list} beyond the bound");
        assert!(!runs(&facts(7, 1), &draft), "{list} without the bit");
        assert!(!runs(&facts(7, 7 ^ mask.0), &draft), "{list} with the other bit");
    }
}

#[test]
fn a_blacklisted_user_runs_nothing_unless_an_owner() {
    let mut facts = with(everything());
    facts.security.blacklist_users.insert(BOB);
    assert!(!runs(&facts, &Draft::from_bob(".open")));
    facts.security.owners.insert(BOB);
    assert!(runs(&facts, &Draft::from_bob(".open")));
}

#[test]
fn a_rule_opens_a_command_or_a_module_for_a_user_or_a_chat_until_it_ends() {
    let rule = |target: i64, kind: &str, name: &str, expires: i64| {
        json!([{"target": target, "rule_type": kind, "rule": name, "expires": expires,
                "entity_name": "x", "entity_url": "y"}])
    };
    let cases = [
        ("tsec_user", rule(BOB, "command", "ping", 0), true),
        ("tsec_user", rule(BOB, "command", "PING", NOW + 1), true),
        ("tsec_user", rule(BOB, "command", "ping", NOW), false),
        ("tsec_user", rule(BOB, "command", "open", 0), false),
        ("tsec_user", rule(CAROL, "command", "ping", 0), false),
        ("tsec_user", rule(BOB, "module", "Tester", 0), true),
        ("tsec_user", rule(BOB, "module", "ping", 0), false),
        ("tsec_user", rule(BOB, "inline", "ping", 0), false),
        ("tsec_chat", rule(300, "command", "ping", 0), true),
        ("tsec_chat", rule(GROUP, "module", "Tester", NOW + 60), true),
        ("tsec_chat", rule(300, "command", "ping", NOW - 1), false),
        ("tsec_chat", rule(301, "command", "ping", 0), false),
        ("tsec_chat", json!([{"target": 300, "rule": "ping"}, 5, null]), false),
        (
            "tsec_chat",
            json!([{"target": 300, "rule_type": "command", "rule": "ping", "expires": "soon"}]),
            false,
        ),
    ];
    for (key, rules, expected) in cases {
        let facts = with(json!({key: rules}));
        assert_eq!(runs(&facts, &in_group(".ping@alice")), expected, "{key} {rules}");
    }
}

#[test]
fn a_group_shares_its_rules_among_its_members() {
    let facts = with(json!({"sgroups": {"friends": {"name": "friends", "users": [BOB], "permissions": [
        {"target": 0, "rule_type": "module", "rule": "Tester", "expires": 0},
    ]}}}));
    assert!(runs(&facts, &Draft::from_bob(".ping")));
    assert!(!runs(&facts, &in_group(".ping@alice").sender(CAROL)));
}

#[test]
fn who_a_rule_names_need_not_name_the_account() {
    let by_user = with(json!({"tsec_user": [{"target": BOB, "rule_type": "command", "rule": "ping"}]}));
    let by_chat = with(json!({"tsec_chat": [{"target": 300, "rule_type": "command", "rule": "ping"}]}));
    assert!(runs(&by_user, &in_group(".ping")));
    assert!(!runs(&by_chat, &in_group(".ping")));
}

#[test]
fn inline_commands_are_for_owners_and_everyone_when_they_say_so() {
    let inline = |security: Json, mask: Option<Mask>| {
        with(security).security.allows_inline(BOB, ME, "weather", mask, NOW)
    };
    let rule = json!({"tsec_user": [{"target": BOB, "rule_type": "inline", "rule": "Weather"}]});
    let cases = [
        (json!({}), Some(Mask::EVERYONE | Mask::OWNER), false),
        (everything(), Some(Mask::EVERYONE), true),
        (everything(), None, false),
        (json!({"owner": [BOB]}), None, true),
        (json!({"owner": [BOB]}), Some(Mask::PM), false),
        (rule, None, true),
        (json!({"sudo": [BOB], "bounding_mask": 3, "default": 3}), None, true),
    ];
    for (security, mask, expected) in cases {
        assert_eq!(inline(security.clone(), mask), expected, "{mask:?} {security}");
    }
    assert!(Security::default().allows_inline(ME, ME, "weather", None, NOW));
}

/// The decision when this is known about Bob.
fn known(facts: &Facts, draft: &Draft, who: i64, standing: Standing) -> Decision {
    let mut standings = Standings::default();
    standings.learn(if who == ME { CHANNEL } else { SUPERGROUP }, who, standing, NOW - 10);
    commands().decide(&draft.update(), facts, &Moment::new(NOW, &standings)).unwrap()
}

#[test]
fn rights_in_a_group_are_asked_for_and_then_decide() {
    let draft = Draft::from_bob(".ping@alice").to(SUPERGROUP).sender(BOB);
    let admin = |rights| Standing::Admin { rights, posts: false };
    let cases = [
        (Mask::GROUP_OWNER, Standing::Creator, false, true),
        (Mask::GROUP_OWNER, admin(Mask::ANY_ADMIN), false, false),
        (Mask::GROUP_ADMIN, admin(Mask::default()), false, true),
        (Mask::GROUP_ADMIN, Standing::Member, false, false),
        (Mask::PIN_MESSAGES, admin(Mask::PIN_MESSAGES), false, true),
        (Mask::PIN_MESSAGES, admin(Mask::BAN_USERS), false, false),
        (Mask::PIN_MESSAGES, admin(Mask::BAN_USERS), true, true),
        (Mask::BAN_USERS, Standing::Creator, false, true),
        (Mask::BAN_USERS, Standing::Member, true, false),
    ];
    for (mask, standing, any_admin, expected) in cases {
        let facts = with(json!({"bounding_mask": 16383, "default": mask.0, "any_admin": any_admin}));
        let asked = decide(&commands(), &draft.update(), &facts);
        assert_eq!(asked.needs, Some(Need::Standing { chat: SUPERGROUP, user: BOB }));
        assert_eq!((asked.command, asked.targets), (None, vec![3]), "others wait for the answer");
        let decision = known(&facts, &draft, BOB, standing);
        assert_eq!(decision.needs, None);
        assert_eq!(decision.command.is_some(), expected, "{mask:?} {standing:?} any_admin {any_admin}");
        assert_eq!(heard(decision), if expected { vec![3, 5] } else { vec![3, 4] });
    }
}

#[test]
fn rights_are_not_asked_for_where_they_cannot_matter() {
    let admins = with(json!({"bounding_mask": 16383, "default": Mask::BY_RIGHTS.0}));
    let anonymous = Draft::from_bob(".ping@alice").to(SUPERGROUP).sender(SUPERGROUP);
    for draft in [Draft::from_bob(".ping"), anonymous, in_group(".ping"), in_group("hello")] {
        assert!(!runs(&admins, &draft));
    }
    assert!(runs(&admins, &Draft::own(".ping").to(SUPERGROUP)));
}

#[test]
fn an_answer_is_good_for_five_minutes_and_none_is_a_no_at_last() {
    let facts = with(json!({"bounding_mask": 16383, "default": Mask::GROUP_ADMIN.0}));
    let update = Draft::from_bob(".ping@alice").to(SUPERGROUP).sender(BOB).update();
    let mut standings = Standings::default();
    standings.learn(SUPERGROUP, BOB, Standing::Creator, NOW);
    let registry = commands();
    let at = |now| registry.decide(&update, &facts, &Moment::new(now, &standings)).unwrap();
    assert!(at(NOW + 299).command.is_some());
    assert!(at(NOW + 300).needs.is_some());
    assert!(at(NOW - 1).needs.is_some(), "the clock went back");
    let last = Moment { may_ask: false, ..Moment::new(NOW + 300, &standings) };
    let decision = registry.decide(&update, &facts, &last).unwrap();
    assert_eq!((decision.needs, decision.command, decision.targets), (None, None, vec![3, 4]));
}

#[test]
fn a_channels_posts_are_its_administrators() {
    let facts = with(json!({"bounding_mask": 16383, "default": Mask::GROUP_ADMIN.0}));
    let post = Draft::from_bob(".ping@alice").to(CHANNEL);
    let asked = decide(&commands(), &post.update(), &facts);
    assert_eq!(asked.needs, Some(Need::Standing { chat: CHANNEL, user: ME }));
    let admin = |posts| Standing::Admin { rights: Mask::default(), posts };
    for (standing, expected) in
        [(Standing::Creator, true), (admin(true), true), (admin(false), false), (Standing::Member, false)]
    {
        assert_eq!(known(&facts, &post, ME, standing).command.is_some(), expected, "{standing:?}");
    }
}

#[test]
fn an_edited_post_is_a_command_when_the_log_names_the_account() {
    let update = Draft::own(".ping").to(CHANNEL).edited().update();
    let registry = commands();
    let asked = decide(&registry, &update, &facts());
    assert_eq!(asked.needs, Some(Need::Editor { chat: CHANNEL, message: 7 }));
    let standings = Standings::default();
    for (editor, expected) in [(Some(ME), true), (Some(BOB), false), (Some(0), false), (None, false)] {
        let moment = Moment { editor, may_ask: false, ..Moment::new(NOW, &standings) };
        let decision = registry.decide(&update, &facts(), &moment).unwrap();
        assert_eq!(decision.command.is_some(), expected, "{editor:?}");
    }
    let doubled = Draft::own("..ping").to(CHANNEL).edited().update();
    assert!(decide(&registry, &doubled, &facts()).is_empty());
}

#[test]
fn others_pay_for_commands_and_owners_do_not() {
    let facts = with(json!({"bounding_mask": 16383, "owner": [CAROL], "default": 8191}));
    let charge = |draft: Draft| {
        let command = decide(&commands(), &draft.update(), &facts).command;
        let Command { charge, .. } = command.unwrap();
        charge.map(|charge| (charge.user, charge.chat, charge.high))
    };
    assert_eq!(charge(Draft::from_bob(".ping")), Some((Some(BOB), BOB, false)));
    assert_eq!(charge(in_group(".open@alice")), Some((Some(BOB), GROUP, true)));
    assert_eq!(charge(Draft::own(".open")), None);
    assert_eq!(charge(in_group(".open@alice").sender(CAROL)), None);
}

#[test]
fn what_nobody_can_pay_for_is_no_command() {
    let facts = with(json!({"bounding_mask": 16383, "default": 8191}));
    let (standings, registry) = (Standings::default(), commands());
    let moment = Moment { spent: true, ..Moment::new(NOW, &standings) };
    let decided = |draft: Draft| registry.decide(&draft.update(), &facts, &moment).unwrap();
    let others = decided(Draft::from_bob(".ping"));
    assert_eq!((others.command, others.targets), (None, vec![3, 4]));
    let own = decided(Draft::own(".ping"));
    assert_eq!((own.command.is_some(), heard(own)), (true, vec![3, 5]));
}

#[test]
fn modules_and_commands_can_be_off_everywhere() {
    let off = |key: &str, value: Json| {
        let main = BTreeMap::from([(key.to_owned(), value.to_string())]);
        let facts = Facts::from_database(ME, vec![], &main, &BTreeMap::new(), &BTreeMap::new());
        let decision = |text: &str| decide(&commands(), &Draft::own(text).update(), &facts);
        (decision(".ping").command.is_none(), decision(".open").command.is_none())
    };
    let cases = [
        ("disabled_modules", json!(["Tester"]), (true, true)),
        ("disabled_modules", json!(["any.modules.tester"]), (true, true)),
        ("disabled_modules", json!(["Other"]), (false, false)),
        ("disabled_commands", json!({"Tester": ["ping"]}), (true, false)),
        ("disabled_commands", json!({"some.modules.tester": ["OPEN"]}), (false, true)),
        ("disabled_commands", json!({"Other": ["ping"]}), (false, false)),
        ("disabled_commands", json!(["ping"]), (false, false)),
        ("blacklist_chats", json!(["200.Tester"]), (true, true)),
        ("blacklist_chats", json!(["200.any.modules.tester"]), (true, true)),
        ("blacklist_chats", json!(["201.Tester"]), (false, false)),
    ];
    for (key, value, expected) in cases {
        assert_eq!(off(key, value.clone()), expected, "{key} {value}");
    }
}

#[test]
fn a_filter_is_cut_from_the_command_when_filters_are_on() {
    let ran = |grep: bool, text: &str| {
        let facts = Facts { grep, ..facts() };
        let command = decide(&commands(), &Draft::own(text).update(), &facts).command.unwrap();
        (command.text, command.filter)
    };
    let cases = [
        (true, ".ping a | grep b -v c", (".ping a", "| grep b -v c")),
        (false, ".ping a | grep b", (".ping a | grep b", "")),
        (true, ".ping a || grep b", (".ping a | grep b", "")),
        (true, ".ping | grep", (".ping | grep", "")),
    ];
    for (grep, text, (command, filter)) in cases {
        assert_eq!(ran(grep, text), (command.to_owned(), filter.to_owned()), "{text}");
    }
}
