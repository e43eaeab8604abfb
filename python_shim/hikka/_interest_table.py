"""Keeps what the core knows of our handlers equal to the tables of `Modules`."""

import asyncio
import sys
import typing

from . import _tags


class InterestTable:
    """Interest ids and the handlers behind them. `handler(id)` is what the dispatcher asks."""

    def __init__(self, modules):
        self._modules = modules
        self._known: typing.Dict[tuple, typing.Tuple[int, dict]] = {}
        self._handlers: typing.Dict[int, tuple] = {}
        self._marks: typing.Dict[str, typing.List[typing.Tuple[dict, dict]]] = {}
        self._scheduled = False
        self.enabled = False
        self.asks_commands: typing.Optional[str] = None
        """Which messages come here to be found commands, `words` or `messages`; `None` when the core finds them."""

    def handler(self, target: int) -> typing.Optional[tuple]:
        """`(kind, handler)` behind an id, `None` for ids of others."""
        return self._handlers.get(target)

    def changed(self) -> None:
        """Says that the tables changed; the difference is sent once the running step is over."""
        if not self.enabled or self._scheduled:
            return
        self._scheduled = True
        asyncio.get_event_loop().call_soon(self.sync)

    def look_again(self, module: str) -> None:
        """A module has run: the marks of its handlers may be others than the core knows."""
        if any(now != then for now, then in self._marks.get(module, ())):
            self.changed()

    def sync(self) -> None:
        """Registers what is new or different, and drops what is gone."""
        from _ox import interests

        self._scheduled = False
        taken = self._modules.takeover.taken()
        self.asks_commands = next((asks for asks in ("messages", "words") if asks in taken), None)
        interests.decide(commands=self.asks_commands, watchers="watchers" in taken)
        wanted = dict(_told_apart(self._wanted("raw" in taken)))
        for key in [key for key, (_, spec) in self._known.items() if key not in wanted or wanted[key][0] != spec]:
            identity, _ = self._known.pop(key)
            self._handlers.pop(identity, None)
            interests.unregister(identity)
        for key, (spec, handler) in wanted.items():
            if key not in self._known:
                self._known[key] = interests.register(key[0], dict(spec)), spec
            self._handlers[self._known[key][0]] = (key[0], handler)
        self._marks = {}
        for _, handler in wanted.values():
            marks = getattr(getattr(handler, "__func__", handler), "__dict__", {})
            self._marks.setdefault(module_of(handler), []).append((marks, dict(marks)))

    def _wanted(self, all_raw: bool) -> typing.Iterator[tuple]:
        from .allmodules import SHADOWED, command_aliases

        modules, dispatcher = self._modules, self._modules.client.dispatcher
        for name, function in modules.commands.items():
            spec = self.of_command(name, function, command_aliases(function))
            yield ("command", name, spec["module"]), (spec, function)
        for name, function in modules._shadowed.items():
            spec = self.of_command(SHADOWED + name, function)
            yield ("command", SHADOWED + name, spec["module"]), (spec, function)
        for function in modules.watchers:
            spec = {
                "module": module_of(function),
                "path": getattr(function, "__module__", "") or "",
                "title": _title(function),
                "tags": _tags.for_core(function),
            }
            yield ("watcher", spec["module"], getattr(function, "__name__", "")), (spec, function)
        for function in [dispatcher.handle_raw] if all_raw else dispatcher.raw_handlers:
            spec = {"constructors": _constructors(function)}
            yield ("raw", module_of(function), getattr(function, "__name__", "")), (spec, function)

    @staticmethod
    def of_command(name: str, function, aliases: typing.Sequence[str] = ()) -> dict:
        """A command as the core takes it."""
        return {
            "name": name,
            "aliases": list(aliases),
            "module": module_of(function),
            "path": getattr(function, "__module__", "") or "",
            "function": getattr(function, "__name__", ""),
            "security": getattr(function, "security", None),
            "ratelimit": bool(getattr(function, "ratelimit", False)),
            "tags": _tags.for_core(function),
        }


def _told_apart(entries: typing.Iterable[tuple]) -> typing.Iterator[tuple]:
    """Handlers of one module that share a name get keys of their own."""
    seen: typing.Dict[tuple, int] = {}
    for key, entry in entries:
        seen[key] = seen.get(key, 0) + 1
        yield (*key, seen[key]), entry


_CLASS = "__ox_class__"


def remember_class(instance) -> None:
    """Notes in a module's file which class is its module, for handlers that are not its methods."""
    namespace = sys.modules.get(type(instance).__module__)
    if namespace is not None:
        vars(namespace)[_CLASS] = type(instance).__name__


def module_of(function) -> str:
    """The class name of the module that a handler belongs to."""
    owner = getattr(function, "__self__", None)
    if owner is not None:
        return type(owner).__name__
    return getattr(function, "__globals__", {}).get(_CLASS) or getattr(function, "__module__", "") or ""


def _title(function) -> str:
    return str(getattr(getattr(function, "__self__", None), "name", None) or module_of(function))


def _constructors(function) -> typing.Optional[list]:
    numbers = [
        update.CONSTRUCTOR_ID for update in getattr(function, "updates", ()) if hasattr(update, "CONSTRUCTOR_ID")
    ]
    return numbers or None
