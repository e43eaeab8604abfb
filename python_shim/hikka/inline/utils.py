"""The inline bot's small parts that need no bot: markup, its checks, pages, texts."""

import logging
import re
import typing

from .._errors import InlineUnavailable

logger = logging.getLogger(__name__)

_EMOJI_TAG = re.compile(r"</?(?:tg-)?emoji[^>]*>")
_KINDS = (
    "url",
    "callback",
    "input",
    "data",
    "action",
    "copy",
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
)


class Utils:
    """A part of `InlineManager`."""

    def sanitise_text(self, text: str) -> str:
        """A text without custom emoji tags, which bots may not send."""
        return _EMOJI_TAG.sub("", text)

    def _normalize_markup(self, reply_markup) -> typing.List[typing.List[dict]]:
        """Buttons as rows, from one button, one row or rows."""
        if not reply_markup:
            return []
        if isinstance(reply_markup, dict):
            return [[reply_markup]]
        if all(isinstance(item, dict) for item in reply_markup):
            return [list(reply_markup)]
        return [[row] if isinstance(row, dict) else list(row) for row in reply_markup]

    def _validate_markup(self, buttons) -> typing.List[typing.List[dict]]:
        """Buttons as rows; `[]` with a line in the log when they are not what buttons look like."""
        if buttons is not None and not isinstance(buttons, (list, dict)):
            logger.error("`reply_markup` is a `%s`, not a list or a dict", type(buttons).__name__)
            return []
        rows = self._normalize_markup(buttons)
        if not all(
            isinstance(button, dict) and "text" in button and any(kind in button for kind in _KINDS)
            for row in rows
            for button in row
        ):
            logger.error("`reply_markup` holds something that is not a button: %s", buttons)
            return []
        return rows

    def generate_markup(self, markup_obj):
        """An `InlineKeyboardMarkup` of buttons. What happens at a press needs the bot."""
        if not markup_obj:
            return None
        from aiogram.types import InlineKeyboardMarkup

        if isinstance(markup_obj, InlineKeyboardMarkup):
            return markup_obj
        if isinstance(markup_obj, str):
            markup_obj = self._units.get(markup_obj, {}).get("buttons", [])
        return InlineKeyboardMarkup(
            inline_keyboard=[[self._button(button) for button in row] for row in self._normalize_markup(markup_obj)]
        )

    _generate_markup = generate_markup

    def _button(self, button: dict):
        from aiogram.types import InlineKeyboardButton

        from ..utils import rand

        text = str(button.get("text", ""))
        if "url" in button:
            return InlineKeyboardButton(text=text, url=button["url"])
        if "callback" in button or "action" in button:
            key = button.setdefault("_callback_data", rand(30))
            self._custom_map[key] = {"handler": button.get("callback"), **button}
            return InlineKeyboardButton(text=text, callback_data=key)
        if "input" in button:
            return InlineKeyboardButton(
                text=text, switch_inline_query_current_chat=button.setdefault("_switch_query", rand(10)) + " "
            )
        if "data" in button:
            return InlineKeyboardButton(text=text, callback_data=button["data"])
        if "copy" in button:
            from aiogram.types import CopyTextButton

            return InlineKeyboardButton(text=text, copy_text=CopyTextButton(text=button["copy"]))
        if "web_app" in button:
            from aiogram.types import WebAppInfo

            app = button["web_app"]
            return InlineKeyboardButton(text=text, web_app=WebAppInfo(url=app["url"] if isinstance(app, dict) else app))
        for kind in ("switch_inline_query_current_chat", "switch_inline_query"):
            if kind in button:
                return InlineKeyboardButton(text=text, **{kind: button[kind]})
        return InlineKeyboardButton(text=text, callback_data="empty")

    def build_pagination(
        self, callback, total_pages: int, unit_id=None, current_page=None
    ) -> typing.List[typing.List[dict]]:
        """Buttons to the pages of a list, pages counted from 0; the current one is marked."""
        if current_page is None:
            current_page = self._units.get(unit_id, {}).get("current_index", 0)
        if total_pages <= 5:
            shown = list(range(total_pages))
        else:
            start = min(max(current_page - 1, 1), total_pages - 4)
            shown = [0, *range(start, start + 3), total_pages - 1]
        row = []
        for page in shown:
            label = (
                f"· {page + 1} ·"
                if page == current_page
                else f"« {page + 1}"
                if page < current_page
                else f"{page + 1} »"
            )
            row.append({"text": label, "callback": callback, "args": (page,)})
        return [row]

    def _reverse_method_lookup(self, needle, /) -> typing.Optional[str]:
        tables = (self._allmodules.inline_handlers, self._allmodules.callback_handlers)
        return next((name for table in tables for name, function in table.items() if function == needle), None)

    async def check_inline_security(self, *, func, user: int) -> bool:
        """Whether a user may use an inline handler."""
        return await self._client.dispatcher.security.check(
            None, func, user_id=user, inline_cmd=self._reverse_method_lookup(func)
        )

    def _find_caller_sec_map(self):
        from ..utils import find_caller

        caller = find_caller()
        return None if caller is None else lambda: self._client.dispatcher.security.get_flags(caller)

    async def _edit_unit(self, *args, **kwargs):
        raise InlineUnavailable("editing an inline message")

    async def _delete_unit_message(self, *args, **kwargs) -> bool:
        raise InlineUnavailable("deleting an inline message")

    async def _unload_unit(self, unit_id: str) -> bool:
        return self._units.pop(unit_id, None) is not None

    async def _close_unit_handler(self, call):
        await call.delete()

    async def _unload_unit_handler(self, call):
        await call.unload()

    async def _answer_unit_handler(self, call, text: str, show_alert: bool):
        await call.answer(text, show_alert=show_alert)
