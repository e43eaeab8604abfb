"""Tasks that run at once, up to where they first wait: a handler that only looks and leaves costs the loop no turn.

From CPython 3.12 on that is `eager_start`. Before, the task is made as always, and its first step, which it asks the
loop to call soon, is called here. For its coroutine, `current_task` and contexts it is a task like any other.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any, Callable, Coroutine, Iterable

Coroutines = Iterable[Coroutine[Any, Any, Any]]


def start_all(coroutines: Coroutines) -> list[asyncio.Task[Any]]:
    """Starts tasks in order on the running loop; within another task's step they start when it is over."""
    loop = asyncio.get_running_loop()
    if asyncio.current_task(loop) is not None:
        return [loop.create_task(coroutine) for coroutine in coroutines]
    return _start(loop, coroutines)


def _eagerly(loop: asyncio.AbstractEventLoop, coroutines: Coroutines) -> list[asyncio.Task[Any]]:
    started: list[asyncio.Task[Any]] = []
    left = iter(coroutines)
    try:
        for coroutine in left:
            started.append(asyncio.Task(coroutine, loop=loop, eager_start=True))  # type: ignore[call-arg]
    finally:
        # What a coroutine throws through its task (`SystemExit`) does not keep the others from starting.
        started.extend(map(loop.create_task, left))
    return started


def _by_hand(loop: asyncio.AbstractEventLoop, coroutines: Coroutines) -> list[asyncio.Task[Any]]:
    attributes = getattr(loop, "__dict__", None)
    if attributes is None or "call_soon" in attributes:
        # A loop of another make.
        return [loop.create_task(coroutine) for coroutine in coroutines]
    steps: list[tuple[Callable[[], None], Any]] = []

    def keep(step: Callable[[], None], context: Any = None) -> None:
        steps.append((step, context))

    attributes["call_soon"] = keep
    try:
        tasks = [asyncio.Task(coroutine, loop=loop) for coroutine in coroutines]
    finally:
        del attributes["call_soon"]
    _run_steps(loop, steps)
    return tasks


def _run_steps(loop: asyncio.AbstractEventLoop, steps: list[tuple[Callable[[], None], Any]]) -> None:
    done = 0
    try:
        for step, context in steps:
            done += 1
            context.run(step)
    finally:
        # As above.
        for step, context in steps[done:]:
            loop.call_soon(step, context=context)


_start = _eagerly if sys.version_info >= (3, 12) else _by_hand
