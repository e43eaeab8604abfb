"""Who is carried for, and that a transfer keeps to its credit: the core is played, frame by frame."""
import asyncio

import pytest
from _ox import native, transfers
from _ox.link import link
from telethon import TelegramClient
from telethon.client import _carrying
from telethon.extensions.messagepacker import MessagePacker
from telethon.network.mtprotosender import MTProtoSender
from telethon.sessions import MemorySession

RULES = transfers.Rules(None, 0, 60, 5)
PART = 128 * 1024


class Played:
    """What a transfer asks of the core; a test says what comes back."""

    def __init__(self):
        self.started, self.chunks, self.taken, self.cancelled = None, [], [], []

    def upload(self, start, id, size, big):
        self.started = start
        return 7

    def download(self, start, dc, location, offset, size):
        self.started = start
        return 7

    def end(self, error=None):
        future = self.started["future"]
        future.set_exception(error) if error else future.set_result(True)


@pytest.fixture
def played(monkeypatch):
    core = Played()
    monkeypatch.setattr(transfers, "_slots", None)
    monkeypatch.setattr(native, "upload", core.upload)
    monkeypatch.setattr(native, "download", core.download)
    monkeypatch.setattr(native, "chunk", lambda call, chunk: core.chunks.append(chunk))
    monkeypatch.setattr(native, "taken", lambda call, total: core.taken.append(total))
    monkeypatch.setattr(native, "cancel", core.cancelled.append)
    return core


async def parts(count):
    for _ in range(count):
        yield b"x" * PART


async def turns():
    for _ in range(5):
        await asyncio.sleep(0)


def sending(count, report=None):
    return transfers.upload(RULES, id=1, size=count * PART, part=PART, big=True, chunks=parts(count), report=report)


def test_chunks_wait_for_credit(played):
    async def scenario():
        task = asyncio.ensure_future(sending(100))
        await turns()
        ahead = sum(map(len, played.chunks))
        assert native.AHEAD - native.CHUNK < ahead <= native.AHEAD
        transfers.on_progress(7, 2 * PART)
        await turns()
        assert sum(map(len, played.chunks)) == ahead + 2 * PART
        for done in range(3, 101):
            transfers.on_progress(7, done * PART)
            await turns()
        assert sum(map(len, played.chunks)) == 100 * PART and played.chunks[-1] == b""
        played.end()
        await task

    asyncio.run(scenario())


def test_every_report_comes_before_the_end(played):
    seen = []

    async def report(done):
        await asyncio.sleep(0)
        seen.append(done)

    async def scenario():
        task = asyncio.ensure_future(sending(3, report))
        await turns()
        for number in (1, 2, 3):
            transfers.on_progress(7, number * PART)
        played.end()
        await task

    asyncio.run(scenario())
    assert seen == [PART, 2 * PART, 3 * PART]


def test_whoever_goes_away_ends_the_transfer(played):
    async def fails(done):
        raise KeyError(done)

    async def scenario():
        cancelled = asyncio.ensure_future(sending(3))
        await turns()
        cancelled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cancelled
        failing = asyncio.ensure_future(sending(3, fails))
        await turns()
        transfers.on_progress(7, PART)
        with pytest.raises(KeyError):
            await failing
        transfers.on_progress(7, 2 * PART)

    asyncio.run(scenario())
    assert played.cancelled == [7, 7]


def test_a_download_says_what_it_has_taken(played):
    got = []

    async def take(chunk):
        got.append(chunk)

    async def scenario():
        download = transfers.download(RULES, dc=2, location=b"", offset=0, size=None, part=PART, take=take)
        task = asyncio.ensure_future(download)
        await turns()
        transfers.on_chunk(7, b"one")
        await turns()
        transfers.on_chunk(7, b"three")
        played.end(ConnectionError("gone"))
        with pytest.raises(ConnectionError):
            await task

    asyncio.run(scenario())
    assert got == [b"one", b"three"] and played.taken == [3, 8]


async def wrapped(*args, **kwargs):
    raise AssertionError("nobody asks")


def wrap_call(client, patch):
    client._call = wrapped


def wrap_class(client, patch):
    patch.setattr(type(client), "_call", wrapped)


def wrap_queue(client, patch):
    patch.setattr(MessagePacker, "append", lambda self, state: None)


def wrap_this_queue(client, patch):
    client._sender._send_queue.extend = lambda states: None


def wrap_sender(client, patch):
    patch.setattr(MTProtoSender, "send", wrapped)


def replace_sender(client, patch):
    class Another(MTProtoSender):
        pass

    client._sender = Another()


@pytest.mark.parametrize("wrap", [wrap_call, wrap_class, wrap_queue, wrap_this_queue, wrap_sender, replace_sender])
def test_whoever_stands_between_sees_every_part(client, monkeypatch, wrap):
    async def scenario():
        monkeypatch.setattr(link, "loop", asyncio.get_running_loop())
        before = _carrying.carries(client)
        wrap(client, monkeypatch)
        return before, _carrying.carries(client)

    assert asyncio.run(scenario()) == (True, False)


def test_an_own_client_is_carried_for_by_its_number_while_it_is_connected(played, monkeypatch):
    async def scenario():
        monkeypatch.setattr(link, "loop", asyncio.get_running_loop())
        own = TelegramClient(MemorySession(), 1, "hash")
        before = _carrying.carries(own)
        own._own = own._sender.client = 3
        task = asyncio.ensure_future(own.upload_file(b"x" * (1 << 20)))
        while played.started is None:
            await asyncio.sleep(0)
        played.end()
        await task
        own._own = None
        return before, played.started["client"], _carrying.carries(own)

    assert asyncio.run(scenario()) == (False, 3, False)
