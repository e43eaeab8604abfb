//! Files in parts: whole and in order, across data centres, drops, waits and new salts.

use std::time::{Duration, Instant};

use grammers_tl_types::{self as tl, Deserializable, Serializable, enums};
use ox_client::{Account, Download, Pieces, Rules, TransferError, Upload};
use ox_local_dc::pattern;

use crate::scene::{Scene, ask, in_time};

pub const PART: u32 = 128 << 10;
pub const SIZE: u64 = 5 * 1024 * 1024 + 123;
pub const SEED: u64 = 7;
pub const RULES: Rules = Rules { flood_threshold: 60, retries: 5 };

pub fn expected() -> Vec<u8> {
    let mut bytes = vec![0; SIZE as usize];
    pattern(SEED, 0, &mut bytes);
    bytes
}

/// Bob's big file in the group, as Alice sees it.
pub async fn file(scene: &Scene, account: &Account) -> Download {
    let id = scene.world.send_big_file_as(scene.bob, scene.group, "big.bin", SIZE, SEED).unwrap();
    plan(ask(account, &get_message(id)).await.unwrap())
}

pub fn get_message(id: i32) -> tl::functions::messages::GetMessages {
    tl::functions::messages::GetMessages { id: vec![tl::types::InputMessageId { id }.into()] }
}

/// The whole of a big file that has come in a message.
pub fn plan(found: enums::messages::Messages) -> Download {
    let enums::messages::Messages::Messages(found) = found else { panic!() };
    let Some(enums::Message::Message(message)) = found.messages.into_iter().next() else { panic!() };
    let Some(enums::MessageMedia::Document(media)) = message.media else { panic!() };
    let Some(enums::Document::Document(document)) = media.document else { panic!() };
    let location = tl::types::InputDocumentFileLocation {
        id: document.id,
        access_hash: document.access_hash,
        file_reference: document.file_reference,
        thumb_size: String::new(),
    };
    let location = enums::InputFileLocation::from(location).to_bytes();
    Download { dc: document.dc_id, location, offset: 0, size: Some(SIZE), part: PART, rules: RULES }
}

pub async fn rest(pieces: &mut Pieces) -> Result<Vec<u8>, TransferError> {
    let mut bytes = Vec::new();
    while let Some(piece) = in_time(pieces.next()).await? {
        bytes.extend_from_slice(piece.bytes());
    }
    Ok(bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_whole_and_in_order() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    let whole = file(&scene, &account).await;
    for (size, offset) in [(Some(SIZE), 0), (None, 0), (Some(1), 0), (Some(SIZE), 2 * u64::from(PART))] {
        let plan = Download { size, offset, ..whole.clone() };
        let bytes = rest(&mut account.files().download(plan).unwrap()).await.unwrap();
        assert!(bytes == expected()[offset as usize..], "size {size:?}, from {offset}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_followed_to_its_data_centre() {
    let scene = Scene::with(ox_local_dc::Options { file_dc: Some(4), ..Default::default() });
    let (account, _incoming) = scene.connect().await;
    let plan = file(&scene, &account).await;
    assert_eq!(plan.dc, 4);
    for dc in [0, 4] {
        let plan = Download { dc, ..plan.clone() };
        assert!(
            rest(&mut account.files().download(plan).unwrap()).await.unwrap() == expected(),
            "asked in {dc}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_connections_and_new_salts_leave_no_gap() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    let plan = file(&scene, &account).await;
    let mut pieces = account.files().download(plan).unwrap();
    let mut bytes = in_time(pieces.next()).await.unwrap().unwrap().bytes().to_vec();
    scene.dc.faults().drop_connections();
    bytes.extend_from_slice(in_time(pieces.next()).await.unwrap().unwrap().bytes());
    scene.dc.faults().rotate_salts();
    bytes.extend(rest(&mut pieces).await.unwrap());
    assert!(bytes == expected());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_for_those_who_do_not_pay_is_slept_within_the_threshold() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    let plan = file(&scene, &account).await;
    scene.dc.faults().premium_wait("upload.getFile", 1);
    let started = Instant::now();
    assert!(rest(&mut account.files().download(plan.clone()).unwrap()).await.unwrap() == expected());
    assert!(started.elapsed() >= Duration::from_secs(1));

    scene.dc.faults().premium_wait("upload.getFile", 30);
    let rules = Rules { flood_threshold: 10, retries: 5 };
    let error = rest(&mut account.files().download(Download { rules, ..plan }).unwrap()).await.unwrap_err();
    let TransferError::Invoke(error) = error else { panic!("{error}") };
    assert_eq!(error.rpc().map(|error| &*error.name), Some("FLOOD_PREMIUM_WAIT"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_reference_is_told_where_it_expired() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    let plan = file(&scene, &account).await;
    scene.dc.faults().expire_file_references();
    let error = rest(&mut account.files().download(plan).unwrap()).await.unwrap_err();
    let TransferError::Invoke(error) = error else { panic!("{error}") };
    assert_eq!(error.rpc().map(|error| &*error.name), Some("FILE_REFERENCE_EXPIRED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_arrives_whole_across_a_drop() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    for (id, big) in [(11, true), (12, false)] {
        let plan = Upload { id, size: SIZE, part: PART, big, rules: RULES };
        let mut sending = account.files().upload(plan).unwrap();
        let (bytes, mut taken, mut saved) = (expected(), 0, 0);
        while sending.wants().is_some() || sending.is_flying() {
            while let Some(length) = sending.wants() {
                sending.send(bytes[taken..taken + length].to_vec());
                taken += length;
            }
            saved += in_time(sending.saved()).await.unwrap().unwrap();
            if saved == u64::from(PART) {
                scene.dc.faults().drop_connections();
            }
        }
        assert_eq!(saved, SIZE);
        let (parts, name) = (SIZE.div_ceil(u64::from(PART)) as i32, "up.bin".to_owned());
        let file = if big {
            tl::types::InputFileBig { id, parts, name }.into()
        } else {
            tl::types::InputFile { id, parts, name, md5_checksum: String::new() }.into()
        };
        let message = send(&scene, &account, id, file).await;
        assert!(scene.world.file(scene.alice, scene.group, message).unwrap() == bytes, "big: {big}");
    }
}

/// Sends an uploaded file to the group, once for each `id`; the message's id.
async fn send(scene: &Scene, account: &Account, id: i64, file: enums::InputFile) -> i32 {
    let media = tl::types::InputMediaUploadedDocument {
        nosound_video: false,
        force_file: true,
        spoiler: false,
        file,
        thumb: None,
        mime_type: "application/octet-stream".into(),
        attributes: vec![],
        stickers: None,
        video_cover: None,
        video_timestamp: None,
        ttl_seconds: None,
    };
    let request = tl::functions::messages::SendMedia {
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: scene.input_group(),
        reply_to: None,
        media: media.into(),
        message: String::new(),
        random_id: id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
    };
    in_time(ask(account, &request)).await.unwrap();
    scene.world.history(scene.alice, scene.group).last().unwrap().id
}

#[tokio::test(flavor = "multi_thread")]
async fn what_telegram_would_not_take_is_refused_here() {
    let scene = Scene::new();
    let (account, _incoming) = scene.connect().await;
    let good = file(&scene, &account).await;
    for plan in [
        Download { part: 5000, ..good.clone() },
        Download { part: 1 << 20, ..good.clone() },
        Download { offset: 4096, ..good.clone() },
    ] {
        assert!(matches!(account.files().download(plan), Err(TransferError::Range)));
    }
    let nonsense = Download { location: vec![1, 2, 3, 4], ..good.clone() };
    assert!(matches!(account.files().download(nonsense), Err(TransferError::Location)));
    let upload = Upload { id: 1, size: 1, part: 1000, big: false, rules: RULES };
    assert!(matches!(account.files().upload(upload), Err(TransferError::Range)));
    assert!(enums::InputFileLocation::from_bytes(&good.location).is_ok());
}
