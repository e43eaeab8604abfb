"""Counting what a reader sees as one character, without a third-party table."""

import unicodedata

_JOINER = 0x200D


def _extends(code: int, char: str) -> bool:
    return (
        0xFE00 <= code <= 0xFE0F
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
        or code == 0x20E3
        or unicodedata.category(char) in ("Mn", "Me", "Mc")
    )


def graphemes(text: str) -> list:
    """The user-perceived characters of a text."""
    found, join, flags = [], False, 0
    for char in text:
        code = ord(char)
        flag = 0x1F1E6 <= code <= 0x1F1FF
        if found and (join or code == _JOINER or _extends(code, char) or (flag and flags % 2 == 1)):
            found[-1] += char
        else:
            found.append(char)
        flags = flags + 1 if flag else 0
        join = code == _JOINER
    return found


def length(text: str) -> int:
    """How many user-perceived characters a text has."""
    return len(text) if text.isascii() else len(graphemes(text))


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
