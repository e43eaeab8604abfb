"""Functions that modules put in the place of the host's: as long as they stand there, Python decides where the core did.

Which updates then come here is told with the interests; what is decided about them is the dispatcher's part.
"""

import functools
import inspect
import typing
import weakref

_MISSING = object()
_WORDS, _MESSAGES, _WATCHERS, _RAW = "words", "messages", "watchers", "raw"

_TAKES = {
    "modules": {
        "dispatch": _WORDS,
        "find_alias": _WORDS,
        "check_security": _WORDS,
    },
    "dispatcher": {
        "check_security": _WORDS,
        "security": _WORDS,
        "handle_command": _MESSAGES,
        "handle_incoming": _WATCHERS,
        "handle_raw": _RAW,
    },
    "security": {"check": _WORDS, "get_flags": _WORDS},
}
"""What is taken over when a name of a holder is no longer the host's own."""
_NAMES = frozenset(name for names in _TAKES.values() for name in names)
_all: "weakref.WeakSet[Takeover]" = weakref.WeakSet()


class _Watched(type):
    def __setattr__(cls, name: str, value) -> None:
        before = vars(cls).get(name, _MISSING)
        super().__setattr__(name, value)
        _tell(cls, name, value, before)


class Replaceable(metaclass=_Watched):
    """An object whose methods modules replace, on it or on its class."""

    def __setattr__(self, name: str, value) -> None:
        before = vars(self).get(name, _MISSING)
        object.__setattr__(self, name, value)
        _tell(self, name, value, before)

    def __delattr__(self, name: str) -> None:
        object.__delattr__(self, name)
        _tell(self, name, _MISSING, _MISSING)


def _tell(holder, name: str, value, before) -> None:
    if name in _NAMES:
        for takeover in list(_all):
            takeover.noted(holder, name, value, before)


class Takeover:
    """What modules of one account have replaced."""

    def __init__(self, modules):
        self._modules = modules
        self._own: typing.Dict[tuple, typing.Any] = {}
        self._replaced: typing.List[tuple] = []

    def begin(self) -> None:
        """What stands in its place now is the host's own."""
        self._own = {(holder, name): getattr(self._holder(holder), name) for holder, name in self._places()}
        _all.add(self)

    def noted(self, holder, name: str, value, before) -> None:
        """Something was replaced."""
        if value is not _MISSING:
            self._replaced.append((holder, name, value, before))
        self._modules.interests.changed()

    def taken(self) -> typing.Set[str]:
        """`words` (which word is which command, and who may), `messages` (which messages are commands), `watchers`, `raw`."""
        taken = {_TAKES[holder][name] for holder, name in self._places() if self._is_replaced(holder, name)}
        if _WORDS not in taken and self._modules.aliases != self._modules.kept_aliases():
            taken.add(_WORDS)
        return taken

    async def allows(self, message, handler) -> bool:
        """Whether a sender may, by whatever stands in the place of the check."""
        for holder in ("modules", "dispatcher"):
            if self._is_replaced(holder, "check_security"):
                check = self._holder(holder).check_security
                break
        else:
            check = self._holder("security").check
        verdict = check(message, handler)
        return bool(await verdict if inspect.isawaitable(verdict) else verdict)

    def give_back(self, instance) -> None:
        """Puts back what a module that goes had replaced, unless another one stands above it."""
        for entry in reversed(list(self._replaced)):
            holder, name, value, before = entry
            if not made_by(value, instance):
                continue
            self._replaced.remove(entry)
            if vars(holder).get(name, _MISSING) is not value:
                continue
            change = (delattr, holder, name) if before is _MISSING else (setattr, holder, name, before)
            change[0](*change[1:])

    def _is_replaced(self, holder: str, name: str) -> bool:
        key = (holder, name)
        return key in self._own and getattr(self._holder(holder), name, None) != self._own[key]

    def _holder(self, name: str):
        dispatcher = self._modules.client.dispatcher
        return {"modules": self._modules, "dispatcher": dispatcher, "security": dispatcher.security}[name]

    @staticmethod
    def _places() -> typing.Iterator[tuple]:
        for holder, names in _TAKES.items():
            for name in names:
                yield holder, name


def made_by(function, instance) -> bool:
    """Whether a function is a method of a module, or was defined in its file."""
    while isinstance(function, functools.partial):
        function = function.func
    if getattr(function, "__self__", None) is instance:
        return True
    namespace = getattr(function, "__globals__", None)
    name = namespace.get("__name__") if namespace is not None else type(function).__module__
    return name == type(instance).__module__
