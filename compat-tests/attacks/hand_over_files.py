"""Hands the core descriptors of what it must not read or write for a module."""

import io
import os

from telethon import TelegramClient, functions, types
from telethon.errors import RPCError
from telethon.sessions import StringSession

from .. import loader, utils


@loader.tds
class HandOverFilesMod(loader.Module):
    """Hands the core descriptors of what it must not read or write for a module."""

    strings = {"name": "HandOverFiles"}

    @loader.command()
    async def attack(self, message):
        """<store> <core> <link to a file of the core> <program> - sends and overwrites each"""
        _, _, link, program = utils.get_args(message)
        opened = os.open(link, os.O_RDONLY)
        own = TelegramClient(StringSession(), self._client.api_id, self._client.api_hash)
        await own.connect()
        through = []
        for name, file in (("link", link), ("fd", f"/proc/self/fd/{opened}"), ("file", open(link, "rb"))):
            through.append((name, await self.fails(self.client.upload_file(file))))
        for name, path, flags in (
            ("link", link, os.O_RDONLY), ("path only", link, os.O_PATH), ("folder", "/", os.O_RDONLY),
            ("device", "/dev/zero", os.O_RDONLY), ("kernel", "/proc/self/mem", os.O_RDONLY), ("write", "own", os.O_WRONLY | os.O_CREAT),
        ):  # fmt: skip
            through.append((f"read {name}", await self.fails(self.hand(os.open(path, flags), up=True))))
            through.append((f"own client reads {name}", await self.fails(self.hand(os.open(path, flags), up=True, client=own._own))))
        for name, path in (("link", link), ("program", program), ("kernel", "/proc/self/comm")):
            for flags in (os.O_RDWR, os.O_RDONLY):
                try:
                    number = os.open(path, flags)
                except OSError:
                    continue
                through.append((f"write {name}", await self.fails(self.hand(number, up=False))))
                number = os.open(path, flags)
                through.append((f"own client writes {name}", await self.fails(self.hand(number, up=False, client=own._own))))
        through.append(("none", await self.fails(self.hand(-1, up=True))))
        await own.disconnect()
        got = [name for name, failed in through if not failed]
        await utils.answer(message, f"got through: {got}" if got else f"repelled {len(through)}")

    async def fails(self, awaitable):
        try:
            await awaitable
        except OSError:
            return True
        except RPCError as error:
            # Nobody is logged in at the own client: only what is said of the file shows that it was looked at.
            return "OXIKKA_FILE_" in str(error)
        return False

    async def hand(self, number, up, client=0):
        """Past the library, as a module that knows the core's own functions would do it."""
        from _ox import transfers

        file = transfers.Descriptor(number, 0)
        if up:
            rules = transfers.Rules(functions.upload.SaveBigFilePartRequest, client, 60, 0)
            await transfers.upload(rules, id=5, size=512, part=1024, big=True, file=file)
            return
        sent = await self.client.send_file("me", io.BytesIO(b"x" * 4096))
        document = sent.document
        location = types.InputDocumentFileLocation(document.id, document.access_hash, document.file_reference, "")
        rules = transfers.Rules(functions.upload.GetFileRequest, client, 60, 0)
        await transfers.download(
            rules, dc=0, location=bytes(location), offset=0, size=4096, part=4096, file=file, report=self.ignore
        )

    async def ignore(self, done):
        pass
