"""Life of a worker: loop, hello, start, serve, stop. The only file that knows both the link and the host package.

What an update means is decided by the client facade and the host's dispatcher, which `route` names.
"""
from __future__ import annotations

from _ox import late

late.defer_tls()

import asyncio
import faulthandler
import importlib
import json
import logging
import os
import signal
import sys
import traceback
from typing import Any, Callable, Optional

from _ox import clients, context, interests, native, transfers
from _ox.link import link

HOST = "hikka.main"
EXIT_STOPPED, EXIT_CLOSED, EXIT_FAILED = 0, 3, 1

logger = logging.getLogger(__name__)
_routes: list[Callable[..., Any]] = []


def route(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Adds a receiver of updates: called in order with `(update, users, chats, targets, command)`."""
    _routes.append(handler)
    return handler


def main(trace_fd: Optional[int] = None) -> int:
    """Serves the core until it says stop; gives the exit code."""
    if trace_fd is not None:
        faulthandler.register(signal.SIGUSR1, file=trace_fd, all_threads=True, chain=False)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    handler = LinkHandler()
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    loop.set_exception_handler(report)
    life = loop.create_task(_Life(loop).run())
    try:
        return _run(loop, life)
    finally:
        logging.getLogger().removeHandler(handler)


def _run(loop: asyncio.AbstractEventLoop, life: asyncio.Task[int]) -> int:
    """Runs the loop to the end of our own life; a task or callback of a module that wants to end the process ends itself alone."""
    while True:
        try:
            return loop.run_until_complete(life)
        except (SystemExit, KeyboardInterrupt) as error:
            if life.done():
                raise
            name = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            token = context.module.set(_at_work(error))
            logger.error("a module tried to end the userbot (%s)", name, exc_info=error)
            context.module.reset(token)


def _at_work(error: BaseException) -> str:
    """The module in whose context the callback ran that an error came through."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        handle = frame.f_locals.get("self")
        if isinstance(handle, asyncio.Handle):
            return handle._context.get(context.module, "")  # type: ignore[attr-defined]
    return ""


def report(loop: asyncio.AbstractEventLoop, happened: dict[str, Any]) -> None:
    """An error that nobody awaited, logged without the task's number: equal errors read equal."""
    error = happened.get("exception")
    if isinstance(error, (SystemExit, KeyboardInterrupt)):
        return
    task = happened.get("task") or happened.get("future")
    name = getattr(getattr(task, "get_coro", lambda: None)(), "__qualname__", "")
    where = f" in `{name}`" if name else ""
    logger.error("%s%s", happened.get("message") or "something failed", where, exc_info=error)


class _Life:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.started: asyncio.Future[tuple[dict, Any]] = loop.create_future()
        self.ended: asyncio.Future[int] = loop.create_future()

    async def run(self) -> int:
        link.loop = self.loop
        callbacks = {
            "update": self.on_update,
            "client_update": clients.on_update,
            "client_ended": clients.on_ended,
            "start": self.on_start,
            "stop": lambda: self.end(EXIT_STOPPED),
            "closed": lambda: self.end(EXIT_CLOSED),
            "rpc_error": link.make_error,
            "progress": transfers.on_progress,
            "chunk": transfers.on_chunk,
        }
        native.attach(self.loop, callbacks)
        for number, code in ((signal.SIGTERM, EXIT_STOPPED), (signal.SIGINT, None)):
            self.loop.add_signal_handler(number, self.end, code)
        native.hello(json.dumps(greeting()))
        await asyncio.wait((self.started, self.ended), return_when=asyncio.FIRST_COMPLETED)
        if self.ended.done():
            return self.ended.result()
        return await self.serve(*self.started.result())

    async def serve(self, config: dict, me: Any) -> int:
        interests.attach(self.loop)
        host = importlib.import_module(HOST)
        starting = self.loop.create_task(host.start(config, me))
        await asyncio.wait((starting, self.ended), return_when=asyncio.FIRST_COMPLETED)
        if not self.ended.done() and starting.exception() is not None:
            logger.critical("the host could not start", exc_info=starting.exception())
            return EXIT_FAILED
        code = await self.ended
        starting.cancel()
        stop = getattr(host, "stop", None)
        if stop is not None and code != EXIT_CLOSED:
            try:
                await stop()
            except Exception:
                logger.exception("the host could not stop in order")
        return code

    def end(self, code: Optional[int]) -> None:
        """Ends serving; None (Ctrl+C, which the core got too) leaves it to the core."""
        if code is not None and not self.ended.done():
            self.ended.set_result(code)

    def on_start(self, config: str, me: Any) -> None:
        if not self.started.done():
            self.started.set_result((json.loads(config), me))

    def on_update(self, update: Any, users: list, chats: list, targets: tuple, command: Optional[tuple]) -> None:
        for handler in _routes:
            try:
                handler(update, users, chats, targets, command)
            except Exception:
                logger.exception("an update could not be handed on")


def greeting() -> dict[str, Any]:
    """What the first frame says about this process."""
    return {
        "pid": os.getpid(),
        "python": sys.version.split()[0],
        "executable": sys.executable,
        "walls": json.loads(getattr(native, "WALLS", None) or "null"),
    }


class LinkHandler(logging.Handler):
    """Log records as frames, under the name of the running module (else the logger's)."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            native.log(min(record.levelno, 255), context.module.get() or record.name, self.format(record))
        except Exception:
            self.handleError(record)
