"""Texts: escaping, links, splitting, faces."""

import re
import typing

emoji_pattern = re.compile(
    "[\U0001f600-\U0001f64f\U0001f300-\U0001f5ff\U0001f680-\U0001f6ff\U0001f1e0-\U0001f1ff]+", flags=re.UNICODE
)
TELEGRAM_HTML_TAGS = frozenset(
    (
        "strong",
        "b",
        "em",
        "i",
        "tg-spoiler",
        "u",
        "ins",
        "del",
        "s",
        "strike",
        "blockquote",
        "code",
        "pre",
        "a",
        "tg-emoji",
        "emoji",
    )
)
_TAG = r"</?([a-zA-Z][a-zA-Z0-9\-]*)(?:\s[^<>]*)?>"
_URL = r"https?://[^\s<>\"]+"
_WEB_ADDRESS = r"https?://(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9-]+\.)+[a-z]{2,})(?::\d+)?(?:[/?#]\S*)?"
_KAOMOJI = (
    "ヽ(๑◠ܫ◠๑)ﾉ",
    "(◕ᴥ◕ʋ)",
    "ᕙ(`▽´)ᕗ",
    "(✿◠‿◠)",
    "(▰˘◡˘▰)",
    "(˵ ͡° ͜ʖ ͡°˵)",
    "ʕっ•ᴥ•ʔっ",
    "( ͡° ᴥ ͡°)",
    "(๑•́ ヮ •̀๑)",
    "٩(^‿^)۶",
    "(っˆڡˆς)",
    "ψ(｀∇´)ψ",
    "⊙ω⊙",
    "٩(^ᴗ^)۶",
    "( ´・ω・)っ由",
    "(^◔ᴥ◔^)",
    "(✧ω✧)",
    "(◍•ᴗ•◍)",
    "(⊃｡•́‿•̀｡)⊃",
    "(づ｡◕‿‿◕｡)づ",
)


def escape_html(text: str, /) -> str:
    """A text with `&`, `<`, `>` made harmless for HTML."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_quotes(text: str, /) -> str:
    """A text made harmless for HTML and its attributes."""
    return escape_html(text).replace('"', "&quot;")


def escape_non_html(text: str) -> str:
    """A text where only the tags that Telegram knows stay tags."""
    parts, last = [], 0
    for tag in re.finditer(_TAG, text):
        if tag[1].lower() in TELEGRAM_HTML_TAGS:
            parts += [escape_html(text[last : tag.start()]), tag[0]]
            last = tag.end()
    return "".join(parts) + escape_html(text[last:])


def remove_html(text: str, escape: bool = False, keep_emojis: bool = False) -> str:
    """A text without Telegram's tags; with `keep_emojis` custom emojis stay, with `escape` the rest is escaped."""
    kept = ("emoji", "tg-emoji") if keep_emojis else ()
    bare = re.sub(_TAG, lambda tag: "" if tag[1].lower() in TELEGRAM_HTML_TAGS and tag[1].lower() not in kept else tag[0], text)
    return escape_html(bare) if escape else bare


def remove_emoji(text: str) -> str:
    """A text without emojis."""
    from .._graphemes import graphemes, is_emoji

    return "".join(grapheme for grapheme in graphemes(text) if not is_emoji(grapheme))


def check_url(url: str) -> bool:
    """Whether a text is an address with a host."""
    from urllib.parse import urlparse

    try:
        return bool(urlparse(url).netloc)
    except Exception:
        return False


def is_url(string: str) -> bool:
    """Whether a text is a web address."""
    return bool(re.fullmatch(_WEB_ADDRESS, string or "", re.IGNORECASE))


def extract_urls(text: str) -> typing.List[str]:
    """The web addresses in a text."""
    return re.findall(_URL, text or "")


def get_lang_flag(countrycode: str) -> str:
    """The flag of a two-letter country code; anything else as it is."""
    signs = [sign for sign in countrycode.upper() if sign.isascii() and sign.isalnum()]
    return "".join(chr(ord(sign) + 0x1F1A5) for sign in signs) if len(signs) == 2 else countrycode


def format_file_size(size_bytes: int) -> str:
    """A size in bytes for people."""
    if not size_bytes:
        return "0 B"
    size, units = float(size_bytes), ("B", "KB", "MB", "GB", "TB", "PB")
    for unit in units:
        if size < 1024 or unit == units[-1]:
            return f"{size:.1f} {unit}"
        size /= 1024
    return ""


def get_iso_time() -> str:
    """Now, as ISO 8601."""
    import datetime

    return datetime.datetime.now().isoformat()


def ascii_face() -> str:
    """A friendly face, safe in HTML."""
    import random

    return escape_html(random.choice(_KAOMOJI))


def relocate_entities(entities: list, offset: int, text: typing.Optional[str] = None) -> list:
    """Moves formatting by `offset` and cuts it to the text (both in UTF-16 units); what falls out is removed from the list."""
    length = None if text is None else len(text.encode("utf-16-le")) // 2
    for entity in list(entities):
        entity.offset += offset
        if entity.offset < 0:
            entity.length += entity.offset
            entity.offset = 0
        if length is not None and entity.offset + entity.length > length:
            entity.length = length - entity.offset
        if entity.length <= 0:
            entities.remove(entity)
    return entities


def smart_split(
    text: str, entities: list, length: int = 4096, split_on=("\n", " "), min_length: int = 1
) -> typing.Iterator[str]:
    """Parts of a formatted text as HTML, each at most `length` UTF-16 units long, cut at one of `split_on` where that is possible."""
    import copy

    from telethon.extensions import html

    encoded, at = text.encode("utf-16-le"), 0
    total = len(encoded) // 2
    while at < total:
        end = total if total - at <= length else _cut(encoded, at, length, split_on, min_length)
        part = encoded[2 * at : 2 * end].decode("utf-16-le", "ignore")
        inside = [
            copy.copy(entity) for entity in entities if entity.offset < end and entity.offset + entity.length > at
        ]
        yield html.unparse(part, relocate_entities(inside, -at, part))
        at = end
        while at < total and encoded[2 * at : 2 * at + 2].decode("utf-16-le", "ignore") in split_on:
            at += 1


def _cut(encoded: bytes, at: int, length: int, split_on, min_length: int) -> int:
    window = encoded[2 * at : 2 * (at + length)].decode("utf-16-le", "ignore")
    for separator in split_on:
        found = window.rfind(separator, min_length)
        if found > 0:
            return at + len(window[:found].encode("utf-16-le")) // 2
    return at + len(window.encode("utf-16-le")) // 2
