"""The iterators behind participants, the admin log and profile photos."""
import itertools

from .. import helpers, utils
from ..requestiter import RequestIter
from ..tl import functions, types

_PARTICIPANTS, _EVENTS, _PHOTOS = 200, 100, 100
_WITH_QUERY = ("ChannelParticipantsBanned", "ChannelParticipantsKicked", "ChannelParticipantsSearch", "ChannelParticipantsContacts")


class ParticipantsIter(RequestIter):
    """Users of a group or channel, each with its `participant`."""

    async def _init(self, entity, filter, search):
        if isinstance(filter, type):
            filter = filter("") if filter.__name__ in _WITH_QUERY else filter()
        entity = await self.client.get_input_entity(entity)
        kind = helpers._entity_type(entity)
        is_channel = kind == helpers._EntityType.CHANNEL
        # The server searches or filters, not both: the rest is done here.
        self._needle = search.casefold() if search and (filter or not is_channel) else None
        self.request, self.seen = None, set()
        if is_channel:
            return await self._init_channel(entity, filter, search)
        if kind == helpers._EntityType.CHAT:
            return await self._init_chat(entity)
        self.total = 1
        if self.limit != 0:
            self._take(await self.client.get_entity(entity), None)
        return True

    async def _init_channel(self, entity, filter, search):
        if self.limit <= 0:
            full = await self.client(functions.channels.GetFullChannelRequest(entity))
            self.total = full.full_chat.participants_count
            raise StopAsyncIteration
        filter = filter or types.ChannelParticipantsSearch(search or "")
        self.request = functions.channels.GetParticipantsRequest(
            channel=entity, filter=filter, offset=0, limit=_PARTICIPANTS, hash=0
        )

    async def _init_chat(self, entity):
        full = await self.client(functions.messages.GetFullChatRequest(entity.chat_id))
        listed = full.full_chat.participants
        if listed.__class__.__name__ != "ChatParticipants":
            self.total = 0
            raise StopAsyncIteration
        self.total = len(listed.participants)
        self._take_all(listed.participants, full.users)
        return True

    def _take_all(self, participants, users):
        known = {user.id: user for user in users}
        for participant in participants:
            peer = getattr(participant, "peer", None)
            number = participant.user_id if peer is None else getattr(peer, "user_id", None)
            left = participant.__class__.__name__ == "ChannelParticipantLeft"
            if not left and number in known and number not in self.seen:
                self.seen.add(number)
                self._take(known[number], participant)

    def _take(self, user, participant):
        needle = self._needle
        names = (utils.get_display_name(user), getattr(user, "username", None) or "")
        if needle is None or any(needle in name.casefold() for name in names):
            user.participant = participant
            self.buffer.append(user)

    async def _load_next_chunk(self):
        if self.request is None:
            return True
        self.request.limit = int(min(self.limit - self.request.offset, _PARTICIPANTS))
        if self.request.limit <= 0:
            return True
        if self.total is None:
            await self._count()
        answer = await self.client(self.request)
        if self.total is None:
            self.total = answer.count
        if not answer.participants:
            self.request = None
            return True
        self.request.offset += len(answer.participants)
        self._take_all(answer.participants, answer.users)
        if not self.buffer:
            # A chunk of which nothing was wanted is not the end.
            return await self._load_next_chunk()
        return None

    async def _count(self):
        """A filtered answer counts only what it shows: ask for the total on its own."""
        filter = self.request.filter
        kind = filter.__class__.__name__
        if kind == "ChannelParticipantsRecent" or kind == "ChannelParticipantsSearch" and not filter.q:
            return
        recent = types.ChannelParticipantsRecent()
        request = functions.channels.GetParticipantsRequest(
            channel=self.request.channel, filter=recent, offset=0, limit=1, hash=0
        )
        self.total = (await self.client(request)).count


class AdminLogIter(RequestIter):
    """Events of the admin log, newest first."""

    async def _init(self, entity, admins, search, min_id, max_id, wanted):
        events_filter = None
        if any(wanted.values()):
            ban, unban = wanted.pop("ban"), wanted.pop("unban")
            restrict, unrestrict = wanted.pop("restrict"), wanted.pop("unrestrict")
            events_filter = types.ChannelAdminLogEventsFilter(
                ban=restrict, unban=unrestrict, kick=ban, unkick=unban, **wanted
            )
        self.entity = await self.client.get_input_entity(entity)
        listed = admins if utils.is_list_like(admins) else [admins] if admins else []
        users = [await self.client.get_input_entity(admin) for admin in listed]
        self.request = functions.channels.GetAdminLogRequest(
            self.entity, q=search or "", min_id=min_id, max_id=max_id, limit=0, events_filter=events_filter,
            admins=users or None,
        )  # fmt: skip

    async def _load_next_chunk(self):
        from ..tl.custom.adminlogevent import AdminLogEvent

        self.request.limit = int(min(self.left, _EVENTS))
        answer = await self.client(self.request)
        entities = {utils.get_peer_id(x): x for x in itertools.chain(answer.users, answer.chats)}
        self.request.max_id = min((event.id for event in answer.events), default=0)
        for event in answer.events:
            for name in ("prev_message", "new_message", "message"):
                message = getattr(event.action, name, None)
                if hasattr(message, "_finish_init"):
                    message._finish_init(self.client, entities, self.entity)
            self.buffer.append(AdminLogEvent(event, entities))
        return len(answer.events) < self.request.limit


class ProfilePhotoIter(RequestIter):
    """Photos of a user or a chat, newest first."""

    async def _init(self, entity, offset, max_id):
        entity = await self.client.get_input_entity(entity)
        if helpers._entity_type(entity) == helpers._EntityType.USER:
            self.request = functions.photos.GetUserPhotosRequest(entity, offset=offset, max_id=max_id, limit=1)
        else:
            self.request = functions.messages.SearchRequest(
                peer=entity, q="", filter=types.InputMessagesFilterChatPhotos(), min_date=None, max_date=None,
                offset_id=0, add_offset=offset, limit=1, max_id=max_id, min_id=0, hash=0,
            )  # fmt: skip
        if self.limit == 0:
            answer = await self.client(self.request)
            listed = getattr(answer, "photos", None) or getattr(answer, "messages", [])
            self.total = getattr(answer, "count", len(listed))

    async def _load_next_chunk(self):
        self.request.limit = int(min(self.left, _PHOTOS))
        answer = await self.client(self.request)
        kind = answer.__class__.__name__
        if kind in ("Photos", "PhotosSlice"):
            self.buffer = list(answer.photos)
            self.total = getattr(answer, "count", len(self.buffer))
            if kind == "Photos" or len(self.buffer) < self.request.limit:
                self.left = len(self.buffer)
            else:
                self.request.offset += len(self.buffer)
            return
        await self._take_messages(answer, kind)

    async def _take_messages(self, answer, kind):
        current = None
        if kind == "ChannelMessages" and not self.request.offset_id:
            # The photo that a channel was born with has no message: its full form names it.
            full = await self.client(functions.channels.GetFullChannelRequest(self.request.peer))
            current = full.full_chat.chat_photo
            if current.__class__.__name__ == "Photo":
                self.buffer.append(current)
        for message in answer.messages:
            photo = getattr(message.action, "photo", None)
            if photo is not None and photo.id != getattr(current, "id", None):
                self.buffer.append(photo)
        self.total = getattr(answer, "count", len(self.buffer))
        if kind == "Messages" or len(answer.messages) < self.request.limit:
            self.left = len(self.buffer)
        elif answer.messages:
            self.request.add_offset = 0
            self.request.offset_id = answer.messages[-1].id
