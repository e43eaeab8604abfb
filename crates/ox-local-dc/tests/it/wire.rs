//! Service messages, sessions, salts, containers, and bytes that make no sense.

use std::io::Write;

use grammers_tl_types::{Serializable, enums, functions as f, types};

use crate::client::{Client, Message, introduction};
use crate::people::Town;

fn now() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64
}

#[test]
fn an_unknown_key_is_refused_and_so_is_one_of_another_data_centre() {
    let town = Town::new();
    let elsewhere = town.dc.address_of(4).unwrap();
    let hers = town.dc.world().authorize_key(town.alice);
    for (address, key) in [(town.dc.address(), [7; 256]), (elsewhere, hers)] {
        let mut client = Client::with_key(address, key);
        client.send(&f::Ping { ping_id: 1 }.to_bytes());
        assert_eq!(client.wire.receive().unwrap(), (-404i32).to_le_bytes());
        assert!(client.wire.receive().is_none());
    }
}

#[test]
fn a_wrong_salt_is_corrected_and_agrees_with_the_future_salts() {
    let town = Town::new();
    let mut client = Client::silent(&town.dc, town.alice);
    client.salt = 1;
    client.send(&f::Ping { ping_id: 1 }.to_bytes());
    client.salt = client.expect::<types::BadServerSalt>().new_server_salt;
    let id = client.send(&f::GetFutureSalts { num: 8 }.to_bytes());
    let salts: types::FutureSalts = client.expect();
    assert_eq!(salts.req_msg_id, id);
    assert!(salts.salts.0.iter().all(|entry| entry.salt == client.salt), "{salts:?}");
    town.dc.faults().rotate_salts();
    let before = client.salt;
    client.introduce();
    assert_ne!(client.salt, before);
}

#[test]
fn message_ids_that_cannot_be_are_named() {
    let town = Town::new();
    let mut client = Client::of(&town.dc, town.alice);
    for (id, code) in [((now() - 400) << 32, 16), ((now() + 100) << 32, 17), (client.next_id() | 1, 18)] {
        client.send_message(id, 1, &f::Ping { ping_id: 1 }.to_bytes());
        let note: types::BadMsgNotification = client.expect();
        assert_eq!((note.bad_msg_id, note.error_code), (id, code));
    }
}

#[test]
fn a_repeated_message_is_obeyed_once() {
    let town = Town::new();
    let mut client = Client::of(&town.dc, town.alice);
    let id = client.next_id();
    for _ in 0..3 {
        client.send_message(id, 1, &f::Ping { ping_id: 1 }.to_bytes());
    }
    client.send(&f::Ping { ping_id: 2 }.to_bytes());
    let pongs: Vec<i64> = (0..2).map(|_| client.expect::<types::Pong>().ping_id).collect();
    assert_eq!(pongs, [1, 2]);
}

#[test]
fn a_new_session_is_announced_once_and_can_be_destroyed() {
    let town = Town::new();
    let mut client = Client::silent(&town.dc, town.alice);
    client.send(&f::Ping { ping_id: 1 }.to_bytes());
    client.salt = client.expect::<types::BadServerSalt>().new_server_salt;
    let id = client.send(&f::Ping { ping_id: 1 }.to_bytes());
    assert_eq!(client.receive().read::<types::NewSessionCreated>().first_msg_id, id);
    client.expect::<types::Pong>();
    let old = client.session;
    client.session += 1;
    client.send(&f::DestroySession { session_id: old }.to_bytes());
    assert_eq!(client.expect::<types::DestroySessionOk>().session_id, old);
    client.send(&f::DestroySession { session_id: old }.to_bytes());
    assert_eq!(client.expect::<types::DestroySessionNone>().session_id, old);
}

#[test]
fn states_are_told_and_no_answer_is_left_to_drop() {
    let town = Town::new();
    let mut client = Client::of(&town.dc, town.alice);
    let known = client.send(&f::Ping { ping_id: 1 }.to_bytes());
    let request = types::MsgsStateReq { msg_ids: vec![known, known + 4] };
    client.send(&enums::MsgsStateReq::Req(request).to_bytes());
    assert_eq!(client.expect::<types::MsgsStateInfo>().info, [4, 1]);
    let request = f::RpcDropAnswer { req_msg_id: known };
    assert_eq!(client.call(&request).unwrap(), enums::RpcDropAnswer::RpcAnswerUnknown);
}

#[test]
fn a_delayed_disconnect_comes_after_its_ping_only() {
    let town = Town::new();
    let mut client = Client::of(&town.dc, town.alice);
    client.send(&f::PingDelayDisconnect { ping_id: 1, disconnect_delay: 0 }.to_bytes());
    while client.try_receive().is_some() {}
    let mut patient = Client::of(&town.dc, town.alice);
    patient.send(&f::PingDelayDisconnect { ping_id: 1, disconnect_delay: 75 }.to_bytes());
    assert_eq!(patient.expect::<types::Pong>().ping_id, 1);
    assert!(patient.call(&f::updates::GetState {}).is_ok());
}

fn container(messages: &[Message]) -> Vec<u8> {
    let mut body = 0x73f1_f8dc_u32.to_le_bytes().to_vec();
    body.extend((messages.len() as u32).to_le_bytes());
    for message in messages {
        body.extend(message.id.to_le_bytes());
        body.extend(message.sequence.to_le_bytes());
        body.extend((message.body.len() as u32).to_le_bytes());
        body.extend(&message.body);
    }
    body
}

fn packed(body: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(body).unwrap();
    let mut bytes = 0x3072_cfa1_u32.to_le_bytes().to_vec();
    writer.finish().unwrap().serialize(&mut bytes);
    bytes
}

#[test]
fn containers_and_packed_messages_are_opened() {
    let town = Town::new();
    let mut client = Client::of(&town.dc, town.alice);
    let ping = |ping_id| f::Ping { ping_id }.to_bytes();
    let messages: Vec<Message> = [ping(1), packed(&ping(2)), ping(3)]
        .into_iter()
        .map(|body| Message { id: client.next_id(), sequence: 1, body })
        .collect();
    let id = client.next_id();
    client.send_message(id, 6, &container(&messages));
    let pongs: Vec<i64> = (0..3).map(|_| client.expect::<types::Pong>().ping_id).collect();
    assert_eq!(pongs, [1, 2, 3]);
}

#[test]
fn nobody_calls_before_the_introduction_and_in_a_foreign_layer() {
    let town = Town::new();
    let mut client = Client::silent(&town.dc, town.alice);
    let early = client.call(&f::updates::GetState {}).unwrap_err();
    assert_eq!(early, (400, "CONNECTION_NOT_INITED".to_owned()));
    for layer in [166, 223, 231] {
        let refusal = client.call(&introduction(layer, f::help::GetConfig {})).unwrap_err();
        assert_eq!(refusal, (400, format!("LAYER_NOT_SERVED_{layer}")));
    }
    for layer in [229, 230] {
        assert!(client.call(&introduction(layer, f::help::GetConfig {})).is_ok());
    }
}

#[test]
fn what_is_not_served_is_named_and_counted() {
    let town = Town::new();
    let mut client = Client::of(&town.dc, town.alice);
    let request = f::langpack::GetLanguages { lang_pack: String::new() };
    for _ in 0..2 {
        let refusal = client.call(&request).unwrap_err();
        assert_eq!(refusal, (400, "METHOD_NOT_SERVED_langpack.getLanguages".to_owned()));
    }
    assert_eq!(town.dc.world().unserved()["langpack.getLanguages"], 2);
    // `bots.checkUsername` as layer 229 writes it.
    let refusal = client.call_raw(&0x87f2_219b_u32.to_le_bytes()).unwrap_err();
    assert_eq!(refusal.1, "METHOD_NOT_SERVED_bots.checkUsername");
}

#[test]
fn senseless_bytes_end_one_connection_and_nothing_else() {
    let town = Town::new();
    let mut bystander = Client::of(&town.dc, town.bob);
    let mut seed = 1u64;
    let mut noise = |length: usize| -> Vec<u8> {
        (0..length)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 56) as u8
            })
            .collect()
    };
    for length in [0, 1, 4, 7, 20, 24, 40, 100, 1000] {
        let mut client = Client::of(&town.dc, town.alice);
        // Bodies without sense, in true encryption; cut short, they close the connection or are refused.
        let body = noise(length.max(4) / 4 * 4);
        client.send(&body);
        let mut cut = container(&[Message { id: 4, sequence: 1, body: noise(length) }]);
        cut.truncate(cut.len() - length / 2);
        client.send(&cut);
        let mut stranger = crate::client::Wire::connect(town.dc.address());
        stranger.send(&noise(length));
        let mut raw = crate::client::Wire::connect(town.dc.address());
        raw.send_raw(&noise(length));
    }
    assert!(bystander.call(&f::updates::GetState {}).is_ok());
}
