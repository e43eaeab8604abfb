//! What a test sees of the world, and files that live elsewhere.

use grammers_tl_types::{enums, functions as f, types};
use ox_local_dc::{Options, StageError};

use crate::client::Client;
use crate::people::Town;

#[test]
fn each_side_sees_its_own_ids_and_the_same_texts() {
    let town = Town::new();
    let world = town.dc.world();
    world.send_as(town.alice, town.alice, "a note to herself").unwrap();
    let question = town.send("a question");
    let seen = world.history(town.alice, town.bob)[0].id;
    assert_ne!(seen, question);
    world.reply_as(town.alice, town.bob, seen, "an answer").unwrap();
    let (hers, his) = (world.history(town.alice, town.bob), world.history(town.bob, town.alice));
    let told = |lines: &[ox_local_dc::Line]| {
        lines.iter().map(|line| (line.text.clone(), line.out)).collect::<Vec<_>>()
    };
    assert_eq!(told(&hers), [("a question".to_owned(), false), ("an answer".to_owned(), true)]);
    assert_eq!(told(&his), [("a question".to_owned(), true), ("an answer".to_owned(), false)]);
    assert_eq!((hers[1].reply_to, his[1].reply_to), (Some(seen), Some(question)));
    assert_eq!(his[1].sender_name, "alice");
}

#[test]
fn every_change_is_noticed() {
    let town = Town::new();
    let mut changed = town.dc.world().changed();
    changed.mark_unchanged();
    town.send("news");
    assert!(changed.has_changed().unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_a_change_may_ask_the_world_meanwhile() {
    const LINES: usize = 300;
    let town = Town::new();
    let (world, alice, bob) = (town.dc.world(), town.alice, town.bob);
    let busy = world.clone();
    let writer = std::thread::spawn(move || {
        for number in 0..LINES {
            busy.send_as(alice, bob, &number.to_string()).unwrap();
        }
    });
    world.until(|| world.history(bob, alice).len() == LINES).await;
    writer.join().unwrap();
}

#[test]
fn refusals_are_in_telegrams_words() {
    let town = Town::new();
    let world = town.dc.world();
    let channel = world.add_channel("News", Some("the_news"), true, &[town.alice, town.bob]).unwrap();
    let refused = |code, text: &str| Err(StageError { code, text: text.to_owned() });
    assert_eq!(world.send_as(town.bob, channel, "me too"), refused(403, "CHAT_WRITE_FORBIDDEN"));
    assert_eq!(world.send_as(town.bob, 12345, "anybody?"), refused(400, "PEER_ID_INVALID"));
    assert_eq!(world.send_as(town.bob, town.alice, "  "), refused(400, "MESSAGE_EMPTY"));
    let group = world.add_group("Others", &[town.alice]);
    assert_eq!(world.send_as(town.bob, group, "in?"), refused(400, "CHAT_ID_INVALID"));
    let taken = world.add_channel("Copy", Some("The_News"), true, &[town.bob]);
    assert_eq!(taken.map(|_| 0), refused(400, "USERNAME_OCCUPIED"));
}

#[test]
fn captions_are_shorter_than_messages_without_premium() {
    let town = Town::new();
    let world = town.dc.world();
    let refused = |text: &str| StageError { code: 400, text: text.to_owned() };
    let file = |caption: &str| {
        world.send_file_as(town.alice, town.bob, "a.txt", "text/plain", b"a".to_vec(), caption)
    };
    let (short, long) = ("a".repeat(1024), "a".repeat(1025));
    let sent = file(&short).unwrap();
    assert_eq!(file(&long), Err(refused("MEDIA_CAPTION_TOO_LONG")));
    assert_eq!(world.edit_as(town.alice, town.bob, sent, &long), Err(refused("MEDIA_CAPTION_TOO_LONG")));
    let text = world.send_as(town.alice, town.bob, &long).unwrap();
    let endless = "a".repeat(4097);
    assert_eq!(world.edit_as(town.alice, town.bob, text, &endless), Err(refused("MESSAGE_TOO_LONG")));
    world.set_premium(town.alice, true);
    world.edit_as(town.alice, town.bob, sent, &long).unwrap();
}

#[test]
fn files_of_another_data_centre_are_fetched_there_with_an_imported_login() {
    let town = Town::with(Options { file_dc: Some(4), ..Options::default() });
    let world = town.dc.world();
    let data: Vec<u8> = (0..100_000u32).map(|number| number as u8).collect();
    let sent = world
        .send_file_as(town.bob, town.alice, "a.bin", "application/octet-stream", data.clone(), "")
        .unwrap();
    assert_eq!(world.file(town.bob, town.alice, sent).unwrap(), data);
    let mut home = Client::of(&town.dc, town.alice);
    let id = world.history(town.alice, town.bob)[0].id;
    let request = f::messages::GetMessages { id: vec![types::InputMessageId { id }.into()] };
    let enums::messages::Messages::Messages(found) = home.call(&request).unwrap() else {
        panic!("one message fits a page")
    };
    let Some(enums::Message::Message(message)) = found.messages.first() else { panic!("{found:?}") };
    let Some(enums::MessageMedia::Document(media)) = &message.media else { panic!("{message:?}") };
    let Some(enums::Document::Document(document)) = &media.document else { panic!("{media:?}") };
    assert_eq!(document.dc_id, 4);
    let part = |offset| f::upload::GetFile {
        precise: false,
        cdn_supported: false,
        location: types::InputDocumentFileLocation {
            id: document.id,
            access_hash: document.access_hash,
            file_reference: document.file_reference.clone(),
            thumb_size: String::new(),
        }
        .into(),
        offset,
        limit: 65536,
    };
    assert_eq!(home.call(&part(0)).unwrap_err(), (303, "FILE_MIGRATE_4".to_owned()));
    let exported = home.call(&f::auth::ExportAuthorization { dc_id: 4 }).unwrap();
    let enums::auth::ExportedAuthorization::Authorization(exported) = exported;
    let mut away = Client::with_key(town.dc.address_of(4).unwrap(), world.nobodys_key(4));
    let import = f::auth::ImportAuthorization { id: exported.id, bytes: exported.bytes };
    away.call(&crate::client::introduction(230, import)).unwrap();
    let mut read = Vec::new();
    for offset in [0, 65536] {
        let enums::upload::File::File(file) = away.call(&part(offset)).unwrap() else {
            panic!("no other network keeps files")
        };
        read.extend(file.bytes);
    }
    assert_eq!(read, data);
    town.send("only the home tells");
    assert!(away.settle().is_empty());
}
