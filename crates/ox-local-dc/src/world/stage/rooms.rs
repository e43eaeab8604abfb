//! The test's side of supergroups and channels: who administers them, which topics they have.

use grammers_tl_types::types;

use super::{Draft, Peer, StageError, World};
use crate::rpc::Refusal;
use crate::world::forums::Topic;
use crate::world::shapes;

impl World {
    /// Makes a member an administrator with these rights, by their names in the schema; with none of them an ordinary member.
    pub fn promote(&self, channel: i64, person: i64, rights: &[&str]) -> Result<(), StageError> {
        let granted = granted(rights)?;
        let mut state = self.lock();
        let Peer::Channel(id) = Peer::from_marked(channel) else {
            return Err(Refusal::bad("CHANNEL_INVALID").into());
        };
        let missing = || Refusal::bad("USER_NOT_PARTICIPANT");
        let channel = state.channels.get_mut(&id).ok_or_else(missing)?;
        let creator = channel.creator;
        let member = channel.members.get_mut(&person).ok_or_else(missing)?;
        member.admin = !rights.is_empty();
        member.rights = member.admin.then_some(granted);
        member.promoted_by = member.admin.then_some(creator);
        state.tell_membership(Peer::Channel(id), person);
        Ok(())
    }

    /// Opens a topic; what was an ordinary supergroup is a forum then. Gives the id of its first message.
    pub fn open_topic(&self, channel: i64, person: i64, title: &str) -> Result<i32, StageError> {
        let mut state = self.lock();
        let peer = Peer::from_marked(channel);
        let Peer::Channel(id) = peer else { return Err(Refusal::bad("CHANNEL_INVALID").into()) };
        let missing = || Refusal::bad("CHANNEL_INVALID");
        let channel = state.channels.get_mut(&id).ok_or_else(missing)?;
        channel.forum = true;
        let general = Topic::general(channel.creator);
        channel.topics.entry(general.id).or_insert(general);
        if channel.last_id == 0 {
            // The first message of a channel tells that it was made; the general topic has its id.
            let made = types::MessageActionChannelCreate { title: channel.title.clone() };
            let draft = Draft { action: Some(made.into()), ..Draft::default() };
            state.post(person, peer, draft, None)?;
        }
        let fresh = Topic { title: title.to_owned(), ..Topic::general(person) };
        let action = types::MessageActionTopicCreate {
            title_missing: false,
            title: fresh.title.clone(),
            icon_color: fresh.icon_color,
            icon_emoji_id: None,
        };
        let draft = Draft { action: Some(action.into()), ..Draft::default() };
        let posted = state.post(person, peer, draft, None)?;
        if let Some(channel) = state.channels.get_mut(&id) {
            channel.topics.insert(posted.id, Topic { id: posted.id, ..fresh });
        }
        Ok(posted.id)
    }

    /// Writes into a topic.
    pub fn send_in_topic_as(
        &self,
        person: i64,
        peer: i64,
        topic: i32,
        text: &str,
    ) -> Result<i32, StageError> {
        let text = text.to_owned();
        self.send_with(
            person,
            peer,
            Draft { text, top: Some(topic), reply_to: Some(topic), ..Draft::default() },
        )
    }
}

fn granted(names: &[&str]) -> Result<types::ChatAdminRights, StageError> {
    let mut rights = shapes::admin_rights();
    for name in names {
        let right = match *name {
            "change_info" => &mut rights.change_info,
            "post_messages" => &mut rights.post_messages,
            "edit_messages" => &mut rights.edit_messages,
            "delete_messages" => &mut rights.delete_messages,
            "ban_users" => &mut rights.ban_users,
            "invite_users" => &mut rights.invite_users,
            "pin_messages" => &mut rights.pin_messages,
            "add_admins" => &mut rights.add_admins,
            "anonymous" => &mut rights.anonymous,
            "manage_call" => &mut rights.manage_call,
            "manage_topics" => &mut rights.manage_topics,
            "other" => &mut rights.other,
            _ => return Err(Refusal::bad("RIGHT_FORBIDDEN").into()),
        };
        *right = true;
    }
    Ok(rights)
}
