"""The simple Markdown of the library: bold, italic, strike, code, pre and links. No nesting inside code, no escapes.

Both ways are native; every library speaks the same dialect.
"""
import re

from _ox.native import parse_markdown, unparse_markdown

from ._letters import letters

DEFAULT_URL_RE = re.compile(r"\[([^]]*?)\]\(([\s\S]*?)\)")
DEFAULT_URL_FORMAT = "[{0}]({1})"
_DELIMITERS = {
    "**": "MessageEntityBold",
    "__": "MessageEntityItalic",
    "~~": "MessageEntityStrike",
    "`": "MessageEntityCode",
    "```": "MessageEntityPre",
}


def __getattr__(name):
    from ..tl import types

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
    """(text, entities) of Markdown; `delimiters` maps marks to classes, `url_re` has the words and the address as groups."""
    # `DEFAULT_DELIMITERS` exists once somebody asked for it, and may have been changed since.
    marks = globals().get("DEFAULT_DELIMITERS") if delimiters is None else delimiters
    if not message or (delimiters is not None and not delimiters):
        return message, []
    if isinstance(url_re, str):
        url_re = re.compile(url_re)
    elif url_re is None and DEFAULT_URL_RE is not _URL_RE:
        url_re = DEFAULT_URL_RE
    return parse_markdown(letters(message), marks, url_re)


def unparse(text, entities, delimiters=None, url_fmt=None):
    """Markdown of a text and its entities; what Markdown cannot say is left out."""
    marks = globals().get("DEFAULT_DELIMITERS") if delimiters is None else delimiters
    if not text or not entities or (delimiters is not None and not delimiters):
        return text
    if url_fmt is not None:
        import warnings

        warnings.warn("url_fmt is deprecated")
    return unparse_markdown(text, entities, marks)


_URL_RE = DEFAULT_URL_RE
