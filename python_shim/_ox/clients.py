"""Clients that modules make for accounts of their own: their numbers on the link, and whom what comes for them is given to.

Connecting them is the core's work, asked for by controls; what a client makes of it is its own business.
"""
from __future__ import annotations

import itertools
import logging
from typing import Any

from _ox import context
from _ox.link import link

logger = logging.getLogger(__name__)
# 0 is the account's own client.
_numbers = itertools.count(1)
_connected: dict[int, Any] = {}
_makers: dict[int, str] = {}


class Everything:
    """Stands where interests are told, for clients whose every update comes."""

    @staticmethod
    def register(kind: str, spec: dict[str, Any]) -> None:
        """Nothing needs to be told."""

    @staticmethod
    def unregister(identity: Any) -> None:
        """Nothing was told."""

    open_conversation = close_conversation = unregister


def number() -> int:
    """A number that no client has had."""
    return next(_numbers)


def add(identity: int, client: Any) -> None:
    """From now on this client gets what comes for the number."""
    _connected[identity] = client
    _makers[identity] = context.module.get()


def remove(identity: int) -> None:
    """Nothing comes for the number any more."""
    _connected.pop(identity, None)
    _makers.pop(identity, None)


async def ask(name: str, **payload: Any) -> dict[str, Any]:
    """The core's answer to `client.connect`, `client.move` or `client.close`."""
    return await link.control(f"client.{name}", payload)


def on_update(identity: int, update: Any, users: list[Any], chats: list[Any]) -> None:
    """An update of this client's account."""
    client = _connected.get(identity)
    if client is not None:
        client._on_own_update(update, users, chats)


def on_ended(identity: int, error: BaseException) -> None:
    """The server ended this client's login."""
    client = _connected.get(identity)
    if client is not None:
        client._on_own_end(error)


async def end_those_of(module: str) -> None:
    """Disconnects the clients that a module has connected."""
    for identity in [identity for identity, maker in _makers.items() if module and maker == module]:
        client = _connected.get(identity)
        if client is None:
            continue
        try:
            await client.disconnect()
        except Exception:
            logger.exception("a client of `%s` could not be disconnected", module)
