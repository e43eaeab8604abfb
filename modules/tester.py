"""Tester: is the userbot alive, how quick is it, what did it log, in which chat errors are shown."""

import asyncio
import io
import logging
import pathlib
import time

from telethon.utils import get_peer_id

from .. import loader, log, utils
from .._shown import prefix_of

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
PLACES = {"off": "log_chat_off", "saved": "log_chat_saved", "group": "log_chat_group"}
GROUP = "oxikka-logs"
# Seconds; a worker that stands for much longer is ended.
LONGEST_STOP = 600

logger = logging.getLogger(__name__)


@loader.tds
class TestMod(loader.Module):
    strings = {"name": "Tester"}

    # Quirk: modules read `lookup("tester").logchat`: the marked id of the log chat, `None` when there is none.
    logchat = None

    def __init__(self):
        # Quirk: the level's name is the one under which other hosts have stored it.
        self.config = loader.ModuleConfig(
            loader.ConfigValue(
                "log_chat",
                "off",
                lambda: self.strings("log_chat_doc"),
                validator=loader.validators.Choice(list(PLACES)),
                on_change=self._open_log_chat,
            ),
            loader.ConfigValue(
                "tglog_level",
                "ERROR",
                lambda: self.strings("tglog_level_doc"),
                validator=loader.validators.Choice(list(LEVELS)),
                on_change=self._open_log_chat,
            ),
        )

    async def client_ready(self):
        for handler in _keepers():
            handler.install_tg_log(self)
        self._opening = asyncio.Lock()
        await self._open_log_chat()

    async def _open_log_chat(self):
        """Has errors shown where the owner wants them; called when an option changes, too."""
        if not hasattr(self, "_opening"):
            return
        async with self._opening:
            for handler in _keepers():
                handler.tg_level = getattr(logging, self.config["tglog_level"])
            self.logchat = await self._place()
            if self.logchat is None:
                log.chat.close()
            else:
                log.chat.open(self._client, self.logchat)

    async def _place(self):
        """The marked id of the chosen chat; the group is made when there is none."""
        if self.config["log_chat"] == "saved":
            return self.tg_id
        if self.config["log_chat"] != "group":
            return None
        try:
            group, _ = await utils.asset_channel(
                self._client, GROUP, self.strings("log_group"), silent=True, archive=False
            )
        except Exception:
            logger.exception("the group for the log could not be made")
            return None
        return get_peer_id(group)

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
        if seconds is None or not 0 <= seconds <= LONGEST_STOP:
            usage = self.strings("suspend_usage").format(prefix=prefix_of(self, message), most=LONGEST_STOP)
            await utils.answer(message, usage)
            return
        await utils.answer(message, self.strings("suspended").format(seconds=f"{seconds:g}"))
        time.sleep(seconds)

    @loader.command()
    async def logs(self, message):
        words = utils.get_args_raw(message).split()
        # Quirk: `force_insecure` is how other hosts are told.
        forced = bool({"-f", "force_insecure"} & set(words))
        wanted = next((word for word in words if word not in ("-f", "force_insecure")), "WARNING")
        level = _level(wanted)
        if level is None:
            await utils.answer(message, self.strings("bad_level").format(utils.escape_html(wanted)))
            return
        if level < logging.WARNING and not forced:
            await utils.answer(
                message, self.strings("logs_confirm").format(prefix=prefix_of(self, message), level=utils.escape_html(wanted))
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
    async def dump(self, message):
        reply = await message.get_reply_message()
        if reply is None:
            await utils.answer(message, self.strings("dump_usage").format(prefix=prefix_of(self, message)))
            return
        await utils.answer(message, f"<pre>{utils.escape_html(reply.stringify())}</pre>")

    @loader.command()
    async def invoke(self, message):
        name, _, wanted = utils.get_args_raw(message).rpartition(" ")
        module = self.allmodules.named(name or wanted)
        methods = debug_methods(module) if module else {}
        if wanted and not module:
            await utils.answer(message, self.strings("no_module").format(utils.escape_html(name or wanted)))
            return
        if not name or wanted not in methods:
            known = utils.escape_html(", ".join(sorted(methods)) or "-")
            await utils.answer(message, self.strings("invoke_usage").format(known, prefix=prefix_of(self, message)))
            return
        result = methods[wanted](message)
        result = await result if hasattr(result, "__await__") else result
        await utils.answer(message, self.strings("invoked").format(utils.escape_html(str(result))))

    @loader.command()
    async def debugmod(self, message):
        name = utils.get_args_raw(message).strip()
        module = self.allmodules.named(name) if name else None
        if not module or not module.is_external:
            key = "debug_usage" if module or not name else "no_module"
            await utils.answer(message, self.strings(key).format(utils.escape_html(name), prefix=prefix_of(self, message)))
            return
        path = pathlib.Path("debug_modules").absolute() / f"{type(module).__name__}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(module.__source__, encoding="utf-8")
        # A module that is loaded from a path is loaded again when its file changes.
        await self.allmodules.load_source(module.__source__, path.as_uri(), None, True)
        self.lookup("Loader").watch_files()
        await utils.answer(message, self.strings("debugged").format(utils.escape_html(str(path))))

    async def logchatcmd(self, message):
        words = utils.get_args_raw(message).lower().split()
        place = next((word for word in words if word in PLACES), None)
        level = next((word.upper() for word in words if word.upper() in LEVELS), None)
        if unknown := [word for word in words if word not in PLACES and word.upper() not in LEVELS]:
            known = ", ".join((*PLACES, *LEVELS))
            await utils.answer(message, self.strings("no_place").format(utils.escape_html(unknown[0]), known=known))
            return
        for option, value in (("log_chat", place), ("tglog_level", level)):
            if value:
                self.config[option] = value
        shown = self.strings(PLACES[self.config["log_chat"]]).format(level=self.config["tglog_level"])
        await utils.answer(message, shown + "\n" + self.strings("log_chat_usage").format(prefix=prefix_of(self, message)))

    @loader.command()
    async def clearlogs(self, message):
        for handler in _keepers():
            for buffer in (handler.buffer, handler.handledbuffer):
                buffer.clear()
        await utils.answer(message, self.strings("logs_cleared"))


def debug_methods(module) -> dict:
    """`{name: method}` of what `@loader.debug_method` marks in a module."""
    found = (getattr(module, name, None) for name in dir(type(module)))
    marked = (method for method in found if getattr(method, "is_debug_method", False))
    return {getattr(method, "name", None) or method.__name__: method for method in marked}


def _number(text: str):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def _level(text: str):
    """The logging level that a name or number means, or `None`."""
    if text.isdecimal():
        return int(text)
    level = logging.getLevelName(text.upper())
    return level if isinstance(level, int) else None


def _keepers() -> list:
    """The handlers that keep records for their owner."""
    return [handler for handler in logging.getLogger().handlers if hasattr(handler, "dumps")]


def _records(level: int) -> list:
    return [line for handler in _keepers() for line in handler.dumps(level)]
