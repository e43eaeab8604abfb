"""Event builders, `StopPropagation`, and handlers that carry their builders with them."""
from importlib import import_module

from .common import EventBuilder, EventCommon, name_inner_event
from .messageedited import MessageEdited
from .newmessage import NewMessage
from .raw import Raw

_HOMES = {
    "Album": "album",
    "CallbackQuery": "callbackquery",
    "ChatAction": "chataction",
    "InlineQuery": "inlinequery",
    "MessageDeleted": "messagedeleted",
    "MessageRead": "messageread",
    "UserUpdate": "userupdate",
}
_HANDLERS_ATTRIBUTE = "__tl.handlers"
__all__ = [
    "EventBuilder", "EventCommon", "MessageEdited", "NewMessage", "Raw", "StopPropagation", "is_handler", "list",
    "register", "unregister", *_HOMES,
]  # fmt: skip


def __getattr__(name):
    if name in _HOMES:
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    elif name in _HOMES.values():
        value = import_module(f"{__name__}.{name}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


class StopPropagation(Exception):
    """Raised by a handler: the handlers after it do not get this update."""


def register(event=None):
    """Decorator: the function carries its builders until it is given to `add_event_handler`."""
    event = event() if isinstance(event, type) else event or Raw()

    def decorator(callback):
        setattr(callback, _HANDLERS_ATTRIBUTE, [*getattr(callback, _HANDLERS_ATTRIBUTE, ()), event])
        return callback

    return decorator


def unregister(callback, event=None):
    """Takes builders (of one type, or all) off a function; how many there were."""
    wanted = event if event is None or isinstance(event, type) else type(event)
    before = getattr(callback, _HANDLERS_ATTRIBUTE, [])
    kept = [one for one in before if wanted and not isinstance(one, wanted)]
    setattr(callback, _HANDLERS_ATTRIBUTE, kept)
    return len(before) - len(kept)


def is_handler(callback):
    """Whether a function carries builders."""
    return hasattr(callback, _HANDLERS_ATTRIBUTE)


def _get_handlers(callback):
    return getattr(callback, _HANDLERS_ATTRIBUTE, None)


def list(callback):
    """The builders that a function carries."""
    return getattr(callback, _HANDLERS_ATTRIBUTE, [])[:]
