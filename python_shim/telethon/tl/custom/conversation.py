"""`Conversation`: say something, wait for the answer; all within one chat."""
import asyncio
import functools
import inspect
import itertools
import time

from ... import errors, helpers, utils
from .chatgetter import ChatGetter

# Two edits of the same second: the next one must count as later.
_COLLISION = 0.001


def _unless_cancelled(method):
    @functools.wraps(method)
    def wrapper(self, *args, **kwargs):
        if self._cancelled:
            raise asyncio.CancelledError("The conversation was cancelled before")
        return method(self, *args, **kwargs)

    return wrapper


class Conversation(ChatGetter):
    """Remembers what was sent and received, and hands out futures for what is to come."""

    _counter = itertools.count()

    def __init__(self, client, input_chat, *, timeout, total_timeout, max_messages, exclusive, replies_are_responses):
        super().__init__(input_chat=input_chat)
        self._id = next(self._counter)
        self._client = client
        self._timeout, self._total_timeout, self._total_due = timeout, total_timeout, None
        self._outgoing, self._last_outgoing = set(), 0
        self._incoming, self._last_incoming = [], 0
        self._max_incoming, self._last_read = max_messages, None
        self._exclusive, self._cancelled = exclusive, False
        self._pending_responses, self._pending_replies = {}, {}
        self._pending_edits, self._pending_reads = {}, {}
        self._custom = {}
        self._response_indices = {}
        self._reply_indices = self._response_indices if replies_are_responses else {}
        self._edit_dates = {}

    @_unless_cancelled
    async def send_message(self, *args, **kwargs):
        """Sends to the chat; what comes later counts as the response."""
        return self._note_sent(await self._client.send_message(self._input_chat, *args, **kwargs))

    @_unless_cancelled
    async def send_file(self, *args, **kwargs):
        """Sends a file to the chat; what comes later counts as the response."""
        return self._note_sent(await self._client.send_file(self._input_chat, *args, **kwargs))

    def _note_sent(self, sent):
        messages = sent if isinstance(sent, list) else [sent]
        self._outgoing.update(message.id for message in messages)
        self._last_outgoing = messages[-1].id
        return sent

    @_unless_cancelled
    def mark_read(self, message=None):
        """Marks everything up to a message (the newest by default) as read."""
        if message is None:
            number = self._incoming[-1].id if self._incoming else 0
        else:
            number = utils.get_message_id(message)
        return self._client.send_read_acknowledge(self._input_chat, max_id=number)

    def get_response(self, message=None, *, timeout=None):
        """Awaitable for the next message after one of ours (the newest by default)."""
        return self._get_message(message, self._response_indices, self._pending_responses, timeout, lambda *_: True)

    def get_reply(self, message=None, *, timeout=None):
        """Awaitable for the next message that answers one of ours explicitly."""

        def answers(incoming, target):
            return incoming.reply_to_msg_id == target

        return self._get_message(message, self._reply_indices, self._pending_replies, timeout, answers)

    def _get_message(self, message, indices, pending, timeout, condition):
        start, target = time.time(), self._get_message_id(message)
        if target not in indices:
            later = (i for i, incoming in enumerate(self._incoming) if incoming.id > target)
            indices[target] = next(later, len(self._incoming))
        future = self._client.loop.create_future()
        index = indices[target]
        if index < len(self._incoming) and condition(self._incoming[index], target):
            indices[target] += 1
            future.set_result(self._incoming[index])
            return future
        pending[target] = future
        return self._get_result(future, start, timeout, pending, target)

    def get_edit(self, message=None, *, timeout=None):
        """Awaitable for the next edit of something that came after one of our messages."""
        start, target = time.time(), self._get_message_id(message)
        since = self._edit_dates.get(target, 0)
        edits = [m for m in self._incoming if m.edit_date and m.id > target and m.edit_date.timestamp() > since]
        future = self._client.loop.create_future()
        if edits:
            earliest = min(edits, key=lambda m: m.edit_date)
            self._edit_dates[target] = earliest.edit_date.timestamp()
            future.set_result(earliest)
            return future
        self._pending_edits[target] = future
        return self._get_result(future, start, timeout, self._pending_edits, target)

    def wait_read(self, message=None, *, timeout=None):
        """Awaitable for the moment one of our messages (the newest by default) is read."""
        start, target = time.time(), self._get_message_id(message)
        future = self._client.loop.create_future()
        if self._last_read is not None and self._last_read >= target:
            future.set_result(True)
            return future
        self._pending_reads[target] = future
        return self._get_result(future, start, timeout, self._pending_reads, target)

    async def wait_event(self, event, *, timeout=None):
        """The next event that a builder (of any kind, of any chat) accepts."""
        from ...events._interest import interest_of

        start = time.time()
        event = event() if isinstance(event, type) else event
        await event.resolve(self._client)
        key, future = next(self._counter), self._client.loop.create_future()
        interest = self._client._interests.register(*interest_of(event))
        self._custom[key] = (event, future)
        try:
            return await self._get_result(future, start, timeout, self._custom, key)
        finally:
            self._custom.pop(key, None)
            self._client._interests.unregister(interest)

    async def _on_update(self, built):
        """Sees every update before the handlers do."""
        from ... import events

        for builder, method in (
            (events.NewMessage, self._on_new_message),
            (events.MessageEdited, self._on_edit),
            (events.MessageRead, self._on_read),
        ):
            event = built[builder]
            if event:
                method(event)
        if self._custom:
            await self._check_custom(built)

    async def _check_custom(self, built):
        for key, (builder, future) in list(self._custom.items()):
            event = built[type(builder)]
            if not event:
                continue
            wanted = builder.filter(event)
            if inspect.isawaitable(wanted):
                wanted = await wanted
            if wanted and not future.done():
                future.set_result(event)
                self._custom.pop(key, None)

    def _on_new_message(self, event):
        message = event.message
        if message.chat_id != self.chat_id or message.out:
            return
        if len(self._incoming) == self._max_incoming:
            self._cancel_all(ValueError("Too many incoming messages"))
            return
        self._incoming.append(message)
        for target in list(self._pending_responses):
            self._response_indices[target] = len(self._incoming)
            _settle(self._pending_responses.pop(target), message)
        for target in list(self._pending_replies):
            if message.reply_to_msg_id == target:
                self._reply_indices[target] = len(self._incoming)
                _settle(self._pending_replies.pop(target), message)

    def _on_edit(self, event):
        message = event.message
        if message.chat_id != self.chat_id or message.out:
            return
        for i, known in enumerate(self._incoming):
            if known.id == message.id:
                self._incoming[i] = message
                break
        edited = (message.edit_date or message.date).timestamp()
        for target in list(self._pending_edits):
            if target < message.id:
                seen = self._edit_dates.get(target, 0)
                self._edit_dates[target] = seen + _COLLISION if edited <= seen else edited
                _settle(self._pending_edits.pop(target), message)

    def _on_read(self, event):
        if event.chat_id != self.chat_id or event.inbox or event.max_id is None:
            return
        self._last_read = event.max_id
        for target in list(self._pending_reads):
            if target <= self._last_read:
                _settle(self._pending_reads.pop(target), True)

    def _get_message_id(self, message):
        if message is not None:
            return utils.get_message_id(message)
        if not self._last_outgoing:
            raise ValueError("No message was sent previously")
        return self._last_outgoing

    @_unless_cancelled
    def _get_result(self, future, start, timeout, pending, target):
        due = float("inf") if self._total_due is None else self._total_due
        timeout = self._timeout if timeout is None else timeout
        if timeout is not None:
            due = min(due, start + timeout)
        return asyncio.wait_for(future, None if due == float("inf") else due - time.time())

    def _cancel_all(self, exception=None):
        self._cancelled = True
        waiting = (self._pending_responses, self._pending_replies, self._pending_edits, self._pending_reads)
        futures = [future for table in waiting for future in table.values()]
        futures += [future for _, future in self._custom.values()]
        for future in futures:
            if exception and not future.done():
                future.set_exception(exception)
            else:
                future.cancel()

    async def __aenter__(self):
        self._input_chat = await self._client.get_input_entity(self._input_chat)
        chat_id = await self._client.get_peer_id(self._input_chat)
        self._chat_peer = utils.get_peer(chat_id)
        others = self._client._conversations[chat_id]
        if self._exclusive and others:
            raise errors.AlreadyInConversationError()
        others.add(self)
        self._client._interests.open_conversation(chat_id)
        self._cancelled, self._last_outgoing, self._last_incoming = False, 0, 0
        for table in (
            self._outgoing, self._incoming, self._pending_responses, self._pending_replies, self._pending_edits,
            self._pending_reads, self._response_indices, self._reply_indices, self._edit_dates, self._custom,
        ):  # fmt: skip
            table.clear()
        self._total_due = time.time() + self._total_timeout if self._total_timeout else float("inf")
        return self

    async def __aexit__(self, *args):
        chat_id = self.chat_id
        others = self._client._conversations[chat_id]
        if self in others:
            others.discard(self)
            self._client._interests.close_conversation(chat_id)
        if not others:
            self._client._conversations.pop(chat_id, None)
        self._cancel_all()

    def cancel(self):
        """Ends this conversation: whoever waits gets a `CancelledError`."""
        self._cancel_all()

    async def cancel_all(self):
        """Ends all conversations of this chat."""
        chat_id = await self._client.get_peer_id(self._input_chat)
        for conversation in list(self._client._conversations[chat_id]):
            conversation.cancel()

    __enter__ = helpers._sync_enter
    __exit__ = helpers._sync_exit


def _settle(future, result):
    if not future.done():
        future.set_result(result)
