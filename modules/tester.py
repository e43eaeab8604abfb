"""Tester: is the userbot alive, how quick is it, what did it log."""

import io
import logging
import time

from .. import loader, utils


@loader.tds
class TestMod(loader.Module):
    strings = {"name": "Tester"}

    # Quirk: modules read `lookup("tester").logchat`; there is no log chat without the inline bot.
    logchat = None

    @loader.command()
    async def ping(self, message):
        start = time.perf_counter()
        message = await utils.answer(message, self.strings("ping"))
        milliseconds = (time.perf_counter() - start) * 1000
        await utils.answer(
            message,
            self.strings("pong").format(latency=f"{milliseconds:.1f}", uptime=utils.formatted_uptime()),
        )

    @loader.command()
    async def suspend(self, message):
        seconds = _number(utils.get_args_raw(message))
        if seconds is None or seconds < 0:
            await utils.answer(message, self.strings("suspend_usage").format(prefix=self.get_prefix()))
            return
        await utils.answer(message, self.strings("suspended").format(seconds=f"{seconds:g}"))
        time.sleep(seconds)

    @loader.command()
    async def logs(self, message):
        words = utils.get_args_raw(message).split()
        forced = "-f" in words
        wanted = next((word for word in words if word != "-f"), "WARNING")
        level = _level(wanted)
        if level is None:
            await utils.answer(message, self.strings("bad_level").format(utils.escape_html(wanted)))
            return
        if level < logging.WARNING and not forced:
            await utils.answer(
                message, self.strings("logs_confirm").format(prefix=self.get_prefix(), level=utils.escape_html(wanted))
            )
            return
        text = "\n".join(_records(level))
        if not text:
            await utils.answer(message, self.strings("no_logs").format(logging.getLevelName(level)))
            return
        document = io.BytesIO(text.encode())
        document.name = "oxikka.log"
        await utils.answer_file(message, document, self.strings("logs").format(logging.getLevelName(level)))

    @loader.command()
    async def clearlogs(self, message):
        for handler in _keepers():
            for buffer in (handler.buffer, handler.handledbuffer):
                buffer.clear()
        await utils.answer(message, self.strings("logs_cleared"))


def _number(text: str):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def _level(text: str):
    """The logging level that a name or number means, or `None`."""
    if text.isdigit():
        return int(text)
    level = logging.getLevelName(text.upper())
    return level if isinstance(level, int) else None


def _keepers() -> list:
    """The handlers that keep records for their owner."""
    return [handler for handler in logging.getLogger().handlers if hasattr(handler, "dumps")]


def _records(level: int) -> list:
    return [line for handler in _keepers() for line in handler.dumps(level)]
