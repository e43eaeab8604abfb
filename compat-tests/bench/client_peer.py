"""The peer of `make bench`: the real client library, which answers `.ping` and wants nothing else.

Arguments: HOST PORT KEY (the authorisation key in hex). Ends with its input.
"""

import asyncio
import sys

import cryptg  # noqa: F401 - without it the comparison would be unfair
from telethon import TelegramClient, events
from telethon.crypto import AuthKey
from telethon.sessions import MemorySession


async def main(host: str, port: int, key: bytes) -> None:
    session = MemorySession()
    session.set_dc(2, host, port)
    session.auth_key = AuthKey(key)
    client = TelegramClient(session, 1, "0123456789abcdef0123456789abcdef")

    @client.on(events.NewMessage(outgoing=True, pattern=r"\.ping"))
    async def ping(event):
        await event.edit("Pong")

    await client.connect()
    await client.get_me()
    await client.catch_up()
    print("the peer is online", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await client.disconnect()


asyncio.run(main(sys.argv[1], int(sys.argv[2]), bytes.fromhex(sys.argv[3])))
