"""`CallbackQuery`: a button of a bot's message was pressed. Only bots get these."""
import re
import struct

from ..tl import functions, types
from ._sender import SenderEvent
from .common import EventBuilder, name_inner_event

_INLINE_IDS = ("InputBotInlineMessageID", "InputBotInlineMessageID64")


@name_inner_event
class CallbackQuery(EventBuilder):
    """Selects presses by exact data, pattern or function."""

    def __init__(self, chats=None, *, blacklist_chats=False, func=None, data=None, pattern=None):
        super().__init__(chats, blacklist_chats=blacklist_chats, func=func)
        if data and pattern:
            raise ValueError("Only pass either data or pattern not both.")
        self.match = _matcher(data, pattern)
        self._no_check = chats is None and func is None and self.match is None

    @classmethod
    def build(cls, update, others=None, self_id=None):
        """The event of a press."""
        kind = update.__class__.__name__
        if kind == "UpdateBotCallbackQuery":
            return cls.Event(update, update.peer, update.msg_id)
        if kind == "UpdateInlineBotCallbackQuery":
            if hasattr(update.msg_id, "owner_id"):
                number, owner = update.msg_id.id, update.msg_id.owner_id
            else:
                number, owner = struct.unpack("<ii", struct.pack("<q", update.msg_id.id))
            return cls.Event(update, types.PeerChannel(-owner) if owner < 0 else types.PeerUser(owner), number)
        return None

    def filter(self, event):
        """As the base, plus the data."""
        if self._no_check:
            return event
        if self.chats is not None:
            inside = event.query.chat_instance in self.chats or bool(event.chat_id) and event.chat_id in self.chats
            if inside == self.blacklist_chats:
                return None
        if callable(self.match):
            event.data_match = event.pattern_match = self.match(event.query.data)
            if not event.data_match:
                return None
        elif self.match and event.query.data != self.match:
            return None
        return self.func(event) if self.func else True

    class Event(SenderEvent):
        """A press; most methods answer it by the way."""

        def __init__(self, query, peer, msg_id):
            super().__init__(peer, query.user_id, msg_id)
            self.query = query
            self.data_match = self.pattern_match = self._message = None
            self._answered = False

        @property
        def id(self):
            """The query's id."""
            return self.query.query_id

        @property
        def message_id(self):
            """The message with the button."""
            return self._message_id

        @property
        def data(self):
            """The button's data."""
            return self.query.data

        @property
        def chat_instance(self):
            """What stands for the chat when the message was sent inline."""
            return self.query.chat_instance

        @property
        def via_inline(self):
            """Whether the message was sent inline."""
            return self.query.__class__.__name__ == "UpdateInlineBotCallbackQuery"

        async def get_message(self):
            """The message with the button, or None."""
            if self._message is None:
                try:
                    chat = await self.get_input_chat() if self.is_channel else None
                    self._message = await self._client.get_messages(chat, ids=self._message_id)
                except ValueError:
                    return None
            return self._message

        async def _refetch_sender(self):
            message = await self.get_message()
            if message:
                self._sender, self._input_sender = message._sender, message._input_sender

        async def answer(self, message=None, cache_time=0, *, url=None, alert=False):
            """Ends the waiting, with a line or an alert; once."""
            if self._answered:
                return None
            self._answered = True
            request = functions.messages.SetBotCallbackAnswerRequest(
                self.query.query_id, cache_time=cache_time, alert=alert, message=message, url=url
            )
            return await self._client(request)

        def _answer_soon(self):
            self._client.loop.create_task(self.answer())

        async def respond(self, *args, **kwargs):
            """Sends to the chat."""
            self._answer_soon()
            return await self._client.send_message(await self.get_input_chat(), *args, **kwargs)

        async def reply(self, *args, **kwargs):
            """Answers the message with the button."""
            kwargs["reply_to"] = self.query.msg_id
            return await self.respond(*args, **kwargs)

        async def edit(self, *args, **kwargs):
            """Edits the message with the button."""
            self._answer_soon()
            if self.query.msg_id.__class__.__name__ in _INLINE_IDS:
                return await self._client.edit_message(self.query.msg_id, *args, **kwargs)
            return await self._client.edit_message(await self.get_input_chat(), self.query.msg_id, *args, **kwargs)

        async def delete(self, *args, **kwargs):
            """Deletes the message with the button."""
            self._answer_soon()
            if self.query.msg_id.__class__.__name__ in _INLINE_IDS:
                raise TypeError("inline messages cannot be deleted: there is no request for it")
            return await self._client.delete_messages(await self.get_input_chat(), [self.query.msg_id], *args, **kwargs)


def _matcher(data, pattern):
    data = data.encode() if isinstance(data, str) else data
    pattern = pattern.encode() if isinstance(pattern, str) else pattern
    chosen = data or pattern
    if isinstance(chosen, bytes):
        return chosen if data else re.compile(chosen).match
    if not chosen or callable(chosen):
        return chosen
    if callable(getattr(chosen, "match", None)):
        if isinstance(getattr(chosen, "pattern", b""), str):
            chosen = re.compile(chosen.pattern.encode(), chosen.flags & ~re.UNICODE)
        return chosen.match
    raise TypeError("Invalid data or pattern type given")
