"""Files that the core carries: by a descriptor, or chunk by chunk with credit. One coroutine drives each transfer.

What a file is and who may be carried for is decided by the client library.
"""
from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, AsyncIterator, Awaitable, Callable, NamedTuple, Optional

from _ox import context, native
from _ox.link import link

AT_ONCE = 16
Report = Callable[[int], Awaitable[None]]

_running: dict[int, "_Transfer"] = {}
_slots: Optional[asyncio.Semaphore] = None


class Rules(NamedTuple):
    """Who asks, and what it would wait for."""

    request: Any
    client: int
    threshold: int
    retries: int


class Descriptor(NamedTuple):
    """An open file and where in it the bytes begin."""

    number: int
    position: int


def on_progress(call: int, done: int) -> None:
    """The core tells how far a transfer is."""
    if call in _running:
        _running[call].progressed(done)


def on_chunk(call: int, chunk: bytes) -> None:
    """The core brings more of a file."""
    if call in _running:
        _running[call].came(chunk)


async def upload(
    rules: Rules,
    *,
    id: int,
    size: int,
    part: int,
    big: bool,
    file: Optional[Descriptor] = None,
    chunks: Optional[AsyncIterator[bytes]] = None,
    report: Optional[Report] = None,
) -> None:
    """Sends a file from its descriptor or from chunks; `report` gets the bytes that arrived, part by part."""
    async with _slot():
        transfer = _Transfer()
        await transfer.drive(native.upload(transfer.start(rules, part, file), id, size, big), report, chunks)


async def download(
    rules: Rules,
    *,
    dc: int,
    location: bytes,
    offset: int,
    size: Optional[int],
    part: int,
    file: Optional[Descriptor] = None,
    take: Optional[Callable[[bytes], Awaitable[None]]] = None,
    report: Optional[Report] = None,
) -> None:
    """Fetches a file into a descriptor, telling `report` how much is written, or chunk by chunk into `take`."""
    async with _slot():
        transfer = _Transfer(take)
        start = transfer.start(rules, part, file)
        await transfer.drive(native.download(start, dc, location, offset, size), report)


def _slot() -> asyncio.Semaphore:
    """Few enough at once that the core keeps little for all of them."""
    global _slots
    if _slots is None:
        _slots = asyncio.Semaphore(AT_ONCE)
    return _slots


class _Transfer:
    def __init__(self, take: Optional[Callable[[bytes], Awaitable[None]]] = None) -> None:
        self._take = take
        self._future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._news = asyncio.Event()
        self._future.add_done_callback(lambda _: self._news.set())
        self._reports: deque[int] = deque()
        self._chunks: deque[bytes] = deque()
        self._done = self._taken = 0

    def start(self, rules: Rules, part: int, file: Optional[Descriptor]) -> dict[str, Any]:
        return {**rules._asdict(), "future": self._future, "module": context.module.get(), "part": part, "file": file}

    def progressed(self, done: int) -> None:
        self._done = done
        self._reports.append(done)
        self._news.set()

    def came(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self._news.set()

    async def drive(
        self, number: int, report: Optional[Report], chunks: Optional[AsyncIterator[bytes]] = None
    ) -> None:
        _running[number] = self
        sent = 0
        try:
            while True:
                await self._pass_on(number, report)
                if self._future.done():
                    break
                if chunks is not None and sent - self._done <= native.AHEAD - native.CHUNK:
                    chunk = await anext(chunks, b"")
                    native.chunk(number, chunk)
                    sent += len(chunk)
                    chunks = chunks if chunk else None
                    continue
                await self._news.wait()
                self._news.clear()
            await self._pass_on(number, report)
            self._future.result()
        finally:
            del _running[number]
            native.cancel(number)

    async def _pass_on(self, number: int, report: Optional[Report]) -> None:
        while self._reports:
            done = self._reports.popleft()
            if report is not None:
                await report(done)
        while self._chunks and self._take is not None:
            chunk = self._chunks.popleft()
            await self._take(chunk)
            self._taken += len(chunk)
            native.taken(number, self._taken)
