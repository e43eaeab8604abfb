"""Compat mode: registers one module file in a fresh world without built-in modules, runs its `client_ready`, reports what came of it.

Timeouts and crashes of the whole worker are the caller's to see.
"""

from __future__ import annotations

import asyncio
import traceback
from typing import Any, Optional

READY_SECONDS = 10.0


async def run(modules: Any, job: dict[str, Any]) -> dict[str, Any]:
    """Examines `job["source"]` and sends the `report`; gives the row."""
    from _ox.link import link

    row = await examine(
        modules, job["path"], job["source"], bool(job.get("install")), float(job.get("ready_seconds") or READY_SECONDS)
    )
    await link.control("report", row)
    return row


async def examine(
    modules: Any, path: str, source: str, install: bool, seconds: float = READY_SECONDS
) -> dict[str, Any]:
    """The row of one file: how it registered, what it registered, how `client_ready` went."""
    row = _empty(path)
    name, origin = "hikka.modules.compat", f"<external {path}>"
    try:
        instance = await _register(modules, source, name, origin, install)
    except BaseException as error:
        if isinstance(error, asyncio.CancelledError):
            raise
        row.update(_failure(error, origin))
        return row
    row.update(_description(instance), outcome="loaded")
    row["ready"] = await _ready(modules, instance, seconds)
    return row


async def _register(modules: Any, source: str, name: str, origin: str, install: bool) -> Any:
    from hikka import _lifecycle, _source

    _source.check_scopes(source)
    instance = await _lifecycle.register(modules, source, name, "<string>", origin, install=install)
    _lifecycle.configure(modules, instance)
    return instance


def _empty(path: str) -> dict[str, Any]:
    lists = ("missing", "commands", "inline_handlers", "callback_handlers", "loops", "config")
    return {
        "path": path,
        "outcome": "failed",
        "ready": None,
        "error": None,
        "class": None,
        "name": None,
        "watchers": 0,
        **{key: [] for key in lists},
    }


def _description(instance: Any) -> dict[str, Any]:
    from hikka import _members

    return {
        "class": type(instance).__name__,
        "name": str(instance.name),
        # In the order of the methods' names, in which they were found: `gallerycatcmd` before `gallerycmd`.
        "commands": list(instance.commands),
        "watchers": len(instance.watchers),
        "inline_handlers": list(instance.inline_handlers),
        "callback_handlers": list(instance.callback_handlers),
        "loops": [[name, loop.interval, bool(loop.autostart)] for name, loop in _members.get_loops(instance)],
        "config": list(getattr(instance, "config", None) or ()),
    }


async def _ready(modules: Any, instance: Any, seconds: float) -> Any:
    from hikka import _lifecycle

    try:
        await asyncio.wait_for(_lifecycle.run_as(instance, _lifecycle.run_client_ready, instance, modules), seconds)
    except asyncio.TimeoutError:
        return {"class": "TimeoutError", "message": f"client_ready was not done after {seconds:g} s"}
    except Exception as error:
        return _named(error)
    return "ok"


def _named(error: BaseException) -> dict[str, Any]:
    return {"class": type(error).__name__, "message": " ".join(str(error).split())[:500]}


def _failure(error: BaseException, origin: str) -> dict[str, Any]:
    from hikka._errors import NoModule

    outcome = "no_module" if isinstance(error, NoModule) else "needs_package" if _package(error) else "failed"
    return {"outcome": outcome, "error": {**_named(error), "line": _line(error, origin)}, "missing": _missing(error)}


def _line(error: BaseException, origin: str) -> Optional[int]:
    """The last line of the module's own source on the way to the error."""
    if isinstance(error, SyntaxError):
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == origin]
    return lines[-1] if lines else None


def _package(error: BaseException) -> Optional[str]:
    from hikka._requirements import RequirementsFailed, missing_name

    if isinstance(error, RequirementsFailed) and isinstance(error.__cause__, ImportError):
        error = error.__cause__
    return missing_name(error) if isinstance(error, ImportError) else None


def _missing(error: BaseException) -> list[str]:
    """The third-party package, or the names of ours, that the file asked for in vain."""
    package = _package(error)
    if package:
        return [package]
    if isinstance(error, ImportError) and error.name:
        wanted = getattr(error, "name_from", None) or _imported_name(str(error))
        return [f"{error.name}.{wanted}" if wanted else error.name]
    if isinstance(error, AttributeError) and getattr(error, "name", None):
        holder = getattr(error.obj, "__name__", type(error.obj).__name__)
        return [f"{holder}.{error.name}"]
    return []


def _imported_name(message: str) -> Optional[str]:
    _, found, rest = message.partition("cannot import name '")
    return rest.partition("'")[0] if found else None
