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
        "del",
        "s",
        "blockquote",
        "code",
        "pre",
        "a",
        "tg-emoji",
        "emoji",
    )
)
_TAG = r"</?([a-zA-Z][a-zA-Z0-9\-]*)(?:\s[^<>]*)?>"
# Quirk: everything that begins like one of these goes, and nothing else (utils_results.json: `remove_html`).
_FORMATTING = r"(?:a|code|pre|blockquote).*?|b|i|u|em|strong|strike|del"
_URL = r"https?://\S+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = rf"(?:localhost|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|(?:{_LABEL}\.)+[a-z]{{2,6}}\.?)"
_WEB_ADDRESS = rf"https?://{_HOST}(?::\d+)?(?:/?|[/?]\S+)$"
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
    """A text without formatting; with `keep_emojis` custom emojis stay, with `escape` the rest is escaped."""
    tags = _FORMATTING if keep_emojis else rf"{_FORMATTING}|emoji.*?"
    bare = re.sub(rf"</?(?:{tags})>", "", text)
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
    return re.match(_WEB_ADDRESS, string or "", re.IGNORECASE) is not None


def extract_urls(text: str) -> typing.List[str]:
    """The web addresses in a text."""
    return re.findall(_URL, text or "")


def get_lang_flag(countrycode: str) -> str:
    """The flag of a two-letter country code; anything else as it is."""
    signs = [sign for sign in countrycode.lower() if sign.isascii() and sign.isalnum()]
    return "".join(chr(ord(sign.upper()) + 0x1F1A5) for sign in signs) if len(signs) == 2 else countrycode


def format_file_size(size_bytes: int) -> str:
    """A size in bytes for people."""
    if not size_bytes:
        return "0 B"
    size, units = float(size_bytes), ("B", "KB", "MB", "GB", "TB")
    for unit in units:
        if size < 1024 or unit == units[-1]:
            return f"{size:.1f} {unit}"
        size /= 1024
    return ""


def get_iso_time() -> str:
    """Now in Greenwich, as ISO 8601 with a `Z`."""
    import datetime

    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None).isoformat() + "Z"


def ascii_face() -> str:
    """A friendly face, safe in HTML."""
    import random

    return escape_html(random.choice(_KAOMOJI))


def relocate_entities(entities: list, offset: int, text: typing.Optional[str] = None) -> list:
    """Moves formatting by `offset` and cuts it to the text's length; what falls out is removed from the list.

    Offsets are UTF-16 units: a text with emojis is to be given with surrogates, as `telethon.helpers.add_surrogate` makes it.
    """
    length = None if text is None else len(text)
    for entity in list(entities or ()):
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
    from telethon.extensions import html
    from telethon.helpers import add_surrogate, del_surrogate

    units, at, skipped = add_surrogate(text), 0, 0
    while at < len(units):
        # Quirk: the white space between parts counts as if it were still to come (utils_results.json: `smart_split`).
        is_last = at - skipped + length >= len(units)
        end = len(units) if is_last else at + _cut(del_surrogate(units[at:]), length, split_on, min_length)
        part = units[at:end]
        yield html.unparse(del_surrogate(part), _within(entities, at, part))
        at = end
        while at < len(units) and units[at] in split_on:
            at, skipped = at + 1, skipped + 1


def _within(entities: list, at: int, part: str) -> list:
    """Copies of the formatting that a part has, from the part's beginning on."""
    import copy

    moved = relocate_entities([copy.copy(entity) for entity in entities], -at, part)
    return sorted(moved, key=lambda entity: (entity.offset, -entity.length))


def _cut(text: str, length: int, split_on, min_length: int) -> int:
    """How many UTF-16 units of a text the next part takes."""
    from .._graphemes import graphemes

    def units(some: str) -> int:
        return len(some.encode("utf-16-le", "surrogatepass")) // 2

    window = text.encode("utf-16-le", "surrogatepass")[: 2 * length].decode("utf-16-le", "ignore")
    found = next((at for separator in split_on if (at := window.rfind(separator, min_length)) > 0), len(window))
    whole, taken = 0, 0
    for grapheme in graphemes(text[: found + 32]):
        if taken + len(grapheme) > found:
            break
        taken += len(grapheme)
        whole += units(grapheme)
    # What is larger than a part is cut, and a single character is not.
    return whole or units(window) or units(text[0])
