"""`CustomTelegramClient`: the client that modules get, with the caches and names that hosts add to the client library's."""

import copy
import datetime
import functools
import logging
import time
import typing

from _ox import context
from telethon import TelegramClient, events
from telethon.tl import types
from telethon.utils import is_list_like

from . import _join, _topics
from ._cache_records import CacheRecordEntity, CacheRecordFullChannel, CacheRecordFullUser, CacheRecordPerms

logger = logging.getLogger(__name__)


def hashable(value: typing.Any) -> bool:
    """Whether a value can be a key."""
    try:
        hash(value)
    except Exception:
        return False
    return True


def _both(name: str) -> property:
    """`hikka_<name>`, `heroku_<name>` and `geek_<name>` are one value."""
    return property(
        lambda self: self.__dict__.get(f"_host_{name}"),
        lambda self, value: self.__dict__.__setitem__(f"_host_{name}", value),
    )


class CustomTelegramClient(TelegramClient):
    """A client that remembers users, chats, rights and full descriptions for some minutes."""

    hikka_me = heroku_me = geek_me = _both("me")
    hikka_db = heroku_db = geek_db = _both("db")
    hikka_inline = heroku_inline = geek_inline = _both("inline")
    phone = "never shown"
    pyro_proxy = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._entity_records: typing.Dict[typing.Hashable, CacheRecordEntity] = {}
        self._perms_records: typing.Dict[typing.Hashable, dict] = {}
        self._fullchannel_records: typing.Dict[int, CacheRecordFullChannel] = {}
        self._fulluser_records: typing.Dict[int, CacheRecordFullUser] = {}
        self._forbidden_constructors: typing.List[int] = []
        self._guarded = False
        self._raw_updates_processor = None
        self._channels_cache: dict = {}
        self.tg_id = self._tg_id = getattr(self, "_tg_id", 0)
        self.loader = self.dispatcher = None

    def become(self, me) -> None:
        """Says whose client this is."""
        self.hikka_me = me
        self.tg_id = self._tg_id = me.id

    def _considered(self, request):
        return _join.invited(request)

    # -- caches --------------------------------------------------------------

    async def force_get_entity(self, *args, **kwargs):
        """`get_entity` without the cache."""
        return await TelegramClient.get_entity(self, *args, **kwargs)

    async def get_entity(self, entity, exp: int = 5 * 60, force: bool = False):
        """A user or chat, from the cache when it is younger than `exp` seconds; of any age when that is 0."""
        key = self._entity_key(entity)
        if not hashable(key):
            return await self.force_get_entity(entity)
        record = self._entity_records.get(key)
        if not force and record is not None and (not exp or record.ts + exp > time.time()):
            return copy.deepcopy(record.entity)
        resolved = await self.force_get_entity(entity)
        if resolved is not None and not isinstance(resolved, list):
            self._remember_entity(CacheRecordEntity(key, resolved, exp), key, resolved)
        return copy.deepcopy(resolved)

    @staticmethod
    def _entity_key(entity):
        if hashable(entity):
            return entity
        return (
            next(
                (
                    getattr(entity, name)
                    for name in ("user_id", "channel_id", "chat_id", "id")
                    if getattr(entity, name, None)
                ),
                None,
            )
            or entity
        )

    def _remember_entity(self, record, key, resolved) -> None:
        self._entity_records[key] = record
        self._entity_records[getattr(resolved, "id", key)] = record
        username = getattr(resolved, "username", None)
        if username:
            self._entity_records[f"@{username}"] = self._entity_records[username] = record

    async def get_perms_cached(self, entity, user=None, exp: int = 5 * 60, force: bool = False):
        """What a user may do in a chat, from the cache when it is younger than `exp` seconds; of any age when that is 0."""
        chat, who = self._entity_key(entity), self._entity_key(user)
        if not hashable(chat) or not hashable(who):
            return await self.get_permissions(entity, user)
        record = self._perms_records.setdefault(chat, {}).get(who)
        if not force and record is not None and (not exp or record.ts + exp > time.time()):
            return copy.deepcopy(record.perms)
        perms = await self.get_permissions(entity, user)
        self._perms_records[chat][who] = CacheRecordPerms(chat, who, perms, exp)
        return copy.deepcopy(perms)

    async def get_fullchannel(self, entity, exp: int = 300, force: bool = False):
        """The full description of a channel, from the cache when it is younger than `exp` seconds."""
        from telethon.tl.functions.channels import GetFullChannelRequest

        return await self._full(
            self._fullchannel_records, CacheRecordFullChannel, "full_channel", GetFullChannelRequest, entity, exp, force
        )

    async def get_fulluser(self, entity, exp: int = 300, force: bool = False):
        """The full description of a user, from the cache when it is younger than `exp` seconds."""
        from telethon.tl.functions.users import GetFullUserRequest

        return await self._full(
            self._fulluser_records, CacheRecordFullUser, "full_user", GetFullUserRequest, entity, exp, force
        )

    async def _full(self, records: dict, record_type, attribute: str, request, entity, exp: int, force: bool):
        key = self._entity_key(entity)
        if not hashable(key):
            return await self(request(entity))
        record = records.get(key)
        if not force and record is not None and not record.expired and record.ts + exp > time.time():
            return getattr(record, attribute)
        result = await self(request(entity))
        records[key] = record_type(key, result, exp)
        return result

    @property
    def hikka_entity_cache(self) -> dict:
        """Remembered users and chats."""
        return self._entity_records

    @property
    def hikka_perms_cache(self) -> dict:
        """Remembered rights."""
        return self._perms_records

    @property
    def hikka_fullchannel_cache(self) -> dict:
        """Remembered descriptions of channels."""
        return self._fullchannel_records

    @property
    def hikka_fulluser_cache(self) -> dict:
        """Remembered descriptions of users."""
        return self._fulluser_records

    heroku_entity_cache, heroku_perms_cache = hikka_entity_cache, hikka_perms_cache
    heroku_fullchannel_cache, heroku_fulluser_cache = hikka_fullchannel_cache, hikka_fulluser_cache

    # -- sending -------------------------------------------------------------

    async def send_message(self, *args, **kwargs):
        """As the client library's, into the topic that is meant."""
        return await _topics.send(TelegramClient.send_message, self, *args, **kwargs)

    async def send_file(self, *args, **kwargs):
        """As the client library's, into the topic that is meant."""
        return await _topics.send(TelegramClient.send_file, self, *args, **kwargs)

    # -- the rest ------------------------------------------------------------

    @property
    def raw_updates_processor(self):
        """A callable that sees all updates, each as `Updates` of its own; it can be set once."""
        return self._raw_updates_processor

    @raw_updates_processor.setter
    def raw_updates_processor(self, value):
        if self._raw_updates_processor is not None:
            raise ValueError("`raw_updates_processor` is already set")
        if not callable(value):
            raise ValueError("`raw_updates_processor` must be callable")
        self._raw_updates_processor = value
        self.add_event_handler(self._process_raw, events.Raw)

    async def _process_raw(self, update) -> None:
        known = list(getattr(update, "_entities", {}).values())
        users = [entity for entity in known if isinstance(entity, types.User)]
        chats = [entity for entity in known if not isinstance(entity, types.User)]
        date = datetime.datetime.now(datetime.timezone.utc)
        self._raw_updates_processor(types.Updates([update], users, chats, date, 0))

    @property
    def forbidden_constructors(self) -> typing.List[int]:
        """Numbers of requests that modules of others cannot make: what they ask for is `None`."""
        return self._forbidden_constructors

    def forbid_constructor(self, constructor: int) -> None:
        """Forbids one more request."""
        self.forbid_constructors([*self._forbidden_constructors, constructor])

    def forbid_constructors(self, constructors: list) -> None:
        """Forbids these requests and no others."""
        self._forbidden_constructors = list(set(constructors))
        if constructors and not self._guarded:
            self._guarded = True
            self._call = functools.partial(self._call_allowed, self._call)

    async def _call_allowed(self, call, sender, request, *args, **kwargs):
        if not self._forbidden_constructors or not self._is_external(context.module.get()):
            return await call(sender, request, *args, **kwargs)
        many = is_list_like(request)
        requests = list(request) if many else [request]
        allowed = [one for one in requests if one.CONSTRUCTOR_ID not in self._forbidden_constructors]
        for one in requests:
            if one not in allowed:
                logger.info("`%s` is forbidden to modules", type(one).__name__)
        return await call(sender, allowed if many else request, *args, **kwargs) if allowed else None

    def _is_external(self, module: str) -> bool:
        modules = getattr(self.loader, "modules", ())
        return any(type(one).__name__ == module and not one.__origin__.startswith("<core") for one in modules)
