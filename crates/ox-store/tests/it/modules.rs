//! The lock file of modules.

use ox_store::{AccountStore, ModuleRow};

use crate::on_both;

fn row(class: &str) -> ModuleRow {
    ModuleRow {
        class: class.into(),
        name: class.to_lowercase(),
        origin: "https://example.org/m.py".into(),
        hash: ox_store::SourceHash::default(),
        date: 1_700_000_000,
        packages: vec!["aiohttp".into()],
    }
}

fn classes(account: &AccountStore) -> Vec<String> {
    account.modules().unwrap().into_iter().map(|row| row.class).collect()
}

#[test]
fn a_module_is_stored_by_the_hash_of_its_source() {
    on_both(|account| {
        let hash = account.put_module(&row("Ping"), b"abc").unwrap();
        assert_eq!(hash.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(account.modules().unwrap(), [ModuleRow { hash, ..row("Ping") }]);
        assert_eq!(account.module_source(&hash).unwrap().as_deref(), Some(&b"abc"[..]));
        assert_eq!(hash.to_string().parse(), Ok(hash));
    });
}

#[test]
fn a_source_lives_as_long_as_a_module_of_any_account_needs_it() {
    on_both(|account| {
        let other = account.store().account(2);
        let hash = account.put_module(&row("A"), b"one").unwrap();
        other.put_module(&row("B"), b"one").unwrap();
        let new = account.put_module(&row("A"), b"two").unwrap();
        assert!(account.module_source(&hash).unwrap().is_some());
        assert!(other.forget_module("B").unwrap());
        assert!(account.module_source(&hash).unwrap().is_none());
        assert_eq!(classes(&account), ["A"]);
        assert!(account.forget_module("A").unwrap());
        assert!(!account.forget_module("A").unwrap());
        assert!(account.module_source(&new).unwrap().is_none());
    });
}
