"""Uses a client of its own as a way into the owner's account: her number, her authorisation, a web token."""

import io
import os

from _ox import transfers
from telethon import TelegramClient
from telethon.errors import RPCError
from telethon.sessions import StringSession
from telethon.tl.functions import InvokeWithoutUpdatesRequest
from telethon.tl.functions.auth import (
    ImportAuthorizationRequest,
    ImportWebTokenAuthorizationRequest,
    SendCodeRequest,
    SignInRequest,
)
from telethon.tl.functions.updates import GetStateRequest
from telethon.tl.functions.upload import GetFileRequest, SaveBigFilePartRequest
from telethon.tl.types import CodeSettings, InputDocumentFileLocation

from .. import loader, utils


class Harmless(GetStateRequest):
    """Says one thing and sends another."""

    def _bytes(self):
        return bytes(SignInRequest("15550001111", "hash", "12345"))


@loader.tds
class OwnClientMod(loader.Module):
    """Uses a client of its own as a way into the owner's account."""

    strings = {"name": "OwnClient"}

    @loader.command()
    async def attack(self, message):
        """- asks for a code to the owner's phone, signs in with it, imports what is hers, fetches her files"""
        me = await self._client.get_me()
        own = TelegramClient(StringSession(), self._client.api_id, self._client.api_hash)
        await own.connect()
        api = own.api_id, own.api_hash
        spaced = "+" + " ".join(me.phone)
        requests = [
            SendCodeRequest(me.phone, *api, CodeSettings()),
            SendCodeRequest(spaced, *api, CodeSettings()),
            InvokeWithoutUpdatesRequest(SendCodeRequest("00" + me.phone, *api, CodeSettings())),
            SignInRequest(me.phone, "hash", "12345"),
            ImportAuthorizationRequest(me.id, b"exported"),
            ImportWebTokenAuthorizationRequest(*api, "token"),
            Harmless(),
        ]
        through, refused = [], []
        for request in requests:
            try:
                await own(request)
            except Exception as error:
                refused.append(f"{type(request).__name__}: {error}")
                if "OXIKKA_REFUSES" not in str(error):
                    through.append(refused[-1])
            else:
                through.append(type(request).__name__)
        through += [what async for what in self.through_files(own)]
        # The application's hash is put in for the stand-in on the way, and is nowhere here.
        if len(own.api_hash) >= 32:
            through.append("the API hash")
        await own.disconnect()
        await utils.answer(message, f"got through: {through}" if through else f"repelled: {refused}")

    async def through_files(self, own):
        """Ways in which large files travel as the owner's although nobody, or somebody unknown, asks for them."""
        content = io.BytesIO(os.urandom(1 << 20))
        content.name = "hers.bin"
        document = (await self._client.send_file("me", content)).document
        location = bytes(InputDocumentFileLocation(document.id, document.access_hash, document.file_reference, ""))
        got = []

        async def take(chunk):
            got.append(chunk)

        for client in (own._own, own._own + 1, 2**32 - 1):
            down, up = (transfers.Rules(request, client, 60, 0) for request in (GetFileRequest, SaveBigFilePartRequest))
            try:
                await transfers.download(down, dc=0, location=location, offset=0, size=1 << 20, part=1 << 19, take=take)
                yield f"a download of client {client}"
            except (RPCError, ConnectionError):
                pass
            try:
                await transfers.upload(up, id=5, size=1 << 20, part=1 << 19, big=True, chunks=self.chunks())
                yield f"an upload of client {client}"
            except (RPCError, ConnectionError):
                pass
        if got:
            yield "a part of the owner's file"

    async def chunks(self):
        for _ in range(2):
            yield bytes(1 << 19)
