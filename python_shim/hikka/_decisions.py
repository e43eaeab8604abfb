"""Deciding here what the core decides otherwise: what an event of the client library says, and what the core still has to add."""

from _ox.link import link

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


def subject_of(event):
    """What watchers get: the message, else the event."""
    return message_of(event)


def word_of(modules, message) -> str:
    """The first word behind the sender's prefix, in lower case and without `@username`; empty when there is none."""
    text = getattr(message, "message", None) or ""
    prefix = modules.get_prefix(getattr(message, "sender_id", None))
    if text.startswith(prefix):
        return _first_word(text[len(prefix) :])
    for meant, typed in (_MEANT, _MEANT[::-1]):
        mistyped = prefix.translate(typed)
        if mistyped != prefix and text.startswith(mistyped):
            return _first_word(text[len(mistyped) :].translate(meant))
    return ""


def _first_word(text: str) -> str:
    words = text.split(maxsplit=1)
    return words[0].lower().partition("@")[0] if words else ""


async def admitted(modules, event, word: str, name: str, handler):
    """`{"text", "filter"}` of a command that was looked up and allowed; `None` when lists, addresses, tags or limits are against it."""
    question = {
        "update": _packed(event),
        "command": {"id": 0, **modules.interests.of_command(name, handler)},
        "arguments": "" if word in modules.commands else modules.aliases.get(word, "").partition(" ")[2],
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
