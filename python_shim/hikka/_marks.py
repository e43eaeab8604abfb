"""Decorators that mark methods: commands, watchers, handlers, tags. They set attributes and change nothing else."""

import os
import typing

Command = typing.Callable[..., typing.Awaitable[typing.Any]]


def _attach(func, marks: typing.Tuple[str, ...], names: tuple, values: dict):
    target = getattr(func, "__func__", func)
    for mark in marks:
        setattr(target, mark, True)
    for name in names:
        if isinstance(name, str):
            setattr(target, name, True)
    for name, value in values.items():
        setattr(target, name, value)
    return func


def _mark_method(mark: str, *args, **kwargs):
    if len(args) == 1 and not kwargs and callable(args[0]) and not isinstance(args[0], type):
        return _attach(args[0], (mark,), (), {})

    def decorator(func: Command) -> Command:
        return _attach(func, (mark,), args, kwargs)

    return decorator


def command(*args, **kwargs):
    """Marks a method as a command. Keywords: `alias`, `aliases`, `XX_doc` and every tag."""
    return _mark_method("is_command", *args, **kwargs)


def watcher(*args, **kwargs):
    """Marks a method as a watcher; positional and keyword arguments are tags."""
    return _mark_method("is_watcher", *args, **kwargs)


def inline_handler(*args, **kwargs):
    """Marks a method as an inline handler. Keywords: `thumb_url`, `XX_doc`."""
    return _mark_method("is_inline_handler", *args, **kwargs)


def callback_handler(*args, **kwargs):
    """Marks a method as a handler of button presses."""
    return _mark_method("is_callback_handler", *args, **kwargs)


def debug_method(*args, **kwargs):
    """Marks a method that the owner may call by hand. Keyword: `name`."""
    return _mark_method("is_debug_method", *args, **kwargs)


def raw_handler(*updates):
    """Marks a method as a handler of raw updates of the given types; none means all."""

    def decorator(func: Command) -> Command:
        target = getattr(func, "__func__", func)
        target.is_raw_handler = True
        target.updates = updates
        target.id = os.urandom(16).hex()
        return func

    return decorator


def tag(*tags, **kwarg_tags):
    """Adds tags to a command or watcher."""

    def decorator(func: Command) -> Command:
        return _attach(func, (), tags, kwarg_tags)

    return decorator


def ratelimit(func: Command) -> Command:
    """Makes a command count more towards the limit of who is not the owner."""
    return _attach(func, (), ("ratelimit",), {})


def test(*args, **kwargs):
    """Marks a method as a self-test of a module; nothing runs it here."""
    if len(args) == 1 and not kwargs and callable(args[0]):
        return args[0]

    def decorator(func):
        target = getattr(func, "__func__", func)
        target.test = (args, kwargs)
        return func

    return decorator


def need_update(*_kinds, **_options):
    """Accepted from modules written for forks that filter bot updates; marks nothing."""
    return lambda func: func
