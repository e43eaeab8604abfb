"""A marked id that is a plain number and yet answers as the `Peer` it stands for.

Quirk: half of the modules compare `message.from_id` with a number, the other half ask it for `.user_id`.
"""
from .. import types as tl

_CHANNEL_MARK = 1000000000000


class PeerId(int):
    """The id as an int, with `.user_id`, `.chat_id` or `.channel_id`, `.to_dict()` and the peer's bytes."""

    @classmethod
    def of(cls, marked):
        """From a marked id."""
        return cls(marked)

    @classmethod
    def of_peer(cls, peer):
        """From a `Peer` (or something that already is one of these)."""
        if isinstance(peer, int):
            return cls(peer)
        user = getattr(peer, "user_id", None)
        if user is not None:
            return cls(user)
        chat = getattr(peer, "chat_id", None)
        return cls(-chat if chat is not None else -(_CHANNEL_MARK + peer.channel_id))

    @property
    def peer(self):
        """The `PeerUser`, `PeerChat` or `PeerChannel`."""
        number = int(self)
        if number >= 0:
            return tl.PeerUser(number)
        return tl.PeerChat(-number) if number >= -_CHANNEL_MARK else tl.PeerChannel(-number - _CHANNEL_MARK)

    @property
    def __class__(self):
        # isinstance(from_id, PeerUser) and isinstance(from_id, int) both hold.
        return type(self.peer)

    def __getattr__(self, name):
        if name in ("user_id", "chat_id", "channel_id", "CONSTRUCTOR_ID", "SUBCLASS_OF_ID", "to_dict", "to_json", "stringify", "_bytes"):
            return getattr(self.peer, name)
        raise AttributeError(f"'PeerId' object has no attribute {name!r}")

    def __bytes__(self):
        return bytes(self.peer)

    def __reduce_ex__(self, protocol):
        return PeerId, (int(self),)

    def __eq__(self, other):
        if not isinstance(other, int) and hasattr(other, "CONSTRUCTOR_ID"):
            return bytes(self.peer) == bytes(other)
        return int(self) == other

    def __ne__(self, other):
        return not self == other

    __hash__ = int.__hash__
