"""What follows a command: its arguments in several shapes."""

import re
import typing

_FIRST_WORD = r"\s*\S+[ \t\n]*"


def _text(message) -> str:
    return getattr(message, "message", message)


def get_args(message) -> typing.Union[typing.List[str], str, bool]:
    """The arguments as a shell would split them; the raw text when a quote is not closed; `False` for an empty message."""
    text = _text(message)
    if not text:
        return False
    parts = text.split(maxsplit=1)
    if len(parts) < 2:
        return []
    import shlex

    try:
        return [part for part in shlex.split(parts[1]) if part]
    except ValueError:
        return parts[1]


def get_args_raw(message) -> typing.Union[str, bool]:
    """Everything after the first run of whitespace; `False` for an empty message."""
    text = _text(message)
    if not text:
        return False
    parts = text.split(maxsplit=1)
    return parts[1] if len(parts) > 1 else ""


def get_args_html(message) -> typing.Union[str, bool]:
    """The arguments with their formatting as HTML; `False` for an empty message."""
    text = _text(message)
    if not text:
        return False
    found = re.match(_FIRST_WORD, text)
    start = found.end() if found and _is_command(message, text) else 0
    if not getattr(message, "entities", None):
        from .text import escape_html

        return escape_html(text[start:])
    import copy

    from telethon.extensions import html

    from .text import relocate_entities

    units = len(text[:start].encode("utf-16-le")) // 2
    entities = relocate_entities([copy.copy(entity) for entity in message.entities], -units, text[start:])
    return html.unparse(text[start:], entities)


def _is_command(message, text: str) -> bool:
    """Whether a text begins with its client's prefix; without a client to ask, it does."""
    loader = getattr(getattr(message, "client", None), "loader", None)
    prefix = loader.get_prefix() if hasattr(loader, "get_prefix") else ""
    return not isinstance(prefix, str) or text.startswith(prefix)


def get_args_split_by(message, separator: str) -> typing.List[str]:
    """The arguments split by a separator; parts are stripped, empty ones dropped."""
    raw = get_args_raw(message) or ""
    return [part.strip() for part in raw.split(separator) if part.strip()]


def get_args_int(message) -> typing.List[int]:
    """The arguments that are whole numbers."""
    return [int(part) for part in _words(message) if re.fullmatch(r"[+-]?\d+", part)]


def get_args_bool(message) -> typing.List[bool]:
    """The arguments that mean yes or no."""
    words = {
        "true": True,
        "yes": True,
        "y": True,
        "on": True,
        "1": True,
        "false": False,
        "no": False,
        "n": False,
        "off": False,
        "0": False,
    }
    return [words[part.lower()] for part in _words(message) if part.lower() in words]


def _words(message) -> typing.List[str]:
    found = get_args(message)
    return found if isinstance(found, list) else []


def get_kwargs() -> typing.Dict[str, typing.Any]:
    """The arguments of the calling function by name."""
    import inspect

    frame = inspect.currentframe().f_back
    names, _, _, values = inspect.getargvalues(frame)
    return {name: values[name] for name in names if name != "self"}


def iter_attrs(obj: typing.Any, /) -> typing.List[typing.Tuple[str, typing.Any]]:
    """`(name, value)` of all attributes of an object."""
    return [(name, getattr(obj, name, None)) for name in dir(obj)]


def validate_html(html: str) -> str:
    """HTML as Telegram understands it: what it does not know is dropped, what is open is closed."""
    from telethon.extensions import html as html_mode

    return html_mode.unparse(*html_mode.parse(html))
