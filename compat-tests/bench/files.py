"""One large file each way: the built program beside the real client library, each in a world of its own, one after the other.

Usage: `files.py OXIKKA WORLD [--mib N] [--far MIB] [--flat MIB] [--ours]`. Prints wall and CPU time, how much memory each
of the program's processes grew, and the machine's own AES-IGE speed; then a shorter file from and to a server that is
as far away as Telegram's. With `--flat`, growing more is an error; `--far 0` leaves the far server out.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import sys
import tempfile
import time
from typing import Any

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "scenarios"))

import run as conductor  # noqa: E402

MIB, SECONDS, SEED = 1 << 20, 3600, 11
STEPS = ("down", "up", "streamed", "poured")
BOTH = STEPS[:2]
# Milliseconds between a request and its answer, about what a home in Europe sees of its data centre.
AWAY = 40
TICKS = os.sysconf("SC_CLK_TCK")


def family(root: int) -> list[int]:
    """A process and all that it started."""
    found, at = [root], 0
    while at < len(found):
        tasks = f"/proc/{found[at]}/task"
        for task in os.listdir(tasks):
            with open(f"{tasks}/{task}/children", encoding="ascii") as file:
                found += map(int, file.read().split())
        at += 1
    return found


def cpu(root: int) -> float:
    """Seconds of user and system time."""
    total = 0
    for process in family(root):
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:
            fields = file.read().rpartition(") ")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def resident(root: int) -> dict[str, int]:
    """MiB in memory of each process, by its name and order."""
    sizes: dict[str, int] = {}
    for process in family(root):
        with open(f"/proc/{process}/status", encoding="utf-8") as file:
            fields = dict(line.split(":", 1) for line in file)
        name = fields["Name"].strip()
        sizes[name] = sizes.get(name, 0) + int(fields.get("VmRSS", "0").split()[0]) // 1024
    return sizes


async def watch(root: int, most: dict[str, int]) -> None:
    """Keeps the largest sizes seen."""
    while True:
        for name, size in resident(root).items():
            most[name] = max(most.get(name, 0), size)
        await asyncio.sleep(0.02)


async def step(half: Any, number: int, name: str, size: int) -> dict[str, Any]:
    """Has one side do one thing; what it took."""
    bob, expected = half.people["bob"]["id"], half.people["file"]["hash"]
    if name in ("down", "streamed"):
        message = await half.console("bigfile", bob, half.me, size, SEED, "large.bin")
        expected = (await half.console("filehash", bob, half.me, message)).split()[1]
    root = half.process.pid
    before, started, world = resident(root), cpu(root), cpu(half.console.process.pid)
    most: dict[str, int] = {}
    watching = asyncio.ensure_future(watch(root, most))
    order = {"order": number, "area": "_bulk", "scenario": name, "people": half.people, "seconds": SECONDS}
    half.write(order)
    outcome = await half.converse(number)
    watching.cancel()
    if "failed" in outcome:
        raise RuntimeError(f"{half.name}: {outcome}")
    wall, *rest = outcome["result"]
    if name in ("up", "poured"):
        rest = (await half.console("filehash", half.me, bob, rest[0])).split()
    if [int(rest[0]), rest[1]] != [size, expected]:
        raise RuntimeError(f"{half.name}: {name}: other bytes arrived: {rest}")
    grown = {process: most[process] - before.get(process, 0) for process in most}
    return {
        "wall": wall, "cpu": cpu(root) - started, "world": cpu(half.console.process.pid) - world, "grown": grown
    }  # fmt: skip


def fill(path: str, size: int) -> str:
    """A file that nothing packs; its SHA-256."""
    bite, whole = os.urandom(MIB), hashlib.sha256()
    with open(path, "wb") as file:
        for at in range(0, size, MIB):
            here = (at.to_bytes(8, "little") + bite)[: min(MIB, size - at)]
            whole.update(here)
            file.write(here)
    return whole.hexdigest()


def raw_speed() -> float:
    """MiB that one core decrypts in a second, with the peer's own cipher."""
    import cryptg

    key, iv, data = os.urandom(32), os.urandom(32), os.urandom(MIB // 2)
    best = 0.0
    for _ in range(40):
        began = time.perf_counter()
        cryptg.decrypt_ige(data, key, iv)
        best = max(best, 0.5 / (time.perf_counter() - began))
    return best


async def measure(name: str, files: dict[int, Any], arguments: Any, folder: str) -> Any:
    """What each step took of one side, by its name and its MiB."""
    half = conductor.Half(name, conductor.Console(arguments.world, folder, name))
    try:
        await half.settle()
        conductor.rsa.add_key(open(half.console.pem, encoding="ascii").read(), old=False)
        await (half.start_ours(arguments.oxikka, folder) if name == "oxikka" else half.start_peer())
        await half.ready()
        await half.prepare(1)
        half.people["file"] = files[arguments.mib]
        await half.console("record", half.me, "off")
        await step(half, 1, "down", MIB)
        steps = STEPS if name == "oxikka" else BOTH
        rows = {(what, 0): await step(half, at, what, arguments.mib * MIB) for at, what in enumerate(steps, 2)}
        if not arguments.far:
            return rows
        half.people["file"] = files[arguments.far]
        await half.console("latency", AWAY)
        far = {(what, AWAY): await step(half, at, what, arguments.far * MIB) for at, what in enumerate(BOTH, 6)}
        return rows | far
    finally:
        await half.stop()


async def conduct(arguments: argparse.Namespace, folder: str) -> int:
    files = {}
    for mib in {arguments.mib, arguments.far} - {0}:
        path = os.path.join(folder, f"{mib}.bin")
        files[mib] = {"id": 0, "username": path, "hash": fill(path, mib * MIB)}
    sides = ("oxikka",) if arguments.ours else ("oxikka", "peer")
    return report({who: await measure(who, files, arguments, folder) for who in sides}, arguments)


def report(sides: dict[str, Any], arguments: argparse.Namespace) -> int:
    raw, failed = raw_speed(), 0
    far = f", and one of {arguments.far} MiB with the server {AWAY} ms away" if arguments.far else ""
    print(f"\none file of {arguments.mib} MiB each way{far}")
    print(f"AES-IGE alone does {raw:.0f} MiB/s on a core; ratios count\n")
    print(f"{'':<17} {'':<8} {'wall':>9} {'MiB/s':>8} {'of AES':>7} {'CPU':>9} {'world CPU':>10}  grew by (MiB)")
    for who, rows in sides.items():
        for (name, away), row in rows.items():
            speed = (arguments.far if away else arguments.mib) / row["wall"]
            grown = ", ".join(f"{process} {size}" for process, size in row["grown"].items())
            print(
                f"{label(name, away):<17} {who:<8} {row['wall']:>7.2f} s {speed:>8.1f} {speed / raw:>6.0%} "
                f"{row['cpu']:>7.2f} s {row['world']:>8.2f} s  {grown}"
            )
            too_much = {process: size for process, size in row["grown"].items() if who == "oxikka" and size > arguments.flat}
            if too_much:
                print(f"    more than {arguments.flat} MiB: {too_much}")
                failed = 1
    for key, theirs in sides.get("peer", {}).items():
        ours = sides["oxikka"][key]
        print(f"{label(*key)}: {theirs['wall'] / ours['wall']:.1f} times as fast, {theirs['cpu'] / ours['cpu']:.1f} times less CPU")
    return failed


def label(name: str, away: int) -> str:
    return f"{name}, {away} ms away" if away else name


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("oxikka")
    parser.add_argument("world")
    parser.add_argument("--mib", type=int, default=500)
    parser.add_argument("--far", type=int, default=100)
    parser.add_argument("--flat", type=int, default=1 << 20)
    parser.add_argument("--ours", action="store_true")
    with tempfile.TemporaryDirectory(prefix="oxikka-files-") as folder:
        return asyncio.run(conduct(parser.parse_args(), folder))


if __name__ == "__main__":
    sys.exit(main())
