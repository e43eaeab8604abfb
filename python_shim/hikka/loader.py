"""The names that modules import as `loader`. Each is defined in a file of its own; nothing is done here."""

import asyncio
import contextlib
import copy
import functools
import importlib
import importlib.machinery
import importlib.util
import logging
import os
import re
import sys
import typing
from functools import wraps
from pathlib import Path
from types import FunctionType, ModuleType

from . import security, utils, validators
from ._docstrings import translatable_docstring
from ._loop import InfiniteLoop, loop, stop_placeholder
from ._marks import (
    _mark_method,
    callback_handler,
    command,
    debug_method,
    inline_handler,
    need_update,
    ratelimit,
    raw_handler,
    tag,
    test,
    watcher,
)
from .allmodules import Modules, en_keys, ru_keys
from .database import Database
from .security import (
    group_admin,
    group_admin_add_admins,
    group_admin_ban_users,
    group_admin_change_info,
    group_admin_delete_messages,
    group_admin_invite_users,
    group_admin_pin_messages,
    group_member,
    group_owner,
    inline_everyone,
    owner,
    pm,
    sudo,
    support,
    unrestricted,
)
from .translations import Strings, Translator
from .types import (
    Command,
    ConfigValue,
    CoreOverwriteError,
    CoreUnloadError,
    DragonModule,
    JSONSerializable,
    Library,
    LibraryConfig,
    LoadError,
    Module,
    ModuleConfig,
    ModUnload,
    PointerDict,
    PointerList,
    SelfSuspend,
    SelfUnload,
    StopLoop,
    StringLoader,
    get_callback_handlers,
    get_commands,
    get_inline_handlers,
    get_watchers,
)

logger = logging.getLogger(__name__)

tds = translatable_docstring
MODULES_NAME = "modules"
BASE_DIR = os.getcwd()
LOADED_MODULES_DIR = os.path.join(BASE_DIR, "loaded_modules")
LOADED_MODULES_PATH = Path(LOADED_MODULES_DIR)
USER_INSTALL = "PIP_TARGET" not in os.environ and "VIRTUAL_ENV" not in os.environ


class Placeholder:
    """Says that no value was given."""


def get_module_hash(module) -> typing.Optional[str]:
    """The hash of a module's source."""
    return getattr(module, "__module_hash__", None)


def use_fs_for_modules() -> bool:
    """Whether sources are kept as files; they are kept in the store."""
    return False


def __getattr__(name: str):
    if name in ("InlineMessage", "InlineCall", "InlineQuery", "BotInlineMessage", "BotInlineCall"):
        from .inline import types as inline_types

        return getattr(inline_types, name)
    if name in ("VALID_PIP_PACKAGES", "VALID_APT_PACKAGES"):
        from . import _source

        return getattr(_source, name)
    if name == "InlineManager":
        from .inline.core import InlineManager

        return InlineManager
    if name == "TLObject":
        from telethon.tl.tlobject import TLObject

        return TLObject
    if name == "inspect":
        import inspect

        return inspect
    if name == "uuid4":
        from uuid import uuid4

        return uuid4
    raise AttributeError(f"module `{__name__}` has no `{name}`")


__all__ = [  # noqa: F822
    "Modules",
    "InfiniteLoop",
    "Command",
    "CoreOverwriteError",
    "CoreUnloadError",
    "DragonModule",
    "InlineMessage",
    "JSONSerializable",
    "Library",
    "LibraryConfig",
    "LoadError",
    "Module",
    "ModUnload",
    "SelfSuspend",
    "SelfUnload",
    "StopLoop",
    "StringLoader",
    "get_commands",
    "get_watchers",
    "get_inline_handlers",
    "get_callback_handlers",
    "validators",
    "Database",
    "InlineManager",
    "Strings",
    "Translator",
    "ConfigValue",
    "ModuleConfig",
    "owner",
    "sudo",
    "support",
    "group_owner",
    "group_admin_add_admins",
    "group_admin_change_info",
    "group_admin_ban_users",
    "group_admin_delete_messages",
    "group_admin_pin_messages",
    "group_admin_invite_users",
    "group_admin",
    "group_member",
    "pm",
    "unrestricted",
    "inline_everyone",
    "loop",
    "command",
    "watcher",
    "inline_handler",
    "callback_handler",
    "raw_handler",
    "debug_method",
    "tag",
    "ratelimit",
    "test",
    "tds",
    "translatable_docstring",
    "utils",
    "security",
]
