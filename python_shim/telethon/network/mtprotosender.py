"""`MTProtoSender`: where requests leave for the core. The connection, its key and its protocol are not here."""
import asyncio
import itertools
from functools import lru_cache

from .._missing import not_supported, withheld
from ..extensions.binaryreader import BinaryReader
from ..extensions.messagepacker import MessagePacker
from ..tl import TLRequest
from .requeststate import RequestState


class MTProtoSender:
    """Queues requests and gives their answers; one for each data centre that is spoken to. Only the client's own can be used."""

    _numbers = itertools.count(4, 4)

    def __init__(self, auth_key=None, *, loggers=None, dc_id=0, client=0, **options):
        # 0 is the account's own client, others are modules'.
        self.dc_id, self.client = dc_id, client
        self._loggers = loggers
        self._pending_state = {}
        self._send_queue = MessagePacker(None, loggers)
        self._send_queue._ready.on_set = self._release
        self._disconnected = None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise not_supported(f"client._sender.{name}")

    @property
    def auth_key(self):
        """Withheld."""
        raise withheld("client._sender.auth_key")

    async def connect(self, connection):
        """Not supported: connections are the core's."""
        raise not_supported("MTProtoSender.connect")

    async def disconnect(self):
        """Not supported: connections are the core's."""
        raise not_supported("MTProtoSender.disconnect")

    @property
    def disconnected(self):
        """A future that ends with the connection: never, as far as modules live."""
        if self._disconnected is None:
            self._disconnected = asyncio.get_running_loop().create_future()
        return asyncio.shield(self._disconnected)

    def is_connected(self):
        """The core keeps the connection."""
        return True

    _transport_connected = is_connected

    def send(self, request, ordered=False):
        """A future for the answer (a list of them for a list); waits and retries are left to the caller."""
        from .. import utils

        if not utils.is_list_like(request):
            return asyncio.ensure_future(self.answer(self.queue(request, 0, 0)))
        return [asyncio.ensure_future(self.answer(state)) for state in self.queue_all(request, 0, 0, ordered)]

    def queue(self, request, threshold, retries):
        """Queues one request; its state."""
        state = RequestState(request)
        state.threshold, state.retries = threshold, retries
        self._send_queue.append(state)
        return state

    def queue_all(self, requests, threshold, retries, ordered):
        """Queues requests to go together; ordered ones wait for the one before them. Their states."""
        states = []
        for request in requests:
            state = RequestState(request, after=states[-1] if ordered and states else None)
            state.threshold, state.retries = threshold, retries
            states.append(state)
        self._send_queue.extend(states)
        return states

    async def answer(self, state):
        """The answer to a queued request, from the core or from whoever set the state's future."""
        if not state.released:
            await state.until_released()
        if state.answered:
            return state.future.result()
        if state.after is not None:
            await self._wait_for(state)
        state.msg_id = next(self._numbers)
        self._pending_state[state.msg_id] = state
        try:
            answer = await self._ask(state)
        except BaseException as error:
            state.settle(None, error)
            raise
        finally:
            self._pending_state.pop(state.msg_id, None)
        state.settle(answer)
        return answer

    async def _ask(self, state):
        from _ox.link import link

        more = {"client": self.client} if self.client else {}
        reads = _reads_its_answer(type(state.request))
        if reads:
            more["raw"] = True
        answer = await link.call(state.request, dc=self.dc_id, threshold=state.threshold, retries=state.retries, **more)
        return state.request.read_result(BinaryReader(answer)) if reads else answer

    async def _wait_for(self, state):
        # What the server says of a request that was to follow another one that failed.
        before = state.after.future
        await asyncio.wait((before,))
        if before.cancelled() or before.exception() is not None:
            from .. import errors

            error = errors.error_of(state.request, 400, "MSG_WAIT_FAILED")
            state.settle(None, error)
            raise error

    def _release(self):
        for state in self._send_queue._take():
            if isinstance(state, RequestState):
                state.release()


@lru_cache(maxsize=None)
def _reads_its_answer(cls):
    """Whether a module's class reads its answers by itself."""
    return getattr(cls.read_result, "__func__", None) is not TLRequest.read_result.__func__
