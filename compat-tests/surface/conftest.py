"""Fixtures of the facade's tests: a played core, a loop, a client of Alice's."""
import asyncio

import pytest
from _ox import interests
from _ox.link import link
from played_core import Core, user
from telethon import TelegramClient


@pytest.fixture
def core(monkeypatch):
    played = Core()
    for name in ("call", "control", "ask"):
        monkeypatch.setattr(link, name, getattr(played, name))
    monkeypatch.setattr(interests, "_changed", lambda: None)
    return played


@pytest.fixture
def loop():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield loop
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


@pytest.fixture
def client(core, loop):
    client = TelegramClient(None, 1, "hash", loop=loop)
    client._attach(user(1, is_self=True, first_name="Alice", access_hash=11))
    return client


@pytest.fixture
def run(loop):
    return lambda awaitable: loop.run_until_complete(asyncio.wait_for(_await(awaitable), 10))


async def _await(awaitable):
    return await awaitable
