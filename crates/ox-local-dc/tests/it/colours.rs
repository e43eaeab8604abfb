//! Colours of names and profiles.

use grammers_tl_types::{enums, functions as f, types};

use crate::client::{Client, told};
use crate::people::{Town, user};

fn update(for_profile: bool, color: Option<i32>) -> f::account::UpdateColor {
    let color =
        color.map(|color| types::PeerColor { color: Some(color), background_emoji_id: Some(5) }.into());
    f::account::UpdateColor { for_profile, color }
}

/// The numbers of a palette, and its hash.
fn numbers(palette: enums::help::PeerColors) -> (Vec<i32>, i32) {
    let number = |option: &enums::help::PeerColorOption| {
        let enums::help::PeerColorOption::Option(option) = option;
        option.color_id
    };
    match palette {
        enums::help::PeerColors::Colors(list) => (list.colors.iter().map(number).collect(), list.hash),
        enums::help::PeerColors::NotModified => panic!("nothing was known"),
    }
}

#[test]
fn who_pays_chooses_a_colour_of_the_palette_and_others_see_it() {
    let town = Town::new();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    town.send("so that they know each other");
    told(&mut bob);
    let (names, hash) = numbers(alice.call(&f::help::GetPeerColors { hash: 0 }).unwrap());
    let again = alice.call(&f::help::GetPeerColors { hash }).unwrap();
    assert_eq!(again, enums::help::PeerColors::NotModified);
    let (profiles, _) = numbers(alice.call(&f::help::GetPeerProfileColors { hash: 0 }).unwrap());
    let (name, profile) = (*names.last().unwrap(), *profiles.last().unwrap());
    let refused = alice.call(&update(false, Some(name))).unwrap_err();
    assert_eq!(refused, (403, "PREMIUM_ACCOUNT_REQUIRED".to_owned()));
    town.dc.world().set_premium(town.alice, true);
    for unknown in [update(false, Some(name + 1)), update(true, Some(profile + 1))] {
        assert_eq!(alice.call(&unknown).unwrap_err().1, "COLOR_INVALID");
    }
    alice.call(&update(false, Some(name))).unwrap();
    alice.call(&update(true, Some(profile))).unwrap();
    assert!(matches!(&told(&mut bob)[..], [enums::Update::User(_), enums::Update::User(_)]));
    let her = user(&mut bob, "alice_user");
    let mut seen = || match bob.call(&f::users::GetUsers { id: vec![her.clone()] }).unwrap().swap_remove(0) {
        enums::User::User(user) => (user.color, user.profile_color),
        other @ enums::User::Empty(_) => panic!("{other:?}"),
    };
    assert_eq!(seen(), (update(false, Some(name)).color, update(true, Some(profile)).color));
    alice.call(&update(false, None)).unwrap();
    assert_eq!(seen().0, None);
}
