"""Logging: records of every logger go to the core with the module's name, and the newest are kept for `.logs`."""

import collections
import logging
import re
import traceback
import typing

from _ox import context

_main_formatter = logging.Formatter(
    "%(asctime)s [%(levelname)s] %(account)s %(module_name)s: %(message)s", "%Y-%m-%d %H:%M:%S"
)
_tg_formatter = logging.Formatter("[%(levelname)s] %(name)s: %(message)s\n")
_core_formatter = logging.Formatter("%(message)s")

# Bot tokens and session strings, by their shape.
_SECRET = r"\b\d{6,12}:[A-Za-z0-9_-]{30,}|\b1[A-Za-z0-9_-]{200,}={0,2}"
_HIDDEN = "*****"
_SHORTEST = 4
_hidden_options: list = []
_account = 0


def hide_options(config) -> None:
    """Keeps the values of a module's hidden options out of the log, those to come too."""
    _hidden_options.extend(
        option
        for option in config._config.values()
        if getattr(option.validator, "internal_id", None) == "Hidden" and option not in _hidden_options
    )


def of_account(number: int) -> None:
    """Sets whose log this is."""
    global _account
    _account = number


def masked(text: str) -> str:
    """A text without what nobody is to read in a log."""
    for option in _hidden_options:
        value = str(option.value or "")
        if len(value) >= _SHORTEST and value in text:
            text = text.replace(value, _HIDDEN)
    return re.sub(_SECRET, _HIDDEN, text)


class HikkaException:
    """An exception as it is shown: `message` for the owner, `full_stack` for who wants all of it."""

    def __init__(self, message: str, full_stack: str, sysinfo: typing.Optional[tuple] = None):
        self.message, self.full_stack, self.sysinfo = message, full_stack, sysinfo
        self.debug_url = None

    @classmethod
    def from_exc_info(cls, exc_type, exc_value, tb, stack=None, comment=None) -> "HikkaException":
        """Describes an exception: where it happened, what it is, what it says."""
        from .utils import escape_html

        frames = traceback.extract_tb(tb)
        place = f"{frames[-1].filename}:{frames[-1].lineno} ({frames[-1].name})" if frames else "?"
        full = "".join(traceback.format_exception(exc_type, exc_value, tb))
        lines = [
            f"<b>🎯 {escape_html(place)}</b>",
            f"<b>❓ {escape_html(exc_type.__name__)}</b>: <code>{escape_html(str(exc_value))}</code>",
        ]
        if comment:
            lines.append(f"💭 <code>{escape_html(str(comment))}</code>")
        return cls("\n".join(lines), escape_html(full), (exc_type, exc_value, tb))


HerokuException = HikkaException


class TelegramLogsHandler(logging.Handler):
    """The root logger's one handler."""

    def __init__(self, targets: list = (), capacity: int = 2000):
        super().__init__(0)
        self.targets, self.capacity = list(targets), capacity
        self.buffer: typing.Deque = collections.deque(maxlen=capacity)
        self.handledbuffer: typing.Deque = collections.deque(maxlen=capacity)
        self.lvl = logging.NOTSET
        self.tg_level = logging.INFO
        self.force_send_all = False
        self.ignore_common = False
        self.web_debugger = None
        self.tg_buff: list = []
        self._mods: dict = {}

    def install_tg_log(self, mod) -> None:
        """Accepted from the tester module; there is no log chat without the inline bot."""
        self._mods[mod.tg_id] = mod

    def setLevel(self, level: int) -> None:
        """Sets from which level on records are kept."""
        self.lvl = level

    def dump(self) -> list:
        """The kept records."""
        return [*self.handledbuffer, *self.buffer]

    def dumps(self, lvl: int = 0, client_id: typing.Optional[int] = None) -> typing.List[str]:
        """The kept records of a level or above, as lines."""
        return [masked(_main_formatter.format(record)) for record in self.dump() if record.levelno >= lvl]

    def get_logid_by_client(self, client_id: int):
        """The log chat of an account: there is none."""
        return getattr(self._mods.get(client_id), "logchat", None)

    async def get_logs_topic_id_by_client(self, client_id: int):
        """The log topic of an account: there is none."""
        return None

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps a record and passes it to the core."""
        try:
            record.account, record.module_name = _account, context.module.get() or record.name
            # Masked now: a hidden option may have another value when the log is read.
            text = record.getMessage()
            if (clean := masked(text)) != text:
                record.msg, record.args = clean, ()
            if record.levelno >= self.lvl:
                self.buffer.append(record)
            from _ox import native

            native.log(min(record.levelno, 255), record.module_name, masked(_core_formatter.format(record)))
        except Exception:
            self.handleError(record)


MemoryHandler = RotatingLogsHandler = TelegramLogsHandler


def init(level: int = logging.INFO) -> TelegramLogsHandler:
    """Makes the root logger ours; gives its handler."""
    root = logging.getLogger()
    handler = TelegramLogsHandler()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    for name in ("telethon", "urllib3", "asyncio", "PIL", "matplotlib"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return handler


def getlines(filename: str, module_globals=None) -> typing.List[str]:
    """The source lines of a file or a loaded module."""
    import linecache

    return linecache.getlines(filename, module_globals)


def override_text(exception: BaseException) -> typing.Optional[str]:
    """A friendlier text for exceptions that are about the network."""
    return "the network failed" if isinstance(exception, (ConnectionError, TimeoutError)) else None
