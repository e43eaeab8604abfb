"""The list of chats, drafts, folders, leaving, and conversations."""
import asyncio
import inspect
import itertools

from .. import errors, helpers, utils
from .._missing import not_supported
from ..requestiter import RequestIter
from ..tl import functions, types

_CHUNK = 100
_EMPTY = ("UserEmpty", "ChatEmpty")


class _DialogsIter(RequestIter):
    async def _init(self, offset_date, offset_id, offset_peer, ignore_pinned, ignore_migrated, folder):
        self.request = functions.messages.GetDialogsRequest(
            offset_date=offset_date, offset_id=offset_id, limit=1, hash=0, exclude_pinned=ignore_pinned,
            offset_peer=types.InputPeerEmpty() if offset_peer is None else offset_peer, folder_id=folder,
        )  # fmt: skip
        if self.limit <= 0:
            answer = await self.client(self.request)
            self.total = getattr(answer, "count", len(answer.dialogs))
            raise StopAsyncIteration
        self.seen = set()
        self.offset_date, self.ignore_migrated = offset_date, ignore_migrated

    async def _load_next_chunk(self):
        from ..tl.custom.dialog import Dialog

        self.request.limit = int(min(self.left, _CHUNK))
        answer = await self.client(self.request)
        self.total = getattr(answer, "count", len(answer.dialogs))
        found = itertools.chain(answer.users, answer.chats)
        entities = {utils.get_peer_id(x): x for x in found if x.__class__.__name__ not in _EMPTY}
        messages = {}
        for message in answer.messages:
            message._finish_init(self.client, entities, None)
            messages[_key(message.peer_id, message.id)] = message
        for row in answer.dialogs:
            if row.__class__.__name__ != "Dialog":
                continue
            marked = utils.get_peer_id(row.peer)
            message = messages.get(_key(row.peer, row.top_message))
            if marked in self.seen or marked not in entities or self._too_new(message):
                continue
            self.seen.add(marked)
            dialog = Dialog(self.client, row, entities, message)
            if not self.ignore_migrated or getattr(dialog.entity, "migrated_to", None) is None:
                self.buffer.append(dialog)
        if not self.buffer or len(answer.dialogs) < self.request.limit or type(answer).__name__ != "DialogsSlice":
            return True
        self._advance(answer.dialogs, messages)
        return None

    def _too_new(self, message):
        # The server lets pinned chats through whatever the date is.
        date = getattr(message, "date", None)
        return bool(self.offset_date) and (not date or date.timestamp() > self.offset_date.timestamp())

    def _advance(self, dialogs, messages):
        known = (messages.get(_key(row.peer, row.top_message)) for row in reversed(dialogs) if hasattr(row, "top_message"))
        last = next(filter(None, known), None)
        self.request.exclude_pinned = True
        self.request.offset_id = last.id if last else 0
        self.request.offset_date = last.date if last else None
        self.request.offset_peer = self.buffer[-1].input_entity


def _key(peer, number):
    # Only channels number their messages on their own.
    return getattr(peer, "channel_id", None), number


class _DraftsIter(RequestIter):
    async def _init(self, entities):
        from ..tl.custom.draft import Draft

        if entities:
            peers = [types.InputDialogPeer(await self.client.get_input_entity(one)) for one in entities]
            answer = await self.client(functions.messages.GetPeerDialogsRequest(peers))
            items = answer.dialogs
        else:
            answer = await self.client(functions.messages.GetAllDraftsRequest())
            items = answer.updates
        found = {utils.get_peer_id(x): x for x in itertools.chain(answer.users, answer.chats)}
        self.buffer.extend(Draft(self.client, found[utils.get_peer_id(one.peer)], one.draft) for one in items)
        self.left = len(self.buffer)

    async def _load_next_chunk(self):
        return True


class DialogMethods:
    """Open chats."""

    def iter_dialogs(
        self,
        limit=None,
        *,
        offset_date=None,
        offset_id=0,
        offset_peer=None,
        ignore_pinned=False,
        ignore_migrated=False,
        folder=None,
        archived=None,
    ):
        """Chats, the one with the newest message first."""
        if archived is not None:
            folder = 1 if archived else 0
        return _DialogsIter(
            self, limit, offset_date=offset_date, offset_id=offset_id, offset_peer=offset_peer,
            ignore_pinned=ignore_pinned, ignore_migrated=ignore_migrated, folder=folder,
        )  # fmt: skip

    async def get_dialogs(self, *args, **kwargs):
        """As `iter_dialogs`, as a list."""
        return await self.iter_dialogs(*args, **kwargs).collect()

    get_dialogs.__signature__ = inspect.signature(iter_dialogs)

    def iter_drafts(self, entity=None):
        """Drafts, of some chats or of all."""
        return _DraftsIter(self, None, entities=[entity] if entity and not utils.is_list_like(entity) else entity)

    async def get_drafts(self, entity=None):
        """As `iter_drafts`, as a list; one draft for one chat."""
        found = await self.iter_drafts(entity).collect()
        return found if not entity or utils.is_list_like(entity) else found[0]

    async def edit_folder(self, entity=None, folder=None, *, unpack=None):
        """Archives chats (folder 1) or takes them back (0)."""
        if (entity is None) == (unpack is None):
            raise ValueError("You can only set either entities or unpack, not both")
        if unpack is not None:
            raise not_supported("client.edit_folder(unpack=)")
        wanted = list(entity) if utils.is_list_like(entity) else [entity]
        peers = await asyncio.gather(*(self.get_input_entity(one) for one in wanted))
        if folder is None:
            raise ValueError("You must specify a folder")
        folders = list(folder) if utils.is_list_like(folder) else [folder] * len(peers)
        if len(folders) != len(peers):
            raise ValueError("Number of folders does not match number of entities")
        rows = [types.InputFolderPeer(peer, folder_id=number) for peer, number in zip(peers, folders)]
        return await self(functions.folders.EditPeerFoldersRequest(rows))

    async def delete_dialog(self, entity, *, revoke=False):
        """Leaves a channel; leaves a group and clears it; clears a private chat."""
        deactivated = getattr(entity, "deactivated", False)
        entity = await self.get_input_entity(entity)
        kind = helpers._entity_type(entity)
        if kind == helpers._EntityType.CHANNEL:
            return await self(functions.channels.LeaveChannelRequest(entity))
        result = None
        if kind == helpers._EntityType.CHAT and not deactivated:
            request = functions.messages.DeleteChatUserRequest(
                entity.chat_id, types.InputUserSelf(), revoke_history=revoke
            )
            try:
                result = await self(request)
            except errors.PeerIdInvalidError:
                pass  # gone already
        if not await self.is_bot():
            await self(functions.messages.DeleteHistoryRequest(entity, 0, revoke=revoke))
        return result

    def conversation(
        self,
        entity,
        *,
        timeout=60,
        total_timeout=None,
        max_messages=100,
        exclusive=True,
        replies_are_responses=True,
    ):
        """A `Conversation`, to be used with `async with`."""
        from ..tl.custom.conversation import Conversation

        return Conversation(
            self, entity, timeout=timeout, total_timeout=total_timeout, max_messages=max_messages,
            exclusive=exclusive, replies_are_responses=replies_are_responses,
        )  # fmt: skip
