"""`utils.answer`: one answer to a command, by editing it where that is possible, else by sending."""

import logging
import typing

logger = logging.getLogger(__name__)

LONGEST = 4096
_answered: typing.Dict[type, type] = {}


def _single(message):
    """The message, as one that also behaves like the list of one that older hosts gave."""
    if message is None or isinstance(message, (bool, list, tuple)) or not hasattr(message, "CONSTRUCTOR_ID"):
        return message
    original = type(message)
    if getattr(original, "_oxikka_answered", False):
        return message
    wrapped = _answered.get(original)
    if wrapped is None:
        wrapped = _answered[original] = type(
            original.__name__,
            (original,),
            {
                "__slots__": (),
                "__module__": original.__module__,
                "_oxikka_answered": True,
                "__getitem__": lambda self, index: [self][index],
                "__iter__": lambda self: iter((self,)),
                "__len__": lambda self: 1,
                "__bool__": lambda self: True,
                "to_dict": lambda self: _twin(self, original).to_dict(),
                "__eq__": lambda self, other: isinstance(other, original) and self.to_dict() == other.to_dict(),
                "__ne__": lambda self, other: not self == other,
                "__hash__": original.__hash__,
            },
        )
    try:
        message.__class__ = wrapped
    except TypeError:
        logger.debug("`%s` cannot behave like a list", original.__name__)
    return message


def _twin(message, original):
    """The message as it would be without the list's manners."""
    twin = original.__new__(original)
    twin.__setstate__(message.__getstate__())
    return twin


def _is_unit(message) -> bool:
    return getattr(message, "_oxikka_inline", False)


def _may_edit(message) -> bool:
    return (
        bool(getattr(message, "out", False))
        and not getattr(message, "via_bot_id", None)
        and not getattr(message, "fwd_from", None)
    )


async def answer(message, response, *, reply_markup=None, **kwargs):
    """Answers a message with a text, a file, bytes or another message. Gives the message that shows the answer.

    With `reply_markup` a form is opened. Texts are HTML unless `parse_mode` says otherwise; too long ones become a file.
    """
    if isinstance(message, (list, tuple)) and message:
        message = message[0]
    if reply_markup is not None and not isinstance(reply_markup, (list, dict)):
        raise ValueError("`reply_markup` must be a list or a dict")
    if reply_markup:
        return await _with_buttons(message, response, reply_markup, kwargs)
    if _is_unit(message):
        await message.edit(response)
        return message
    kwargs.setdefault("link_preview", False)
    edit = _may_edit(message)
    # Quirk: an own command's answer goes where the command is; what the module says about it does not count.
    if edit:
        kwargs.pop("reply_to", None)
    else:
        kwargs.setdefault("reply_to", getattr(message, "reply_to_msg_id", None))
    if hasattr(response, "CONSTRUCTOR_ID") and hasattr(response, "message"):
        return _single(await _copy_of(message, response, edit, kwargs))
    as_file = kwargs.pop("asfile", False)
    if isinstance(response, str) and not as_file:
        return _single(await _text(message, response, edit, kwargs))
    return _single(await _file(message, response, edit, kwargs))


respond = answer


async def _with_buttons(message, response, reply_markup, kwargs):
    kwargs.pop("message", None)
    if _is_unit(message):
        await message.edit(response, reply_markup, **kwargs)
        return message
    form = message.client.loader.inline.form
    target = message if getattr(message, "out", False) else message.chat_id
    return await form(response, target, reply_markup=reply_markup, **kwargs)


async def _text(message, response: str, edit: bool, kwargs: dict):
    from telethon.errors import MediaCaptionTooLongError
    from telethon.utils import sanitize_parse_mode

    mode = sanitize_parse_mode(kwargs.pop("parse_mode", message.client.parse_mode))
    text, entities = mode.parse(response) if mode is not None else (response, [])
    if len(text) >= LONGEST and not hasattr(message, "hikka_grepped"):
        return await _too_long(message, text, edit, kwargs)
    call = message.edit if edit else message.respond
    try:
        result = await call(text, parse_mode=lambda given: (given, entities), **kwargs)
    except MediaCaptionTooLongError:
        # What stands beside a file is shorter than a message, how much depends on the account.
        result = await message.reply(text, parse_mode=lambda given: (given, entities), **kwargs)
    return message if result is None else result


async def _too_long(message, text: str, edit: bool, kwargs: dict):
    import io

    from .entity import get_topic

    document = io.BytesIO(text.encode("utf-8"))
    document.name = "command_result.txt"
    caption = _beside_a_file(message.client.loader)
    reply_to = kwargs.get("reply_to") or get_topic(message)
    result = await message.client.send_file(message.peer_id, document, caption=caption, reply_to=reply_to)
    # A file of the owner's own is not the command's to take away.
    if getattr(message, "out", False) and getattr(message, "file", None) is None:
        await message.delete()
    return result


def _beside_a_file(modules) -> str:
    if said := modules.translator.getkey("translations.too_long"):
        return said
    settings = modules.lookup("HikkaSettings")
    return settings.too_long() if hasattr(settings, "too_long") else "📎 The answer is too long for a message."


async def _copy_of(message, response, edit: bool, kwargs: dict):
    from telethon.tl import types

    entities, media = list(response.entities or []), response.media
    page = isinstance(media, types.MessageMediaWebPage)
    kwargs.pop("parse_mode", None)
    if not edit or getattr(message, "media", None) is not None or not (page or _fits_an_edit(media)):
        return await message.respond(response, **kwargs)
    return await message.edit(
        response.message,
        file=None if page else media,
        parse_mode=lambda given: (given, entities),
        link_preview=page,
    )


def _fits_an_edit(media) -> bool:
    from telethon.tl import types

    return media is None or isinstance(media, (types.MessageMediaPhoto, types.MessageMediaDocument))


async def _file(message, response, edit: bool, kwargs: dict):
    import io

    if isinstance(response, (bytes, str)):
        response = io.BytesIO(response.encode("utf-8") if isinstance(response, str) else response)
    name = kwargs.pop("filename", None)
    if name:
        response.name = name
    # Quirk: captions are in the client's own dialect.
    kwargs.pop("parse_mode", None)
    if edit and getattr(message, "media", None) is not None:
        return await message.edit(file=response, **kwargs)
    kwargs.setdefault("reply_to", getattr(message, "reply_to_msg_id", None))
    result = await message.client.send_file(message.peer_id, response, **kwargs)
    if getattr(message, "out", False):
        await message.delete()
    return result


async def answer_file(message, file, caption: typing.Optional[str] = None, **kwargs):
    """Sends a file to the message's chat and deletes the command. When the file cannot be sent its caption is."""
    if _is_unit(message):
        return await message.edit(text=caption or "", file=file, **kwargs)
    from .entity import get_topic

    topic = get_topic(message)
    if topic:
        kwargs.setdefault("reply_to", topic)
    try:
        result = await message.client.send_file(message.peer_id, file, caption=caption, **kwargs)
    except Exception:
        if not caption:
            raise
        logger.warning("the file could not be sent, its caption is sent instead", exc_info=True)
        kept = ("parse_mode", "reply_to", "link_preview")
        return await answer(message, caption, **{key: value for key, value in kwargs.items() if key in kept})
    try:
        await message.delete()
    except Exception:
        logger.debug("the command could not be deleted", exc_info=True)
    return _single(result)
