"""HTML as people type it in messages, to entities and back; both ways are native.

`DIALECT` is "forks" (what userbots' modules expect) or "telethon"; the variable OXIKKA_HTML_DIALECT sets what it starts as.
`CUSTOM_EMOJIS = False` leaves `<emoji>` out of the forks' dialect, for accounts that may not send custom emoji.
"""
import os

from _ox.native import parse_html, unparse_html

from ._letters import letters

DIALECT = os.environ.get("OXIKKA_HTML_DIALECT", "forks")
CUSTOM_EMOJIS = True

_PARTS = ("HTMLToTelegramParser", "TextDecoration", "HtmlDecoration", "html_decoration")
_TYPING = ("Iterable", "List", "Tuple", "Optional", "Generator", "cast")


def __getattr__(name):
    if name in _PARTS:
        from . import _html_parts as source
    elif name.startswith(("MessageEntity", "TypeMessageEntity")):
        from ..tl import types as source
    elif name in _TYPING:
        import typing as source
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(source, name)


def parse(html):
    """(text, entities) of HTML; the text is stripped, unknown tags vanish, unclosed ones count for nothing.

    The forks list entities in the order of their closing tags, Telethon by their offsets.
    """
    if not html:
        return html, []
    return parse_html(letters(html), DIALECT != "telethon", bool(CUSTOM_EMOJIS))


def unparse(text, entities=None):
    """HTML of a text and its entities."""
    if not text and (text is None or DIALECT == "telethon"):
        return text if DIALECT == "telethon" else ""
    return unparse_html(text, entities, DIALECT != "telethon", bool(CUSTOM_EMOJIS))
