"""The conductor: two equal worlds, the real Telethon in one, a core with its worker in the other, scenario by scenario.

Usage: `run.py --oxikka PROGRAM --world PROGRAM [PATTERN...]`. Needs the peers' Python.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime
import fnmatch
import inspect
import os
import signal
import sys
import tempfile
import time
from typing import Any

import compare
import side as sides
from telethon.crypto import rsa

HERE = os.path.dirname(os.path.abspath(__file__))
START_SECONDS, SCENARIO_SECONDS = 60, 15
STEP = 1000
CLASS = "ScenariosMod"


class Console:
    """The world's program: a line in, a line out."""

    def __init__(self, program: str, folder: str, name: str) -> None:
        self.program, self.pem, self.lock = program, os.path.join(folder, f"{name}.pem"), asyncio.Lock()

    async def start(self) -> None:
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(
            self.program, self.pem, stdin=pipe, stdout=pipe, limit=sides.LONGEST_LINE
        )
        address = (await self.process.stdout.readline()).decode().strip()
        self.host, port = address.rsplit(":", 1)
        self.port = int(port)

    async def __call__(self, *words: Any) -> str:
        line = " ".join(str(word) for word in words)
        async with self.lock:
            self.process.stdin.write(line.encode() + b"\n")
            answer = (await self.process.stdout.readline()).decode().strip()
        status, _, rest = answer.partition(" ")
        if status != "ok":
            raise RuntimeError(f"{line!r} was answered {answer!r}")
        return rest

    async def stop(self) -> None:
        self.process.stdin.close()
        await self.process.wait()


class Half:
    """One world and the client under test in it."""

    def __init__(self, name: str, console: Console) -> None:
        self.name, self.console = name, console
        self.people: dict[str, Any] = {}
        self.actors: dict[str, Any] = {}
        self.process: Any = None
        self.answering: set[Any] = set()
        self.joined: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def settle(self) -> None:
        """The world's first people."""
        await self.console.start()
        self.me = int(await self.console("person Alice alice 10000"))

    async def listen(self) -> int:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=sides.LONGEST_LINE)
        return server.sockets[0].getsockname()[1]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        self.reader, self.writer = reader, writer
        self.joined.set_result(None)

    async def start_peer(self) -> None:
        port, key = await self.listen(), await self.console("key", self.me)
        arguments = [os.path.join(HERE, "side.py"), port, self.console.host, self.console.port, key, self.console.pem]
        self.process = await asyncio.create_subprocess_exec(sys.executable, *map(str, arguments))

    async def start_ours(self, oxikka: str, folder: str) -> None:
        port, data = await self.listen(), os.path.join(folder, "data")
        os.mkdir(data)
        with open(os.path.join(HERE, "worker_module.py"), encoding="utf-8") as file:
            source = file.read().replace("@PORT@", str(port)).replace("@FOLDER@", HERE)
        module = os.path.join(folder, "scenarios_module.py")
        with open(module, "w", encoding="utf-8") as file:
            file.write(source)
        await self.console("account", self.me, data, module, CLASS)
        self.process = await asyncio.create_subprocess_exec(oxikka, "--data", data, "run", stdin=asyncio.subprocess.DEVNULL)

    async def ready(self) -> None:
        ended = asyncio.ensure_future(self.process.wait())
        await asyncio.wait({self.joined, ended}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not self.joined.done():
            raise RuntimeError(f"{self.name} did not start")

    async def prepare(self, number: int) -> None:
        """New people, and numbers as in the other world."""
        await self.console("afresh", self.me, number * STEP)
        self.people = {"alice": {"id": self.me, "username": "alice", "phone": "10000"}}
        for name in ("bob", "carol"):
            username, phone = f"{name}_{number}", f"2{number:04}{len(name)}"
            identity = int(await self.console("person", name.title(), username, phone))
            self.people[name] = {"id": identity, "username": username, "phone": phone}
        identity, _token = (await self.console("bot", "Helper", f"helper_{number}_bot")).split()
        self.people["helper"] = {"id": int(identity), "username": f"helper_{number}_bot"}
        await self.console("record", self.me, "on")

    async def perform(self, number: int, area: str, scenario: str) -> tuple[Any, list[Any]]:
        """The scenario's outcome and the requests that reached the world."""
        await self.prepare(number)
        order = {"order": number, "area": area, "scenario": scenario, "people": self.people}
        self.write({**order, "seconds": SCENARIO_SECONDS})
        try:
            outcome = await asyncio.wait_for(self.converse(number), SCENARIO_SECONDS + 5)
        except asyncio.TimeoutError:
            outcome = {"failed": "TimeoutError: it never came to an end", "trace": []}
        finally:
            for client in self.actors.values():
                await client.disconnect()
            self.actors.clear()
        for fault in ("withhold off", "duplicate 0", "latency 0"):
            await self.console(fault)
        return outcome, compare.decode(await self.console("recorded", self.me), sides.plain)

    def write(self, row: dict[str, Any]) -> None:
        self.writer.write(sides.json.dumps(row).encode() + b"\n")

    async def converse(self, number: int) -> Any:
        while line := await self.reader.readline():
            row = sides.json.loads(line)
            if "done" in row:
                if row["done"] == number:
                    return row
                continue
            task = asyncio.ensure_future(self.answer(row))
            self.answering.add(task)
            task.add_done_callback(self.answering.discard)
        raise RuntimeError(f"{self.name} hung up")

    async def answer(self, row: dict[str, Any]) -> None:
        number = row["number"]
        try:
            answer = await (self.console(row["console"]) if "console" in row else self.act(row))
            self.write({"number": number, "answer": answer})
        except Exception as error:
            self.write({"number": number, "error": f"{type(error).__name__}: {error}"})

    async def act(self, row: dict[str, Any]) -> Any:
        """Somebody else runs a function, with the real Telethon in either world."""
        name = row["act"]
        if name not in self.actors:
            key = await self.console("key", self.people[name]["id"])
            self.actors[name] = await sides.connect(self.console.host, self.console.port, key)
        function = getattr(sides.load(row["area"]), row["function"])
        return sides.plain(await function(self.actors[name], *row["arguments"]))

    async def stop(self) -> None:
        if self.process and self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.process.wait(), 10)
            if self.process.returncode is None:
                self.process.kill()
        await self.console.stop()


def scenarios(patterns: list[str]) -> list[tuple[str, str]]:
    """Area and name of what is to be run, in the order of the files."""
    names = []
    for file in sorted(os.listdir(sides.AREAS)):
        area = file.removesuffix(".py")
        if area == file or area.startswith("_"):
            continue
        for name, function in vars(sides.load(area)).items():
            if not inspect.iscoroutinefunction(function) or function.__module__ != f"{sides.PACKAGE}.{area}":
                continue
            if list(inspect.signature(function).parameters) == ["client", "world"]:
                names.append((area, name))
    if not patterns:
        return names
    return [pair for pair in names if any(fnmatch.fnmatchcase(".".join(pair), f"*{p}*") for p in patterns)]


def judge(name: str, ours: Any, theirs: Any, now: datetime.datetime) -> list[str]:
    """What is wrong with a pair of outcomes."""
    found = []
    for label, (outcome, _) in (("ours", ours), ("theirs", theirs)):
        if "failed" in outcome:
            found.append(f"{label} failed: {outcome['failed']}")
            found += [f"    {frame}" for frame in outcome["trace"]]
    parts = []
    for outcome, requests in (ours, theirs):
        names = compare.Names(now)
        parts.append((names.normal(compare.requests_of(requests)), names.normal(outcome.get("result"))))
    (our_requests, our_result), (their_requests, their_result) = parts
    if len(our_requests) == len(their_requests):
        found += [f"request{line}" for line in compare.differences(our_requests, their_requests, name, "request")]
    else:
        listed = [[row.get("request", row).get("_") for row in rows] for rows in (our_requests, their_requests)]
        found.append(f"requests: ours {listed[0]} theirs {listed[1]}")
    if not found or "failed" not in {**ours[0], **theirs[0]}:
        found += [f"result{line}" for line in compare.differences(our_result, their_result, name, "result")]
    return found


async def conduct(arguments: argparse.Namespace, folder: str) -> int:
    wanted = scenarios(arguments.patterns)
    halves = [Half(name, Console(arguments.world, folder, name)) for name in ("ours", "theirs")]
    ours, theirs = halves
    failed = 0
    try:
        await asyncio.gather(*(half.settle() for half in halves))
        with open(ours.console.pem, encoding="ascii") as file:
            rsa.add_key(file.read(), old=False)
        await asyncio.gather(ours.start_ours(arguments.oxikka, folder), theirs.start_peer())
        await asyncio.gather(*(half.ready() for half in halves))
        for number, (area, scenario) in enumerate(wanted, 1):
            began, now = time.monotonic(), datetime.datetime.now(datetime.timezone.utc)
            name = f"{area}.{scenario}"
            pair = await asyncio.gather(*(half.perform(number, area, scenario) for half in halves))
            found = judge(name, *pair, now)
            failed += bool(found)
            if found or arguments.verbose:
                print(f"{'FAILED' if found else 'ok'} {name} ({time.monotonic() - began:.2f} s)", flush=True)
            for line in found:
                print("    " + line.replace("\n", "\n    "), flush=True)
            if arguments.show:
                for half, (outcome, requests) in zip(halves, pair):
                    print(half.name, sides.json.dumps([outcome, requests], indent=1))
    finally:
        await asyncio.gather(*(half.stop() for half in halves))
    if not arguments.patterns:
        for row in compare.unused():
            print(f"an exception that nothing needs: {row}")
            failed += 1
    print(f"{len(wanted) - failed} of {len(wanted)} scenarios are equal")
    return 1 if failed or not wanted else 0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--oxikka", required=True)
    parser.add_argument("--world", required=True)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("patterns", nargs="*")
    with tempfile.TemporaryDirectory(prefix="oxikka-scenarios-") as folder:
        return asyncio.run(conduct(parser.parse_args(), folder))


if __name__ == "__main__":
    sys.exit(main())
