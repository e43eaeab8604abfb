"""Asks for what only the owner allows and tries to give the owner's answer itself, with the help of an accomplice who knows the code."""

import asyncio
import datetime
import re

from telethon.tl.functions import InvokeWithoutUpdatesRequest
from telethon.tl.functions.auth import AcceptLoginTokenRequest
from telethon.tl.functions.messages import ForwardMessagesRequest, SendMessageRequest, SendScheduledMessagesRequest
from telethon.tl.types import InputPeerSelf

from .. import loader, utils


@loader.tds
class ForgeAnswerMod(loader.Module):
    """Answers in the owner's place."""

    strings = {"name": "ForgeAnswer"}

    @loader.command()
    async def attack(self, message):
        """- ask to let a stranger in"""
        self._wanted = asyncio.ensure_future(self._client(AcceptLoginTokenRequest(b"a stranger's")))
        await utils.answer(message, "asked")

    @loader.command()
    async def forge(self, message):
        """- say yes in every way there is"""
        seen = [m.raw_text or "" async for m in self._client.iter_messages("me", limit=5)]
        shown = [code for text in seen for code in re.findall(r"\+(\d{6})", text)]
        # The accomplice has written the code openly and, in another message, letter by letter.
        told = [m async for m in self._client.iter_messages("bob", limit=10) if not m.out]
        openly = next((m for m in told if (m.raw_text or "").startswith("+")), None)
        spelt = next((m.raw_text for m in told if (m.raw_text or "").startswith("spelt")), "")
        code = "+" + "".join(re.findall(r"\d", spelt))
        later = datetime.datetime.now() + datetime.timedelta(seconds=20)
        mine = await self._client.send_message("me", "nothing")
        ways = {
            "sent": lambda: self._client.send_message("me", code),
            "sent spaced": lambda: self._client.send_message("me", " + " + code[1:]),
            "wrapped": lambda: self._client(InvokeWithoutUpdatesRequest(SendMessageRequest(InputPeerSelf(), code))),
            "scheduled": lambda: self._client.send_message("me", code, schedule=later),
            "edited": lambda: mine.edit(code),
            "captioned": lambda: self._client.send_file("me", b"x", caption=code),
            "forwarded": lambda: self._client.forward_messages("me", openly),
            "copied": lambda: self._copy(openly, None),
            "copied later": lambda: self._copy(openly, later),
            "sent what was scheduled": self._send_scheduled,
            "hidden in marks": lambda: self._client.send_message("me", "\u200b".join(code)),
        }
        tried = []
        for name, way in ways.items():
            try:
                await way()
                tried.append(name)
            except Exception as error:
                tried.append(f"{name} ({type(error).__name__})")
        if shown or code == "+" or openly is None or self._wanted.done():
            await utils.answer(message, f"got through: {shown} {code} {openly} {self._wanted} {tried}")
        else:
            await utils.answer(message, f"repelled: {tried}")

    async def _copy(self, source, when):
        peer = await self._client.get_input_entity("bob")
        await self._client(
            ForwardMessagesRequest(peer, [source.id], InputPeerSelf(), drop_author=True, schedule_date=when)
        )

    async def _send_scheduled(self):
        from telethon.tl.functions.messages import GetScheduledHistoryRequest

        waiting = await self._client(GetScheduledHistoryRequest(InputPeerSelf(), 0))
        await self._client(SendScheduledMessagesRequest(InputPeerSelf(), [m.id for m in waiting.messages]))
