"""A played core for the host's tests: a store in memory, calls that are recorded, one account `Alice`. No process, no network."""

import asyncio
import json

import pytest
from _ox import context, interests, native
from _ox.link import link
from telethon.tl import types


class Answered:
    """An awaitable that is done."""

    def __init__(self, value=None):
        self.value = value

    def __await__(self):
        return self.value
        yield


class Core:
    """`stored[owner][key]`, `writes`, `controls`, `requests` with the module that made them, `interests` as last sent."""

    def __init__(self):
        self.stored, self.writes, self.controls, self.requests, self.answers = {}, [], [], [], {}

    def ask(self, question):
        if question["ask"] == "owners":
            return list(self.stored)
        if question["ask"] == "owner":
            return json.loads(json.dumps(self.stored.get(question["owner"], {})))
        return None

    def store(self, owner, key, text, wait=False):
        self.writes.append((owner, key, text))
        values = self.stored.setdefault(owner, {})
        if text is None:
            values.pop(key, None)
        else:
            values[key] = json.loads(text)
        return Answered()

    def control(self, name, payload, wait=True):
        self.controls.append((name, payload))
        return Answered({})

    async def call(self, request, dc=0, threshold=60, retries=5):
        name = type(request).__name__
        self.requests.append((context.module.get(), request))
        if name in self.answers:
            return self.answers[name](request)
        if name == "EditMessageRequest":
            made = message(request.id, request.message, out=True, entities=request.entities)
            return types.Updates(updates=[types.UpdateEditMessage(made, 1, 1)], users=[], chats=[], date=None, seq=0)
        if name == "SendMessageRequest":
            return types.UpdateShortSentMessage(id=77, pts=1, pts_count=1, date=None, out=True)
        raise ConnectionError(f"{name} is not answered here")

    def texts(self):
        return [request.message for _, request in self.requests if hasattr(request, "message")]


def message(number, text, **fields):
    return types.Message(id=number, peer_id=types.PeerUser(5), date=None, message=text, **fields)


@pytest.fixture
def loop():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield loop
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


@pytest.fixture
def run(loop):
    async def awaited(awaitable):
        return await awaitable

    return lambda awaitable: loop.run_until_complete(asyncio.wait_for(awaited(awaitable), 10))


@pytest.fixture
def core(monkeypatch, loop):
    played = Core()
    for name in ("ask", "store", "control", "call"):
        monkeypatch.setattr(link, name, getattr(played, name))
    monkeypatch.setattr(link, "loop", loop)
    monkeypatch.setattr(interests, "_changed", lambda: None)
    monkeypatch.setattr(interests, "_known", {name: {} for name in interests.LISTS.values()})
    monkeypatch.setattr(native, "log", lambda *record: None)
    return played


@pytest.fixture
def modules(core, run):
    from hikka import main

    made = run(main.build({"prefix": "."}, types.User(id=1, is_self=True, first_name="Alice", access_hash=1)))
    made.interests.enabled = made.started = True
    return made


@pytest.fixture
def load(modules, run):
    """Loads a module from source, as the owner would."""
    return lambda source, **options: run(modules.load_source(source, **options))


@pytest.fixture
def receive(modules, run):
    """Hands a message to the command that its first word names and to all watchers, and waits for them."""

    def receive(text, command=None, line_filter=None, **fields):
        modules.interests.sync()
        known = interests._known
        targets = tuple(known["watchers"])
        name = command or (text.split()[0].lstrip(".") if text.startswith(".") else None)
        identity = next((key for key, spec in known["commands"].items() if spec["name"] == name), None)
        update = types.UpdateNewMessage(message(10, text, **{"out": True, **fields}), 1, 1)
        people = [types.User(id=5, access_hash=50, first_name="Bob")]

        async def go():
            dispatcher = modules.client.dispatcher
            await modules.client._dispatch_update(update, people, [], targets)
            dispatcher.handle_update(update, people, [], targets, None if identity is None else (identity, name, text, line_filter))
            while dispatcher._tasks:
                await asyncio.gather(*dispatcher._tasks, return_exceptions=True)

        run(go())

    return receive
