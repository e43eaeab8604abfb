"""The iterators behind `iter_messages`: history, search, replies, scheduled, and single ids."""
import itertools

from .. import errors, helpers, utils
from ..requestiter import RequestIter
from ..tl import functions, types

CHUNK = 100


class MessagesIter(RequestIter):
    """Messages of a chat, or of all chats, in either direction."""

    async def _init(
        self, entity, offset_id, min_id, max_id, from_user, offset_date, add_offset, filter, search, reply_to, scheduled
    ):
        self.entity = await self.client.get_input_entity(entity) if entity else None
        if self.reverse and not self.entity:
            raise ValueError("Cannot reverse global search")
        offset_id, max_id = self._bounds(offset_id, min_id, max_id, offset_date)
        self.from_id = None
        if from_user:
            from_user = await self.client.get_input_entity(from_user)
            self.from_id = await self.client.get_peer_id(from_user)
        if filter is None:
            filter = types.InputMessagesFilterEmpty()
        elif isinstance(filter, type):
            filter = filter()
        place = {"offset_id": offset_id, "offset_date": offset_date, "add_offset": add_offset}
        self.request = await self._first_request(place, from_user, filter, search, reply_to, scheduled)
        if self.limit <= 0:
            answer = await self.client(self.request)
            self.total = getattr(answer, "count", None)
            if self.total is None:
                self.total = len(answer.messages)
            raise StopAsyncIteration
        if self.wait_time is None:
            self.wait_time = 1 if self.limit > 3000 else 0
        if self.reverse and hasattr(self.request, "add_offset"):
            self.request.add_offset -= CHUNK
        self.add_offset, self.max_id, self.min_id = add_offset, max_id, min_id
        self.last_id = 0 if self.reverse else float("inf")

    def _bounds(self, offset_id, min_id, max_id, offset_date):
        """Offset and upper bound; ends the iteration when nothing can lie between the bounds."""
        if self.reverse:
            offset_id = max(offset_id, min_id)
            if offset_id and max_id and max_id - offset_id <= 1:
                raise StopAsyncIteration
            # The server's offset is exclusive in its own direction: step over the start.
            offset_id = offset_id + 1 if offset_id else 0 if offset_date else 1
            return offset_id, max_id or float("inf")
        offset_id = max(offset_id, max_id)
        if offset_id and min_id and offset_id - min_id <= 1:
            raise StopAsyncIteration
        return offset_id, max_id

    async def _first_request(self, place, from_user, filter, search, reply_to, scheduled):
        no_filter = filter.__class__.__name__ == "InputMessagesFilterEmpty"
        if not self.entity and from_user:
            self.entity = types.InputPeerEmpty()
        if not self.entity:
            return functions.messages.SearchGlobalRequest(
                q=search or "", filter=filter, min_date=None, max_date=place["offset_date"], offset_rate=0,
                offset_peer=types.InputPeerEmpty(), offset_id=place["offset_id"], limit=1,
            )  # fmt: skip
        if scheduled:
            return functions.messages.GetScheduledHistoryRequest(peer=self.entity, hash=0)
        if reply_to is not None:
            return functions.messages.GetRepliesRequest(
                peer=self.entity, msg_id=utils.get_message_id(reply_to), limit=1, max_id=0, min_id=0, hash=0, **place
            )
        if search is None and no_filter and not from_user:
            return functions.messages.GetHistoryRequest(peer=self.entity, limit=1, min_id=0, max_id=0, hash=0, **place)
        if self.entity.__class__.__name__ != "InputPeerEmpty" and (
            helpers._entity_type(self.entity) == helpers._EntityType.USER
        ):
            from_user = None  # private chats: the server does not filter by sender, we do
        else:
            self.from_id = None
        request = functions.messages.SearchRequest(
            peer=self.entity, q=search or "", filter=filter, min_date=None, max_date=place["offset_date"],
            offset_id=place["offset_id"], add_offset=place["add_offset"], limit=0, max_id=0, min_id=0, hash=0,
            from_id=from_user,
        )  # fmt: skip
        if not no_filter and place["offset_date"] and not search and not place["offset_id"]:
            # The server ignores the date of a filtered search without a query: start from a message of that date.
            async for message in self.client.iter_messages(self.entity, 1, offset_date=place["offset_date"]):
                request.offset_id = message.id + 1
        return request

    async def _load_next_chunk(self):
        if hasattr(self.request, "limit"):
            self.request.limit = int(min(self.left, CHUNK))
            if self.reverse and self.request.limit != CHUNK and hasattr(self.request, "add_offset"):
                self.request.add_offset = self.add_offset - self.request.limit
        answer = await self.client(self.request)
        self.total = getattr(answer, "count", None)
        if self.total is None:
            self.total = len(answer.messages)
        entities = {utils.get_peer_id(x): x for x in itertools.chain(answer.users, answer.chats)}
        for message in reversed(answer.messages) if self.reverse else answer.messages:
            if message.__class__.__name__ == "MessageEmpty" or self.from_id and message.sender_id != self.from_id:
                continue
            if not self._in_range(message):
                return True
            self.last_id = message.id
            message._finish_init(self.client, entities, self.entity if _is_chat(self.entity) else None)
            self.buffer.append(message)
        if answer.__class__.__name__ == "Messages" or not hasattr(self.request, "limit") or not answer.messages:
            return True
        if not self.reverse and answer.messages[0].id <= self.request.limit:
            return True
        if not self.buffer:
            return True
        self._advance(self.buffer[-1], answer)
        return None

    def _in_range(self, message):
        if not _is_chat(self.entity):
            return True
        if self.reverse:
            return self.last_id < message.id < self.max_id
        return self.min_id < message.id < self.last_id

    def _advance(self, last, answer):
        self.request.offset_id = last.id + 1 if self.reverse else last.id
        kind = self.request.__class__.__name__
        if kind == "SearchRequest":
            self.request.max_date = None
        elif hasattr(self.request, "offset_date"):
            self.request.offset_date = last.date
        if kind == "SearchGlobalRequest":
            self.request.offset_peer = last.input_chat or types.InputPeerEmpty()
            self.request.offset_rate = getattr(answer, "next_rate", None) or 0


def _is_chat(entity):
    return entity is not None and entity.__class__.__name__ != "InputPeerEmpty"


class IdsIter(RequestIter):
    """Messages by id, None for those that are not there."""

    async def _init(self, entity, ids):
        self.total = len(ids)
        self._ids = list(reversed(ids)) if self.reverse else list(ids)
        self._offset = 0
        self._entity = await self.client.get_input_entity(entity) if entity else None
        self._type = helpers._entity_type(self._entity) if self._entity else None
        if self.wait_time is None:
            self.wait_time = 10 if self.limit > 300 else 0

    async def _load_next_chunk(self):
        ids = self._ids[self._offset : self._offset + CHUNK]
        if not ids:
            raise StopAsyncIteration
        self._offset += CHUNK
        expected = None
        if self._type == helpers._EntityType.CHANNEL:
            try:
                answer = await self.client(functions.channels.GetMessagesRequest(self._entity, ids))
            except errors.MessageIdsEmptyError:
                answer = None
        else:
            answer = await self.client(functions.messages.GetMessagesRequest(ids))
            if self._entity:
                expected = await self.client.get_peer_id(self._entity)
        if answer is None or answer.__class__.__name__ == "MessagesNotModified":
            self.buffer.extend(None for _ in ids)
            return
        entities = {utils.get_peer_id(x): x for x in itertools.chain(answer.users, answer.chats)}
        for message in answer.messages:
            if message.__class__.__name__ == "MessageEmpty" or expected and message.chat_id != expected:
                self.buffer.append(None)
            else:
                message._finish_init(self.client, entities, self._entity)
                self.buffer.append(message)
