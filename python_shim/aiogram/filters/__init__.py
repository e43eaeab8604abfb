"""Filters of both dialects: they hold what they were made with and answer for a message."""

import re
import typing

from ..fsm.state import State, StatesGroup
from ..magic import F, MagicFilter


class Filter:
    """The base: a callable of an event that gives a truth value or a dict."""

    async def __call__(self, *args, **kwargs):
        return await self.check(*args, **kwargs)

    async def check(self, *args, **kwargs):
        """The second dialect's name of the call."""
        return True

    def __invert__(self):
        return _Inverted(self)


BaseFilter = Filter


class _Inverted(Filter):
    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, *args, **kwargs):
        return not await self.inner(*args, **kwargs)


def _text_of(event) -> str:
    return (
        getattr(event, "text", None)
        or getattr(event, "caption", None)
        or getattr(event, "data", None)
        or getattr(event, "query", None)
        or ""
    )


class CommandObject:
    """A command that a message holds."""

    def __init__(self, prefix="/", command="", mention=None, args=None):
        self.prefix, self.command, self.mention, self.args = prefix, command, mention, args


class Command(Filter):
    """Messages with one of some commands."""

    def __init__(
        self,
        *values,
        commands=None,
        prefix="/",
        prefixes=None,
        ignore_case=False,
        ignore_mention=False,
        magic=None,
        **_,
    ):
        given = [*values, *([commands] if isinstance(commands, str) else commands or ())]
        flat = [item for value in given for item in (value if isinstance(value, (list, tuple, set)) else (value,))]
        self.commands = tuple(getattr(item, "command", item) for item in flat)
        self.prefix = prefixes or prefix
        self.ignore_case = ignore_case

    async def __call__(self, message, *_, **__):
        text = _text_of(message)
        if not text or text[0] not in self.prefix:
            return False
        word, _, rest = text[1:].partition(" ")
        name, _, mention = word.partition("@")
        known = [
            command.lower() if self.ignore_case and isinstance(command, str) else command for command in self.commands
        ]
        name = name.lower() if self.ignore_case else name
        if not any(
            re.fullmatch(command, name) if isinstance(command, re.Pattern) else command == name for command in known
        ):
            return False
        return {"command": CommandObject(text[0], name, mention or None, rest.strip() or None)}


class CommandStart(Command):
    """`/start`."""

    def __init__(self, deep_link=False, **options):
        super().__init__("start", **options)
        self.deep_link = deep_link


class CommandHelp(Command):
    """`/help`."""

    def __init__(self):
        super().__init__("help")


class CommandSettings(Command):
    """`/settings`."""

    def __init__(self):
        super().__init__("settings")


class Text(Filter):
    """Texts that equal, hold, begin or end with something."""

    def __init__(self, text=None, *, equals=None, contains=None, startswith=None, endswith=None, ignore_case=False):
        self.equals, self.contains, self.startswith, self.endswith = equals or text, contains, startswith, endswith
        self.ignore_case = ignore_case

    async def __call__(self, event, *_, **__):
        text = _text_of(event).lower() if self.ignore_case else _text_of(event)
        checks = (
            (self.equals, text.__eq__),
            (self.contains, text.__contains__),
            (self.startswith, text.startswith),
            (self.endswith, text.endswith),
        )
        return all(
            any(check(value) for value in _several(wanted, self.ignore_case))
            for wanted, check in checks
            if wanted is not None
        )


def _several(wanted, lower: bool) -> typing.List[str]:
    values = [wanted] if isinstance(wanted, str) else list(wanted)
    return [value.lower() for value in values] if lower else values


class Regexp(Filter):
    """Texts that hold a match of a regular expression."""

    def __init__(self, regexp):
        self.regexp = re.compile(regexp)

    async def __call__(self, event, *_, **__):
        found = self.regexp.search(_text_of(event))
        return {"regexp": found} if found else False


class IDFilter(Filter):
    """Events of some users or chats."""

    def __init__(self, user_id=None, chat_id=None):
        self.users, self.chats = _ids(user_id), _ids(chat_id)

    async def __call__(self, event, *_, **__):
        user, chat = getattr(event.from_user, "id", None), getattr(getattr(event, "chat", None), "id", None)
        return (not self.users or user in self.users) and (not self.chats or chat in self.chats)


def _ids(value) -> typing.List[int]:
    return (
        [] if value is None else [int(item) for item in (value if isinstance(value, (list, tuple, set)) else (value,))]
    )


class ChatTypeFilter(Filter):
    """Events in chats of some types."""

    def __init__(self, chat_type):
        self.types = [str(item) for item in (chat_type if isinstance(chat_type, (list, tuple, set)) else (chat_type,))]

    async def __call__(self, event, *_, **__):
        return getattr(getattr(event, "chat", None), "type", None) in self.types


class StateFilter(Filter):
    """Events in one of some states."""

    def __init__(self, *states):
        self.states = states

    async def __call__(self, event, raw_state=None, *_, **__):
        return "*" in self.states or raw_state in [getattr(state, "state", state) for state in self.states]


class ExceptionTypeFilter(Filter):
    """Errors of some types."""

    def __init__(self, *exceptions):
        self.exceptions = exceptions

    async def __call__(self, event, *_, **__):
        return isinstance(event.exception, self.exceptions)


__all__ = [
    "BaseFilter",
    "Filter",
    "Command",
    "CommandObject",
    "CommandStart",
    "CommandHelp",
    "CommandSettings",
    "Text",
    "Regexp",
    "IDFilter",
    "ChatTypeFilter",
    "StateFilter",
    "ExceptionTypeFilter",
    "State",
    "StatesGroup",
    "F",
    "MagicFilter",
]
