"""Loader: brings modules in from a file, a path or an address, takes them out, shows their source.

A module that was loaded from a path is loaded again when its file changes. Updates from addresses are the updater's.
"""

import contextlib
import inspect
import io
import logging
import pathlib
import re
import shutil
import urllib.parse

from .. import loader, utils

logger = logging.getLogger(__name__)

_MAX_SOURCE = 4 * 1024 * 1024
_DOWNLOAD_SECONDS = 30


class SourceError(Exception):
    """There is no source to load; the arguments are a string's key and what it is filled with."""


@loader.tds
class LoaderMod(loader.Module):
    strings = {"name": "Loader"}

    # Quirk: modules wait for these names of the loader they know; nothing is loaded later than at the start.
    fully_loaded = True
    _fully_loaded = True

    async def client_ready(self):
        self._seen = {}
        self._watch_files()

    @loader.command(alias="lm")
    async def loadmod(self, message):
        await self._load(message, " ".join(_without_flags(utils.get_args_raw(message))))

    @loader.command(alias="dlm")
    async def dlmod(self, message):
        addresses = _without_flags(utils.get_args_raw(message))
        if len(addresses) != 1 or not is_address(addresses[0]):
            await utils.answer(message, self.strings("download_usage").format(prefix=self.get_prefix()))
            return
        await self._load(message, addresses[0])

    @loader.command(alias="ulm")
    async def unloadmod(self, message):
        name = utils.get_args_raw(message).strip()
        if not name:
            await utils.answer(message, self.strings("unload_usage").format(prefix=self.get_prefix()))
            return
        try:
            gone = await self.allmodules.unload_module(name)
        except Exception as error:
            await utils.answer(message, self.strings("not_unloaded").format(utils.escape_html(_line(error))))
            return
        if not gone:
            await utils.answer(message, self.strings("no_module").format(utils.escape_html(name)))
            return
        self.update_modules_in_db()
        await utils.answer(message, self.strings("unloaded").format(utils.escape_html(", ".join(gone))))

    @loader.command()
    async def ml(self, message):
        name = utils.get_args_raw(message).strip()
        module = self.lookup(name) if name else None
        if not module:
            key = "no_module" if name else "source_usage"
            await utils.answer(message, self.strings(key).format(utils.escape_html(name), prefix=self.get_prefix()))
            return
        source = inspect.getmodule(type(module)).__loader__.get_source(type(module).__module__)
        document = io.BytesIO(source.encode())
        document.name = f"{type(module).__name__}.py"
        await utils.answer_file(message, document, self.strings("source").format(utils.escape_html(module.name)))

    async def download_and_install(self, module_name: str, message=None) -> bool:
        """Loads the module at an address; tells `message`, if there is one, how it went."""
        try:
            source, origin, name = await self.fetch(module_name, message)
            module = await self.allmodules.load_source(source, origin, name, True, message)
        except Exception as error:
            await self._tell(message, self.why(error))
            return False
        self.update_modules_in_db()
        self._watch_files()
        await self._tell(message, self._loaded(module, source))
        return True

    def update_modules_in_db(self) -> None:
        """Writes down which modules came from an address, under the name that other modules read."""
        origins = {type(module).__name__: str(module.__origin__) for module in self.allmodules.modules}
        self.set("loaded_modules", {name: origin for name, origin in origins.items() if is_address(origin)})

    async def fetch(self, where: str, message=None) -> tuple:
        """`(source, origin, name)` of what is meant: an address, a path, or the file at hand."""
        if is_address(where):
            return await utils.run_sync(download, where), where, where
        if where:
            path = pathlib.Path(where).expanduser()
            return await utils.run_sync(read_path, path), path.resolve().as_uri(), None
        return await self._attached(message), "<string>", None

    async def _attached(self, message) -> str:
        reply = await message.get_reply_message() if message else None
        holder = next((m for m in (message, reply) if m and m.file), None)
        if holder is None:
            raise SourceError("load_usage", {"prefix": self.get_prefix()})
        return decode(await holder.download_media(bytes))

    async def _load(self, message, where: str) -> None:
        await self.download_and_install(where, message)

    def _loaded(self, module, source: str) -> str:
        """What the owner is told of a new module: itself, who wrote it, what it expects of the machine."""
        lines = [self.strings("loaded").format(self.lookup("Help").describe(module))]
        if developer := re.search(r"^[ \t]*#[ \t]*meta[ \t]*developer[ \t]*:[ \t]*(.+?)[ \t]*$", source, re.MULTILINE):
            lines.append(self.strings("developer").format(utils.escape_html(developer[1])))
        if packages := loader.VALID_APT_PACKAGES.search(source):
            lines.append(self.strings("system_packages").format(utils.escape_html(packages[1])))
        if re.search(r"^[ \t]*#[ \t]*scope:[ \t]*ffmpeg", source, re.MULTILINE) and not shutil.which("ffmpeg"):
            lines.append(self.strings("system_packages").format("ffmpeg"))
        return "\n\n".join(lines)

    # -- files that change ---------------------------------------------------

    @loader.loop(interval=1, wait_before=True)
    async def file_watch(self):
        """Loads what has changed on the disk again; ends when no module is from a path."""
        files = self._files()
        if not files:
            raise loader.StopLoop
        for path, module in files.items():
            before, now = self._seen.get(path), _stamp(path)
            self._seen[path] = now
            if now is not None and before != now:
                await self._reload(path, module)

    def _watch_files(self) -> None:
        files = self._files()
        self._seen = {path: self._seen.get(path) or _stamp(path) for path in files}
        if files:
            self.file_watch.start()

    def _files(self) -> dict:
        """`{path: module}` of the modules that were loaded from a path."""
        origins = ((str(module.__origin__), module) for module in self.allmodules.modules)
        return {
            urllib.parse.unquote(origin.removeprefix("file://")): module
            for origin, module in origins
            if origin.startswith("file://")
        }

    async def _reload(self, path: str, module) -> None:
        try:
            source, origin, _ = await self.fetch(path)
            if source != getattr(module, "__source__", None):
                await self.allmodules.load_source(source, origin, None, True)
                logger.info("`%s` has changed and was loaded again", path)
        except Exception as error:
            logger.warning("`%s` has changed and cannot be loaded: %s", path, utils.remove_html(self.why(error)))

    def why(self, error: Exception) -> str:
        """An error of loading as a text for the owner."""
        if isinstance(error, SourceError):
            key, values = error.args
            return self.strings(key).format(**{name: utils.escape_html(value) for name, value in values.items()})
        return self.strings("not_loaded").format(utils.escape_html(_line(error)))

    async def _tell(self, message, text: str) -> None:
        if message is not None:
            with contextlib.suppress(loader.SelfUnload):
                await utils.answer(message, text)


def _stamp(path: str):
    """What differs when a file was written; `None` when there is none."""
    try:
        status = pathlib.Path(path).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def is_address(text: str) -> bool:
    """Whether this is something to download."""
    return bool(re.fullmatch(r"https?://\S+", text or ""))


def download(address: str) -> str:
    """The source at an address; pages that show a file on a code host are followed to the file itself."""
    import urllib.error
    import urllib.request

    address = re.sub(r"^(https://(?:github|gitlab)\.com/[^?#]+?)/(?:-/)?blob/", r"\1/raw/", address)
    try:
        with urllib.request.urlopen(address, timeout=_DOWNLOAD_SECONDS) as answer:
            return decode(answer.read(_MAX_SOURCE + 1))
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        reason = " ".join(str(part) for part in (getattr(error, "code", ""), getattr(error, "reason", error)) if part)
        raise SourceError("not_downloaded", {"where": address, "reason": reason}) from error


def read_path(path: pathlib.Path) -> str:
    """The source in a file of this machine."""
    try:
        with path.open("rb") as file:
            return decode(file.read(_MAX_SOURCE + 1))
    except OSError as error:
        raise SourceError("not_read", {"where": str(path), "reason": error.strerror or str(error)}) from error


def decode(data: bytes) -> str:
    """Bytes of a file as source text."""
    if len(data or b"") > _MAX_SOURCE:
        raise SourceError("too_long", {"limit": str(_MAX_SOURCE // 1024 // 1024)})
    try:
        return data.decode("utf-8-sig")
    except (UnicodeDecodeError, AttributeError) as error:
        raise SourceError("not_text", {}) from error


def _without_flags(text: str) -> list:
    # Quirk: `-fs` asked older loaders to keep the file; every module is kept here.
    return [word for word in text.split(" ") if word not in ("", "-fs")]


def _line(error: Exception) -> str:
    """An error as one line: its text, with its type where the text is not meant for the owner."""
    text = " ".join(str(error).split())
    if isinstance(error, (loader.LoadError, loader.SelfUnload, loader.SelfSuspend)):
        return text or "no reason was given"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
