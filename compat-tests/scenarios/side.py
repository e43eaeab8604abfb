"""One side of the comparison: runs scenarios with the client it is given, and tells the conductor what came out.

The same file runs in the peers' Python with the real Telethon and in the worker with the facade: it imports
`telethon` and nothing of either. Lines of JSON go both ways; what is compared is decided elsewhere (`compare.py`).
"""

from __future__ import annotations

import asyncio
import base64
import datetime
import enum
import importlib
import itertools
import json
import os
import sys
import traceback
import types
from typing import Any

from telethon import events, functions

FOLDER = os.path.dirname(os.path.abspath(__file__))
AREAS, PACKAGE = os.path.join(FOLDER, "areas"), "scenario_areas"
PATIENCE = 5
LONGEST_LINE = 1 << 26


def plain(value: Any, depth: int = 0) -> Any:
    """A value as JSON: objects by `to_dict`, exceptions by name and text, bytes as base64, dates as ISO."""
    if depth > 40:
        return "too deep"
    if value is None or isinstance(value, (bool, float, str)):
        return value
    if isinstance(value, enum.Enum):
        return plain(value.value, depth)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "base64:" + base64.b64encode(bytes(value)).decode()
    if isinstance(value, int):
        return int(value) if type(value) is int else plain_number(value)
    if isinstance(value, (datetime.datetime, datetime.date)):
        return "date:" + value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, BaseException):
        return plain_error(value)
    if isinstance(value, dict):
        return {str(key): plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner, depth + 1) for inner in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(inner, depth + 1) for inner in value), key=json.dumps)
    if isinstance(value, type):
        return f"class {value.__name__}"
    if hasattr(value, "to_dict"):
        return plain(value.to_dict(), depth + 1)
    return f"object {type(value).__name__}"


def plain_number(value: Any) -> Any:
    """A peer that is also a number is compared as the peer."""
    return plain(value.to_dict()) if hasattr(value, "to_dict") else int(value)


def plain_error(error: BaseException) -> dict[str, Any]:
    bases = [base.__name__ for base in type(error).__mro__ if base.__name__ not in ("object", "BaseException")]
    row: dict[str, Any] = {"error": type(error).__name__, "bases": bases, "text": str(error)}
    for name in ("code", "message", "seconds", "new_dc", "which"):
        if hasattr(error, name):
            row[name] = plain(getattr(error, name))
    for name in ("exceptions", "results"):
        if hasattr(error, name):
            row[name] = plain(list(getattr(error, name)))
    return row


class Person:
    """Somebody of this scenario's world."""

    def __init__(self, name: str, row: dict[str, Any]) -> None:
        self.name, self.id, self.username, self.phone = name, row["id"], row["username"], row.get("phone")


class Inbox:
    """Events of the client, in order, while the block lasts."""

    def __init__(self, world: World, builders: tuple[Any, ...]) -> None:
        self.world, self.queue = world, asyncio.Queue()  # type: ignore[var-annotated]
        self.builders = [builder() if isinstance(builder, type) else builder for builder in builders]

    async def _put(self, event: Any) -> None:
        self.queue.put_nowait(event)

    async def __aenter__(self) -> Inbox:
        for builder in self.builders:
            self.world.client.add_event_handler(self._put, builder)
        await self.world.barrier()
        return self

    async def __aexit__(self, *_: Any) -> None:
        self.world.client.remove_event_handler(self._put)

    async def next(self, seconds: float = PATIENCE) -> Any:
        return await asyncio.wait_for(self.queue.get(), seconds)

    async def take(self, count: int) -> list[Any]:
        return [await self.next() for _ in range(count)]


class World:
    """What a scenario may do to its world. Ids are the console's; every act is somebody else's, or a fault."""

    def __init__(self, side: Side, client: Any, area: str, people: dict[str, Any]) -> None:
        self.side, self.client, self.area, self.rooms, self.last_room = side, client, area, 0, 0
        self.people = {name: Person(name, row) for name, row in people.items()}
        self.me, self.bob, self.carol, self.helper = (self.people[name] for name in ("alice", "bob", "carol", "helper"))

    async def console(self, *words: Any) -> str:
        """One line of the data centre's console."""
        return await self.side.ask({"console": " ".join(str(word) for word in words)})

    async def say(self, who: Person, peer: Any, text: str) -> int:
        """Somebody writes, from elsewhere; gives her own id of the message."""
        return int(await self.console("send", who.id, getattr(peer, "id", peer), text))

    async def group(self, title: str, *members: Person) -> int:
        """A basic group of these people, the first of whom made it; its marked id."""
        group = int(await self.console("group", title, *(person.id for person in members)))
        await self.barrier()
        return group

    async def channel(self, title: str, kind: str, *members: Person, username: str = "-") -> int:
        """A channel (`mega` or `broadcast`); its marked id."""
        channel = int(await self.console("channel", title, username, kind, *(person.id for person in members)))
        await self.barrier()
        return channel

    async def room(self, kind: str, *members: Person) -> str:
        """A channel of ours with Bob in it; its username, known to nobody yet. `last_room` is its marked id."""
        self.rooms += 1
        name = f"room_{self.bob.id}_{self.rooms}"
        self.last_room = await self.channel(f"Room{self.rooms}", kind, *(members or (self.me, self.bob)), username=name)
        return name

    async def act(self, who: Person, function: Any, *arguments: Any) -> Any:
        """Lets somebody run a coroutine function of this area's file, `function(client, *arguments)`."""
        order = {"act": who.name, "area": self.area, "function": function.__name__, "arguments": list(arguments)}
        return await self.side.ask(order)

    async def barrier(self) -> None:
        """Returns when everything pushed before has arrived; housekeeping, not compared."""
        await self.client(functions.updates.GetStateRequest())
        await asyncio.sleep(0)

    def inbox(self, *builders: Any) -> Inbox:
        """Collects events of these builders."""
        return Inbox(self, builders or (events.NewMessage,))

    async def error(self, awaitable: Any) -> dict[str, Any]:
        """The error that was raised, as JSON. No error is an error."""
        try:
            result = await awaitable
        except Exception as error:
            return plain_error(error)
        raise AssertionError(f"an error was expected, not {plain(result)!r}")


class Side:
    """The conversation with the conductor."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, client: Any) -> None:
        self.reader, self.writer, self.client = reader, writer, client
        self.numbers, self.questions = itertools.count(1), {}  # type: ignore[var-annotated]

    def send(self, row: dict[str, Any]) -> None:
        self.writer.write(json.dumps(row).encode() + b"\n")

    async def ask(self, row: dict[str, Any]) -> Any:
        number = next(self.numbers)
        self.questions[number] = asyncio.get_running_loop().create_future()
        self.send({"number": number, **row})
        answer = await self.questions[number]
        del self.questions[number]
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["answer"]

    async def serve(self) -> None:
        """Runs what the conductor asks for until it hangs up."""
        self.send({"hello": sys.version})
        tasks = set()
        while line := await self.reader.readline():
            row = json.loads(line)
            if "number" in row:
                self.questions[row["number"]].set_result(row)
            else:
                task = asyncio.ensure_future(self.perform(row))
                tasks.add(task)
                task.add_done_callback(tasks.discard)

    async def perform(self, row: dict[str, Any]) -> None:
        world = World(self, self.client, row["area"], row["people"])
        before = list(self.client.list_event_handlers())
        dress(self.client)
        try:
            scenario = getattr(load(row["area"]), row["scenario"])
            result = await asyncio.wait_for(scenario(self.client, world), row["seconds"])
            outcome = {"result": plain(result)}
        except Exception as error:
            frames = [f"{os.path.basename(f.filename)}:{f.lineno} {f.line}" for f in traceback.extract_tb(error.__traceback__)]
            here = [frame for frame in frames if not frame.startswith(("side.py", "tasks.py"))]
            outcome = {"failed": f"{type(error).__name__}: {error}", "trace": here[:2] + here[2:][-3:]}
        for handler, builder in self.client.list_event_handlers():
            if (handler, builder) not in before:
                self.client.remove_event_handler(handler, builder)
        self.client._conversations.clear()
        await world.barrier()
        self.send({"done": row["order"], **outcome})


def dress(client: Any) -> None:
    """The options as Telethon has them when nothing is said."""
    client.parse_mode = "md"
    client.flood_sleep_threshold = 60
    client._request_retries = 5
    client._flood_waited_requests = {}
    if hasattr(client, "force_get_entity"):
        # The host keeps entities for five minutes; what is compared is the library below it.
        client.get_entity = client.force_get_entity


def load(area: str) -> Any:
    """A file of scenarios, by its name; the files may import each other."""
    if PACKAGE not in sys.modules:
        package = sys.modules[PACKAGE] = types.ModuleType(PACKAGE)
        package.__path__ = [AREAS]
    return importlib.import_module(f"{PACKAGE}.{area}")


async def run(port: int, client: Any) -> None:
    """Connects to the conductor and serves it with this client."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=LONGEST_LINE)
    await Side(reader, writer, client).serve()


async def real(port: int, host: str, dc_port: int, key: str, pem: str) -> None:
    """The real Telethon as this account; keys are agreed on with the owner of the public one in `pem`."""
    from telethon.crypto import rsa

    with open(pem, encoding="ascii") as file:
        rsa.add_key(file.read(), old=False)
    await run(port, await connect(host, dc_port, key))


async def connect(host: str, port: int, key: str) -> Any:
    """A connected client with a key that is logged in already."""
    from telethon import TelegramClient
    from telethon.crypto import AuthKey
    from telethon.sessions import MemorySession

    session = MemorySession()
    session.set_dc(2, host, port)
    session.auth_key = AuthKey(bytes.fromhex(key))
    client = TelegramClient(session, 1, "hash")
    await client.connect()
    await client.get_me()
    return client


if __name__ == "__main__":
    _port, _host, _dc_port, _key, _pem = sys.argv[1:]
    asyncio.run(real(int(_port), _host, int(_dc_port), _key, _pem))
