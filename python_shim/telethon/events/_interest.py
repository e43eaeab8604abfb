"""What the core must know of a builder to let the right updates through: never too few, sometimes too many."""
from .. import utils
from .common import _plain_ids
from .raw import Raw


def interest_of(builder):
    """(kind, spec) for the core's prefilter."""
    if isinstance(builder, Raw):
        return "raw", {"constructors": _constructors(builder.types)}
    kind = _kind(type(builder))
    if kind is None:
        # A builder of a module's own making: it alone knows which updates it can use.
        return "raw", {"constructors": None}
    return "event", {
        "kind": kind,
        "chats": _ids(builder.chats),
        "blacklist_chats": bool(builder.blacklist_chats),
        "incoming": _direction(builder, "incoming"),
        "outgoing": _direction(builder, "outgoing"),
        "from_users": _ids(getattr(builder, "from_users", None)),
        "forwards": None if getattr(builder, "forwards", None) is None else bool(builder.forwards),
    }


_KINDS = frozenset(
    "NewMessage MessageEdited MessageDeleted MessageRead ChatAction UserUpdate CallbackQuery InlineQuery Album".split()
)


def _kind(cls):
    for ancestor in cls.__mro__:
        if ancestor.__module__.startswith("telethon.events.") and ancestor.__name__ in _KINDS:
            # A subclass that builds its own events may want other updates than its parent.
            return ancestor.__name__ if "build" not in cls.__dict__ or cls is ancestor else None
    return None


def _direction(builder, name):
    value = getattr(builder, name, None)
    return None if value is None else bool(value)


def _ids(chats):
    if chats is None:
        return None
    found = []
    for chat in chats if utils.is_list_like(chats) else (chats,):
        ids = _plain_ids(chat)
        if ids is None:
            return None  # names are looked up later; until then everything passes
        found += ids
    return found


def _constructors(classes):
    if classes is None:
        return None
    ids = [getattr(cls, "CONSTRUCTOR_ID", None) for cls in (classes if isinstance(classes, tuple) else (classes,))]
    return None if None in ids else ids
