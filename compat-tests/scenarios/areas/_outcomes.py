"""What scenarios give of calls that may be refused."""

from __future__ import annotations

from typing import Any


async def outcome(awaitable: Any, words: bool = False) -> Any:
    """A call's result, or its error's class and code."""
    try:
        return await awaitable
    except Exception as error:
        told = [type(error).__name__, getattr(error, "code", None)]
        return [*told, str(error)] if words else told


async def worded(awaitable: Any) -> Any:
    """The same with the error's text."""
    return await outcome(awaitable, words=True)
