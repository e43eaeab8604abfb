"""What hosts have always hung on the client: own ids, caches with a lifetime, full forms."""
import copy
import time

from .. import utils
from ..tl import functions

_LIFETIME = 5 * 60


class HostMethods:
    """Cached look-ups; `exp` is a lifetime in seconds, `force` looks anew."""

    hikka_me = heroku_me = None
    loader = dispatcher = None
    _own_id = None

    @property
    def tg_id(self):
        """The own id."""
        return self._own_id or self._self_id

    @tg_id.setter
    def tg_id(self, value):
        self._own_id = value

    _tg_id = tg_id

    def _lifetimes(self, name):
        return self.__dict__.setdefault(f"_cached_{name}", {})

    @property
    def hikka_entity_cache(self):
        """{key: (time, entity)}."""
        return self._lifetimes("entity")

    @property
    def hikka_perms_cache(self):
        """{(chat, user): (time, rights)}."""
        return self._lifetimes("perms")

    @property
    def hikka_fullchannel_cache(self):
        """{key: (time, full)}."""
        return self._lifetimes("fullchannel")

    @property
    def hikka_fulluser_cache(self):
        """{key: (time, full)}."""
        return self._lifetimes("fulluser")

    heroku_entity_cache, heroku_perms_cache = hikka_entity_cache, hikka_perms_cache
    heroku_fullchannel_cache, heroku_fulluser_cache = hikka_fullchannel_cache, hikka_fulluser_cache

    async def _cached(self, table, key, exp, force, fetch):
        row = table.get(key) if key is not None else None
        if not force and exp and row is not None and row[0] + exp > time.time():
            return copy.deepcopy(row[1])
        found = await fetch()
        if key is not None:
            table[key] = (time.time(), found)
        return copy.deepcopy(found)

    async def get_entity(self, entity, exp=_LIFETIME, force=False):
        """As the library's, with a cache: a copy that is at most `exp` seconds old."""
        fetch = super().get_entity
        key = _cache_key(entity)
        found = await self._cached(self.hikka_entity_cache, key, exp, force, lambda: fetch(entity))
        if key is not None and hasattr(found, "id"):
            row = self.hikka_entity_cache[key]
            for other in (utils.get_peer_id(found), getattr(found, "username", None)):
                if other:
                    self.hikka_entity_cache[other] = row
        return found

    async def force_get_entity(self, *args, **kwargs):
        """`get_entity` without the cache."""
        kwargs.update(force=True)
        return await self.get_entity(*args, **kwargs)

    async def get_perms_cached(self, entity, user=None, exp=_LIFETIME, force=False):
        """`get_permissions` with a cache."""
        key = (_cache_key(entity), _cache_key(user))
        return await self._cached(
            self.hikka_perms_cache, None if key[0] is None else key, exp, force,
            lambda: self.get_permissions(entity, user),
        )  # fmt: skip

    async def get_fullchannel(self, entity, exp=_LIFETIME, force=False):
        """The full form of a channel or megagroup."""
        return await self._cached(
            self.hikka_fullchannel_cache, _cache_key(entity), exp, force,
            lambda: self(functions.channels.GetFullChannelRequest(entity)),
        )  # fmt: skip

    async def get_fulluser(self, entity, exp=_LIFETIME, force=False):
        """The full form of a user."""
        return await self._cached(
            self.hikka_fulluser_cache, _cache_key(entity), exp, force,
            lambda: self(functions.users.GetFullUserRequest(entity)),
        )  # fmt: skip


def _cache_key(entity):
    """What an entity is cached under: a marked id or a name; None for lists and the like."""
    if entity is None or isinstance(entity, str):
        return entity.lower().lstrip("@") if entity else entity
    if utils.is_list_like(entity):
        return None
    try:
        return utils.get_peer_id(entity)
    except TypeError:
        return None
