//! The account against a local data centre: real MTProto on loopback, nothing mocked.

mod calls;
mod connecting;
mod guests;
mod login;
mod own;
mod proxies;
mod proxy;
mod relay;
mod scene;
mod transfers;
mod updates;
