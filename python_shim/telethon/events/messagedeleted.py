"""`MessageDeleted`: messages are gone; only channels say where."""
from ..tl import types
from .common import EventBuilder, EventCommon, name_inner_event


@name_inner_event
class MessageDeleted(EventBuilder):
    """Selects deletions."""

    @classmethod
    def build(cls, update, others=None, self_id=None):
        """The event of a deletion."""
        kind = update.__class__.__name__
        if kind == "UpdateDeleteMessages":
            return cls.Event(update.messages, None)
        if kind == "UpdateDeleteChannelMessages":
            return cls.Event(update.messages, types.PeerChannel(update.channel_id))
        return None

    class Event(EventCommon):
        """`deleted_ids` of messages, and the chat if it is a channel."""

        def __init__(self, deleted_ids, peer):
            super().__init__(peer, (deleted_ids or [0])[0])
            self.deleted_id = deleted_ids[0] if deleted_ids else None
            self.deleted_ids = deleted_ids
