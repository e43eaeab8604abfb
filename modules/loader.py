"""Loader: brings modules in from a file, a path, an address or a repository, takes them out, shows their source.

A module that was loaded from a path is loaded again when its file changes. Updates from addresses are the updater's.
"""

import asyncio
import base64
import contextlib
import inspect
import io
import logging
import os
import pathlib
import re
import shutil
import time
import urllib.parse

from .. import loader, utils
from .._address import request_to
from .._shown import prefix_of

logger = logging.getLogger(__name__)

_MAX_SOURCE = 4 * 1024 * 1024
_DOWNLOAD_SECONDS = 30
_LIST_SECONDS = 300
_SHOWN_NAMES = 60
_EVERY = 1.5
_LONGEST_PROGRESS = 3500


class SourceError(Exception):
    """There is no source to load; the arguments are a string's key and what it is filled with."""


@loader.tds
class LoaderMod(loader.Module):
    strings = {"name": "Loader"}

    # Quirk: modules wait for these names of the loader they know; nothing is loaded later than at the start.
    fully_loaded = True
    _fully_loaded = True

    def __init__(self):
        # Quirk: the names are those under which other hosts have stored them.
        self.config = loader.ModuleConfig(
            loader.ConfigValue(
                "MODULES_REPO",
                "https://raw.githubusercontent.com/coddrago/modules/main",
                lambda: self.strings("main_repository"),
                validator=loader.validators.Link(),
            ),
            loader.ConfigValue(
                "ADDITIONAL_REPOS",
                [],
                lambda: self.strings("more_repositories"),
                validator=loader.validators.Series(validator=loader.validators.Link()),
            ),
            loader.ConfigValue(
                "share_link", True, lambda: self.strings("share_link_doc"), validator=loader.validators.Boolean()
            ),
            loader.ConfigValue(
                "basic_auth",
                None,
                lambda: self.strings("basic_auth_doc"),
                validator=loader.validators.Hidden(loader.validators.RegExp(r"^.+:.+$")),
            ),
        )
        self._lists = {}

    async def client_ready(self):
        self._seen = {}
        self.watch_files()

    @loader.command(alias="lm")
    async def loadmod(self, message):
        await self._load(message, " ".join(_without_flags(utils.get_args_raw(message))))

    @loader.command(alias="dlm")
    async def dlmod(self, message):
        names = _without_flags(utils.get_args_raw(message))
        if not names:
            await self._show_repositories(message)
            return
        if len(names) == 1:
            await self.download_and_install(names[0], message)
            return
        lines, text, since, shown = [], "", time.monotonic(), message
        for name in dict.fromkeys(names):
            loaded, said = await self._outcome(name, message)
            lines += [self.strings("loaded_one").format(utils.escape_html(name)), *said] if loaded else said
            # What does not fit into a message becomes a file, and that only once.
            if time.monotonic() - since > _EVERY and len("\n".join(lines)) < _LONGEST_PROGRESS:
                text, since = "\n".join(lines), time.monotonic()
                shown = await utils.answer(shown, text)
        if "\n".join(lines) != text:
            await utils.answer(shown, "\n".join(lines))

    @loader.command()
    async def dlmall(self, message):
        words = utils.get_args_raw(message).split()
        wanted = next((word for word in words if word != "-f"), self.config["MODULES_REPO"]).strip("/")
        if not is_address(wanted):
            await utils.answer(message, self.strings("all_usage").format(prefix=prefix_of(self, message)))
            return
        try:
            links = await self._links(wanted)
        except Exception as error:
            await utils.answer(message, self.why(error))
            return
        if "-f" not in words:
            again = f"{self.get_prefix()}dlmall {wanted} -f"
            await utils.answer(message, self.strings("all_confirm").format(len(links), again=utils.escape_html(again)))
            return
        await self.load_list(message, links)

    @loader.command()
    async def dlpreset(self, message):
        name = utils.get_args_raw(message).strip()
        if not re.fullmatch(r"[\w-]+", name):
            await utils.answer(message, self.strings("preset_usage").format(prefix=prefix_of(self, message)))
            return
        try:
            links = await self._links(self.config["MODULES_REPO"].strip("/"), f"{name}.txt")
        except Exception as error:
            await utils.answer(message, self.why(error))
            return
        await self.load_list(message, links)

    async def load_list(self, message, links: list) -> None:
        """Loads one module after another and says at the end which did not, and what there is to know of the others."""
        outcomes, since, shown = [], time.monotonic(), message
        for link in links:
            if time.monotonic() - since > _EVERY:
                since, where = time.monotonic(), utils.escape_html(link)
                shown = await utils.answer(shown, self.strings("loading").format(len(outcomes), all=len(links), where=where))
            outcomes.append(await self._outcome(link, message))
        loaded = self.strings("loaded_many").format(sum(done for done, _ in outcomes), all=len(links))
        await utils.answer(shown, "\n".join([loaded, *(line for _, said in outcomes for line in said)]))

    @loader.command()
    async def cover(self, message):
        name = utils.get_args_raw(message).strip()
        module = self.allmodules.named(name) if name else None
        if not module or not module.is_external:
            key = "no_module" if name else "cover_usage"
            await utils.answer(message, self.strings(key).format(utils.escape_html(name), prefix=prefix_of(self, message)))
            return
        self.allmodules.let_cover(module, not self.allmodules.may_cover(module))
        # Without the protection of built-in commands every module may.
        text = self.strings("covers" if self.allmodules.may_cover(module) else "covers_not")
        await utils.answer(message, text.format(utils.escape_html(module.name), prefix=prefix_of(self, message)))

    @loader.command(alias="ulm")
    async def unloadmod(self, message):
        words = re.split(r"[,\n]", utils.get_args_raw(message).removesuffix(" -f"))
        names = [word.strip() for word in words if word.strip()]
        wipe = utils.get_args_raw(message).endswith(" -f")
        if not names:
            await utils.answer(message, self.strings("unload_usage").format(prefix=prefix_of(self, message)))
            return
        await utils.answer(message, "\n".join([await self._unload(name, wipe) for name in names]))

    async def _unload(self, name: str, wipe: bool) -> str:
        """Unloads a module, with `wipe` also what it keeps. Gives what there is to say."""
        try:
            gone = await self.allmodules.unload_module(name)
        except Exception as error:
            return self.strings("not_unloaded").format(self.reason(error))
        if not gone:
            return self.strings("no_module").format(utils.escape_html(name))
        for owner in gone if wipe else ():
            self._db.pop(owner, None)
        self.update_modules_in_db()
        return self.strings("wiped" if wipe else "unloaded").format(utils.escape_html(", ".join(gone)))

    @loader.command()
    async def clearmodules(self, message):
        names = [type(module).__name__ for module in self.allmodules.modules if module.is_external]
        if not names:
            await utils.answer(message, self.strings("none_loaded"))
        elif "-f" not in utils.get_args_raw(message).split():
            shown = utils.escape_html(", ".join(names))
            await utils.answer(message, self.strings("clear_confirm").format(shown, prefix=prefix_of(self, message)))
        else:
            await utils.answer(message, "\n".join([await self._unload(name, False) for name in names]))

    # -- repositories ----------------------------------------------------------

    @loader.command()
    async def addrepo(self, message):
        address = utils.get_args_raw(message).strip().rstrip("/")
        if not is_address(address):
            await utils.answer(message, self.strings("repo_usage").format(prefix=prefix_of(self, message)))
        elif address in self.repositories():
            await utils.answer(message, self.strings("repo_known").format(utils.escape_html(address)))
        else:
            try:
                links = await self._links(address)
            except Exception as error:
                await utils.answer(message, self.why(error))
                return
            self.config["ADDITIONAL_REPOS"] = [*self.config["ADDITIONAL_REPOS"], address]
            await utils.answer(message, self.strings("repo_added").format(utils.escape_html(address), count=len(links)))

    @loader.command()
    async def delrepo(self, message):
        address = utils.get_args_raw(message).strip().rstrip("/")
        if not address:
            await utils.answer(message, self.strings("forget_usage").format(prefix=prefix_of(self, message)))
            return
        kept = [known for known in self.config["ADDITIONAL_REPOS"] if known.rstrip("/") != address]
        if len(kept) == len(self.config["ADDITIONAL_REPOS"]):
            known = utils.escape_html(", ".join(self.config["ADDITIONAL_REPOS"]) or "-")
            await utils.answer(message, self.strings("repo_unknown").format(utils.escape_html(address), known=known))
            return
        self.config["ADDITIONAL_REPOS"] = kept
        await utils.answer(message, self.strings("repo_gone").format(utils.escape_html(address)))

    def repositories(self) -> list:
        """The addresses of all repositories, the main one first."""
        addresses = [self.config["MODULES_REPO"], *(self.config["ADDITIONAL_REPOS"] or [])]
        return list(dict.fromkeys(address.rstrip("/") for address in addresses if address))

    async def get_repo_list(self, only_primary: bool = False) -> dict:
        """`{repository: [address of a module]}`; one that cannot be read has none."""
        found = {}
        for repository in self.repositories()[: 1 if only_primary else None]:
            try:
                found[repository] = await self._links(repository)
            except SourceError as error:
                logger.info("repository %s: %s", repository, utils.remove_html(self.why(error)))
                found[repository] = []
        return found

    async def get_links_list(self) -> list:
        """The addresses of all modules of all repositories, those of the main one first."""
        return [link for links in (await self.get_repo_list()).values() for link in links]

    async def _links(self, repository: str, index: str = "full.txt") -> list:
        """The addresses of what a repository's list names; a list is read again after five minutes."""
        known, since = self._lists.get((repository, index), (None, 0))
        if known is None or time.monotonic() - since > _LIST_SECONDS:
            text = await utils.run_sync(download, f"{repository}/{index}", self.config["basic_auth"])
            names = [line.strip().removesuffix(".py") for line in text.splitlines()]
            known = [f"{repository}/{name}.py" for name in names if re.fullmatch(r"[^\s#<>][^\s<>]*", name)]
            if not known:
                raise SourceError("no_list", {"where": f"{repository}/{index}"})
            self._lists[repository, index] = known, time.monotonic()
        return known

    async def find_link(self, name: str):
        """The address of the module of that name, in any case, in the first repository that has it; `None` when none has."""
        wanted = f"/{name.lower().removesuffix('.py')}.py"
        return next((link for link in await self.get_links_list() if link.lower().endswith(wanted)), None)

    async def _show_repositories(self, message) -> None:
        parts, empty = [], self.strings("no_names")
        for repository, links in (await self.get_repo_list()).items():
            names = [link.rsplit("/", 1)[-1].removesuffix(".py") for link in links]
            shown = " | ".join(f"<code>{utils.escape_html(name)}</code>" for name in names[:_SHOWN_NAMES])
            more = f" … +{len(names) - _SHOWN_NAMES}" if len(names) > _SHOWN_NAMES else ""
            parts.append(f"📚 {utils.escape_html(repository)}\n{shown or empty}{more}")
        await utils.answer(
            message, "\n\n".join([*parts, self.strings("download_usage").format(prefix=prefix_of(self, message))])
        )

    # -- showing -----------------------------------------------------------------

    @loader.command()
    async def ml(self, message):
        name = utils.get_args_raw(message).strip()
        module = self.allmodules.named(name) if name else None
        if not module:
            key = "no_module" if name else "source_usage"
            await utils.answer(message, self.strings(key).format(utils.escape_html(name), prefix=prefix_of(self, message)))
            return
        source = inspect.getmodule(type(module)).__loader__.get_source(type(module).__module__)
        document = io.BytesIO(source.encode())
        document.name = f"{type(module).__name__}.py"
        await utils.answer_file(message, document, self.strings("source").format(utils.escape_html(module.name)))

    # -- loading -------------------------------------------------------------

    async def _send_stats(self, url: str, retry: bool = False) -> None:
        """Accepted from modules that load others; nothing is reported to anybody."""

    async def download_and_install(self, module_name: str, message=None, repository: bool = True) -> bool:
        """Loads the module at an address or, with `repository`, of a name there; tells `message`, if there is one, how it went."""
        try:
            module, source = await self._take(module_name, message, repository)
        except Exception as error:
            await self._tell(message, self.why(error))
            return False
        await self._tell(message, self._loaded(module, source))
        return True

    async def _outcome(self, name: str, message) -> tuple:
        """Loads one of several; gives whether that was done, and what there is to say."""
        try:
            module, _ = await self._take(name, message, True)
        except Exception as error:
            return False, [f"<code>{utils.escape_html(name)}</code>: {self.why(error)}"]
        return True, self._notes(module)

    async def _take(self, where: str, message, repository: bool) -> tuple:
        """Loads what is meant. Gives the module and its source."""
        if repository and not is_address(where):
            link = await self.find_link(where)
            if link is None:
                raise SourceError("not_found", {"name": where})
            where = link
        source, origin, name = await self.fetch(where, message)
        loading = asyncio.ensure_future(self.allmodules.load_source(source, origin, name, True, message))
        await self._wait(loading, message)
        module = await loading
        self.update_modules_in_db()
        self.watch_files()
        return module, source

    async def _wait(self, loading, message) -> None:
        """Tells the owner once when a module waits for an answer."""
        while not (await asyncio.wait((loading,), timeout=0.5))[0]:
            asking = next((m for m in self.allmodules.modules if getattr(m, "hikka_wait_channel_approve", None)), None)
            if asking is not None:
                await self._tell(message, self.strings("asks").format(utils.escape_html(asking.name)))
                return

    def update_modules_in_db(self) -> None:
        """Writes down which modules came from an address, under the name that other modules read."""
        origins = {type(module).__name__: str(module.__origin__) for module in self.allmodules.modules}
        self.set("loaded_modules", {name: origin for name, origin in origins.items() if is_address(origin)})

    async def fetch(self, where: str, message=None) -> tuple:
        """`(source, origin, name)` of what is meant: an address, a path, or the file at hand."""
        if is_address(where):
            own = any(where.startswith(repository + "/") for repository in self.repositories())
            return await utils.run_sync(download, where, self.config["basic_auth"] if own else None), where, where
        if where:
            path = pathlib.Path(os.path.expanduser(where))
            return await utils.run_sync(read_path, path), path.resolve().as_uri(), None
        return await self._attached(message), "<string>", None

    async def _attached(self, message) -> str:
        reply = await message.get_reply_message() if message else None
        holder = next((m for m in (message, reply) if m and m.file), None)
        if holder is None:
            raise SourceError("load_usage", {"prefix": self.get_prefix()})
        return decode(await holder.download_media(bytes))

    async def _load(self, message, where: str) -> None:
        await self.download_and_install(where, message, repository=False)

    def _loaded(self, module, source: str) -> str:
        """What the owner is told of a new module: itself, who wrote it, what it expects of the machine."""
        helper = self.lookup("Help")
        short = _has(source, "scope", "disable_onload_docs")
        about = f"<b>{utils.escape_html(module.name)}</b>" if short else helper.describe(module)
        lines = [self.strings("loaded").format(about)]
        if developer := re.search(r"^[ \t]*#[ \t]*meta[ \t]*developer[ \t]*:[ \t]*(.+?)[ \t]*$", source, re.MULTILINE):
            lines.append(self.strings("developer").format(utils.escape_html(developer[1])))
        if libraries := [type(value).__name__ for value in vars(module).values() if isinstance(value, loader.Library)]:
            lines.append(self.strings("libraries").format(utils.escape_html(", ".join(libraries))))
        if self.config["share_link"] and is_address(str(module.__origin__)):
            lines.append(self.strings("link").format(utils.escape_html(module.__origin__)))
        without_bot = _has(source, "scope", "inline") and not self.inline.init_complete
        if without_bot or getattr(module, "_ox_without_bot", False):
            lines.append(self.strings("needs_inline"))
        if packages := loader.VALID_APT_PACKAGES.search(source):
            lines.append(self.strings("system_packages").format(utils.escape_html(packages[1])))
        if _has(source, "scope", "ffmpeg") and not shutil.which("ffmpeg"):
            lines.append(self.strings("system_packages").format("ffmpeg"))
        return "\n\n".join(lines + self._notes(module))

    def _notes(self, module) -> list:
        """What the owner should know of a module that was loaded: whose packages it changed, which of its commands wait for her word."""
        notes = [
            self.strings("package_changed").format(**{key: utils.escape_html(value) for key, value in change.items()})
            for change in getattr(module, "_ox_changed", ())
        ]
        if waiting := self.allmodules.waiting_names(module):
            names = ", ".join(f"<code>{utils.escape_html(name)}</code>" for name in waiting)
            values = {"module": utils.escape_html(type(module).__name__), "prefix": prefix_of(self)}
            notes.append(self.strings("built_in_names").format(names, **values))
        return notes

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

    def watch_files(self) -> None:
        """Looks from now on at the files from which modules were loaded."""
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
        return self.strings("not_loaded").format(self.reason(error))

    def reason(self, error: Exception) -> str:
        """What an error says, in the owner's language where the words are the host's."""
        if said := getattr(error, "said", None):
            key, values = said
            return self.strings(key).format(**{name: utils.escape_html(value) for name, value in values.items()})
        return utils.escape_html(_line(error)) or self.strings("no_reason")

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


def _has(source: str, comment: str, value: str) -> bool:
    """Whether a source has the comment `# scope: value`."""
    return re.search(rf"^[ \t]*#[ \t]*{comment}:[ \t]*{value}\b", source, re.MULTILINE) is not None


def download(address: str, login=None) -> str:
    """The source at an address, with `login` (`user:password`) if it is given; pages that show a file on a code host are followed
    to the file itself."""
    import http.client
    import urllib.error
    import urllib.request

    address = re.sub(r"^(https://(?:github|gitlab)\.com/[^?#]+?)/(?:-/)?blob/", r"\1/raw/", address)
    try:
        request = request_to(address)
        if login:
            request.add_header("Authorization", f"Basic {base64.b64encode(login.encode()).decode()}")
        with urllib.request.urlopen(request, timeout=_DOWNLOAD_SECONDS) as answer:
            return decode(answer.read(_MAX_SOURCE + 1))
    except (OSError, ValueError, http.client.HTTPException) as error:
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
    """An error as one line: its text, perhaps none, with its type where the text is not meant for the owner."""
    # A syntax error calls the source by the name that the loader gave it.
    own = isinstance(error, SyntaxError) and str(error.filename).startswith("<")
    text = " ".join((f"{error.msg} (line {error.lineno})" if own else str(error)).split())
    if isinstance(error, (loader.LoadError, loader.SelfUnload, loader.SelfSuspend)):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
