"""`ChatAction`: members come and go, titles, photos and pins change."""
from .. import utils
from ..tl import types
from .common import EventBuilder, EventCommon, name_inner_event

_NEW = ("UpdateNewMessage", "UpdateNewChannelMessage")


def _service(event, message):
    """The event of a service message, or None."""
    action, author = message.action, message.old_from_id
    kind = action.__class__.__name__
    if kind == "MessageActionChatJoinedByLink":
        return event(message, added_by=True, users=author)
    if kind == "MessageActionChatAddUser":
        joined = [message.sender_id] == action.users
        return event(message, added_by=joined or author, users=action.users)
    if kind == "MessageActionChatDeleteUser":
        by = utils.get_peer_id(author) if author else True
        return event(message, kicked_by=by, users=action.user_id)
    if kind == "MessageActionChatCreate":
        return event(message, users=action.users, created=True, new_title=action.title)
    if kind == "MessageActionChannelCreate":
        return event(message, created=True, users=author, new_title=action.title)
    if kind == "MessageActionChatEditTitle":
        return event(message, users=author, new_title=action.title)
    if kind == "MessageActionChatEditPhoto":
        return event(message, users=author, new_photo=action.photo)
    if kind == "MessageActionChatDeletePhoto":
        return event(message, users=author, new_photo=True)
    if kind == "MessageActionPinMessage" and message.reply_to:
        return event(message, pin_ids=[message.reply_to_msg_id])
    if kind == "MessageActionGameScore":
        return event(message, new_score=action.score)
    return None


@name_inner_event
class ChatAction(EventBuilder):
    """Selects what happens to chats."""

    @classmethod
    def build(cls, update, others=None, self_id=None):
        """The event of a service message or of an update about members and pins."""
        kind = update.__class__.__name__
        if kind in _NEW:
            return _service(cls.Event, update.message) if type(update.message).__name__ == "MessageService" else None
        if kind == "UpdatePinnedChannelMessages" and not update.pinned:
            return cls.Event(types.PeerChannel(update.channel_id), pin_ids=update.messages, pin=update.pinned)
        if kind == "UpdatePinnedMessages" and not update.pinned:
            return cls.Event(update.peer, pin_ids=update.messages, pin=update.pinned)
        if kind == "UpdateChatParticipantAdd":
            return cls.Event(types.PeerChat(update.chat_id), added_by=update.inviter_id or True, users=update.user_id)
        if kind == "UpdateChatParticipantDelete":
            return cls.Event(types.PeerChat(update.chat_id), kicked_by=True, users=update.user_id)
        if kind == "UpdateChannelParticipant" and bool(update.new_participant) != bool(update.prev_participant):
            where = types.PeerChannel(update.channel_id)
            by = "added_by" if update.new_participant else "kicked_by"
            return cls.Event(where, users=update.user_id, **{by: update.actor_id})
        return None

    class Event(EventCommon):
        """One thing that happened, with those who did it and those it happened to."""

        def __init__(
            self,
            where,
            new_photo=None,
            added_by=None,
            kicked_by=None,
            created=None,
            users=None,
            new_title=None,
            pin_ids=None,
            pin=None,
            new_score=None,
        ):
            self.action_message = where if hasattr(where, "action") else None
            super().__init__(where.peer_id if self.action_message else where, pin_ids[0] if pin_ids else None)
            self.new_pin = pin_ids is not None
            self._pin_ids, self._pinned_messages = pin_ids, None
            self.new_photo = new_photo is not None
            self.photo = new_photo if new_photo.__class__.__name__ == "Photo" else None
            self.user_added = bool(added_by) and added_by is not True
            self.user_joined = added_by is True
            self._added_by = added_by if self.user_added else None
            self.user_left = kicked_by is True or users is not None and kicked_by == users
            self.user_kicked = bool(kicked_by) and not self.user_left
            self._kicked_by = kicked_by if self.user_kicked else None
            # Quirk: true for all that is no pin told by an update of its own, as modules know it.
            self.unpin = not pin
            self.created = bool(created)
            listed = users if isinstance(users, list) else [users] if users else []
            self._user_ids = [utils.get_peer_id(user) for user in listed]
            self._users = self._input_users = None
            self.new_title, self.new_score = new_title, new_score

        def _set_client(self, client):
            super()._set_client(client)
            if self.action_message:
                self.action_message._finish_init(client, self._entities, None)

        async def respond(self, *args, **kwargs):
            """Sends to the chat."""
            return await self._client.send_message(await self.get_input_chat(), *args, **kwargs)

        async def reply(self, *args, **kwargs):
            """Answers the service message, if there is one."""
            if self.action_message:
                kwargs["reply_to"] = self.action_message.id
            return await self.respond(*args, **kwargs)

        async def delete(self, *args, **kwargs):
            """Deletes the service message, if there is one."""
            if not self.action_message:
                return None
            chat = await self.get_input_chat()
            return await self._client.delete_messages(chat, [self.action_message], *args, **kwargs)

        async def get_pinned_message(self):
            """The first of the pinned messages."""
            found = await self.get_pinned_messages()
            return found[0] if found else None

        async def get_pinned_messages(self):
            """The messages that were pinned or unpinned."""
            if self._pin_ids and self._pinned_messages is None:
                chat = await self.get_input_chat()
                if chat:
                    self._pinned_messages = await self._client.get_messages(chat, ids=self._pin_ids)
            return self._pinned_messages if self._pin_ids else self._pin_ids

        def _known(self, somebody):
            if not somebody or somebody.__class__.__name__ == "User":
                return somebody
            return self._entities.get(utils.get_peer_id(somebody), somebody)

        @property
        def added_by(self):
            """Who added the users."""
            self._added_by = self._known(self._added_by)
            return self._added_by

        async def get_added_by(self):
            """Who added the users, fetched if need be."""
            if self.added_by and self._added_by.__class__.__name__ != "User":
                self._added_by = await self._client.get_entity(self._added_by)
            return self._added_by

        @property
        def kicked_by(self):
            """Who removed the users."""
            self._kicked_by = self._known(self._kicked_by)
            return self._kicked_by

        async def get_kicked_by(self):
            """Who removed the users, fetched if need be."""
            if self.kicked_by and self._kicked_by.__class__.__name__ != "User":
                self._kicked_by = await self._client.get_entity(self._kicked_by)
            return self._kicked_by

        @property
        def user_ids(self):
            """Ids of those it happened to."""
            return self._user_ids[:] or None

        @property
        def user_id(self):
            """The first of them."""
            return self._user_ids[0] if self._user_ids else None

        @property
        def users(self):
            """Those it happened to, as far as they came along."""
            if self._users is None:
                self._users = [self._entities[number] for number in self._user_ids if number in self._entities]
            return self._users

        async def get_users(self):
            """Those it happened to, fetched if a message told of it."""
            if len(self.users) != len(self._user_ids) and self.action_message:
                self._users = await self._client.get_entity(self._user_ids)
            return self._users

        @property
        def user(self):
            """The first of them."""
            return self.users[0] if self.users else None

        async def get_user(self):
            """The first of them, fetched if need be."""
            return (await self.get_users() or [None])[0]

        @property
        def input_users(self):
            """Their `InputPeer`s, as far as they are known."""
            if self._input_users is None:
                cache = self._client._entity_cache
                pairs = (utils._get_entity_pair(number, self._entities, cache) for number in self._user_ids)
                self._input_users = [peer for _, peer in pairs if peer is not None]
            return self._input_users

        async def get_input_users(self):
            """Their `InputPeer`s."""
            if len(self.input_users) != len(self._user_ids) and self.action_message:
                self._input_users = [utils.get_input_peer(user) for user in await self.get_users()]
            return self._input_users

        @property
        def input_user(self):
            """The first of them."""
            return self.input_users[0] if self.input_users else None

        async def get_input_user(self):
            """The first of them."""
            return (await self.get_input_users() or [None])[0]
