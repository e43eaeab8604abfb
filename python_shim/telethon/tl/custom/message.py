"""`Message`: the rich side of every message, service messages included. The fields are the schema's.

State lives in class attributes until it is set, because decoded messages never run a constructor.
"""
import copy
import copyreg

from _ox import native

from ... import utils
from .. import TLObject
from ._messagemedia import MessageMedia
from ._messageactions import MessageActions
from .chatgetter import ChatGetter
from .sendergetter import SenderGetter

_ABOUT = {
    "MessageActionChatAddUser": lambda a: a.users,
    "MessageActionChatCreate": lambda a: a.users,
    "MessageActionChatDeleteUser": lambda a: [a.user_id],
    "MessageActionChatJoinedByLink": lambda a: [a.inviter_id],
    "MessageActionChatMigrateTo": lambda a: [-(1000000000000 + a.channel_id)],
    "MessageActionChannelMigrateFrom": lambda a: [-a.chat_id],
}
_UNSET = object()


class Message(MessageActions, MessageMedia, ChatGetter, SenderGetter, TLObject):
    """A message with its client: properties to look at it, methods to act on it."""

    _is_broadcast = None
    _text = None
    _file = None
    _reply_message = None
    _buttons = None
    _buttons_flat = None
    _buttons_count = None
    _via_bot = None
    _via_input_bot = None
    _action_entities = None
    _linked_chat = None
    _forward = None
    _reply_to_chat = None
    _reply_to_sender = None
    _known_sender_id = _UNSET

    def __init__(self, *args, **kwargs):
        super(SenderGetter, self).__init__(*args, **kwargs)
        self.out = bool(self.out)
        if self.media.__class__.__name__ == "MessageMediaEmpty":
            self.media = None

    def _finish_init(self, client, entities, input_chat):
        self._client = client
        cache, peer = client._entity_cache, self.peer_id
        if self.media is not None and self.media.__class__.__name__ == "MessageMediaEmpty":
            self.media = None
        if not self.out and not self.fwd_from and getattr(peer, "user_id", None) == (client._self_id or 0):
            self.out = True
        self._sender, self._input_sender = utils._get_entity_pair(self.sender_id, entities, cache)
        self._chat, self._input_chat = utils._get_entity_pair(self.chat_id, entities, cache)
        if input_chat:
            self._input_chat = input_chat
        if self.via_bot_id:
            self._via_bot, self._via_input_bot = utils._get_entity_pair(self.via_bot_id, entities, cache)
        if self.fwd_from:
            from .forward import Forward

            self._forward = Forward(client, self.fwd_from, entities)
        if self.action:
            about = _ABOUT.get(self.action.__class__.__name__)
            if about:
                self._action_entities = [entities.get(marked) for marked in about(self.action)]
        if self.replies and self.replies.channel_id:
            self._linked_chat = entities.get(-(1000000000000 + self.replies.channel_id))
        if self.reply_to is not None and self.reply_to_msg_id is not None:
            self._note_reply(entities)

    def _note_reply(self, entities):
        header = self.reply_to
        if header.reply_to_peer_id:
            self._reply_to_chat = entities.get(utils.get_peer_id(header.reply_to_peer_id))
        if header.reply_from and header.reply_from.from_id:
            self._reply_to_sender = entities.get(utils.get_peer_id(header.reply_from.from_id))

    @property
    def _chat_peer(self):
        return self.peer_id

    @_chat_peer.setter
    def _chat_peer(self, value):
        self.peer_id = value

    @property
    def _broadcast(self):
        return self.post if self._is_broadcast is None else self._is_broadcast

    @_broadcast.setter
    def _broadcast(self, value):
        self._is_broadcast = value

    @property
    def _sender_id(self):
        if self._known_sender_id is not _UNSET:
            return self._known_sender_id
        stored = self.old_from_id
        if stored is not None:
            found = utils.get_peer_id(stored)
        elif self.peer_id and (self.post or (self.is_private and not self.out)):
            found = utils.get_peer_id(self.peer_id)
        elif self.is_private and self.out and self._client:
            found = self._client._self_id
        else:
            return None
        self._known_sender_id = found
        return found

    @_sender_id.setter
    def _sender_id(self, value):
        self._known_sender_id = value

    @property
    def client(self):
        """The client that received or sent this message."""
        return self._client

    @client.setter
    def client(self, value):
        self._client = value

    @property
    def text(self):
        """The text in the client's parse mode."""
        if self._text is None and self._client:
            mode = self._client.parse_mode
            if mode and self.message is not None:
                self._text = mode.unparse(self.message, self.entities)
            else:
                self._text = self.message
        return self._text

    @text.setter
    def text(self, value):
        self._text = value
        if self._client and self._client.parse_mode:
            self.message, self.entities = self._client.parse_mode.parse(value)
        else:
            self.message, self.entities = value, []

    @property
    def raw_text(self):
        """The text without formatting."""
        return self.message

    @raw_text.setter
    def raw_text(self, value):
        self.message, self.entities, self._text = value, [], None

    @property
    def is_reply(self):
        """Whether this answers another message or a story."""
        return self.reply_to is not None

    @property
    def forward(self):
        """The `Forward`, or None."""
        return self._forward

    @property
    def reply_to_chat(self):
        """The other chat that this answers into, or None."""
        return self._reply_to_chat

    @property
    def reply_to_sender(self):
        """The author of the answered message of another chat, or None."""
        return self._reply_to_sender

    @property
    def reply_to_msg_id(self):
        """The id of the answered message."""
        return getattr(self.reply_to, "reply_to_msg_id", None)

    @property
    def to_id(self):
        """The peer this was sent to: oneself for incoming private messages."""
        if self._client and not self.out and self.is_private:
            from ..types import PeerUser

            return PeerUser(self._client._self_id)
        return self.peer_id

    @property
    def action_entities(self):
        """Who a service message is about."""
        return self._action_entities

    @property
    def via_bot(self):
        """The inline bot this was sent through, as a `User`."""
        return self._via_bot

    @property
    def via_input_bot(self):
        """The inline bot's `InputPeer`."""
        return self._via_input_bot

    def get_entities_text(self, cls=None):
        """Pairs of (entity, the text it covers), of one class if given."""
        found = [e for e in self.entities or () if cls is None or isinstance(e, cls)]
        return list(zip(found, utils.get_inner_text(self.message, found))) if found else []

    async def _reload_message(self):
        if not self._client:
            return
        try:
            chat = await self.get_input_chat() if self.is_channel else None
            fresh = await self._client.get_messages(chat, ids=self.id)
        except ValueError:
            return
        if fresh:
            for name in ("_sender", "_input_sender", "_chat", "_input_chat", "_via_bot", "_via_input_bot", "_forward", "_action_entities"):
                setattr(self, name, getattr(fresh, name))

    async def _refetch_sender(self):
        await self._reload_message()

    # The client stays out of pickles; copies keep it.
    def __reduce_ex__(self, protocol):
        return copyreg.__newobj__, (type(self),), self._fields()

    def __deepcopy__(self, memo):
        return self._copied(copy.deepcopy(self._fields(), memo))

    def __copy__(self):
        return self._copied(self._fields())

    def _fields(self):
        fields = {name for name, _, _ in native.fields(type(self))}
        return {name: value for name, value in vars(self).items() if name in fields}

    def _copied(self, fields):
        copied = type(self).__new__(type(self))
        for name, value in {**vars(self), **fields}.items():
            if name not in ("_buttons", "_buttons_flat"):
                setattr(copied, name, value)
        return copied
