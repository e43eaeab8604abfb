"""The link as Python sees it: `await link.call(request)`, writes, controls, blocking questions.

Every frame carries the running module's name. Retries and flood waits are the core's, by the numbers given here.
"""
from __future__ import annotations

import asyncio
import json
from typing import Any, Awaitable, Callable, Optional, Union

from _ox import context, native

ErrorFactory = Callable[[Any, int, str, Optional[int]], BaseException]


def _plain_error(request: Any, code: int, name: str, value: Optional[int]) -> BaseException:
    text = name if value is None else f"{name}_{value}"
    return RuntimeError(f"Telegram said no: {text} (code {code}, caused by {type(request).__name__})")


class Link:
    """The one way out of the worker."""

    def __init__(self) -> None:
        self.loop: Optional[asyncio.AbstractEventLoop] = None
        self._make_error: ErrorFactory = _plain_error

    def set_error_factory(self, factory: ErrorFactory) -> None:
        """Sets what makes an exception of `(request, code, name, value)`, e.g. `(…, 420, "FLOOD_WAIT", 31)`."""
        self._make_error = factory

    def make_error(self, request: Any, code: int, name: str, value: Optional[int]) -> BaseException:
        """The exception for Telegram's no."""
        return self._make_error(request, code, name, value)

    async def call(
        self, request: Any, dc: int = 0, threshold: int = 60, retries: int = 5, client: int = 0, raw: bool = False
    ) -> Any:
        """Sends a request (object or bytes) and gives its result. Client 0 is the account's own, others are modules'. A raw answer is its bytes.

        Raises the factory's exception when Telegram says no, ConnectionError when nobody could ask it.
        """
        loop = self._require_loop()
        if asyncio.get_running_loop() is not loop:
            elsewhere = asyncio.run_coroutine_threadsafe(self.call(request, dc, threshold, retries, client, raw), loop)
            return await asyncio.wrap_future(elsewhere)
        future = loop.create_future()
        number = native.call(request, future, context.module.get(), dc, threshold, retries, client, raw)
        try:
            return await future
        finally:
            if not future.done() or future.cancelled():
                native.cancel(number)

    def control(self, name: str, payload: Any, wait: bool = True) -> Awaitable[Any]:
        """Sends a rare frame; awaiting the result gives the core's answer (`wait=False`: nothing to wait for)."""
        future = self._future() if wait else None
        native.control(name, json.dumps(payload), future, context.module.get())
        return _Answer(future, json.loads)

    def store(self, owner: str, key: str, text: Optional[str], wait: bool = False) -> Awaitable[None]:
        """Writes one key (`text` is JSON, None removes). With `wait`, awaiting means it is on disk."""
        future = self._future() if wait else None
        native.store(owner, key, text, future)
        return _Answer(future)

    def ask(self, question: dict) -> Any:
        """Asks the core and waits, without running the loop. From any thread."""
        return json.loads(native.ask(json.dumps(question)))

    def log(self, level: int, text: str, module: Optional[str] = None) -> None:
        """One line for the core's log."""
        native.log(min(max(level, 0), 255), context.module.get() if module is None else module, text)

    def _require_loop(self) -> asyncio.AbstractEventLoop:
        if self.loop is None:
            native.link_fd()
            raise ConnectionError("the link is not attached to a loop yet")
        return self.loop

    def _future(self) -> Optional["asyncio.Future[Any]"]:
        """A future of the link's loop; None in other threads, where nobody can await it."""
        loop = self._require_loop()
        try:
            return loop.create_future() if asyncio.get_running_loop() is loop else None
        except RuntimeError:
            return None


class _Answer:
    """Awaitable that may be left alone: an error nobody awaited is not reported by asyncio."""

    __slots__ = ("_future", "_read")

    def __init__(self, future: Optional["asyncio.Future[Any]"], read: Callable[[Any], Any] = lambda value: value) -> None:
        self._future, self._read = future, read
        if future is not None:
            future.add_done_callback(_retrieve)

    def __await__(self) -> Any:
        if self._future is None:
            return None
        value = yield from self._future.__await__()
        return self._read(value)


def _retrieve(future: "asyncio.Future[Any]") -> None:
    if not future.cancelled():
        future.exception()


Question = Union[dict, str]
link = Link()
