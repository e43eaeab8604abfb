//! Owners, keys and values.

use ox_store::{Store, StoreError};

use crate::on_both;

#[test]
fn values_are_found_by_owner_and_key() {
    on_both(|account| {
        account.set("Notes", "a", "1").unwrap();
        account.set("Notes", "b", "{\"x\":[null]}").unwrap();
        account.set("Note", "sa", "2").unwrap();
        account.set("Notes", "a", "\"again\"").unwrap();
        assert_eq!(account.get("Notes", "a").unwrap().as_deref(), Some("\"again\""));
        assert_eq!(account.get("Note", "a").unwrap(), None);
        let values: Vec<_> = account.owner("Notes").unwrap().into_iter().collect();
        assert_eq!(values, [("a".into(), "\"again\"".into()), ("b".into(), "{\"x\":[null]}".into())]);
    });
}

#[test]
fn owners_are_those_with_a_value() {
    on_both(|account| {
        for owner in ["", "z", "Notes", "Ünïcode", "Note"] {
            account.set(owner, "key", "1").unwrap();
            account.set(owner, "", "2").unwrap();
        }
        account.remove("z", "key").unwrap();
        account.remove("z", "").unwrap();
        account.store().account(2).set("other", "key", "1").unwrap();
        assert_eq!(account.owners().unwrap(), ["", "Note", "Notes", "Ünïcode"]);
    });
}

#[test]
fn a_value_that_is_not_json_is_refused() {
    on_both(|account| {
        for bad in ["", "{", "1 2", "nul"] {
            assert!(matches!(account.set("o", "k", bad), Err(StoreError::NotJson { .. })), "{bad}");
        }
        assert_eq!(account.get("o", "k").unwrap(), None);
    });
}

#[test]
fn values_survive_closing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    for number in 0..1000 {
        store.account(7).set("Counter", &number.to_string(), &format!("{{\"n\":{number}}}")).unwrap();
    }
    store.flush().unwrap();
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.account(7).owner("Counter").unwrap().len(), 1000);
    assert_eq!(store.account(7).get("Counter", "999").unwrap().as_deref(), Some("{\"n\":999}"));
}

#[test]
fn a_forgotten_account_leaves_no_row() {
    on_both(|account| {
        account.set("o", "k", "1").unwrap();
        account.store().put_account(&ox_store::AccountRow { id: 1, ..Default::default() }).unwrap();
        account.store().account(2).set("o", "k", "2").unwrap();
        account.store().forget_account(1).unwrap();
        assert_eq!(account.owners().unwrap(), Vec::<String>::new());
        assert_eq!(account.store().accounts().unwrap(), []);
        assert_eq!(account.store().account(2).owners().unwrap(), ["o"]);
    });
}
