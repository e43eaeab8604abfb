//! How a message looks to a viewer: her ids, her direction, her copy of what is answered.
//! What a message is lives in `messages`.

use grammers_tl_types::{enums, types};

use super::State;
use super::files::Media;
use super::messages::{Forward, Place, Record, Uid};
use super::peers::{Mentioned, Peer};
use super::shapes;

impl State {
    /// A message as `viewer` sees it; `None` when she has no copy (any more).
    pub fn render(&self, viewer: i64, uid: Uid, seen: &mut Mentioned) -> Option<enums::Message> {
        let record = &self.records[uid];
        let id = record.id_for(viewer)?;
        let peer = record.peer_for(viewer);
        let speaker = record.speaker();
        seen.add(peer);
        seen.add(speaker);
        let saved = peer == Peer::User(viewer);
        // An anonymous administrator's own messages are her own; what a discussion group shows of its channel is nobody's.
        let own = record.voice.is_none_or(|voice| voice == record.peer_for(viewer));
        let out = record.author == viewer && !saved && own;
        // In private chats only one's own messages name their sender.
        let named = !record.post && (record.author == viewer || !matches!(peer, Peer::User(_)));
        let from_id = named.then(|| speaker.tl());
        let reply_to = self.reply_header(viewer, record);
        let mentioned = record.mentions.contains(&viewer) && !out;
        if let Some(action) = &record.action {
            let mut message = shapes::service_message(action.clone());
            mention_in_action(action, seen);
            message.out = out;
            message.mentioned = mentioned;
            message.media_unread = mentioned && self.contents_unread(viewer, record);
            message.post = record.post;
            message.silent = record.silent;
            message.id = id;
            message.from_id = from_id;
            message.peer_id = peer.tl();
            message.reply_to = reply_to;
            message.date = record.date;
            return Some(message.into());
        }
        let mut message = shapes::message();
        message.out = out;
        message.mentioned = mentioned;
        message.media_unread = self.contents_unread(viewer, record);
        message.from_scheduled = record.scheduled;
        message.noforwards = record.noforwards;
        message.replies = self.replies(viewer, record);
        message.silent = record.silent;
        message.post = record.post;
        message.pinned = record.pinned;
        message.id = id;
        message.from_id = from_id;
        message.peer_id = peer.tl();
        message.saved_peer_id = saved.then(|| saved_peer(record).unwrap_or(peer).tl());
        message.fwd_from = record
            .forward
            .as_ref()
            .map(|forward| forward_header(forward, saved || record.voice.is_some(), seen));
        message.via_bot_id = record.via_bot.inspect(|bot| seen.add(Peer::User(*bot)));
        message.reply_to = reply_to;
        message.date = record.date;
        message.message.clone_from(&record.text);
        message.media = record.media.as_ref().map(|media| self.media(viewer, media, seen));
        message.ttl_period = record.ttl;
        message.reply_markup.clone_from(&record.markup);
        message.entities = (!record.entities.is_empty()).then(|| record.entities.clone());
        message.edit_date = record.edited;
        message.grouped_id = record.album;
        if !record.reactions.is_empty() {
            message.reactions = Some(self.reactions(viewer, uid, seen));
        }
        if record.post {
            message.views = Some(record.views);
            message.forwards = Some(0);
        }
        Some(message.into())
    }

    /// How people have reacted to a message. In private chats and groups it says who.
    pub fn reactions(&self, viewer: i64, uid: Uid, seen: &mut Mentioned) -> enums::MessageReactions {
        let record = &self.records[uid];
        let mut results: Vec<types::ReactionCount> = Vec::new();
        for (who, reaction) in &record.reactions {
            let chosen = (*who == viewer).then_some(0);
            match results.iter_mut().find(|result| result.reaction == *reaction) {
                Some(result) => {
                    result.count += 1;
                    result.chosen_order = result.chosen_order.or(chosen);
                }
                None => results.push(types::ReactionCount {
                    chosen_order: chosen,
                    reaction: reaction.clone(),
                    count: 1,
                }),
            }
        }
        let recent = (!record.post).then(|| {
            let reacted = |(who, reaction): &(i64, enums::Reaction)| {
                seen.add(Peer::User(*who));
                types::MessagePeerReaction {
                    big: false,
                    unread: false,
                    my: *who == viewer,
                    peer_id: Peer::User(*who).tl(),
                    date: record.date,
                    reaction: reaction.clone(),
                }
                .into()
            };
            record.reactions.iter().map(reacted).collect()
        });
        types::MessageReactions {
            min: false,
            can_see_list: !record.post,
            reactions_as_tags: false,
            results: results.into_iter().map(Into::into).collect(),
            recent_reactions: recent,
            top_reactors: None,
        }
        .into()
    }

    /// What hangs on a message, as `viewer` sees it.
    pub fn media(&self, viewer: i64, media: &Media, seen: &mut Mentioned) -> enums::MessageMedia {
        match media {
            Media::Poll(id) => self.poll_media(viewer, *id, seen),
            media => self.files.render(media),
        }
    }

    /// What a message answers, and the topic or thread that it is filed under.
    fn reply_header(&self, viewer: i64, record: &Record) -> Option<enums::MessageReplyHeader> {
        let reply = record.reply.as_ref();
        let answered = reply.and_then(|reply| self.records[reply.uid].id_for(viewer));
        let forum = match record.place {
            Place::Channel(id) => self.channels.get(&id).is_some_and(|channel| channel.forum),
            _ => false,
        };
        let topic = record.thread.filter(|_| forum);
        let id = answered.or(topic)?;
        let (quote_text, quote_entities) =
            reply.filter(|_| answered.is_some()).and_then(|reply| reply.quote.clone()).unzip();
        Some(
            types::MessageReplyHeader {
                reply_to_scheduled: false,
                forum_topic: topic.is_some(),
                quote: quote_text.is_some(),
                reply_to_ephemeral: false,
                reply_to_msg_id: Some(id),
                reply_to_peer_id: None,
                reply_from: None,
                reply_media: None,
                reply_to_top_id: record.thread.filter(|thread| *thread != id),
                quote_text,
                quote_entities: quote_entities.flatten(),
                quote_offset: None,
                todo_item_id: None,
                poll_option: None,
            }
            .into(),
        )
    }
}

fn forward_header(forward: &Forward, saved: bool, seen: &mut Mentioned) -> enums::MessageFwdHeader {
    let origin = forward.saved.filter(|_| saved);
    forward.from.into_iter().chain(origin.map(|(peer, _)| peer)).for_each(|peer| seen.add(peer));
    types::MessageFwdHeader {
        imported: false,
        saved_out: false,
        from_id: forward.from.map(Peer::tl),
        from_name: forward.name.clone(),
        date: forward.date,
        channel_post: forward.post,
        post_author: None,
        saved_from_peer: origin.map(|(peer, _)| peer.tl()),
        saved_from_msg_id: origin.map(|(_, id)| id),
        saved_from_id: None,
        saved_from_name: None,
        saved_date: None,
        psa_type: None,
    }
    .into()
}

fn saved_peer(record: &Record) -> Option<Peer> {
    record.forward.as_ref()?.saved.map(|(peer, _)| peer)
}

fn mention_in_action(action: &enums::MessageAction, seen: &mut Mentioned) {
    use enums::MessageAction as Action;
    match action {
        Action::ChatCreate(create) => create.users.iter().for_each(|id| seen.add(Peer::User(*id))),
        Action::ChatAddUser(add) => add.users.iter().for_each(|id| seen.add(Peer::User(*id))),
        Action::ChatDeleteUser(delete) => seen.add(Peer::User(delete.user_id)),
        Action::ChatJoinedByLink(join) => seen.add(Peer::User(join.inviter_id)),
        _ => {}
    }
}
