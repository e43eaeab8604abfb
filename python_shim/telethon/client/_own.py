"""Clients that a module made for an account of its own: connecting, moving, leaving, and their updates.

The core keeps the connection; the key is the module's own and lives in its session.
"""
import asyncio
import datetime

from .. import errors, helpers, utils
from .._missing import not_supported
from ..crypto import AuthKey
from ..network._proxies import core_form
from ..tl import types

DEFAULT_DC, DEFAULT_IPV4, DEFAULT_IPV6, DEFAULT_PORT = 2, "149.154.167.51", "2001:67c:4e8:f002::a", 443
_SAVE_EVERY = 60


class OwnClientMethods:
    """What the account's own client leaves to the core."""

    _own = None
    _own_end = None
    _own_gate = None
    # Updates that came before the client knew who it is.
    _own_held = None

    async def _connect_own(self):
        from _ox.link import link

        if self.session is None:
            raise ValueError("TelegramClient instance cannot be reused after logging out")
        loop = helpers.get_running_loop()
        if self._loop is not None and self._loop is not loop:
            raise RuntimeError("The asyncio event loop must not change after connection")
        if loop is not link.loop:
            raise not_supported("TelegramClient.connect in another event loop than that of the modules")
        self._loop = loop
        self._own_gate = self._own_gate or asyncio.Lock()
        async with self._own_gate:
            if self._own is None:
                await self._open_own()

    async def _open_own(self):
        from _ox import clients
        from _ox.link import link

        link.set_error_factory(errors.error_of)
        await self._choose_dc()
        number, payload = clients.number(), {**self._own_payload(), "place": await self._own_place()}
        self._own_held = []
        clients.add(number, self)
        try:
            answer = await clients.ask("connect", client=number, **payload)
            _raise_error(answer)
        except BaseException as error:
            clients.remove(number)
            if isinstance(error, asyncio.CancelledError):
                link.control("client.close", {"client": number}, wait=False)
            raise
        self._own = self._sender.client = number
        self._own_end, self._updates_error = self._loop.create_future(), None
        await self._take_home(answer)
        if answer["user"] is not None:
            me = await self.get_me()
            if me is not None:
                await self._on_login(me)
        self._keepalive_handle = self._loop.create_task(self._keep_session())
        held, self._own_held = self._own_held, None
        for update in held:
            self._on_own_update(*update)

    async def _choose_dc(self):
        session = self.session
        if session.server_address and (":" in session.server_address) == self._use_ipv6:
            return
        address = DEFAULT_IPV6 if self._use_ipv6 else DEFAULT_IPV4
        await utils.maybe_async(session.set_dc(DEFAULT_DC, address, DEFAULT_PORT))
        await utils.maybe_async(session.save())

    def _own_payload(self):
        session, key = self.session, self.session.auth_key
        retries = self._connection_retries
        return {
            "dc": session.dc_id,
            "address": session.server_address,
            "port": session.port,
            "key": key.key.hex() if key else None,
            "api_id": self.api_id,
            "api_hash": self.api_hash,
            "device": self._shown,
            "proxy": core_form(self._proxy, self._connection),
            "retries": 1000 if retries < 0 else retries,
            "pause": float(self._retry_delay),
        }

    async def _own_place(self):
        """Where the session left the updates; None to begin with those that come."""
        if not self._catch_up:
            return None
        states = dict(await utils.maybe_async(self.session.get_update_states()))
        own = states.pop(0, None)
        if own is None:
            return None
        channels = []
        for channel, state in states.items():
            try:
                entity = await utils.maybe_async(self.session.get_input_entity(channel))
            except ValueError:
                self._log[__name__].warning("No access_hash in cache for channel %s, will not catch up", channel)
            else:
                channels.append((channel, state.pts, getattr(entity, "access_hash", 0)))
        date = int(own.date.timestamp())
        return {"pts": own.pts, "qts": own.qts, "date": date, "seq": own.seq, "channels": channels}

    async def _take_home(self, answer):
        """Notes in the session where the core is connected, with which key."""
        session = self.session
        if answer["dc"] != session.dc_id:
            await utils.maybe_async(session.set_dc(answer["dc"], answer["address"], answer["port"]))
        session.auth_key = AuthKey(bytes.fromhex(answer["key"])) if answer["key"] else None
        await utils.maybe_async(session.save())

    async def _move_own(self, dc):
        from _ox import clients

        self._log[__name__].info("Reconnecting to new data center %s", dc)
        answer = await clients.ask("move", client=self._own, dc=dc)
        _raise_error(answer)
        await self._take_home(answer)

    async def _disconnect_own(self):
        if self.session is None:
            return
        await self._close_own()
        current = asyncio.current_task()
        tasks = [task for task in self._event_handler_tasks if task is not current]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        await utils.maybe_async(self.session.close())

    async def _close_own(self):
        from _ox import clients

        number, self._own = self._own, None
        if number is None:
            return
        clients.remove(number)
        if self._keepalive_handle is not None:
            self._keepalive_handle.cancel()
        try:
            answer = await clients.ask("close", client=number)
        except ConnectionError:
            answer = {"place": None}  # the core is gone, and every connection with it
        await self._keep_place(answer["place"])
        if not self._own_end.done():
            self._own_end.set_result(None)

    async def _keep_place(self, place):
        session = self.session
        if self._self_id:
            me = types.contacts.ResolvedPeer(None, [types.InputPeerUser(0, self._self_id)], [])
            await utils.maybe_async(session.process_entities(me))
        if place is None:
            return
        date = datetime.datetime.fromtimestamp(place["date"], tz=datetime.timezone.utc)
        state = types.updates.State(place["pts"], place["qts"], date, place["seq"], unread_count=0)
        await utils.maybe_async(session.set_update_state(0, state))
        for channel, pts in place["channels"]:
            state = types.updates.State(pts, 0, date, 0, unread_count=0)
            await utils.maybe_async(session.set_update_state(channel, state))

    async def _keep_session(self):
        while self._own is not None:
            await asyncio.sleep(_SAVE_EVERY)
            await utils.maybe_async(self.session.save())

    def _on_own_update(self, update, users, chats):
        if self._no_updates:
            return
        if self._own_held is not None:
            self._own_held.append((update, users, chats))
            return
        self._loop.create_task(self._learn_own(types.contacts.ResolvedPeer(None, users, chats)))
        self._dispatch_update(update, users, chats)

    def _on_own_end(self, error):
        self._updates_error = error
        self.disconnect()

    async def _learn_own(self, answer):
        if self.session is not None:
            await utils.maybe_async(self.session.process_entities(answer))


def _raise_error(answer):
    """Raises what the core says went wrong, as the library's users know it."""
    if "refused" in answer:
        refused = answer["refused"]
        raise errors.error_of(None, refused["code"], refused["name"], refused["value"])
    if "dead_key" in answer:
        raise errors.AuthKeyNotFound()
    if "failed" in answer:
        raise ConnectionError(answer["failed"])
