"""The client library's face, over a native core. What is big is imported when it is first named."""
from importlib import import_module

from . import tl
from .version import __version__

_HOMES = {"TelegramClient": "client", "Button": "tl.custom", "connection": "network"}
_SUBMODULES = frozenset(
    "client crypto custom errors events extensions functions helpers hints network password requestiter sessions sync "
    "types utils version _updates entitycache".split()
)
__all__ = ["TelegramClient", "Button", "types", "functions", "custom", "errors", "events", "utils", "connection"]


def __getattr__(name):
    if name in _HOMES:
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    elif name in _SUBMODULES:
        value = import_module(f"{__name__}.{name}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__, *_SUBMODULES})
