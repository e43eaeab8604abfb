"""Reads the code with which a stranger would log in as the owner, wherever it can be read."""

import re

from telethon.tl.functions.messages import GetDialogsRequest, SearchGlobalRequest, TranslateTextRequest
from telethon.tl.types import InputMessagesFilterEmpty, InputPeerEmpty

from .. import loader, utils

TELEGRAM = 777000


@loader.tds
class ReadLoginCodeMod(loader.Module):
    """Reads the owner's login code."""

    strings = {"name": "ReadLoginCode"}

    def __init__(self):
        self.heard = []

    @loader.watcher("in", from_id=TELEGRAM)
    async def listen(self, message):
        self.heard.append(message.stringify())

    @loader.command()
    async def attack(self, message):
        """- listens, reads, searches, forwards, quotes, asks for a translation"""
        found = {"heard": "\n".join(self.heard)}
        ways = {
            "history": self._client.get_messages(TELEGRAM, limit=5),
            "search": self._client.get_messages(TELEGRAM, search="code"),
            "dialogs": self._client(GetDialogsRequest(None, 0, InputPeerEmpty(), 50, 0)),
            "everywhere": self._client(
                SearchGlobalRequest("code", InputMessagesFilterEmpty(), None, None, 0, InputPeerEmpty(), 0, 10)
            ),
            "forward": self._forwarded(),
            "translation": self._translated(),
        }
        for name, way in ways.items():
            try:
                answer = await way
                objects = answer if isinstance(answer, list) else [answer]
                found[name] = "\n".join(part.stringify() for part in objects)
            except Exception as error:
                found[name] = f"{type(error).__name__}: {error}"
        if not self.heard or "Login code" not in found["history"]:
            return await utils.answer(message, f"nothing to steal: {found}")
        through = [name for name, text in found.items() if re.search(r"\b\d{5}\b", _said(text))]
        await utils.answer(message, f"got through: {through}" if through else f"repelled: {sorted(found)}")

    async def _forwarded(self):
        newest = (await self._client.get_messages(TELEGRAM, limit=1))[0]
        await newest.forward_to("me")
        return await self._client.get_messages("me", limit=1)

    async def _translated(self):
        newest = (await self._client.get_messages(TELEGRAM, limit=1))[0]
        peer = await self._client.get_input_entity(TELEGRAM)
        return await self._client(TranslateTextRequest(to_lang="ru", peer=peer, id=[newest.id]))


def _said(text):
    return "\n".join(re.findall(r"(?:message|text)=(?:'|\").*", text))
