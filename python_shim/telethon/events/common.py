"""The bases of builders and events: chats to listen to, a condition, and the event's chat."""
import asyncio

from .. import utils
from ..tl import TLObject
from ..tl.custom.chatgetter import ChatGetter


async def _into_id_set(client, chats):
    if chats is None:
        return None
    result = set()
    for chat in chats if utils.is_list_like(chats) else (chats,):
        known = _plain_ids(chat)
        if known is None:
            known = [await client.get_peer_id(await client.get_input_entity(chat))]
        result.update(known)
    return result


def _plain_ids(chat):
    """Marked ids that need no lookup, or None; a positive number may be a user, a chat or a channel."""
    if isinstance(chat, int) and not hasattr(chat, "peer"):
        return [int(chat)] if chat < 0 else [int(chat), -int(chat), -(1000000000000 + chat)]
    if getattr(chat, "SUBCLASS_OF_ID", None) == 0x2D45687:
        return [utils.get_peer_id(chat)]
    return None


class EventBuilder:
    """Says which updates become events and which of them a handler wants."""

    def __init__(self, chats=None, *, blacklist_chats=False, func=None):
        self.chats = chats
        self.blacklist_chats = bool(blacklist_chats)
        self.resolved = False
        self.func = func
        self._resolve_lock = None

    @classmethod
    def build(cls, update, others=None, self_id=None):
        """The event of an update, or None."""
        raise NotImplementedError

    async def resolve(self, client):
        """Turns names of chats into ids, once."""
        if self.resolved:
            return
        if self._resolve_lock is None:
            self._resolve_lock = asyncio.Lock()
        async with self._resolve_lock:
            if not self.resolved:
                await self._resolve(client)
                self.resolved = True

    async def _resolve(self, client):
        self.chats = await _into_id_set(client, self.chats)

    def filter(self, event):
        """Something true when the handler wants the event; may have to be awaited."""
        if not self.resolved:
            return None
        if self.chats is not None and (event.chat_id in self.chats) == self.blacklist_chats:
            return None
        return True if not self.func else self.func(event)


class EventCommon(ChatGetter):
    """What all events share: the client, the update they came from and their chat."""

    _event_name = "Event"

    def __init__(self, chat_peer=None, msg_id=None, broadcast=None):
        super().__init__(chat_peer, broadcast=broadcast)
        self._entities = {}
        self._client = None
        self._message_id = msg_id
        self.original_update = None

    def _set_client(self, client):
        self._client = client
        if self._chat_peer:
            self._chat, self._input_chat = utils._get_entity_pair(self.chat_id, self._entities, client._entity_cache)
        else:
            self._chat = self._input_chat = None

    @property
    def client(self):
        """The client that received the update."""
        return self._client

    def __str__(self):
        return TLObject.pretty_format(self.to_dict())

    def stringify(self):
        """Readable over several lines."""
        return TLObject.pretty_format(self.to_dict(), indent=0)

    def to_dict(self):
        """The public attributes."""
        return {**{k: v for k, v in self.__dict__.items() if k[0] != "_"}, "_": self._event_name}


def name_inner_event(cls):
    """Class decorator: events print themselves as `Builder.Event`."""
    cls.Event._event_name = f"{cls.__name__}.Event"
    return cls
