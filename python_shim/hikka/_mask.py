"""What nobody is to read in a log: secrets by their shape, by the name before them, and by their value where it is known.

The core masks what it writes itself by the same rules (crates/ox-userbot/src/mask.rs).
"""

import re
import typing

HIDDEN = "*****"
_SHORTEST = 4

# Bot tokens, session strings, addresses with a password: by their shape.
_SHAPE = (
    r"\b\d{6,12}:[A-Za-z0-9_-]{30,}"
    r"|\b1[A-Za-z0-9_-]{200,}={0,2}"
    r"|(?<=://)[^\s/:@]+:[^\s/@]+(?=@)"
)
_NAMES = r"pass(?:word|wd|phrase)?|api_?(?:hash|key|id)|auth_?key|access_?hash|session(?:_string)?|token|secret|phone(?:_number)?|authorization"
# `password='…'`, `"api_hash": "…"`, `Authorization: Bearer …`; what stands before and behind it stays.
_NAMED = rf"(?i)(?<![A-Za-z])({_NAMES})([\"']?\s*[=:]\s*)(?:Bearer\s+)?(b?\"[^\"\n]*\"|b?'[^'\n]*'|[^\s,;)\]}}\"'*][^\s,;)\]}}\"']*)"
_SECRET_NAME = rf"(?i)(?:^|_)(?:{_NAMES})(?:$|_)"

_options: list = []
_values: typing.Set[str] = set()


def hide_options(config) -> None:
    """Keeps the values of a module's hidden options out of the log, those to come too."""
    _options.extend(
        option
        for option in config._config.values()
        if getattr(option.validator, "internal_id", None) == "Hidden" and option not in _options
    )


def hide_value(value) -> None:
    """Keeps a value out of the log, such as the owner's phone number."""
    text = str(value or "").lstrip("+")
    if len(text) >= _SHORTEST:
        _values.add(text)


def is_secret_name(name: str) -> bool:
    """Whether a variable of this name is not to be shown."""
    return re.search(_SECRET_NAME, name) is not None


def masked(text: str) -> str:
    """A text without what nobody is to read in a log."""
    known = {str(option.value or "") for option in _options} | _values
    for value in sorted(known, key=len, reverse=True):
        if len(value) >= _SHORTEST and value in text:
            text = text.replace(value, HIDDEN)
    text = re.sub(_SHAPE, HIDDEN, text)
    return re.sub(_NAMED, rf"\g<1>\g<2>{HIDDEN}", text) if _may_name(text) else text


def _may_name(text: str) -> bool:
    """Whether it is worth looking for names of secrets: most lines hold neither sign."""
    return "=" in text or ":" in text
