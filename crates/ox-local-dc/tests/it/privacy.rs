//! What people let others see and do: rules from the particular to the general, and what each of them is about.

use grammers_tl_types::enums::{self, InputPrivacyKey as Key, InputPrivacyRule as Rule};
use grammers_tl_types::{functions as f, types};

use crate::client::{Client, told};
use crate::people::{Town, audio, channel, message, peer, upload, uploaded, user};

fn set(client: &mut Client, key: Key, rules: Vec<Rule>) -> Result<Vec<enums::PrivacyRule>, String> {
    let set = client.call(&f::account::SetPrivacy { key, rules }).map_err(|(_, text)| text)?;
    let enums::account::PrivacyRules::Rules(set) = set;
    Ok(set.rules)
}

/// Lets nobody.
fn close(client: &mut Client, key: Key) {
    set(client, key, vec![Rule::InputPrivacyValueDisallowAll]).unwrap();
}

fn only(users: Vec<enums::InputUser>) -> Rule {
    types::InputPrivacyValueAllowUsers { users }.into()
}

fn not(users: Vec<enums::InputUser>) -> Rule {
    types::InputPrivacyValueDisallowUsers { users }.into()
}

fn full(client: &mut Client, username: &str) -> types::UserFull {
    let id = user(client, username);
    let enums::users::UserFull::Full(full) = client.call(&f::users::GetFullUser { id }).unwrap();
    let enums::UserFull::Full(full) = full.full_user;
    full
}

/// Somebody as a client sees her in a list.
fn seen(client: &mut Client, username: &str) -> types::User {
    let id = vec![user(client, username)];
    match client.call(&f::users::GetUsers { id }).unwrap().swap_remove(0) {
        enums::User::User(user) => user,
        other @ enums::User::Empty(_) => panic!("{other:?}"),
    }
}

#[test]
fn a_fresh_account_shows_its_phone_and_birthday_to_contacts_and_the_rest_to_everybody() {
    let town = Town::new();
    let mut alice = Client::of(&town.dc, town.alice);
    let mut rules = |key| {
        let enums::account::PrivacyRules::Rules(rules) = alice.call(&f::account::GetPrivacy { key }).unwrap();
        rules.rules
    };
    let contacts =
        [enums::PrivacyRule::PrivacyValueAllowContacts, enums::PrivacyRule::PrivacyValueDisallowAll];
    assert_eq!(rules(Key::PhoneNumber), contacts);
    assert_eq!(rules(Key::Birthday), contacts);
    for key in [Key::StatusTimestamp, Key::ChatInvite, Key::Forwards, Key::About, Key::VoiceMessages] {
        assert_eq!(rules(key), [enums::PrivacyRule::PrivacyValueAllowAll]);
    }
}

#[test]
fn a_rule_about_somebody_goes_before_one_about_her_chats_and_that_before_one_about_everybody() {
    let town = Town::new();
    let world = town.dc.world();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    world.add_contact(town.alice, town.bob);
    let chats = vec![-world.add_group("Tea", &[town.bob, town.alice])];
    let about = Some("drinks tea".to_owned());
    bob.call(&f::account::UpdateProfile { first_name: None, last_name: None, about }).unwrap();
    let her = vec![user(&mut bob, "alice_user")];
    let (with_her, without_her) = (only(her.clone()), not(her));
    let with_tea: Rule = types::InputPrivacyValueAllowChatParticipants { chats: chats.clone() }.into();
    let without_tea: Rule = types::InputPrivacyValueDisallowChatParticipants { chats }.into();
    let [all, nobody] = [Rule::InputPrivacyValueAllowAll, Rule::InputPrivacyValueDisallowAll];
    let [contacts, strangers] =
        [Rule::InputPrivacyValueAllowContacts, Rule::InputPrivacyValueDisallowContacts];
    let bots = Rule::InputPrivacyValueAllowBots;
    let cases = [
        (vec![all.clone()], true),
        (vec![nobody.clone()], false),
        (vec![contacts.clone(), nobody.clone()], true),
        (vec![all.clone(), strangers.clone()], false),
        (vec![bots, nobody.clone()], false),
        (vec![Rule::InputPrivacyValueAllowPremium, nobody.clone()], false),
        (vec![with_tea.clone(), strangers.clone(), nobody.clone()], true),
        (vec![contacts.clone(), all.clone(), without_tea.clone()], false),
        (vec![nobody.clone(), without_tea, with_her.clone()], true),
        (vec![all.clone(), with_tea, without_her.clone()], false),
        (vec![all, with_her, without_her], false),
        (vec![contacts], true),
        (vec![strangers], false),
    ];
    for (rules, expected) in cases {
        set(&mut bob, Key::About, rules.clone()).unwrap();
        let shown = full(&mut alice, "bob_user").about.is_some();
        assert_eq!(shown, expected, "{rules:?}");
        assert!(full(&mut bob, "bob_user").about.is_some(), "one always sees oneself");
    }
    set(&mut bob, Key::About, vec![Rule::InputPrivacyValueAllowPremium, nobody]).unwrap();
    world.set_premium(town.alice, true);
    assert!(full(&mut alice, "bob_user").about.is_some());
}

#[test]
fn rules_that_say_nothing_about_everybody_mean_nobody_else_and_are_told_to_other_sessions() {
    let town = Town::new();
    let (mut first, mut second) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.alice));
    let expected =
        [enums::PrivacyRule::PrivacyValueAllowContacts, enums::PrivacyRule::PrivacyValueDisallowAll];
    let set = set(&mut first, Key::ChatInvite, vec![Rule::InputPrivacyValueAllowContacts]).unwrap();
    assert_eq!(set, expected);
    assert!(told(&mut first).is_empty());
    let told = told(&mut second);
    let [enums::Update::Privacy(update)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((&update.key, &update.rules[..]), (&enums::PrivacyKey::ChatInvite, &expected[..]));
}

#[test]
fn rules_that_contradict_each_other_are_too_many_or_cost_money_are_refused() {
    let town = Town::new();
    let mut alice = Client::of(&town.dc, town.alice);
    let both = vec![Rule::InputPrivacyValueAllowAll, Rule::InputPrivacyValueDisallowAll];
    assert_eq!(set(&mut alice, Key::About, both).unwrap_err(), "PRIVACY_VALUE_INVALID");
    let many = vec![Rule::InputPrivacyValueAllowContacts; 1001];
    assert_eq!(set(&mut alice, Key::About, many).unwrap_err(), "PRIVACY_TOO_LONG");
    let stranger = types::InputUser { user_id: town.bob, access_hash: 1 }.into();
    assert_eq!(set(&mut alice, Key::About, vec![only(vec![stranger])]).unwrap_err(), "USER_ID_INVALID");
    let voice = || vec![Rule::InputPrivacyValueAllowContacts];
    assert_eq!(set(&mut alice, Key::VoiceMessages, voice()).unwrap_err(), "PREMIUM_ACCOUNT_REQUIRED");
    town.dc.world().set_premium(town.alice, true);
    set(&mut alice, Key::VoiceMessages, voice()).unwrap();
}

#[test]
fn a_phone_is_seen_by_contacts_and_by_those_it_is_shown_to() {
    let town = Town::new();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    assert_eq!(seen(&mut alice, "bob_user").phone, None);
    let her = vec![user(&mut bob, "alice_user")];
    set(&mut bob, Key::PhoneNumber, vec![only(her)]).unwrap();
    assert_eq!(seen(&mut alice, "bob_user").phone.as_deref(), Some("10002"));
    close(&mut bob, Key::PhoneNumber);
    assert_eq!(seen(&mut alice, "bob_user").phone, None);
    town.dc.world().add_contact(town.alice, town.bob);
    assert_eq!(seen(&mut alice, "bob_user").phone.as_deref(), Some("10002"));
}

#[test]
fn a_hidden_photo_is_neither_on_the_person_nor_among_her_photos() {
    let town = Town::new();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    // A header is all that is looked at.
    let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0, 0, 0, 64, 0, 0, 0, 64]].concat();
    let request = f::photos::UploadProfilePhoto {
        fallback: false,
        bot: None,
        file: Some(upload(&mut bob, 1, "face.png", &png)),
        video: None,
        video_start_ts: None,
        video_emoji_markup: None,
    };
    bob.call(&request).unwrap();
    let mut visible = || {
        let user_id = user(&mut alice, "bob_user");
        let request = f::photos::GetUserPhotos { user_id, offset: 0, max_id: 0, limit: 10 };
        let listed = match alice.call(&request).unwrap() {
            enums::photos::Photos::Photos(list) => list.photos.len(),
            enums::photos::Photos::Slice(list) => list.photos.len(),
        };
        let on_her = seen(&mut alice, "bob_user").photo.is_some();
        (on_her, full(&mut alice, "bob_user").profile_photo.is_some(), listed)
    };
    assert_eq!(visible(), (true, true, 1));
    close(&mut bob, Key::ProfilePhoto);
    assert_eq!(visible(), (false, false, 0));
}

#[test]
fn who_hides_when_she_was_online_sees_it_of_nobody_unless_she_pays() {
    use enums::UserStatus::{Online, Recently};
    let town = Town::new();
    let world = town.dc.world();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    town.send("so that they know each other");
    world.set_online(town.bob, true);
    world.set_online(town.alice, true);
    told(&mut alice);
    close(&mut bob, Key::StatusTimestamp);
    let told = told(&mut alice);
    let [enums::Update::UserStatus(update)] = &told[..] else { panic!("{told:?}") };
    assert!(matches!(&update.status, Recently(recently) if !recently.by_me), "{update:?}");
    let hidden = seen(&mut alice, "bob_user").status;
    assert!(matches!(&hidden, Some(Recently(recently)) if !recently.by_me), "{hidden:?}");
    let own_fault = seen(&mut bob, "alice_user").status;
    assert!(matches!(&own_fault, Some(Recently(recently)) if recently.by_me), "{own_fault:?}");
    world.set_premium(town.bob, true);
    assert!(matches!(seen(&mut bob, "alice_user").status, Some(Online(_))));
    world.set_premium(town.alice, true);
    assert!(matches!(seen(&mut alice, "bob_user").status, Some(Recently(_))));
}

#[test]
fn somebody_who_does_not_want_to_be_linked_to_is_forwarded_by_name_alone() {
    let town = Town::new();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    close(&mut bob, Key::Forwards);
    town.send("between us");
    let world = town.dc.world();
    let id = vec![world.history(town.alice, town.bob)[0].id];
    let from_peer = peer(&mut alice, "bob_user");
    let request = f::messages::ForwardMessages {
        silent: false,
        background: false,
        with_my_score: false,
        drop_author: false,
        drop_media_captions: false,
        noforwards: false,
        allow_paid_floodskip: false,
        from_peer,
        from_ephemeral: false,
        id,
        random_id: vec![1],
        to_peer: enums::InputPeer::PeerSelf,
        top_msg_id: None,
        reply_to: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        video_timestamp: None,
        allow_paid_stars: None,
        suggested_post: None,
    };
    let enums::Updates::Updates(answer) = alice.call(&request).unwrap() else { panic!("updates") };
    let header = answer.updates.iter().find_map(|update| match update {
        enums::Update::NewMessage(update) => match &update.message {
            enums::Message::Message(message) => message.fwd_from.clone(),
            _ => None,
        },
        _ => None,
    });
    let Some(enums::MessageFwdHeader::Header(header)) = header else { panic!("{answer:?}") };
    assert_eq!((header.from_id, header.from_name.as_deref()), (None, Some("bob")));
    assert_eq!(world.history(town.alice, town.alice)[0].forwarded_from.as_deref(), Some("bob"));
    assert_eq!(full(&mut alice, "bob_user").private_forward_name.as_deref(), Some("bob"));
}

#[test]
fn somebody_who_may_not_be_added_to_chats_is_listed_as_missing_and_stays_out() {
    let town = Town::new();
    let world = town.dc.world();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    close(&mut bob, Key::ChatInvite);
    let missing = |invited: enums::messages::InvitedUsers| {
        let enums::messages::InvitedUsers::Users(invited) = invited;
        let id = |missing: &enums::MissingInvitee| {
            let enums::MissingInvitee::Invitee(missing) = missing;
            missing.user_id
        };
        invited.missing_invitees.iter().map(id).collect::<Vec<_>>()
    };
    let him = user(&mut alice, "bob_user");
    let made =
        f::messages::CreateChat { users: vec![him.clone()], title: "Tea".to_owned(), ttl_period: None };
    assert_eq!(missing(alice.call(&made).unwrap()), [town.bob]);
    let tea = -world.add_group("Tea", &[town.alice]);
    let added = f::messages::AddChatUser { chat_id: tea, user_id: him.clone(), fwd_limit: 0 };
    assert_eq!(missing(alice.call(&added).unwrap()), [town.bob]);
    let place = world.add_channel("Place", None, false, &[town.alice]).unwrap();
    let (_, place) = channel(&mut alice, place);
    let invited = f::channels::InviteToChannel { channel: place, users: vec![him] };
    assert_eq!(missing(alice.call(&invited).unwrap()), [town.bob]);
    let enums::messages::Dialogs::Dialogs(listed) = bob.call(&crate::people::dialogs(None)).unwrap() else {
        panic!("few chats fit a page")
    };
    assert!(listed.chats.is_empty(), "{:?}", listed.chats);
}

#[test]
fn voice_messages_are_refused_where_they_are_not_wanted_and_other_files_are_not() {
    let town = Town::new();
    town.dc.world().set_premium(town.bob, true);
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    close(&mut bob, Key::VoiceMessages);
    assert!(full(&mut alice, "bob_user").voice_messages_forbidden);
    let to = peer(&mut alice, "bob_user");
    let round = types::DocumentAttributeVideo {
        round_message: true,
        supports_streaming: false,
        nosound: false,
        duration: 1.0,
        w: 1,
        h: 1,
        preload_prefix_size: None,
        video_start_ts: None,
        video_codec: None,
    };
    let forbidden = Err("VOICE_MESSAGES_FORBIDDEN".to_owned());
    let cases: [(enums::DocumentAttribute, _); 3] =
        [(audio(true), forbidden.clone()), (round.into(), forbidden), (audio(false), Ok(()))];
    for (number, (attribute, expected)) in (1..).zip(cases) {
        let file = upload(&mut alice, number, "sound.ogg", b"OggS");
        let text = message(to.clone(), "", number);
        let request = f::messages::SendMedia {
            silent: false,
            background: false,
            clear_draft: false,
            noforwards: false,
            update_stickersets_order: false,
            invert_media: false,
            allow_paid_floodskip: false,
            peer: text.peer,
            reply_to: None,
            media: uploaded(file, "audio/ogg", vec![attribute]),
            message: text.message,
            random_id: text.random_id,
            reply_markup: None,
            entities: None,
            schedule_date: None,
            schedule_repeat_period: None,
            send_as: None,
            quick_reply_shortcut: None,
            effect: None,
            allow_paid_stars: None,
            suggested_post: None,
        };
        assert_eq!(alice.call(&request).map(drop).map_err(|(_, text)| text), expected);
    }
}

#[test]
fn a_phone_that_may_not_be_looked_up_is_nobodys() {
    let town = Town::new();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    let resolve = f::contacts::ResolvePhone { phone: "+10002".to_owned() };
    alice.call(&resolve).unwrap();
    close(&mut bob, Key::AddedByPhone);
    assert_eq!(alice.call(&resolve).unwrap_err().1, "PHONE_NOT_OCCUPIED");
    let contact = types::InputPhoneContact {
        client_id: 1,
        phone: "10002".to_owned(),
        first_name: "Bob".to_owned(),
        last_name: String::new(),
        note: None,
    };
    let import = f::contacts::ImportContacts { contacts: vec![contact.into()] };
    let enums::contacts::ImportedContacts::Contacts(imported) = alice.call(&import).unwrap();
    assert!(imported.imported.is_empty() && imported.users.is_empty(), "{imported:?}");
    assert!(!seen(&mut alice, "bob_user").contact);
}

#[test]
fn a_birthday_is_a_day_that_exists_and_is_shown_to_contacts() {
    let town = Town::new();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    town.send("so that they know each other");
    told(&mut alice);
    let birthday = |day, month, year| f::account::UpdateBirthday {
        birthday: Some(types::Birthday { day, month, year }.into()),
    };
    for (day, month, year) in [(30, 2, None), (29, 2, Some(2023)), (31, 4, None), (0, 1, None), (1, 13, None)]
    {
        let refused = bob.call(&birthday(day, month, year)).unwrap_err();
        assert_eq!(refused.1, "BIRTHDAY_INVALID", "{day}.{month}.{year:?}");
    }
    assert!(told(&mut alice).is_empty());
    let leap = birthday(29, 2, Some(2000));
    assert!(bob.call(&leap).unwrap());
    assert!(matches!(&told(&mut alice)[..], [enums::Update::User(update)] if update.user_id == town.bob));
    assert_eq!(full(&mut alice, "bob_user").birthday, None);
    town.dc.world().add_contact(town.alice, town.bob);
    assert_eq!(full(&mut alice, "bob_user").birthday, leap.birthday);
    bob.call(&f::account::UpdateBirthday { birthday: None }).unwrap();
    assert_eq!(full(&mut bob, "bob_user").birthday, None);
}
