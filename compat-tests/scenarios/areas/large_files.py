"""Files of many parts: every kind of source and target, progress, cancelling, what goes wrong on the way."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import tempfile
from typing import Any

from telethon import functions

from ._sendable import content, named

MEGABYTE = 1024 * 1024


def seen_by(progress: list[Any]) -> Any:
    """What every progress has to be: rising, with the same total, up to its end."""
    done = [row[0] for row in progress]
    return [done == sorted(done), sorted({row[1] for row in progress}), done[-1:]]


class Slow:
    """A file of somebody's own, whose `read` is a coroutine."""

    def __init__(self, data: bytes, name: str) -> None:
        self.inner, self.name = io.BytesIO(data), name

    async def read(self, size: int = -1) -> bytes:
        await asyncio.sleep(0)
        return self.inner.read(size)


class Sink:
    """A target of somebody's own, whose `write` is a coroutine."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    async def write(self, data: bytes) -> None:
        await asyncio.sleep(0)
        self.parts.append(bytes(data))

    def tell(self) -> int:
        return sum(map(len, self.parts))


async def a_path_of_many_megabytes(client: Any, world: Any) -> Any:
    data, progress = content(11 * MEGABYTE + 5), []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "large.bin")
        with open(path, "wb") as file:
            file.write(data)
        sent = await client.send_file(world.bob.username, path, caption="large", progress_callback=lambda *at: progress.append(at))
        back = await sent.download_media(os.path.join(folder, "there", "back.bin"))
        with open(back, "rb") as file:
            same = file.read() == data
        clash = await sent.download_media(path[: -len("large.bin")])
        size = os.path.getsize(clash)
    return [sent.file.size, same, os.path.basename(clash), size, progress]


async def an_open_file_from_its_middle(client: Any, world: Any) -> Any:
    data = content(12 * MEGABYTE)
    with tempfile.NamedTemporaryFile(suffix=".bin") as file:
        file.write(data)
        file.flush()
        with open(file.name, "rb") as opened:
            opened.seek(MEGABYTE)
            handle = await client.upload_file(opened, file_size=11 * MEGABYTE, file_name="middle.bin")
            after = opened.tell()
        sent = await client.send_file("me", handle, force_document=True)
        return [type(handle).__name__, handle.parts, after, await sent.download_media(bytes) == data[MEGABYTE:]]


async def memory_of_a_few_parts(client: Any, world: Any) -> Any:
    data, progress = content(2 * MEGABYTE + 1), []
    sent = await client.send_file("me", named(data, "memory.bin"), progress_callback=lambda *at: progress.append(at))
    return [sent.file.size, progress, await sent.download_media(bytes) == data]


async def plain_bytes_and_their_sum(client: Any, world: Any) -> Any:
    handle = await client.upload_file(content(MEGABYTE), file_name="bytes.bin")
    return [type(handle).__name__, handle.parts, handle.md5_checksum, handle.size, handle.md5.hex()]


async def a_coroutine_reads(client: Any, world: Any) -> Any:
    data = content(3 * MEGABYTE)
    sent = await client.send_file("me", Slow(data, "slow.bin"), file_size=len(data))
    unsized = await client.send_file("me", Slow(data[:MEGABYTE], "unsized.bin"))
    return [sent.file.size, unsized.file.size, await sent.download_media(bytes) == data]


async def a_coroutine_writes(client: Any, world: Any) -> Any:
    data, sink, progress = content(2 * MEGABYTE), Sink(), []
    sent = await client.send_file("me", named(data, "sink.bin"))
    answer = await sent.download_media(sink, progress_callback=lambda *at: progress.append(at))
    return [answer is sink, b"".join(sink.parts) == data, seen_by(progress)]


async def into_memory_and_open_files(client: Any, world: Any) -> Any:
    data = content(2 * MEGABYTE + 77)
    sent = await client.send_file("me", named(data, "target.bin"))
    buffer = io.BytesIO(b"before")
    buffer.seek(6)
    await client.download_media(sent, buffer)
    with tempfile.TemporaryFile() as file:
        file.write(b"before")
        await client.download_file(sent.media, file)
        place = file.tell()
        file.write(b"after")
        file.seek(0)
        written = file.read()
    with tempfile.TemporaryFile(buffering=0) as raw:
        await sent.download_media(raw)
        raw.seek(0)
        unbuffered = raw.read() == data
    return [buffer.getvalue() == b"before" + data, place, written == b"before" + data + b"after", unbuffered]


async def sizes_unknown_and_part_sizes_given(client: Any, world: Any) -> Any:
    data, progress = content(3 * MEGABYTE + 9), []
    sent = await client.send_file("me", named(data, "sizes.bin"))
    whole = await client.download_file(sent.media, progress_callback=lambda *at: progress.append(at))
    parts = [await client.download_file(sent.media, bytes, part_size_kb=size, file_size=len(data)) == data for size in (64, 512)]
    wrong = await world.error(client.download_file(sent.media, part_size_kb=5))
    return [whole == data, parts, seen_by(progress), wrong]


async def exactly_some_parts(client: Any, world: Any) -> Any:
    rows = []
    for size in (512 * 1024, 512 * 1024 + 1, 10 * MEGABYTE + 1):
        data = content(size)
        sent = await client.send_file("me", named(data, "exact.bin"))
        rows.append([size, sent.file.size, await sent.download_media(bytes) == data])
    return rows


async def progress_that_awaits(client: Any, world: Any) -> Any:
    data, up, down = content(2 * MEGABYTE), [], []

    async def tell(rows: list[Any], *at: Any) -> None:
        await asyncio.sleep(0)
        rows.append(at)

    sent = await client.send_file("me", named(data, "slow.bin"), progress_callback=lambda *at: tell(up, *at))
    await sent.download_media(bytes, progress_callback=lambda *at: tell(down, *at))
    return [up, seen_by(down)]


async def progress_that_fails(client: Any, world: Any) -> Any:
    data = content(2 * MEGABYTE)

    def fail(done: int, total: int) -> None:
        if done > MEGABYTE:
            raise KeyError("enough")

    up = await world.error(client.upload_file(named(data, "failing.bin"), progress_callback=fail))
    sent = await client.send_file("me", named(data, "failing.bin"))
    down = await world.error(sent.download_media(bytes, progress_callback=fail))
    return [up, down, await sent.download_media(bytes) == data]


async def cancelled_on_the_way(client: Any, world: Any) -> Any:
    data, begun = content(12 * MEGABYTE), asyncio.Event()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "cancelled.bin")
        with open(path, "wb") as file:
            file.write(data)
        upload = asyncio.ensure_future(client.upload_file(path, progress_callback=lambda *at: begun.set()))
        await begun.wait()
        upload.cancel()
        first = await asyncio.gather(upload, return_exceptions=True)
        sent = await client.send_file("me", path)
        begun.clear()
        there = os.path.join(folder, "part.bin")
        download = asyncio.ensure_future(sent.download_media(there, progress_callback=lambda done, _: done > MEGABYTE and begun.set()))
        await begun.wait()
        download.cancel()
        second = await asyncio.gather(download, return_exceptions=True)
        with open(there, "rb") as file:
            part = file.read()
        return [first, second, 0 < len(part) < len(data), data.startswith(part)]


async def a_reader_that_lies(client: Any, world: Any) -> Any:
    class Text:
        name = "text.txt"

        def read(self, size: int = -1) -> str:
            return "x" * size

    return [
        await world.error(client.upload_file(Text(), file_size=11 * MEGABYTE)),
        await world.error(client.upload_file(named(content(MEGABYTE), "short.bin"), file_size=11 * MEGABYTE)),
    ]


async def a_reference_that_expired(client: Any, world: Any) -> Any:
    data = content(2 * MEGABYTE)
    sent = await client.send_file("me", named(data, "expired.bin"))
    await world.console("expire")
    whole = await sent.download_media(bytes)
    return [whole == data, await world.error(client.download_file(sent.media))]


async def chunks_by_hand(client: Any, world: Any) -> Any:
    data = content(3 * MEGABYTE + 100)
    sent = await client.send_file("me", named(data, "chunks.bin"))
    rows = []
    for options in (
        {}, {"limit": 2}, {"offset": MEGABYTE}, {"offset": 100, "chunk_size": 1000, "limit": 3, "request_size": 4096},
        {"request_size": 64 * 1024, "stride": 1024 * 1024}, {"file_size": 2 * MEGABYTE, "request_size": 256 * 1024},
        {"chunk_size": 700 * 1024}, {"offset": 3 * MEGABYTE, "request_size": 4096, "dc_id": sent.document.dc_id},
    ):  # fmt: skip
        chunks = [bytes(chunk) async for chunk in client.iter_download(sent.media, **options)]
        rows.append([list(map(len, chunks)), hashlib.sha256(b"".join(chunks)).hexdigest()])
    stream = client.iter_download(sent.media, request_size=4096)
    rows.append(len(await stream.__anext__()))
    await stream.close()
    return rows


async def a_large_thumb_and_album(client: Any, world: Any) -> Any:
    files = [named(content(MEGABYTE, b"a"), "a.bin"), named(content(600 * 1024, b"b"), "b.bin")]
    progress: list[Any] = []
    sent = await client.send_file(world.bob.username, files, caption=["one", "two"], force_document=True, progress_callback=lambda *at: progress.append(at))
    return [[message.message for message in sent], [message.file.size for message in sent], progress[-1], len(progress)]


async def a_request_of_parts_by_hand(client: Any, world: Any) -> Any:
    part = content(512 * 1024)
    saved = [await client(functions.upload.SaveBigFilePartRequest(77, number, 2, part)) for number in range(2)]
    return saved
