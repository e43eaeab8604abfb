"""`MessageEdited`: as `NewMessage`, for edits."""
from .common import name_inner_event
from .newmessage import NewMessage

_UPDATES = frozenset(("UpdateEditMessage", "UpdateEditChannelMessage"))


@name_inner_event
class MessageEdited(NewMessage):
    """Selects edited messages."""

    @classmethod
    def build(cls, update, others=None, self_id=None):
        """The event of an edit."""
        return cls.Event(update.message) if update.__class__.__name__ in _UPDATES else None

    class Event(NewMessage.Event):
        """An edited message."""
