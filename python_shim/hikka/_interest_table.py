"""Keeps what the core knows of our handlers equal to the tables of `Modules`."""

import asyncio
import typing

from . import _tags


class InterestTable:
    """Interest ids and the handlers behind them. `handler(id)` is what the dispatcher asks."""

    def __init__(self, modules):
        self._modules = modules
        self._known: typing.Dict[tuple, typing.Tuple[int, dict]] = {}
        self._handlers: typing.Dict[int, tuple] = {}
        self._scheduled = False
        self.enabled = False

    def handler(self, target: int) -> typing.Optional[tuple]:
        """`(kind, handler)` behind an id, `None` for ids of others."""
        return self._handlers.get(target)

    def changed(self) -> None:
        """Says that the tables changed; the difference is sent once the running step is over."""
        if not self.enabled or self._scheduled:
            return
        self._scheduled = True
        asyncio.get_event_loop().call_soon(self.sync)

    def sync(self) -> None:
        """Registers what is new or different, and drops what is gone."""
        from _ox import interests

        self._scheduled = False
        wanted = dict(self._wanted())
        for key in [key for key, (_, spec) in self._known.items() if key not in wanted or wanted[key][0] != spec]:
            identity, _ = self._known.pop(key)
            self._handlers.pop(identity, None)
            interests.unregister(identity)
        for key, (spec, handler) in wanted.items():
            if key not in self._known:
                self._known[key] = interests.register(key[0], dict(spec)), spec
            self._handlers[self._known[key][0]] = (key[0], handler)

    def _wanted(self) -> typing.Iterator[tuple]:
        from .allmodules import SHADOWED, command_aliases

        modules = self._modules
        for name, function in modules.commands.items():
            yield (
                ("command", name, module_of(function)),
                (self._command(name, function, command_aliases(function)), function),
            )
        for name, function in modules._shadowed.items():
            yield (
                ("command", SHADOWED + name, module_of(function)),
                (self._command(SHADOWED + name, function, []), function),
            )
        for at, function in enumerate(modules.watchers):
            spec = {
                "module": module_of(function),
                "path": getattr(function, "__module__", "") or "",
                "title": _title(function),
                "tags": _tags.for_core(function),
            }
            yield ("watcher", module_of(function), getattr(function, "__name__", at)), (spec, function)
        for at, function in enumerate(modules.client.dispatcher.raw_handlers):
            spec = {"constructors": _constructors(function)}
            yield ("raw", module_of(function), getattr(function, "__name__", at)), (spec, function)

    def _command(self, name: str, function, aliases: list) -> dict:
        return {
            "name": name,
            "aliases": aliases,
            "module": module_of(function),
            "path": getattr(function, "__module__", "") or "",
            "function": getattr(function, "__name__", ""),
            "security": getattr(function, "security", None),
            "ratelimit": bool(getattr(function, "ratelimit", False)),
            "tags": _tags.for_core(function),
        }


def module_of(function) -> str:
    """The class name of the module that a handler belongs to."""
    owner = getattr(function, "__self__", None)
    return type(owner).__name__ if owner is not None else getattr(function, "__module__", "") or ""


def _title(function) -> str:
    return str(getattr(getattr(function, "__self__", None), "name", None) or module_of(function))


def _constructors(function) -> typing.Optional[list]:
    numbers = [
        update.CONSTRUCTOR_ID for update in getattr(function, "updates", ()) if hasattr(update, "CONSTRUCTOR_ID")
    ]
    return numbers or None
