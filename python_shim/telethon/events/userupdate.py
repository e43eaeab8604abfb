"""`UserUpdate`: somebody comes online, goes, or is typing."""
from datetime import datetime, timedelta, timezone

from .. import utils
from ..tl import types
from ._sender import SenderEvent
from .common import EventBuilder, name_inner_event

# property -> the actions that make it true
_ACTIONS = {
    "typing": "Typing",
    "uploading": "ChooseContact ChooseSticker UploadAudio UploadDocument UploadPhoto UploadRound UploadVideo",
    "recording": "RecordAudio RecordRound RecordVideo",
    "playing": "GamePlay",
    "cancel": "Cancel",
    "geo": "GeoLocation",
    "audio": "RecordAudio UploadAudio",
    "round": "RecordRound UploadRound",
    "video": "RecordVideo UploadVideo",
    "contact": "ChooseContact",
    "document": "UploadDocument",
    "sticker": "ChooseSticker",
    "photo": "UploadPhoto",
}
_DAYS = {"UserStatusOnline": 0, "UserStatusRecently": 1, "UserStatusLastWeek": 7, "UserStatusLastMonth": 30}


def _doing(names):
    accepted = frozenset(f"SendMessage{name}Action" for name in names.split())

    def read(self):
        return None if self.action is None else self.action.__class__.__name__ in accepted

    return property(read, doc="Whether the action is of this kind; None when there is none.")


def _within(days):
    def read(self):
        return None if self.status is None else self._last_seen_delta() <= timedelta(days=days)

    return property(read, doc=f"Whether the user was seen within {days} days; None when it is not about that.")


@name_inner_event
class UserUpdate(EventBuilder):
    """Selects presence and typing."""

    @classmethod
    def build(cls, update, others=None, self_id=None):
        """The event of presence or typing."""
        kind = update.__class__.__name__
        if kind == "UpdateUserStatus":
            return cls.Event(types.PeerUser(update.user_id), status=update.status)
        if kind == "UpdateUserTyping":
            # Quirk: by number, so that `is_private` is False for somebody who types in a private chat.
            return cls.Event(update.user_id, typing=update.action)
        if kind == "UpdateChatUserTyping":
            return cls.Event(update.from_id, chat_peer=types.PeerChat(update.chat_id), typing=update.action)
        if kind == "UpdateChannelUserTyping":
            return cls.Event(update.from_id, chat_peer=types.PeerChannel(update.channel_id), typing=update.action)
        return None

    class Event(SenderEvent):
        """A `status` or an `action` of a user."""

        def __init__(self, peer, *, status=None, chat_peer=None, typing=None):
            super().__init__(chat_peer or peer, utils.get_peer_id(peer))
            self.status = status
            self.action = typing

        @property
        def user(self):
            """Who it is about."""
            return self.sender

        async def get_user(self):
            """Who it is about, fetched if need be."""
            return await self.get_sender()

        @property
        def input_user(self):
            """The user's `InputPeer`."""
            return self.input_sender

        async def get_input_user(self):
            """The user's `InputPeer`, found if need be."""
            return await self.get_input_sender()

        @property
        def user_id(self):
            """The user's id."""
            return self.sender_id

        @property
        def last_seen(self):
            """When the user went offline, if exactly that is known."""
            return getattr(self.status, "was_online", None)

        @property
        def until(self):
            """Until when the user counts as online."""
            return getattr(self.status, "expires", None)

        def _last_seen_delta(self):
            if self.last_seen is not None:
                return datetime.now(tz=timezone.utc) - self.last_seen
            return timedelta(days=_DAYS.get(self.status.__class__.__name__, 365))

        online, recently, within_weeks, within_months = _within(0), _within(1), _within(7), _within(30)


for _name, _kinds in _ACTIONS.items():
    setattr(UserUpdate.Event, _name, _doing(_kinds))
