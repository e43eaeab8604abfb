"""Deciding here what the core decides otherwise: what an event of the client library says, and what the core still has to add."""

import asyncio
import typing
from contextvars import ContextVar

from _ox.link import link

from . import _tags
from ._keyboards import en_keys, ru_keys

_MEANT = str.maketrans(ru_keys, en_keys), str.maketrans(en_keys, ru_keys)


def event_of(client, update, users, chats):
    """The event that the client library makes of an update: a new message, an edited one, a chat action."""
    from telethon import events
    from telethon.utils import get_peer_id

    for builder in (events.NewMessage, events.MessageEdited, events.ChatAction):
        event = builder.build(update, None, client.tg_id)
        if event is not None:
            event.original_update = update
            event._entities = {get_peer_id(entity): entity for entity in (*users, *chats)}
            event._set_client(client)
            return event
    return update


def message_of(event):
    """The message of an event; a message stays what it is."""
    message = getattr(event, "message", None)
    return event if message is None or isinstance(message, str) else message


class Command(typing.NamedTuple):
    """A command that may run."""

    handler: typing.Callable
    text: str
    """The message's text with the command's own name."""
    line_filter: str


class Lookup:
    """Which command an event is: found once for all who want to know, at the first one's wish. A free one costs its sender
    nothing of what he may run in a while."""

    def __init__(self, modules, event, free: bool):
        self._modules, self._event, self._free = modules, event, free
        self._found: typing.Optional[asyncio.Future] = None
        self._texts: typing.Tuple[str, ...] = ()

    def is_about(self, message) -> bool:
        """Whether it is this message's, as its text was or as the command then changed it."""
        mine = message_of(self._event)
        return message is mine and (self._found is None or message.message in self._texts)

    async def command(self) -> typing.Optional[Command]:
        """The command, `None` when it is none that its sender may run."""
        if self._found is None:
            self._texts = (getattr(message_of(self._event), "message", ""),)
            self._found = asyncio.ensure_future(_command_in(self._modules, self._event, self._free))
        command = await asyncio.shield(self._found)
        if command is not None:
            self._texts += (command.text,)
        return command


_lookup: ContextVar[typing.Optional[Lookup]] = ContextVar("lookup", default=None)
"""What those share that one update started."""


def share(modules, event, free: bool) -> typing.Tuple[Lookup, typing.Callable[[], None]]:
    """A lookup for all tasks that begin until the function that comes along is called."""
    lookup = Lookup(modules, event, free)
    token = _lookup.set(lookup)
    return lookup, lambda: _lookup.reset(token)


def lookup_of(modules, event, free: bool) -> Lookup:
    """The lookup that is shared about an event, else a new one."""
    shared = _lookup.get()
    return shared if shared is not None and shared.is_about(message_of(event)) else Lookup(modules, event, free)


async def _command_in(modules, event, free: bool) -> typing.Optional[Command]:
    message = message_of(event)
    word = _word_of(modules, message)
    if not word or keeps_data(message):
        return None
    name, handler = modules.dispatch(word)
    if handler is None or not await modules.takeover.allows(message, handler):
        return None
    line = await _admitted(modules, event, name, handler, free)
    if line is None or not _tags.passes(handler, message):
        return None
    return Command(handler, line["text"], line["filter"])


_DATA_CHATS = ("hikka-", "heroku-")


def keeps_data(message) -> bool:
    """Whether the message is in one of the supergroups in which hosts of this family keep files; the one for logs obeys."""
    chat = getattr(message, "chat", None)
    title = getattr(chat, "title", None) or ""
    return bool(getattr(chat, "megagroup", False)) and title.startswith(_DATA_CHATS) and not title.endswith("-logs")


def prefix_of(modules, sender) -> str:
    """What the commands of a sender begin with."""
    own = (modules.db.get("oxikka.main", "command_prefixes", None) or {}).get(str(sender)) if sender else None
    if own and sender != modules.client.tg_id:
        return own
    stored = modules.db.get("oxikka.main", "command_prefix", None)
    if isinstance(stored, (list, tuple)):
        stored = next(iter(stored), None)
    return stored if stored and isinstance(stored, str) else modules._default_prefix


def find_meant(text: str, part: str) -> int:
    """Where a part of a text last is, as it was typed or in the other keyboard layout; -1 when it is nowhere."""
    return max(typed.rfind(part) for typed in (text, *map(text.translate, _MEANT)))


def _word_of(modules, message) -> str:
    """The first word behind the sender's prefix, in lower case and without `@username`; empty when there is none."""
    text = getattr(message, "message", None) or ""
    prefix = prefix_of(modules, getattr(message, "sender_id", None))
    if text.startswith(prefix):
        return _first_word(text[len(prefix) :])
    for meant, typed in (_MEANT, _MEANT[::-1]):
        mistyped = prefix.translate(typed)
        if mistyped != prefix:
            return _first_word(text[len(mistyped) :].translate(meant)) if text.startswith(mistyped) else ""
    return ""


def _first_word(text: str) -> str:
    words = text.split(maxsplit=1)
    return words[0].lower().partition("@")[0] if words else ""


async def _admitted(modules, event, name: str, handler, free: bool):
    """`{"text", "filter"}` of a command that was looked up and allowed; `None` when lists, addresses, tags or limits are against it."""
    name, _, arguments = name.partition(" ")
    question = {
        "update": _packed(event),
        "command": {"id": 0, **modules.interests.of_command(name, handler)},
        "arguments": arguments.lstrip(),
        "free": free,
    }
    return await link.control("decide", question)


async def watchers_of(event) -> list:
    """The interest ids of the watchers that an event reaches."""
    return await link.control("decide", {"update": _packed(event)})


def _packed(event) -> str:
    """The bytes of the update behind an event or a message."""
    from telethon.tl import types

    update = getattr(event, "original_update", None)
    if update is None:
        update = types.UpdateNewMessage(message_of(event), 0, 0)
    return bytes(update).decode("latin-1")
