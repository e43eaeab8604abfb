//! Folders that are shared by a link.

use grammers_tl_types::{RemoteCall, enums, functions as f, types};

use crate::client::{Client, told};
use crate::people::{Town, channel, peer};

/// Alice's folder with two channels, and one more channel that is not in it.
struct Shared {
    town: Town,
    alice: Client,
    bob: Client,
    news: enums::InputPeer,
    talk: enums::InputPeer,
    later: enums::InputPeer,
}

fn chatlist(filter_id: i32) -> enums::InputChatlist {
    types::InputChatlistDialogFilter { filter_id }.into()
}

fn words(text: &str) -> enums::TextWithEntities {
    types::TextWithEntities { text: text.to_owned(), entities: Vec::new() }.into()
}

fn folder(include_peers: Vec<enums::InputPeer>) -> types::DialogFilter {
    types::DialogFilter {
        contacts: false,
        non_contacts: false,
        groups: false,
        broadcasts: false,
        bots: false,
        exclude_muted: false,
        exclude_read: false,
        exclude_archived: false,
        title_noanimate: false,
        id: 2,
        title: words("Reading"),
        emoticon: None,
        color: None,
        pinned_peers: Vec::new(),
        include_peers,
        exclude_peers: Vec::new(),
    }
}

impl Shared {
    fn new() -> Shared {
        let town = Town::new();
        let world = town.dc.world();
        let (mut alice, bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
        let mut room = |title: &str, broadcast| {
            let marked = world.add_channel(title, None, broadcast, &[town.alice]).unwrap();
            channel(&mut alice, marked).0
        };
        let (news, talk, later) = (room("News", true), room("Talk", false), room("Later", false));
        let filter = Some(folder(vec![news.clone(), talk.clone()]).into());
        alice.call(&f::messages::UpdateDialogFilter { id: 2, filter }).unwrap();
        Shared { town, alice, bob, news, talk, later }
    }

    /// The link to the folder's two channels.
    fn link(&mut self) -> String {
        let request = f::chatlists::ExportChatlistInvite {
            chatlist: chatlist(2),
            title: "Reading".to_owned(),
            peers: vec![self.news.clone(), self.talk.clone()],
        };
        let enums::chatlists::ExportedChatlistInvite::Invite(exported) = self.alice.call(&request).unwrap();
        assert!(matches!(&exported.filter, enums::DialogFilter::Chatlist(list) if list.has_my_invites));
        let enums::ExportedChatlistInvite::Invite(invite) = exported.invite;
        invite.url
    }
}

fn slug(url: &str) -> String {
    url.strip_prefix("https://t.me/addlist/").unwrap().to_owned()
}

/// The chats of an answer, as the client addresses them.
fn addressed(chats: &[enums::Chat]) -> Vec<enums::InputPeer> {
    let input = |chat: &enums::Chat| match chat {
        enums::Chat::Forbidden(_) | enums::Chat::Empty(_) | enums::Chat::Chat(_) => panic!("{chat:?}"),
        enums::Chat::Channel(channel) => (channel.id, channel.access_hash.unwrap()),
        enums::Chat::ChannelForbidden(channel) => (channel.id, channel.access_hash),
        other => panic!("{other:?}"),
    };
    let rows = chats.iter().map(input);
    rows.map(|(channel_id, access_hash)| types::InputPeerChannel { channel_id, access_hash }.into()).collect()
}

fn refused<R: RemoteCall>(client: &mut Client, request: &R) -> String {
    match client.call(request) {
        Err((_, text)) => text,
        Ok(_) => panic!("a refusal was expected"),
    }
}

#[test]
fn who_joins_by_a_folders_link_enters_its_chats_and_gets_the_folder() {
    let mut shared = Shared::new();
    let slug = slug(&shared.link());
    let Shared { town, bob, .. } = &mut shared;
    let mut elsewhere = Client::of(&town.dc, town.bob);
    let check = f::chatlists::CheckChatlistInvite { slug: slug.clone() };
    let enums::chatlists::ChatlistInvite::Invite(found) = bob.call(&check).unwrap() else {
        panic!("he has not joined yet")
    };
    assert_eq!((&found.title, found.peers.len()), (&words("Reading"), 2));
    let join = |peers| f::chatlists::JoinChatlistInvite { slug: slug.clone(), peers };
    assert_eq!(refused(bob, &join(Vec::new())), "FILTER_INCLUDE_EMPTY");
    assert_eq!(refused(bob, &join(vec![enums::InputPeer::PeerSelf])), "PEER_ID_INVALID");
    let peers = addressed(&found.chats);
    let enums::Updates::Updates(joined) = bob.call(&join(peers[..1].to_vec())).unwrap() else {
        panic!("updates")
    };
    let [enums::Update::DialogFilter(update)] = &joined.updates[..] else { panic!("{joined:?}") };
    let Some(enums::DialogFilter::Chatlist(list)) = &update.filter else { panic!("{update:?}") };
    assert_eq!((&list.include_peers[..], list.has_my_invites), (&peers[..1], false));
    assert!(told(&mut elsewhere).iter().any(|update| matches!(update, enums::Update::DialogFilter(_))));

    let enums::chatlists::ChatlistInvite::Already(already) = bob.call(&check).unwrap() else {
        panic!("he has joined")
    };
    assert_eq!((already.filter_id, already.already_peers.len(), already.missing_peers.len()), (2, 1, 1));
    let request = f::chatlists::GetChatlistUpdates { chatlist: chatlist(2) };
    let enums::chatlists::ChatlistUpdates::Updates(missing) = bob.call(&request).unwrap();
    assert_eq!(missing.missing_peers, already.missing_peers);
    let rest = f::chatlists::JoinChatlistUpdates { chatlist: chatlist(2), peers: addressed(&missing.chats) };
    bob.call(&rest).unwrap();
    let enums::chatlists::ChatlistUpdates::Updates(missing) = bob.call(&request).unwrap();
    assert!(missing.missing_peers.is_empty());

    let suggested = bob.call(&f::chatlists::GetLeaveChatlistSuggestions { chatlist: chatlist(2) }).unwrap();
    assert_eq!(suggested.len(), 2);
    let leave = f::chatlists::LeaveChatlist { chatlist: chatlist(2), peers: peers[..1].to_vec() };
    bob.call(&leave).unwrap();
    assert_eq!(refused(bob, &leave), "FILTER_ID_INVALID");
    let enums::messages::Dialogs::Dialogs(listed) = bob.call(&crate::people::dialogs(None)).unwrap() else {
        panic!("few chats fit a page")
    };
    let still = listed.chats.iter().filter(|chat| matches!(chat, enums::Chat::Channel(c) if !c.left));
    assert_eq!(still.count(), 1);
}

#[test]
fn links_to_a_folder_are_listed_changed_and_withdrawn_by_who_made_them() {
    let mut shared = Shared::new();
    let slug = slug(&shared.link());
    let Shared { alice, bob, later, .. } = &mut shared;
    let edit = f::chatlists::EditExportedInvite {
        chatlist: chatlist(2),
        slug: slug.clone(),
        title: Some("More".to_owned()),
        peers: Some(vec![later.clone()]),
    };
    let enums::ExportedChatlistInvite::Invite(edited) = alice.call(&edit).unwrap();
    assert_eq!((edited.title.as_str(), edited.peers.len()), ("More", 1));
    let request = f::chatlists::GetExportedInvites { chatlist: chatlist(2) };
    let enums::chatlists::ExportedInvites::Invites(listed) = alice.call(&request).unwrap();
    assert_eq!(listed.invites, [edited.into()]);
    let withdrawn = f::chatlists::DeleteExportedInvite { chatlist: chatlist(2), slug: slug.clone() };
    assert!(alice.call(&withdrawn).unwrap());
    assert_eq!(refused(alice, &withdrawn), "INVITE_SLUG_EXPIRED");
    assert_eq!(refused(bob, &f::chatlists::CheckChatlistInvite { slug }), "INVITE_SLUG_EXPIRED");
    let nothing = f::chatlists::CheckChatlistInvite { slug: String::new() };
    assert_eq!(refused(bob, &nothing), "INVITE_SLUG_EMPTY");
}

#[test]
fn only_folders_that_name_their_chats_are_shared_and_only_chats_that_one_may_invite_to() {
    let Shared { town: _town, mut alice, news, .. } = Shared::new();
    let export = |filter_id, peers| f::chatlists::ExportChatlistInvite {
        chatlist: chatlist(filter_id),
        title: String::new(),
        peers,
    };
    assert_eq!(refused(&mut alice, &export(3, vec![news.clone()])), "FILTER_ID_INVALID");
    let him = peer(&mut alice, "bob_user");
    assert_eq!(refused(&mut alice, &export(2, vec![him])), "PEERS_LIST_EMPTY");
    let wide = types::DialogFilter { groups: true, ..folder(vec![news.clone()]) };
    alice.call(&f::messages::UpdateDialogFilter { id: 2, filter: Some(wide.into()) }).unwrap();
    assert_eq!(refused(&mut alice, &export(2, vec![news])), "FILTER_NOT_SUPPORTED");
    let request = f::chatlists::GetChatlistUpdates { chatlist: chatlist(2) };
    assert_eq!(refused(&mut alice, &request), "FILTER_NOT_SUPPORTED");
}
