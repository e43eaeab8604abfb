"""`Bot`: every method of the Bot API by its name; what happens to a call is `_transport`'s part."""

import typing

from .. import _transport
from .default import DefaultBotProperties

_VERBS = frozenset(
    (
        "add",
        "answer",
        "approve",
        "ban",
        "close",
        "convert",
        "copy",
        "create",
        "decline",
        "delete",
        "download",
        "edit",
        "export",
        "forward",
        "get",
        "gift",
        "hide",
        "kick",
        "leave",
        "log",
        "pin",
        "post",
        "promote",
        "read",
        "refund",
        "reopen",
        "replace",
        "repost",
        "restrict",
        "revoke",
        "save",
        "send",
        "set",
        "stop",
        "transfer",
        "unban",
        "unhide",
        "unpin",
        "upgrade",
        "upload",
        "verify",
    )
)
# The first positional parameters of the methods that modules call without names.
_POSITIONAL = {
    "send_message": ("chat_id", "text", "parse_mode"),
    "send_photo": ("chat_id", "photo", "caption"),
    "send_document": ("chat_id", "document"),
    "send_video": ("chat_id", "video"),
    "send_audio": ("chat_id", "audio"),
    "send_voice": ("chat_id", "voice"),
    "send_sticker": ("chat_id", "sticker"),
    "send_animation": ("chat_id", "animation"),
    "send_media_group": ("chat_id", "media"),
    "send_dice": ("chat_id",),
    "send_chat_action": ("chat_id", "action"),
    "forward_message": ("chat_id", "from_chat_id", "message_id"),
    "copy_message": ("chat_id", "from_chat_id", "message_id"),
    "delete_message": ("chat_id", "message_id"),
    "edit_message_text": ("text", "chat_id", "message_id", "inline_message_id"),
    "edit_message_reply_markup": ("chat_id", "message_id", "inline_message_id", "reply_markup"),
    "edit_message_media": ("media", "chat_id", "message_id", "inline_message_id"),
    "answer_callback_query": ("callback_query_id", "text", "show_alert"),
    "answer_inline_query": ("inline_query_id", "results"),
    "kick_chat_member": ("chat_id", "user_id", "until_date"),
    "ban_chat_member": ("chat_id", "user_id", "until_date"),
    "unban_chat_member": ("chat_id", "user_id", "only_if_banned"),
    "restrict_chat_member": ("chat_id", "user_id", "permissions"),
    "promote_chat_member": ("chat_id", "user_id"),
    "get_chat": ("chat_id",),
    "get_chat_member": ("chat_id", "user_id"),
    "get_chat_administrators": ("chat_id",),
    "get_file": ("file_id",),
    "set_chat_title": ("chat_id", "title"),
    "set_chat_photo": ("chat_id", "photo"),
    "set_chat_description": ("chat_id", "description"),
    "pin_chat_message": ("chat_id", "message_id"),
    "leave_chat": ("chat_id",),
    "set_my_commands": ("commands",),
    "ban_chat_sender_chat": ("chat_id", "sender_chat_id"),
}


class Bot:
    """A bot. Its token is not kept: whoever runs the bot has it."""

    _current: typing.Optional["Bot"] = None

    def __init__(
        self,
        token: str = "",
        session=None,
        default: typing.Optional[DefaultBotProperties] = None,
        parse_mode=None,
        **options,
    ):
        self.default = default or DefaultBotProperties(parse_mode=parse_mode)
        self.session = session
        self.id = int(token.split(":")[0]) if token.split(":")[0].isdigit() else None
        self._options = options

    @property
    def token(self) -> str:
        """The token never reaches modules."""
        return ""

    @property
    def parse_mode(self):
        """How texts are formatted."""
        return self.default.parse_mode

    @parse_mode.setter
    def parse_mode(self, value) -> None:
        self.default.parse_mode = value

    @classmethod
    def set_current(cls, bot: "Bot") -> None:
        """Makes a bot the one that objects without a bot use."""
        cls._current = bot

    set_instance = set_current

    @classmethod
    def get_current(cls, no_error: bool = True) -> typing.Optional["Bot"]:
        """The bot that objects without a bot use."""
        return cls._current

    get_instance = get_current

    def _request(self, method: str, parameters: dict):
        return _transport.invoke(self, method, parameters)

    async def __call__(self, method, request_timeout=None):
        """Makes a call that was built as an object, or awaits one that was made by a method of a type."""
        if hasattr(method, "__await__"):
            return await method
        return await self._request(method.name, method.parameters)

    def __getattr__(self, name: str):
        if name.split("_")[0] not in _VERBS and name != "me":
            raise AttributeError(f"`Bot` has no `{name}`")

        def call(*args, **kwargs):
            names = _POSITIONAL.get(name, ("chat_id", "text"))
            return self._request("get_me" if name == "me" else name, {**dict(zip(names, args)), **kwargs})

        call.__name__ = name
        return call

    async def close(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> "Bot":
        return self

    async def __aexit__(self, *_) -> None:
        """Nothing is open."""
