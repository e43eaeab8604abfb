"""Calling and combining: threads, callers, chunks, random names."""

import asyncio
import typing


def run_sync(func, *args, **kwargs):
    """Runs an ordinary function in a thread; the result is to be awaited."""
    import contextvars
    import functools

    call = functools.partial(contextvars.copy_context().run, functools.partial(func, *args, **kwargs))
    return asyncio.get_event_loop().run_in_executor(None, call)


def run_async(loop: asyncio.AbstractEventLoop, coro: typing.Awaitable) -> typing.Any:
    """Runs a coroutine in a loop of another thread and waits for it."""
    return asyncio.run_coroutine_threadsafe(coro, loop).result()


def rand(size: int, /) -> str:
    """A random text of lower-case letters and digits."""
    import random

    return "".join(random.choice("abcdefghijklmnopqrstuvwxyz1234567890") for _ in range(size))


def chunks(_list, n: int, /) -> typing.List[typing.List[typing.Any]]:
    """A list in parts of at most `n` items."""
    return [_list[at : at + n] for at in range(0, len(_list), n)]


def array_sum(array: typing.List[typing.List[typing.Any]], /) -> typing.List[typing.Any]:
    """Lists joined to one."""
    return [item for part in array for item in part]


def merge(a: dict, b: dict, /, *, deep: bool = True) -> dict:
    """`b` with the values of `a` put in: dicts are merged, lists joined without doubles, other values of `a` win."""
    for key, value in a.items():
        other = b.get(key)
        if deep and isinstance(value, dict) and isinstance(other, dict):
            merge(value, other)
        elif isinstance(value, list) and isinstance(other, list):
            b[key] = _without_doubles(other + value)
        else:
            b[key] = value
    return b


def _without_doubles(items: list) -> list:
    try:
        return list(dict.fromkeys(items))
    except TypeError:
        return [item for at, item in enumerate(items) if item not in items[:at]]


def is_serializable(x: typing.Any, /) -> bool:
    """Whether a value is JSON."""
    import json

    try:
        json.dumps(x)
    except Exception:
        return False
    return True


def safe_getattr(obj, attr, default=None):
    """An attribute, or `default` when there is none."""
    return getattr(obj, attr, default)


def atexit(func: typing.Callable, use_signal: typing.Optional[int] = None, *args, **kwargs) -> None:
    """Runs a function when the worker ends, or at a signal."""
    import functools

    if use_signal:
        import signal

        signal.signal(use_signal, lambda *_: func(*args, **kwargs))
        return
    import atexit as standard

    standard.register(functools.partial(func, *args, **kwargs))


def find_caller(stack=None) -> typing.Any:
    """The method of a module that called, found on the Python stack; `None` when it is not there."""
    import sys

    from .._module import Module

    frames = _frames(sys._getframe(1)) if stack is None else [entry.frame for entry in stack]
    for frame in frames:
        owner = frame.f_locals.get("self")
        if isinstance(owner, Module):
            method = getattr(type(owner), frame.f_code.co_name, None)
            if callable(method):
                return method
        for value in (
            frame.f_globals.values() if frame.f_globals.get("__name__", "").startswith("hikka.modules.") else ()
        ):
            if (
                isinstance(value, type)
                and issubclass(value, Module)
                and callable(getattr(value, frame.f_code.co_name, None))
            ):
                return getattr(value, frame.f_code.co_name)
        if frame.f_code.co_name == "future_dispatcher" and callable(frame.f_locals.get("func")):
            return frame.f_locals["func"]
    return None


def _frames(frame):
    while frame is not None:
        yield frame
        frame = frame.f_back
