"""The log in a chat: records gathered for a few seconds, repeats counted, sent as one message or one file.

Whatever sending itself logs is not sent: there is no loop. Which chat it is, is the tester module's to say.
"""

import asyncio
import contextvars
import io
import logging
import threading
import typing

from . import _log_text

_PAUSE = 3.0
"""Seconds between two messages; doubled while nothing but repeats comes."""
_LONGEST_PAUSE = 60.0
_LONGEST_TEXT = 4000
_MOST = 100
_sending: contextvars.ContextVar = contextvars.ContextVar("sending_log", default=False)


class Entry:
    """One line of the log and how often it came."""

    def __init__(self, key: tuple, html: str, plain: str, stack: str = ""):
        self.key, self.html, self.plain, self.stack = key, html, plain, stack
        self.count = 1

    def as_html(self) -> str:
        """For a message."""
        times = f" <b>×{self.count}</b>" if self.count > 1 else ""
        stack = f"\n<blockquote expandable>{_log_text.escape(self.stack)}</blockquote>" if self.stack else ""
        return f"{self.html}{times}{stack}"

    def as_text(self) -> str:
        """For a file."""
        times = f" ×{self.count}" if self.count > 1 else ""
        return f"{self.plain}{times}" + (f"\n{self.stack}" if self.stack else "")


class LogChat:
    """Where records go that the owner wants to see in Telegram. Until somebody says which chat that is, they wait."""

    def __init__(self):
        self._waiting: typing.Dict[tuple, Entry] = {}
        self._shown: typing.Dict[tuple, Entry] = {}
        self._message = None
        self._dropped = 0
        self._lock = threading.Lock()
        self._client = self._peer = self._task = None
        self._loop: typing.Optional[asyncio.AbstractEventLoop] = None
        self._closed = False
        self._pause = _PAUSE

    def open(self, client, peer) -> None:
        """Sends to `peer` from now on, what waited first. Called on the loop."""
        if peer != self._peer:
            self._message, self._shown = None, {}
        self._client, self._peer, self._closed = client, peer, False
        self._loop = asyncio.get_running_loop()
        self._arm()

    def close(self) -> None:
        """Sends nothing from now on."""
        self._closed, self._peer, self._message = True, None, None
        with self._lock:
            self._waiting.clear()

    def offer(self, record: logging.LogRecord, module: str, text: str) -> None:
        """Takes a record, from any thread."""
        if self._closed or _sending.get():
            return
        error, tb = _log_text.exception_of(record)
        where = _log_text.place(tb)
        key = (record.levelno, module, text, type(error).__name__, str(error), where)
        with self._lock:
            if (known := self._waiting.get(key)) is not None:
                known.count += 1
                return
            if len(self._waiting) >= _MOST:
                self._dropped += 1
                return
            stack = _log_text.full_stack(error, tb) if error is not None else ""
            plain = f"{record.levelname} {module}: {text}"
            self._waiting[key] = Entry(key, _log_text.record_html(record, module, text), plain, stack)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._arm)

    def _arm(self) -> None:
        if self._waiting and self._peer is not None and (self._task is None or self._task.done()):
            context = contextvars.copy_context()
            context.run(_sending.set, True)
            self._task = context.run(self._loop.create_task, self._run())

    async def _run(self) -> None:
        from _ox import context

        context.module.set("")
        while self._waiting and self._peer is not None:
            await asyncio.sleep(self._pause)
            with self._lock:
                entries, self._waiting = self._waiting, {}
                dropped, self._dropped = self._dropped, 0
            await self._persist(entries, dropped)

    async def _persist(self, entries: typing.Dict[tuple, Entry], dropped: int) -> None:
        """Sends, waiting as long as Telegram says; what cannot be sent is given up and only the core is told."""
        from telethon.errors import FloodWaitError

        while self._peer is not None:
            try:
                await self._send(entries, dropped)
                return
            except FloodWaitError as error:
                await asyncio.sleep(error.seconds + 1)
            except Exception as error:
                logging.getLogger(__name__).warning("the log could not be sent to its chat: %r", error)
                self._message = None
                return

    async def _send(self, entries: typing.Dict[tuple, Entry], dropped: int) -> None:
        if self._message is not None and not dropped and entries.keys() <= self._shown.keys():
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)
            for key, entry in entries.items():
                self._shown[key].count += entry.count
            entries.clear()
            await self._client.edit_message(self._peer, self._message, _joined(self._shown), parse_mode="html")
            return
        self._pause = _PAUSE
        html = _joined(entries) + (f"\n\n… +{dropped}" if dropped else "")
        if len(html) > _LONGEST_TEXT:
            await self._send_file(entries, dropped)
            return
        message = await self._client.send_message(self._peer, html, parse_mode="html", link_preview=False, silent=True)
        self._message, self._shown = message.id, entries

    async def _send_file(self, entries: typing.Dict[tuple, Entry], dropped: int) -> None:
        text = "\n\n".join(entry.as_text() for entry in entries.values()) + (f"\n\n… +{dropped}" if dropped else "")
        document = io.BytesIO(text.encode())
        document.name = "oxikka.log"
        head = next(iter(entries.values())).html
        more = f"\n… +{len(entries) - 1 + dropped}" if len(entries) + dropped > 1 else ""
        caption = head + more if len(head) < 900 else ""
        self._message, self._shown = None, {}
        await self._client.send_file(self._peer, document, caption=caption, parse_mode="html", silent=True)


def _joined(entries: typing.Dict[tuple, Entry]) -> str:
    return "\n\n".join(entry.as_html() for entry in entries.values())
