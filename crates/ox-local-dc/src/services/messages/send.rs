//! Writing, editing, deleting messages. Reading them is in `history`; media become messages in `media`.
//! Out of scope: sending as a channel, effects, quick replies, paid messages.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::files::Media;
use crate::world::messages::{Draft, Posted, Quote, Stamp, Uid};
use crate::world::peers::{Mentioned, Peer};
use crate::world::{schedule, text};

pub(crate) fn register(table: &mut Table) {
    table.serve(send_message);
    table.serve(edit_message);
    table.serve(delete_messages);
}

/// What a message answers, as a draft wants it.
#[derive(Clone, Default)]
pub(crate) struct Answered {
    pub reply_to: Option<i32>,
    pub top: Option<i32>,
    pub quote: Option<Quote>,
}

/// What a message answers. Answers to stories count as none.
pub(crate) fn answered(reply: Option<enums::InputReplyTo>) -> Answered {
    match reply {
        Some(enums::InputReplyTo::Message(reply)) => Answered {
            reply_to: Some(reply.reply_to_msg_id),
            top: reply.top_msg_id,
            quote: reply.quote_text.map(|text| (text, reply.quote_entities)),
        },
        _ => Answered::default(),
    }
}

/// What a client writes, whichever method brings it.
pub(super) struct Letter {
    pub text: String,
    pub entities: Option<Vec<enums::MessageEntity>>,
    pub media: Option<Media>,
    pub reply_to: Option<enums::InputReplyTo>,
    pub silent: bool,
    pub noforwards: bool,
    pub markup: Option<enums::ReplyMarkup>,
    pub random_id: i64,
    pub clear_draft: bool,
    pub date: Option<i32>,
}

/// What became of a letter.
pub(super) enum Delivered {
    Now(Posted),
    /// It waits for its date.
    Kept(Box<enums::Updates>),
}

/// Writes a letter, or keeps it for its date.
pub(super) fn deliver(call: &mut Call, peer: Peer, letter: Letter) -> Answer<Delivered> {
    let Answered { reply_to, top, quote } = answered(letter.reply_to);
    let draft = Draft {
        text: letter.text,
        entities: letter.entities.unwrap_or_default(),
        media: letter.media,
        reply_to,
        top,
        quote,
        silent: letter.silent,
        noforwards: letter.noforwards,
        markup: super::super::bots::markup_of(call, letter.markup),
        random_id: letter.random_id,
        ..Draft::default()
    };
    if letter.clear_draft {
        super::drafts::clear(call, peer, top);
    }
    match schedule::waits(letter.date)? {
        Some(date) => {
            let updates = super::scheduled::keep(call, peer, vec![draft], date)?;
            Ok(Delivered::Kept(Box::new(updates)))
        }
        None => call.world.post(call.me, peer, draft, Some(call.link)).map(Delivered::Now),
    }
}

fn send_message(call: &mut Call, request: f::messages::SendMessage) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    let letter = Letter {
        text: request.message,
        entities: request.entities,
        media: None,
        reply_to: request.reply_to,
        silent: request.silent,
        noforwards: request.noforwards,
        markup: request.reply_markup,
        random_id: request.random_id,
        clear_draft: request.clear_draft,
        date: request.schedule_date,
    };
    Ok(match deliver(call, peer, letter)? {
        Delivered::Kept(updates) => *updates,
        Delivered::Now(posted) if matches!(peer, Peer::User(other) if other != call.me) => {
            short_answer(call, posted)
        }
        Delivered::Now(posted) => sent(call, &[(posted, request.random_id)]),
    })
}

/// The short form in which Telegram confirms a text to a person.
fn short_answer(call: &Call, posted: Posted) -> enums::Updates {
    let record = &call.world.records[posted.uid];
    types::UpdateShortSentMessage {
        out: true,
        id: posted.id,
        pts: posted.stamp.pts,
        pts_count: posted.stamp.count,
        date: record.date,
        media: None,
        entities: (!record.entities.is_empty()).then(|| record.entities.clone()),
        ttl_period: record.ttl,
    }
    .into()
}

/// The long form: ids first, then the messages.
pub(crate) fn sent(call: &Call, posted: &[(Posted, i64)]) -> enums::Updates {
    let world = &*call.world;
    let mut mentioned = Mentioned::default();
    let ids = posted
        .iter()
        .map(|(posted, random_id)| types::UpdateMessageId { id: posted.id, random_id: *random_id }.into());
    let mut updates: Vec<enums::Update> = ids.collect();
    for (Posted { uid, stamp, .. }, _) in posted {
        let Stamp { pts, count: pts_count } = *stamp;
        let Some(message) = world.render(call.me, *uid, &mut mentioned) else { continue };
        updates.push(match world.records[*uid].peer_for(call.me) {
            Peer::Channel(_) => types::UpdateNewChannelMessage { message, pts, pts_count }.into(),
            _ => types::UpdateNewMessage { message, pts, pts_count }.into(),
        });
    }
    world.updates(call.me, updates, &mentioned)
}

/// The answer to an edit.
pub(crate) fn edited(call: &Call, uid: Uid, stamp: Stamp) -> Answer<enums::Updates> {
    let world = &*call.world;
    let mut mentioned = Mentioned::default();
    let Stamp { pts, count: pts_count } = stamp;
    let message = world.render(call.me, uid, &mut mentioned);
    let message = message.ok_or_else(|| Refusal::bad("MESSAGE_ID_INVALID"))?;
    let update = match world.records[uid].peer_for(call.me) {
        Peer::Channel(_) => types::UpdateEditChannelMessage { message, pts, pts_count }.into(),
        _ => types::UpdateEditMessage { message, pts, pts_count }.into(),
    };
    Ok(world.updates(call.me, vec![update], &mentioned))
}

fn edit_message(call: &mut Call, request: f::messages::EditMessage) -> Answer<enums::Updates> {
    let peer = call.world.input_peer(call.me, &request.peer)?;
    if request.schedule_date.is_some() {
        return super::scheduled::edit(call, peer, request);
    }
    let uid = call.world.found(call.me, peer, request.id)?;
    let rules = match peer {
        Peer::Channel(id) => call.world.channels.get(&id),
        _ => None,
    };
    let rules = rules.is_some_and(|c| c.broadcast && c.may(call.me, |rights| rights.edit_messages));
    let record = &call.world.records[uid];
    if record.action.is_some() || record.forward.is_some() {
        return Err(Refusal::bad("MESSAGE_ID_INVALID"));
    }
    if record.author != call.me && !rules {
        return Err(Refusal::new(403, "MESSAGE_AUTHOR_REQUIRED"));
    }
    if let (Some(enums::InputMedia::Poll(_)), Some(Media::Poll(poll))) = (&request.media, &record.media) {
        return super::polls::close(call, *poll);
    }
    let change = Change {
        text: request.message.map(|text| (text, request.entities.unwrap_or_default())),
        media: request.media,
        markup: request.reply_markup,
    };
    let before = call.world.look(call.me, peer, uid);
    apply(call, uid, change)?;
    let stamp = call.world.edited(call.me, uid, Some(call.link));
    call.world.note_edit(call.me, peer, uid, before);
    edited(call, uid, stamp)
}

/// What an edit brings.
pub(crate) struct Change {
    pub text: Option<(String, Vec<enums::MessageEntity>)>,
    pub media: Option<enums::InputMedia>,
    pub markup: Option<enums::ReplyMarkup>,
}

/// Changes a record, or says that nothing changes.
pub(crate) fn apply(call: &mut Call, uid: Uid, change: Change) -> Answer<()> {
    let media = match change.media {
        Some(media) => super::media::of(call, &media)?,
        None => None,
    };
    let markup = super::super::bots::markup_of(call, change.markup);
    let text = change.text.map(|(text, entities)| text::prepare(call.world, &text, entities));
    if let Some((text, _)) = &text {
        call.world.measure(call.me, text, media.as_ref().or(call.world.records[uid].media.as_ref()))?;
    }
    let record = &mut call.world.records[uid];
    let same_text =
        text.as_ref().is_none_or(|(text, entities)| (text, entities) == (&record.text, &record.entities));
    if same_text && media.is_none() && markup == record.markup {
        return Err(Refusal::bad("MESSAGE_NOT_MODIFIED"));
    }
    if let Some((text, entities)) = text {
        if text.is_empty() && media.is_none() && record.media.is_none() {
            return Err(Refusal::bad("MESSAGE_EMPTY"));
        }
        (record.text, record.entities) = (text, entities);
    }
    if media.is_some() {
        record.media = media;
    }
    record.markup = markup;
    Ok(())
}

/// What deletions and reads are answered with.
pub(crate) fn affected(stamp: Stamp) -> enums::messages::AffectedMessages {
    types::messages::AffectedMessages { pts: stamp.pts, pts_count: stamp.count }.into()
}

fn delete_messages(
    call: &mut Call,
    request: f::messages::DeleteMessages,
) -> Answer<enums::messages::AffectedMessages> {
    let stamp = call.world.delete(call.me, &request.id, request.revoke, Some(call.link));
    Ok(affected(stamp))
}
