"""One finder at the head of `sys.meta_path`: many spellings of a package, one module object under each.

Our own packages always come from the shim's folder, whatever else is installed under their names.
`builtins.__import__` is left alone.
"""
from __future__ import annotations

import importlib
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType
    from typing import Optional

SHIM = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OURS = frozenset(("telethon", "hikka", "aiogram", "_ox"))
ALIASES = {
    "hikkatl": "telethon",
    "herokutl": "telethon",
    "heroku": "hikka",
    "friendly_telegram": "hikka",
    "friendly-telegram": "hikka",
    "userbot": "hikka.compat.raphielgang",
}


class _Loader:
    """Gives out a module that is there already."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._spec: Optional[ModuleSpec] = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(self._name)
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has put the alias's spec in place of the module's own.
        module.__spec__ = self._spec


class Finder:
    """`sys.meta_path` entry for our packages and their other names."""

    @classmethod
    def find_spec(
        cls, fullname: str, path: Optional[Sequence[str]] = None, target: Optional[ModuleType] = None
    ) -> Optional[ModuleSpec]:
        root, dot, rest = fullname.partition(".")
        real = ALIASES.get(root)
        if real is not None:
            return cls._alias(fullname, real + dot + rest)
        if root in OURS and not dot:
            return PathFinder.find_spec(fullname, [SHIM], target)
        return None

    @staticmethod
    def _alias(fullname: str, real: str) -> Optional[ModuleSpec]:
        known = sys.modules.get(real)
        if known is None:
            try:
                known = importlib.import_module(real)
            except ModuleNotFoundError as error:
                if error.name == real:
                    return None
                raise
        return ModuleSpec(fullname, _Loader(real), is_package=hasattr(known, "__path__"))


def install() -> None:
    """Puts the finder first; does nothing the second time."""
    if Finder not in sys.meta_path:
        sys.meta_path.insert(0, Finder)  # type: ignore[arg-type]
