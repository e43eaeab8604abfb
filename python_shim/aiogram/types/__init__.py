"""The types of the Bot API. Those that are fields only are made from a table when they are first asked for."""

import sys
import typing

from ._events import CallbackQuery, ChatJoinRequest, InlineQuery, Message, PreCheckoutQuery, ShippingQuery
from ._fields import FIELDS
from ._files import BufferedInputFile, FSInputFile, InputFile, MediaGroup, URLInputFile
from ._keyboards import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from ._object import MutableTelegramObject, TelegramObject

_ENUMS = {
    "ParseMode": "ParseMode",
    "ContentType": "ContentType",
    "ContentTypes": "ContentType",
    "ChatType": "ChatType",
    "ChatAction": "ChatAction",
    "ChatActions": "ChatAction",
    "MessageEntityType": "MessageEntityType",
    "ChatMemberStatus": "ChatMemberStatus",
}
_SUBCLASS_OF = (("InlineQueryResult", "InlineQueryResult"), ("InputMedia", "InputMedia"), ("ChatMember", "ChatMember"))
# Quirk: modules import from the files of the second dialect, such as `aiogram.types.inline_keyboard` (test_aiogram: type_files_can_be_imported).
_FILES = (
    "base",
    "callback_query",
    "chat",
    "chat_member",
    "chat_permissions",
    "chosen_inline_result",
    "inline_keyboard",
    "inline_keyboard_button",
    "inline_keyboard_markup",
    "inline_query",
    "inline_query_result",
    "inline_query_result_article",
    "input_file",
    "input_media",
    "input_message_content",
    "input_text_message_content",
    "labeled_price",
    "message",
    "message_entity",
    "photo_size",
    "reply_keyboard",
    "reply_keyboard_markup",
    "update",
    "user",
    "web_app_info",
    "buffered_input_file",
    "bot_command",
)
for _file in _FILES:
    sys.modules.setdefault(f"{__name__}.{_file}", sys.modules[__name__])


def _type(name: str) -> type:
    """The class of a table entry, made once."""
    known = globals().get(name)
    if known is not None:
        return known
    parts = [part.partition("=") for part in FIELDS[name].split()]
    base = next(
        (_type(parent) for prefix, parent in _SUBCLASS_OF if name.startswith(prefix) and name != parent), TelegramObject
    )
    defaults = {field: True if value == "True" else value for field, sign, value in parts if sign}
    body = {
        "_fields": tuple(field for field, _, _ in parts),
        "_defaults": defaults,
        "__module__": __name__,
        "__doc__": f"`{name}` of the Bot API.",
    }
    body.update(_EXTRAS.get(name, {}))
    cls = globals()[name] = type(name, (base,), body)
    return cls


def _full_name(self) -> str:
    return " ".join(filter(None, (self.first_name, self.last_name))) or self.title or ""


_EXTRAS: typing.Dict[str, dict] = {
    "User": {
        "title": None,
        "full_name": property(_full_name),
        "mention": property(lambda self: f"@{self.username}" if self.username else _full_name(self)),
        "url": property(lambda self: f"tg://user?id={self.id}"),
        "get_mention": lambda self, name=None, as_html=True: self.mention_html(name),
        "mention_html": lambda self, name=None: (
            f'<a href="tg://user?id={self.id}">{_escape(name or _full_name(self))}</a>'
        ),
        "mention_markdown": lambda self, name=None: f"[{name or _full_name(self)}](tg://user?id={self.id})",
    },
    "Chat": {
        "full_name": property(lambda self: self.title or _full_name(self)),
        "mention": property(lambda self: f"@{self.username}" if self.username else None),
        "shifted_id": property(lambda self: int(str(self.id).replace("-100", ""))),
    },
}


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def __getattr__(name: str):
    if name in FIELDS:
        return _type(name)
    if name in _ENUMS:
        from .. import enums

        return getattr(enums, _ENUMS[name])
    if name == "InlineKeyboardMarkupUnion":
        return InlineKeyboardMarkup
    if name == "base":
        return sys.modules[__name__]
    raise AttributeError(f"module `{__name__}` has no `{name}`")


__all__ = [
    "TelegramObject",
    "MutableTelegramObject",
    "Message",
    "CallbackQuery",
    "InlineQuery",
    "PreCheckoutQuery",
    "ShippingQuery",
    "ChatJoinRequest",
    "InputFile",
    "BufferedInputFile",
    "FSInputFile",
    "URLInputFile",
    "MediaGroup",
    "InlineKeyboardButton",
    "InlineKeyboardMarkup",
    "ReplyKeyboardMarkup",
    *FIELDS,
    "ParseMode",
    "ContentType",
    "ContentTypes",
    "ChatType",
    "ChatActions",
]
