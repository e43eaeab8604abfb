"""The public helper functions, gathered from the files that hold them."""
import inspect
import itertools
from types import GeneratorType

from ._files import (
    FileInfo as _FileInfo,
    decode_base64 as _decode_telegram_base64,
    decode_waveform,
    encode_base64 as _encode_telegram_base64,
    encode_waveform,
    extension_of as _get_extension,
    get_appropriated_part_size,
    get_attributes,
    get_extension,
    get_file_info as _get_file_info,
    get_input_location,
    is_audio,
    is_gif,
    is_image,
    is_video,
    metadata_of as _get_metadata,
    pack_bot_file_id,
    photo_size_bytes as _photo_size_byte_count,
    resolve_bot_file_id,
    rle_decode as _rle_decode,
    rle_encode as _rle_encode,
    stripped_photo_to_jpg,
)
from ._inputs import (
    convert_reaction,
    get_input_chat_photo,
    get_input_document,
    get_input_geo,
    get_input_group_call,
    get_input_media,
    get_input_message,
    get_input_photo,
    get_input_reply_to,
    get_input_story_id,
    get_message_id,
)
from ._peers import (
    cast_fail as _raise_cast_fail,
    entity_pair as _get_entity_pair,
    get_display_name,
    get_input_channel,
    get_input_dialog,
    get_input_peer,
    get_input_user,
    get_peer,
    get_peer_id,
    resolve_id,
)
from ._text import (
    TG_JOIN_RE,
    USERNAME_RE,
    VALID_USERNAME_RE,
    get_inner_text,
    parse_phone,
    parse_username,
    resolve_inline_message_id,
    resolve_invite_link,
    split_text,
)
from .helpers import add_surrogate, del_surrogate, strip_text
from .tl import types

_MODES = {"md": "markdown", "markdown": "markdown", "htm": "html", "html": "html"}


def __getattr__(name):
    if name in ("html", "markdown"):
        from . import extensions

        return getattr(extensions, name)
    if name == "hachoir":
        try:
            import hachoir
        except ImportError:
            return None
        return hachoir
    if name == "guess_extension":
        from mimetypes import guess_extension

        return guess_extension
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def chunks(iterable, size=100):
    """Iterators over at most `size` items each."""
    iterator = iter(iterable)
    for head in iterator:
        yield itertools.chain([head], itertools.islice(iterator, size - 1))


def is_list_like(obj):
    """Whether something counts as several items rather than one."""
    return isinstance(obj, (list, tuple, set, dict, range, GeneratorType))


def sanitize_parse_mode(mode):
    """An object with `parse` and `unparse` for a mode's name, module or parsing function; None for none."""
    if not mode:
        return None
    if callable(getattr(mode, "parse", None)) and callable(getattr(mode, "unparse", None)):
        return mode
    if callable(mode):
        return CustomMode(mode)
    if not isinstance(mode, str):
        raise TypeError(f"Invalid parse mode type {mode}")
    if mode.lower() not in _MODES:
        raise ValueError(f"Unknown parse mode {mode}")
    from . import extensions

    return getattr(extensions, _MODES[mode.lower()])


class CustomMode:
    """A parse mode of a function that parses; there is no way back from it."""

    def __init__(self, parse):
        self.parse = parse

    def unparse(self, text, entities):
        """Raises `NotImplementedError`."""
        raise NotImplementedError


class AsyncClassWrapper:
    """Makes every method of an object awaitable."""

    def __init__(self, wrapped):
        self.wrapped = wrapped

    def __getattr__(self, item):
        found = getattr(self.wrapped, item)
        if not callable(found):
            return found

        async def wrapper(*args, **kwargs):
            return await maybe_async(found(*args, **kwargs))

        return wrapper


async def maybe_async(coro):
    """Awaits what can be awaited."""
    return await coro if inspect.isawaitable(coro) else coro
