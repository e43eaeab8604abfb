"""Modules that the standard library's loop imports and few handlers need: loaded at the first look for one of their names.

`ssl` and what asyncio builds on it are a tenth of a worker's memory. Other threads wait until a module is complete.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import PathFinder
from threading import RLock
from types import ModuleType
from typing import Any, Optional

_lock = RLock()
_loading: set[str] = set()


class _Late(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__all__":
            raise AttributeError(f"module `{self.__name__}` has no attribute `{name}`")
        with _lock:
            if type(self) is _Late and self.__name__ not in _loading:
                _load(self)
        return ModuleType.__getattribute__(self, name)


def _load(module: _Late) -> None:
    _loading.add(module.__name__)
    try:
        module.__spec__.loader.exec_module(module)  # type: ignore[union-attr]
        module.__class__ = ModuleType
    finally:
        _loading.discard(module.__name__)


def defer_tls() -> None:
    """For `asyncio`, before it is imported."""
    defer("ssl")
    defer("asyncio.sslproto", [os.path.join(os.path.dirname(os.__file__), "asyncio")])


def defer(name: str, folders: Optional[list[str]] = None) -> None:
    """Puts off loading a module, in `folders` if it is part of a package; one that is loaded already stays."""
    spec = None if name in sys.modules else PathFinder.find_spec(name, folders)
    if spec is None or spec.origin is None:
        return
    module = _Late(name)
    module.__spec__, module.__loader__, module.__file__ = spec, spec.loader, spec.origin
    module.__package__, module.__cached__ = spec.parent, spec.cached
    sys.modules[name] = module
