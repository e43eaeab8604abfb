"""The client's own state: options, session, caches, loop. Connecting is the core's work.

`_attach(me)` makes a client the account's own; any other is a module's, and connects as `_own` says.
"""
import asyncio
import logging
from collections import defaultdict

from .._missing import not_supported
from .._updates.entitycache import EntityCache
from .._updates.queue import UpdatesQueue
from ..network.mtprotosender import MTProtoSender
from ..version import __version__
from ._own import OwnClientMethods

_DAY = 24 * 60 * 60


class _Loggers(dict):
    def __init__(self, base):
        super().__init__()
        self._base = base if isinstance(base, logging.Logger) else logging.getLogger(base or "telethon")

    def __missing__(self, key):
        short = key[len("telethon.") :] if key.startswith("telethon.") else key
        self[key] = self._base.getChild(short)
        return self[key]


class TelegramBaseClient(OwnClientMethods):
    """Construction, options and the state that the areas share."""

    __version__ = __version__
    _config = None
    _cdn_config = None

    def __init__(
        self,
        session,
        api_id,
        api_hash,
        *,
        connection=None,
        use_ipv6=False,
        proxy=None,
        local_addr=None,
        timeout=10,
        request_retries=5,
        connection_retries=5,
        retry_delay=1,
        auto_reconnect=True,
        sequential_updates=False,
        flood_sleep_threshold=60,
        raise_last_call_error=False,
        device_model=None,
        system_version=None,
        app_version=None,
        lang_code="en",
        system_lang_code="en",
        loop=None,
        base_logger=None,
        receive_updates=True,
        catch_up=False,
        entity_cache_limit=5000,
    ):
        if not api_id or not api_hash:
            raise ValueError("Your API ID or Hash cannot be empty or None.")
        self._use_ipv6, self._proxy, self._local_addr = use_ipv6, proxy, local_addr
        self._log = _Loggers(base_logger)
        self.flood_sleep_threshold = flood_sleep_threshold
        self.session = _session_for(session)
        self.api_id, self.api_hash = int(api_id), api_hash
        self._raise_last_call_error = raise_last_call_error
        self._request_retries = request_retries
        self._connection_retries, self._retry_delay = connection_retries or 0, retry_delay or 0
        self._timeout, self._auto_reconnect, self._connection = timeout, auto_reconnect, connection
        self._init_request = None
        self._shown = {
            "model": device_model,
            "system_version": system_version,
            "app_version": app_version or self.__version__,
            "language": lang_code,
            "system_language": system_lang_code,
        }
        self._flood_waited_requests = {}
        self._loop = loop
        self._no_updates, self._sequential_updates, self._catch_up = not receive_updates, sequential_updates, catch_up
        self._event_handler_tasks = set()
        self._event_builders = []
        self._conversations = defaultdict(set)
        self._albums = {}
        self._authorized = None
        self._phone_code_hash, self._phone, self._tos = {}, None, None
        self._megagroup_cache = {}
        self._parse_mode = None
        self.parse_mode = "markdown"
        self._entity_cache = self._mb_entity_cache = EntityCache()
        self._entity_cache_limit = entity_cache_limit
        self._message_box = self._updates_handle = self._keepalive_handle = self._updates_error = None
        self._sender = MTProtoSender(loggers=self._log)
        self._updates_queue = UpdatesQueue(self)
        self._me = None
        self._attached = False
        self._disconnected = None

    def _attach(self, me):
        """Makes this the client of the account that is logged in; `me` is the own `User`."""
        from _ox.link import link

        from .. import errors
        from ..helpers import get_running_loop

        link.set_error_factory(errors.error_of)
        self._loop = self._loop or get_running_loop()
        self._me, self._attached, self._authorized = me, True, True
        self.session._is_withheld = True
        self._entity_cache.asks_core = True
        self._entity_cache.set_self_user(me.id, me.bot, me.access_hash)

    @property
    def _interests(self):
        """Where to tell what is wanted: of the account's updates the core brings no others."""
        from _ox import clients, interests

        return interests if self._attached else clients.Everything

    @property
    def loop(self):
        """The event loop in use."""
        from ..helpers import get_running_loop

        return self._loop or get_running_loop()

    @property
    def disconnected(self):
        """A future that ends when the client is disconnected."""
        if not self._attached:
            return asyncio.shield(self._own_end) if self._own_end is not None else self._ended()
        if self._disconnected is None:
            self._disconnected = self.loop.create_future()
        return self._disconnected

    @property
    def flood_sleep_threshold(self):
        """Waits of at most so many seconds are slept through."""
        return self._flood_sleep_threshold

    @flood_sleep_threshold.setter
    def flood_sleep_threshold(self, value):
        self._flood_sleep_threshold = min(value or 0, _DAY)

    async def connect(self, unix_socket_path=None):
        """Connects with the session; the account's own client is connected already."""
        if not self._attached:
            await self._connect_own()

    def is_connected(self):
        """Whether requests can be sent."""
        return self._attached or self._own is not None

    def disconnect(self):
        """Disconnects; awaitable. The account's own connection is shared by everything that runs here, and stays."""
        if self._attached:
            raise not_supported("client.disconnect")
        if self.loop.is_running():
            return asyncio.shield(self.loop.create_task(self._disconnect_own()))
        return self.loop.run_until_complete(self._disconnect_own())

    async def _done(self, value=None):
        return value

    def _ended(self):
        ended = self.loop.create_future()
        ended.set_result(None)
        return ended

    def set_proxy(self, proxy):
        """The proxy of the next connection; the account's is an option of the core."""
        if self._attached:
            raise not_supported("client.set_proxy")
        self._proxy = proxy

    async def _switch_dc(self, new_dc):
        if self._attached:
            raise not_supported("client._switch_dc")
        await self._move_own(new_dc)

    async def _borrow_exported_sender(self, dc_id):
        return MTProtoSender(loggers=self._log, dc_id=dc_id, client=self._own or 0)

    async def _return_exported_sender(self, sender):
        """Nothing was borrowed: data centres are the core's."""

    async def _get_dc(self, dc_id, cdn=False):
        raise not_supported("client._get_dc")

    async def __aenter__(self):
        return await self.start()

    async def __aexit__(self, *args):
        """Disconnects; the account's own connection is left to the core."""
        if not self._attached:
            await self.disconnect()

    def __enter__(self):
        from ..helpers import _sync_enter

        return _sync_enter(self)

    def __exit__(self, *args):
        from ..helpers import _sync_exit

        return _sync_exit(self, *args)

    def __getstate__(self):
        raise TypeError("a client cannot be pickled")


def _session_for(session):
    from ..sessions import MemorySession, SQLiteSession
    from ..sessions.abstract import Session

    if session is None:
        return MemorySession()
    if isinstance(session, Session):
        return session
    return SQLiteSession(str(session)) if isinstance(session, str) or hasattr(session, "__fspath__") else session
