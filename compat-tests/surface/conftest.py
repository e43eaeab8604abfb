"""A played core for the client's tests: answers requests by class, records what was asked. No process, no network."""
import asyncio

import pytest
from _ox import interests, native
from _ox.link import link
from telethon import TelegramClient
from telethon.tl import types


class Core:
    """Scripted answers: `core.answers[RequestName]` is an answer, an exception or a function of the request."""

    def __init__(self):
        self.answers, self.requests, self.controls, self.known = {}, [], [], {}

    async def call(self, request, dc=0, threshold=60, retries=5):
        native.encode(request)
        self.requests.append(request)
        self.last = {"dc": dc, "threshold": threshold, "retries": retries}
        await asyncio.sleep(0)
        answer = self.answers[type(request).__name__]
        answer = answer(request) if callable(answer) and not hasattr(answer, "CONSTRUCTOR_ID") else answer
        if isinstance(answer, BaseException):
            raise answer
        return native.decode(native.encode(answer)) if hasattr(answer, "CONSTRUCTOR_ID") else answer

    def control(self, name, payload, wait=True):
        self.controls.append((name, payload))

    def ask(self, question):
        return self.known.get(question.get("id") or question.get("username") or question.get("phone"))

    def names(self):
        return [type(request).__name__ for request in self.requests]


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


def user(number, **fields):
    return types.User(id=number, **{"access_hash": number * 10, "first_name": f"user{number}", **fields})


def message(number, text, peer, **fields):
    """A message as it comes off the wire."""
    made = types.Message(id=number, peer_id=peer, date=1_700_000_000, message=text, **fields)
    return native.decode(native.encode(made))
