"""What `compat-tests/bench/files.py` has both sides do: one large file each way. The conductor lists no areas with an underscore."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from typing import Any

BITE = 1 << 20


def path_of(world: Any) -> str:
    """The file that goes up; the conductor names it as if it were somebody."""
    return world.people["file"].username


async def down(client: Any, world: Any) -> Any:
    """Bob's last file into a path: seconds, bytes and their SHA-256."""
    message = (await client.get_messages(world.bob.username, limit=1))[0]
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        path = await client.download_media(message, os.path.join(folder, "large.bin"))
        seconds = time.monotonic() - began
        whole = hashlib.sha256()
        with open(path, "rb") as file:
            while bite := file.read(BITE):
                whole.update(bite)
        return [seconds, os.path.getsize(path), whole.hexdigest()]


async def streamed(client: Any, world: Any) -> Any:
    """As `down`, into an object that keeps nothing."""
    message = (await client.get_messages(world.bob.username, limit=1))[0]
    sink = Sink()
    began = time.monotonic()
    await client.download_media(message, sink)
    return [time.monotonic() - began, sink.size, sink.whole.hexdigest()]


async def up(client: Any, world: Any) -> Any:
    """The conductor's file to Bob: seconds and the message."""
    began = time.monotonic()
    sent = await client.send_file(world.bob.username, path_of(world), force_document=True)
    return [time.monotonic() - began, sent.id]


async def poured(client: Any, world: Any) -> Any:
    """As `up`, from an object that only reads."""
    began = time.monotonic()
    with open(path_of(world), "rb") as file:
        size = os.path.getsize(file.name)
        sent = await client.send_file(world.bob.username, Source(file), file_size=size, force_document=True)
    return [time.monotonic() - began, sent.id]


class Sink:
    def __init__(self) -> None:
        self.size, self.whole = 0, hashlib.sha256()

    def write(self, data: Any) -> None:
        self.size += len(data)
        self.whole.update(data)

    def tell(self) -> int:
        return self.size


class Source:
    name = "poured.bin"

    def __init__(self, file: Any) -> None:
        self.read = file.read

