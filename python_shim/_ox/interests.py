"""What this worker wants to see. Changes within one turn of the loop become one frame.

The frame is a complete replacement, so its order is the order of registration.
"""
from __future__ import annotations

import asyncio
import json
from itertools import count
from typing import Any, Iterable, Optional

from _ox import native

LISTS = {"command": "commands", "watcher": "watchers", "event": "events", "raw": "raw"}

_ids = count(1)
_known: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in LISTS.values()}
_conversations: dict[int, int] = {}
_decides: dict[str, Any] = {}
_scheduled = False
_loop: Optional[asyncio.AbstractEventLoop] = None


def attach(loop: asyncio.AbstractEventLoop) -> None:
    """Frames are sent from this loop from now on, beginning with what is known already."""
    global _loop
    _loop = loop
    if _conversations or any(_known.values()):
        _changed()


def register(kind: str, spec: dict[str, Any]) -> int:
    """Adds an interest (`command`, `watcher`, `event` or `raw`) and gives its id."""
    identity = next(_ids)
    _known[LISTS[kind]][identity] = dict(spec)
    _changed()
    return identity


def unregister(identity: int) -> None:
    """Drops an interest; unknown ids are ignored."""
    for table in _known.values():
        if table.pop(identity, None) is not None:
            _changed()
            return


def open_conversation(chat: int) -> None:
    """Wants everything of a chat (marked id), once more than before."""
    _conversations[chat] = _conversations.get(chat, 0) + 1
    if _conversations[chat] == 1:
        _changed()


def close_conversation(chat: int) -> None:
    """Takes back one `open_conversation`."""
    left = _conversations.get(chat, 0) - 1
    if left > 0:
        _conversations[chat] = left
    elif _conversations.pop(chat, None) is not None:
        _changed()


def decide(commands: Optional[str], watchers: bool) -> None:
    """Asks to decide here which `words` or `messages` are commands, and which watchers a message reaches."""
    wish = {key: value for key, value in (("commands", commands), ("watchers", watchers)) if value}
    if wish != _decides:
        _decides.clear()
        _decides.update(wish)
        _changed()


def snapshot() -> dict[str, Any]:
    """The frame's content as it would be sent now."""
    lists: dict[str, Any] = {
        name: [{"id": identity, **spec} for identity, spec in table.items()] for name, table in _known.items()
    }
    lists["conversations"] = sorted(_conversations)
    lists["decides"] = dict(_decides)
    return lists


def send() -> None:
    """Sends the frame at once."""
    global _scheduled
    _scheduled = False
    native.interests(json.dumps(snapshot(), default=_plain))


def _send_if_due() -> None:
    if _scheduled:
        send()


def _plain(value: Any) -> Any:
    if isinstance(value, Iterable):
        return list(value)
    return int(value)


def _changed() -> None:
    global _scheduled
    if _loop is None or _scheduled:
        return
    _scheduled = True
    try:
        here = asyncio.get_running_loop()
    except RuntimeError:
        here = None
    if here is _loop:
        _loop.call_soon(_send_if_due)
    else:
        _loop.call_soon_threadsafe(_send_if_due)
