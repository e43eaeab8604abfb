"""What handlers of the inline bot are given: calls, queries, messages."""

import logging
import typing

from aiogram.types import CallbackQuery
from aiogram.types import InlineQuery as AiogramInlineQuery
from aiogram.types import InlineQueryResultArticle, InputTextMessageContent
from aiogram.types import Message as AiogramMessage

logger = logging.getLogger(__name__)

HerokuReplyMarkup = typing.Union[typing.List[typing.List[dict]], typing.List[dict], dict]
HikkaReplyMarkup = HerokuReplyMarkup


class InlineMessage:
    """A message that was sent through the inline bot."""

    _oxikka_inline = True

    def __init__(self, inline_manager, unit_id: str, inline_message_id: str):
        self.inline_message_id = inline_message_id
        self.unit_id = unit_id
        self.inline_manager = inline_manager
        self._units = inline_manager._units
        self.form = {"id": unit_id, **self._units[unit_id]} if unit_id in self._units else {}

    async def edit(self, *args, **kwargs) -> "InlineMessage":
        """Changes the text, buttons or media."""
        kwargs = {"unit_id": self.unit_id, "inline_message_id": self.inline_message_id, **kwargs}
        return await self.inline_manager._edit_unit(*args, **kwargs)

    async def delete(self) -> bool:
        """Deletes the message."""
        return await self.inline_manager._delete_unit_message(self, unit_id=self.unit_id)

    async def unload(self) -> bool:
        """Forgets the buttons; the message stays."""
        return await self.inline_manager._unload_unit(unit_id=self.unit_id)


class BotInlineMessage:
    """A message that the inline bot sent itself."""

    _oxikka_inline = True

    def __init__(self, inline_manager, unit_id: str, chat_id: int, message_id: int):
        self.chat_id, self.message_id = chat_id, message_id
        self.unit_id = unit_id
        self.inline_manager = inline_manager
        self._units = inline_manager._units
        self.form = {"id": unit_id, **self._units[unit_id]} if unit_id in self._units else {}

    async def edit(self, *args, **kwargs) -> "BotInlineMessage":
        """Changes the text, buttons or media."""
        kwargs = {"unit_id": self.unit_id, "chat_id": self.chat_id, "message_id": self.message_id, **kwargs}
        return await self.inline_manager._edit_unit(*args, **kwargs)

    async def delete(self) -> bool:
        """Deletes the message."""
        return await self.inline_manager._delete_unit_message(
            self, unit_id=self.unit_id, chat_id=self.chat_id, message_id=self.message_id
        )

    async def unload(self, *args, **kwargs) -> bool:
        """Forgets the buttons; the message stays."""
        return await self.inline_manager._unload_unit(unit_id=self.unit_id)


def _take_over(target, source) -> None:
    target.__dict__.update(vars(source))


class InlineCall(CallbackQuery, InlineMessage):
    """A press of a button under an `InlineMessage`."""

    def __init__(self, call, inline_manager, unit_id: str):
        _take_over(self, call)
        self.original_call = call
        InlineMessage.__init__(self, inline_manager, unit_id, call.inline_message_id)


class BotInlineCall(CallbackQuery, BotInlineMessage):
    """A press of a button under a `BotInlineMessage`."""

    def __init__(self, call, inline_manager, unit_id: str):
        _take_over(self, call)
        self.original_call = call
        BotInlineMessage.__init__(self, inline_manager, unit_id, call.message.chat.id, call.message.message_id)


class InlineUnit:
    """The base of the manager's parts."""


class BotMessage(AiogramMessage):
    """A message of the inline bot, for annotations."""


class InlineQuery(AiogramInlineQuery):
    """What somebody typed after the bot's name; `args` is what follows the first word."""

    def __init__(self, inline_query):
        _take_over(self, inline_query)
        self.inline_query = inline_query
        self.args = self.query.split(maxsplit=1)[1] if len(self.query.split(maxsplit=1)) > 1 else ""

    @staticmethod
    def _get_res(title: str, description: str, thumbnail_url: typing.Optional[str] = None, **old) -> list:
        from ..utils import rand

        return [
            InlineQueryResultArticle(
                id=rand(20),
                title=title,
                description=description,
                input_message_content=InputTextMessageContent("😶 <i>Nothing to see here</i>", parse_mode="HTML"),
                thumb_url=thumbnail_url or old.get("thumb_url"),
            )
        ]

    async def e400(self):
        """Answers that the query cannot be understood."""
        await self.answer(self._get_res("🚫 400", "The query has too few or wrong arguments"), cache_time=0)

    async def e403(self):
        """Answers that this is not allowed."""
        await self.answer(self._get_res("🚫 403", "You may not do that"), cache_time=0)

    async def e404(self):
        """Answers that nothing was found."""
        await self.answer(self._get_res("🚫 404", "Nothing was found"), cache_time=0)

    async def e426(self):
        """Answers that a newer version is needed."""
        await self.answer(self._get_res("🚫 426", "The userbot must be updated first"), cache_time=0)

    async def e500(self):
        """Answers that something failed."""
        await self.answer(self._get_res("🚫 500", "The module failed, its log says why"), cache_time=0)


GeekInlineQuery = InlineQuery
