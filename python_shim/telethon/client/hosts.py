"""What hosts hang on the client, in its plainest form: the host's own client adds the caches."""
from ..tl import functions


class HostMethods:
    """Names that modules expect on any client; `exp` and `force` are about caches that are not here."""

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

    async def get_entity(self, entity, exp=0, force=False):
        """The library's `get_entity`, with the keywords of hosts."""
        return await super().get_entity(entity)

    async def force_get_entity(self, entity, *args, **kwargs):
        """`get_entity` without any cache."""
        return await super().get_entity(entity)

    async def get_perms_cached(self, entity, user=None, exp=0, force=False):
        """`get_permissions`."""
        return await self.get_permissions(entity, user)

    async def get_fullchannel(self, entity, exp=0, force=False):
        """The full form of a channel or megagroup."""
        return await self(functions.channels.GetFullChannelRequest(entity))

    async def get_fulluser(self, entity, exp=0, force=False):
        """The full form of a user."""
        return await self(functions.users.GetFullUserRequest(entity))
