"""The types that modules import from `..types`; each lives in a file of its own."""

import typing

from ._cache_records import CacheRecordEntity, CacheRecordFullChannel, CacheRecordFullUser, CacheRecordPerms
from ._config import ConfigValue, LibraryConfig, ModuleConfig, _Placeholder
from ._errors import CoreOverwriteError, CoreUnloadError, LoadError, ModUnload, SelfSuspend, SelfUnload, StopLoop
from ._library import Library
from ._marks import Command
from ._members import get_callback_handlers, get_commands, get_inline_handlers, get_watchers
from ._module import JSONSerializable, Module
from ._source import StringLoader
from .pointers import PointerDict, PointerList

HikkaReplyMarkup = typing.Union[typing.List[typing.List[dict]], typing.List[dict], dict]
HerokuReplyMarkup = HikkaReplyMarkup
ListLike = typing.Union[list, set, tuple]

_INLINE = (
    "BotInlineCall",
    "BotInlineMessage",
    "BotMessage",
    "InlineCall",
    "InlineMessage",
    "InlineQuery",
    "InlineUnit",
    "GeekInlineQuery",
)


async def wrap(func):
    """What a coroutine function gives, `None` when it fails."""
    try:
        return await func()
    except Exception:
        return None


def syncwrap(func):
    """What a function gives, `None` when it fails."""
    try:
        return func()
    except Exception:
        return None


class DragonModule:
    """The class of modules written for pyrogram; none is ever loaded, so that `isinstance` is always false."""


def __getattr__(name: str):
    if name in _INLINE:
        from .inline import types as inline_types

        return getattr(inline_types, name)
    raise AttributeError(f"module `{__name__}` has no `{name}`")


__all__ = [
    "JSONSerializable",
    "HikkaReplyMarkup",
    "HerokuReplyMarkup",
    "ListLike",
    "Command",
    "StringLoader",
    "Module",
    "Library",
    "LibraryConfig",
    "ModuleConfig",
    "ConfigValue",
    "get_commands",
    "get_inline_handlers",
    "get_callback_handlers",
    "get_watchers",
    "PointerDict",
    "PointerList",
    "LoadError",
    "SelfUnload",
    "SelfSuspend",
    "StopLoop",
    "CoreOverwriteError",
    "CoreUnloadError",
    "ModUnload",
    "DragonModule",
    "CacheRecordEntity",
    "CacheRecordFullChannel",
    "CacheRecordFullUser",
    "CacheRecordPerms",
    *_INLINE,
]
