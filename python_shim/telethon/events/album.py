"""`Album`: several messages that were sent as one. They are gathered for half a second."""
import asyncio

from ._sender import SenderEvent
from .common import EventBuilder, name_inner_event

_GATHERING = 0.5


@name_inner_event
class Album(EventBuilder):
    """Selects albums."""

    def __init__(self, chats=None, *, blacklist_chats=False, func=None):
        super().__init__(chats, blacklist_chats=blacklist_chats, func=func)

    @classmethod
    def build(cls, update, others=None, self_id=None):
        """The event of one message of an album; it is delivered when the others have come."""
        if update.__class__.__name__ not in ("UpdateNewMessage", "UpdateNewChannelMessage"):
            return None
        message = update.message
        return cls.Event([message]) if message.__class__.__name__ == "Message" and message.grouped_id else None

    def filter(self, event):
        """Only complete albums."""
        return super().filter(event) if len(event.messages) > 1 else None

    class Event(SenderEvent):
        """The messages of an album, in order."""

        def __init__(self, messages):
            first = messages[0]
            super().__init__(first.peer_id, first.sender_id, first.id, bool(first.post))
            self.messages = messages

        def _set_client(self, client):
            super()._set_client(client)
            for message in self.messages:
                message._finish_init(client, self._entities, None)
            if len(self.messages) == 1:
                _gather(client, self)

        @property
        def grouped_id(self):
            """The album's id."""
            return self.messages[0].grouped_id

        @property
        def text(self):
            """The first caption there is."""
            return next((message.text for message in self.messages if message.text), "")

        @property
        def raw_text(self):
            """The first caption there is, without formatting."""
            return next((message.raw_text for message in self.messages if message.raw_text), "")

        @property
        def is_reply(self):
            """Whether it answers a message."""
            return self.messages[0].is_reply

        @property
        def forward(self):
            """Where it was forwarded from."""
            return self.messages[0].forward

        async def get_reply_message(self):
            """The message it answers."""
            return await self.messages[0].get_reply_message()

        async def respond(self, *args, **kwargs):
            """Sends to the chat."""
            return await self.messages[0].respond(*args, **kwargs)

        async def reply(self, *args, **kwargs):
            """Answers the first message."""
            return await self.messages[0].reply(*args, **kwargs)

        async def forward_to(self, *args, **kwargs):
            """Forwards the whole album."""
            kwargs.update(messages=self.messages, from_peer=await self.get_input_chat())
            return await self._client.forward_messages(*args, **kwargs)

        async def edit(self, *args, **kwargs):
            """Edits the caption."""
            chosen = next((message for message in self.messages if message.raw_text), self.messages[0])
            return await chosen.edit(*args, **kwargs)

        async def delete(self, *args, **kwargs):
            """Deletes the whole album."""
            return await self._client.delete_messages(await self.get_input_chat(), self.messages, *args, **kwargs)

        async def mark_read(self):
            """Marks the chat as read up to the album."""
            await self._client.send_read_acknowledge(await self.get_input_chat(), max_id=self.messages[-1].id)

        async def pin(self, *, notify=False):
            """Pins the first message."""
            return await self.messages[0].pin(notify=notify)

        def __len__(self):
            return len(self.messages)

        def __iter__(self):
            return iter(self.messages)

        def __getitem__(self, n):
            return self.messages[n]


def _gather(client, event):
    known = client._albums.get(event.grouped_id)
    due = client.loop.time() + _GATHERING
    if known is not None:
        known[0].messages.extend(event.messages)
        known[1] = due
        return
    client._albums[event.grouped_id] = waiting = [event, due]
    client.loop.create_task(_deliver(client, waiting))


async def _deliver(client, waiting):
    event = waiting[0]
    while True:
        left = waiting[1] - client.loop.time()
        if left <= 0:
            break
        await asyncio.sleep(left)
    client._albums.pop(event.grouped_id, None)
    event.messages.sort(key=lambda message: message.id)
    await client._dispatch_event(event)
