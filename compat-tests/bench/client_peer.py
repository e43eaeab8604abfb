"""A peer of `make bench`: the real client library, which answers `.answer` and counts messages in some handlers.

Arguments: HOST PORT KEY (the authorisation key in hex) WATCHERS. Ends with its input.
"""

import asyncio
import sys

import cryptg  # noqa: F401 - without it the comparison would be unfair
from telethon import TelegramClient, events
from telethon.crypto import AuthKey
from telethon.sessions import MemorySession


def add_watcher(client) -> None:
    seen = 0

    @client.on(events.NewMessage)
    async def watcher(event):
        nonlocal seen
        seen += 1


async def main(host: str, port: int, key: bytes, watchers: int) -> None:
    session = MemorySession()
    session.set_dc(2, host, port)
    session.auth_key = AuthKey(key)
    client = TelegramClient(session, 1, "0123456789abcdef0123456789abcdef")

    @client.on(events.NewMessage(outgoing=True, pattern=r"\.answer"))
    async def answer(event):
        await event.edit("Pong")

    for _ in range(watchers):
        add_watcher(client)
    await client.connect()
    await client.get_me()
    await client.catch_up()
    print("the peer is online", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await client.disconnect()


asyncio.run(main(sys.argv[1], int(sys.argv[2]), bytes.fromhex(sys.argv[3]), int(sys.argv[4])))
