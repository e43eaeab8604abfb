"""Tags of commands and watchers: what the core evaluates, and the two that only Python can."""

import logging
import re
import types

from telethon.tl.types import Message

logger = logging.getLogger(__name__)

ALL_TAGS = [
    "no_commands",
    "only_commands",
    "out",
    "in",
    "only_messages",
    "editable",
    "no_media",
    "only_media",
    "only_photos",
    "only_videos",
    "only_audios",
    "only_docs",
    "only_stickers",
    "only_inline",
    "only_channels",
    "only_groups",
    "only_pm",
    "no_pm",
    "no_channels",
    "no_groups",
    "no_inline",
    "no_stickers",
    "no_docs",
    "no_audios",
    "no_videos",
    "no_photos",
    "no_forwards",
    "no_reply",
    "no_mention",
    "mention",
    "only_reply",
    "only_forwards",
    "startswith",
    "endswith",
    "contains",
    "regex",
    "filter",
    "from_id",
    "chat_id",
    "thumb_url",
    "alias",
    "aliases",
]
_METADATA = frozenset(("thumb_url", "alias", "aliases"))
_TEXT = ("startswith", "endswith", "contains")
_NUMBER = ("from_id", "chat_id")
_PYTHON = ("regex", "filter")


def for_core(function) -> dict:
    """The tags of a handler as the core takes them; `regex: true` says that only Python can decide."""
    tags = {}
    for name in ALL_TAGS:
        value = getattr(function, name, None)
        if name in _METADATA or not value:
            continue
        if name == "regex" and _sievable(value):
            tags["regex"] = _sieve(value)
        elif (
            name in _PYTHON
            or name in _TEXT
            and not isinstance(value, str)
            or name in _NUMBER
            and not isinstance(value, int)
        ):
            tags.setdefault("regex", True)
        elif name in _TEXT or name in _NUMBER:
            tags[name] = value
        else:
            tags[name] = True
    return tags


def _sievable(value) -> bool:
    return isinstance(value, str) or isinstance(value, re.Pattern) and isinstance(value.pattern, str)


def _sieve(value) -> dict:
    """A pattern as the core takes it: it lets through at least what fits, and `passes` decides."""
    if isinstance(value, str):
        return {"pattern": value, "flags": 0}
    return {"pattern": value.pattern, "flags": int(value.flags)}


def passes(function, message) -> bool:
    """Whether a message fits the tags that the core could not evaluate. One that fails to say so fits not."""
    if _leaves_all_to_the_core(function):
        return True
    try:
        return _matches(getattr(function, "regex", None), message) and _suits(function, message)
    except Exception:
        logger.exception("the tags of `%s` failed", getattr(function, "__name__", function))
        return False


def _matches(regex, message) -> bool:
    if not regex:
        return True
    if not isinstance(message, Message):
        return False
    search = getattr(regex, "search", None) or re.compile(regex).search
    return bool(search(_text(message)))


def _suits(function, message) -> bool:
    check = getattr(function, "filter", None)
    values = all(_fits(function, message, name) for name in _TEXT + _NUMBER)
    return values and (not callable(check) or bool(check(message)))


def depends_on_commands(function) -> bool:
    """Whether it makes a difference to a handler whether a message is a command."""
    return bool(getattr(function, "only_commands", False) or getattr(function, "no_commands", False))


def admits_command(function, is_command: bool) -> bool:
    """Whether a handler that depends on it wants a message that is a command, or is none."""
    return not getattr(function, "no_commands" if is_command else "only_commands", False)


_ASKED = frozenset(_TEXT + _NUMBER + _PYTHON)


def _leaves_all_to_the_core(function) -> bool:
    """Whether a handler is a plain function or method without any of these tags, as most are."""
    plain = getattr(function, "__func__", function)
    return type(plain) is types.FunctionType and _ASKED.isdisjoint(plain.__dict__)


def _text(message) -> str:
    return getattr(message, "raw_text", None) or ""


def _fits(function, message, name: str) -> bool:
    """The tags whose values are of a shape that the core does not take, such as several texts or ids."""
    value = getattr(function, name, None)
    if not value or isinstance(value, str if name in _TEXT else int):
        return True
    if not isinstance(value, (list, tuple, set, frozenset)):
        value = (value,)
    if not isinstance(message, Message):
        return name == "chat_id" and _is_chat(message, value)
    if name == "from_id":
        return getattr(message, "sender_id", None) in value
    if name == "chat_id":
        return _is_chat(message, value)
    text = _text(message)
    check = {"startswith": text.startswith, "endswith": text.endswith, "contains": text.__contains__}[name]
    return any(check(one) for one in value)


def _is_chat(message, ids) -> bool:
    return _bare(getattr(message, "chat_id", "")) in map(_bare, ids)


def _bare(chat) -> str:
    return str(chat).removeprefix("-100").lstrip("-")
