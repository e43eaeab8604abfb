//! Finding peers.

use ox_store::{PeerKind, PeerRow};

use crate::on_both;

fn alice() -> PeerRow {
    PeerRow {
        id: 42,
        hash: -7,
        kind: PeerKind::User,
        username: Some("Alice".into()),
        phone: Some("999661".into()),
        name: Some("Alice A".into()),
    }
}

#[test]
fn a_peer_is_found_by_id_username_and_phone() {
    on_both(|account| {
        let channel = PeerRow {
            id: -1_000_000_000_042,
            kind: PeerKind::Channel,
            username: None,
            phone: None,
            ..alice()
        };
        account.put_peers(&[alice(), channel.clone()]).unwrap();
        assert_eq!(account.peer_by_id(42).unwrap(), Some(alice()));
        assert_eq!(account.peer_by_id(-1_000_000_000_042).unwrap(), Some(channel));
        for name in ["alice", "@ALICE", "Alice"] {
            assert_eq!(account.peer_by_username(name).unwrap(), Some(alice()), "{name}");
        }
        assert_eq!(account.peer_by_phone("+99 966-1").unwrap(), Some(alice()));
        assert_eq!(account.peer_by_phone("").unwrap(), None);
        assert_eq!(account.store().account(2).peer_by_id(42).unwrap(), None);
    });
}

#[test]
fn a_username_follows_its_new_owner() {
    on_both(|account| {
        let bob = PeerRow { id: 43, phone: None, ..alice() };
        account.put_peers(&[alice()]).unwrap();
        account.put_peers(std::slice::from_ref(&bob)).unwrap();
        account.put_peers(&[PeerRow { username: Some("alice2".into()), ..alice() }]).unwrap();
        assert_eq!(account.peer_by_username("alice").unwrap(), Some(bob));
        assert_eq!(account.peer_by_username("alice2").unwrap().unwrap().id, 42);
        account.put_peers(&[PeerRow { username: None, ..alice() }]).unwrap();
        assert_eq!(account.peer_by_username("alice2").unwrap(), None);
    });
}

#[test]
fn a_peer_is_found_by_its_exact_name() {
    on_both(|account| {
        account.put_peers(&[PeerRow { name: Some("Alice Liddell".into()), ..alice() }]).unwrap();
        assert_eq!(account.peer_by_name("Alice Liddell").unwrap().unwrap().id, 42);
        for name in ["alice liddell", "Alice", ""] {
            assert_eq!(account.peer_by_name(name).unwrap(), None, "{name}");
        }
        assert_eq!(account.store().account(2).peer_by_name("Alice Liddell").unwrap(), None);
    });
}
