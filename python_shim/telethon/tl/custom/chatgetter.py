"""What everything that happens in a chat can tell about that chat.

State lives in class attributes until it is set, because decoded messages never run a constructor.
"""
from ... import errors, utils


class ChatGetter:
    """Properties and fetchers for the chat of a message, an event, a conversation…"""

    __slots__ = ()  # so that `vars(message)` lists the schema\'s fields

    _chat_peer = None
    _input_chat = None
    _chat = None
    _broadcast = None
    _client = None

    def __init__(self, chat_peer=None, *, input_chat=None, chat=None, broadcast=None):
        self._chat_peer = chat_peer
        self._input_chat = input_chat
        self._chat = chat
        self._broadcast = broadcast
        self._client = None

    @property
    def chat(self):
        """The `User`, `Chat` or `Channel`, or None when it did not come along."""
        return self._chat

    async def get_chat(self):
        """The chat, fetched when it is not known or only in part."""
        if (self._chat is None or getattr(self._chat, "min", None)) and await self.get_input_chat():
            try:
                self._chat = await self._client.get_entity(self._input_chat)
            except ValueError:
                await self._refetch_chat()
        return self._chat

    @property
    def input_chat(self):
        """The `InputPeer` of the chat, or None when its access hash is not known."""
        if self._input_chat is None and self._chat_peer and self._client:
            self._input_chat = self._client._entity_cache.get_input(self.chat_id)
        return self._input_chat

    async def get_input_chat(self):
        """The `InputPeer`; looks through the newest dialogs when it is not known."""
        if self.input_chat is None and self.chat_id and self._client:
            target = self.chat_id
            try:
                async for dialog in self._client.iter_dialogs(100):
                    if dialog.id == target:
                        self._chat, self._input_chat = dialog.entity, dialog.input_entity
                        break
            except errors.RPCError:
                pass
        return self._input_chat

    @property
    def chat_id(self):
        """The marked id of the chat."""
        return utils.get_peer_id(self._chat_peer) if self._chat_peer else None

    @property
    def is_private(self):
        """Whether this is a chat with one user."""
        return self._chat_peer.__class__.__name__ == "PeerUser" if self._chat_peer else None

    @property
    def is_group(self):
        """Whether this is a group of either kind; None when a channel's kind is not known."""
        if self._broadcast is None and hasattr(self.chat, "broadcast"):
            self._broadcast = bool(self.chat.broadcast)
        if self.is_channel:
            return None if self._broadcast is None else not self._broadcast
        return self._chat_peer.__class__.__name__ == "PeerChat"

    @property
    def is_channel(self):
        """Whether this is a channel or a megagroup."""
        return self._chat_peer.__class__.__name__ == "PeerChannel"

    async def _refetch_chat(self):
        """Overridden by those who know another way."""
