"""The text of a message after recognition: the resolved command in place of what was typed, or a doubled prefix made single.

Formatting stays on what it was on. What the text becomes was decided by the core.
"""

import re

from . import _decisions

_DOUBLED_BAR = re.compile(r"\|(?=\|[ \t]*grep\s)")


def unescaping(text: str):
    """A handler that edits an own message to the text without the dropped prefix; formatting stays where it was."""

    async def unescape(message) -> None:
        dropped = _utf16(message.message) - _utf16(text)
        kept = []
        for entity in message.entities or []:
            end = entity.offset + entity.length - dropped
            entity.offset = max(entity.offset - dropped, 0)
            entity.length = end - entity.offset
            if entity.length > 0:
                kept.append(entity)
        await message.edit(text, formatting_entities=kept)

    return unescape


def replace(message, text: str, line_filter: str = "") -> None:
    """Puts the resolved command in place of what was typed; entities behind it move along, up to the filter that was cut."""
    before = message.message
    if not text or text == before:
        return
    message.message = text
    for name in ("_text", "_raw_text"):
        if hasattr(message, name):
            setattr(message, name, None)
    if message.entities:
        message.entities = list(_moved(message.entities, before, text, line_filter))


def _moved(entities, before: str, text: str, line_filter: str):
    words = before.split(maxsplit=1)
    head = _utf16(words[0]) if words else 0
    holes = [(_utf16(before[:first]), _utf16(before[:last])) for first, last in _left_out(before, text, line_filter)]
    shift = _utf16(text) - _utf16(before) + sum(last - first for first, last in holes)

    def place(offset: int) -> int:
        left_out = sum(min(offset, last) - first for first, last in holes if first < offset)
        return offset + shift - left_out if offset >= head else offset

    for entity in entities:
        first, last = place(entity.offset), place(entity.offset + entity.length)
        entity.offset, entity.length = first, last - first
        if entity.length > 0:
            yield entity


def _left_out(before: str, text: str, line_filter: str):
    """`(begin, end)` of what was typed behind the command and is not in the text: a filter, or one of two bars."""
    if line_filter:
        at = _decisions.find_meant(before, line_filter)
        if at >= 0:
            yield len(before[:at].rstrip()), at + len(line_filter)
    elif text.count("|") < before.count("|"):
        yield from (bar.span() for bar in _DOUBLED_BAR.finditer(before))


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
