//! `messages.transcribeAudio`: what a voice or a round video says. Nobody listens: a test says what is said, and a
//! message that it said nothing about cannot be made out. The text comes after the first answer, as an update.
//! Out of scope: trials that come back after a week, boosts of groups.

use std::collections::HashMap;

use grammers_tl_types::{Serializable, enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::messages::Uid;
use crate::world::peers::{Mentioned, Peer};

/// How many messages are made out for people who do not pay.
const TRIALS: i32 = 2;

pub(crate) fn register(table: &mut Table) {
    table.serve(transcribe_audio);
    table.serve(rate_transcribed_audio);
}

/// What is said where, and what was made out.
#[derive(Default)]
pub(crate) struct Transcripts {
    pub said: HashMap<Uid, String>,
    /// By person and message: the number of what was made out.
    known: HashMap<(i64, Uid), i64>,
    used: HashMap<i64, i32>,
}

fn voice(call: &Call, peer: Peer, id: i32) -> Answer<Uid> {
    use enums::DocumentAttribute as Attribute;
    let uid = call.world.found(call.me, peer, id)?;
    let media = call.world.records[uid].media.as_ref();
    let attributes = media.map(|media| call.world.files.attributes_of(media)).unwrap_or_default();
    let speaks = attributes.iter().any(|attribute| match attribute {
        Attribute::Audio(audio) => audio.voice,
        Attribute::Video(video) => video.round_message,
        _ => false,
    });
    if speaks { Ok(uid) } else { Err(Refusal::bad("MSG_VOICE_MISSING")) }
}

/// Takes one of the trials of somebody who does not pay; gives how many are left to her.
fn trial(call: &mut Call) -> Answer<Option<i32>> {
    if call.world.resident(call.me).is_some_and(|me| me.premium) {
        return Ok(None);
    }
    let used = call.world.transcripts.used.entry(call.me).or_default();
    if *used >= TRIALS {
        return Err(Refusal::new(403, "PREMIUM_ACCOUNT_REQUIRED"));
    }
    *used += 1;
    Ok(Some(TRIALS - *used))
}

fn transcribe_audio(
    call: &mut Call,
    request: f::messages::TranscribeAudio,
) -> Answer<enums::messages::TranscribedAudio> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let uid = voice(call, peer, request.msg_id)?;
    let said = call.world.transcripts.said.get(&uid).cloned();
    let text = said.ok_or_else(|| Refusal::bad("TRANSCRIPTION_FAILED"))?;
    let answer = |pending, transcription_id, text, trial_remains_num| types::messages::TranscribedAudio {
        pending,
        transcription_id,
        text,
        trial_remains_num,
        trial_remains_until_date: None,
    };
    if let Some(id) = call.world.transcripts.known.get(&(call.me, uid)) {
        return Ok(answer(false, *id, text, None).into());
    }
    let left = trial(call)?;
    let transcription_id = call.world.number();
    call.world.transcripts.known.insert((call.me, uid), transcription_id);
    let first: enums::messages::TranscribedAudio = answer(true, transcription_id, String::new(), left).into();
    call.defer().answer(Ok(first.to_bytes()));
    let msg_id = request.msg_id;
    let update =
        types::UpdateTranscribedAudio { pending: false, peer: peer.tl(), msg_id, transcription_id, text };
    let mut mentioned = Mentioned::default();
    mentioned.add(peer);
    call.world.tell(call.me, update.into(), &mentioned, None);
    Ok(first)
}

fn rate_transcribed_audio(call: &mut Call, request: f::messages::RateTranscribedAudio) -> Answer<bool> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let uid = voice(call, peer, request.msg_id)?;
    match call.world.transcripts.known.get(&(call.me, uid)) {
        Some(id) if *id == request.transcription_id => Ok(true),
        _ => Err(Refusal::bad("TRANSCRIPTION_ID_INVALID")),
    }
}
