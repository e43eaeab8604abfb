"""Updater: starts the worker again and says when it is back."""

import time

from .. import loader, utils
from .._internal import restart


@loader.tds
class UpdaterMod(loader.Module):
    strings = {"name": "Updater"}

    async def client_ready(self):
        asked = self.get("restart")
        if not asked:
            return
        self.set("restart", None)
        seconds = max(0.0, time.time() - asked["time"])
        await self._client.edit_message(
            asked["chat"], asked["message"], self.strings("restarted").format(seconds=f"{seconds:.1f}")
        )

    @loader.command()
    async def restart(self, message):
        message = await utils.answer(message, self.strings("restarting"))
        await self._db.set(
            type(self).__name__,
            "restart",
            {"chat": message.chat_id, "message": message.id, "time": time.time()},
        )
        restart()
