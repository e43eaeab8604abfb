"""Translator: texts into the owner's language, by Telegram itself."""

import re

from .. import loader, utils
from .._shown import prefix_of


@loader.tds
class Translator(loader.Module):
    strings = {"name": "Translator"}

    @loader.command()
    async def tr(self, message):
        wanted, _, text = utils.get_args_raw(message).partition(" ")
        if not re.fullmatch(r"[a-z]{2}", wanted):
            own = (language for language in self.translator.languages if len(language) == 2)
            wanted, text = next(own, "en"), f"{wanted} {text}".strip()
        reply = await message.get_reply_message()
        if not text and not (reply and reply.raw_text):
            await utils.answer(message, self.strings("usage").format(prefix=prefix_of(self, message)))
            return
        try:
            place, what = (None, text) if text else (reply.peer_id, reply)
            translated = await self._client.translate(place, what, wanted)
        except Exception as error:
            await utils.answer(message, self.strings("failed").format(utils.escape_html(str(error))))
            return
        await utils.answer(message, translated or self.strings("failed").format("-"))
