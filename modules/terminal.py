"""Terminal: commands of the machine, shown while they run; sources in other languages than Python."""

import asyncio
import contextlib
import os
import pathlib
import re
import shutil
import signal
import tempfile

from telethon.errors import MessageNotModifiedError

from .. import loader, utils
from .._shown import prefix_of

_EVERY = 3.0
_SHOWN = 3000
_COMMAND = 800
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b\].*?(?:\x07|\x1b\\)")
_SECONDS = 60
_STEPS = 1_000_000


class _Running:
    """A command that runs, and what it has said so far."""

    def __init__(self, process, command: str):
        self.process, self.command, self.output = process, command, bytearray()

    def text(self) -> str:
        """The last part of what it said."""
        text = visible(_COLOURS.sub("", self.output.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")))
        return text if len(text) <= _SHOWN else "…" + text[-_SHOWN:]


@loader.tds
class TerminalMod(loader.Module):
    strings = {"name": "Terminal"}

    def __init__(self):
        # Quirk: the name is the one under which other hosts have stored it.
        self.config = loader.ModuleConfig(
            loader.ConfigValue(
                "FLOOD_WAIT_PROTECT",
                _EVERY,
                lambda: self.strings("every_doc"),
                validator=loader.validators.Float(minimum=1),
            )
        )
        self._running = {}

    @loader.command()
    async def terminal(self, message):
        command = utils.get_args_raw(message)
        if not command:
            await utils.answer(message, self.strings("usage").format(prefix=prefix_of(self, message)))
            return
        await self._run(message, command)

    @loader.command()
    async def apt(self, message):
        arguments = utils.get_args_raw(message)
        if not arguments:
            await utils.answer(message, self.strings("apt_usage").format(prefix=prefix_of(self, message)))
            return
        if os.geteuid() != 0:
            await utils.answer(message, self.strings("no_root").format(utils.escape_html(arguments)))
            return
        await self._run(message, f"apt-get -y {arguments}")

    @loader.command()
    async def terminate(self, message):
        reply = await message.get_reply_message()
        running = self._running.get((utils.get_chat_id(message), reply.id)) if reply else None
        if running is None:
            await utils.answer(message, self.strings("terminate_usage").format(prefix=prefix_of(self, message)))
            return
        number = signal.SIGKILL if "-f" in utils.get_args_raw(message).split() else signal.SIGTERM
        end(running.process, number)
        await utils.answer(message, self.strings("terminated"))

    async def _run(self, message, command: str) -> None:
        """Runs a command and keeps the message up with it."""
        process = await asyncio.create_subprocess_shell(
            command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        running = _Running(process, command)
        shown = self._shown(running)
        message = await utils.answer(message, shown)
        key = utils.get_chat_id(message), message.id
        self._running[key] = running
        try:
            reading = asyncio.ensure_future(self._read(running))
            while not (await asyncio.wait((reading,), timeout=self.config["FLOOD_WAIT_PROTECT"]))[0]:
                if (text := self._shown(running)) != shown:
                    shown = text
                    with contextlib.suppress(MessageNotModifiedError):
                        message = await utils.answer(message, text)
            await process.wait()
            # A quick command has ended before it was shown at all.
            if (text := self._shown(running)) != shown:
                with contextlib.suppress(MessageNotModifiedError):
                    await utils.answer(message, text)
        finally:
            self._running.pop(key, None)
            # Its message is gone, or the module is: nobody could end it any more.
            if process.returncode is None:
                end(process, signal.SIGTERM)

    async def _read(self, running) -> None:
        while data := await running.process.stdout.read(4096):
            running.output += data
            del running.output[: -_SHOWN * 4]

    def _shown(self, running) -> str:
        code = running.process.returncode
        head = self.strings("running") if code is None else self.strings("failed" if code else "ended").format(code)
        command = running.command if len(running.command) <= _COMMAND else running.command[:_COMMAND] + "…"
        lines = [f"⌨️ <code>{utils.escape_html(command)}</code>", head]
        if text := running.text():
            lines.append(f"<pre>{utils.escape_html(text)}</pre>")
        return "\n".join(lines)

    # -- sources in other languages ---------------------------------------------

    @loader.command(alias="ecpp")
    async def ec(self, message):
        await self._evaluate(message, "C++", ("g++", "clang++"), "main.cpp", compiled=True)

    @loader.command()
    async def enode(self, message):
        await self._evaluate(message, "JavaScript", ("node",), "main.js")

    @loader.command()
    async def ephp(self, message):
        await self._evaluate(message, "PHP", ("php",), "main.php")

    @loader.command()
    async def eruby(self, message):
        await self._evaluate(message, "Ruby", ("ruby",), "main.rb")

    @loader.command()
    async def ebf(self, message):
        source = utils.get_args_raw(message)
        if not source:
            await utils.answer(message, self.strings("source_usage").format(language="Brainfuck"))
            return
        try:
            result = visible(brainfuck(source))
        except ValueError as error:
            result = f"{type(error).__name__}: {error}"
        await utils.answer(message, self.strings("result").format(utils.escape_html(source), utils.escape_html(result)))

    async def _evaluate(self, message, language: str, programs: tuple, name: str, compiled: bool = False) -> None:
        source = utils.get_args_raw(message)
        program = next(filter(None, map(shutil.which, programs)), None)
        if program is None or not source:
            key = self.strings("source_usage") if program else self.strings("no_program")
            await utils.answer(message, key.format(utils.escape_html(programs[0]), language=language))
            return
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, name)
            path.write_text(source)
            steps = [(program, name)]
            if compiled:
                steps = [(program, name, "-o", path.stem), (str(path.with_suffix("")),)]
            result = ""
            for step in steps:
                code, result = await output_of(step, folder)
                if code:
                    break
        await utils.answer(message, self.strings("result").format(utils.escape_html(source), utils.escape_html(result)))


def end(process, number: int) -> None:
    """Signals a command and all that it started; it may have ended by itself meanwhile."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


async def output_of(command: tuple, folder: str) -> tuple:
    """The exit code and the output of a program that runs in a folder; it is ended after a minute."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=folder,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), _SECONDS)
    except asyncio.TimeoutError:
        process.kill()
        await process.wait()
        return 1, f"TimeoutError: {_SECONDS} s"
    return process.returncode, output.decode(errors="replace")[-_SHOWN:]


def visible(text: str) -> str:
    """A text with its control characters spelt out: a message cannot hold them."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else repr(sign)[1:-1] for sign in text)


def brainfuck(source: str) -> str:
    """What a program of the eight signs prints; `ValueError` for brackets without a partner and for endless programs."""
    jumps, opened = {}, []
    for at, sign in enumerate(source):
        if sign == "[":
            opened.append(at)
        elif sign == "]":
            if not opened:
                raise ValueError("`]` without `[`")
            jumps[at] = opened.pop()
            jumps[jumps[at]] = at
    if opened:
        raise ValueError("`[` without `]`")
    cells, place, at, printed = {}, 0, 0, []
    for _ in range(_STEPS):
        if at >= len(source):
            return "".join(printed)
        sign, value = source[at], cells.get(place, 0)
        place += {">": 1, "<": -1}.get(sign, 0)
        if sign in "+-":
            cells[place] = (value + (1 if sign == "+" else -1)) % 256
        elif sign == ".":
            printed.append(chr(value))
        elif sign == "," or (sign == "[" and not value) or (sign == "]" and value):
            cells[place] = 0 if sign == "," else value
            at = jumps.get(at, at)
        at += 1
    raise ValueError(f"the program has not ended after {_STEPS} steps")
