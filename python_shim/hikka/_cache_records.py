"""Entries of the client's caches: a value, what it is for, and when it is too old."""

import time


class _Record:
    _KEY = ()

    def __init__(self, exp: int):
        self._exp = round(time.time() + exp)
        self.ts = time.time()

    @property
    def expired(self) -> bool:
        """Whether the value is too old to be used."""
        return self._exp < time.time()

    def _key(self) -> tuple:
        return tuple(getattr(self, name) for name in self._KEY)

    def __eq__(self, other) -> bool:
        return type(other) is type(self) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._key()))})"

    __str__ = __repr__


class CacheRecordEntity(_Record):
    """A user or chat by what it was asked with."""

    _KEY = ("_hashable_entity",)

    def __init__(self, hashable_entity, resolved_entity, exp: int):
        super().__init__(exp)
        self.entity, self._hashable_entity = resolved_entity, hashable_entity


class CacheRecordPerms(_Record):
    """What a user may do in a chat."""

    _KEY = ("_hashable_entity", "_hashable_user")

    def __init__(self, hashable_entity, hashable_user, resolved_perms, exp: int):
        super().__init__(exp)
        self.perms, self._hashable_entity, self._hashable_user = resolved_perms, hashable_entity, hashable_user


class CacheRecordFullChannel(_Record):
    """The full description of a channel."""

    _KEY = ("channel_id",)

    def __init__(self, channel_id: int, full_channel, exp: int):
        super().__init__(exp)
        self.channel_id, self.full_channel = channel_id, full_channel


class CacheRecordFullUser(_Record):
    """The full description of a user."""

    _KEY = ("user_id",)

    def __init__(self, user_id: int, full_user, exp: int):
        super().__init__(exp)
        self.user_id, self.full_user = user_id, full_user
