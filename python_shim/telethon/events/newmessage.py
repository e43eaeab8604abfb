"""`NewMessage`: a message arrived, or was sent from another session of the account."""
import re

from .common import EventBuilder, EventCommon, _into_id_set, name_inner_event

_UPDATES = frozenset(("UpdateNewMessage", "UpdateNewChannelMessage"))


@name_inner_event
class NewMessage(EventBuilder):
    """Selects messages by direction, sender, forwarding and pattern."""

    def __init__(
        self,
        chats=None,
        *,
        blacklist_chats=False,
        func=None,
        incoming=None,
        outgoing=None,
        from_users=None,
        forwards=None,
        pattern=None,
    ):
        if incoming and outgoing:
            incoming = outgoing = None
        elif incoming is not None and outgoing is None:
            outgoing = not incoming
        elif outgoing is not None and incoming is None:
            incoming = not outgoing
        elif incoming is not None and outgoing is not None and not incoming and not outgoing:
            raise ValueError("Don't create an event handler if you don't want neither incoming nor outgoing!")
        super().__init__(chats, blacklist_chats=blacklist_chats, func=func)
        self.incoming, self.outgoing = incoming, outgoing
        self.from_users, self.forwards = from_users, forwards
        self.pattern = _matcher(pattern)
        conditions = (chats, incoming, outgoing, self.pattern, from_users, forwards, func)
        self._no_check = all(condition is None for condition in conditions)

    async def _resolve(self, client):
        await super()._resolve(client)
        self.from_users = await _into_id_set(client, self.from_users)

    @classmethod
    def build(cls, update, others=None, self_id=None):
        """The event of a new message that is not a service message."""
        if update.__class__.__name__ in _UPDATES and update.message.__class__.__name__ == "Message":
            return cls.Event(update.message)
        return None

    def filter(self, event):
        """As the base, plus direction, sender, forwarding and pattern."""
        if self._no_check:
            return event
        message = event.message
        if self.incoming and message.out or self.outgoing and not message.out:
            return None
        if self.forwards is not None and bool(self.forwards) != bool(message.fwd_from):
            return None
        if self.from_users is not None and message.sender_id not in self.from_users:
            return None
        if self.pattern:
            match = self.pattern(message.message or "")
            if not match:
                return None
            event.pattern_match = match
        return super().filter(event)

    class Event(EventCommon):
        """A message; whatever the event does not have itself is the message's."""

        def __init__(self, message):
            # As the bases would, in one step: this runs for every message.
            self.__dict__.update(
                _init=False, _chat_peer=message.peer_id, _input_chat=None, _chat=None, _broadcast=bool(message.post),
                _client=None, _entities={}, _message_id=message.id, original_update=None, pattern_match=None,
                message=message,
            )  # fmt: skip

        def _set_client(self, client):
            super()._set_client(client)
            self.message._finish_init(client, self._entities, None)
            self.__dict__["_init"] = True

        def __getattr__(self, item):
            if item == "message" or item.startswith("__"):
                raise AttributeError(item)
            return getattr(self.message, item)

        def __setattr__(self, name, value):
            if not self.__dict__["_init"] or name in self.__dict__:
                self.__dict__[name] = value
            else:
                setattr(self.message, name, value)


def _matcher(pattern):
    if isinstance(pattern, str):
        return re.compile(pattern).match
    if not pattern or callable(pattern):
        return pattern
    if callable(getattr(pattern, "match", None)):
        return pattern.match
    raise TypeError("Invalid pattern type given")
