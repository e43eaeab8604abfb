"""`loader.loop`: a method that is run again and again in a task of its own."""

import asyncio
import logging
import typing

from _ox import context

from ._errors import StopLoop

logger = logging.getLogger(__name__)


async def stop_placeholder() -> bool:
    """What stopping a loop that does not run gives."""
    return True


class InfiniteLoop:
    """A method of a module that runs every `interval` seconds between `start` and `stop`."""

    _task: typing.Optional[asyncio.Task] = None
    status = False
    module_instance = None

    def __init__(self, func, interval, autostart=False, wait_before=False, stop_clause=None):
        self.func = func
        self.interval = interval
        self.autostart = autostart
        self._wait_before = wait_before
        self._stop_clause = stop_clause
        self.__doc__ = getattr(func, "__doc__", None)
        self.__name__ = getattr(func, "__name__", "loop")

    def __get__(self, instance, owner=None):
        if instance is not None and self.module_instance is None:
            self.module_instance = instance
        return self

    def stop(self, *args, **kwargs):
        """Cancels the loop; the result may be awaited and is `True` when it has ended."""
        task, self._task, self.status = self._task, None, False
        if task is None:
            return _awaitable(stop_placeholder)
        logger.debug("stopped loop for `%s`", self.func)
        task.cancel()
        return _awaitable(_ended, task)

    def start(self, *args, **kwargs):
        """Starts the loop unless it runs; arguments are handed to the method."""
        if self._task is not None and not self._task.done():
            return
        self.status = True
        self._task = asyncio.ensure_future(self.actual_loop(*args, **kwargs))

    async def actual_loop(self, *args, **kwargs):
        """The task's body."""
        while not self.module_instance:
            await asyncio.sleep(0.01)
        module = self.module_instance
        context.module.set(type(module).__name__)
        clause = self._stop_clause
        if isinstance(clause, str) and clause:
            module.set(clause, True)
        try:
            if self._wait_before:
                await asyncio.sleep(self.interval)
            while self.status and not (isinstance(clause, str) and clause and not module.get(clause, False)):
                try:
                    await self.func(module, *args, **kwargs)
                except StopLoop:
                    break
                except (Exception, SystemExit, KeyboardInterrupt):
                    logger.exception("error running loop `%s`", self.__name__)
                await asyncio.sleep(self.interval)
        finally:
            if self._task is asyncio.current_task():
                self._task, self.status = None, False


async def _ended(task: asyncio.Task) -> bool:
    if task is not asyncio.current_task():
        await asyncio.gather(task, return_exceptions=True)
    return True


def _awaitable(function, *args):
    """A future of a coroutine function, or its value's stand-in when no loop runs."""
    try:
        return asyncio.get_running_loop().create_task(function(*args))
    except RuntimeError:
        future = asyncio.Future(loop=asyncio.new_event_loop())
        future.set_result(True)
        return future


def loop(interval=5, autostart=False, wait_before=False, stop_clause=None):
    """Decorator: makes a method an `InfiniteLoop`. `interval` is in seconds; `stop_clause` is a database key of the module that is
    set at the start and ends the loop when it is no longer true."""

    def wrapped(func):
        return InfiniteLoop(func, interval, autostart, wait_before, stop_clause)

    return wrapped
