//! An account that a local data centre lets in without a login. The stage has one; examples and tests take this
//! file by its path.

use ox_client::{Options, Server, adopt_key};
use ox_local_dc::LocalDc;
use ox_store::{AccountRow, AccountStore, Store};

/// Puts a person's account into a store, with the key of a login of hers, and tells how to connect it.
pub fn log_in(
    datacentre: &LocalDc,
    store: &Store,
    (id, name): (i64, &str),
    key: [u8; 256],
) -> anyhow::Result<(AccountStore, Options)> {
    store.put_account(&AccountRow { id, name: name.to_owned(), ..AccountRow::default() })?;
    let store = store.account(id);
    let server =
        Server { address: datacentre.address(), public_key_pem: datacentre.public_key_pem().to_owned() };
    // An application that only invented servers know.
    let options = Options { server: Some(server), ..Options::new(1, "0123456789abcdef0123456789abcdef") };
    adopt_key(&store, &options, key)?;
    Ok((store, options))
}
