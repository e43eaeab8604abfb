"""Counting what a reader sees as one character, without a third-party table."""

import unicodedata

_JOINER = 0x200D
_PREPENDED = frozenset((*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0xD4E, 0x110BD, 0x110CD))
_CONTROLS = frozenset(("Cc", "Cf", "Zl", "Zp"))
# What goes on a syllable of Hangul, by what it ends with.
_HANGUL = {"L": ("L", "V", "LV", "LVT"), "V": ("V", "T"), "LV": ("V", "T"), "T": ("T",), "LVT": ("T",)}


def graphemes(text: str) -> list:
    """The user-perceived characters of a text, as Unicode's annex 29 cuts them."""
    found, kinds = [], []
    for char in text:
        kind = _kind(char)
        if kinds and _joins(kinds, kind):
            found[-1] += char
            kinds.append(kind)
        else:
            found.append(char)
            kinds = [kind]
    return found


def _joins(kinds: list, kind: str) -> bool:
    """Whether a character goes with those before it, given their kinds."""
    last = kinds[-1]
    if last == "control" or kind == "control":
        return False
    if last in ("return", "feed") or kind in ("return", "feed"):
        return last == "return" and kind == "feed"
    if kind in ("extend", "joiner", "spacing") or last == "prepended":
        return True
    if last == "joiner" and kind == "picture":
        return next((one for one in reversed(kinds) if one not in ("extend", "joiner")), "") == "picture"
    if kind == last == "flag":
        return kinds.count("flag") % 2 == 1
    return kind in _HANGUL.get(last, ())


def _kind(char: str) -> str:
    code = ord(char)
    if 0x20 <= code < 0x7F:
        return "other"
    if char in "\r\n":
        return "return" if char == "\r" else "feed"
    if code == _JOINER:
        return "joiner"
    if code == 0x200C or 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F:
        return "extend"
    if code in _PREPENDED:
        return "prepended"
    if 0x1F1E6 <= code <= 0x1F1FF:
        return "flag"
    return _hangul(code) or _of_category(char, code)


def _of_category(char: str, code: int) -> str:
    category = unicodedata.category(char)
    if category in ("Mn", "Me"):
        return "extend"
    if category == "Mc" or code in (0xE33, 0xEB3):
        return "spacing"
    if category in _CONTROLS:
        return "control"
    return "picture" if is_emoji(char) else "other"


def _hangul(code: int) -> str:
    if 0xAC00 <= code <= 0xD7A3:
        return "LVT" if (code - 0xAC00) % 28 else "LV"
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    return "T" if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB else ""


def length(text: str) -> int:
    """How many user-perceived characters a text has."""
    return len(text) if text.isascii() and "\r" not in text else len(graphemes(text))


def is_emoji(grapheme: str) -> bool:
    """Whether a user-perceived character is an emoji."""
    first = ord(grapheme[0])
    if len(grapheme) > 1 and any(ord(char) in (0xFE0F, 0x20E3, _JOINER) for char in grapheme):
        return True
    return (
        0x1F000 <= first <= 0x1FAFF
        or 0x2600 <= first <= 0x27BF
        or 0x2B00 <= first <= 0x2BFF
        or first
        in (
            0x203C,
            0x2049,
            0x2122,
            0x2139,
            0x231A,
            0x231B,
            0x2328,
            0x23CF,
            0x24C2,
            0x3030,
            0x303D,
            0x3297,
            0x3299,
            0xA9,
            0xAE,
        )
        or 0x2190 <= first <= 0x21FF
        or 0x23E9 <= first <= 0x23FA
        or 0x25AA <= first <= 0x25FE
    )
