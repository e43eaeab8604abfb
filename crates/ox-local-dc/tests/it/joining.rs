//! Requests to join by a link, decided one by one or all at once.

use grammers_tl_types::{enums, functions as f};

use crate::client::{Client, told};
use crate::people::{Town, channel, user};

/// A link to a chat that lets nobody in unasked.
fn link(client: &mut Client, peer: &enums::InputPeer) -> String {
    let request = f::messages::ExportChatInvite {
        legacy_revoke_permanent: false,
        request_needed: true,
        peer: peer.clone(),
        expire_date: None,
        usage_limit: None,
        title: None,
        subscription_pricing: None,
    };
    match client.call(&request).unwrap() {
        enums::ExportedChatInvite::ChatInviteExported(link) => link.link,
        other @ enums::ExportedChatInvite::ChatInvitePublicJoinRequests => panic!("{other:?}"),
    }
}

fn ask_to_join(client: &mut Client, link: &str) {
    let hash = link.rsplit('+').next().unwrap().to_owned();
    assert_eq!(client.call(&f::messages::ImportChatInvite { hash }).unwrap_err().1, "INVITE_REQUEST_SENT");
}

fn decide(
    peer: &enums::InputPeer,
    link: Option<&str>,
    approved: bool,
) -> f::messages::HideAllChatJoinRequests {
    f::messages::HideAllChatJoinRequests { approved, peer: peer.clone(), link: link.map(str::to_owned) }
}

fn waiting(client: &mut Client, peer: &enums::InputPeer) -> i32 {
    let request = f::messages::GetChatInviteImporters {
        requested: true,
        subscription_expired: false,
        peer: peer.clone(),
        link: None,
        q: None,
        offset_date: 0,
        offset_user: enums::InputUser::Empty,
        limit: 10,
    };
    let enums::messages::ChatInviteImporters::Importers(list) = client.call(&request).unwrap();
    list.count
}

#[test]
fn all_who_asked_by_a_link_are_let_in_at_once_and_the_group_reads_it_from_them() {
    let town = Town::new();
    let world = town.dc.world();
    let carol = town.add("carol", "10003");
    let mut clients = [town.alice, town.bob, carol].map(|person| Client::of(&town.dc, person));
    let [alice, bob, her] = &mut clients;
    let marked = world.add_channel("Place", None, false, &[town.alice]).unwrap();
    let place = channel(alice, marked).0;
    let (one, other) = (link(alice, &place), link(alice, &place));
    ask_to_join(bob, &one);
    ask_to_join(her, &other);
    assert_eq!(waiting(alice, &place), 2);
    alice.call(&decide(&place, Some(&one), true)).unwrap();
    assert_eq!(waiting(alice, &place), 1);
    alice.call(&decide(&place, None, true)).unwrap();
    assert_eq!(waiting(alice, &place), 0);
    for client in [&mut *bob, &mut *her] {
        assert!(told(client).iter().any(|update| matches!(update, enums::Update::Channel(_))));
        channel(client, marked);
    }
    let lines = world.history(town.alice, marked);
    let joined: Vec<_> = lines.iter().map(|line| (line.sender, line.action.as_deref())).collect();
    let action = Some("messageActionChatJoinedByRequest");
    assert_eq!(joined, [(town.bob, action), (carol, action)]);
    let missing = alice.call(&decide(&place, None, true)).unwrap_err();
    assert_eq!(missing, (400, "HIDE_REQUESTER_MISSING".to_owned()));
}

#[test]
fn who_is_turned_away_stays_outside_and_only_those_who_invite_decide() {
    let town = Town::new();
    let world = town.dc.world();
    let carol = town.add("carol", "10003");
    let mut clients = [town.alice, town.bob, carol].map(|person| Client::of(&town.dc, person));
    let [alice, bob, her] = &mut clients;
    let marked = world.add_channel("News", None, true, &[town.alice, carol]).unwrap();
    let (place, _) = channel(alice, marked);
    let to_news = link(alice, &place);
    ask_to_join(bob, &to_news);
    let hers = channel(her, marked).0;
    assert_eq!(her.call(&decide(&hers, None, true)).unwrap_err().1, "CHAT_ADMIN_REQUIRED");
    alice.call(&decide(&place, None, false)).unwrap();
    assert_eq!(waiting(alice, &place), 0);
    assert!(told(bob).is_empty());
    // Whoever was turned away may ask again, and a channel does not write who came.
    ask_to_join(bob, &to_news);
    let him = user(alice, "bob_user");
    let one = f::messages::HideChatJoinRequest { approved: true, peer: place, user_id: him };
    alice.call(&one).unwrap();
    channel(bob, marked);
    assert!(world.history(town.alice, marked).is_empty());
}
