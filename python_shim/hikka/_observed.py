"""Lists and dicts that say when they were changed. Pointers write themselves back then; the tables of handlers are compared with
what the core knows of them."""

import typing

_LIST = ("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "__setitem__", "__delitem__")
_DICT = ("update", "setdefault", "pop", "popitem", "clear", "__setitem__", "__delitem__")


class ObservedList(list):
    """A list whose `_changed` is called after every change. Its copies are plain."""

    def _changed(self) -> None:
        """Nobody listens."""

    def __reduce_ex__(self, protocol):
        return list, (list(self),)


class ObservedDict(dict):
    """A dict whose `_changed` is called after every change. Its copies are plain."""

    def _changed(self) -> None:
        """Nobody listens."""

    def __reduce_ex__(self, protocol):
        return dict, (dict(self),)


def _telling(original):
    def method(self, *args, **kwargs):
        result = original(self, *args, **kwargs)
        self._changed()
        return result

    method.__name__, method.__doc__ = original.__name__, original.__doc__
    return method


def _telling_in_place(original):
    def method(self, other):
        original(self, other)
        self._changed()
        return self

    method.__name__ = original.__name__
    return method


for _class, _base, _names, _in_place in (
    (ObservedList, list, _LIST, ("__iadd__", "__imul__")),
    (ObservedDict, dict, _DICT, ("__ior__",)),
):
    for _name in _names:
        setattr(_class, _name, _telling(getattr(_base, _name)))
    for _name in _in_place:
        setattr(_class, _name, _telling_in_place(getattr(_base, _name)))


class _Table:
    def __init__(self, contents=(), changed: typing.Optional[typing.Callable[[], None]] = None):
        super().__init__(contents)
        self._listener = changed

    def _changed(self) -> None:
        if self._listener is not None:
            self._listener()


class TableList(_Table, ObservedList):
    """A list that tells a listener."""


class TableDict(_Table, ObservedDict):
    """A dict that tells a listener."""
