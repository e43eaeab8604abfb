"""What a command that failed shows in the chat: one line in the owner's language, and where it happened when she wants that."""

import typing

from telethon import errors

from ._log_text import escape, frames, is_foreign
from ._mask import masked

_LONGEST = 300
_MOST_FRAMES = 8


def shown(modules, typed: str, error: BaseException) -> str:
    """The HTML of an error of a command as it was typed."""
    line = f"🚫 <b>{escape(typed)}</b>: {_said(modules, error)}"
    if not modules.db.get("oxikka.main", "inlinelogs", False):
        return line
    places = [
        f"{frame.f_code.co_filename}:{number} {frame.f_code.co_name}"
        for frame, number in frames(error.__traceback__)
        if is_foreign(frame)
    ]
    return "\n".join([line, *(f"<code>{escape(place)}</code>" for place in places[-_MOST_FRAMES:])])


def _said(modules, error: BaseException) -> str:
    settings, loader, plain = modules.lookup("HikkaSettings"), modules.lookup("Loader"), escape(describe(error))
    if loader and getattr(error, "said", None):
        return loader.reason(error)
    return settings.refusal(error, plain) if settings and isinstance(error, errors.RPCError) else plain


def describe(error: BaseException) -> str:
    """An error as one line for the owner, without secrets."""
    text = masked(" ".join(str(error).split()))[:_LONGEST]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def typed_command(message: typing.Any, otherwise: str = "?") -> str:
    """The first word of a message; `otherwise` when its module took them out."""
    words = (getattr(message, "raw_text", "") or "").split(maxsplit=1)
    return words[0] if words else otherwise
