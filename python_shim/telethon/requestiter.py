"""`RequestIter`: asks for more when its buffer is used up; the base of all `iter_…` methods."""
import asyncio
import time

from . import helpers


class RequestIter:
    """An asynchronous iterator over answers that come in chunks; `collect()` makes a list of all."""

    def __init__(self, client, limit, *, reverse=False, wait_time=None, **kwargs):
        self.client = client
        self.reverse = reverse
        self.wait_time = wait_time
        self.kwargs = kwargs
        self.limit = max(float("inf") if limit is None else limit, 0)
        self.left = self.limit
        self.buffer = None
        self.index = 0
        self.total = None
        self.last_load = 0

    async def _init(self, **kwargs):
        """Prepares the first request; may end the iteration by raising `StopAsyncIteration`."""

    async def _load_next_chunk(self):
        """Adds to `buffer`; something true when nothing comes after it."""
        raise NotImplementedError

    async def __anext__(self):
        if self.buffer is None:
            self.buffer = []
            if await self._init(**self.kwargs):
                self.left = len(self.buffer)
        if self.left <= 0:
            raise StopAsyncIteration
        if self.index == len(self.buffer):
            await self._refill()
        if not self.buffer:
            raise StopAsyncIteration
        item = self.buffer[self.index]
        self.left -= 1
        self.index += 1
        return item

    async def _refill(self):
        if self.wait_time:
            await asyncio.sleep(self.wait_time - (time.time() - self.last_load))
            self.last_load = time.time()
        self.index = 0
        self.buffer = []
        if await self._load_next_chunk():
            self.left = len(self.buffer)

    def __aiter__(self):
        self.buffer = None
        self.index = 0
        self.last_load = 0
        self.left = self.limit
        return self

    def __iter__(self):
        if self.client.loop.is_running():
            raise RuntimeError('use "async for" while the event loop is running')
        return self._blocking()

    def _blocking(self):
        self.__aiter__()
        while True:
            try:
                yield self.client.loop.run_until_complete(self.__anext__())
            except StopAsyncIteration:
                return

    async def collect(self):
        """A `TotalList` of everything."""
        result = helpers.TotalList([item async for item in self])
        result.total = self.total
        return result

    def __reversed__(self):
        self.reverse = not self.reverse
        return self
