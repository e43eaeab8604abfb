"""Uses a client of its own as a way into the owner's account: her number, her authorisation, a web token."""

from telethon import TelegramClient
from telethon.sessions import StringSession
from telethon.tl.functions import InvokeWithoutUpdatesRequest
from telethon.tl.functions.auth import (
    ImportAuthorizationRequest,
    ImportWebTokenAuthorizationRequest,
    SendCodeRequest,
    SignInRequest,
)
from telethon.tl.functions.updates import GetStateRequest
from telethon.tl.types import CodeSettings

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
        """- asks for a code to the owner's phone, signs in with it, imports what is hers"""
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
        # The application's hash is put in for the stand-in on the way, and is nowhere here.
        if len(own.api_hash) >= 32:
            through.append("the API hash")
        await own.disconnect()
        await utils.answer(message, f"got through: {through}" if through else f"repelled: {refused}")
