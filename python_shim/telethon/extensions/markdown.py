"""The simple Markdown of the library: bold, italic, strike, code, pre and links. No nesting inside code, no escapes."""
import re

from ..helpers import add_surrogate, del_surrogate, strip_text, within_surrogate
from ..tl import types

DEFAULT_URL_RE = re.compile(r"\[([^]]*?)\]\(([\s\S]*?)\)")
DEFAULT_URL_FORMAT = "[{0}]({1})"
_DELIMITERS = {
    "**": "MessageEntityBold",
    "__": "MessageEntityItalic",
    "~~": "MessageEntityStrike",
    "`": "MessageEntityCode",
    "```": "MessageEntityPre",
}
_VERBATIM = ("MessageEntityCode", "MessageEntityPre")


def __getattr__(name):
    if name == "DEFAULT_DELIMITERS":
        value = globals()[name] = {mark: getattr(types, cls) for mark, cls in _DELIMITERS.items()}
        return value
    if name.startswith("MessageEntity"):
        return getattr(types, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def overlap(a, b, x, y):
    """Whether the ranges [a, b) and [x, y) share something."""
    return max(a, x) < min(b, y)


def parse(message, delimiters=None, url_re=None):
    """(text, entities) of Markdown."""
    if not message:
        return message, []
    url_re = re.compile(url_re) if isinstance(url_re, str) else url_re or DEFAULT_URL_RE
    if delimiters is None:
        delimiters = __getattr__("DEFAULT_DELIMITERS")
    elif not delimiters:
        return message, []
    # Longer marks first, so that ``` is not taken for a `.
    marks = sorted(delimiters, key=len, reverse=True)
    mark_re = re.compile("|".join(f"({re.escape(mark)})" for mark in marks))
    text, result, position = add_surrogate(message), [], 0
    while position < len(text):
        mark = mark_re.match(text, position)
        if mark:
            taken = _take_mark(text, position, mark[0], delimiters, result)
            if taken is not None:
                text, position = taken
                continue
        link = url_re.match(text, position)
        if link:
            text = _take_link(text, link, result)
            position += len(link[1])
            continue
        position += 1
    text = strip_text(text, result)
    return del_surrogate(text), result


def _take_mark(text, position, mark, delimiters, result):
    """Takes a pair of marks out of the text and notes its entity; (text, where to go on), or None without an end."""
    # At least one character between the marks.
    end = text.find(mark, position + len(mark) + 1)
    if end == -1:
        return None
    width = len(mark)
    text = text[:position] + text[position + width : end] + text[end + width :]
    for entity in result:
        if entity.offset + entity.length > position:
            both_inside = entity.offset <= position and entity.offset + entity.length >= end + width
            entity.length -= width * 2 if both_inside else width
    cls = delimiters[mark]
    extra = ("",) if cls.__name__ == "MessageEntityPre" else ()
    result.append(cls(position, end - position - width, *extra))
    return text, end - width if cls.__name__ in _VERBATIM else position


def _take_link(text, link, result):
    """Leaves only the words of a link in the text and notes its entity."""
    words, url = link[1], del_surrogate(link[2])
    removed = len(link[0]) - len(words)
    for entity in result:
        if entity.offset + entity.length > link.start():
            entity.length -= removed
    result.append(types.MessageEntityTextUrl(link.start(), len(words), url))
    return text[: link.start()] + words + text[link.end() :]


def unparse(text, entities, delimiters=None, url_fmt=None):
    """Markdown of a text and its entities; what Markdown cannot say is left out."""
    if not text or not entities:
        return text
    if delimiters is None:
        delimiters = __getattr__("DEFAULT_DELIMITERS")
    elif not delimiters:
        return text
    marks = {cls.__name__: mark for mark, cls in delimiters.items()}
    text = add_surrogate(text)
    inserts = []
    for order, entity in enumerate(entities if isinstance(entities, (list, tuple)) else (entities,)):
        start, end = entity.offset, entity.offset + entity.length
        opening, closing = _marks_of(entity, marks)
        if opening or closing:
            inserts.append((start, order, opening))
            inserts.append((end, -order, closing))
    for position, _, mark in sorted(inserts, reverse=True, key=lambda insert: insert[:2]):
        while within_surrogate(text, position):
            position += 1
        text = text[:position] + mark + text[position:]
    return del_surrogate(text)


def _marks_of(entity, marks):
    kind = entity.__class__.__name__
    if kind in marks:
        return marks[kind], marks[kind]
    if kind == "MessageEntityTextUrl":
        return "[", f"]({entity.url})"
    if kind == "MessageEntityMentionName":
        return "[", f"](tg://user?id={entity.user_id})"
    return "", ""
