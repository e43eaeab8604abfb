"""Which methods of a module are commands, watchers and handlers."""

import functools
import typing


ENDINGS = ("cmd", "watcher", "_inline_handler", "_callback_handler")
"""What the names of methods end with that are handlers without a mark."""
_COMPUTED = (property, functools.cached_property)


def _own_attributes(mod) -> typing.Iterator[typing.Tuple[str, typing.Any]]:
    """Callable attributes of an instance in name order, without computing its properties."""
    from ._module import Module

    raw = {}
    for cls in reversed(type(mod).__mro__):
        if cls is not object and cls is not Module:
            raw.update(vars(cls))
    raw.update(vars(mod))
    for name in sorted(raw):
        if name.startswith("__") or isinstance(raw[name], _COMPUTED):
            continue
        try:
            value = getattr(mod, name)
        except Exception:
            continue
        if callable(value):
            yield name, value


def _members(mod, ending: str, attribute: str, strict: bool = False) -> typing.Dict[str, typing.Any]:
    found = {}
    for name, value in _own_attributes(mod):
        fits = name == ending if strict else name.endswith(ending)
        if not fits and getattr(value, attribute, None) is not True:
            continue
        key = name[: -len(ending)] if fits and not strict else name
        found[key.lower()] = value
    return found


def get_commands(mod) -> dict:
    """`{name: bound method}` of all commands of a module."""
    return {key: value for key, value in _members(mod, "cmd", "is_command").items() if key}


def get_inline_handlers(mod) -> dict:
    """`{name: bound method}` of all inline handlers of a module."""
    return _members(mod, "_inline_handler", "is_inline_handler")


def get_callback_handlers(mod) -> dict:
    """`{name: bound method}` of all callback handlers of a module."""
    return _members(mod, "_callback_handler", "is_callback_handler")


def get_watchers(mod) -> dict:
    """`{name: bound method}` of all watchers of a module."""
    return _members(mod, "watcher", "is_watcher", strict=True)


def get_raw_handlers(mod) -> list:
    """Bound methods marked by `raw_handler`."""
    return [value for _, value in _own_attributes(mod) if getattr(value, "is_raw_handler", None) is True]


def get_loops(mod) -> list:
    """`(attribute name, loop)` of all loops of a module."""
    from ._loop import InfiniteLoop

    held = {name: value for cls in reversed(type(mod).__mro__) for name, value in vars(cls).items()}
    held.update(vars(mod))
    return [(name, held[name]) for name in sorted(held) if isinstance(held[name], InfiniteLoop)]
