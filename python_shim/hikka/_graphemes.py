"""Counting what a reader sees as one character, without a third-party table."""

import unicodedata

_JOINER = 0x200D
_PREPENDED = frozenset((*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0xD4E, 0x110BD, 0x110CD))
_CONTROLS = frozenset(("Cc", "Cf", "Zl", "Zp"))
# What goes on a syllable of Hangul, by what it ends with.
_HANGUL = {"L": ("L", "V", "LV", "LVT"), "V": ("V", "T"), "LV": ("V", "T"), "T": ("T",), "LVT": ("T",)}

# Emojis below U+1F300, as Unicode lists them; above, nearly everything is one.
_RANGES = (
    "a9 ae 203c 2049 2122 2139 2194-2199 21a9-21aa 231a-231b 2328 23cf 23e9-23f3 23f8-23fa 24c2 25aa-25ab 25b6 25c0 "
    "25fb-25fe 2600-2604 260e 2611 2614-2615 2618 261d 2620 2622-2623 2626 262a 262e-262f 2638-263a 2640 2642 "
    "2648-2653 265f-2660 2663 2665-2666 2668 267b 267e-267f 2692-2697 2699 269b-269c 26a0-26a1 26a7 26aa-26ab "
    "26b0-26b1 26bd-26be 26c4-26c5 26c8 26ce-26cf 26d1 26d3-26d4 26e9-26ea 26f0-26f5 26f7-26fa 26fd 2702 2705 "
    "2708-270d 270f 2712 2714 2716 271d 2721 2728 2733-2734 2744 2747 274c 274e 2753-2755 2757 2763-2764 2795-2797 "
    "27a1 27b0 27bf 2934-2935 2b05-2b07 2b1b-2b1c 2b50 2b55 3030 303d 3297 3299 1f004 1f0cf 1f170-1f171 1f17e-1f17f "
    "1f18e 1f191-1f19a 1f1e6-1f1ff 1f201-1f202 1f21a 1f22f 1f232-1f23a 1f250-1f251"
)


def _numbers(ranges: str) -> frozenset:
    ends = ([int(end, 16) for end in part.split("-")] for part in ranges.split())
    return frozenset(number for one in ends for number in range(one[0], one[-1] + 1))


_BELOW_PICTURES = _numbers(_RANGES)


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
    if 0x1F300 <= first <= 0x1FAFF or first in _BELOW_PICTURES:
        return True
    return grapheme[-1] == "\u20e3" and grapheme[0] in "0123456789#*"
