"""Small things that the rest leans on: surrogates, stripping, lists with a total, file streams."""
import asyncio
import enum
import inspect
import logging
import os

_log = logging.getLogger(__name__)


class _EntityType(enum.Enum):
    USER = 0
    CHAT = 1
    CHANNEL = 2


def __getattr__(name):
    if name == "sha1":
        from hashlib import sha1

        return sha1
    if name == "_FileStream":
        from ._files import FileStream

        return FileStream
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def generate_random_long(signed=True):
    """A random 64-bit number."""
    return int.from_bytes(os.urandom(8), "little", signed=signed)


def ensure_parent_dir_exists(file_path):
    """Creates the folders above a path."""
    parent = os.path.dirname(file_path)
    if parent:
        os.makedirs(parent, exist_ok=True)


def add_surrogate(text):
    """The text with every character beyond the BMP as a surrogate pair, so that offsets count UTF-16 units."""
    if text.isascii() or max(text) < "\U00010000":
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(units[i] | units[i + 1] << 8) for i in range(0, len(units), 2))


def del_surrogate(text):
    """The opposite of `add_surrogate`."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16")


def within_surrogate(text, index, *, length=None):
    """Whether an index into surrogate text falls between the halves of a pair."""
    # Quirk: the length is not looked at.
    return 1 < index < len(text) and "\ud800" <= text[index - 1] <= "\udbff" and "\ud800" <= text[index] <= "\udfff"


def strip_text(text, entities):
    """Strips surrogate text on both sides, moving and cutting the entities (in place) accordingly."""
    if not entities:
        return text.strip()
    shift = len(text) - len(text.lstrip())
    text = text.strip()
    kept = []
    for entity in entities:
        start, end = entity.offset - shift, entity.offset + entity.length - shift
        if not entity.length or end <= 0 or (end > len(text) and start >= len(text)):
            continue
        start, end = max(start, 0), min(end, len(text))
        entity.offset, entity.length = start, end - start
        kept.append(entity)
    entities[:] = kept
    return text


def retry_range(retries, force_retry=True):
    """Counts attempts from 1; endless for None or a negative number."""
    endless = retries is None or retries < 0
    last = None if endless else retries + bool(force_retry)
    attempt = 0
    while attempt != last:
        attempt += 1
        yield attempt


async def _maybe_await(value):
    return await value if inspect.isawaitable(value) else value


async def _cancel(log, **tasks):
    for name, task in tasks.items():
        if not task:
            continue
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
        except Exception:
            log.exception("unhandled exception from %s after it was cancelled", name)


def _loop_of(owner):
    return owner.loop if hasattr(owner, "loop") else owner._client.loop


def _sync_enter(self):
    loop = _loop_of(self)
    if loop.is_running():
        raise RuntimeError('use "async with" while the event loop is running')
    return loop.run_until_complete(self.__aenter__())


def _sync_exit(self, *args):
    return _loop_of(self).run_until_complete(self.__aexit__(*args))


_ENTITY_FAMILIES = frozenset(
    # Peer, InputPeer, InputUser, InputChannel, User, Chat, UserFull, ChatFull
    (0x2D45687, 0xC91C90B6, 0xE669BF46, 0x40F202FD, 0x2DA17977, 0xC5AF5D94, 0x1F4661B9, 0xD49A2697)
)


def _entity_type(entity):
    family = getattr(entity, "SUBCLASS_OF_ID", None)
    if family is None:
        raise TypeError(f"{entity} is not a TLObject, cannot determine entity type")
    name = entity.__class__.__name__
    if family in _ENTITY_FAMILIES:
        for word, kind in (("User", "USER"), ("Chat", "CHAT"), ("Channel", "CHANNEL"), ("Self", "USER")):
            if word in name:
                return _EntityType[kind]
    raise TypeError(f"{entity} does not have any entity type")


def generate_key_data_from_nonce(server_nonce, new_nonce):
    """The temporary AES key and iv of the key exchange."""
    from hashlib import sha1

    server = server_nonce.to_bytes(16, "little", signed=True)
    new = new_nonce.to_bytes(32, "little", signed=True)
    first, second, third = (sha1(part).digest() for part in (new + server, server + new, new + new))
    return first + second[:12], second[12:20] + third + new[:4]


class TotalList(list):
    """A list that also knows how many items there are in all."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.total = 0

    def __str__(self):
        return f"[{', '.join(map(str, self))}, total={self.total}]"

    def __repr__(self):
        return f"[{', '.join(map(repr, self))}, total={self.total}]"


def get_running_loop():
    """The running loop, or the thread's current one, made if need be."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        pass
    try:
        return asyncio.get_event_loop_policy().get_event_loop()
    except RuntimeError:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        return loop
