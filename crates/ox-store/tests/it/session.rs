//! Sessions and the place in the updates.

use ox_store::{
    AuthKey, ChannelRow, DcRow, DeviceRow, ProxyKind, ProxyRow, ServerRow, SessionRow, Store, UpdatesRow,
};

use crate::on_both;

fn row() -> SessionRow {
    let dc = DcRow {
        id: 2,
        ipv4: "127.0.0.1:443".parse().unwrap(),
        ipv6: "[::1]:443".parse().unwrap(),
        key: Some(AuthKey([7; 256])),
    };
    SessionRow {
        api_id: 1,
        api_hash: "hash".into(),
        device: DeviceRow {
            model: "m".into(),
            system_version: "s".into(),
            app_version: "a".into(),
            system_language: "en".into(),
            language: "en".into(),
        },
        server: Some(ServerRow { address: "127.0.0.1:5".parse().unwrap(), public_key_pem: "pem".into() }),
        proxy: Some(ProxyRow {
            kind: ProxyKind::Mtproto,
            host: "proxy.example".into(),
            port: 443,
            user: None,
            password: None,
            secret: Some("00ff".into()),
        }),
        home_dc: 2,
        bot: false,
        data_centres: vec![DcRow { id: 4, key: None, ..dc.clone() }, dc],
    }
}

#[test]
fn a_session_comes_back_as_it_was() {
    on_both(|account| {
        assert_eq!(account.session().unwrap(), None);
        account.set_session(&row()).unwrap();
        assert_eq!(account.session().unwrap(), Some(row()));
    });
}

#[test]
fn a_key_is_not_in_debug_output() {
    assert!(!format!("{:?}", row()).contains("7, 7"));
    assert!(!format!("{:?}", row()).contains("00ff"));
}

#[test]
fn a_session_of_before_there_were_proxies_is_read() {
    let mut old = serde_json::to_value(row()).unwrap();
    old.as_object_mut().unwrap().remove("proxy");
    let read: SessionRow = serde_json::from_value(old).unwrap();
    assert_eq!(read, SessionRow { proxy: None, ..row() });
}

#[test]
fn the_place_in_the_updates_is_kept_per_channel() {
    on_both(|account| {
        assert_eq!(account.updates().unwrap(), UpdatesRow::default());
        let place = UpdatesRow { pts: 1, qts: 2, date: 3, seq: 4 };
        account.set_updates(&place).unwrap();
        for id in [9, 5, 7] {
            account.set_channel(&ChannelRow { id, pts: 1 }).unwrap();
        }
        account.set_channel(&ChannelRow { id: 5, pts: 2 }).unwrap();
        account.forget_channel(7).unwrap();
        assert_eq!(account.updates().unwrap(), place);
        assert_eq!(account.channels().unwrap(), [ChannelRow { id: 5, pts: 2 }, ChannelRow { id: 9, pts: 1 }]);
        account.forget_updates().unwrap();
        assert_eq!(
            (account.updates().unwrap(), account.channels().unwrap()),
            (UpdatesRow::default(), vec![])
        );
    });
}

#[test]
fn a_garbage_session_row_names_the_folder_and_the_row() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path()).unwrap());
    let engine = sled::open(folder.path().join("rows")).unwrap();
    let mut key = vec![3];
    key.extend((5_i64 ^ i64::MIN).to_be_bytes());
    engine.insert(key, b"\xff\x00garbage").unwrap();
    engine.flush().unwrap();
    drop(engine);
    let text = Store::open(folder.path()).unwrap().account(5).session().unwrap_err().to_string();
    assert!(
        text.contains("session of account 5") && text.contains(folder.path().to_str().unwrap()),
        "{text}"
    );
    assert!(text.contains("hint: "), "{text}");
}
