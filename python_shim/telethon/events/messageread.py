"""`MessageRead`: somebody has read messages, here or there."""
from .. import utils
from ..tl import types
from .common import EventBuilder, EventCommon, name_inner_event


@name_inner_event
class MessageRead(EventBuilder):
    """Selects reads: of what we sent, or (`inbox`) of what we received."""

    def __init__(self, chats=None, *, blacklist_chats=False, func=None, inbox=False):
        super().__init__(chats, blacklist_chats=blacklist_chats, func=func)
        self.inbox = inbox

    @classmethod
    def build(cls, update, others=None, self_id=None):
        """The event of a read."""
        kind = update.__class__.__name__
        if kind == "UpdateReadHistoryInbox":
            return cls.Event(update.peer, update.max_id, False)
        if kind == "UpdateReadHistoryOutbox":
            return cls.Event(update.peer, update.max_id, True)
        if kind in ("UpdateReadChannelInbox", "UpdateReadChannelOutbox"):
            return cls.Event(types.PeerChannel(update.channel_id), update.max_id, kind.endswith("Outbox"))
        if kind == "UpdateReadMessagesContents":
            return cls.Event(message_ids=update.messages, contents=True)
        if kind == "UpdateChannelReadMessagesContents":
            return cls.Event(types.PeerChannel(update.channel_id), message_ids=update.messages, contents=True)
        return None

    def filter(self, event):
        """As the base, for the wanted direction."""
        return super().filter(event) if self.inbox != event.outbox else None

    class Event(EventCommon):
        """Messages up to `max_id`, or the contents of `message_ids`, were read."""

        def __init__(self, peer=None, max_id=None, out=False, contents=False, message_ids=None):
            self.outbox, self.contents = out, contents
            self._message_ids, self._messages = message_ids or [], None
            self.max_id = max_id or max(message_ids or [], default=None)
            super().__init__(peer, self.max_id)

        @property
        def inbox(self):
            """Whether received messages were read."""
            return not self.outbox

        @property
        def message_ids(self):
            """The ids, when the update lists them."""
            return self._message_ids

        async def get_messages(self):
            """The messages themselves, as far as the update lists them."""
            if self._messages is None:
                chat = await self.get_input_chat()
                self._messages = await self._client.get_messages(chat, ids=self._message_ids) if chat else []
            return self._messages

        def is_read(self, message):
            """Whether a message (or each of a list) is among the read ones."""
            if utils.is_list_like(message):
                return [self.is_read(one) for one in message]
            return (message if isinstance(message, int) else message.id) <= self.max_id

        def __contains__(self, message):
            found = self.is_read(message)
            return found if isinstance(found, bool) else all(found)


