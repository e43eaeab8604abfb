"""`loader.Library` and loading libraries from their addresses."""

import asyncio
import inspect
import logging
import sys
import typing

from ._errors import LoadError, SelfSuspend
from . import _source

logger = logging.getLogger(__name__)
_KEPT = "oxikka.libraries"
"""Owner of the sources by address: they are downloaded anew only when the owner installs a module that wants them."""
_loading: typing.Dict[str, asyncio.Lock] = {}


class Library:
    """Code that several modules share; its class name ends with `Lib`. There is one instance for all of them."""

    allmodules = None

    def internal_init(self):
        """Sets what a library reads from the host."""
        modules = self.allmodules
        self.name = self.__class__.__name__
        self.db = self._db = modules.db
        self.client = self._client = modules.client
        self.tg_id = self._tg_id = modules.client.tg_id
        self.lookup = modules.lookup
        self.get_prefix = modules.get_prefix
        self.get_prefixes = modules.get_prefixes
        self.inline = modules.inline
        self.allclients = modules.allclients

    def _lib_get(self, key: str, default=None):
        """Reads a value that this library keeps."""
        return self._db.get(self.__class__.__name__, key, default)

    def _lib_set(self, key: str, value):
        """Keeps a value for this library."""
        return self._db.set(self.__class__.__name__, key, value)

    def _lib_pointer(self, key: str, default=None, item_type=None):
        """A list or dict of this library that writes itself back when changed."""
        return self._db.pointer(self.__class__.__name__, key, default, item_type)


async def import_library(module, url: str, suspend_on_error: bool) -> Library:
    """The library at `url`, loaded once per address and version. Raises `SelfSuspend` or `LoadError` when it cannot be had."""
    refuse = SelfSuspend if suspend_on_error else LoadError
    async with _loading.setdefault(url, asyncio.Lock()):
        try:
            return await _load(module, url)
        except (LoadError, SelfSuspend) as error:
            refused = refuse(str(error))
            refused.said = error.said
            raise refused from error
        except Exception as error:
            logger.exception("library `%s` could not be loaded", url)
            text = f"library {url} could not be loaded: {error!r}"
            raise refuse(text).saying("library_failed", url=url, reason=repr(error)) from error


async def _load(module, url: str) -> Library:
    modules = module.allmodules
    source = await _text(modules, url, fresh=module in modules.installing)
    _source.check_scopes(source)
    name = "hikka.libraries." + _source.module_uid(url)
    namespace = _source.create(source, name, f"<library {url}>")
    from ._requirements import Installation, execute_with_requirements

    installation = Installation(modules, type(module).__module__, ahead=True)
    await execute_with_requirements(namespace, source, installation)
    # What a library needs belongs to the module that brought it.
    module._ox_packages = [*getattr(module, "_ox_packages", ()), *installation.used]
    module._ox_changed = [*getattr(module, "_ox_changed", ()), *installation.changed]
    cls = next(
        (
            value
            for value in vars(namespace).values()
            if isinstance(value, type) and issubclass(value, Library) and value is not Library
        ),
        None,
    )
    if cls is None:
        raise LoadError(f"{url} holds no library").saying("no_library", url=url)
    if not cls.__name__.endswith("Lib"):
        raise LoadError(f"the class name of library {url} does not end with `Lib`").saying("library_name", url=url)
    return await _register(modules, cls(), url)


async def _text(modules, url: str, fresh: bool) -> str:
    """The source of a library: what was kept, or with `fresh` what is at its address now."""
    kept = modules.db.get(_KEPT, url)
    if kept is not None and not fresh:
        return kept
    try:
        source = await fetch_source(url)
    except LoadError as error:
        if kept is None:
            raise
        logger.warning("%s; the library stays as it was", error)
        return kept
    modules.db.set(_KEPT, url, source)
    return source


async def _register(modules, library: Library, url: str) -> Library:
    name = type(library).__name__
    library.allmodules, library.source_url = modules, url.strip("/")
    old = next((known for known in modules.libraries if type(known).__name__ == name), None)
    if old is not None and getattr(old, "version", (0,)) >= getattr(library, "version", (0,)):
        return old
    library.internal_init()
    await _initialise(library)
    if hasattr(library, "strings"):
        from .translations import Strings

        library.strings = Strings(library, modules.translator)
    library.translator = modules.translator
    if old is not None:
        await _replace(modules, old, library)
    modules.libraries.append(library)
    return library


async def _initialise(library: Library) -> None:
    """Stored options are there before `init`, and in those that it makes."""
    before = getattr(library, "config", None)
    library.allmodules.load_config(library)
    init = getattr(library, "init", None)
    if callable(init):
        result = init()
        if inspect.isawaitable(result):
            await result
    if getattr(library, "config", None) is not before:
        library.allmodules.load_config(library)


async def _replace(modules, old: Library, new: Library) -> None:
    from ._reference_finder import replace_all_refs

    modules.libraries.remove(old)
    update = getattr(old, "on_lib_update", None)
    if callable(update):
        result = update(new)
        if inspect.isawaitable(result):
            await result
    replace_all_refs(old, new)


async def fetch_source(url: str) -> str:
    """The text behind an address; raises `LoadError` when there is none."""
    import http.client
    import urllib.request

    from ._address import request_to
    from .utils import run_sync

    if not url.startswith(("http://", "https://")):
        raise LoadError(f"`{url}` is not an address").saying("no_address", url=url)

    def read() -> str:
        with urllib.request.urlopen(request_to(url), timeout=30) as answer:
            return answer.read().decode("utf-8")

    try:
        return await run_sync(read)
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = str(getattr(error, "reason", error))
        raise LoadError(f"{url} could not be read: {reason}").saying("unreadable", url=url, reason=reason) from error


def forget(name: str) -> None:
    """Drops a library's namespace, so that the next load starts afresh."""
    sys.modules.pop("hikka.libraries." + name, None)
