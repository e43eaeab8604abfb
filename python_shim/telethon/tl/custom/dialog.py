"""`Dialog`: an open chat in the list of chats."""
from ... import utils
from .. import TLObject, functions, types


class Dialog:
    """A chat with its newest message, its draft and its counts."""

    def __init__(self, client, dialog, entities, message):
        self._client = client
        self.dialog = dialog
        self.pinned = bool(dialog.pinned)
        self.folder_id = dialog.folder_id
        self.archived = dialog.folder_id is not None
        self.message = message
        self.date = getattr(message, "date", None)
        self.entity = entities[utils.get_peer_id(dialog.peer)]
        self.input_entity = utils.get_input_peer(self.entity)
        self.id = utils.get_peer_id(self.entity)
        self.name = self.title = utils.get_display_name(self.entity)
        self.unread_count = dialog.unread_count
        self.unread_mentions_count = dialog.unread_mentions_count
        self.unread_reactions_count = getattr(dialog, "unread_reactions_count", 0)
        self.unread_poll_votes_count = getattr(dialog, "unread_poll_votes_count", 0)
        kind = self.entity.__class__.__name__
        self.is_user = kind == "User"
        self.is_group = kind in ("Chat", "ChatForbidden") or kind == "Channel" and self.entity.megagroup
        self.is_channel = kind == "Channel"
        self.is_community = kind == "Community"

    @property
    def draft(self):
        """The `Draft`, empty when nothing is written."""
        from .draft import Draft

        if "_draft" not in self.__dict__:
            self._draft = Draft(self._client, self.entity, self.dialog.draft)
        return self._draft

    async def send_message(self, *args, **kwargs):
        """Sends to this chat."""
        return await self._client.send_message(self.input_entity, *args, **kwargs)

    async def delete(self, revoke=False):
        """Leaves or deletes this chat."""
        await self._client.delete_dialog(self.entity, revoke=revoke)

    async def archive(self, folder=1):
        """Moves this chat to the archive, or (0) back."""
        peer = types.InputFolderPeer(self.input_entity, folder_id=folder)
        return await self._client(functions.folders.EditPeerFoldersRequest([peer]))

    def to_dict(self):
        """The main attributes."""
        return {"_": "Dialog", **{name: getattr(self, name) for name in ("name", "date", "draft", "message", "entity")}}

    def __str__(self):
        return TLObject.pretty_format(self.to_dict())

    def stringify(self):
        """Readable over several lines."""
        return TLObject.pretty_format(self.to_dict(), indent=0)
