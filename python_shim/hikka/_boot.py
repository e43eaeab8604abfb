"""What is loaded when the worker starts: the built-in modules, then the stored ones. One that fails does not stop the others."""

import logging
import os
import typing

from . import _lifecycle, _packages, _requirements, _source
from .modules import directory

logger = logging.getLogger(__name__)


async def load_built_in(modules) -> None:
    """Registers the modules of the built-in folder, in name order."""
    for path in sorted(directory().glob("*.py")):
        if path.name.startswith("_"):
            continue
        name = f"hikka.modules.{path.stem}"
        try:
            source = _source.BuiltInLoader(str(path), f"<core {name}>")
            await _lifecycle.register(modules, source, name, "<core>", source.origin, install=False)
        except Exception:
            logger.exception("built-in module `%s` could not be loaded", path.stem)


async def load_stored(modules, rows: typing.List[dict]) -> typing.List[tuple]:
    """Registers the modules that the owner installed. Gives `(instance, source)` of those that need a strings pack."""
    with_packs = []
    if modules.db.get("oxikka.loader", "secure_boot", False):
        modules.db.set("oxikka.loader", "secure_boot", False)
        modules.secure_boot = True
        logger.warning("only the built-in modules are started this time")
        return with_packs
    if rows:
        from _ox import native

        if loader := modules.lookup("LoaderMod"):
            # Where the main repository is decides about names.
            modules.load_config(loader)
        ahead = not await _install_again(rows)
        native.add_overlay(_packages.OVERLAY)
    for row in rows:
        origin, source = row.get("origin") or "<string>", row["source"]
        # Other hosts name a kept file so, and permissions are stored under a module's name.
        kept_as = f"{row['class']}_{modules.client.tg_id}"
        uid = _lifecycle.place_of(modules, origin) if origin.startswith(("http://", "https://")) else kept_as
        name = f"hikka.modules.{uid}"
        kind = "external"
        if origin == "<string>":
            # Quirk: what came without an address is of a file from the second start on; lists of modules tell it apart so (headers.md).
            origin, kind = "<file>", "file"
        try:
            _source.check_scopes(source)
            recorded = row.get("packages") or ()
            instance = await _lifecycle.register(
                modules, source, name, origin, f"<{kind} {name}>", recorded=recorded, ahead=ahead
            )
        except Exception as error:
            logger.error("module `%s` could not be loaded: %s", row["class"], error, exc_info=error)
            continue
        if _source.pack_url(source):
            with_packs.append((instance, source))
    return with_packs


async def _install_again(rows: typing.List[dict]) -> bool:
    """Installs what modules had, in the versions that they had, when there is nothing for this Python. Gives whether all is there."""
    packages = _packages.newest(row.get("packages") or () for row in rows)
    if not packages or os.path.isdir(_packages.OVERLAY):
        return True
    logger.warning("nothing is installed for Python %s yet: installing %s packages of modules again", _python(), len(packages))
    if log := await _requirements.install(packages):
        why = _requirements.last_words(log)
        logger.warning("not all could be installed at once (%s); each module installs what it misses", why)
    return not log


def _python() -> str:
    return os.path.basename(_packages.OVERLAY)


async def configure_all(modules, with_packs: typing.List[tuple]) -> None:
    """Sends every module its configuration; one that fails is taken out."""
    for module in list(modules.modules):
        try:
            _lifecycle.configure(modules, module)
        except Exception:
            logger.exception("module `%s` could not be configured", type(module).__name__)
            await _lifecycle.retire(modules, module, "unload")
    for instance, source in with_packs:
        try:
            await _lifecycle.load_pack(instance, source, fresh=False)
        except Exception:
            logger.exception("the strings pack of `%s` could not be loaded", type(instance).__name__)
