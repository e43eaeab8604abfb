"""What follows a command: its arguments in several shapes."""

import re
import typing

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
    from telethon.extensions import html
    from telethon.helpers import add_surrogate, del_surrogate

    from .text import relocate_entities

    if not _text(message):
        return False
    formatted, prefix = html.unparse(_text(message), getattr(message, "entities", None) or []), _prefix(message)
    if prefix not in formatted:
        return formatted
    text, entities = html.parse(formatted)
    units = add_surrogate(text)
    start = units.find(prefix)
    # Quirk: behind a space in the hosts, where a line that follows the command is lost (docs/compatibility/quirks.md).
    end = re.compile(r"[ \n]").search(units, start + 1) if start >= 0 else None
    if end is None:
        return ""
    cut = end.start() - start + 1
    return html.unparse(del_surrogate(units[cut:]), relocate_entities(entities, -cut, units[cut:]))


def _prefix(message) -> str:
    """The prefix of a message's client; nothing when there is no client to ask."""
    loader = getattr(getattr(message, "client", None), "loader", None)
    prefix = loader.get_prefix() if hasattr(loader, "get_prefix") else ""
    return prefix if isinstance(prefix, str) else ""


def get_args_split_by(message, separator: typing.Union[str, typing.Iterable[str]]) -> typing.List[str]:
    """The arguments split by a separator, or by each of several; parts are stripped, empty ones dropped."""
    parts = [get_args_raw(message) or ""]
    for one in [separator] if isinstance(separator, str) else separator:
        parts = [piece for part in parts for piece in part.split(one)]
    return [part.strip() for part in parts if part.strip()]


def get_args_int(message) -> typing.List[int]:
    """The arguments that are whole numbers."""
    numbers = []
    for part in get_args(message) or ():
        try:
            numbers.append(int(part))
        except ValueError:
            continue
    return numbers


_TRUTHS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def get_args_bool(message) -> typing.List[bool]:
    """The arguments that mean yes or no."""
    return [_TRUTHS[part.lower()] for part in get_args(message) or () if part.lower() in _TRUTHS]


def get_kwargs() -> typing.Dict[str, typing.Any]:
    """The arguments of the calling function by name."""
    import inspect

    frame = inspect.currentframe().f_back
    names, _, _, values = inspect.getargvalues(frame)
    return {name: values[name] for name in names if name != "self"}


def iter_attrs(obj: typing.Any, /) -> typing.Iterator[typing.Tuple[str, typing.Any]]:
    """`(name, value)` of all attributes of an object, read one by one."""
    return ((name, getattr(obj, name)) for name in dir(obj))


def validate_html(html: str) -> str:
    """HTML as Telegram understands it: what it does not know is dropped, what is open is closed."""
    from telethon.extensions import html as html_mode

    return html_mode.unparse(*html_mode.parse(html))
