"""Logging: records of every logger go to the core with the module's name, the newest are kept for `.logs`, the grave ones are
offered to the log chat. What is masked is `_mask`'s to say, how an error reads `_log_text`'s."""

import collections
import logging
import typing

from _ox import context

from . import _log_text
from ._log_chat import LogChat
from ._mask import hide_options, hide_value, masked  # noqa: F401

_main_formatter = logging.Formatter(
    "%(asctime)s [%(levelname)s] %(account)s %(module_name)s: %(message)s", "%Y-%m-%d %H:%M:%S"
)
_tg_formatter = logging.Formatter("[%(levelname)s] %(name)s: %(message)s\n")
_core_formatter = logging.Formatter("%(message)s")

_account = 0
chat = LogChat()
"""The account's log chat."""


def of_account(number: int) -> None:
    """Sets whose log this is."""
    global _account
    _account = number


class HikkaException:
    """An exception as it is shown: `message` for the owner, `full_stack` for who wants all of it."""

    def __init__(self, message: str, full_stack: str, sysinfo: typing.Optional[tuple] = None):
        self.message, self.full_stack, self.sysinfo = message, full_stack, sysinfo
        self.debug_url = None

    @classmethod
    def from_exc_info(cls, exc_type, exc_value, tb, stack=None, comment=None) -> "HikkaException":
        """Describes an exception: where it happened, what it is, what it says."""
        message = _log_text.exception_html(exc_value, tb, comment)
        return cls(message, _log_text.escape(_log_text.full_stack(exc_value, tb)), (exc_type, exc_value, tb))


HerokuException = HikkaException


class TelegramLogsHandler(logging.Handler):
    """The root logger's one handler."""

    def __init__(self, targets: list = (), capacity: int = 2000):
        super().__init__(0)
        self.targets, self.capacity = list(targets), capacity
        self.buffer: typing.Deque = collections.deque(maxlen=capacity)
        self.handledbuffer: typing.Deque = collections.deque(maxlen=capacity)
        self.lvl = logging.NOTSET
        self.tg_level = logging.ERROR
        self.force_send_all = False
        self.ignore_common = False
        self.web_debugger = None
        self.tg_buff: list = []
        self._mods: dict = {}

    def install_tg_log(self, mod) -> None:
        """Remembers the module that knows the log chat as `logchat`."""
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
        """The log chat of an account; `None` when it has none."""
        return getattr(self._mods.get(client_id), "logchat", None)

    async def get_logs_topic_id_by_client(self, client_id: int):
        """The log topic of an account: there is none."""
        return None

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps a record and passes it to the core."""
        try:
            _, tb = _log_text.exception_of(record)
            module = context.module.get() or _log_text.module_of(tb) or record.name
            record.account, record.module_name = _account, module
            # Masked now: a hidden option may have another value when the log is read.
            text = record.getMessage()
            if (clean := masked(text)) != text:
                record.msg, record.args = clean, ()
            if record.levelno >= self.lvl:
                self.buffer.append(record)
            from _ox import native

            native.log(min(record.levelno, 255), module, masked(_core_formatter.format(record)))
            if record.levelno >= self.tg_level:
                chat.offer(record, module, clean)
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
    # What modules say for who looks for mistakes is kept, too: `.logs DEBUG` shows it.
    logging.getLogger(f"{__package__}.modules").setLevel(logging.DEBUG)
    return handler


def getlines(filename: str, module_globals=None) -> typing.List[str]:
    """The source lines of a file or a loaded module."""
    import linecache

    return linecache.getlines(filename, module_globals)


def override_text(exception: BaseException) -> typing.Optional[str]:
    """A friendlier text for exceptions that are about the network."""
    return "the network failed" if isinstance(exception, (ConnectionError, TimeoutError)) else None
